//! Alternative names, distribution points, information access, and extensions at large.

use mdoc_proximity::issuer::{AlternativeName, CertificateSpec};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::x509::Kind;

use crate::harness::{KINDS, der, expect, expect_for, further, judge, make, named, spec, with};

const ISSUER_NAME: &str = "2.5.29.18";
const CRL_POINTS: &str = "2.5.29.31";

fn uri() -> Vec<u8> {
    der(0x86, &[b"https://a.example"])
}

fn host() -> Vec<u8> {
    der(0x82, &[b"a.example"])
}

fn directory() -> Vec<u8> {
    der(0xa4, &[&named("CRL1").to_der().unwrap()])
}

#[test]
fn the_issuer_alternative_name_is_an_address_or_a_uri() {
    const ID: &[CheckId] = &[CheckId::ProfileIssuerAltName];
    let required = [Kind::Iaca, Kind::Link, Kind::DocumentSigner];
    expect_for(&required, |spec| spec.issuer_alternative_name = None, ID);
    let uri_only = |spec: &mut CertificateSpec| {
        spec.issuer_alternative_name = Some(AlternativeName::Uri("https://a.example".to_owned()));
    };
    expect_for(&[], uri_only, &[]);
    let email = der(0x81, &[b"a@a.example"]);
    expect_for(&[], further(ISSUER_NAME, false, &der(0x30, &[&email, &uri()])), &[]);
    // A reader has one where an IACA issued it; what it has is judged.
    let judged = [&required[..], &[Kind::Reader]].concat();
    for names in [vec![], host(), directory(), [uri(), host()].concat()] {
        expect_for(&judged, further(ISSUER_NAME, false, &der(0x30, &[&names])), ID);
    }
}

/// A point of these three parts, each left out where empty.
fn point(names: &[u8], reasons: &[u8], issuer: &[u8]) -> Vec<u8> {
    let named = |tag, inner: Vec<u8>| if inner.is_empty() { vec![] } else { der(tag, &[&inner]) };
    let full_name = if names.is_empty() { vec![] } else { der(0xa0, &[names]) };
    der(0x30, &[&named(0xa0, full_name), reasons, &named(0xa2, issuer.to_vec())])
}

#[test]
fn crl_distribution_points_can_be_fetched_from() {
    const ID: &[CheckId] = &[CheckId::ProfileCrlPoints];
    let with = |points: &[Vec<u8>]| further(CRL_POINTS, false, &der(0x30, &[&points.concat()]));
    let closed: Vec<Kind> = KINDS.into_iter().filter(|kind| !kind.is_open()).collect();
    let good = point(&uri(), &[], &[]);
    expect_for(&[], with(std::slice::from_ref(&good)), &[]);
    expect_for(&[], with(&[good.clone(), point(&host(), &[], &[])]), &[]);
    expect_for(&KINDS, with(&[]), ID);
    expect_for(&KINDS, with(&[point(&uri(), &[0x81, 0x02, 0x06, 0x40], &[])]), ID);
    expect_for(&KINDS, with(&[point(&uri(), &[], &directory())]), ID);
    expect_for(&KINDS, with(&[good.clone(), point(&uri(), &[], &directory())]), ID);
    for names in [directory(), [uri(), directory()].concat(), vec![]] {
        expect_for(&closed, with(&[good.clone(), point(&names, &[], &[])]), ID);
    }
}

#[test]
fn some_kinds_must_have_crl_distribution_points() {
    const ID: &[CheckId] = &[CheckId::ProfileCrlPoints];
    let without = |spec: &mut CertificateSpec| spec.crl_distribution_point = None;
    for kind in KINDS.into_iter().filter(|kind| *kind != Kind::Iaca) {
        let required = [Kind::Link, Kind::DocumentSigner, Kind::Reader, Kind::VicalSigner];
        expect(kind, without, if required.contains(&kind) { ID } else { &[] });
    }
    // The editions disagree about IACA roots: told under both profiles, refused by none.
    let mut root = spec(Kind::Iaca);
    without(&mut root);
    for profile in [Profile::Strict, Profile::Field] {
        let report = judge(&make(Kind::Iaca, &root).0, Kind::Iaca, None, profile);
        assert_eq!((with(&report, Outcome::Deviation), with(&report, Outcome::Fail)), (ID.to_vec(), vec![]));
    }
}

#[test]
fn information_access_names_an_ocsp_responder() {
    const OID: &str = "1.3.6.1.5.5.7.1.1";
    let access = |method: u8| {
        let method = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, method];
        der(0x30, &[&method, &uri()])
    };
    let (ocsp, issuers) = (access(1), access(2));
    let judged = [Kind::Reader, Kind::VicalSigner];
    expect_for(&[], further(OID, false, &der(0x30, &[&ocsp])), &[]);
    expect_for(&[], further(OID, false, &der(0x30, &[&issuers, &ocsp])), &[]);
    let id = [CheckId::ProfileInformationAccess];
    expect_for(&judged, further(OID, false, &der(0x30, &[&issuers])), &id);
    expect_for(&judged, further(OID, false, &der(0x30, &[])), &id);
}

#[test]
fn known_extensions_can_be_read() {
    const ID: &[CheckId] = &[CheckId::ProfileExtensions];
    // As one issuer wrote them: the value wrapped twice.
    let wrapped = |value: &[u8]| der(0x04, &[value]);
    expect_for(&KINDS, further(ISSUER_NAME, false, &wrapped(&der(0x30, &[&uri()]))), ID);
    expect_for(&KINDS, further(CRL_POINTS, false, &wrapped(&der(0x30, &[&point(&uri(), &[], &[])]))), ID);
    expect_for(&KINDS, further("1.3.6.1.5.5.7.1.1", false, &[0x05, 0x00]), ID);
    for kind in KINDS.into_iter().filter(|kind| *kind != Kind::Link) {
        expect(kind, further("2.5.29.17", false, &[0x05, 0x00]), ID);
    }
    // What nobody here knows is nobody's concern.
    expect_for(&[], further("1.3.6.1.4.1.58017.1", false, b"50P"), &[]);
}

#[test]
fn only_usages_and_a_cas_constraints_are_critical() {
    const ID: &[CheckId] = &[CheckId::ProfileExtensions];
    let closed: Vec<Kind> = KINDS.into_iter().filter(|kind| !kind.is_open()).collect();
    expect_for(&closed, further(ISSUER_NAME, true, &der(0x30, &[&uri()])), ID);
    expect_for(&closed, further(CRL_POINTS, true, &der(0x30, &[&point(&uri(), &[], &[])])), ID);
    let itself = |critical| {
        move |spec: &mut CertificateSpec| {
            let name = der(0xa4, &[&spec.subject.to_der().unwrap()]);
            further("2.5.29.17", critical, &der(0x30, &[&name]))(spec);
        }
    };
    expect_for(&closed, itself(true), ID);
    expect_for(&[], itself(false), &[]);
    let purposes = |spec: &mut CertificateSpec| spec.extended_key_usage = vec!["1.2.3".to_owned()];
    expect_for(&[Kind::Iaca, Kind::Link, Kind::RicalSigner], purposes, ID);
}
