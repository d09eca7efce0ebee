//! R97: another URI, and a signature that does not hold.

use mdoc_proximity::auth::status::MsoStatus;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{StatusLists, Undetermined};

use crate::bench::{secret, signing_key};
use crate::world::{BOTH, OTHER_URI, URI, World, by_index, lists};

#[test]
fn r97_for_another_uri() {
    let world = World::new();
    let mut other = world.statuses();
    other.uri = OTHER_URI.to_owned();
    let mut fetched = StatusLists::new();
    fetched.add_from(URI, &world.token(&other)).unwrap();
    world.refused(&world.response(&by_index(1)), &fetched, &[CheckId::StatusListSubject]);
    // Character by character.
    for uri in [format!("{URI}/"), URI.to_uppercase(), URI.replace("https", "http"), String::new()] {
        other.uri = uri;
        let mut fetched = StatusLists::new();
        fetched.add_from(URI, &world.token(&other)).unwrap();
        world.refused(&world.response(&by_index(1)), &fetched, &[CheckId::StatusListSubject]);
    }
    let mut fetched = StatusLists::new();
    fetched.add_from(URI, &world.good_token()).unwrap();
    world.accepted(&world.response(&by_index(1)), &fetched);
}

#[test]
fn r97_bad_signature() {
    let world = World::new();
    let response = world.response(&by_index(412));
    let good = world.good_token();
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    world.refused(&response, &lists(&[&bad]), &[CheckId::StatusListSignature]);
    // Another key's, and one over the list with its bit cleared.
    let token = world.unsigned(&world.statuses());
    let other = token.sign(signing_key(&secret(Curve::P256, 5)).as_ref()).unwrap();
    world.refused(&response, &lists(&[&other]), &[CheckId::StatusListSignature]);
    let cleared = world.token(&mdoc_proximity::issuer::StatusListBuilder::new(URI, crate::world::dates(), 1000));
    let spliced = [&cleared[..cleared.len() - 64], &good[good.len() - 64..]].concat();
    world.refused(&response, &lists(&[&spliced]), &[CheckId::StatusListSignature]);
    // Shorter.
    let mut short = good[..good.len() - 66].to_vec();
    short.extend([0x58, 63]);
    short.extend(&good[good.len() - 64..good.len() - 1]);
    world.refused(&response, &lists(&[&short]), &[CheckId::StatusListSignature]);
}

#[test]
fn a_broken_list_leaves_it_undetermined() {
    let world = World::new();
    let mut bad = world.good_token();
    *bad.last_mut().unwrap() ^= 1;
    for profile in BOTH {
        let judged = world.judge(profile, &world.response(&by_index(1)), &lists(&[&bad]), Undetermined::Report);
        assert_eq!(judged.outcome(CheckId::RevocationMso), Some(Outcome::Skipped));
        assert_eq!(judged.outcome(CheckId::StatusListContent), Some(Outcome::Skipped));
        let judged = world.judge(profile, &world.response(&by_index(1)), &lists(&[&bad]), Undetermined::Reject);
        assert_eq!(judged.failed, [CheckId::StatusListSignature, CheckId::RevocationMso]);
    }
}

#[test]
fn every_curve_signs() {
    for curve in [Curve::P384, Curve::P521, Curve::BrainpoolP256r1, Curve::BrainpoolP320r1, Curve::Ed25519] {
        let world = World::with_signer(&crate::world::list_signer(), curve);
        let response = world.response(&by_index(1));
        let judged = world.judge(Profile::Strict, &response, &lists(&[&world.good_token()]), Undetermined::Reject);
        assert_eq!(judged.status, Some(MsoStatus::Valid), "{curve}: {judged:#?}");
    }
}

#[test]
fn nothing_said_names_the_place_in_the_list() {
    let world = World::new();
    for (index, lists) in [(412, lists(&[&world.good_token()])), (7_654_321, lists(&[&world.good_token()]))] {
        let judged = world.judge(Profile::Strict, &world.response(&by_index(index)), &lists, Undetermined::Report);
        let said: String = judged.checks.iter().map(ToString::to_string).collect();
        assert!(!judged.failed.is_empty() && !said.contains(&index.to_string()), "{said}");
        let shown = format!("{lists:?}");
        assert!(shown.contains(URI) && shown.len() < 100, "{shown}");
    }
}
