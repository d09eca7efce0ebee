//! Rules for anchors, and which of them a path ends at.

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{BasicConstraints, Certificate, Extension, KeyUsage};

use crate::harness::{document_signer, expect, iaca, judge, leaf_key, rng, root, signer, with, years};

// R58
#[test]
fn an_embedded_root_proves_nothing_and_harms_nothing() {
    let own = root(&iaca(), 1);
    let leaf = own.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let chain = [leaf.der(), own.certificate().der()];
    let (path, _) = judge(&chain, &[own.certificate().clone()], &document_signer(), Profile::Strict);
    assert!(path.is_some());

    let (path, report) = judge(&chain, &[], &document_signer(), Profile::Field);
    assert!(path.is_none());
    assert_eq!(report.outcome(CheckId::PathAnchor), Some(Outcome::Fail));

    let mut other = iaca();
    other.subject.common_name = "Other IACA".to_owned();
    let (path, report) = judge(&chain, &[root(&other, 7).certificate().clone()], &document_signer(), Profile::Field);
    assert!(path.is_none());
    assert_eq!(report.outcome(CheckId::PathAnchor), Some(Outcome::Fail));

    // The forger's root has the trusted one's name.
    let forger = root(&iaca(), 8);
    let forged = forger.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let chain = [forged.der(), forger.certificate().der()];
    let (path, report) = judge(&chain, &[own.certificate().clone()], &document_signer(), Profile::Field);
    assert!(path.is_none());
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathSignature]);
}

// R59, H65
#[test]
fn a_self_signed_signer_is_refused_even_as_its_own_anchor() {
    let mut spec = signer();
    spec.key_usage = Some(KeyUsage::DIGITAL_SIGNATURE);
    let own = root(&spec, 1);
    let other = root(&iaca(), 2);
    for anchors in [[other.certificate().clone()], [own.certificate().clone()]] {
        let (path, report) = judge(&[own.certificate().der()], &anchors, &document_signer(), Profile::Field);
        assert!(path.is_none());
        assert_eq!(with(&report, Outcome::Fail), [CheckId::PathAnchor]);
    }
}

// R69, on the path
#[test]
fn an_anchor_must_be_a_ca_that_signs_certificates() {
    const ID: &[CheckId] = &[CheckId::PathCa];
    expect(|iaca, _| iaca.basic_constraints = None, ID, &[]);
    expect(|iaca, _| iaca.basic_constraints = Some(BasicConstraints { ca: false, path_length: None }), ID, &[]);
    expect(|iaca, _| iaca.key_usage = Some(KeyUsage::CRL_SIGN), ID, &[]);
    expect(|iaca, _| iaca.key_usage = None, ID, &[]);
    // A missing path length, and what is not critical, is looked at when the anchor is loaded.
    expect(|iaca, _| iaca.basic_constraints = Some(BasicConstraints { ca: true, path_length: None }), &[], &[]);
    let not_critical = |oid: &str, value: &[u8]| Extension::new(oid, false, value.to_vec()).unwrap();
    let constraints = not_critical("2.5.29.19", &[0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00]);
    expect(|iaca, _| iaca.further.push(constraints.clone()), &[], &[]);
    let usage = not_critical("2.5.29.15", &[0x03, 0x02, 0x01, 0x06]);
    expect(|iaca, _| iaca.further.push(usage.clone()), &[], &[]);

    let constraints = |ca| Some(BasicConstraints { ca, path_length: None });
    let both = [CheckId::PathCa, CheckId::ProfileExtensions];
    expect(|_, ds| ds.basic_constraints = constraints(true), &[], &both);
    // An extension that the profile of document signers does not have may not be critical.
    expect(|_, ds| ds.basic_constraints = constraints(false), &[], &[CheckId::ProfileExtensions]);
    expect(|_, ds| ds.further.push(not_critical("2.5.29.19", &[0x30, 0x00])), &[], &[]);
}

#[test]
fn anchors_are_judged_when_loaded() {
    let load = |change: &dyn Fn(&mut CertificateSpec), profile| {
        let mut spec = iaca();
        change(&mut spec);
        let mut anchors = TrustAnchors::issuers();
        let report = match anchors.add(&PROVIDER, root(&spec, 1).certificate().der(), profile) {
            Ok(report) => report,
            Err(error) => {
                assert!(error.to_string().starts_with("the certificate cannot be a trust anchor: "));
                error.report
            }
        };
        assert_eq!(anchors.certificates().is_empty(), report.has_failed());
        report
    };
    type Change = fn(&mut CertificateSpec);
    let cases: [(Change, Option<CheckId>, bool); 9] = [
        (|_| {}, None, false),
        (
            |spec| spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: Some(3) }),
            Some(CheckId::ProfileBasicConstraints),
            false,
        ),
        (|spec| spec.basic_constraints = None, Some(CheckId::PathCa), true),
        (
            |spec| spec.basic_constraints = Some(BasicConstraints { ca: false, path_length: None }),
            Some(CheckId::PathCa),
            true,
        ),
        (|spec| spec.key_usage = Some(KeyUsage::DIGITAL_SIGNATURE), Some(CheckId::PathCa), true),
        (|spec| spec.key_usage = None, Some(CheckId::PathCa), true),
        (
            |spec| spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: None }),
            Some(CheckId::ProfileBasicConstraints),
            false,
        ),
        (
            |spec| spec.further.push(Extension::new("1.2.3.4", true, vec![5, 0]).unwrap()),
            Some(CheckId::PathExtensions),
            true,
        ),
        (|spec| spec.validity = years("2001-01-01T00:00:00Z", 9), None, false),
    ];
    for (change, id, hard) in cases {
        let (strict, field) = (load(&change, Profile::Strict), load(&change, Profile::Field));
        assert_eq!(strict.has_failed(), id.is_some(), "{strict:#?}");
        assert_eq!(field.has_failed(), hard, "{field:#?}");
        if let Some(id) = id {
            assert_eq!(strict.outcome(id), Some(Outcome::Fail));
            assert_eq!(field.outcome(id), Some(if hard { Outcome::Fail } else { Outcome::Deviation }));
        }
    }

    let mut anchors = TrustAnchors::issuers();
    let good = root(&iaca(), 1);
    let mut altered = good.certificate().der().to_vec();
    *altered.last_mut().unwrap() ^= 1;
    let error = anchors.add(&PROVIDER, &altered, Profile::Field).unwrap_err();
    assert_eq!(error.report.outcome(CheckId::PathSignature), Some(Outcome::Fail));
    assert!(anchors.add(&PROVIDER, b"", Profile::Field).is_err());
    anchors.add(&PROVIDER, good.certificate().der(), Profile::Strict).unwrap();
    anchors.add(&PROVIDER, good.certificate().der(), Profile::Strict).unwrap();
    assert_eq!(anchors.certificates().len(), 1);
}

// R71
#[test]
fn all_anchors_of_a_name_are_tried() {
    let roots: Vec<Authority> = (1..5).map(|seed| root(&iaca(), seed)).collect();
    let anchors: Vec<Certificate> = roots.iter().map(|root| root.certificate().clone()).collect();
    for root in &roots {
        let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
        let (path, _) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Strict);
        assert_eq!(path.unwrap().anchor.der(), root.certificate().der());
        // Key identifiers are hints only: with misleading ones the path is found as well, and the profile tells.
        let mut misleading = signer();
        let wrong = [b"\x30\x16\x80\x14".as_slice(), anchors[0].subject_key_identifier().unwrap()].concat();
        misleading.further.push(Extension::new("2.5.29.35", false, wrong).unwrap());
        let leaf = root.issue(&mut rng(2), &misleading, &leaf_key()).unwrap();
        let (path, report) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Field);
        assert_eq!(path.unwrap().anchor.der(), root.certificate().der());
        let is_first = root.certificate().der() == anchors[0].der();
        let deviates = if is_first { vec![] } else { vec![CheckId::ProfileAuthorityKeyId] };
        assert_eq!(with(&report, Outcome::Deviation), deviates);
    }
    let stranger = root(&iaca(), 9).issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let (_, report) = judge(&[stranger.der()], &anchors, &document_signer(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathSignature]);
}

#[test]
fn names_in_another_string_type_are_a_deviation() {
    let root = root(&iaca(), 1);
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    // The anchor as its issuer once wrote it, "Example IACA" a PrintableString instead of a UTF8String.
    let mut other = root.certificate().der().to_vec();
    let text = b"Example IACA";
    let starts: Vec<usize> =
        other.windows(text.len()).enumerate().filter(|(_, window)| *window == text).map(|(at, _)| at).collect();
    assert_eq!(starts.len(), 2);
    starts.iter().for_each(|start| other[start - 2] = 0x13);
    let anchors = [Certificate::from_der(&other).unwrap()];
    let (path, report) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Field);
    assert!(path.is_some(), "{report:#?}");
    assert_eq!(with(&report, Outcome::Deviation), [CheckId::PathIssuerName]);
    let (path, _) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Strict);
    assert!(path.is_none());
}

/// Two certificates of one CA: same name and key, each with a key identifier of its own.
#[test]
fn of_two_anchors_with_one_key_the_one_that_is_named_ends_the_path() {
    let mut renamed = iaca();
    renamed.further.push(Extension::new("2.5.29.14", false, [&[4, 20][..], &[7; 20]].concat()).unwrap());
    let roots = [root(&iaca(), 1), root(&renamed, 1)];
    let [first, second] = roots.each_ref().map(|root| root.certificate().clone());
    assert_ne!(first.subject_key_identifier(), second.subject_key_identifier());
    for own in &roots {
        let leaf = own.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
        for anchors in [[first.clone(), second.clone()], [second.clone(), first.clone()]] {
            let (path, report) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Field);
            assert_eq!(path.unwrap().anchor.der(), own.certificate().der(), "{report:#?}");
        }
    }
}

#[test]
fn without_an_anchor_nobody_bears_the_issuers_name() {
    let own = root(&iaca(), 1);
    let leaf = own.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let (_, report) = judge(&[leaf.der()], &[], &document_signer(), Profile::Field);
    assert_eq!(report.outcome(CheckId::PathIssuerName), Some(Outcome::Skipped));
    let (_, report) = judge(&[leaf.der()], &[own.certificate().clone()], &document_signer(), Profile::Field);
    assert_eq!(report.outcome(CheckId::PathIssuerName), Some(Outcome::Pass));
}

/// The anchor itself, as often as a chain may hold it, and once more.
#[test]
fn a_chain_has_a_longest_length() {
    let own = root(&iaca(), 1);
    let leaf = own.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let anchors = [own.certificate().clone()];
    let longest = mdoc_proximity::budget::CHAIN_CERTIFICATES;
    for (length, holds) in [(longest, true), (longest + 1, false)] {
        let mut chain = vec![own.certificate().der(); length];
        chain[0] = leaf.der();
        let (path, _) = judge(&chain, &anchors, &document_signer(), Profile::Strict);
        assert_eq!(path.is_some(), holds, "{length}");
    }
}

/// Extensions belong to version 3.
#[test]
fn a_certificate_of_version_2_has_no_extensions() {
    let mut der = root(&iaca(), 1).certificate().der().to_vec();
    let at = der.windows(5).position(|window| window == [0xa0, 3, 2, 1, 2]).unwrap();
    assert!(Certificate::from_der(&der).is_ok());
    for version in [0, 1, 3] {
        der[at + 4] = version;
        assert!(Certificate::from_der(&der).is_err(), "{version}");
    }
}
