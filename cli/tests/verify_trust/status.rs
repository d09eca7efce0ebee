//! Documents by token status lists and identifier lists.

use crate::bundle::{Bundle, PROFILES, nothing_revoked};
use crate::statuses::{ID, World, by_identifier, by_index};

const REVOCATION: &str = "revocation.mso";

/// A document that refers to this status, and a list of its issuer that revokes no certificate.
fn bundle(world: &World, status: &mdoc_proximity::model::mso::status::Status<'_>) -> Bundle {
    let bundle = Bundle::of(&world.bench, &world.response(status));
    bundle.file("crl", &world.bench.iaca.revoke(&nothing_revoked()).unwrap());
    bundle
}

/// The words for a token: with the list for certificates, and nothing left open.
fn words<'w>(crl: &'w str, token: &'w str) -> [&'w str; 5] {
    ["--crl", crl, "--reject-undetermined", "--status-list", token]
}

#[test]
fn a_bit_tells() {
    let world = World::new();
    for (index, revoked) in [(411, false), (412, true), (413, false)] {
        let bundle = bundle(&world, &by_index(index));
        let (crl, token) = (bundle.path("crl"), bundle.file("token", &world.good_token()));
        for profile in PROFILES {
            let told = bundle.trusting(profile, &words(&crl, &token));
            if revoked {
                told.refused(&[REVOCATION]);
            } else {
                assert!(told.accepted().is(REVOCATION, "pass"), "{told:#?}");
            }
        }
    }
}

#[test]
fn an_identifier_tells() {
    let world = World::new();
    let token = world.identifier_token(&world.identifiers());
    for (identifier, revoked) in [(ID, true), (&[0xab][..], false)] {
        let bundle = bundle(&world, &by_identifier(identifier));
        let (crl, token) = (bundle.path("crl"), bundle.file("token", hex::encode(&token).as_bytes()));
        for profile in PROFILES {
            let told = bundle.trusting(profile, &words(&crl, &token));
            if revoked {
                told.refused(&[REVOCATION]);
            } else {
                assert!(told.accepted().is(REVOCATION, "pass"), "{told:#?}");
            }
        }
    }
}

#[test]
fn without_a_list_nobody_knows() {
    let world = World::new();
    let bundle = bundle(&world, &by_index(1));
    let crl = bundle.path("crl");
    for profile in PROFILES {
        assert!(bundle.trusting(profile, &["--crl", &crl]).accepted().is(REVOCATION, "skipped"));
        bundle.trusting(profile, &["--crl", &crl, "--reject-undetermined"]).refused(&[REVOCATION]);
    }
}

#[test]
fn a_list_that_was_changed_is_refused_and_a_jwt_is_told_as_such() {
    let world = World::new();
    let bundle = bundle(&world, &by_index(1));
    let mut token = world.good_token();
    *token.last_mut().unwrap() ^= 1;
    let changed = bundle.file("changed", &token);
    bundle.trusting("field", &["--status-list", &changed]).refused(&["status-list.signature"]);
    let jwt = bundle.file("jwt", b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA");
    let told = bundle.trusting("field", &["--status-list", &jwt]);
    assert!(told.code == 2 && told.notes.contains("JWT"), "{told:#?}");
    let junk = bundle.file("junk", b"hello");
    assert_eq!(bundle.trusting("field", &["--status-list", &junk]).code, 2);
}
