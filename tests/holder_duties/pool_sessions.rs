//! The pool in sessions: what counts as a use, and that nobody has to say so.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{AuthMethod, Config, CredentialPool, LocalSigningKey, SigningError};

use crate::pool::{state, take};
use crate::support::*;
use crate::wire::{Pair, request, response};
use crate::world::{NOW, World};

fn used(pool: &CredentialPool<LocalSigningKey>) -> (usize, usize, usize) {
    let status = pool.status(NOW);
    (status.unused, status.used, status.reserved)
}

fn scene(seed: u64) -> (World, CredentialPool<LocalSigningKey>, Config) {
    let mut world = World::new(seed);
    let pool = pool(&mut world, 2);
    let config = world.holder_config(Curve::P256);
    (world, pool, config)
}

fn meeting(world: &mut World, config: &Config) -> Pair {
    let reader = world.reader_config();
    meet(world, config, &reader, &["family_name"])
}

#[test]
fn a_response_in_its_session_is_a_use() {
    let (mut world, pool, config) = scene(70);
    let mut pair = meeting(&mut world, &config);
    let asked = request(pair.run().0);
    let reserved = take(&pool, NOW).unwrap();
    let response_to_send = asked.disclose(&[reserved.credential()], |_| true).sign(reserved.key()).unwrap();
    assert!(!reserved.is_used(), "signed, but not sent");
    assert_eq!(state(&pool).credentials.values().filter(|seen| seen.reserved.is_some()).count(), 1);
    pair.holder.respond(pair.clock.now(), response_to_send).unwrap();
    // Not a byte has left yet.
    assert!(reserved.is_used());
    assert_eq!(state(&pool).credentials.values().map(|seen| (seen.uses, seen.reserved)).max(), Some((1, None)));
    drop(reserved);
    assert_eq!(used(&pool), (1, 1, 0));
    assert!(response(pair.run().1).verify(pair.clock.wall()).is_verified());
}

/// Every way of not showing it.
#[test]
fn what_was_not_shown_is_no_use() {
    let (mut world, pool, config) = scene(71);
    for way in 0..6 {
        let mut pair = meeting(&mut world, &config);
        let asked = request(pair.run().0);
        let reserved = take(&pool, NOW).unwrap();
        let proposal = asked.propose(&[reserved.credential()]);
        let answer = match way {
            0 => proposal.decline(),
            1 => proposal.disclose(|_| false).sign(reserved.key()).unwrap(),
            2 => proposal.disclose(|_| true).decline(),
            3 => proposal.disclose(|_| true).into_signing(AuthMethod::Signature).unwrap().decline(),
            4 => {
                let other = take(&pool, NOW).unwrap();
                proposal.disclose(|_| true).sign(other.key()).map_err(SigningError::decline).unwrap_err()
            }
            // Signed, and the session has ended in between.
            _ => {
                let signed = proposal.disclose(|_| true).sign(reserved.key()).unwrap();
                pair.holder.close();
                drop(reserved);
                assert_eq!(used(&pool).2, 1, "the response is still there");
                pair.holder.respond(pair.clock.now(), signed).unwrap_err();
                assert_eq!(used(&pool), (2, 0, 0));
                continue;
            }
        };
        pair.holder.respond(pair.clock.now(), answer).unwrap();
        assert!(!reserved.is_used());
        drop(reserved);
        assert_eq!(used(&pool), (2, 0, 0), "way {way}");
    }
}

/// A reader that asks twice in a session has seen one credential once.
#[test]
fn a_session_is_one_use() {
    let (mut world, pool, config) = scene(72);
    let mut pair = meeting(&mut world, &config);
    let reserved = take(&pool, NOW).unwrap();
    for again in [true, false] {
        let asked = request(pair.run().0);
        let answer = asked.disclose(&[reserved.credential()], |_| true).sign(reserved.key()).unwrap();
        assert_eq!(answer.document_count(), 1);
        pair.holder.respond(pair.clock.now(), answer).unwrap();
        let _ = response(pair.run().1);
        if again {
            pair.reader.request(pair.clock.now(), questions(&["given_name"])).unwrap();
        }
    }
    drop(reserved);
    assert_eq!(state(&pool).credentials.values().map(|seen| seen.uses).sum::<u32>(), 1);
}

/// A reservation that is kept is worth nothing in the next session, or in another at the same time.
#[test]
fn a_reservation_is_good_for_one_session() {
    let (mut world, pool, config) = scene(73);
    let (mut first, mut second) = (meeting(&mut world, &config), meeting(&mut world, &config));
    let reserved = take(&pool, NOW).unwrap();
    let copy = reserved.credential().clone().with_label("mine");
    let mine = request(first.run().0).propose(&[reserved.credential()]);
    let theirs = request(second.run().0).propose(&[&copy]);
    assert_eq!((mine.items().count(), theirs.items().count()), (1, 0));
    assert!(theirs.documents().is_empty());
    // A declined session used it up as well: the next gets one of its own, the same perhaps.
    first.holder.respond(first.clock.now(), mine.decline()).unwrap();
    let mut third = meeting(&mut world, &config);
    assert!(request(third.run().0).propose(&[reserved.credential()]).is_empty());
    drop((reserved, copy));
    assert_eq!(used(&pool), (2, 0, 0));
}

/// Only what the response shows is used: not what was left out for its size, nor for want of consent.
#[test]
fn only_what_is_shown_is_used() {
    let (mut world, pool, config) = scene(74);
    let (one, two) = (take(&pool, NOW).unwrap(), take(&pool, NOW).unwrap());
    let mut pair = meeting(&mut world, &config);
    let mut proposal = request(pair.run().0).propose(&[one.credential(), two.credential()]);
    assert!(proposal.choose(0, 1));
    let answer = proposal.disclose(|_| true).sign(two.key()).unwrap();
    pair.holder.respond(pair.clock.now(), answer).unwrap();
    assert_eq!((one.is_used(), two.is_used()), (false, true));
}

/// Outside a session, whoever reads the bytes may send them.
#[test]
fn reading_the_bytes_is_a_use() {
    let (_, pool, config) = scene(75);
    let reserved = take(&pool, NOW).unwrap();
    let asked = open(&config, &[asked(mdl::DOCTYPE, NS, &["family_name"], None)]);
    let response = asked.disclose(&[reserved.credential()], |_| true).sign(reserved.key()).unwrap();
    assert!(!reserved.is_used());
    assert!(!response.as_bytes().is_empty());
    assert!(reserved.is_used());
}
