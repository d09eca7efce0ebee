//! What must happen in time, to the millisecond: each limit not quite reached, and reached.

use super::super::draft::{Draft, one_of};
use super::channel::{bytes, frame, on_channel, opened};
use super::{
    C2S, PARTS, S2C, START, STATE, both_parts, client_seen, connected, incoming, led_to_start, message, outcome, parts,
    seen, send, server_seen, started_by, subscribed, value,
};
use crate::format::{BleChannel, BleConnection, BleEvent, BleLimits, Case, Input, Outcome, Role};

/// What may be silence in a session is not more as a trickle.
const SILENCE: (&str, &str) = ("8.2.4", "9.4");

const LIMITS: BleLimits = BleLimits { start: 15_000, fragment: 32_000, message: 300_000, sending: 32_000 };

/// The accepted cases that the others differ from.
const SERVER: &str = "ble-time-mdoc-server";
const CLIENT: &str = "ble-time-reader-client";
const TRICKLE: &str = "ble-time-trickle";
const LATE: &str = "ble-time-subscribed-late";
const OTHERS: &str = "t11-second-central-in-time";
const CHANNEL: &str = "ble-time-channel";

pub(super) fn cases() -> Vec<Case> {
    [starts(), fragments(), trickles(), sending(), others(), channels()].concat()
}

fn wait(ms: u64) -> BleEvent {
    BleEvent::Wait { ms }
}

fn limited(input: Input, l2cap: Option<BleChannel>) -> Input {
    match input {
        Input::BleConnection(input) => Input::BleConnection(BleConnection { limits: Some(LIMITS), l2cap, ..input }),
        other => other,
    }
}

fn serving(draft: Draft<'_>, events: Vec<BleEvent>, outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    let input = limited(super::input("peripheral-server", "server", None, events), None);
    draft.case(Role::Holder, input, one_of(outcomes))
}

fn reading(draft: Draft<'_>, events: Vec<BleEvent>, outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    let input = limited(super::input("peripheral-server", "client", None, events), None);
    draft.case(Role::Reader, input, one_of(outcomes))
}

/// A reader that is the client, and has this long until Start.
fn starts() -> Vec<Case> {
    let events = |ms| {
        let mut events = led_to_start(23, None);
        events.insert(3, wait(ms));
        [events, vec![send(&message(0))], incoming(S2C, &message(100))].concat()
    };
    let late = || outcome(false, &[], &[], "open");
    vec![
        reading(
            Draft::positive(CLIENT, START, "Subscribed a millisecond before the limit for the start"),
            events(14_999),
            [client_seen(&[&message(100)], "open")],
        ),
        // It makes a new connection, or gives up.
        reading(
            Draft::negative(
                "ble-time-start-too-late",
                START,
                (CLIENT, "events[3].ms"),
                "Not subscribed at the limit for the start: the connection is given up, and what is left of it does not count",
            ),
            events(15_000),
            [late(), outcome(false, &[], &[], "broken")],
        ),
    ]
}

/// The events of [`SERVER`]: every wait a millisecond short of its limit.
fn server_events() -> Vec<BleEvent> {
    let mut events = [started_by(1, 23), incoming(C2S, &message(0)), vec![send(&message(100))]].concat();
    events.insert(5, wait(31_999));
    events.insert(3, wait(14_999));
    events
}

fn fragments() -> Vec<Case> {
    let mut stalled = server_events();
    stalled[6] = wait(32_000);
    let mut quiet = [started_by(1, 23), vec![wait(299_999)], incoming(C2S, &message(0)), vec![wait(299_999)]].concat();
    quiet.extend([send(&message(100)), wait(299_999)]);
    vec![
        serving(
            Draft::positive(SERVER, SILENCE, "Start and the second value, each a millisecond before its limit"),
            server_events(),
            [server_seen("open")],
        ),
        serving(
            Draft::negative(
                "ble-time-value-too-late",
                SILENCE,
                (SERVER, "events[6].ms"),
                "The next value of a message has not come at its limit",
            ),
            stalled,
            [outcome(true, &[], &[], "broken")],
        ),
        serving(
            Draft::positive(
                "ble-time-between-messages",
                SILENCE,
                "Between messages the session waits, not the transport",
            ),
            quiet,
            [server_seen("open")],
        ),
    ]
}

/// A message of which a byte comes every 30 seconds.
fn trickles() -> Vec<Case> {
    let events = |last| {
        let mut events = started_by(1, 23);
        for byte in 0..10 {
            events.extend([value(1, C2S, &[1, byte]), wait(if byte < 9 { 30_000 } else { last })]);
        }
        events.extend([value(1, C2S, &[0, 10]), send(&message(100))]);
        events
    };
    let whole: Vec<u8> = (0..=10).collect();
    vec![
        serving(
            Draft::positive(
                TRICKLE,
                SILENCE,
                "A byte every 30 seconds, the last a millisecond before the message's limit",
            ),
            events(29_999),
            [seen(true, &[&whole], &both_parts(S2C, &message(100)), "open")],
        ),
        serving(
            Draft::negative(
                "ble-time-message-too-slow",
                SILENCE,
                (TRICKLE, "events[23].ms"),
                "No two values are far apart, but the message is not whole at its limit",
            ),
            events(30_000),
            [outcome(true, &[], &[], "broken")],
        ),
    ]
}

/// A server whose client started without a subscription to the messages: nothing can be sent.
fn sending() -> Vec<Case> {
    let events = |ms| {
        let start = vec![connected(1, 23), subscribed(1, STATE), value(1, STATE, &[1])];
        [start, incoming(C2S, &message(0)), vec![send(&message(100)), wait(ms), subscribed(1, S2C)]].concat()
    };
    vec![
        serving(
            Draft::positive(
                LATE,
                SILENCE,
                "The client subscribes a millisecond before the limit for what waits for it",
            ),
            events(31_999),
            [server_seen("open")],
        ),
        serving(
            Draft::negative(
                "ble-time-never-subscribed",
                SILENCE,
                (LATE, "events[6].ms"),
                "The client has not subscribed at the limit for what waits for it",
            ),
            events(32_000),
            [outcome(true, &[&message(0)], &[], "broken")],
        ),
    ]
}

/// Another central uses the service while the owner of the connection is slow.
fn others() -> Vec<Case> {
    let events = |ms| {
        let values = parts(&message(0), 20);
        let foreign = [started_by(2, 517), vec![value(2, C2S, &[1, 0x66]), value(2, STATE, &[2])]].concat();
        let own = vec![value(1, C2S, &values[0]), wait(16_000)];
        let behind = vec![wait(ms), value(1, C2S, &values[1]), send(&message(100))];
        [started_by(1, 23), own, foreign, behind].concat()
    };
    vec![
        serving(
            Draft::positive(OTHERS, START, "A second central halfway to the limit for the owner's next value"),
            events(15_999),
            [server_seen("open")],
        ),
        serving(
            Draft::negative(
                "t11-second-central-buys-no-time",
                START,
                (OTHERS, "events[12].ms"),
                "What a second central writes does not keep the owner's message waiting for longer",
            ),
            events(16_000),
            [outcome(true, &[], &[], "broken")],
        ),
    ]
}

fn channels() -> Vec<Case> {
    let stream = frame(&message(0));
    let events = |ms| {
        let (length, rest) = stream.split_at(2);
        vec![connected(1, 23), opened(1), bytes(length), wait(ms), bytes(rest), wait(299_999), send(&message(100))]
    };
    let case = |draft: Draft<'_>, ms, seen| {
        let input = super::input("peripheral-server", "server", None, events(ms));
        draft.case(Role::Holder, limited(input, Some(BleChannel { psm: Some(0x97) })), one_of([seen]))
    };
    vec![
        case(
            Draft::positive(CHANNEL, PARTS, "Half a length on a channel, the rest a millisecond before the limit"),
            31_999,
            on_channel(&[&message(0)], Some(&message(100)), "open"),
        ),
        case(
            Draft::negative(
                "ble-time-channel-too-late",
                PARTS,
                (CHANNEL, "events[3].ms"),
                "Half a length on a channel, and nothing more at the limit",
            ),
            32_000,
            on_channel(&[], None, "broken"),
        ),
    ]
}
