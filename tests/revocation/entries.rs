//! Entries: which certificate they name, and what else they say.

use mdoc_proximity::issuer::RevokedEntry;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Crl, CrlError, Crls, Standing, Undetermined};
use mdoc_proximity::x509::Certificate;

use crate::harness::{World, at, extension, list};

const PROFILE: &[CheckId] = &[CheckId::CrlProfile];

fn hex(certificate: &Certificate) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(certificate.serial().as_bytes()).unwrap()
}

fn entry(serial: &[u8]) -> RevokedEntry {
    RevokedEntry { serial: serial.to_vec(), date: at("2026-01-15T08:00:00Z"), reason: None, further: Vec::new() }
}

/// The number counts, exactly, and no other number does.
#[test]
fn serial_numbers_are_compared_as_integers() {
    let world = World::new();
    let own = hex(world.leaf());
    let judge = |serial: &[u8]| {
        let mut spec = list();
        spec.revoked = Some(vec![entry(&[1]), entry(serial), entry(&[0x7f; 20])]);
        world.judge(&[&world.sign(&spec)], Undetermined::Report, Profile::Strict).standing
    };
    assert_eq!(judge(&own), Standing::Revoked);
    assert_eq!(judge(&[&[0][..], &own].concat()), Standing::Revoked, "an octet that says nothing");
    assert_eq!(judge(&[&[0, 0][..], &own].concat()), Standing::Revoked);
    let last = own.len() - 1;
    let (mut next, mut negative) = (own.clone(), own.clone());
    next[last] ^= 1;
    negative[0] |= 0x80;
    for other in [next, negative, own[1..].to_vec(), own[..last].to_vec(), [&own[..], &[0]].concat()] {
        assert_eq!(judge(&other), Standing::Good, "{other:02x?}");
    }
    assert_eq!(judge(&[&[0xff][..], &own].concat()), Standing::Good, "a negative number with the same octets");
}

#[test]
fn a_reason_is_told_and_does_not_belong_there() {
    let world = World::new();
    for (number, name) in [(0, "unspecified"), (1, "keyCompromise"), (10, "aACompromise")] {
        let mut spec = list().naming(world.leaf());
        spec.revoked.as_mut().unwrap()[0].reason = Some(number);
        let signed = world.sign(&spec);
        world.expect_both(&[&signed], Standing::Revoked, PROFILE);
        let judged = world.judge(&[&signed], Undetermined::Report, Profile::Field);
        let detail = judged.detail(CheckId::RevocationCertificate);
        assert!(detail.ends_with(&format!("for the reason {name}")), "{detail}");
    }
    // Of another certificate, and one that nobody knows.
    for reason in [1, 7, 200] {
        let mut spec = list();
        spec.revoked = Some(vec![RevokedEntry { reason: Some(reason), ..entry(&[1]) }]);
        let signed = world.sign(&spec);
        world.expect(&[&signed], (Standing::Undetermined, PROFILE), (Standing::Good, PROFILE));
        let mut spec = list().naming(world.leaf());
        spec.revoked.as_mut().unwrap()[0].reason = Some(reason);
        world.expect_both(&[&world.sign(&spec)], Standing::Revoked, PROFILE);
    }
}

/// A hold counts as long as its list is current; whatever else a CA signed counts for good.
#[test]
fn a_hold_is_a_revocation_while_it_lasts() {
    let world = World::new();
    let named = |reason, next: &str| {
        let mut spec = list().naming(world.leaf());
        spec.next_update = Some(at(next));
        spec.revoked.as_mut().unwrap()[0].reason = reason;
        world.sign(&spec)
    };
    let (hold, removed) = (Some(6), Some(8));
    world.expect_both(&[&named(hold, "2026-04-01T00:00:00Z")], Standing::Revoked, PROFILE);
    world.expect_both(&[&named(removed, "2026-04-01T00:00:00Z")], Standing::Revoked, PROFILE);
    let expired = "2026-02-10T00:00:00Z";
    let silent = world.sign(&list());
    world.expect_both(&[&silent, &named(hold, expired)], Standing::Good, &[]);
    world.expect_both(&[&silent, &named(None, expired)], Standing::Revoked, &[CheckId::CrlCurrent]);
    for profile in crate::harness::PROFILES {
        let judged = world.judge(&[&named(hold, expired)], Undetermined::Reject, profile);
        assert_eq!(judged.standing, Standing::Undetermined);
    }
    // On hold first and for good later in one list, which names it twice.
    let mut spec = list().naming(world.leaf()).naming(world.leaf());
    spec.next_update = Some(at(expired));
    spec.revoked.as_mut().unwrap()[0].reason = hold;
    world.expect_both(&[&world.sign(&spec)], Standing::Revoked, &[CheckId::CrlCurrent, CheckId::CrlProfile]);
}

#[test]
fn a_delta_list_may_lift_a_hold_and_never_proves_it() {
    let world = World::new();
    let delta = |reason| {
        let mut spec = list().naming(world.leaf());
        spec.further.push(extension("2.5.29.27", true, &[2, 1, 1]));
        spec.revoked.as_mut().unwrap()[0].reason = reason;
        world.sign(&spec)
    };
    world.expect_both(&[&delta(Some(8))], Standing::Undetermined, PROFILE);
    world.expect_both(&[&delta(Some(1))], Standing::Revoked, PROFILE);
    world.expect_both(&[&delta(None)], Standing::Revoked, PROFILE);
    world.expect_both(&[&delta(Some(8)), &world.sign(&list())], Standing::Good, &[]);
}

#[test]
fn critical_extensions_of_entries() {
    let world = World::new();
    let with = |critical, oid: &str, serial: &[u8]| {
        let mut spec = list();
        let further = vec![extension(oid, critical, &[5, 0])];
        spec.revoked = Some(vec![RevokedEntry { further, ..entry(serial) }]);
        world.sign(&spec)
    };
    let own = hex(world.leaf());
    // Unknown and not critical is against the profile; unknown and critical makes the list useless. Both revoke.
    world.expect(&[&with(false, "1.2.3", &[1])], (Standing::Undetermined, PROFILE), (Standing::Good, PROFILE));
    world.expect_both(&[&with(true, "1.2.3", &[1])], Standing::Undetermined, PROFILE);
    world.expect_both(&[&with(true, "1.2.3", &own)], Standing::Revoked, PROFILE);
    // invalidityDate is known.
    world.expect(&[&with(true, "2.5.29.24", &[1])], (Standing::Undetermined, PROFILE), (Standing::Good, PROFILE));
}

/// In an indirect list, an entry and those behind it may be about the certificates of another CA, whose serial numbers
/// are no concern of ours.
#[test]
fn entries_of_another_ca() {
    let (world, other) = (World::new(), crate::harness::root(&crate::harness::reader_ca("Other", None), 50));
    let own = hex(world.leaf());
    let issuer = |name: &[u8]| {
        let directory = [&[0xa4, u8::try_from(name.len()).unwrap()], name].concat();
        let names = [&[0x30, u8::try_from(directory.len()).unwrap()], &directory[..]].concat();
        extension("2.5.29.29", true, &names)
    };
    let ours = issuer(world.ca.certificate().subject_der());
    let theirs = issuer(other.certificate().subject_der());
    let unreadable = extension("2.5.29.29", true, &[5, 0]);
    let named = |issuer: &mdoc_proximity::x509::Extension, serial: &[u8]| RevokedEntry {
        further: vec![issuer.clone()],
        ..entry(serial)
    };
    let judge = |entries: Vec<RevokedEntry>, standing| {
        let mut spec = list();
        spec.revoked = Some(entries);
        world.expect_both(&[&world.sign(&spec)], standing, PROFILE);
    };
    judge(vec![named(&theirs, &own)], Standing::Undetermined);
    judge(vec![named(&theirs, &[1]), entry(&own)], Standing::Undetermined);
    judge(vec![named(&unreadable, &[1]), entry(&own)], Standing::Undetermined);
    judge(vec![entry(&own), named(&theirs, &[1])], Standing::Revoked);
    judge(vec![named(&theirs, &[1]), named(&ours, &own)], Standing::Revoked);
    judge(vec![named(&theirs, &[1]), named(&ours, &[2]), entry(&own)], Standing::Revoked);
    judge(vec![named(&theirs, &own), entry(&[1]), named(&ours, &own)], Standing::Revoked);
}

/// The largest lists there are: found among all, and not found among all.
#[test]
fn a_hundred_thousand_entries() {
    let world = World::new();
    let serial = |number: u32| {
        let mut serial = vec![0x5a; 20];
        // In no order.
        serial[16..].copy_from_slice(&number.wrapping_mul(0x9e37_79b1).to_be_bytes());
        serial
    };
    let mut spec = list();
    let mut revoked: Vec<_> = (0..100_000).map(|number| entry(&serial(number))).collect();
    spec.revoked = Some(revoked.clone());
    let silent = world.sign(&spec);
    assert_eq!(Crl::from_der(&silent).unwrap().revoked_count(), 100_000);
    world.expect_both(&[&silent], Standing::Good, &[]);
    for position in [0, 50_000, 99_999] {
        revoked[position] = entry(&hex(world.leaf()));
        spec.revoked = Some(revoked.clone());
        let judged = world.judge(&[&world.sign(&spec)], Undetermined::Report, Profile::Strict);
        assert_eq!(judged.with(Outcome::Fail), [CheckId::RevocationCertificate]);
        revoked[position] = entry(&serial(position as u32));
    }
}

#[test]
fn more_entries_than_are_handled() {
    let world = World::new();
    let mut spec = list();
    let mut revoked = vec![entry(&[1]); mdoc_proximity::budget::CRL_ENTRIES];
    spec.revoked = Some(revoked.clone());
    assert_eq!(Crls::new().add(&world.sign(&spec)), Ok(()));
    revoked.push(entry(&[1]));
    spec.revoked = Some(revoked);
    assert_eq!(Crls::new().add(&world.sign(&spec)), Err(CrlError::TooManyEntries));
}
