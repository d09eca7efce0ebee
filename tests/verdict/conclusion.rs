//! The verdict in a word.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::model::version::Version;
use mdoc_proximity::reader::{Conclusion, Request, Retain, verify, verify_issuer_signed};
use mdoc_proximity::report::{CheckId, Outcome, Profile};

use crate::bench::{Bench, MDL, response_with};

fn conclusion(bench: &Bench, response: &[u8]) -> Conclusion {
    let conclusions = [Profile::Strict, Profile::Field].map(|profile| {
        let config = bench.config(profile);
        let verdict = verify(response, &bench.verification(&config, None)).unwrap();
        assert_eq!(verdict.is_verified(), verdict.conclusion() == Conclusion::Verified);
        assert_eq!(serde_json::to_value(&verdict).unwrap()["verdict"], verdict.conclusion().as_str());
        assert_eq!(serde_json::to_value(verdict.with_claims()).unwrap()["verdict"], verdict.conclusion().to_string());
        verdict.conclusion()
    });
    assert_eq!(conclusions[0], conclusions[1]);
    conclusions[0]
}

#[test]
fn r35_nothing_returned_is_neither_verified_nor_rejected() {
    let bench = Bench::new();
    assert_eq!(conclusion(&bench, &response_with("1.0", 0, &[])), Conclusion::Empty);
    // That a holder says so changes nothing.
    let mut told = Writer::new();
    told.map(3).text("version").text("1.0").text("documentErrors").array(1).map(1).text(MDL).int(0);
    told.text("status").uint(0);
    assert_eq!(conclusion(&bench, told.as_slice()), Conclusion::Empty);
}

#[test]
fn what_is_wrong_is_rejected_with_documents_or_without() {
    let bench = Bench::new();
    assert_eq!(conclusion(&bench, &bench.present(&bench.document())), Conclusion::Verified);
    assert_eq!(conclusion(&bench, &response_with("1.0", 10, &[])), Conclusion::Rejected);
    assert_eq!(conclusion(&bench, &response_with("2.0", 0, &[])), Conclusion::Rejected);
    let forged = Bench::with_seed(99).good_document();
    assert_eq!(conclusion(&bench, &response_with("1.0", 0, std::slice::from_ref(&forged))), Conclusion::Rejected);
    assert_eq!(conclusion(&bench, &response_with("1.0", 0, &[bench.good_document(), forged])), Conclusion::Rejected);
}

#[test]
fn what_cannot_be_judged_is_rejected_without_a_failure() {
    let bench = Bench::new();
    let config = bench.config(Profile::Strict);
    let issuer_signed = bench.sign(&bench.document());
    let verdict = verify_issuer_signed(&issuer_signed, &bench.verification(&config, None)).unwrap();
    assert_eq!(verdict.conclusion(), Conclusion::Rejected);
    assert!(!verdict.documents()[0].report().has_failed());
}

#[test]
fn r32_a_version_above_the_requests() {
    let bench = Bench::new();
    let response = bench.present(&bench.document());
    let asked = Request::builder().document(MDL).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap();
    assert_eq!(asked.version(), Version::V1_0);
    let encoded = asked.encode(None, &bench.transcript).unwrap();
    let with = |version: &str| {
        let mut changed = encoded.clone();
        let at = changed.windows(3).position(|window| window == b"1.0").unwrap();
        changed[at..at + 3].copy_from_slice(version.as_bytes());
        Request::from_device_request(&changed).unwrap()
    };
    for (version, outcome) in [("1.0", Outcome::Pass), ("1.1", Outcome::Pass), ("0.9", Outcome::Fail)] {
        let request = with(version);
        assert_eq!(request.version().to_string(), version);
        let config = bench.config(Profile::Field);
        let verdict = verify(&response, &bench.verification(&config, Some(&request))).unwrap();
        assert_eq!(verdict.report().outcome(CheckId::ResponseVersion), Some(outcome), "{version}");
        assert_eq!(verdict.is_verified(), outcome == Outcome::Pass);
    }
}

/// A document that holds in a response that does not: the one does not speak for the other.
#[test]
fn a_good_document_does_not_make_the_response_good() {
    let bench = Bench::new();
    let config = bench.config(Profile::Field);
    let good = bench.good_document();
    for (version, status, is_verified) in [("1.0", 0, true), ("2.0", 0, false), ("1.0", 10, false)] {
        let response = crate::bench::response_with(version, status, std::slice::from_ref(&good));
        let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
        assert_eq!(verdict.is_verified(), is_verified, "{version} {status}");
    }
}
