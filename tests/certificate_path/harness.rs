//! Good certificates to break, and the judgement of what comes of them.

use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, PublicKey, SigningKey};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::x509::{Certificate, Path, Purpose, validate};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

pub(crate) const DAY: u64 = 24 * 60 * 60;
pub(crate) const CRL: &str = "https://example.com/crl";

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

pub(crate) fn now() -> UnixTime {
    at("2026-03-01T12:00:00Z")
}

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn key(curve: Curve, seed: u64) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(&PROVIDER.keys.generate(curve, &mut rng(seed)).unwrap()).unwrap()
}

pub(crate) fn subject(common_name: &str) -> SubjectName {
    SubjectName {
        country: Some("NO".to_owned()),
        state_or_province: Some("NO-03".to_owned()),
        organization: Some("Example".to_owned()),
        common_name: common_name.to_owned(),
    }
}

pub(crate) fn years(from: &str, years: u64) -> Validity {
    Validity { not_before: at(from), not_after: at(from).plus(Duration::from_secs(years * 365 * DAY)) }
}

pub(crate) fn contact() -> AlternativeName {
    AlternativeName::Email("ca@example.com".to_owned())
}

pub(crate) fn iaca() -> CertificateSpec {
    CertificateSpec::iaca(subject("Example IACA"), years("2024-01-01T00:00:00Z", 9), contact(), CRL)
}

pub(crate) fn signer() -> CertificateSpec {
    let validity = years("2026-01-01T00:00:00Z", 1);
    CertificateSpec::document_signer(subject("Example DS"), validity, contact(), CRL, &[Purpose::MDL_DOCUMENT_SIGNER])
}

pub(crate) fn reader() -> CertificateSpec {
    CertificateSpec::reader(subject("Example reader"), years("2026-01-01T00:00:00Z", 2), CRL)
}

pub(crate) fn root(spec: &CertificateSpec, seed: u64) -> Authority {
    Authority::self_signed(&mut rng(seed), spec, key(Curve::P256, seed)).unwrap()
}

pub(crate) fn leaf_key() -> PublicKey {
    *key(Curve::P256, 99).public_key()
}

pub(crate) fn document_signer() -> Purpose {
    Purpose::document_signer(vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()])
}

pub(crate) fn reading() -> Purpose {
    Purpose::reader()
}

pub(crate) fn judge(
    chain: &[&[u8]],
    anchors: &[Certificate],
    purpose: &Purpose,
    profile: Profile,
) -> (Option<Path>, Report) {
    judge_at(chain, anchors, purpose, profile, now(), Duration::ZERO)
}

pub(crate) fn judge_at(
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

pub(crate) fn with(report: &Report, outcome: Outcome) -> Vec<CheckId> {
    report.checks().iter().filter(|check| check.outcome == outcome).map(|check| check.id).collect()
}

/// A signer issued by a root, both as `change` leaves them: what fails under both profiles, and what the profile
/// decides about.
#[track_caller]
pub(crate) fn expect(
    change: impl Fn(&mut CertificateSpec, &mut CertificateSpec),
    fails: &[CheckId],
    deviates: &[CheckId],
) {
    let (mut above, mut leaf) = (iaca(), signer());
    change(&mut above, &mut leaf);
    expect_chain(&above, &leaf, &document_signer(), fails, deviates);
}

#[track_caller]
pub(crate) fn expect_reader(change: impl Fn(&mut CertificateSpec), fails: &[CheckId], deviates: &[CheckId]) {
    let above = CertificateSpec::reader_ca(subject("Reader CA"), years("2024-01-01T00:00:00Z", 9), CRL, Some(0));
    let mut leaf = reader();
    change(&mut leaf);
    expect_chain(&above, &leaf, &reading(), fails, deviates);
}

#[track_caller]
pub(crate) fn expect_chain(
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
