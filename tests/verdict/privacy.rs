//! No element value in any report, nor in the verdict as a whole, unless asked for.

use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::reader::{Request, Retain, verify};
use mdoc_proximity::report::Profile;

use crate::bench::{Bench, MDL, NAME_SPACE};
use crate::cases::{self, MARKER};

#[test]
fn no_report_and_no_verdict_holds_a_value() {
    let bench = Bench::new();
    let request = Request::builder().document(MDL).item(&mdl::FAMILY_NAME, Retain::Yes).build().unwrap();
    let (mut verified, mut judged) = (0, 0);
    for (name, response) in cases::all(&bench) {
        for (profile, request) in [
            (Profile::Strict, None),
            (Profile::Field, None),
            (Profile::Strict, Some(&request)),
            (Profile::Field, Some(&request)),
        ] {
            let config = bench.config(profile);
            let verdict = verify(&response, &bench.verification(&config, request)).unwrap_or_else(|error| {
                panic!("{name}: {error}");
            });
            let mut shown = serde_json::to_string_pretty(&verdict).unwrap();
            shown += &format!("{verdict:?} {verdict:#?} {} {:?}", verdict.report(), verdict.with_claims());
            for document in verdict.documents() {
                shown += &format!("{} {:?}", document.report(), document.report());
                if let Some(document) = document.verified() {
                    verified += 1;
                    shown += &format!("{document:?} {:?}", document.retained());
                }
            }
            // Bytes as numbers, in hexadecimal and in base64 would be a leak as well.
            let hexadecimal: String = MARKER.bytes().map(|byte| format!("{byte:02x}")).collect();
            let numbers = MARKER.bytes().take(6).map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
            let base64 = data_encoding::BASE64URL_NOPAD.encode(MARKER.as_bytes());
            for form in [MARKER, &hexadecimal, &numbers, &base64] {
                assert!(!shown.contains(form), "{name}, {profile:?}: {form} in {shown}");
            }
            judged += 1;
        }
    }
    assert!(judged > 100 && verified > 10, "{verified} of {judged}");
}

#[test]
fn claims_are_told_when_asked_for_and_only_of_verified_documents() {
    let bench = Bench::new();
    let config = bench.config(Profile::Field);
    let response = bench.present(&bench.document());
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    let (without, with) =
        (serde_json::to_value(&verdict).unwrap(), serde_json::to_value(verdict.with_claims()).unwrap());
    assert!(without["documents"][0].get("elements").is_none());
    assert!(without["documents"][0].get("deviceElements").is_none());
    assert_eq!(with["documents"][0]["elements"][NAME_SPACE]["family_name"], "Svendsen");
    assert_eq!(with["documents"][0]["deviceElements"], serde_json::json!({}));
    // But for the values the two are the same.
    let mut stripped = with.clone();
    let document = stripped["documents"][0].as_object_mut().unwrap();
    document.retain(|member, _| member != "elements" && member != "deviceElements");
    assert_eq!(stripped, without);
    for (name, response) in cases::all(&bench) {
        let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
        let json = serde_json::to_value(verdict.with_claims()).unwrap();
        for (document, json) in verdict.documents().iter().zip(json["documents"].as_array().unwrap()) {
            assert_eq!(document.verified().is_some(), json.get("elements").is_some(), "{name}");
        }
    }
}
