//! Subjects and issuers.

use mdoc_proximity::issuer::CertificateSpec;
use mdoc_proximity::report::CheckId;
use mdoc_proximity::x509::Kind;

use crate::harness::{KINDS, expect, expect_for, named, spec};

const ID: &[CheckId] = &[CheckId::ProfileSubject];
const COUNTRY: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x06];
const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
const STATE: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x08];

/// The kinds whose profile the standard does not leave open.
fn closed() -> Vec<Kind> {
    KINDS.into_iter().filter(|kind| !kind.is_open()).collect()
}

/// The subject with one byte changed: the string type behind an attribute's type, or the type itself.
fn altered(attribute: [u8; 5], at: usize, byte: u8) -> impl Fn(&mut CertificateSpec) {
    move |spec: &mut CertificateSpec| {
        let mut name = spec.subject.to_der().unwrap();
        let start = name.windows(5).position(|window| window == attribute).unwrap();
        name[start + at] = byte;
        spec.raw.subject = Some(name);
    }
}

#[test]
fn each_kind_has_the_attributes_it_must_have() {
    let issuers = [Kind::Iaca, Kind::Link, Kind::DocumentSigner, Kind::VicalSigner];
    expect_for(&issuers, |spec| spec.subject.country = None, ID);
    expect_for(&[Kind::VicalSigner], |spec| spec.subject.organization = None, ID);
    expect_for(&[], |spec| spec.subject.state_or_province = None, &[]);
    // The common name turned into an organizational unit.
    let named = [&issuers[..], &[Kind::Reader]].concat();
    expect_for(&named, altered(COMMON_NAME, 4, 11), ID);
}

#[test]
fn the_country_is_a_printable_code_in_upper_case() {
    for country in ["no", "No", "NOR", "N", "47"] {
        expect_for(&closed(), |spec| spec.subject.country = Some(country.to_owned()), ID);
    }
    expect_for(&[], |spec| spec.subject.country = Some("ZZ".to_owned()), &[]);
    for string_type in [0x0c, 0x16] {
        expect_for(&closed(), altered(COUNTRY, 5, string_type), ID);
    }
}

#[test]
fn names_are_utf8_or_printable_strings() {
    for attribute in [COMMON_NAME, STATE] {
        for string_type in [0x14, 0x16] {
            expect_for(&closed(), altered(attribute, 5, string_type), ID);
        }
        expect_for(&[], altered(attribute, 5, 0x13), &[]);
    }
    // The state turned into a serial number, which has to be a PrintableString.
    expect_for(&closed(), altered(STATE, 4, 5), ID);
}

#[test]
fn a_root_issued_itself_and_nothing_else_did() {
    const ID: &[CheckId] = &[CheckId::ProfileIssuer];
    let own = |spec: &mut CertificateSpec| spec.raw.issuer = Some(spec.subject.to_der().unwrap());
    let leaves: Vec<Kind> = closed().into_iter().filter(|kind| !kind.is_authority()).collect();
    expect_for(&leaves, own, ID);
    let another = |spec: &mut CertificateSpec| spec.raw.issuer = Some(named("Another").to_der().unwrap());
    expect_for(&[Kind::Iaca], another, ID);
    // The same name in another string type.
    let mut issuer = spec(Kind::Iaca).subject.to_der().unwrap();
    let start = issuer.windows(5).position(|window| window == COMMON_NAME).unwrap();
    issuer[start + 5] = 0x13;
    expect(Kind::Iaca, |spec| spec.raw.issuer = Some(issuer.clone()), ID);
}

#[test]
fn a_serial_number_in_a_name_is_printable() {
    for (string_type, deviates) in [(0x13, &[][..]), (0x0c, ID)] {
        let numbered = |spec: &mut CertificateSpec| {
            let mut name = spec.subject.to_der().unwrap();
            let start = name.windows(5).position(|window| window == STATE).unwrap();
            (name[start + 4], name[start + 5]) = (5, string_type);
            spec.raw.subject = Some(name);
        };
        expect_for(&closed(), numbered, deviates);
    }
}
