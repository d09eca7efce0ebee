//! Document types that an anchor may vouch for (edition 2 12.8.1 step 1), in whole presentations.

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{
    AlternativeName, Authority, CertificateSpec, DocumentSigner, ListedCertificate, Validity, VicalBuilder,
};
use mdoc_proximity::reader::{Config, verify};
use mdoc_proximity::report::{Check, CheckId, Outcome, Profile};
use mdoc_proximity::trust::{EntryStanding, TrustAnchors};
use mdoc_proximity::x509::Certificate;

use crate::bench::{Bench, Judged, signer_spec, validity};
use crate::world::*;

const OTHER_TYPE: &str = "org.iso.7367.1.mVRC";

fn provider() -> Provider {
    Provider::new(&vical_signer())
}

/// Anchors by a list of these certificates and document types alone.
fn listed(entries: &[(&Certificate, &[&str])]) -> TrustAnchors {
    let mut anchors = TrustAnchors::issuers();
    let entries = entries.iter().map(|(certificate, types)| ListedCertificate::vical(certificate, types)).collect();
    let reports = anchors.add_vical(&PROVIDER, &provider().listing(entries), Profile::Strict);
    assert!(reports.iter().all(|report| report.standing == EntryStanding::Anchor), "{reports:#?}");
    anchors
}

fn config(anchors: &TrustAnchors, profile: Profile) -> Config {
    Config::builder(PROVIDER).issuer_roots(anchors.clone()).profile(profile).build().unwrap()
}

/// The good driving licence under these anchors, and the check of the gate.
fn judge(bench: &Bench, anchors: &TrustAnchors, profile: Profile) -> (Judged, Check) {
    let response = bench.present(&bench.document());
    let config = config(anchors, profile);
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    let checks = verdict.documents()[0].report().checks();
    let gate: Vec<_> = checks.iter().filter(|check| check.id == CheckId::PathDocType).collect();
    assert_eq!(gate.len(), 1, "{checks:#?}");
    (bench.judge_by(&config, &response, None), gate[0].clone())
}

#[track_caller]
fn accepted(bench: &Bench, anchors: &TrustAnchors, why: &str) {
    for profile in PROFILES {
        let (judged, gate) = judge(bench, anchors, profile);
        assert!(judged.verified && judged.deviated.is_empty(), "{profile:?}: {judged:?}");
        assert_eq!(gate.outcome, Outcome::Pass);
        assert!(gate.detail.contains(why) && gate.subject.is_some(), "{gate}");
    }
}

#[track_caller]
fn refused(bench: &Bench, anchors: &TrustAnchors, why: &str) {
    for profile in PROFILES {
        let (judged, gate) = judge(bench, anchors, profile);
        assert!(!judged.verified && judged.failed == [CheckId::PathDocType], "{profile:?}: {judged:?}");
        assert_eq!(gate.outcome, Outcome::Fail);
        assert!(gate.detail.contains(why) && gate.subject.is_some(), "{gate}");
    }
}

/// Another IACA of the same name.
fn namesake(bench: &Bench, key_seed: u64, serial_seed: u64, validity: Validity) -> Authority {
    let subject = name("Test IACA", "NO", None);
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let spec = CertificateSpec::iaca(subject, validity, contact, CRL);
    let namesake = Authority::self_signed(&mut rng(serial_seed), &spec, key(key_seed)).unwrap();
    assert_eq!(namesake.certificate().subject_der(), bench.iaca.certificate().subject_der());
    assert_ne!(namesake.certificate().der(), bench.iaca.certificate().der());
    namesake
}

#[test]
fn a_document_is_accepted_through_a_list_that_names_its_issuer() {
    let bench = Bench::new();
    let anchors = listed(&[(bench.iaca.certificate(), &[MDL])]);
    accepted(&bench, &anchors, "the VICAL of Example (issue 7) names it for this document type");
}

#[test]
fn a_document_type_that_the_list_does_not_name_is_refused() {
    let bench = Bench::new();
    let anchors = listed(&[(bench.iaca.certificate(), &[PHOTO_ID, OTHER_TYPE])]);
    refused(&bench, &anchors, "names it for other document types");
    // Types are compared as they are.
    refused(&bench, &listed(&[(bench.iaca.certificate(), &["org.iso.18013.5.1.MDL"])]), "other document types");
    // An issuer that no list names is no anchor at all.
    let other = namesake(&bench, 500, 501, validity());
    for profile in PROFILES {
        let (judged, gate) = judge(&bench, &listed(&[(other.certificate(), &[MDL])]), profile);
        assert_eq!((judged.failed.as_slice(), gate.outcome), (&[CheckId::PathSignature][..], Outcome::Skipped));
    }
}

#[test]
fn what_several_entries_and_the_caller_say_adds_up() {
    let bench = Bench::new();
    let iaca = bench.iaca.certificate();
    let twice = listed(&[(iaca, &[PHOTO_ID]), (iaca, &[MDL])]);
    assert_eq!((twice.certificates().len(), twice.doc_types(iaca).unwrap()), (1, vec![MDL, PHOTO_ID]));
    accepted(&bench, &twice, "names it for this document type");

    let mut anchors = listed(&[(iaca, &[PHOTO_ID])]);
    anchors.add(&PROVIDER, iaca.der(), Profile::Strict).unwrap();
    assert_eq!((anchors.certificates().len(), anchors.doc_types(iaca)), (1, None));
    accepted(&bench, &anchors, "added by hand");

    // The other way round, and a list that is added once more.
    let list = provider().listing(vec![ListedCertificate::vical(iaca, &[PHOTO_ID])]);
    let mut anchors = TrustAnchors::issuers();
    anchors.add(&PROVIDER, iaca.der(), Profile::Strict).unwrap();
    for _ in 0..2 {
        assert_eq!(anchors.add_vical(&PROVIDER, &list, Profile::Strict)[0].standing, EntryStanding::Anchor);
    }
    assert_eq!((anchors.certificates().len(), anchors.doc_types(iaca)), (1, None));
    accepted(&bench, &anchors, "added by hand");
}

#[test]
fn of_two_anchors_with_one_name_each_is_tried() {
    let bench = Bench::new();
    let (ours, theirs) = (bench.iaca.certificate(), namesake(&bench, 500, 501, validity()));
    let theirs = theirs.certificate();
    accepted(&bench, &listed(&[(theirs, &[MDL]), (ours, &[MDL])]), "names it for this document type");
    accepted(&bench, &listed(&[(theirs, &[PHOTO_ID]), (ours, &[MDL])]), "names it for this document type");
    // The one that may vouch did not sign, the one that signed may not vouch.
    refused(&bench, &listed(&[(theirs, &[MDL]), (ours, &[PHOTO_ID])]), "names it for other document types");
}

#[test]
fn of_two_anchors_with_one_key_one_that_may_vouch_is_enough() {
    let bench = Bench::new();
    let ours = bench.iaca.certificate();
    let renewed = namesake(&bench, 10, 501, validity());
    let renewed = renewed.certificate();
    assert!(renewed.public_key(&PROVIDER).unwrap() == ours.public_key(&PROVIDER).unwrap());
    for (first, second) in [(ours, renewed), (renewed, ours)] {
        accepted(&bench, &listed(&[(first, &[PHOTO_ID]), (second, &[MDL])]), "names it for this document type");
        refused(&bench, &listed(&[(first, &[PHOTO_ID]), (second, &[OTHER_TYPE])]), "other document types");
    }
    // An expired certificate of the key stands in nobody's way.
    let old = Validity { not_before: at("2025-01-01T00:00:00Z"), not_after: at("2026-05-01T00:00:00Z") };
    let expired = namesake(&bench, 10, 502, old);
    accepted(&bench, &listed(&[(expired.certificate(), &[MDL]), (ours, &[MDL])]), "names it for this document type");
    let early = Validity { not_before: at("2026-06-02T00:00:00Z"), not_after: at("2027-05-01T00:00:00Z") };
    let future = namesake(&bench, 10, 503, early);
    accepted(&bench, &listed(&[(future.certificate(), &[MDL]), (ours, &[MDL])]), "names it for this document type");
    // The first and the last instant belong to the current one.
    for (from, until) in
        [("2026-06-01T12:00:00Z", "2027-05-01T00:00:00Z"), ("2026-01-01T00:00:00Z", "2026-06-01T12:00:00Z")]
    {
        let current = namesake(&bench, 10, 504, Validity { not_before: at(from), not_after: at(until) });
        let anchors = listed(&[(expired.certificate(), &[MDL]), (current.certificate(), &[MDL])]);
        accepted(&bench, &anchors, "names it for this document type");
    }
    // Nor does it vouch for what the current one may not.
    let anchors = listed(&[(expired.certificate(), &[MDL]), (ours, &[PHOTO_ID])]);
    refused(&bench, &anchors, "names it for other document types");
}

#[test]
fn what_a_list_vouches_for_ends_with_the_list() {
    let mut bench = Bench::new();
    // Verified on 1 June, and kept in memory since: the list ends on 1 July.
    let anchors = listed(&[(bench.iaca.certificate(), &[MDL])]);
    bench.now = at("2026-07-01T00:00:00Z");
    accepted(&bench, &anchors, "names it");
    bench.now = at("2026-07-01T00:00:01Z");
    refused(&bench, &anchors, "ended at 2026-07-01T00:00:00Z");
    // A list without an end goes on.
    let list = VicalBuilder {
        not_after: None,
        entries: vec![ListedCertificate::vical(bench.iaca.certificate(), &[MDL])],
        ..vical()
    };
    let list = provider().vical(&provider().sign(&list), Profile::Strict).unwrap();
    let mut anchors = TrustAnchors::issuers();
    anchors.add_vical(&PROVIDER, &list, Profile::Strict);
    accepted(&bench, &anchors, "names it");
}

#[test]
fn the_type_that_counts_is_the_documents() {
    // Another type, of a signer that may sign any.
    let spec = signer_spec(name("Test DS", "NO", None), &[mdoc_proximity::x509::Purpose::MDOC_DOCUMENT_SIGNER]);
    let bench = Bench::with_signer(3, mdoc_proximity::crypto::Curve::P256, &spec);
    let element: crate::bench::Value<'_> = ("name", &|writer| {
        writer.text("x");
    });
    let document = bench.document_of(OTHER_TYPE, OTHER_TYPE, &[element]);
    let signed = document.sign(&DocumentSigner::new(bench.signer_key(), bench.x5chain.clone())).unwrap();
    let response = bench.present_signed(OTHER_TYPE, &signed);
    let iaca = bench.iaca.certificate();
    for profile in PROFILES {
        let judged = bench.judge_by(&config(&listed(&[(iaca, &[OTHER_TYPE])]), profile), &response, None);
        assert!(judged.verified, "{judged:?}");
        let judged = bench.judge_by(&config(&listed(&[(iaca, &[MDL])]), profile), &response, None);
        assert_eq!(judged.failed, [CheckId::PathDocType]);
    }
}

#[test]
fn pinned_signers_pass_by_the_gate() {
    let bench = Bench::new();
    let pinned = vec![*bench.signer_key().public_key()];
    let config = Config::builder(PROVIDER).pinned_signers(pinned).build().unwrap();
    let response = bench.present(&bench.document());
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    assert!(verdict.is_verified());
    assert_eq!(verdict.documents()[0].report().outcome(CheckId::PathDocType), Some(Outcome::Skipped));
}

#[test]
fn a_reader_ca_by_a_list_vouches_for_no_document() {
    let bench = Bench::new();
    let readers = Provider::new(&rical_signer());
    let list = readers.listing_readers(vec![ListedCertificate::rical(bench.iaca.certificate(), true)]);
    let mut anchors = TrustAnchors::issuers();
    anchors.add_rical(&PROVIDER, &list, Profile::Strict);
    assert_eq!(anchors.doc_types(bench.iaca.certificate()), Some(vec![]));
    refused(&bench, &anchors, "no list names it for document signers");
}

/// Whoever signs with the old key could else make an anchor for any type of the one a list limits.
#[test]
fn a_link_vouches_for_no_more_than_the_old_root() {
    let bench = Bench::new();
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let spec = CertificateSpec::iaca(name("Old IACA", "NO", None), validity(), contact.clone(), CRL);
    let old = Authority::self_signed(&mut rng(31), &spec, key(31)).unwrap();
    let spec = CertificateSpec::link(name("Test IACA", "NO", None), validity(), contact, CRL);
    let new_key = bench.iaca.certificate().public_key(&PROVIDER).unwrap();
    let link = old.issue(&mut rng(32), &spec, &new_key).unwrap();
    let linked = |mut anchors: TrustAnchors| {
        anchors.add_link(&PROVIDER, link.der(), Profile::Strict).unwrap();
        anchors
    };
    accepted(&bench, &linked(listed(&[(old.certificate(), &[MDL])])), "names it for this document type");
    let anchors = linked(listed(&[(old.certificate(), &[OTHER_TYPE])]));
    refused(&bench, &anchors, "names it for other document types");
    assert_eq!(anchors.doc_types(&link), Some(vec![OTHER_TYPE]));

    let mut by_hand = TrustAnchors::issuers();
    by_hand.add(&PROVIDER, old.certificate().der(), Profile::Strict).unwrap();
    accepted(&bench, &linked(by_hand), "it was added by hand");
}
