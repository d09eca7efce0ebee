//! Templates, read as JSON, and the samples that ship with the command line.

use std::path::PathBuf;

use data_encoding::{BASE64, HEXLOWER};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{assert_digests, device_key, now, opened, rng, signer};
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::crypto::{Curve, HashAlgorithm};
use crate::datamodel::{age, age_verification, check, mdl, photo_id, pid};
use crate::issuer::{Document, DocumentError, Template, issue};

fn document(template: Value) -> Result<Document, DocumentError> {
    serde_json::from_value::<Template>(template).unwrap().document(now())
}

/// The encoding of one element, in hexadecimal.
fn encoded(doc_type: &str, name_space: &str, identifier: &str, value: Value) -> Result<String, String> {
    let template = json!({ "docType": doc_type, "nameSpaces": { name_space: { identifier: value } } });
    let document = document(template).map_err(|error| error.to_string())?;
    Ok(HEXLOWER.encode(document.value(name_space, identifier).unwrap()))
}

/// A sample, with its portrait read in as the command line does.
fn sample(name: &str) -> Template {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cli/templates");
    let mut template: Value = serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let name_spaces = template["nameSpaces"].as_object_mut();
    for value in name_spaces
        .into_iter()
        .flat_map(|all| all.values_mut())
        .flat_map(|all| all.as_object_mut().unwrap().values_mut())
    {
        if let Some(file) = value.get("file").and_then(Value::as_str) {
            let bytes = std::fs::read(folder.join(file)).unwrap();
            assert!(bytes.starts_with(&[0xff, 0xd8, 0xff]) && bytes.len() <= 4096, "a small JPEG");
            *value = json!({ "base64": BASE64.encode(&bytes) });
        }
    }
    serde_json::from_value(template).unwrap()
}

#[test]
fn every_sample_issues() {
    let samples = [
        ("mdl.json", mdl::DOCTYPE),
        ("pid.json", pid::DOCTYPE),
        ("photo_id.json", photo_id::DOCTYPE),
        ("age_verification.json", age_verification::DOCTYPE),
    ];
    for (file, doc_type) in samples {
        let template = sample(file);
        assert_eq!(template.doc_type(), doc_type);
        let document = template.document(now()).unwrap_or_else(|error| panic!("{file}: {error}"));
        let bytes = issue(&PROVIDER, &mut rng(5), &signer(Curve::P256), &device_key(), &document).unwrap();
        let (issued, mso) = opened(&bytes);
        assert_digests(&issued, &mso, HashAlgorithm::Sha256);
        assert_eq!(mso.doc_type, doc_type);
        for (name_space, items) in &issued.name_spaces {
            for item in items {
                let judged = check(doc_type, name_space, item.element_identifier, item.element_value);
                assert_eq!(judged, Some(Ok(())), "{file}: {}", item.element_identifier);
            }
        }
    }
}

#[test]
fn the_samples_hold_what_the_counters_ask_for() {
    let holds = |file: &str, name_space: &str, identifiers: &[&str]| {
        let document = sample(file).document(now()).unwrap();
        for identifier in identifiers {
            assert!(document.value(name_space, identifier).is_some(), "{file}: {identifier}");
        }
    };
    let shop = ["age_over_18", "age_over_20", "portrait", "family_name", "given_name", "document_number"];
    holds("photo_id.json", photo_id::NAMESPACE, &shop);
    holds("pid.json", pid::NAMESPACE, &["family_name", "given_name", "birth_date", "personal_administrative_number"]);
    holds("mdl.json", mdl::NAMESPACE, &mdl::MANDATORY);
    holds("age_verification.json", age_verification::NAMESPACE, &["age_over_18"]);
    let av = sample("age_verification.json").document(now()).unwrap();
    let only_ages =
        av.name_spaces.iter().flat_map(|(_, all)| all).all(|(identifier, _)| age::age_over(identifier).is_some());
    assert!(only_ages, "nothing else than ages, not even the birth date they come from");
}

#[test]
fn the_data_model_decides_the_encoding() {
    let mdl = |identifier, value| encoded(mdl::DOCTYPE, mdl::NAMESPACE, identifier, value).unwrap();
    let day = "d903ec6a313938342d30312d3236";
    assert_eq!(mdl("birth_date", json!("1984-01-26")), day);
    assert_eq!(mdl("issue_date", json!("1984-01-26")), day);
    assert_eq!(mdl("issue_date", json!("2024-06-03T00:00:00Z")), "c074323032342d30362d30335430303a30303a30305a");
    assert_eq!(mdl("document_number", json!("1984-01-26")), "6a313938342d30312d3236", "text where text belongs");
    assert_eq!(mdl("portrait", json!("/9j/4A==")), "44ffd8ffe0", "bytes where bytes belong");
    assert_eq!(mdl("portrait", json!({ "base64": "_9j_4A" })), "44ffd8ffe0");
    assert_eq!(mdl("portrait", json!({ "hex": "FFd8ffe0" })), "44ffd8ffe0");
    assert_eq!(mdl("sex", json!(2)), "02");
    assert_eq!(mdl("age_over_18", json!(true)), "f5");
    let privileges = json!([{ "vehicle_category_code": "B", "issue_date": "1984-01-26" }]);
    assert!(mdl("driving_privileges", privileges).contains(day));
    let birth = json!({ "birth_date": "1984-01-26", "approximate_mask": "00000011" });
    let birth = encoded(photo_id::DOCTYPE, photo_id::NAMESPACE, "birth_date", birth).unwrap();
    assert!(birth.contains(&format!("6a62697274685f64617465{day}")));
    assert_eq!(encoded(pid::DOCTYPE, pid::NAMESPACE, "nationality", json!(["NO"])).unwrap(), "81624e4f");
}

#[test]
fn unknown_elements_are_written_as_they_come() {
    let natural = |value| encoded("com.example.1", "com.example.1", "x", value).unwrap();
    assert_eq!(natural(json!("1984-01-26")), "6a313938342d30312d3236");
    assert_eq!(natural(json!({ "full-date": "1984-01-26" })), "d903ec6a313938342d30312d3236");
    assert_eq!(natural(json!({ "tdate": "2024-06-03T00:00:00Z" })), "c074323032342d30362d30335430303a30303a30305a");
    assert_eq!(natural(json!(-1)), "20");
    assert_eq!(natural(json!(1.5)), "f93e00");
    assert_eq!(natural(json!(null)), "f6");
    assert_eq!(natural(json!([1, true, "a", []])), "8401f5616180");
    assert_eq!(natural(json!({ "a": { "hex": "00" }, "b": 1 })), "a261614100616201");
    assert_eq!(natural(json!({ "hex": "00", "more": 1 })), "a263686578623030646d6f726501");
}

#[test]
fn an_error_names_the_element_or_the_member() {
    let mdl = |identifier, value| encoded(mdl::DOCTYPE, mdl::NAMESPACE, identifier, value).unwrap_err();
    assert_eq!(
        mdl("birth_date", json!("1984-02-30")),
        "birth_date in org.iso.18013.5.1: the value is not a full-date (tag 1004, an existing day)"
    );
    assert_eq!(mdl("sex", json!("F")), "sex in org.iso.18013.5.1: the value is not 0, 1, 2 or 9");
    assert!(mdl("portrait", json!({ "base64": "***" })).starts_with("portrait in"));
    assert!(mdl("portrait", json!({ "hex": "0" })).starts_with("portrait in"));
    assert!(mdl("portrait", json!({ "file": "portrait.jpg" })).contains("read in"));
    assert!(mdl("birth_date", json!({ "full-date": "1984-02-30" })).starts_with("birth_date in"));
    assert!(mdl("issue_date", json!({ "tdate": "1984-02-01" })).starts_with("issue_date in"));
    let wrong = |template: Value| document(template).unwrap_err().to_string();
    let validity = |validity: Value| wrong(json!({ "docType": "a", "validity": validity }));
    assert!(validity(json!({ "days": 1, "validUntil": "2027-01-01" })).contains("validity"));
    assert!(validity(json!({ "validFrom": "soon" })).contains("validFrom"));
    assert!(validity(json!({ "validUntil": "2020-01-01" })).contains("signed <= validFrom < validUntil"));
    assert!(validity(json!({ "days": 0 })).contains("dates"));
    assert!(validity(json!({ "days": 4_294_967_295_u32 })).contains("dates"));
    assert!(wrong(json!({ "docType": "a", "digestAlgorithm": "sha-256" })).contains("digestAlgorithm"));
    assert!(wrong(json!({ "docType": "a", "ageOver": [18] })).contains("ageOver"));
    assert!(wrong(json!({ "docType": mdl::NAMESPACE, "ageOver": [18] })).contains("birth date"));
    assert!(
        wrong(json!({ "docType": mdl::NAMESPACE, "birthDate": "1984-01-26", "ageOver": [100] })).contains("ageOver")
    );
    assert!(wrong(json!({ "docType": "a", "nameSpaces": [] })).contains("nameSpaces"));
    assert!(wrong(json!({ "docType": "a", "nameSpaces": { "b": 1 } })).contains("nameSpaces"));
    assert!(wrong(json!({ "docType": "a", "nameSpaces": { "b": { "": 1 } } })).contains("empty"));
    assert!(
        wrong(json!({ "docType": "a", "keyAuthorizations": { "dataElements": { "b": [1] } } })).contains("keyAuth")
    );
    let twice = json!({ "docType": mdl::DOCTYPE, "birthDate": "1984-01-26", "ageOver": [18],
        "nameSpaces": { mdl::NAMESPACE: { "age_over_18": true } } });
    assert!(wrong(twice).contains("age_over_18 in org.iso.18013.5.1: the element stands there twice"));
}

#[test]
fn what_is_no_template_is_refused_while_reading() {
    for text in [
        "{}",
        r#"{"docType":1}"#,
        r#"{"docType":"a","doctype":"b"}"#,
        r#"{"docType":"a","validity":{"day":1}}"#,
        r#"{"docType":"a","nameSpaces":{"b":{"c":1,"c":2}}}"#,
        r#"{"docType":"a","nameSpaces":{"b":{"c":1},"b":{"d":2}}}"#,
        r#"{"docType":"a","ageOver":[300]}"#,
    ] {
        assert!(serde_json::from_str::<Template>(text).is_err(), "{text}");
    }
    let deep = format!(r#"{{"docType":"a","nameSpaces":{{"b":{{"c":{}1{}}}}}}}"#, "[".repeat(40), "]".repeat(40));
    assert!(serde_json::from_str::<Template>(&deep).is_err());
}

#[test]
fn the_other_members_are_read() {
    let template = json!({
        "docType": "com.example.1",
        "digestAlgorithm": "SHA-384",
        "validity": {
            "signed": "2026-11-20", "validFrom": "2026-11-21T06:00:00Z", "validUntil": "2026-12-24", "expectedUpdate": "2026-12-01"
        },
        "keyAuthorizations": { "nameSpaces": ["com.example.2"], "dataElements": { "com.example.3": ["a"] } },
        "nameSpaces": { "com.example.1": { "x": 1 } }
    });
    let document = document(template).unwrap();
    let bytes = issue(&PROVIDER, &mut rng(5), &signer(Curve::P256), &device_key(), &document).unwrap();
    let (issued, mso) = opened(&bytes);
    assert_digests(&issued, &mso, HashAlgorithm::Sha384);
    let validity = mso.validity_info;
    let texts = [validity.signed, validity.valid_from, validity.valid_until, validity.expected_update.unwrap()]
        .map(|date| date.text.to_owned());
    assert_eq!(texts, ["2026-11-20T00:00:00Z", "2026-11-21T06:00:00Z", "2026-12-24T00:00:00Z", "2026-12-01T00:00:00Z"]);
    let authorizations = mso.device_key_info.key_authorizations.unwrap();
    assert!(authorizations.permit("com.example.2", "x") && authorizations.permit("com.example.3", "a"));
    assert!(!authorizations.permit("com.example.3", "b"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        Just("1984-01-26".to_owned()),
        Just("2024-06-03T00:00:00Z".to_owned()),
        Just("/9j/4A==".to_owned()),
    ];
    let key = prop_oneof![
        any::<String>(),
        proptest::sample::select(vec!["base64", "hex", "full-date", "tdate", "file", "birth_date", "country"])
            .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever a template holds, it is refused or gives a document that issues and reads back.
    #[test]
    fn a_template_never_panics(
        doc_type in proptest::sample::select(vec![mdl::DOCTYPE, pid::DOCTYPE, photo_id::DOCTYPE, "com.example.1"]),
        name_space in proptest::sample::select(vec![mdl::NAMESPACE, pid::NAMESPACE, photo_id::NAMESPACE, "com.example.1"]),
        identifier in prop_oneof![
            any::<String>(),
            proptest::sample::select(vec!["birth_date", "portrait", "sex", "driving_privileges", "place_of_birth"])
                .prop_map(str::to_owned),
        ],
        value in any_json(),
        ages in proptest::collection::vec(any::<u8>(), 0..3),
        days in any::<u32>(),
    ) {
        let template = json!({
            "docType": doc_type, "validity": { "days": days }, "ageOver": ages, "birthDate": "1984-01-26",
            "nameSpaces": { name_space: { identifier: value } }
        });
        if let Ok(document) = document(template) {
            let unsigned = crate::issuer::prepare(&PROVIDER, &mut rng(5), &device_key(), &document);
            let bytes = unsigned.with_issuer_auth(&[0x84, 0x40, 0xa0, 0xf6, 0x40]);
            let (read, _) = crate::cbor::from_slice::<crate::model::response::IssuerSigned<'_>>(&bytes, crate::cbor::Encoding::Strict).unwrap();
            prop_assert_eq!(read.name_spaces.len(), document.name_spaces.len());
        }
    }

    /// Nor does any JSON at all in a template's place.
    #[test]
    fn no_json_panics(value in any_json()) {
        if let Ok(template) = serde_json::from_value::<Template>(value) {
            let _ = template.document(now());
        }
    }
}

/// A template need not be JSON: where the format has byte strings they are byte strings. `Debug` names the type only.
#[test]
fn a_template_in_another_format() {
    use ciborium::Value as Cbor;
    let text = |text: &str| Cbor::Text(text.to_owned());
    let elements = vec![(text("portrait"), Cbor::Bytes(vec![0xff, 0xd8, 0xff])), (text("height"), Cbor::from(172))];
    let name_spaces = Cbor::Map(vec![(text(mdl::NAMESPACE), Cbor::Map(elements))]);
    let template = Cbor::Map(vec![(text("docType"), text(mdl::DOCTYPE)), (text("nameSpaces"), name_spaces)]);
    let template: Template = template.deserialized().unwrap();
    assert_eq!(format!("{template:?}"), format!("Template {{ doc_type: {:?}, .. }}", mdl::DOCTYPE));
    let document = template.document(now()).unwrap();
    assert_eq!(document.value(mdl::NAMESPACE, "portrait").unwrap(), [0x43, 0xff, 0xd8, 0xff]);
    assert_eq!(document.value(mdl::NAMESPACE, "height").unwrap(), [0x18, 172]);
}
