//! What was returned against what was asked, who signed it and what it should look like.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::age::AgeAnswer;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::issuer::Authorizations;
use mdoc_proximity::reader::{Request, Retain, verify};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::x509::Purpose;

use crate::bench::{Auth, Bench, MDL, NAME_SPACE, Value, name, response, signer_spec};

fn one(bench: &Bench, value: Value<'_>) -> Vec<u8> {
    bench.present(&bench.document_of(MDL, NAME_SPACE, &[value]))
}

#[test]
fn r72_issuing_country() {
    let bench = Bench::new();
    bench.accepted(&one(
        &bench,
        ("issuing_country", &|writer| {
            writer.text("NO");
        }),
    ));
    let other = one(
        &bench,
        ("issuing_country", &|writer| {
            writer.text("SE");
        }),
    );
    bench.refused(&other, &[CheckId::DataIssuingCountry]);
}

/// What the device says of the issuer must be true as well, where it may say it.
#[test]
fn r72_issuing_country_by_the_device() {
    let bench = Bench::new();
    let signed = |country: &str| {
        let mut document = bench.document_of(MDL, "org.example", &[]);
        document.mso.authorizations =
            Some(Authorizations { name_spaces: vec![NAME_SPACE.to_owned()], ..Default::default() });
        let mut elements = mdoc_proximity::cbor::Writer::new();
        elements.map(1).text(NAME_SPACE).map(1).text("issuing_country").text(country);
        let document = bench.assemble(MDL, &bench.sign(&document), elements.as_slice(), &Auth::Signature);
        bench.judge(&response(&[document]), Profile::Field, None)
    };
    let (own, other) = (signed("NO"), signed("SE"));
    assert!(own.verified && own.deviated == [CheckId::DeviceAuthorization], "{own:?}");
    assert_eq!(other.failed, [CheckId::DataIssuingCountry]);
}

#[test]
fn the_country_of_other_documents() {
    let purposes = [Purpose::MDOC_DOCUMENT_SIGNER];
    let bench = Bench::with_signer(1, Curve::P256, &signer_spec(name("Test DS", "NO", None), &purposes));
    let country = |doc_type: &str, name_space: &str, country: &str| {
        let value: Value<'_> = ("issuing_country", &|writer| {
            writer.text(country);
        });
        bench.present(&bench.document_of(doc_type, name_space, &[value]))
    };
    let (photo_id, iso) = ("org.iso.23220.photoid.1", "org.iso.23220.1");
    bench.accepted(&country(photo_id, iso, "NO"));
    // Three letters are allowed here, and cannot be compared with two.
    bench.accepted(&country(photo_id, iso, "NOR"));
    bench.tolerated_in_the_field(&country(photo_id, iso, "SE"), CheckId::DataIssuingCountry);
    let pid = "eu.europa.ec.eudi.pid.1";
    bench.tolerated_in_the_field(&country(pid, pid, "SE"), CheckId::DataIssuingCountry);
}

#[test]
fn r73_issuing_jurisdiction() {
    let stated = Bench::with_signer(
        1,
        Curve::P256,
        &signer_spec(name("Test DS", "NO", Some("NO-03")), &[Purpose::MDL_DOCUMENT_SIGNER]),
    );
    let state = |bench: &Bench, state: &str| {
        one(
            bench,
            ("issuing_jurisdiction", &|writer| {
                writer.text(state);
            }),
        )
    };
    stated.accepted(&state(&stated, "NO-03"));
    stated.refused(&state(&stated, "NO-11"), &[CheckId::DataIssuingJurisdiction]);
    let stateless = Bench::new();
    stateless.accepted(&state(&stateless, "NO-11"));
}

#[test]
fn r91_unrequested_elements_are_not_handed_on() {
    let bench = Bench::new();
    let request = Request::builder().document(MDL).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap();
    let response = bench.present(&bench.document());
    for profile in [Profile::Strict, Profile::Field] {
        let config = bench.config(profile);
        let verdict = verify(&response, &bench.verification(&config, Some(&request))).unwrap();
        let document = verdict.document(MDL).unwrap();
        assert_eq!(document.elements().map(|(_, id, _)| id).collect::<Vec<_>>(), ["family_name"]);
        assert_eq!(document.report().outcome(CheckId::DocumentUnrequested), Some(Outcome::Deviation));
        assert_eq!(document.age_at_least(18), AgeAnswer::Unproven);
    }
}

#[test]
fn a_portrait_left_out_is_reported() {
    let bench = Bench::new();
    let request = Request::builder().document(MDL).item(&mdl::FAMILY_NAME, Retain::No).item(&mdl::PORTRAIT, Retain::No);
    let request = request.build().unwrap();
    let response = one(
        &bench,
        ("family_name", &|writer| {
            writer.text("Svendsen");
        }),
    );
    let judged = bench.judge(&response, Profile::Strict, Some(&request));
    assert!(judged.verified && judged.deviated == [CheckId::DocumentUnrequested], "{judged:?}");
}

#[test]
fn r92_age_answers() {
    // Asked for 18: what was returned, whether it is handed on, and what it says about 18.
    let cases = [
        ("age_over_18", true, true, AgeAnswer::Proven),
        ("age_over_18", false, true, AgeAnswer::Disproven),
        ("age_over_21", true, true, AgeAnswer::Proven),
        ("age_over_21", false, false, AgeAnswer::Unproven),
        ("age_over_16", false, true, AgeAnswer::Disproven),
        ("age_over_16", true, false, AgeAnswer::Unproven),
    ];
    let bench = Bench::new();
    let request = Request::builder().document(MDL).element(NAME_SPACE, "age_over_18", Retain::No).build().unwrap();
    let config = bench.config(Profile::Strict);
    for (identifier, over, handed_on, answer) in cases {
        let response = one(
            &bench,
            (identifier, &|writer| {
                writer.bool(over);
            }),
        );
        let verdict = verify(&response, &bench.verification(&config, Some(&request))).unwrap();
        let document = verdict.document(MDL).unwrap();
        assert_eq!(document.element(NAME_SPACE, identifier).is_some(), handed_on, "{identifier} {over}");
        assert_eq!(document.age_at_least(18), answer, "{identifier} {over}");
    }
    // With no request to compare with, the answer is still no more than what it proves.
    let response = one(
        &bench,
        ("age_over_21", &|writer| {
            writer.bool(false);
        }),
    );
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    let document = verdict.document(MDL).unwrap();
    assert_eq!(document.age_at_least(18), AgeAnswer::Unproven);
    assert_eq!(document.age_at_least(25), AgeAnswer::Disproven);
}

#[test]
fn an_age_in_another_namespace_or_form_is_no_answer() {
    let bench = Bench::new();
    let request = Request::builder().document(MDL).element("org.example", "age_over_18", Retain::No).build().unwrap();
    let config = bench.config(Profile::Strict);
    let values: [Value<'_>; 1] = [("age_over_21", &|writer| {
        writer.bool(true);
    })];
    let response = bench.present(&bench.document_of(MDL, "org.example", &values));
    let verdict = verify(&response, &bench.verification(&config, Some(&request))).unwrap();
    let document = verdict.document(MDL).unwrap();
    assert_eq!(document.elements().count(), 0);
    assert_eq!(document.age_at_least(18), AgeAnswer::Unproven);
}

#[test]
fn r93_r94_types_and_lengths() {
    let bench = Bench::new();
    let long = "a".repeat(151);
    let wrong: [Value<'_>; 8] = [
        ("age_over_18", &|writer| {
            writer.uint(1);
        }),
        ("portrait", &|writer| {
            writer.text("x");
        }),
        ("birth_date", &|writer| {
            writer.tag(0).text("2000-01-01T00:00:00Z");
        }),
        ("birth_date", &|writer| {
            writer.text("2000-01-01");
        }),
        ("birth_date", &|writer| {
            writer.tag(1004).text("2000-02-30");
        }),
        ("sex", &|writer| {
            writer.uint(3);
        }),
        ("family_name", &|writer| {
            writer.text(&long);
        }),
        ("family_name", &|writer| {
            writer.text("\u{141}ukasz");
        }),
    ];
    for value in wrong {
        bench.tolerated_in_the_field(&one(&bench, value), CheckId::DataTypes);
    }
    bench.accepted(&one(
        &bench,
        ("birth_date", &|writer| {
            writer.tag(1004).text("2000-02-29");
        }),
    ));
    bench.accepted(&one(
        &bench,
        ("family_name", &|writer| {
            writer.text(&long[1..]);
        }),
    ));
    let verdict_config = bench.config(Profile::Field);
    let response = one(
        &bench,
        ("family_name", &|writer| {
            writer.uint(1);
        }),
    );
    let verdict = verify(&response, &bench.verification(&verdict_config, None)).unwrap();
    assert!(verdict.document(MDL).unwrap().get(&mdl::FAMILY_NAME).is_err(), "a deviation is no text");
}

#[test]
fn reports_and_debug_hold_no_values() {
    let bench = Bench::new();
    let config = bench.config(Profile::Field);
    let response = one(
        &bench,
        ("family_name", &|writer| {
            writer.text("Hemmelighet");
        }),
    );
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    assert!(verdict.is_verified());
    assert!(!format!("{verdict:?}").contains("Hemmelighet"));
    let reports = serde_json::to_string(verdict.documents()[0].report()).unwrap();
    assert!(!reports.contains("Hemmelighet"));
    assert!(!serde_json::to_string(&verdict).unwrap().contains("Hemmelighet"));
    let with_claims = serde_json::to_string(&verdict.with_claims()).unwrap();
    assert!(with_claims.contains("Hemmelighet"), "where claims are meant to be");
}

/// A signer need not name a state; that it names no country vouches for none.
#[test]
fn r72_a_signer_of_no_country() {
    let mut subject = name("Test DS", "NO", None);
    subject.country = None;
    let bench = Bench::with_signer(1, Curve::P256, &signer_spec(subject, &[Purpose::MDL_DOCUMENT_SIGNER]));
    let response = one(
        &bench,
        ("issuing_country", &|writer| {
            writer.text("NO");
        }),
    );
    let judged = bench.judge(&response, Profile::Field, None);
    assert!(!judged.verified && judged.failed == [CheckId::DataIssuingCountry], "{judged:?}");
}
