//! Good and hostile responses, all with a marker as the value of whatever a person could be known by.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::issuer::{Authorizations, MsoDate, UnsignedDocument};

use crate::bench::{Auth, Bench, MDL, NAME_SPACE, NO_DEVICE_ELEMENTS, Value, at, response, response_with};

/// What must not be in any report.
pub(crate) const MARKER: &str = "MarkerOfAPerson";

/// A value that is a marker where the data model wants something else.
fn marker(writer: &mut Writer) {
    writer.text(MARKER);
}

/// A document full of markers, right and wrong by the data model.
fn document(bench: &Bench) -> UnsignedDocument {
    let values: [Value<'_>; 8] = [
        ("family_name", &marker),
        ("birth_date", &marker),
        ("portrait", &|writer| {
            writer.bytes(MARKER.as_bytes());
        }),
        ("issuing_country", &|writer| {
            writer.text("NO");
        }),
        ("issuing_jurisdiction", &marker),
        ("driving_privileges", &|writer| {
            writer.array(1).map(1).text(MARKER).text(MARKER);
        }),
        ("age_over_18", &marker),
        ("unheard_of", &|writer| {
            writer.map(1).text(MARKER).tag(1004).text(MARKER);
        }),
    ];
    bench.document_of(MDL, NAME_SPACE, &values)
}

fn elements(name_space: &str, identifier: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1).text(name_space).map(1).text(identifier).text(MARKER);
    writer.into_vec()
}

type Spoil = fn(&mut UnsignedDocument);

/// Documents that the issuer got wrong: changed before or after their digests were made.
const SPOILT: &[(&str, bool, Spoil)] = &[
    ("digest", false, |document| document.items[0].1[0].element_value = [&[0x6f], MARKER.as_bytes()].concat()),
    ("country", true, |document| {
        let items = &mut document.items[0].1;
        let country = items.iter_mut().find(|item| item.element_identifier == "issuing_country").unwrap();
        country.element_value = [&[0x6f], MARKER.as_bytes()].concat();
    }),
    ("random", true, |document| document.items[0].1[1].random.truncate(15)),
    ("digest id", true, |document| document.items[0].1[0].digest_id = 1 << 31),
    ("twice", false, |document| {
        let again = document.items[0].1[0].clone();
        document.items[0].1.push(again);
    }),
    ("digest length", false, |document| document.mso.value_digests[0].1[0].1.truncate(20)),
    ("digest algorithm", false, |document| document.mso.digest_algorithm = "SHA-1".to_owned()),
    ("version", false, |document| document.mso.version = "2.0".to_owned()),
    ("other type", false, |document| document.mso.doc_type = "org.example.card".to_owned()),
    ("expired", false, |document| document.mso.valid_until = at("2026-04-01T00:00:00Z").into()),
    ("not yet", false, |document| document.mso.valid_from = at("2026-11-01T00:00:00Z").into()),
    ("order", false, |document| document.mso.signed = at("2026-03-02T00:00:00Z").into()),
    ("outlives signer", false, |document| document.mso.valid_until = at("2027-02-01T00:00:00Z").into()),
    ("signed too early", false, |document| document.mso.signed = at("2025-03-01T00:00:00Z").into()),
    ("dates", false, |document| {
        document.mso.signed = MsoDate { tag: None, text: "2026-03-01T00:00:00Z".to_owned() };
        document.mso.valid_from = MsoDate { tag: Some(0), text: "2026-03-01T00:00:00.5Z".to_owned() };
        document.mso.expected_update = Some(MsoDate { tag: Some(0), text: "soon".to_owned() });
    }),
    ("device key", false, |document| *document.mso.device_key.last_mut().unwrap() ^= 1),
    ("authorizations", false, |document| document.mso.authorizations = Some(Authorizations::default())),
];

fn with_errors(document: &[u8]) -> Vec<u8> {
    let mut errors = Writer::new();
    errors.text("errors").map(1).text(NAME_SPACE).map(2).text("height").int(5).text("family_name").int(0);
    [&[document[0] + 1], &document[1..], errors.as_slice()].concat()
}

/// All of them, each with a name.
pub(crate) fn all(bench: &Bench) -> Vec<(String, Vec<u8>)> {
    let good = document(bench);
    let signed = bench.sign(&good);
    let with = |elements: &[u8], auth: &Auth<'_>| bench.assemble(MDL, &signed, elements, auth);
    let plain = with(NO_DEVICE_ELEMENTS, &Auth::Signature);
    let mut authorized = document(bench);
    authorized.mso.authorizations =
        Some(Authorizations { name_spaces: vec![NAME_SPACE.to_owned()], ..Default::default() });
    let authorized = bench.sign(&authorized);
    let own = elements(NAME_SPACE, "given_name");
    let mut other_signature = bench.device_signature(&bench.device, &bench.transcript, MDL, NO_DEVICE_ELEMENTS);
    *other_signature.last_mut().unwrap() ^= 1;
    let mut auth = Writer::new();
    auth.map(1).text("deviceSignature").raw(&other_signature);

    let mut cases = vec![
        ("markers".to_owned(), response(std::slice::from_ref(&plain))),
        ("MAC".to_owned(), response(&[with(NO_DEVICE_ELEMENTS, &Auth::Mac)])),
        ("no device".to_owned(), response(&[with(NO_DEVICE_ELEMENTS, &Auth::Raw(&[0xa0]))])),
        ("wrong device".to_owned(), response(&[with(NO_DEVICE_ELEMENTS, &Auth::Raw(auth.as_slice()))])),
        ("device-signed".to_owned(), response(&[with(&own, &Auth::Signature)])),
        ("authorized".to_owned(), response(&[bench.assemble(MDL, &authorized, &own, &Auth::Signature)])),
        ("errors".to_owned(), response(&[with_errors(&plain)])),
        ("version 2.0".to_owned(), response_with("2.0", 0, std::slice::from_ref(&plain))),
        ("status 10".to_owned(), response_with("1.0", 10, std::slice::from_ref(&plain))),
        ("two".to_owned(), response(&[plain.clone(), Bench::with_seed(99).good_document()])),
        ("good".to_owned(), response(&[bench.good_document()])),
    ];
    let no_payload = {
        let mut message = Writer::new();
        message.array(4).bytes(&[0xa1, 1, 0x26]).map(1).uint(33).bytes(&bench.x5chain[0]);
        message.null().bytes(&[7; 64]);
        good.with_issuer_auth(message.as_slice())
    };
    cases.push(("no payload".to_owned(), bench.present_signed(MDL, &no_payload)));
    let stray = {
        let mut message = Writer::new();
        message.array(4).bytes(&[0xa1, 1, 0x26]).map(1).uint(33).bytes(&bench.x5chain[0]);
        message.bytes(&[0xd8, 24, 0x41, 0x01]).bytes(&[7; 64]);
        good.with_issuer_auth(message.as_slice())
    };
    cases.push(("stray payload".to_owned(), bench.present_signed(MDL, &stray)));
    for (name, digested, spoil) in SPOILT {
        let mut document = document(bench);
        spoil(&mut document);
        let document = if *digested { bench.digested(document) } else { document };
        cases.push(((*name).to_owned(), bench.present_signed(MDL, &bench.sign(&document))));
    }
    cases
}
