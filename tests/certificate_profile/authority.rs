//! Key usage and basic constraints of CAs, also of those between a reader and its anchor.

use std::time::Duration;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{BasicConstraints, KeyUsage, Kind, Purpose, validate};

use crate::harness::{at, authority, expect_for, further, judge, key, make, named, rng, spec, with};

const AUTHORITIES: [Kind; 4] = [Kind::Iaca, Kind::Link, Kind::ReaderCa, Kind::ListCa];
const CONSTRAINTS: &[u8] = &[0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00];
const USAGE: &[u8] = &[0x03, 0x02, 0x01, 0x06];

#[test]
fn the_key_usage_of_an_iaca_is_exact_and_critical() {
    const ID: &[CheckId] = &[CheckId::ProfileKeyUsage];
    let both = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN);
    for usage in [KeyUsage::KEY_CERT_SIGN, both.and(KeyUsage::DIGITAL_SIGNATURE), KeyUsage::CRL_SIGN] {
        expect_for(&AUTHORITIES[..2], |spec| spec.key_usage = Some(usage), ID);
    }
    // Of other certificates the path judges it.
    expect_for(&AUTHORITIES, further("2.5.29.15", false, USAGE), ID);
    // Without any there is no CA, and the path says so.
    for kind in AUTHORITIES {
        let mut without = spec(kind);
        without.key_usage = None;
        let (certificate, issuer) = make(kind, &without);
        let report = judge(&certificate, kind, issuer.as_ref(), Profile::Strict);
        assert_eq!(report.outcome(CheckId::ProfileKeyUsage), Some(Outcome::Skipped));
    }
}

// R69
#[test]
fn the_basic_constraints_of_an_iaca_set_path_length_0_and_are_critical() {
    const ID: &[CheckId] = &[CheckId::ProfileBasicConstraints];
    for path_length in [None, Some(1), Some(255)] {
        let long = |spec: &mut CertificateSpec| {
            if spec.basic_constraints.is_some() {
                spec.basic_constraints = Some(BasicConstraints { ca: true, path_length });
            }
        };
        expect_for(&AUTHORITIES[..2], long, ID);
    }
    for kind in AUTHORITIES {
        crate::harness::expect(kind, further("2.5.29.19", false, CONSTRAINTS), ID);
    }
    for constraints in [None, Some(BasicConstraints { ca: false, path_length: None })] {
        let mut spec = spec(Kind::Iaca);
        spec.basic_constraints = constraints;
        let report = judge(&make(Kind::Iaca, &spec).0, Kind::Iaca, None, Profile::Strict);
        assert_eq!(report.outcome(CheckId::ProfileBasicConstraints), Some(Outcome::Skipped));
    }
}

/// What was said of anchors holds for intermediate CAs as far as the standard goes: their constraints are critical.
#[test]
fn an_intermediate_ca_has_critical_constraints() {
    let root = authority(Kind::Reader);
    let judged = |change: &dyn Fn(&mut CertificateSpec), profile| {
        let mut between =
            CertificateSpec::reader_ca(named("Between"), spec(Kind::ReaderCa).validity, "https://a.example", None);
        change(&mut between);
        let own = key(Curve::P256, 8);
        let certificate = root.issue(&mut rng(3), &between, own.public_key()).unwrap();
        let leaf = Authority::new(certificate.clone(), own);
        let leaf = leaf.issue(&mut rng(4), &spec(Kind::Reader), key(Curve::P256, 9).public_key()).unwrap();
        let mut anchors = TrustAnchors::readers();
        anchors.add(&PROVIDER, root.certificate().der(), Profile::Strict).unwrap();
        let mut report = Report::new();
        let (chain, now) = ([leaf.der(), certificate.der()], at("2026-06-01T00:00:00Z"));
        let (purpose, anchors) = (Purpose::reader(), anchors.certificates());
        validate(&PROVIDER, &chain, anchors, &purpose, now, Duration::ZERO, profile, &mut report);
        report
    };
    assert!(!judged(&|_| {}, Profile::Strict).has_failed());
    for (oid, value, id) in
        [("2.5.29.15", USAGE, CheckId::ProfileKeyUsage), ("2.5.29.19", CONSTRAINTS, CheckId::ProfileBasicConstraints)]
    {
        let change = further(oid, false, value);
        let field = judged(&change, Profile::Field);
        assert_eq!((with(&field, Outcome::Deviation), with(&field, Outcome::Fail)), (vec![id], vec![]));
        assert_eq!(with(&judged(&change, Profile::Strict), Outcome::Fail), [id]);
    }
}
