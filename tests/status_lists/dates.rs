//! R97: when a list is in force.

use core::time::Duration;

use mdoc_proximity::issuer::{ListDates, StatusListBuilder};
use mdoc_proximity::report::CheckId;
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{Revocation, StatusLists};

use crate::world::{BOTH, URI, World, by_index, dates, judge, lists};

fn later(world: &World, seconds: i64) -> UnixTime {
    UnixTime::from_unix_seconds(world.bench.now.unix_seconds() + seconds)
}

fn with(world: &World, dates: ListDates) -> StatusLists {
    lists(&[&world.token(&StatusListBuilder::new(URI, dates, 1000))])
}

#[test]
fn r97_expired() {
    let world = World::new();
    let response = world.response(&by_index(1));
    let expiring = |seconds| with(&world, ListDates { expires: Some(later(&world, seconds)), ..dates() });
    world.accepted(&response, &expiring(1));
    // On that instant it must not be accepted any more.
    for seconds in [0, -1, -1_000_000, i64::MIN / 2] {
        world.refused(&response, &expiring(seconds), &[CheckId::StatusListDates]);
    }
    let never = with(&world, ListDates { expires: None, ..dates() });
    world.tolerated_in_the_field(&response, &never, CheckId::StatusListDates);
}

#[test]
fn issued_in_the_future() {
    let world = World::new();
    let response = world.response(&by_index(1));
    let issued = |seconds| with(&world, ListDates { issued: later(&world, seconds), ..dates() });
    world.accepted(&response, &issued(0));
    for seconds in [1, 1_000_000, i64::MAX / 2] {
        world.refused(&response, &issued(seconds), &[CheckId::StatusListDates]);
    }
}

#[test]
fn not_before() {
    let world = World::new();
    let response = world.response(&by_index(1));
    for (seconds, early) in [(0, false), (1, true)] {
        let mut token = world.unsigned(&world.statuses());
        let mut date = mdoc_proximity::cbor::Writer::new();
        date.int(later(&world, seconds).unix_seconds());
        token.claims.push((5, date.into_vec()));
        let lists = lists(&[&world.sign(&token)]);
        if early {
            world.refused(&response, &lists, &[CheckId::StatusListDates]);
        } else {
            world.accepted(&response, &lists);
        }
    }
}

#[test]
fn stale_after_its_time_to_live() {
    let world = World::new();
    let response = world.response(&by_index(1));
    let living = |seconds| {
        with(
            &world,
            ListDates { issued: later(&world, -100), time_to_live: Some(Duration::from_secs(seconds)), ..dates() },
        )
    };
    world.accepted(&response, &living(100));
    world.accepted(&response, &living(u64::MAX));
    world.noted(&response, &living(99), CheckId::StatusListDates);
    world.noted(&response, &living(0), CheckId::StatusListDates);
    let silent = with(&world, ListDates { time_to_live: None, ..dates() });
    world.accepted(&response, &silent);
}

#[test]
fn the_clocks_tolerance_is_told_where_it_decided() {
    let world = World::new();
    let response = world.response(&by_index(1));
    let cases = [
        (ListDates { expires: Some(later(&world, 0)), ..dates() }, true),
        (ListDates { expires: Some(later(&world, -59)), ..dates() }, true),
        (ListDates { expires: Some(later(&world, -60)), ..dates() }, false),
        (ListDates { issued: later(&world, 60), ..dates() }, true),
        (ListDates { issued: later(&world, 61), ..dates() }, false),
    ];
    for (dates, tolerated) in cases {
        let revocation = Revocation { status_lists: with(&world, dates.clone()), ..Revocation::default() };
        for profile in BOTH {
            let builder = world.bench.builder().profile(profile).revocation(revocation.clone());
            let config = builder.skew(Duration::from_secs(60)).build().unwrap();
            let judged = judge(&world.bench.verification(&config, None), &response);
            assert_eq!(judged.status.is_some(), tolerated, "{dates:?}: {judged:#?}");
            let lines = if tolerated { judged.deviated } else { judged.failed };
            assert_eq!(lines, [CheckId::StatusListDates]);
        }
    }
}
