//! Deadlines in virtual time: 30 s to be opened, 300 s between messages, by default.

use core::time::Duration;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::holder::{self, Engagement};
use mdoc_proximity::reader;
use mdoc_proximity::session::{CloseReason, Endpoint, Timeouts};
use mdoc_proximity::time::Monotonic;

use crate::hostile::{Bench, Ended, device_request, ended, silent};
use crate::presentation::{ble, names_and_age, start};
use crate::wire::{Pair, VirtualClock, drain, request, response};
use crate::world::{PROVIDER, World};

const JUST: Duration = Duration::from_nanos(1);

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn at(since_start: Duration) -> Option<Monotonic> {
    Some(Monotonic::new(since_start))
}

/// The side waits until `deadline`, not a nanosecond less, and then ends with `status`.
#[track_caller]
fn times_out<S: Endpoint<Event: Ended + core::fmt::Debug>>(
    side: &mut S,
    clock: &mut VirtualClock,
    deadline: Duration,
    status: Option<u64>,
) {
    let said = drain(side);
    assert_eq!(said.deadline, at(deadline));
    let left = deadline - clock.now().monotonic.since_start();
    side.handle_timeout(clock.now());
    clock.advance(left - JUST);
    side.handle_timeout(clock.now());
    let said = drain(side);
    silent("not before the deadline", &said);
    assert_eq!(said.deadline, at(deadline), "an early call changes nothing");
    clock.advance(JUST);
    side.handle_timeout(clock.now());
    assert_eq!(ended("at the deadline", &drain(side), status), CloseReason::TimedOut);
    side.handle_timeout(clock.now());
    silent("after the end", &drain(side));
}

#[test]
fn a_holder_waits_30_s_for_a_reader_and_tells_nobody() {
    let mut bench = Bench::new(Curve::P256);
    times_out(&mut bench.holder, &mut bench.clock, seconds(30), None);
    silent("too late", &bench.tell(&bench.reader.establish(&device_request())));

    let mut bench = Bench::new(Curve::P256);
    bench.clock.advance(seconds(30) - JUST);
    assert_eq!(bench.tell(&bench.reader.establish(&device_request())).events.len(), 2, "just in time");
}

/// The caller need not have noticed that the deadline has passed.
#[test]
fn a_message_at_the_deadline_is_too_late() {
    let mut bench = Bench::new(Curve::P256);
    bench.clock.advance(seconds(30));
    assert_eq!(ended("holder", &bench.tell(&bench.reader.establish(&device_request())), None), CloseReason::TimedOut);

    let mut bench = Bench::answered();
    bench.clock.advance(seconds(300));
    let late = bench.reader.message(2, &device_request());
    assert_eq!(ended("holder", &bench.tell(&late), Some(20)), CloseReason::TimedOut);

    let mut pair = pair();
    let answer = request(pair.run().0).decline();
    pair.holder.respond(pair.clock.now(), answer).unwrap();
    let answer = drain(&mut pair.holder).messages.remove(0);
    pair.clock.advance(seconds(300));
    pair.reader.handle_message(pair.clock.now(), answer);
    assert_eq!(ended("reader", &drain(&mut pair.reader), Some(20)), CloseReason::TimedOut);
}

fn pair() -> Pair {
    let mut world = World::new(50);
    let config = world.reader_config();
    start(&mut world, Curve::P256, &config, names_and_age())
}

#[test]
fn either_side_waits_300_s_for_the_other() {
    let mut one = pair();
    one.run();
    times_out(&mut one.holder, &mut one.clock, seconds(300), Some(20));
    let mut other = pair();
    other.run();
    times_out(&mut other.reader, &mut other.clock, seconds(300), Some(20));
}

#[test]
fn a_reader_that_never_heard_anything_waits_300_s_too() {
    let mut pair = pair();
    assert_eq!(drain(&mut pair.reader).messages.len(), 1);
    times_out(&mut pair.reader, &mut pair.clock, seconds(300), Some(20));
}

#[test]
fn messages_in_both_directions_start_the_wait_anew() {
    let mut pair = pair();
    pair.clock.advance(seconds(20));
    let asked = request(pair.run().0);
    assert_eq!(drain(&mut pair.holder).deadline, at(seconds(320)), "the request came");
    assert_eq!(drain(&mut pair.reader).deadline, at(seconds(300)));

    pair.clock.advance(seconds(100));
    pair.holder.respond(pair.clock.now(), asked.decline()).unwrap();
    let answer = drain(&mut pair.holder);
    assert_eq!(answer.deadline, at(seconds(420)), "the answer went");
    pair.clock.advance(seconds(1));
    pair.reader.handle_message(pair.clock.now(), answer.messages[0].clone());
    let said = drain(&mut pair.reader);
    assert_eq!(said.deadline, at(seconds(421)), "the answer came");
    response(said.events);

    pair.clock.advance(seconds(100));
    pair.reader.request(pair.clock.now(), names_and_age()).unwrap();
    let question = drain(&mut pair.reader);
    assert_eq!(question.deadline, at(seconds(521)), "the next request went");
    pair.clock.advance(seconds(1));
    pair.holder.handle_message(pair.clock.now(), question.messages[0].clone());
    assert_eq!(drain(&mut pair.holder).deadline, at(seconds(522)), "the next request came");
    times_out(&mut pair.holder, &mut pair.clock, seconds(522), Some(20));
}

/// The time-out of one side is the end of the other.
#[test]
fn the_farewell_of_a_time_out_ends_the_other_side() {
    let mut pair = pair();
    pair.run();
    pair.clock.advance(seconds(300));
    pair.holder.handle_timeout(pair.clock.now());
    let (of_holder, of_reader) = pair.run();
    assert!(matches!(of_holder[..], [holder::Event::Closed(CloseReason::TimedOut)]));
    // The reader's own deadline has passed in the same instant.
    assert!(matches!(of_reader[..], [reader::Event::Closed(CloseReason::TimedOut)]), "{of_reader:?}");
}

#[test]
fn a_refused_request_starts_the_wait_anew() {
    let mut bench = Bench::answered();
    bench.clock.advance(seconds(200));
    assert_eq!(bench.tell(&bench.reader.message(2, &[0xff])).deadline, at(seconds(500)));
    times_out(&mut bench.holder, &mut bench.clock, seconds(500), Some(20));
}

/// Messages that a losing link sends are not heard, and do not keep the session awake.
#[test]
fn another_link_does_not_start_the_wait_anew() {
    let (mut bench, _request) = Bench::asked();
    bench.clock.advance(seconds(200));
    assert!(!bench.holder.handle_message_from(bench.clock.now(), holder::LinkId(9), vec![0xff]));
    times_out(&mut bench.holder, &mut bench.clock, seconds(300), Some(20));
}

#[test]
fn without_time_outs_nothing_is_waited_for() {
    let timeouts = Timeouts { establishment: None, inactivity: None };
    let mut world = World::new(51);
    let mut clock = VirtualClock::new();
    let config =
        holder::Config::builder(PROVIDER).reader_anchors(world.reader_anchors()).timeouts(timeouts).build().unwrap();
    let mut engagement = Engagement::new(&config, &mut world.rng).unwrap();
    let uri = engagement.offer_qr(&[ble()]).unwrap();
    let mut holder = engagement.into_session(clock.now());
    let config =
        reader::Config::builder(PROVIDER).issuer_roots(world.issuer_roots()).timeouts(timeouts).build().unwrap();
    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    let reader = reader::Session::new(&config, scanned, names_and_age(), &mut world.rng, clock.now()).unwrap();
    clock.advance(seconds(10_000_000));
    assert_eq!(drain(&mut holder).deadline, None);
    let mut pair = Pair { clock, holder, reader };
    let asked = request(pair.run().0);
    for _ in 0..2 {
        pair.clock.advance(seconds(10_000_000));
        pair.holder.handle_timeout(pair.clock.now());
        pair.reader.handle_timeout(pair.clock.now());
        let (of_holder, of_reader) = (drain(&mut pair.holder), drain(&mut pair.reader));
        assert_eq!((of_holder.deadline, of_reader.deadline), (None, None));
        silent("holder", &of_holder);
        silent("reader", &of_reader);
    }
    pair.holder.respond(pair.clock.now(), asked.decline()).unwrap();
    assert_eq!(pair.run().1.len(), 1);
}

/// The largest time-outs there are do not overflow the clock.
#[test]
fn a_time_out_beyond_the_end_of_time_never_comes() {
    let mut world = World::new(52);
    let timeouts = Timeouts { establishment: Some(Duration::MAX), inactivity: Some(Duration::MAX) };
    let config =
        holder::Config::builder(PROVIDER).reader_anchors(world.reader_anchors()).timeouts(timeouts).build().unwrap();
    let mut clock = VirtualClock::new();
    clock.advance(seconds(1));
    let engagement = Engagement::new(&config, &mut world.rng).unwrap();
    let mut holder = engagement.into_session(clock.now());
    clock.advance(Duration::from_secs(u64::MAX - 2));
    holder.handle_timeout(clock.now());
    silent("never", &drain(&mut holder));
}
