//! Rules for the leaf.

use std::time::Duration;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{Certificate, Extension, KeyUsage, Purpose};

use crate::harness::{
    DAY, document_signer, expect, expect_reader, iaca, judge, judge_at, key, leaf_key, rng, root, signer, with, years,
};

#[test]
fn a_clean_path_passes_every_check() {
    expect(|_, _| {}, &[], &[]);
    expect_reader(|_| {}, &[], &[]);

    let root = root(&iaca(), 1);
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let (path, report) = judge(&[leaf.der()], &[root.certificate().clone()], &document_signer(), Profile::Strict);
    let path = path.unwrap();
    assert_eq!(path.leaf.der(), leaf.der());
    assert_eq!(path.anchor.der(), root.certificate().der());
    assert!(path.key == leaf_key());
    let made = with(&report, Outcome::Pass);
    assert!(CheckId::PATH.iter().all(|id| made.contains(id)), "{report:#?}");
}

#[test]
fn every_curve_signs_as_iaca_and_as_signer() {
    let mut seen = 0;
    for curve in Curve::ALL.into_iter().filter(|curve| curve.can_sign()) {
        let Ok(secret) = PROVIDER.keys.generate(curve, &mut rng(3)) else { continue };
        seen += 1;
        let root = Authority::self_signed(&mut rng(4), &iaca(), PROVIDER.keys.signing_key(&secret).unwrap()).unwrap();
        let leaf = root.issue(&mut rng(5), &signer(), key(curve, 6).public_key()).unwrap();
        let mut anchors = TrustAnchors::issuers();
        // CAs sign with ECDSA only; documents may be signed with EdDSA.
        let is_permitted = curve.is_two_coordinate();
        assert_eq!(anchors.add(&PROVIDER, root.certificate().der(), Profile::Strict).is_ok(), is_permitted);
        let loaded = anchors.add(&PROVIDER, root.certificate().der(), Profile::Field).unwrap();
        assert_eq!(loaded.outcome(CheckId::PathSignature), Some(Outcome::Pass));
        let deviates = if is_permitted { vec![] } else { vec![CheckId::ProfileAlgorithm, CheckId::ProfileKey] };
        assert_eq!(with(&loaded, Outcome::Deviation), deviates);
        let (path, report) = judge(&[leaf.der()], anchors.certificates(), &document_signer(), Profile::Field);
        assert!(path.is_some_and(|path| path.key.curve() == curve), "{curve}: {report:#?}");
        let leaf = super::harness::root(&iaca(), 1).issue(&mut rng(5), &signer(), key(curve, 6).public_key()).unwrap();
        let anchors = [super::harness::root(&iaca(), 1).certificate().clone()];
        let (path, report) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Strict);
        assert!(path.is_some_and(|path| path.key.curve() == curve), "{curve}: {report:#?}");
    }
    assert!(seen >= 6, "{seen} curves");
}

// R60, H63, with the boundary instants
#[test]
fn validity_includes_its_boundaries_and_the_tolerance_is_reported() {
    let root = root(&iaca(), 1);
    let anchors = [root.certificate().clone()];
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let (from, until) = (leaf.not_before(), leaf.not_after());
    let (second, minute) = (Duration::from_secs(1), Duration::from_secs(60));
    for (at, skew, outcome) in [
        (from, Duration::ZERO, Outcome::Pass),
        (until, Duration::ZERO, Outcome::Pass),
        (from.minus(second), Duration::ZERO, Outcome::Fail),
        (until.plus(second), Duration::ZERO, Outcome::Fail),
        (from, minute, Outcome::Pass),
        (until, minute, Outcome::Pass),
        (from.minus(minute), minute, Outcome::Deviation),
        (until.plus(minute), minute, Outcome::Deviation),
        (from.minus(minute).minus(second), minute, Outcome::Fail),
        (until.plus(minute).plus(second), minute, Outcome::Fail),
    ] {
        let (path, report) = judge_at(&[leaf.der()], &anchors, &document_signer(), Profile::Strict, at, skew);
        assert_eq!(report.outcome(CheckId::PathValidity), Some(outcome), "{at}: {report:#?}");
        assert_eq!(path.is_some(), outcome != Outcome::Fail);
    }
    expect(|iaca, _| iaca.validity = years("2015-01-01T00:00:00Z", 9), &[CheckId::PathValidity], &[]);
    expect(|iaca, _| iaca.validity = years("2026-03-02T00:00:00Z", 9), &[CheckId::PathValidity], &[]);
    expect_reader(|reader| reader.validity = years("2020-01-01T00:00:00Z", 2), &[CheckId::PathValidity], &[]);
}

// R66
#[test]
fn a_document_signer_lives_457_days_at_most() {
    let exactly = |days: u64| {
        move |_: &mut CertificateSpec, ds: &mut CertificateSpec| {
            ds.validity.not_after = ds.validity.not_before.plus(Duration::from_secs(days * DAY));
        }
    };
    expect(exactly(457), &[], &[]);
    expect(exactly(458), &[], &[CheckId::ProfileValidity]);
}

// R63, H64
#[test]
fn the_purpose_must_be_named() {
    const ID: &[CheckId] = &[CheckId::PathExtendedKeyUsage];
    let usage = |oids: &[&str]| -> Vec<String> { oids.iter().map(ToString::to_string).collect() };
    expect(|_, ds| ds.extended_key_usage = usage(&[]), ID, &[]);
    expect(|_, ds| ds.extended_key_usage = usage(&[Purpose::MDL_READER]), ID, &[]);
    expect(|_, ds| ds.extended_key_usage = usage(&[Purpose::MDOC_DOCUMENT_SIGNER]), ID, &[]);
    expect(|_, ds| ds.extended_key_usage = usage(&["2.5.29.37.0"]), ID, &[]);
    expect(|_, ds| ds.extended_key_usage.insert(0, Purpose::MDOC_DOCUMENT_SIGNER.to_owned()), &[], &[]);
    expect_reader(|reader| reader.extended_key_usage = usage(&[Purpose::MDL_DOCUMENT_SIGNER]), ID, &[]);
    expect_reader(|reader| reader.extended_key_usage = usage(&[Purpose::MDOC_READER]), &[], &[]);
    // The same value, not critical.
    let value = vec![0x30, 0x09, 0x06, 0x07, 0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x02];
    expect(
        |_, ds| {
            ds.extended_key_usage.clear();
            ds.further.push(Extension::new("2.5.29.37", false, value.clone()).unwrap());
        },
        &[],
        ID,
    );
    expect(
        |_, ds| {
            ds.extended_key_usage.clear();
            ds.further.push(Extension::new("2.5.29.37", false, b"\x04\x00".to_vec()).unwrap());
        },
        ID,
        &[CheckId::ProfileExtensions],
    );
}

// R64
#[test]
fn the_key_usage_is_digital_signature() {
    const ID: &[CheckId] = &[CheckId::PathKeyUsage];
    let signature = KeyUsage::DIGITAL_SIGNATURE;
    expect(|_, ds| ds.key_usage = Some(KeyUsage::NON_REPUDIATION), ID, &[]);
    expect(|_, ds| ds.key_usage = Some(KeyUsage::KEY_CERT_SIGN), ID, &[]);
    expect(|_, ds| ds.key_usage = Some(signature.and(KeyUsage::KEY_CERT_SIGN)), ID, &[]);
    expect(|_, ds| ds.key_usage = Some(signature.and(KeyUsage::NON_REPUDIATION)), &[], ID);
    expect(|_, ds| ds.key_usage = None, &[], ID);
    let not_critical = Extension::new("2.5.29.15", false, vec![3, 2, 7, 0x80]).unwrap();
    expect(
        |_, ds| {
            ds.key_usage = None;
            ds.further.push(not_critical.clone());
        },
        &[],
        ID,
    );
}

// R65
#[test]
fn critical_extensions_must_be_understood_and_some_are_forbidden() {
    const ID: &[CheckId] = &[CheckId::PathExtensions];
    let with = |oid: &'static str, critical: bool, value: &'static [u8]| {
        move |_: &mut CertificateSpec, ds: &mut CertificateSpec| {
            ds.further.push(Extension::new(oid, critical, value.to_vec()).unwrap());
        }
    };
    expect(with("1.3.6.1.4.1.58017.1", false, b"\x0c\x01x"), &[], &[]);
    expect(with("1.3.6.1.4.1.58017.1", true, b"\x0c\x01x"), ID, &[]);
    for forbidden in ["2.5.29.30", "2.5.29.33", "2.5.29.36", "2.5.29.46", "2.5.29.54"] {
        expect(with(forbidden, false, b"\x30\x00"), ID, &[]);
        expect(with(forbidden, true, b"\x30\x00"), ID, &[]);
    }
    // Known, but not readable: refused where critical.
    const SLOPPY: &[CheckId] = &[CheckId::ProfileExtensions];
    let alternative_name = b"\x04\x02\x30\x00";
    let unreadable = |critical| {
        move |_: &mut CertificateSpec, ds: &mut CertificateSpec| {
            ds.issuer_alternative_name = None;
            ds.further.push(Extension::new("2.5.29.18", critical, alternative_name.to_vec()).unwrap());
        }
    };
    expect(unreadable(false), &[], SLOPPY);
    expect(unreadable(true), ID, SLOPPY);
    expect(with("2.5.29.17", true, b"\x30\x03\x82\x01a"), &[], SLOPPY);
    expect(with("2.5.29.17", false, b"\x30\x03\x82\x01a"), &[], &[]);
}

/// A private extension's identifier may be 2.25 and a UUID, which is larger than any library counts.
#[test]
fn an_extension_with_a_large_identifier_is_passed_over() {
    let placeholder = "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21";
    let small: Vec<u8> = [0x2a].into_iter().chain(3..=21).collect();
    let large = [&[0x69, 0x83][..], &[0xff; 17], &[0x7f]].concat();
    assert_eq!(small.len(), large.len());
    for critical in [false, true] {
        let mut spec = signer();
        spec.further = vec![Extension::new(placeholder, critical, vec![5, 0]).unwrap()];
        let mut der = root(&iaca(), 1).issue(&mut rng(2), &spec, &leaf_key()).unwrap().der().to_vec();
        let at = der.windows(small.len()).position(|window| window == small).unwrap();
        der[at..at + large.len()].copy_from_slice(&large);
        assert_eq!(Certificate::from_der(&der).is_ok(), !critical);
    }
}

// R67
#[test]
fn the_country_is_the_anchors() {
    const ID: &[CheckId] = &[CheckId::PathCountry];
    expect(|_, ds| ds.subject.country = Some("SE".to_owned()), ID, &[]);
    const BOTH: &[CheckId] = &[CheckId::PathCountry, CheckId::ProfileSubject];
    expect(|_, ds| ds.subject.country = Some("no".to_owned()), &[], BOTH);
    expect(|_, ds| ds.subject.country = None, &[], BOTH);
    expect(|iaca, _| iaca.subject.country = None, &[], ID);
    let neither = |iaca: &mut CertificateSpec, ds: &mut CertificateSpec| {
        (iaca.subject.country, ds.subject.country) = (None, None);
    };
    expect(neither, &[], BOTH);
    expect_reader(|reader| reader.subject.country = Some("SE".to_owned()), &[], &[]);
}

// R68
#[test]
fn the_state_is_the_anchors_where_it_has_one() {
    const ID: &[CheckId] = &[CheckId::PathState];
    expect(|_, ds| ds.subject.state_or_province = Some("NO-11".to_owned()), ID, &[]);
    expect(|_, ds| ds.subject.state_or_province = None, ID, &[]);
    expect(|iaca, _| iaca.subject.state_or_province = None, &[], &[]);
    expect_reader(|reader| reader.subject.state_or_province = None, &[], &[]);
}

#[test]
fn a_purpose_that_is_missing_is_named() {
    let (above, mut leaf) = (root(&iaca(), 1), signer());
    leaf.extended_key_usage = vec!["1.2.3".to_owned(), "1.2.4".to_owned()];
    let leaf = above.issue(&mut rng(2), &leaf, &leaf_key()).unwrap();
    let anchors = [above.certificate().clone()];
    let (_, report) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Field);
    let line = report.failures().find(|check| check.id == CheckId::PathExtendedKeyUsage).unwrap();
    assert_eq!(line.detail, "the extended key usage is 1.2.3 or 1.2.4; 1.0.18013.5.1.2 was expected");
}
