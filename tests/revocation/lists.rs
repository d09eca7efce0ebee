//! What a list must be to be used.

use std::time::Duration;

use mdoc_proximity::issuer::ListKeyId;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Crl, CrlError, Crls, Standing, Undetermined};

use crate::harness::{PROFILES, World, at, extension, list};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn a_certificate_that_is_not_named_is_good() {
    let world = World::new();
    let silent = world.sign(&list());
    world.expect_both(&[&silent], Standing::Good, &[]);
    let judged = world.judge(&[&silent], Undetermined::Report, Profile::Strict);
    let made = [
        CheckId::CrlIssuer,
        CheckId::CrlSignature,
        CheckId::CrlCurrent,
        CheckId::CrlProfile,
        CheckId::RevocationCertificate,
    ];
    assert_eq!(judged.with(Outcome::Pass), made);
    assert_eq!(judged.report.checks()[0].subject.as_ref().unwrap().to_string(), "CN=IACA,C=NO");
    assert_eq!(judged.report.checks()[4].subject.as_ref().unwrap().to_string(), "CN=DS,C=NO");
    let read = Crl::from_der(&silent).unwrap();
    assert_eq!(read.der(), silent);
    assert_eq!((read.issuer().as_str(), read.revoked_count()), ("CN=IACA,C=NO", 0));
    assert_eq!((read.this_update(), read.next_update()), (list().this_update, list().next_update));
}

// R61
#[test]
fn a_certificate_that_is_named_is_revoked() {
    let world = World::new();
    let naming = world.sign(&list().naming(world.leaf()));
    world.expect_both(&[&naming], Standing::Revoked, &[]);
    let judged = world.judge(&[&naming], Undetermined::Report, Profile::Field);
    assert_eq!(judged.detail(CheckId::RevocationCertificate), "revoked as of 2026-02-01T00:00:00Z");
}

// R62
#[test]
fn without_a_list_nobody_knows() {
    let world = World::new();
    for profile in PROFILES {
        let reported = world.judge(&[], Undetermined::Report, profile);
        assert_eq!(reported.standing, Standing::Undetermined);
        assert_eq!(reported.with(Outcome::Skipped), [CheckId::RevocationCertificate]);
        assert_eq!(reported.report.checks().len(), 1);
        assert!(reported.detail(CheckId::RevocationCertificate).contains("CN=IACA,C=NO was handed in"));
        let rejected = world.judge(&[], Undetermined::Reject, profile);
        assert_eq!(rejected.with(Outcome::Fail), [CheckId::RevocationCertificate]);
    }
}

// R62
#[test]
fn the_signature_must_hold() {
    let world = World::new();
    for position in 1..40 {
        let mut flipped = world.sign(&list().naming(world.leaf()));
        let end = flipped.len();
        flipped[end - position] ^= 1;
        world.expect_both(&[&flipped], Standing::Undetermined, &[CheckId::CrlSignature]);
    }
    // The algorithm in two ways, and one that does not go with the key.
    let (sha384, ed25519, sha1) = ("1.2.840.10045.4.3.3", "1.3.101.112", "1.2.840.10045.4.1");
    for (inner, outer) in
        [(Some(sha384), None), (None, Some(sha384)), (Some(ed25519), Some(ed25519)), (Some(sha1), Some(sha1))]
    {
        let mut spec = list().naming(world.leaf());
        spec.inner_algorithm = inner.map(str::to_owned);
        spec.outer_algorithm = outer.map(str::to_owned);
        world.expect_both(&[&world.sign(&spec)], Standing::Undetermined, &[CheckId::CrlSignature]);
    }
}

// R62
#[test]
fn the_list_must_be_current() {
    let world = World::new();
    world.unusable(CheckId::CrlCurrent, |spec| spec.next_update = Some(at("2026-03-01T11:59:59Z")));
    world.unusable(CheckId::CrlCurrent, |spec| spec.this_update = at("2026-03-01T12:00:01Z"));
    // The instants themselves are included.
    let (mut due, mut fresh) = (list(), list());
    due.next_update = Some(at("2026-03-01T12:00:00Z"));
    fresh.this_update = at("2026-03-01T12:00:00Z");
    for spec in [due, fresh] {
        world.expect_both(&[&world.sign(&spec)], Standing::Good, &[]);
    }
}

#[test]
fn the_clocks_tolerance_is_told_when_it_decides() {
    let world = World::new();
    let list = world.sign(&list());
    for (at, skew, standing) in [
        (at("2026-01-31T23:59:00Z"), 60, Standing::Good),
        (at("2026-01-31T23:58:59Z"), 60, Standing::Undetermined),
        (at("2026-04-01T00:01:00Z"), 60, Standing::Good),
        (at("2026-04-01T00:01:01Z"), 60, Standing::Undetermined),
    ] {
        for profile in PROFILES {
            for undetermined in [Undetermined::Report, Undetermined::Reject] {
                let judged = world.judge_at(&[&list], undetermined, profile, at, Duration::from_secs(skew));
                judged.expect(undetermined, standing, &[CheckId::CrlCurrent]);
            }
        }
    }
}

#[test]
fn the_profile_of_b_2() {
    const PROFILE: CheckId = CheckId::CrlProfile;
    let world = World::new();
    let days = |days| Some(list().this_update.plus(DAY * days));
    world.tolerated(PROFILE, |spec| spec.number = None);
    world.tolerated(PROFILE, |spec| spec.authority_key_identifier = ListKeyId::Absent);
    world.tolerated(PROFILE, |spec| spec.authority_key_identifier = ListKeyId::Other(vec![7; 20]));
    world.tolerated(PROFILE, |spec| spec.next_update = days(91));
    world.tolerated(PROFILE, |spec| spec.next_update = None);
    world.tolerated(PROFILE, |spec| spec.further.push(extension("2.5.29.18", false, &[0x30, 0])));
    world.tolerated(PROFILE, |spec| spec.further.push(extension("1.2.3", false, &[])));
    world.tolerated(PROFILE, |spec| {
        spec.number = None;
        spec.further.push(extension("2.5.29.20", true, &[2, 1, 1]));
    });
    world.tolerated(PROFILE, |spec| {
        spec.number = None;
        let long = [&[2, 21, 1][..], &[0; 20]].concat();
        spec.further.push(extension("2.5.29.20", false, &long));
    });
    world.tolerated(PROFILE, |spec| {
        spec.authority_key_identifier = ListKeyId::Absent;
        spec.further.push(extension("2.5.29.35", false, &[0x30, 0]));
    });
    // Version 1, with and without what belongs to version 2.
    world.tolerated(PROFILE, |spec| spec.version = None);
    world.tolerated(PROFILE, |spec| {
        (spec.version, spec.number, spec.authority_key_identifier) = (None, None, ListKeyId::Absent);
    });
    // Nothing is revoked, and yet there is room for it.
    let mut empty = list();
    empty.revoked = Some(Vec::new());
    let empty = world.sign(&empty);
    world.expect(&[&empty], (Standing::Undetermined, &[PROFILE]), (Standing::Good, &[PROFILE]));
    // Ninety days to the second are allowed.
    let mut spec = list();
    spec.next_update = days(90);
    world.expect_both(&[&world.sign(&spec)], Standing::Good, &[]);
    spec.next_update = days(90).map(|at| at.plus(Duration::from_secs(1)));
    world.expect(&[&world.sign(&spec)], (Standing::Undetermined, &[PROFILE]), (Standing::Good, &[PROFILE]));
}

#[test]
fn a_list_that_names_no_next_update_does_not_last_for_ever() {
    let world = World::new();
    let mut spec = list();
    spec.next_update = None;
    spec.this_update = at("2025-12-01T12:00:00Z"); // 90 days ago
    let profile: &[CheckId] = &[CheckId::CrlProfile];
    world.expect(&[&world.sign(&spec)], (Standing::Undetermined, profile), (Standing::Good, profile));
    spec.this_update = at("2025-12-01T11:59:59Z");
    let current: &[CheckId] = &[CheckId::CrlCurrent];
    let both = [CheckId::CrlCurrent, CheckId::CrlProfile];
    let report = world.judge(&[&world.sign(&spec)], Undetermined::Reject, Profile::Strict);
    report.expect(Undetermined::Reject, Standing::Undetermined, &both);
    let report = world.judge(&[&world.sign(&spec)], Undetermined::Reject, Profile::Field);
    assert_eq!(report.standing, Standing::Undetermined);
    assert_eq!(report.with(Outcome::Fail), [current, &[CheckId::RevocationCertificate]].concat());
    assert_eq!(report.with(Outcome::Deviation), profile);
}

#[test]
fn what_cannot_be_processed_makes_a_list_useless() {
    const PROFILE: CheckId = CheckId::CrlProfile;
    let world = World::new();
    for critical in [true, false] {
        // A delta list; a list for one distribution point, for user certificates, an indirect one.
        world.unusable(PROFILE, |spec| spec.further.push(extension("2.5.29.27", critical, &[2, 1, 1])));
        for parts in [&[0x30, 0][..], &[0x30, 3, 0x81, 1, 0xff], &[0x30, 3, 0x84, 1, 0xff]] {
            world.unusable(PROFILE, |spec| spec.further.push(extension("2.5.29.28", critical, parts)));
        }
    }
    world.unusable(PROFILE, |spec| spec.further.push(extension("1.2.3", true, &[])));
}

#[test]
fn the_ca_must_be_allowed_to_revoke() {
    let mut ca = crate::harness::iaca();
    ca.key_usage = Some(mdoc_proximity::x509::KeyUsage::KEY_CERT_SIGN);
    World::with(&ca, 1).tolerated(CheckId::CrlIssuer, |_| {});
}

#[test]
fn what_is_no_list_is_not_added() {
    let world = World::new();
    let good = world.sign(&list());
    let mut crls = Crls::new();
    let trailing = [&good[..], &[0]].concat();
    for bad in [&[][..], b"-----BEGIN X509 CRL-----", &good[..good.len() - 1], &trailing, world.leaf().der()] {
        assert_eq!(crls.add(bad), Err(CrlError::Malformed));
    }
    let mut version = list();
    version.version = Some(2);
    assert_eq!(crls.add(&world.sign(&version)), Err(CrlError::Malformed));
    let mut twice = list();
    twice.further.push(extension("2.5.29.20", false, &[2, 1, 1]));
    assert_eq!(crls.add(&world.sign(&twice)), Err(CrlError::Malformed));
    let mut many = list();
    many.further = (0..15).map(|number| extension(&format!("1.2.{number}"), false, &[])).collect();
    assert_eq!(crls.add(&world.sign(&many)), Err(CrlError::Malformed), "with number and key identifier: 17");
    assert_eq!(crls.add(&vec![0x30; 16 * 1024 * 1024]), Err(CrlError::Malformed));
    assert_eq!(crls.add(&vec![0x30; 16 * 1024 * 1024 + 1]), Err(CrlError::TooLong(16 * 1024 * 1024 + 1)));
    assert!(crls.lists().is_empty());
    crls.add(&good).unwrap();
    crls.add(&good).unwrap();
    assert_eq!(crls.lists().len(), 1, "the same list twice");
}

#[test]
fn lists_are_shared_between_presentations_and_threads() {
    let world = World::new();
    let mut crls = Crls::new();
    crls.add(&world.sign(&list())).unwrap();
    let shared = crls.clone();
    let other = std::thread::spawn(move || shared.lists()[0].der().as_ptr() as usize).join().unwrap();
    assert_eq!(crls.lists()[0].der().as_ptr() as usize, other, "one copy of the bytes");
    let mut second = Crls::new();
    second.insert(crls.lists()[0].clone());
    assert_eq!(second.lists()[0].der().as_ptr() as usize, other);
}

/// Of lists that cannot be used the newest that the CA signed is told about, and what keeps it from being used.
#[test]
fn of_useless_lists_the_newest_signed_one_is_told() {
    let world = World::new();
    let of = |this: &str, next: &str| {
        let mut spec = list();
        (spec.this_update, spec.next_update) = (at(this), Some(at(next)));
        world.sign(&spec)
    };
    let older = of("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    let newer = of("2026-02-01T00:00:00Z", "2026-02-15T00:00:00Z");
    let mut forged = of("2026-02-02T00:00:00Z", "2026-04-01T00:00:00Z");
    *forged.last_mut().unwrap() ^= 1;
    for lists in [&[&older[..], &newer][..], &[&older, &newer, &forged]] {
        let judged = world.judge(lists, Undetermined::Report, Profile::Field);
        assert_eq!(judged.standing, Standing::Undetermined);
        let current = judged.detail(CheckId::CrlCurrent);
        assert!(current.contains("2026-02-15T00:00:00Z"), "{current}");
        let detail = judged.detail(CheckId::RevocationCertificate);
        assert_eq!(detail, format!("undetermined, for no list of CN=IACA,C=NO can be used: {current}"));
    }
}

#[test]
fn an_extension_that_cannot_be_processed_is_named() {
    let world = World::new();
    let mut spec = list();
    spec.further.push(extension("1.2.3", true, &[]));
    let judged = world.judge(&[&world.sign(&spec)], Undetermined::Report, Profile::Field);
    let detail = judged.detail(CheckId::CrlProfile);
    assert!(detail.contains("the critical extension 1.2.3 cannot be processed"), "{detail}");
}
