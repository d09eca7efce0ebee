//! Whose a list is: names, and several CAs and lists of one name.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authority, ListKeyId};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Standing, Undetermined};

use crate::harness::{PROFILES, World, at, iaca, key, list, rng, root};

// R62
#[test]
fn a_list_of_another_ca_says_nothing() {
    let world = World::new();
    let mut spec = iaca();
    spec.subject.common_name = "Other IACA".to_owned();
    let other = root(&spec, 20);
    let theirs = other.revoke(&list().naming(world.leaf())).unwrap();
    for profile in PROFILES {
        let judged = world.judge(&[&theirs], Undetermined::Report, profile);
        assert_eq!(judged.with(Outcome::Skipped), [CheckId::RevocationCertificate]);
        let judged = world.judge(&[&theirs], Undetermined::Reject, profile);
        assert_eq!(judged.with(Outcome::Fail), [CheckId::RevocationCertificate]);
    }
    // Signed by the right key under the wrong name, it is not this CA's either.
    let mut spec = list().naming(world.leaf());
    spec.issuer = Some(other.certificate().subject_der().to_vec());
    let judged = world.judge(&[&world.sign(&spec)], Undetermined::Report, Profile::Field);
    assert_eq!(judged.with(Outcome::Skipped), [CheckId::RevocationCertificate]);
}

// R62
#[test]
fn another_ca_of_the_same_name_says_nothing() {
    let (world, namesake) = (World::new(), World::with(&iaca(), 20));
    let theirs = namesake.sign(&list().naming(world.leaf()));
    let judged = world.judge(&[&theirs], Undetermined::Report, Profile::Field);
    assert_eq!(judged.standing, Standing::Undetermined);
    for (list, blamed) in [(theirs, [CheckId::CrlSignature, CheckId::CrlProfile]), {
        // With our key identifier, as a forger would write it.
        let mut forged = list().naming(world.leaf());
        let own = world.ca.certificate().subject_key_identifier().unwrap().to_vec();
        forged.authority_key_identifier = ListKeyId::Other(own);
        (namesake.sign(&forged), [CheckId::CrlSignature, CheckId::CrlSignature])
    }] {
        let judged = world.judge(&[&list], Undetermined::Reject, Profile::Strict);
        let mut expected = blamed.to_vec();
        expected.dedup();
        judged.expect(Undetermined::Reject, Standing::Undetermined, &expected);
    }
}

/// A name in another string type is the same CA's in the field; in both profiles it revokes.
#[test]
fn the_name_byte_for_byte() {
    let world = World::new();
    let name = world.ca.certificate().subject_der();
    let mut printable = name.to_vec();
    let tag = printable.windows(3).rposition(|window| window == [0x0c, 4, b'I']).unwrap();
    printable[tag] = 0x13;
    world.tolerated(CheckId::CrlIssuer, |spec| spec.issuer = Some(printable.clone()));
}

/// After a re-key there are two CAs of one name, each with its list. The signature tells them apart, in any order.
#[test]
fn a_ca_with_a_new_key() {
    let (old, new) = (World::new(), World::with(&iaca(), 20));
    let old_list = old.sign(&list().naming(old.leaf()));
    let new_list = new.sign(&list());
    for lists in [[&old_list[..], &new_list], [&new_list, &old_list]] {
        old.expect_both(&lists, Standing::Revoked, &[]);
        new.expect_both(&lists, Standing::Good, &[]);
    }
    // A key identifier is a hint: here both lists bear the other's.
    let swapped = |signer: &World, other: &World, spec: mdoc_proximity::issuer::RevocationListSpec| {
        let identifier = other.ca.certificate().subject_key_identifier().unwrap().to_vec();
        signer.sign(&mdoc_proximity::issuer::RevocationListSpec {
            authority_key_identifier: ListKeyId::Other(identifier),
            ..spec
        })
    };
    let old_list = swapped(&old, &new, list().naming(old.leaf()));
    let new_list = swapped(&new, &old, list());
    for lists in [[&old_list[..], &new_list], [&new_list, &old_list]] {
        old.expect_both(&lists, Standing::Revoked, &[CheckId::CrlProfile]);
        let profile: &[CheckId] = &[CheckId::CrlProfile];
        new.expect(&lists, (Standing::Undetermined, profile), (Standing::Good, profile));
    }
}

/// Of several lists of one CA the newest that can be used decides, and every one of them can revoke.
#[test]
fn several_lists_of_one_ca() {
    let world = World::new();
    let dated = |from: &str, until: &str| {
        let mut spec = list();
        (spec.this_update, spec.next_update) = (at(from), Some(at(until)));
        spec
    };
    let expired = dated("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    let older = dated("2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z");
    let newer = dated("2026-02-20T00:00:00Z", "2026-04-20T00:00:00Z");
    let future = dated("2026-03-20T00:00:00Z", "2026-05-20T00:00:00Z");
    let silent = [&expired, &older, &newer, &future].map(|spec| world.sign(spec));
    let all: Vec<&[u8]> = silent.iter().map(Vec::as_slice).collect();
    for lists in [all.clone(), all.iter().rev().copied().collect()] {
        world.expect_both(&lists, Standing::Good, &[]);
        let judged = world.judge(&lists, Undetermined::Report, Profile::Strict);
        assert!(judged.detail(CheckId::RevocationCertificate).contains("2026-02-20"), "{:#?}", judged.report);
    }
    for (position, spec) in [&expired, &older, &newer, &future].into_iter().enumerate() {
        let naming = world.sign(&spec.clone().naming(world.leaf()));
        let mut lists = all.clone();
        lists[position] = &naming;
        let blamed: &[CheckId] = if matches!(position, 1 | 2) { &[] } else { &[CheckId::CrlCurrent] };
        world.expect_both(&lists, Standing::Revoked, blamed);
    }
    // One that cannot be used does not hide one that can, and a forged one revokes nothing.
    let mut broken = world.sign(&newer.clone().naming(world.leaf()));
    *broken.last_mut().unwrap() ^= 1;
    world.expect_both(&[&broken, &silent[1]], Standing::Good, &[]);
    // Where none can be used, the report is about one that the CA signed.
    let judged = world.judge(&[&broken, &silent[0]], Undetermined::Report, Profile::Strict);
    judged.expect(Undetermined::Report, Standing::Undetermined, &[CheckId::CrlCurrent]);
}

#[test]
fn a_ca_on_another_curve() {
    for (seed, curve) in [(30, Curve::P384), (31, Curve::BrainpoolP256r1), (32, Curve::Ed25519)] {
        let ca = Authority::self_signed(&mut rng(seed), &iaca(), key(curve, seed)).unwrap();
        let mut world = World::new();
        let spec = mdoc_proximity::issuer::CertificateSpec::document_signer(
            crate::harness::subject("DS"),
            crate::harness::years("2026", "2027"),
            crate::harness::contact(),
            crate::harness::CRL,
            &[mdoc_proximity::x509::Purpose::MDL_DOCUMENT_SIGNER],
        );
        let leaf = ca.issue(&mut rng(seed), &spec, key(Curve::P256, 99).public_key()).unwrap();
        (world.path.leaf, world.path.anchor, world.ca) = (leaf, ca.certificate().clone(), ca);
        world.expect_both(&[&world.sign(&list())], Standing::Good, &[]);
        world.expect_both(&[&world.sign(&list().naming(world.leaf()))], Standing::Revoked, &[]);
    }
}
