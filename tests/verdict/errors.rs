//! What a device says about what it did not return, and what was asked for twice.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::reader::{Request, Retain, verify};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Subject};

use crate::bench::{Bench, MDL, NAME_SPACE, response};

const PROFILES: [Profile; 2] = [Profile::Strict, Profile::Field];

/// The good document with these errors.
fn with_errors(bench: &Bench, errors: &[(&str, i64)]) -> Vec<u8> {
    let document = bench.good_document();
    let mut writer = Writer::new();
    writer.text("errors").map(1).text(NAME_SPACE).map(errors.len());
    for (identifier, code) in errors {
        writer.text(identifier).int(*code);
    }
    response(&[[&[document[0] + 1], &document[1..], writer.as_slice()].concat()])
}

#[test]
fn r95_r96_reserved_codes_and_contradictions_deviate_and_break_nothing() {
    let bench = Bench::new();
    // The errors, and the elements that are remarked on.
    type Case<'c> = (&'c [(&'c str, i64)], &'c [&'c str]);
    let cases: [Case<'_>; 7] = [
        (&[("height", 0)], &[]),
        (&[("height", 0), ("weight", -3)], &[]),
        (&[("height", 5)], &["height"]),
        (&[("height", 5), ("weight", 6), ("sex", 1)], &["height"]),
        (&[("family_name", 0)], &["family_name"]),
        (&[("family_name", -3), ("height", i64::MAX)], &["height", "family_name"]),
        (&[("family_name", 1)], &["family_name", "family_name"]),
    ];
    for (errors, remarked) in cases {
        let response = with_errors(&bench, errors);
        for profile in PROFILES {
            let config = bench.config(profile);
            let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
            let document = verdict.document(MDL).unwrap();
            let found: Vec<_> = document.report().deviations().collect();
            assert!(found.iter().all(|check| check.id == CheckId::DocumentErrors), "{errors:?}: {found:?}");
            let about: Vec<_> = found.iter().map(|check| check.subject.clone().unwrap()).collect();
            let expected: Vec<_> = remarked.iter().map(|id| Subject::element(NAME_SPACE, id)).collect();
            assert_eq!(about, expected, "{errors:?}");
            let told: Vec<_> = errors.iter().map(|(id, code)| (NAME_SPACE, *id, *code)).collect();
            assert_eq!(document.errors(), told, "the errors are handed on as they are");
            assert!(document.element(NAME_SPACE, "family_name").is_some(), "the value is judged on its own");
        }
    }
}

#[test]
fn document_errors_are_judged_too() {
    let bench = Bench::new();
    let request = |documents: usize| {
        let builder = (0..documents)
            .fold(Request::builder(), |builder, _| builder.document(MDL).item(&mdl::FAMILY_NAME, Retain::No));
        builder.document("org.example.card").element("org.example", "a", Retain::No).build().unwrap()
    };
    let judge = |of: &str, code: i64, request: Option<&Request>| {
        let mut writer = Writer::new();
        writer.map(4).text("version").text("1.0").text("documents").array(1).raw(&bench.good_document());
        writer.text("documentErrors").array(1).map(1).text(of).int(code).text("status").uint(0);
        let response = writer.into_vec();
        let outcomes = PROFILES.map(|profile| {
            let config = bench.config(profile);
            let verdict = verify(&response, &bench.verification(&config, request)).unwrap();
            assert!(verdict.is_verified());
            let checks = verdict.report().checks().iter().filter(|check| check.id == CheckId::DocumentErrors);
            checks.for_each(|check| assert_eq!(response[check.offset.unwrap()], 0x81));
            verdict.report().outcome(CheckId::DocumentErrors).unwrap()
        });
        assert_eq!(outcomes[0], outcomes[1]);
        outcomes[0]
    };
    assert_eq!(judge("org.example.card", 0, Some(&request(1))), Outcome::Pass);
    assert_eq!(judge("org.example.card", -7, None), Outcome::Pass);
    assert_eq!(judge("org.example.card", 1, None), Outcome::Deviation);
    assert_eq!(judge(MDL, 0, Some(&request(1))), Outcome::Deviation);
    // Of two that were asked for, one may be missing.
    assert_eq!(judge(MDL, 0, Some(&request(2))), Outcome::Pass);
    assert_eq!(judge(MDL, 0, None), Outcome::Pass);
}

#[test]
fn two_doc_requests_of_one_type_ask_together() {
    let bench = Bench::new();
    let request = Request::builder()
        .document(MDL)
        .item(&mdl::FAMILY_NAME, Retain::No)
        .document(MDL)
        .item(&mdl::PORTRAIT, Retain::No)
        .element(NAME_SPACE, "age_over_16", Retain::No);
    let request = request.build().unwrap();
    let response = bench.present(&bench.document());
    let config = bench.config(Profile::Strict);
    let verdict = verify(&response, &bench.verification(&config, Some(&request))).unwrap();
    let document = verdict.document(MDL).unwrap();
    let mut returned: Vec<_> = document.elements().map(|(_, id, _)| id).collect();
    returned.sort_unstable();
    // age_over_18 = true answers for 16; age_over_65 = false and the country were not asked for.
    assert_eq!(returned, ["age_over_18", "family_name", "portrait"]);
    let mut dropped: Vec<_> = document.report().deviations().map(|check| check.subject.clone().unwrap()).collect();
    dropped.sort();
    assert_eq!(dropped, ["age_over_65", "issuing_country"].map(|id| Subject::element(NAME_SPACE, id)));
}

#[test]
fn what_the_tables_do_not_have_is_remarked_on() {
    let bench = Bench::new();
    let judged = |identifier: &str, value: &str| {
        let values: [crate::bench::Value<'_>; 2] = [
            (identifier, &|writer| {
                writer.text(value);
            }),
            ("issuing_country", &|writer| {
                writer.text("NO");
            }),
        ];
        let response = bench.present(&bench.document_of(MDL, NAME_SPACE, &values));
        PROFILES.map(|profile| {
            let judged = bench.judge(&response, profile, None);
            (judged.verified, judged.failed, judged.deviated)
        })
    };
    let clean = (true, vec![], vec![]);
    let remarked = (true, vec![], vec![CheckId::DataTypes]);
    assert_eq!(judged("family_name", "x"), [clean.clone(), clean.clone()]);
    // A domestic element belongs in a namespace of its own.
    assert_eq!(judged("hat_size", "x"), [remarked.clone(), remarked.clone()]);
    assert_eq!(judged("age_over_118", "x"), [remarked.clone(), remarked.clone()]);
    // The first part of a jurisdiction is its country.
    assert_eq!(judged("issuing_jurisdiction", "NO-03"), [clean.clone(), clean]);
    let failed = (false, vec![CheckId::DataTypes], vec![]);
    assert_eq!(judged("issuing_jurisdiction", "SE-AB"), [failed, remarked]);
}
