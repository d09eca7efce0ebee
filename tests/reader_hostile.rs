//! Responses that a reader must refuse, each a good one with one thing wrong. Names begin with the case of the list of
//! negative tests the project works from.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "reader_hostile/bench.rs"]
mod bench;
#[path = "reader_hostile/data.rs"]
mod data;
#[path = "reader_hostile/device.rs"]
mod device;
#[path = "reader_hostile/issuer.rs"]
mod issuer;
#[path = "reader_hostile/mso.rs"]
mod mso;

use bench::{Bench, MDL, response, response_with};
use mdoc_proximity::cbor::{ErrorKind, Writer};
use mdoc_proximity::reader::{NotVerified, Request, Retain, verify, verify_issuer_signed};
use mdoc_proximity::report::{CheckId, Outcome, Profile};

#[test]
fn a_good_response_is_verified() {
    let bench = Bench::new();
    bench.accepted(&bench.present(&bench.document()));
}

#[test]
fn r30_not_one_cbor_item() {
    let bench = Bench::new();
    let good = bench.present(&bench.document());
    let malformed = |response: &[u8]| bench.malformed(response);
    assert_eq!(malformed(&[&good, &[0][..]].concat()), ErrorKind::TrailingBytes);
    assert_eq!(malformed(&good[..good.len() - 1]), ErrorKind::UnexpectedEnd);
    assert_eq!(malformed(&[]), ErrorKind::UnexpectedEnd);
    let mut twice = Writer::new();
    twice.map(3).text("version").text("1.0").text("status").uint(0).text("status").uint(0);
    assert_eq!(malformed(twice.as_slice()), ErrorKind::DuplicateKey);
}

#[test]
fn r31_without_status_or_version() {
    let bench = Bench::new();
    let mut writer = Writer::new();
    writer.map(1).text("version").text("1.0");
    assert_eq!(bench.malformed(writer.as_slice()), ErrorKind::Missing("status"));
    let mut writer = Writer::new();
    writer.map(1).text("status").uint(0);
    assert_eq!(bench.malformed(writer.as_slice()), ErrorKind::Missing("version"));
}

#[test]
fn r32_version() {
    let bench = Bench::new();
    let document = bench.good_document();
    bench.refused(&response_with("2.0", 0, std::slice::from_ref(&document)), &[CheckId::ResponseVersion]);
    bench.accepted(&response_with("1.3", 0, &[document]));
}

#[test]
fn r33_r34_status_without_and_with_documents() {
    let bench = Bench::new();
    for status in [10, 11, 12, 99] {
        let bare = response_with("1.0", status, &[]);
        let verification = bench.config(Profile::Field);
        let verdict = verify(&bare, &bench.verification(&verification, None)).unwrap();
        assert!(!verdict.is_verified());
        assert_eq!(verdict.status(), status);
        assert_eq!(verdict.report().outcome(CheckId::ResponseStatus), Some(Outcome::Fail));
        bench.refused(&response_with("1.0", status, &[bench.good_document()]), &[CheckId::ResponseStatus]);
    }
}

#[test]
fn r35_r36_no_documents() {
    let bench = Bench::new();
    let config = bench.config(Profile::Strict);
    let nothing = response_with("1.0", 0, &[]);
    let verdict = verify(&nothing, &bench.verification(&config, None)).unwrap();
    assert!(!verdict.is_verified() && !verdict.report().has_failed());
    assert_eq!(verdict.document(MDL).unwrap_err(), NotVerified::Absent);
    assert_eq!(serde_json::to_value(&verdict).unwrap()["verdict"], "empty");
    let mut empty = Writer::new();
    empty.map(3).text("version").text("1.0").text("documents").array(0).text("status").uint(0);
    assert_eq!(bench.malformed(empty.as_slice()), ErrorKind::Empty("documents"));
}

#[test]
fn r38_a_type_nobody_asked_for() {
    let bench = Bench::new();
    let request = Request::builder().document("org.example.card").element("org.example", "name", Retain::No);
    let response = bench.present(&bench.document());
    let judged = bench.judge(&response, Profile::Field, Some(&request.build().unwrap()));
    assert_eq!(judged.failed, [CheckId::DocumentRequested]);
}

#[test]
fn r90_a_forged_second_document() {
    let bench = Bench::new();
    let forger = Bench::with_seed(99);
    let (good, forged) = (bench.good_document(), forger.good_document());
    for (order, verified) in [([&good, &forged], [true, false]), ([&forged, &good], [false, true])] {
        let response = response(&order.map(Clone::clone));
        let config = bench.config(Profile::Field);
        let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
        assert!(!verdict.is_verified(), "not all of it is");
        let outcome: Vec<_> = verdict.documents().iter().map(|document| document.verified().is_some()).collect();
        assert_eq!(outcome, verified);
        assert_eq!(verdict.document(MDL).unwrap().elements().count(), 5);
        let json = serde_json::to_value(verdict.with_claims()).unwrap();
        for (document, verified) in json["documents"].as_array().unwrap().iter().zip(verified) {
            assert_eq!(document.get("elements").is_some(), verified);
            assert_eq!(document["verdict"], if verified { "verified" } else { "rejected" });
        }
    }
}

#[test]
fn a_document_out_of_shape_leaves_the_others() {
    let bench = Bench::new();
    let mut odd = Writer::new();
    odd.map(1).text("docType").text("org.example.card");
    let response = response(&[odd.into_vec(), bench.good_document()]);
    let config = bench.config(Profile::Strict);
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    assert!(verdict.document(MDL).is_ok());
    let Err(NotVerified::Rejected(report)) = verdict.document("org.example.card") else { panic!("not rejected") };
    assert_eq!(report.failures().map(|check| check.id).collect::<Vec<_>>(), [CheckId::DocumentStructure]);
}

#[test]
fn long_heads_are_the_profiles_business() {
    let bench = Bench::new();
    let good = bench.present(&bench.document());
    assert_eq!(good[0], 0xa3);
    let long = [&[0xb8, 3], &good[1..]].concat();
    let config = bench.config(Profile::Strict);
    let malformed = verify(&long, &bench.verification(&config, None)).unwrap_err();
    assert_eq!(malformed.0.kind(), ErrorKind::NonPreferred);
    assert_eq!(serde_json::to_value(malformed).unwrap()["verdict"], "malformed");
    let config = bench.config(Profile::Field);
    let verdict = verify(&long, &bench.verification(&config, None)).unwrap();
    assert!(verdict.is_verified());
    assert_eq!(verdict.report().outcome(CheckId::ResponseEncoding), Some(Outcome::Deviation));
}

#[test]
fn an_issuer_signed_alone_is_never_verified() {
    let bench = Bench::new();
    let issuer_signed = bench.sign(&bench.document());
    let config = bench.config(Profile::Strict);
    let verdict = verify_issuer_signed(&issuer_signed, &bench.verification(&config, None)).unwrap();
    assert!(!verdict.is_verified());
    let report = verdict.documents()[0].report();
    assert!(!report.has_failed(), "{report:#?}");
    assert_eq!(verdict.documents()[0].doc_type(), Some(MDL));
    assert_eq!(report.outcome(CheckId::MsoDigests), Some(Outcome::Pass));
    assert_eq!(report.outcome(CheckId::DeviceAuthentication), Some(Outcome::Skipped));
}

#[test]
fn kinds_of_document_nobody_understands_prove_nothing() {
    let bench = Bench::new();
    let mut writer = Writer::new();
    writer.map(4).text("version").text("1.0").text("zkDocuments").array(1).map(0);
    writer.text("encryptedDocuments").array(1).map(0).text("status").uint(0);
    let config = bench.config(Profile::Field);
    let verdict = verify(writer.as_slice(), &bench.verification(&config, None)).unwrap();
    assert!(!verdict.is_verified());
    assert_eq!(verdict.report().outcome(CheckId::ResponseDocuments), Some(Outcome::Deviation));
}
