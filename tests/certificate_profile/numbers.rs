//! Version, serial number and length of life.

use std::time::Duration;

use mdoc_proximity::issuer::CertificateSpec;
use mdoc_proximity::report::CheckId;
use mdoc_proximity::x509::Kind;

use crate::harness::{DAY, KINDS, expect, expect_for};

#[test]
fn a_good_certificate_of_each_kind_has_nothing_against_it() {
    for kind in KINDS {
        expect(kind, |_| {}, &[]);
    }
}

/// Older versions have no extensions, so those are missed as well.
#[test]
fn the_version_is_3() {
    use CheckId::{ProfileAuthorityKeyId, ProfileSubjectKeyId, ProfileVersion};
    for version in [1, 2] {
        let old = |spec: &mut CertificateSpec| spec.raw.version = Some(version);
        for kind in [Kind::ReaderCa, Kind::ListCa] {
            expect(kind, old, &[ProfileVersion, ProfileSubjectKeyId]);
        }
        expect(Kind::ListSigner, old, &[ProfileVersion, ProfileSubjectKeyId, ProfileAuthorityKeyId]);
    }
    expect(Kind::ListSigner, |spec| spec.raw.version = Some(3), &[]);
}

#[test]
fn the_serial_number_is_positive_and_has_a_random_ones_length() {
    let serial = |octets: &[u8]| {
        let octets = octets.to_vec();
        move |spec: &mut CertificateSpec| spec.raw.serial = Some(octets.clone())
    };
    let good: [&[u8]; 4] = [&[1; 8], &[0x7f; 20], &[0, 0x80, 0, 0, 0, 0, 0, 0, 1], &[0x40, 0, 0, 0, 0, 0, 0, 0]];
    for octets in good {
        expect_for(&[], serial(octets), &[]);
    }
    let bad: [&[u8]; 10] = [
        &[],
        &[0],
        &[0; 8],
        &[1],
        &[0x7f; 7],
        &[0x80; 8],
        &[0xff; 20],
        &[1; 21],
        &[0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0, 1, 1, 1, 1, 1, 1, 1, 1],
    ];
    for octets in bad {
        expect_for(&KINDS, serial(octets), &[CheckId::ProfileSerial]);
    }
}

// R66
#[test]
fn each_kind_has_its_longest_life() {
    let days = [
        (Kind::Iaca, 7305),
        (Kind::DocumentSigner, 457),
        (Kind::Reader, 1187),
        (Kind::VicalSigner, 1187),
        (Kind::RicalSigner, 1187),
        (Kind::ListSigner, 1187),
    ];
    for (kind, days) in days {
        let living = |seconds: u64| {
            move |spec: &mut CertificateSpec| {
                spec.validity.not_after = spec.validity.not_before.plus(Duration::from_secs(seconds));
            }
        };
        expect(kind, living(days * DAY), &[]);
        expect(kind, living(days * DAY + 1), &[CheckId::ProfileValidity]);
    }
    for kind in [Kind::ReaderCa, Kind::ListCa] {
        expect(kind, |spec| spec.validity.not_after = crate::harness::at("2100-01-01T00:00:00Z"), &[]);
    }
}
