//! L2CAP channels: how they come about, what is on them, and what is done where there is none.

use super::super::draft::{Draft, one_of};
use super::{
    C2S, E_DEVICE_KEY_BYTES, IDENT, S2C, STATE, client_seen, connected, ident, led_to_start, message, outcome, send,
    started_by, value,
};
use crate::format::{BleChannel, BleConnection, BleEvent, Case, Input, Outcome, Role};

const CHANNEL: (&str, &str) = ("-", "11.1.4");
const L2CAP: &str = "l2cap";
const PSM: u16 = 0x97;

/// The accepted cases that the others differ from.
const SERVER: &str = "ble-channel-mdoc-server";
const CLOSED: &str = "ble-channel-closed-by-the-client";
const CLIENT: &str = "ble-channel-reader-client";
const READ: &str = "ble-channel-psm-read";
const MDOC_CLIENT: &str = "ble-channel-mdoc-client";

pub(super) fn cases() -> Vec<Case> {
    [servers(), clients(), lengths(), others()].concat()
}

/// A message behind its length.
pub(super) fn frame(message: &[u8]) -> Vec<u8> {
    [&u32::try_from(message.len()).unwrap().to_be_bytes(), message].concat()
}

pub(super) fn opened(peer: u64) -> BleEvent {
    BleEvent::ChannelOpened { peer }
}

pub(super) fn bytes(bytes: &[u8]) -> BleEvent {
    BleEvent::ChannelBytes { peer: 1, bytes: bytes.into() }
}

/// What is seen of a channel on which these messages came, and this one went.
pub(super) fn on_channel(messages: &[&[u8]], sent: Option<&[u8]>, end: &str) -> Outcome {
    match outcome(true, messages, &[], end) {
        Outcome::BleConnection { started, messages, sent: by_gatt, end, .. } => {
            let channel = sent.map(|message| frame(message).into());
            Outcome::BleConnection { started, messages, sent: by_gatt, channel, end }
        }
        other => other,
    }
}

fn input(side: &str, channel: Option<BleChannel>, events: Vec<BleEvent>) -> Input {
    match super::input("peripheral-server", side, None, events) {
        Input::BleConnection(input) => Input::BleConnection(BleConnection { l2cap: channel, ..input }),
        other => other,
    }
}

/// An mdoc that serves, and listens for a channel.
fn serving(draft: Draft<'_>, events: Vec<BleEvent>, outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    draft.case(Role::Holder, input("server", Some(BleChannel { psm: Some(PSM) }), events), one_of(outcomes))
}

/// A reader that is the client, and wants a channel.
fn reading(draft: Draft<'_>, psm: Option<u16>, events: Vec<BleEvent>, outcomes: Vec<Outcome>) -> Case {
    draft.case(Role::Reader, input("client", Some(BleChannel { psm }), events), one_of(outcomes))
}

/// The events of [`SERVER`]: a channel, a message in one piece, and one back.
fn server_events() -> Vec<BleEvent> {
    vec![connected(1, 23), opened(1), bytes(&frame(&message(0))), send(&message(100))]
}

/// The events of [`CLOSED`].
fn closed_events() -> Vec<BleEvent> {
    let stream = frame(&message(0));
    let (first, second) = stream.split_at(11);
    vec![connected(1, 23), opened(1), bytes(first), bytes(second), BleEvent::ChannelClosed { peer: 1 }]
}

fn servers() -> Vec<Case> {
    let both = || on_channel(&[&message(0)], Some(&message(100)), "open");
    let stream = [frame(&message(0)), frame(&message(50))].concat();
    let piecewise = |pieces: &[usize]| {
        let mut events = vec![connected(1, 23), opened(1)];
        let mut rest = &stream[..];
        for length in pieces {
            let (piece, behind) = rest.split_at(*length);
            events.push(bytes(piece));
            rest = behind;
        }
        events.extend([bytes(rest), send(&message(100))]);
        events
    };
    let two = || on_channel(&[&message(0), &message(50)], Some(&message(100)), "open");
    let mut ended = server_events();
    ended.push(BleEvent::End);
    let by_gatt = [started_by(1, 517), vec![value(1, C2S, &[&[0], &message(0)[..]].concat()), send(&message(100))]];
    let answer = [&[0], &message(100)[..]].concat();
    let accepted = |id, title, events, seen| serving(Draft::positive(id, CHANNEL, title), events, [seen]);
    let mut reopened = server_events();
    reopened[2] = opened(1);
    vec![
        accepted(SERVER, "A channel is the start: a message in one piece, and one back", server_events(), both()),
        accepted("ble-channel-byte-by-byte", "Two messages byte by byte", piecewise(&[1; 67]), two()),
        accepted(
            "ble-channel-cut-anywhere",
            "Two messages, cut inside both lengths and inside the first message",
            piecewise(&[3, 4, 28, 2]),
            two(),
        ),
        accepted("ble-channel-two-messages", "Two messages in one piece", piecewise(&[]), two()),
        accepted("ble-channel-empty-pieces", "Pieces of no bytes mean nothing", piecewise(&[0, 10, 0]), two()),
        accepted(
            "ble-channel-end-by-this-side",
            "On a channel no State says that this side ends",
            ended,
            on_channel(&[&message(0)], Some(&message(100)), "ended"),
        ),
        accepted(
            CLOSED,
            "The client closes its channel between messages",
            closed_events(),
            on_channel(&[&message(0)], None, "ended"),
        ),
        accepted(
            "ble-channel-not-taken",
            "A client that starts by GATT does not need the channel that is there",
            by_gatt.concat(),
            outcome(true, &[&message(0)], &[(S2C, &answer)], "open"),
        ),
        Draft::negative(
            "ble-channel-not-offered",
            CHANNEL,
            (SERVER, L2CAP),
            "A channel where this side listens for none",
        )
        .case(
            Role::Holder,
            input("server", None, server_events()),
            one_of([outcome(false, &[], &[], "open"), outcome(false, &[], &[], "broken")]),
        ),
        serving(
            Draft::negative("ble-channel-twice", CHANNEL, (SERVER, "events[2]"), "A second channel of the same client"),
            reopened,
            [on_channel(&[], None, "broken"), on_channel(&[], Some(&message(100)), "open")],
        ),
    ]
}

/// What comes before a channel whose PSM is to be read.
fn led_to_channel(psm: &[u8]) -> Vec<BleEvent> {
    let characteristics = [STATE, C2S, S2C, L2CAP].map(str::to_owned).to_vec();
    let read = BleEvent::Read { peer: 1, characteristic: L2CAP.to_owned(), value: psm.into() };
    vec![connected(1, 23), BleEvent::Discovered { peer: 1, characteristics }, read]
}

fn clients() -> Vec<Case> {
    let talk = || vec![send(&message(0)), bytes(&frame(&message(100)))];
    let by_channel = || on_channel(&[&message(100)], Some(&message(0)), "open");
    let by_gatt = || {
        let answer = super::incoming(S2C, &message(100));
        [vec![send(&message(0))], answer].concat()
    };
    let gatt_seen = || client_seen(&[&message(100)], "open");
    let failed = || BleEvent::Failed { peer: 1 };
    let subscribed = || led_to_start(23, None).split_off(2);
    let known = [vec![connected(1, 23), opened(1)], talk()].concat();
    let read = [led_to_channel(&[0, 0, 0, 0x97]), vec![opened(1)], talk()].concat();
    let refused = [vec![connected(1, 23), failed()], led_to_start(23, None).split_off(1), by_gatt()].concat();
    let refused_later = [led_to_channel(&[0, 0, 0, 0x97]), vec![failed()], subscribed(), by_gatt()].concat();
    let unread = {
        let mut events = led_to_channel(&[]);
        events[2] = failed();
        [events, subscribed(), by_gatt()].concat()
    };
    let unusable = |psm: &[u8]| [led_to_channel(psm), subscribed(), by_gatt()].concat();
    let none = [led_to_start(23, None), by_gatt()].concat();
    let accepted = |id, title, psm, events, seen| reading(Draft::positive(id, CHANNEL, title), psm, events, vec![seen]);
    let mut cases = vec![
        accepted(CLIENT, "The engagement names the PSM: no GATT is needed", Some(PSM), known, by_channel()),
        accepted(READ, "The PSM is read, four bytes, big-endian", None, read, by_channel()),
        accepted(
            "ble-channel-refused",
            "The channel of the engagement does not open: GATT is used",
            Some(PSM),
            refused,
            gatt_seen(),
        ),
        accepted(
            "ble-channel-refused-after-reading",
            "The channel that was read of does not open: GATT is used",
            None,
            refused_later,
            gatt_seen(),
        ),
        accepted("ble-channel-psm-not-read", "The PSM cannot be read: GATT is used", None, unread, gatt_seen()),
        accepted(
            "ble-channel-not-served",
            "The service has no L2CAP characteristic: GATT is used",
            None,
            none,
            gatt_seen(),
        ),
    ];
    for (id, title, psm) in [
        ("ble-channel-psm-of-another-service", "A PSM that no server is given: GATT is used", &[0, 0, 0, 0x25][..]),
        ("ble-channel-psm-empty", "A PSM of no bytes: GATT is used", &[]),
        ("ble-channel-psm-of-five-bytes", "A PSM of five bytes: GATT is used", &[0, 0, 0, 0, 0x97]),
    ] {
        cases.push(accepted(id, title, None, unusable(psm), gatt_seen()));
    }
    cases.extend(mdocs());
    cases
}

/// An mdoc that is the client of a reader: it looks whose channel it is before it opens it.
fn mdocs() -> Vec<Case> {
    let events = |ident: &[u8]| {
        let characteristics = [STATE, C2S, S2C, "ident", L2CAP].map(str::to_owned).to_vec();
        let read =
            |name: &str, value: &[u8]| BleEvent::Read { peer: 1, characteristic: name.to_owned(), value: value.into() };
        vec![
            connected(1, 23),
            BleEvent::Discovered { peer: 1, characteristics },
            read("ident", ident),
            read(L2CAP, &[0, 0, 0, 0x97]),
            opened(1),
            bytes(&frame(&message(0))),
            send(&message(100)),
        ]
    };
    let case = |draft: Draft<'_>, ident: &[u8], seen| {
        let input = match super::input("central-client", "client", Some(E_DEVICE_KEY_BYTES), events(ident)) {
            Input::BleConnection(input) => {
                Input::BleConnection(BleConnection { l2cap: Some(BleChannel { psm: None }), ..input })
            }
            other => other,
        };
        draft.case(Role::Holder, input, one_of([seen]))
    };
    let good = ident();
    let mut flipped = good.clone();
    flipped[0] ^= 1;
    vec![
        case(
            Draft::positive(MDOC_CLIENT, CHANNEL, "An mdoc reads Ident and PSM, and opens the reader's channel"),
            &good,
            on_channel(&[&message(0)], Some(&message(100)), "open"),
        ),
        case(
            Draft::negative(
                "t05-ident-of-another-before-a-channel",
                IDENT,
                (MDOC_CLIENT, "events[2].value"),
                "The Ident is another's: its channel is not opened",
            ),
            &flipped,
            outcome(false, &[], &[], "broken"),
        ),
    ]
}

fn lengths() -> Vec<Case> {
    let broken = || [on_channel(&[], None, "broken")];
    let negative = |id, title, stream: &[u8]| {
        let mut events = server_events();
        events[2] = bytes(stream);
        serving(Draft::negative(id, CHANNEL, (SERVER, "events[2].bytes"), title), events, broken())
    };
    let announced = |length: u32| [&length.to_be_bytes()[..], &message(0)].concat();
    let mut closed = closed_events();
    closed[3] = BleEvent::ChannelClosed { peer: 1 };
    let mut lost = closed_events();
    lost[3] = BleEvent::Disconnected { peer: 1 };
    vec![
        negative(
            "t12-channel-length-without-measure",
            "A length of 0xFFFFFFFF: the connection ends, and nothing is allocated for it",
            &announced(u32::MAX),
        ),
        negative("t12-channel-length-of-2-gib", "A length of 0x7FFFFFFF", &announced(i32::MAX.unsigned_abs())),
        negative("t13-channel-length-0", "A message of no bytes", &announced(0)),
        serving(
            Draft::negative(
                "t13-channel-closed-inside-a-message",
                CHANNEL,
                (CLOSED, "events[3]"),
                "The client closes its channel where 23 bytes of its message are to come",
            ),
            closed,
            broken(),
        ),
        serving(
            Draft::negative(
                "t13-channel-lost-inside-a-message",
                CHANNEL,
                (CLOSED, "events[3]"),
                "The connection is lost where 23 bytes of the message are to come",
            ),
            lost,
            broken(),
        ),
    ]
}

/// What others do while the channel is somebody's.
fn others() -> Vec<Case> {
    let stream = frame(&message(0));
    let (first, second) = stream.split_at(11);
    let foreign = [
        vec![connected(2, 517), opened(2), BleEvent::ChannelBytes { peer: 2, bytes: frame(&[0x66]).into() }],
        vec![BleEvent::ChannelClosed { peer: 2 }],
        started_by(3, 517),
        vec![value(3, C2S, &[0, 0x66]), value(3, STATE, &[2])],
    ];
    let events =
        [vec![connected(1, 23), opened(1), bytes(first)], foreign.concat(), vec![bytes(second), send(&message(100))]];
    vec![serving(
        Draft::positive(
            "t11-second-central-beside-a-channel",
            CHANNEL,
            "Another channel and a start by GATT inside a message: nothing that the others do counts",
        ),
        events.concat(),
        [on_channel(&[&message(0)], Some(&message(100)), "open")],
    )]
}
