//! Selective disclosure: consent is a filter over what was asked.

use std::collections::BTreeSet;

use mdoc_proximity::cbor::{self, Encoding};
use mdoc_proximity::holder::{LocalSigningKey, Response, SignedBy};
use mdoc_proximity::model::response::DeviceResponse;
use proptest::prelude::*;

use crate::support::*;

fn licence() -> Issued {
    Maker::mdl(&[
        ("family_name", text("Nordmann-Solberg")),
        ("given_name", text("Kari Elisabeth")),
        ("document_number", text("NO-44-118-2207")),
        ("resident_city", text("Longyearbyen")),
        ("portrait", bytes(&[0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8])),
    ])
    .make()
}

fn names(response: &Response) -> Vec<String> {
    let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(response.as_bytes(), Encoding::Strict).unwrap();
    let documents = response.documents.iter().map(|document| document.as_ref().unwrap());
    let items = documents.flat_map(|document| &document.issuer_signed.name_spaces).flat_map(|(_, items)| items);
    items.map(|item| item.element_identifier.to_owned()).collect()
}

/// Every value and random that is not among `permitted` is absent from the response.
fn assert_no_leak(response: &Response, issued: &Issued, permitted: &BTreeSet<&str>) {
    for secret in &issued.secrets {
        let may = permitted.contains(secret.identifier.as_str());
        assert_eq!(contains(response.as_bytes(), &secret.random), may, "random of {}", secret.identifier);
        assert_eq!(contains(response.as_bytes(), &secret.value), may, "value of {}", secret.identifier);
    }
}

const ALL: [&str; 5] = ["family_name", "given_name", "document_number", "resident_city", "portrait"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_leaves_that_was_not_asked_for_held_and_permitted(asked in 0_u8..32, permitted in 0_u8..32) {
        let issued = licence();
        let chosen = |mask: u8| -> BTreeSet<&str> {
            ALL.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, name)| *name).collect()
        };
        let (asked, permitted) = (chosen(asked), chosen(permitted));
        let mut elements: Vec<&str> = asked.iter().copied().collect();
        elements.push("nationality"); // not held
        let disclosure = mdl_request(&elements).disclose(&[&issued.credential], |item| permitted.contains(item.identifier()));
        let response = disclosure.sign(&LocalSigningKey::new(issued.signing_key())).unwrap();
        let mut expected: BTreeSet<&str> = asked.intersection(&permitted).copied().collect();
        if asked.contains("portrait") && !permitted.contains("portrait") {
            expected.clear();
        }
        assert_no_leak(&response, &issued, &expected);
        prop_assert_eq!(names(&response).len(), expected.len());
        prop_assert_eq!(response.is_empty(), expected.is_empty());
    }
}

#[test]
fn other_documents_of_the_wallet_stay_there() {
    let (licence, other) = (
        licence(),
        Maker { seed: 2, ..Maker::new("org.example.library", vec![("org.example", "card", text("L-99-1234"))]) }.make(),
    );
    let request = mdl_request(&["family_name"]);
    let disclosure = request.disclose(&[&other.credential, &licence.credential], |_| true);
    assert_eq!(disclosure.credentials().collect::<Vec<_>>(), [1]);
    let response = disclosure.sign(&LocalSigningKey::new(licence.signing_key())).unwrap();
    assert_eq!((response.document_count(), names(&response)), (1, vec!["family_name".to_owned()]));
    assert_no_leak(&response, &other, &BTreeSet::new());
}

/// Every way of saying no, and having nothing, is one and the same message.
#[test]
fn a_refusal_looks_like_having_nothing() {
    let issued = licence();
    let request = || mdl_request(&["family_name", "given_name"]);
    let key = LocalSigningKey::new(issued.signing_key());
    let nothing_held = request().disclose(&[], |_| true).sign(&key).unwrap();
    let same = [
        request().decline(),
        request().propose(&[&issued.credential]).decline(),
        request().disclose(&[&issued.credential], |_| true).decline(),
        request().disclose(&[&issued.credential], |_| false).sign(&key).unwrap(),
        request()
            .disclose(&[&issued.credential], |_| true)
            .into_signing(mdoc_proximity::holder::AuthMethod::Signature)
            .unwrap()
            .decline(),
        mdl_request(&["nationality"]).disclose(&[&issued.credential], |_| true).sign(&key).unwrap(),
        open(device_request(&[items_request("org.iso.18013.5.1.MDL", &[(MDL_NS, "family_name", false)])]))
            .unwrap()
            .disclose(&[&issued.credential], |_| true)
            .sign(&key)
            .unwrap(),
    ];
    for response in &same {
        assert_eq!(response.as_bytes(), nothing_held.as_bytes());
        assert!(response.is_empty());
    }
    let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(nothing_held.as_bytes(), Encoding::Strict).unwrap();
    assert_eq!((response.status, response.documents.len(), response.document_errors.len()), (0, 0, 0));
}

/// H55 and the portrait rule: with its portrait or not at all, but only where it was asked for and is held.
#[test]
fn portrait_goes_along() {
    let issued = licence();
    let key = LocalSigningKey::new(issued.signing_key());
    let answer = |asked: &[&str], refused: &str| {
        let disclosure = mdl_request(asked).disclose(&[&issued.credential], |item| item.identifier() != refused);
        names(&disclosure.sign(&key).unwrap())
    };
    assert!(answer(&["family_name", "portrait"], "portrait").is_empty());
    assert_eq!(answer(&["family_name", "portrait"], "family_name"), ["portrait"]);
    assert_eq!(answer(&["family_name"], "portrait"), ["family_name"]);

    let faceless = Maker::mdl(&[("family_name", text("Nordmann"))]).make();
    let disclosure = mdl_request(&["family_name", "portrait"])
        .disclose(&[&faceless.credential], |item| item.identifier() != "portrait");
    let response = disclosure.sign(&LocalSigningKey::new(faceless.signing_key())).unwrap();
    assert_eq!(names(&response), ["family_name"]);
}

/// The rule is the mDL's: a document of another type may be shown without its portrait.
#[test]
fn portrait_rule_is_the_mdls() {
    let pid = "eu.europa.ec.eudi.pid.1";
    let issued =
        Maker::new(pid, vec![(pid, "family_name", text("Nordmann")), (pid, "portrait", bytes(&[0xff, 0xd8, 0xff]))])
            .make();
    let elements = [(pid, "family_name", false), (pid, "portrait", true)];
    let request = open(device_request(&[items_request(pid, &elements)])).unwrap();
    let response = request
        .disclose(&[&issued.credential], |item| !item.intent_to_retain())
        .sign(&LocalSigningKey::new(issued.signing_key()))
        .unwrap();
    assert_eq!(names(&response), ["family_name"]);
}

/// H50: both DocRequests are shown with their own reader, and answered by one document without repetition.
#[test]
fn two_requests_for_one_type_give_the_union() {
    let issued = licence();
    let request = open(device_request(&[
        items_request(MDL, &[(MDL_NS, "family_name", false), (MDL_NS, "given_name", false)]),
        items_request(MDL, &[(MDL_NS, "given_name", true), (MDL_NS, "resident_city", false)]),
    ]))
    .unwrap();
    let proposal = request.propose(&[&issued.credential]);
    assert_eq!(proposal.documents().iter().map(|document| document.request_index()).collect::<Vec<_>>(), [0, 1]);
    let retained: Vec<_> =
        proposal.items().filter(|item| item.intent_to_retain()).map(|item| item.identifier()).collect();
    assert_eq!(retained, ["given_name"]);
    let disclosure = proposal.disclose(|_| true);
    let response = disclosure.sign(&LocalSigningKey::new(issued.signing_key())).unwrap();
    assert_eq!(response.document_count(), 1);
    assert_eq!(names(&response), ["family_name", "given_name", "resident_city"]);
}

/// The portrait refused in one DocRequest cannot be dodged by another one for the same document.
#[test]
fn portrait_rule_spans_the_document() {
    let issued = licence();
    let request = open(device_request(&[
        items_request(MDL, &[(MDL_NS, "family_name", false)]),
        items_request(MDL, &[(MDL_NS, "portrait", false), (MDL_NS, "resident_city", false)]),
    ]));
    let disclosure = request.unwrap().disclose(&[&issued.credential], |item| item.identifier() == "family_name");
    assert!(disclosure.is_empty());
}

#[test]
fn several_credentials_of_one_type_can_be_chosen_from() {
    let first = licence();
    let second = Maker { seed: 7, ..Maker::mdl(&[("family_name", text("Hansen"))]) }.make();
    let unsuited = Maker { seed: 8, ..Maker::mdl(&[("sex", vec![1])]) }.make();
    let credentials = [
        &unsuited.credential,
        &first.credential.clone().with_label("mine"),
        &second.credential.clone().with_label("old"),
    ];
    let mut proposal = mdl_request(&["family_name"]).propose(&credentials);
    let document = &proposal.documents()[0];
    let candidates: Vec<_> = document.candidates().iter().map(|it| (it.credential_index(), it.label())).collect();
    assert_eq!(candidates, [(1, Some("mine")), (2, Some("old"))]);
    assert_eq!(document.items().next().unwrap().value().as_text(), Some("Nordmann-Solberg"));
    assert!(!proposal.choose(0, 2) && !proposal.choose(1, 0));
    assert!(proposal.choose(0, 1));
    assert_eq!(proposal.items().next().unwrap().value().as_text(), Some("Hansen"));
    let response = proposal.disclose(|_| true).sign(&LocalSigningKey::new(second.signing_key())).unwrap();
    assert_no_leak(&response, &first, &BTreeSet::new());
    assert_eq!(names(&response), ["family_name"]);
}

/// H85: not offered past its validity, unless that was configured.
#[test]
fn expired_credentials_are_not_offered() {
    use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
    use mdoc_proximity::holder::{Config, Request};
    use std::time::Duration;

    let expired =
        Maker { valid_until: "2020-12-31T23:59:30Z", ..Maker::mdl(&[("family_name", text("Hansen"))]) }.make();
    let offered = |config: &Config| {
        let bytes = device_request(&[items_request(MDL, &[(MDL_NS, "family_name", false)])]);
        let request = Request::outside_session(bytes, config, transcript(), None, annex_d_time()).unwrap();
        !request.propose(&[&expired.credential]).is_empty()
    };
    let builder = || Config::builder(PROVIDER).trust_no_reader();
    assert!(!offered(&builder().build().unwrap()));
    assert!(offered(&builder().skew(Duration::from_secs(60)).build().unwrap()));
    assert!(offered(&builder().offer_expired_credentials().build().unwrap()));
}

#[test]
fn the_consent_screen_sees_what_will_leave() {
    let issued = licence();
    let request = open(device_request(&[items_request(
        MDL,
        &[
            (MDL_NS, "given_name", true),
            (MDL_NS, "given_name ", false),
            (MDL_NS, "Given_name", false),
            (AAMVA, "given_name", false),
        ],
    )]))
    .unwrap();
    assert_eq!(request.documents()[0].items().len(), 4);
    let proposal = request.propose(&[&issued.credential]);
    let items: Vec<_> = proposal.items().collect();
    assert_eq!(items.len(), 1);
    assert_eq!((items[0].doc_type(), items[0].name_space(), items[0].identifier()), (MDL, MDL_NS, "given_name"));
    assert_eq!(items[0].value().as_text(), Some("Kari Elisabeth"));
    assert!(items[0].intent_to_retain() && items[0].signed_by() == SignedBy::Issuer);
    assert_eq!(items[0].requested().collect::<Vec<_>>(), ["given_name"]);
}

#[test]
fn debug_shows_no_values() {
    let issued = licence();
    let request = mdl_request(&["family_name"]);
    let mut shown = format!("{:?} {request:?}", issued.credential);
    let proposal = request.propose(&[&issued.credential]);
    shown += &format!("{proposal:?} {:?}", proposal.items().collect::<Vec<_>>());
    let disclosure = proposal.disclose(|_| true);
    shown += &format!("{disclosure:?}");
    let response = disclosure.sign(&LocalSigningKey::new(issued.signing_key())).unwrap();
    shown += &format!("{response:?}");
    assert!(shown.contains("family_name"));
    assert!(!shown.contains("Nordmann"), "{shown}");
}
