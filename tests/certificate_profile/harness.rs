//! A good certificate of each kind, to be broken in one place.

use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, SigningKey};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report, Subject};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::x509::{Certificate, Extension, Kind, Purpose, judge_profile};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

pub(crate) const DAY: u64 = 24 * 60 * 60;
const CRL: &str = "https://example.com/crl";

pub(crate) const KINDS: [Kind; 9] = [
    Kind::Iaca,
    Kind::Link,
    Kind::DocumentSigner,
    Kind::Reader,
    Kind::ReaderCa,
    Kind::VicalSigner,
    Kind::RicalSigner,
    Kind::ListSigner,
    Kind::ListCa,
];

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn key(curve: Curve, seed: u64) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(&PROVIDER.keys.generate(curve, &mut rng(seed)).unwrap()).unwrap()
}

pub(crate) fn named(common_name: &str) -> SubjectName {
    SubjectName {
        country: Some("NO".to_owned()),
        state_or_province: Some("NO-03".to_owned()),
        organization: Some("Example".to_owned()),
        common_name: common_name.to_owned(),
    }
}

pub(crate) fn contact() -> AlternativeName {
    AlternativeName::Email("ca@example.com".to_owned())
}

pub(crate) fn years(years: u64) -> Validity {
    let not_before = at("2026-01-01T00:00:00Z");
    Validity { not_before, not_after: not_before.plus(Duration::from_secs(years * 365 * DAY)) }
}

/// A good certificate of its kind.
pub(crate) fn spec(kind: Kind) -> CertificateSpec {
    let subject = named(kind.role());
    match kind {
        Kind::Iaca => CertificateSpec::iaca(subject, years(9), contact(), CRL),
        Kind::Link => CertificateSpec::link(subject, years(5), contact(), CRL),
        Kind::DocumentSigner => {
            CertificateSpec::document_signer(subject, years(1), contact(), CRL, &[Purpose::MDL_DOCUMENT_SIGNER])
        }
        Kind::Reader => CertificateSpec::reader(subject, years(3), CRL),
        Kind::ReaderCa | Kind::ListCa => CertificateSpec::reader_ca(subject, years(9), CRL, None),
        Kind::VicalSigner => CertificateSpec::vical_signer(subject, years(3), CRL),
        Kind::RicalSigner => CertificateSpec::rical_signer(subject, years(3), CRL),
        Kind::ListSigner => CertificateSpec::list_signer(subject, years(3), CRL),
        _ => panic!("a new kind"),
    }
}

pub(crate) fn is_root(kind: Kind) -> bool {
    matches!(kind, Kind::Iaca | Kind::ReaderCa | Kind::ListCa)
}

/// What issues certificates of a kind.
pub(crate) fn authority(kind: Kind) -> Authority {
    Authority::self_signed(&mut rng(1), &spec(kind.issuer()), key(Curve::P256, 1)).unwrap()
}

/// The certificate, and the one above it where there is one.
pub(crate) fn make(kind: Kind, spec: &CertificateSpec) -> (Certificate, Option<Certificate>) {
    if is_root(kind) {
        let root = Authority::self_signed(&mut rng(1), spec, key(Curve::P256, 1)).unwrap();
        return (root.certificate().clone(), None);
    }
    let above = authority(kind);
    let certificate = above.issue(&mut rng(2), spec, key(Curve::P256, 3).public_key()).unwrap();
    (certificate, Some(above.certificate().clone()))
}

pub(crate) fn judge(certificate: &Certificate, kind: Kind, issuer: Option<&Certificate>, profile: Profile) -> Report {
    let mut report = Report::new();
    judge_profile(certificate, kind, issuer, profile, &mut report);
    let mut ids: Vec<CheckId> = report.checks().iter().map(|check| check.id).collect();
    for check in report.checks() {
        assert!(check.id.as_str().starts_with("profile."));
        assert_eq!((check.clause, check.offset), (kind.clause(), None));
        assert_eq!(check.subject, Some(Subject::certificate(certificate.subject())));
        assert!(!check.detail.is_empty() && !check.detail.ends_with('.'), "{}", check.detail);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), report.checks().len(), "one line per rule: {report:#?}");
    report
}

pub(crate) fn with(report: &Report, outcome: Outcome) -> Vec<CheckId> {
    report.checks().iter().filter(|check| check.outcome == outcome).map(|check| check.id).collect()
}

/// What strict refuses and field reports, of a good certificate after `change`; nothing fails under both.
#[track_caller]
pub(crate) fn expect(kind: Kind, change: impl Fn(&mut CertificateSpec), deviates: &[CheckId]) {
    let mut spec = spec(kind);
    change(&mut spec);
    let (certificate, issuer) = make(kind, &spec);
    expect_of(&certificate, kind, issuer.as_ref(), deviates);
}

#[track_caller]
pub(crate) fn expect_of(certificate: &Certificate, kind: Kind, issuer: Option<&Certificate>, deviates: &[CheckId]) {
    let field = judge(certificate, kind, issuer, Profile::Field);
    assert_eq!(with(&field, Outcome::Fail), [], "{kind:?}: {field:#?}");
    assert_eq!(with(&field, Outcome::Deviation), deviates, "{kind:?}: {field:#?}");
    let strict = judge(certificate, kind, issuer, Profile::Strict);
    assert_eq!(with(&strict, Outcome::Fail), deviates, "{kind:?}: {strict:#?}");
    assert_eq!(with(&strict, Outcome::Deviation), []);
}

/// The same for every kind: `ids` where the kind is one of `kinds`, nothing elsewhere.
#[track_caller]
pub(crate) fn expect_for(kinds: &[Kind], change: impl Fn(&mut CertificateSpec), ids: &[CheckId]) {
    for kind in KINDS {
        expect(kind, &change, if kinds.contains(&kind) { ids } else { &[] });
    }
}

pub(crate) fn further(oid: &str, critical: bool, value: &[u8]) -> impl Fn(&mut CertificateSpec) + use<> {
    let extension = Extension::new(oid, critical, value.to_vec()).unwrap();
    move |spec: &mut CertificateSpec| spec.further.push(extension.clone())
}

/// A DER value, up to 255 bytes of content.
pub(crate) fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u8::try_from(content.len()).unwrap();
    let head = if length < 0x80 { vec![tag, length] } else { vec![tag, 0x81, length] };
    [head, content].concat()
}
