//! Several lists for one URI.

use core::time::Duration;

use mdoc_proximity::issuer::{ListDates, StatusListBuilder};
use mdoc_proximity::report::CheckId;
use mdoc_proximity::trust::StatusLists;

use crate::bench::at;
use crate::world::{OTHER_URI, URI, World, by_index, dates, lists};

fn issued(hour: u8) -> ListDates {
    ListDates { issued: at(&format!("2026-06-01T{hour:02}:00:00Z")), ..dates() }
}

#[test]
fn the_latest_that_verifies_counts() {
    let world = World::new();
    let response = world.response(&by_index(1));
    let valid = |hour| world.token(&StatusListBuilder::new(URI, issued(hour), 1000));
    let revoked = |hour| {
        let mut list = StatusListBuilder::new(URI, issued(hour), 1000);
        list.revoke(1);
        world.token(&list)
    };
    for order in [[&valid(3), &revoked(4)], [&revoked(4), &valid(3)]] {
        world.refused(&response, &lists(&order.map(Vec::as_slice)), &[CheckId::RevocationMso]);
    }
    for order in [[&valid(4), &revoked(3)], [&revoked(3), &valid(4)]] {
        world.accepted(&response, &lists(&order.map(Vec::as_slice)));
    }
}

#[test]
fn a_later_one_that_does_not_verify_is_passed_over_and_told() {
    let world = World::new();
    let (good, mut later) = (world.good_token(), world.token(&StatusListBuilder::new(URI, issued(4), 1000)));
    *later.last_mut().unwrap() ^= 1;
    let both = lists(&[&good, &later]);
    world.noted(&world.response(&by_index(1)), &both, CheckId::RevocationMso);
    world.refused(&world.response(&by_index(412)), &both, &[CheckId::RevocationMso]);
    // A later one that verifies and does not tell is not passed over.
    let short = world.token(&StatusListBuilder::new(URI, issued(4), 8));
    world.refused(&world.response(&by_index(100)), &lists(&[&good, &short]), &[CheckId::StatusListContent]);
    // With none that verifies, the latest's reasons are told.
    let expired = ListDates { expires: Some(at("2026-06-01T05:00:00Z")), ..issued(3) };
    let expired = world.token(&StatusListBuilder::new(URI, expired, 1000));
    world.refused(&world.response(&by_index(1)), &lists(&[&expired, &later]), &[CheckId::StatusListSignature]);
}

#[test]
fn the_store_is_a_cache() {
    let world = World::new();
    let (good, mut other) = (world.good_token(), world.statuses());
    other.uri = OTHER_URI.to_owned();
    let mut lists = lists(&[&good, &good, &world.token(&other)]);
    assert_eq!(lists.iter().map(|(uri, _)| uri).collect::<Vec<_>>(), [URI, OTHER_URI]);
    let list = lists.of(URI).next().unwrap();
    assert_eq!((list.bytes(), list.subject()), (&good[..], URI));
    assert_eq!((list.issued_at(), list.expires()), (Some(dates().issued), dates().expires));
    assert_eq!(list.stale_after(), Some(dates().issued.plus(Duration::from_secs(24 * 60 * 60))));
    let clone = lists.clone();
    assert!(std::ptr::eq(clone.of(URI).next().unwrap(), list), "clones share");
    lists.remove(URI);
    assert!(lists.of(URI).next().is_none() && lists.of(OTHER_URI).next().is_some());
    assert!(StatusLists::new().iter().next().is_none());
}
