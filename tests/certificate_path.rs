//! Certification paths on generated certificates: every rule once kept and once broken, each broken certificate
//! differing from a good one in one field (PROTOCOL.md R57-R71, H61-H65).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::arithmetic_side_effects, missing_docs)]

use std::time::Duration;

use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{Curve, PublicKey, SigningKey};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{BasicConstraints, Certificate, Extension, KeyUsage, Path, Purpose, validate};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

const DAY: u64 = 24 * 60 * 60;
const CRL: &str = "https://example.com/crl";

fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

fn now() -> UnixTime {
    at("2026-03-01T12:00:00Z")
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn key(curve: Curve, seed: u64) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(&PROVIDER.keys.generate(curve, &mut rng(seed)).unwrap()).unwrap()
}

fn subject(common_name: &str) -> SubjectName {
    SubjectName {
        country: Some("NO".to_owned()),
        state_or_province: Some("NO-03".to_owned()),
        organization: Some("Example".to_owned()),
        common_name: common_name.to_owned(),
    }
}

fn years(from: &str, years: u64) -> Validity {
    Validity { not_before: at(from), not_after: at(from).plus(Duration::from_secs(years * 365 * DAY)) }
}

fn contact() -> AlternativeName {
    AlternativeName::Email("ca@example.com".to_owned())
}

fn iaca() -> CertificateSpec {
    CertificateSpec::iaca(subject("Example IACA"), years("2024-01-01T00:00:00Z", 9), contact(), CRL)
}

fn signer() -> CertificateSpec {
    let validity = years("2026-01-01T00:00:00Z", 1);
    CertificateSpec::document_signer(subject("Example DS"), validity, contact(), CRL, &[Purpose::MDL_DOCUMENT_SIGNER])
}

fn reader() -> CertificateSpec {
    CertificateSpec::reader(subject("Example reader"), years("2026-01-01T00:00:00Z", 2), CRL)
}

fn root(spec: &CertificateSpec, seed: u64) -> Authority {
    Authority::self_signed(&mut rng(seed), spec, key(Curve::P256, seed)).unwrap()
}

fn leaf_key() -> PublicKey {
    *key(Curve::P256, 99).public_key()
}

fn document_signer() -> Purpose {
    Purpose {
        extended_key_usage: vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()],
        issued_by_iaca: true,
        role: "the document signer",
    }
}

fn reading() -> Purpose {
    Purpose {
        extended_key_usage: vec![Purpose::MDL_READER.to_owned(), Purpose::MDOC_READER.to_owned()],
        issued_by_iaca: false,
        role: "the reader",
    }
}

fn judge(chain: &[&[u8]], anchors: &[Certificate], purpose: &Purpose, profile: Profile) -> (Option<Path>, Report) {
    judge_at(chain, anchors, purpose, profile, now(), Duration::ZERO)
}

fn judge_at(
    chain: &[&[u8]],
    anchors: &[Certificate],
    purpose: &Purpose,
    profile: Profile,
    at: UnixTime,
    skew: Duration,
) -> (Option<Path>, Report) {
    let mut report = Report::new();
    let path = validate(&PROVIDER, chain, anchors, purpose, at, skew, profile, &mut report);
    assert_eq!(path.is_some(), !report.has_failed(), "{report:#?}");
    assert!(report.checks().iter().all(|check| !check.detail.is_empty()), "{report:#?}");
    let mut lines: Vec<_> = report.checks().iter().map(|check| (check.id, check.subject.clone())).collect();
    lines.sort();
    let all = lines.len();
    lines.dedup();
    assert_eq!(lines.len(), all, "one line per rule and subject: {report:#?}");
    (path, report)
}

fn with(report: &Report, outcome: Outcome) -> Vec<CheckId> {
    report.checks().iter().filter(|check| check.outcome == outcome).map(|check| check.id).collect()
}

/// A signer issued by a root, both as `change` leaves them: what fails under both profiles, and what the profile
/// decides about.
#[track_caller]
fn expect(change: impl Fn(&mut CertificateSpec, &mut CertificateSpec), fails: &[CheckId], deviates: &[CheckId]) {
    let (mut above, mut leaf) = (iaca(), signer());
    change(&mut above, &mut leaf);
    expect_chain(&above, &leaf, &document_signer(), fails, deviates);
}

#[track_caller]
fn expect_reader(change: impl Fn(&mut CertificateSpec), fails: &[CheckId], deviates: &[CheckId]) {
    let above = CertificateSpec::reader_ca(subject("Reader CA"), years("2024-01-01T00:00:00Z", 9), CRL, Some(0));
    let mut leaf = reader();
    change(&mut leaf);
    expect_chain(&above, &leaf, &reading(), fails, deviates);
}

#[track_caller]
fn expect_chain(
    above: &CertificateSpec,
    leaf: &CertificateSpec,
    purpose: &Purpose,
    fails: &[CheckId],
    deviates: &[CheckId],
) {
    let root = root(above, 1);
    let leaf = root.issue(&mut rng(2), leaf, &leaf_key()).unwrap();
    let anchors = [root.certificate().clone()];
    let (path, field) = judge(&[leaf.der()], &anchors, purpose, Profile::Field);
    assert_eq!(with(&field, Outcome::Fail), fails, "{field:#?}");
    assert_eq!(with(&field, Outcome::Deviation), deviates, "{field:#?}");
    assert_eq!(path.is_some(), fails.is_empty());
    let (_, strict) = judge(&[leaf.der()], &anchors, purpose, Profile::Strict);
    let mut both = [fails, deviates].concat();
    both.sort();
    let mut failed = with(&strict, Outcome::Fail);
    failed.sort();
    assert_eq!(failed, both, "{strict:#?}");
    assert_eq!(with(&strict, Outcome::Deviation), []);
}

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
    let ids: Vec<_> = CheckId::ALL.iter().filter(|id| id.as_str().starts_with("path.")).collect();
    assert!(ids.iter().all(|id| made.contains(id)), "{report:#?}");
}

#[test]
fn every_curve_signs_as_iaca_and_as_signer() {
    let mut seen = 0;
    for curve in Curve::ALL.into_iter().filter(|curve| curve.can_sign()) {
        let Ok(secret) = PROVIDER.keys.generate(curve, &mut rng(3)) else { continue };
        seen += 1;
        let root = Authority::self_signed(&mut rng(4), &iaca(), PROVIDER.keys.signing_key(&secret).unwrap()).unwrap();
        let leaf = root.issue(&mut rng(5), &signer(), key(curve, 6).public_key()).unwrap();
        let mut anchors = TrustAnchors::new();
        let loaded = anchors.add(&PROVIDER, root.certificate().der(), Profile::Strict).unwrap();
        assert_eq!(loaded.outcome(CheckId::PathSignature), Some(Outcome::Pass));
        let (path, report) = judge(&[leaf.der()], anchors.certificates(), &document_signer(), Profile::Strict);
        assert!(path.is_some_and(|path| path.key.curve() == curve), "{curve}: {report:#?}");
    }
    assert!(seen >= 6, "{seen} curves");
}

// R57, H61
#[test]
fn a_chain_must_be_there_and_readable() {
    let root = root(&iaca(), 1);
    let anchors = [root.certificate().clone()];
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let trailing = [leaf.der(), &[0]].concat();
    let long = vec![leaf.der(); 9];
    for chain in [&[][..], &[b"not DER".as_slice()], &[&[]], &[&trailing], &long] {
        let (path, report) = judge(chain, &anchors, &document_signer(), Profile::Field);
        assert!(path.is_none());
        assert_eq!(with(&report, Outcome::Fail), [CheckId::PathChain]);
        let ids = CheckId::ALL.iter().filter(|id| id.as_str().starts_with("path.")).count();
        assert_eq!(with(&report, Outcome::Skipped).len(), ids - 1, "{report:#?}");
    }
}

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
    expect(exactly(458), &[], &[CheckId::PathValidity]);
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
        &[],
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
    // Understood, but not readable: wrong only where critical.
    let alternative_name = b"\x04\x02\x30\x00";
    let unreadable = |critical| {
        move |_: &mut CertificateSpec, ds: &mut CertificateSpec| {
            ds.issuer_alternative_name = None;
            ds.further.push(Extension::new("2.5.29.18", critical, alternative_name.to_vec()).unwrap());
        }
    };
    expect(unreadable(false), &[], &[]);
    expect(unreadable(true), ID, &[]);
    expect(with("2.5.29.17", true, b"\x30\x03\x82\x01a"), &[], &[]);
}

// R67
#[test]
fn the_country_is_the_anchors() {
    const ID: &[CheckId] = &[CheckId::PathCountry];
    expect(|_, ds| ds.subject.country = Some("SE".to_owned()), ID, &[]);
    expect(|_, ds| ds.subject.country = Some("no".to_owned()), &[], ID);
    expect(|_, ds| ds.subject.country = None, &[], ID);
    expect(|iaca, _| iaca.subject.country = None, &[], ID);
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

// R69, on the path
#[test]
fn an_anchor_must_be_a_ca_that_signs_certificates() {
    const ID: &[CheckId] = &[CheckId::PathCa];
    expect(|iaca, _| iaca.basic_constraints = None, ID, &[]);
    expect(|iaca, _| iaca.basic_constraints = Some(BasicConstraints { ca: false, path_length: None }), ID, &[]);
    expect(|iaca, _| iaca.key_usage = Some(KeyUsage::CRL_SIGN), ID, &[]);
    expect(|iaca, _| iaca.key_usage = None, ID, &[]);
    // A missing path length is looked at when the anchor is loaded.
    expect(|iaca, _| iaca.basic_constraints = Some(BasicConstraints { ca: true, path_length: None }), &[], &[]);
    expect(|_, ds| ds.basic_constraints = Some(BasicConstraints { ca: true, path_length: None }), &[], ID);
    expect(|_, ds| ds.basic_constraints = Some(BasicConstraints { ca: false, path_length: None }), &[], &[]);
}

#[test]
fn anchors_are_judged_when_loaded() {
    let load = |change: &dyn Fn(&mut CertificateSpec), profile| {
        let mut spec = iaca();
        change(&mut spec);
        let mut anchors = TrustAnchors::new();
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
        (|spec| spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: Some(3) }), None, false),
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
            Some(CheckId::PathLength),
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

    let mut anchors = TrustAnchors::new();
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

/// A root, an intermediate CA under it and a leaf under that.
fn three(path_length: Option<u8>, leaf: &CertificateSpec) -> (Authority, Authority, Certificate) {
    let validity = years("2024-01-01T00:00:00Z", 9);
    let root = root(&CertificateSpec::reader_ca(subject("Root"), validity, CRL, path_length), 1);
    let spec = CertificateSpec::reader_ca(subject("Intermediate"), validity, CRL, Some(0));
    let intermediate = key(Curve::P384, 2);
    let certificate = root.issue(&mut rng(3), &spec, intermediate.public_key()).unwrap();
    let intermediate = Authority::new(certificate, intermediate);
    let leaf = intermediate.issue(&mut rng(4), leaf, &leaf_key()).unwrap();
    (root, intermediate, leaf)
}

#[test]
fn readers_may_have_intermediate_cas() {
    for path_length in [None, Some(1)] {
        let (root, intermediate, leaf) = three(path_length, &reader());
        let chain = [leaf.der(), intermediate.certificate().der()];
        let (path, report) = judge(&chain, &[root.certificate().clone()], &reading(), Profile::Strict);
        assert!(path.is_some(), "{report:#?}");
        // The intermediate CA itself as the anchor, the root unknown.
        let (path, _) = judge(&chain, &[intermediate.certificate().clone()], &reading(), Profile::Strict);
        assert_eq!(path.unwrap().anchor.der(), intermediate.certificate().der());
        // The wrong way round.
        let chain = [intermediate.certificate().der(), leaf.der()];
        let (path, _) = judge(&chain, &[root.certificate().clone()], &reading(), Profile::Field);
        assert!(path.is_none());
        // The intermediate left out.
        let (path, report) = judge(&[leaf.der()], &[root.certificate().clone()], &reading(), Profile::Field);
        assert!(path.is_none());
        assert_eq!(with(&report, Outcome::Fail), [CheckId::PathAnchor]);
    }
    let (root, intermediate, leaf) = three(Some(0), &reader());
    let chain = [leaf.der(), intermediate.certificate().der()];
    let (_, report) = judge(&chain, &[root.certificate().clone()], &reading(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathLength]);
}

#[test]
fn a_leaf_cannot_issue() {
    let root = root(&iaca(), 1);
    let middle = key(Curve::P256, 2);
    let mut other = reader();
    other.subject.common_name = "Other reader".to_owned();
    let certificate = root.issue(&mut rng(3), &other, middle.public_key()).unwrap();
    let leaf = Authority::new(certificate.clone(), middle).issue(&mut rng(4), &reader(), &leaf_key()).unwrap();
    let (_, report) =
        judge(&[leaf.der(), certificate.der()], &[root.certificate().clone()], &reading(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathCa, CheckId::PathLength]);
}

// R70
#[test]
fn an_iaca_issues_signers_itself() {
    let (root, intermediate, leaf) = three(None, &signer());
    let chain = [leaf.der(), intermediate.certificate().der()];
    let (_, report) = judge(&chain, &[root.certificate().clone()], &document_signer(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathLength]);
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
        // Key identifiers are hints only: with misleading ones the path is found as well.
        let mut misleading = signer();
        let wrong = [b"\x30\x16\x80\x14".as_slice(), anchors[0].subject_key_identifier().unwrap()].concat();
        misleading.further.push(Extension::new("2.5.29.35", false, wrong).unwrap());
        let unnamed = Authority::new(without_identifier(root.certificate()), key(Curve::P256, seed_of(root, &roots)));
        let leaf = unnamed.issue(&mut rng(2), &misleading, &leaf_key()).unwrap();
        let (path, _) = judge(&[leaf.der()], &anchors, &document_signer(), Profile::Strict);
        assert_eq!(path.unwrap().anchor.der(), root.certificate().der());
    }
    let stranger = root(&iaca(), 9).issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let (_, report) = judge(&[stranger.der()], &anchors, &document_signer(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathSignature]);
}

fn seed_of(root: &Authority, roots: &[Authority]) -> u64 {
    let position = roots.iter().position(|other| other.certificate().der() == root.certificate().der()).unwrap();
    u64::try_from(position).unwrap() + 1
}

/// The same certificate with its subject key identifier's extension renamed, so that its issues name none.
fn without_identifier(certificate: &Certificate) -> Certificate {
    let mut der = certificate.der().to_vec();
    let position = der.windows(5).position(|window| window == [0x06, 0x03, 0x55, 0x1d, 0x0e]).unwrap();
    der[position + 4] = 0x63;
    Certificate::from_der(&der).unwrap()
}

#[test]
fn a_signature_over_other_bytes_is_refused() {
    let root = root(&iaca(), 1);
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    for position in [leaf.der().len() - 1, leaf.der().len() / 2, leaf.der().len() / 3] {
        let mut altered = leaf.der().to_vec();
        altered[position] ^= 1;
        let (path, report) = judge(&[&altered], &[root.certificate().clone()], &document_signer(), Profile::Field);
        assert!(path.is_none(), "byte {position}: {report:#?}");
    }
}

#[test]
fn the_two_algorithm_fields_must_agree() {
    let root = root(&iaca(), 1);
    let mut leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap().der().to_vec();
    let ecdsa = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let outer = leaf.windows(8).rposition(|window| window == ecdsa).unwrap();
    leaf[outer + 7] = 0x03;
    let (_, report) = judge(&[&leaf], &[root.certificate().clone()], &document_signer(), Profile::Field);
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
