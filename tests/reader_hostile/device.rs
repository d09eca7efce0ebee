//! The device's part.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{CryptoError, CryptoProvider, Curve, Kdf, SecretKey};
use mdoc_proximity::issuer::Authorizations;
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::report::CheckId;

use crate::bench::{Auth, Bench, MDL, NO_DEVICE_ELEMENTS, response, secret};

/// The good document with this device authentication: member and COSE message, any number of times.
fn with_auth(bench: &Bench, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut auth = Writer::new();
    auth.map(members.len());
    members.iter().for_each(|(name, message)| {
        auth.text(name).raw(message);
    });
    with_device(bench, NO_DEVICE_ELEMENTS, &Auth::Raw(auth.as_slice()))
}

fn with_device(bench: &Bench, elements: &[u8], auth: &Auth<'_>) -> Vec<u8> {
    response(&[bench.assemble(MDL, &bench.sign(&bench.document()), elements, auth)])
}

fn elements(name_space: &str, identifier: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1).text(name_space).map(1).text(identifier).text("x");
    writer.into_vec()
}

#[test]
fn both_ways_are_accepted() {
    let bench = Bench::new();
    bench.accepted(&with_device(&bench, NO_DEVICE_ELEMENTS, &Auth::Signature));
    bench.accepted(&with_device(&bench, NO_DEVICE_ELEMENTS, &Auth::Mac));
}

struct NoKdf;

impl Kdf for NoKdf {
    fn hkdf_sha256(&self, _: &[u8], _: &[u8], _: &[u8], _: &mut [u8]) -> Result<(), CryptoError> {
        Err(CryptoError::Length)
    }
}

/// A provider that derives no key verifies no MAC.
#[test]
fn a_mac_without_a_key_is_refused() {
    let bench = Bench::new();
    let provider = CryptoProvider { kdf: &NoKdf, ..PROVIDER };
    let response = with_device(&bench, NO_DEVICE_ELEMENTS, &Auth::Mac);
    let judged = bench.judge_by(&bench.builder_by(provider).build().unwrap(), &response, None);
    assert!(!judged.verified && judged.failed == [CheckId::DeviceAuthentication], "{judged:?}");
}

#[test]
fn r80_none_or_both() {
    let bench = Bench::new();
    let signature = bench.device_signature(&bench.device, &bench.transcript, MDL, NO_DEVICE_ELEMENTS);
    let mac = bench.device_mac(MDL, NO_DEVICE_ELEMENTS);
    bench.refused(&with_auth(&bench, &[]), &[CheckId::DeviceAuthentication]);
    let both = with_auth(&bench, &[("deviceSignature", &signature), ("deviceMac", &mac)]);
    bench.refused(&both, &[CheckId::DeviceAuthentication]);
}

#[test]
fn r81_signature_over_something_else() {
    let bench = Bench::new();
    let signed = |key: &SecretKey, transcript: &SessionTranscript, doc_type: &str, elements: &[u8]| {
        let signature = bench.device_signature(key, transcript, doc_type, elements);
        bench.refused(&with_auth(&bench, &[("deviceSignature", &signature)]), &[CheckId::DeviceAuthentication]);
    };
    let other = SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0x41, 0x2b]).unwrap();
    signed(&secret(Curve::P256, 44), &bench.transcript, MDL, NO_DEVICE_ELEMENTS);
    signed(&bench.device, &other, MDL, NO_DEVICE_ELEMENTS);
    signed(&bench.device, &bench.transcript, "org.example.card", NO_DEVICE_ELEMENTS);
    signed(&bench.device, &bench.transcript, MDL, &elements("org.example", "a"));
    // Signed by the right key on another curve's algorithm.
    let signature = bench.device_signature(&secret(Curve::P384, 45), &bench.transcript, MDL, NO_DEVICE_ELEMENTS);
    let by = [CheckId::DeviceAlgorithm, CheckId::DeviceAuthentication];
    bench.refused(&with_auth(&bench, &[("deviceSignature", &signature)]), &by);
}

#[test]
fn r82_mac_out_of_form() {
    let bench = Bench::new();
    let good = bench.device_mac(MDL, NO_DEVICE_ELEMENTS);
    // 84 43 a1 01 05 a0 f6 58 20 tag
    assert_eq!(good[..9], [0x84, 0x43, 0xa1, 1, 5, 0xa0, 0xf6, 0x58, 0x20]);
    let tag = &good[9..];
    let both = [CheckId::DeviceAlgorithm, CheckId::DeviceAuthentication];
    let refused = |mac: &[u8], by: &[CheckId]| bench.refused(&with_auth(&bench, &[("deviceMac", mac)]), by);
    let mut wrong = good.clone();
    wrong[20] ^= 1;
    refused(&wrong, &[CheckId::DeviceAuthentication]);
    for algorithm in [4, 6] {
        let mut other = good.clone();
        other[4] = algorithm;
        refused(&other, &both);
    }
    refused(&[&good[..7], &[0x50], &tag[..16]].concat(), &[CheckId::DeviceAuthentication]);
    refused(&[&good[..6], &[0x41, 0], &good[7..]].concat(), &both);
    // The algorithm where nothing protects it, and nowhere.
    refused(&[&[0x84, 0x40, 0xa1, 1, 5, 0xf6, 0x58, 0x20], tag].concat(), &both);
    refused(&[&[0x84, 0x40, 0xa0, 0xf6, 0x58, 0x20], tag].concat(), &both);
    let tagged = [&[0xd1], &good[..]].concat();
    bench.tolerated_in_the_field(&with_auth(&bench, &[("deviceMac", &tagged)]), CheckId::DeviceAlgorithm);
}

#[test]
fn r83_r84_mac_by_another_key() {
    let mut bench = Bench::new();
    let response = with_device(&bench, NO_DEVICE_ELEMENTS, &Auth::Mac);
    for other in [secret(Curve::P256, 46), secret(Curve::P384, 47)] {
        bench.e_reader_key = PROVIDER.keys.agreement_key(&other).unwrap();
        bench.refused(&response, &[CheckId::DeviceAuthentication]);
    }
}

#[test]
fn r86_device_elements_need_authorization() {
    let bench = Bench::new();
    let present = |elements: &[u8], authorizations: Option<Authorizations>| {
        let mut document = bench.document();
        document.mso.authorizations = authorizations;
        response(&[bench.assemble(MDL, &bench.sign(&document), elements, &Auth::Signature)])
    };
    let by_name_space = |name: &str| Authorizations { name_spaces: vec![name.to_owned()], ..Default::default() };
    let by_element = |name: &str, element: &str| Authorizations {
        data_elements: vec![(name.to_owned(), vec![element.to_owned()])],
        ..Default::default()
    };
    let signed = elements("org.example", "a");
    bench.refused(&present(&signed, None), &[CheckId::DeviceAuthorization]);
    bench.refused(&present(&signed, Some(by_name_space("org.example.2"))), &[CheckId::DeviceAuthorization]);
    bench.refused(&present(&signed, Some(by_element("org.example", "b"))), &[CheckId::DeviceAuthorization]);
    bench.accepted(&present(&signed, Some(by_name_space("org.example"))));
    bench.accepted(&present(&signed, Some(by_element("org.example", "a"))));
    // R88: what the issuer signed, the device does not sign again. R89: edition 1 wants the issuer for all of these.
    let again = present(&elements("org.iso.18013.5.1", "family_name"), Some(by_name_space("org.iso.18013.5.1")));
    let failed = bench.judge(&again, mdoc_proximity::report::Profile::Field, None).failed;
    assert_eq!(failed, [CheckId::DocumentElementsUnique]);
    let own = present(&elements("org.iso.18013.5.1", "given_name"), Some(by_name_space("org.iso.18013.5.1")));
    bench.tolerated_in_the_field(&own, CheckId::DeviceAuthorization);
}

#[test]
fn device_elements_are_kept_apart() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.mso.authorizations =
        Some(Authorizations { name_spaces: vec!["org.example".to_owned()], ..Default::default() });
    let signed = elements("org.example", "a");
    let response = response(&[bench.assemble(MDL, &bench.sign(&document), &signed, &Auth::Mac)]);
    let config = bench.config(Default::default());
    let verdict = mdoc_proximity::reader::verify(&response, &bench.verification(&config, None)).unwrap();
    let document = verdict.document(MDL).unwrap();
    assert_eq!(document.device_element("org.example", "a").unwrap().asserted_by_device().as_text(), Some("x"));
    assert!(document.element("org.example", "a").is_none());
    assert_eq!(document.device_elements().count(), 1);
    let json = serde_json::to_value(verdict.with_claims()).unwrap();
    assert_eq!(json["documents"][0]["deviceElements"], serde_json::json!({"org.example": {"a": "x"}}));
}
