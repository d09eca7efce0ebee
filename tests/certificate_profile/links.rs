//! Link certificates: a new IACA key, signed by the old one.

use std::time::Duration;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{BasicConstraints, Certificate, Kind, Purpose, validate};

use crate::harness::{at, authority, der, expect, further, judge, key, make, rng, spec, with};

const NOW: &str = "2026-06-01T00:00:00Z";

#[test]
fn a_link_ends_no_later_than_the_old_root() {
    let end = spec(Kind::Iaca).validity.not_after;
    expect(Kind::Link, |spec| spec.validity.not_after = end, &[]);
    let mut long = spec(Kind::Link);
    long.validity.not_after = end.plus(Duration::from_secs(1));
    let (link, old) = make(Kind::Link, &long);
    for profile in [Profile::Strict, Profile::Field] {
        assert_eq!(with(&judge(&link, Kind::Link, old.as_ref(), profile), Outcome::Fail), [CheckId::ProfileLink]);
        assert_eq!(with(&judge(&link, Kind::Link, None, profile), Outcome::Fail), []);
    }
}

#[test]
fn a_link_names_the_new_root_where_the_name_changes() {
    const ID: &[CheckId] = &[CheckId::ProfileLink];
    expect(Kind::Link, |spec| spec.names_itself = false, ID);
    let unchanged = |link: &mut CertificateSpec| {
        link.subject = spec(Kind::Iaca).subject;
        link.names_itself = false;
    };
    expect(Kind::Link, unchanged, &[]);
    let other = der(0x30, &[&der(0xa4, &[&spec(Kind::Iaca).subject.to_der().unwrap()])]);
    expect(Kind::Link, further("2.5.29.17", false, &other), ID);
    expect(Kind::Link, further("2.5.29.17", false, &der(0x30, &[&der(0x82, &[b"a.example"])])), ID);
}

/// A link by `old`, after `change`, with the key of the new root.
fn link_by(old: &Authority, change: impl Fn(&mut CertificateSpec)) -> Certificate {
    let mut link = spec(Kind::Link);
    change(&mut link);
    old.issue(&mut rng(5), &link, key(Curve::P384, 5).public_key()).unwrap()
}

fn trusting(old: &Authority) -> TrustAnchors {
    let mut anchors = TrustAnchors::issuers();
    anchors.add(&PROVIDER, old.certificate().der(), Profile::Strict).unwrap();
    anchors
}

/// A signer that the new root issued, judged with these anchors.
fn signer_accepted(anchors: &TrustAnchors, link: &Certificate, at: UnixTime) -> bool {
    let new = Authority::new(link.clone(), key(Curve::P384, 5));
    let mut signer = spec(Kind::DocumentSigner);
    signer.validity.not_after = at.plus(Duration::from_secs(60));
    signer.validity.not_before = at;
    let leaf = new.issue(&mut rng(6), &signer, key(Curve::P256, 7).public_key()).unwrap();
    let purpose = Purpose::document_signer(vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()]);
    let (chain, anchors) = ([leaf.der()], anchors.certificates());
    let (skew, mut report) = (Duration::ZERO, Report::new());
    validate(&PROVIDER, &chain, anchors, &purpose, at, skew, Profile::Strict, &mut report).is_some()
}

#[test]
fn a_proven_link_is_an_anchor() {
    let old = authority(Kind::Link);
    let unchanged = |link: &mut CertificateSpec| link.subject = spec(Kind::Iaca).subject;
    for link in [link_by(&old, |_| {}), link_by(&old, unchanged)] {
        let mut anchors = trusting(&old);
        assert!(!signer_accepted(&anchors, &link, at(NOW)));
        let report = anchors.add_link(&PROVIDER, link.der(), Profile::Strict).unwrap();
        assert_eq!(with(&report, Outcome::Deviation), []);
        assert_eq!(report.outcome(CheckId::PathSignature), Some(Outcome::Pass));
        assert_eq!(report.outcome(CheckId::ProfileLink), Some(Outcome::Pass));
        assert_eq!(anchors.certificates().len(), 2);
        assert!(signer_accepted(&anchors, &link, at(NOW)));
        // Refused when it has ended, as any anchor is.
        assert!(signer_accepted(&anchors, &link, link.not_after()));
        assert!(!signer_accepted(&anchors, &link, link.not_after().plus(Duration::from_secs(1))));
        anchors.add_link(&PROVIDER, link.der(), Profile::Strict).unwrap();
        assert_eq!(anchors.certificates().len(), 2);
    }
}

/// Under both profiles: what fails, and what field reports.
#[track_caller]
fn expect_link(anchors: &TrustAnchors, der: &[u8], fails: &[CheckId], deviates: &[CheckId]) {
    for profile in [Profile::Strict, Profile::Field] {
        let mut anchors = anchors.clone();
        let before = anchors.certificates().len();
        let report = match anchors.add_link(&PROVIDER, der, profile) {
            Ok(report) => report,
            Err(error) => error.report,
        };
        let expected = if profile == Profile::Strict { [fails, deviates].concat() } else { fails.to_vec() };
        let mut failed = with(&report, Outcome::Fail);
        failed.sort();
        assert_eq!(failed, expected, "{report:#?}");
        assert_eq!(with(&report, Outcome::Deviation), if profile == Profile::Strict { &[][..] } else { deviates });
        assert_eq!(anchors.certificates().len(), before + usize::from(expected.is_empty()));
    }
}

#[test]
fn nobody_but_a_trusted_root_vouches_for_a_link() {
    let old = authority(Kind::Link);
    let anchors = trusting(&old);
    // A root of the same name with another key, and one of another name.
    let forger = Authority::self_signed(&mut rng(8), &spec(Kind::Iaca), key(Curve::P256, 8)).unwrap();
    let forged = link_by(&forger, |_| {});
    expect_link(&anchors, forged.der(), &[CheckId::PathSignature], &[]);
    let mut named = spec(Kind::Iaca);
    named.subject.common_name = "Another".to_owned();
    let stranger = Authority::self_signed(&mut rng(8), &named, key(Curve::P256, 8)).unwrap();
    expect_link(&anchors, link_by(&stranger, |_| {}).der(), &[CheckId::PathAnchor], &[]);
    expect_link(&TrustAnchors::issuers(), link_by(&old, |_| {}).der(), &[CheckId::PathAnchor], &[]);
    // Its own signature is none: a new root is no link.
    expect_link(&anchors, stranger.certificate().der(), &[CheckId::PathAnchor], &[CheckId::ProfileAuthorityKeyId]);
    expect_link(&anchors, b"", &[CheckId::PathChain], &[]);

    // Reader CAs have no links.
    let mut readers = TrustAnchors::readers();
    readers.add(&PROVIDER, old.certificate().der(), Profile::Strict).unwrap();
    expect_link(&readers, link_by(&old, |_| {}).der(), &[CheckId::PathAnchor], &[]);
}

#[test]
fn a_link_is_judged_as_one() {
    let old = authority(Kind::Link);
    let anchors = trusting(&old);
    let expect = |change: &dyn Fn(&mut CertificateSpec), fails: &[CheckId], deviates: &[CheckId]| {
        expect_link(&anchors, link_by(&old, change).der(), fails, deviates);
    };
    expect(&|_| {}, &[], &[]);
    expect(&|link| link.basic_constraints = None, &[CheckId::PathCa], &[]);
    expect(
        &|link| link.basic_constraints = Some(BasicConstraints { ca: true, path_length: None }),
        &[],
        &[CheckId::ProfileBasicConstraints],
    );
    expect(&further("1.2.3", true, &[5, 0]), &[CheckId::PathExtensions], &[]);
    expect(&|link| link.crl_distribution_point = None, &[], &[CheckId::ProfileCrlPoints]);
    expect(&|link| link.validity = crate::harness::years(10), &[CheckId::ProfileLink], &[]);
    // The old root's name, one letter in another case.
    let mut name = old.certificate().subject_der().to_vec();
    let letter = name.iter().rposition(u8::is_ascii_lowercase).unwrap();
    name[letter].make_ascii_uppercase();
    expect(&|link| link.raw.issuer = Some(name.clone()), &[], &[CheckId::PathIssuerName]);
}

/// A root vouches for its own country and state only (12.8.3, B.1.1).
#[test]
fn a_link_stays_in_the_old_roots_country_and_state() {
    let old = authority(Kind::Link);
    let anchors = trusting(&old);
    let expect = |country: Option<&str>, state: Option<&str>, fails: &[CheckId], deviates: &[CheckId]| {
        let link = link_by(&old, |link| {
            link.subject.country = country.map(str::to_owned);
            link.subject.state_or_province = state.map(str::to_owned);
        });
        expect_link(&anchors, link.der(), fails, deviates);
    };
    expect(Some("NO"), Some("NO-03"), &[], &[]);
    expect(Some("DE"), Some("NO-03"), &[CheckId::PathCountry], &[]);
    expect(Some("NO"), Some("NO-11"), &[CheckId::PathState], &[]);
    expect(Some("NO"), None, &[CheckId::PathState], &[]);
    expect(Some("DE"), Some("DE-BE"), &[CheckId::PathCountry, CheckId::PathState], &[]);
    // One without a country could sign for any.
    expect(None, Some("NO-03"), &[CheckId::PathCountry], &[CheckId::ProfileSubject]);
}

/// Without the old root at hand, the caller vouches for it.
#[test]
fn a_link_may_be_loaded_like_a_root() {
    let old = authority(Kind::Link);
    let link = link_by(&old, |_| {});
    let mut anchors = TrustAnchors::issuers();
    let report = anchors.add(&PROVIDER, link.der(), Profile::Strict).unwrap();
    assert_eq!(report.outcome(CheckId::ProfileLink), Some(Outcome::Pass));
    assert_eq!(report.outcome(CheckId::PathSignature), Some(Outcome::Skipped));
    assert!(signer_accepted(&anchors, &link, at(NOW)));
    let mut bare = link_by(&old, |link| link.names_itself = false);
    let error = TrustAnchors::issuers().add(&PROVIDER, bare.der(), Profile::Strict).unwrap_err();
    assert_eq!(with(&error.report, Outcome::Fail), [CheckId::ProfileLink]);
    // Under the old name it claims to be a root, and did not sign itself.
    bare = link_by(&old, |link| link.subject = spec(Kind::Iaca).subject);
    let error = TrustAnchors::issuers().add(&PROVIDER, bare.der(), Profile::Field).unwrap_err();
    assert_eq!(with(&error.report, Outcome::Fail), [CheckId::PathSignature]);
}

/// A root may have been issued anew for its key; the link may live as long as the longest of these.
#[test]
fn a_link_is_held_to_the_root_that_lives_longest() {
    let old = authority(Kind::Link);
    let mut shorter = spec(Kind::Iaca);
    shorter.validity = crate::harness::years(1);
    let shorter = Authority::self_signed(&mut rng(9), &shorter, key(Curve::P256, 1)).unwrap();
    let link = link_by(&old, |_| {});
    expect_link(&trusting(&shorter), link.der(), &[CheckId::ProfileLink], &[]);
    for roots in [[&shorter, &old], [&old, &shorter]] {
        let mut anchors = trusting(roots[0]);
        anchors.add(&PROVIDER, roots[1].certificate().der(), Profile::Strict).unwrap();
        expect_link(&anchors, link.der(), &[], &[]);
    }
}
