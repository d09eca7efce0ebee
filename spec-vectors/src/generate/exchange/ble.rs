//! BLE connections: both ends in both modes, by GATT and by channel.

mod channel;
mod time;

use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;

use super::draft::{Draft, one_of};
use crate::format::{BleConnection, BleEvent, BleValue, Bytes, Case, Expect, Input, Outcome, Role};

const START: (&str, &str) = ("8.3.3.1.1.4", "11.1.3.3");
const PARTS: (&str, &str) = ("8.3.3.1.1.5", "11.1.3.4");
const LOSS: (&str, &str) = ("8.3.3.1.1.6", "11.1.3.6");
const IDENT: (&str, &str) = ("8.3.3.1.1.3", "11.1.3.1");

const STATE: &str = "state";
const C2S: &str = "client-to-server";
const S2C: &str = "server-to-client";

/// The accepted cases that the others differ from: an mdoc that serves, a reader that is its client, and an mdoc that is the
/// client of a reader.
const SERVER: &str = "ble-mdoc-server";
const CLIENT: &str = "ble-reader-client";
const MDOC_CLIENT: &str = "ble-mdoc-client";

/// Not a COSE_Key that anybody holds: the Ident is made of the bytes, whatever they are.
const E_DEVICE_KEY_BYTES: &[u8] = &[0xd8, 0x18, 0x43, 0xa1, 0x01, 0x02];

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [accepted(), sizes(), values(), states(), idents(), peers(), channel::cases(), time::cases()].concat()
}

/// A message of 30 bytes, told apart by its first.
fn message(first: u8) -> Vec<u8> {
    (first..first + 30).collect()
}

fn connected(peer: u64, mtu: usize) -> BleEvent {
    BleEvent::Connected { peer, mtu }
}

fn subscribed(peer: u64, characteristic: &str) -> BleEvent {
    BleEvent::Subscribed { peer, characteristic: characteristic.to_owned() }
}

fn value(peer: u64, characteristic: &str, value: &[u8]) -> BleEvent {
    BleEvent::Value { peer, characteristic: characteristic.to_owned(), value: value.into(), times: None }
}

fn send(message: &[u8]) -> BleEvent {
    BleEvent::Send { message: message.into() }
}

/// What makes a server's connection start.
fn started_by(peer: u64, mtu: usize) -> Vec<BleEvent> {
    vec![connected(peer, mtu), subscribed(peer, STATE), subscribed(peer, S2C), value(peer, STATE, &[1])]
}

/// What brings a client to write Start; in mdoc central client mode with what it reads as Ident.
fn led_to_start(mtu: usize, ident: Option<&[u8]>) -> Vec<BleEvent> {
    let mut characteristics = vec![STATE.to_owned(), C2S.to_owned(), S2C.to_owned()];
    characteristics.extend(ident.map(|_| "ident".to_owned()));
    let mut events = vec![connected(1, mtu), BleEvent::Discovered { peer: 1, characteristics }];
    let read = |value: &[u8]| BleEvent::Read { peer: 1, characteristic: "ident".to_owned(), value: value.into() };
    events.extend(ident.map(read));
    events.extend([subscribed(1, STATE), subscribed(1, S2C)]);
    events
}

/// Values of an MTU of 23, as 10.5 says it, not as the library does.
fn parts(message: &[u8], size: usize) -> Vec<Vec<u8>> {
    let count = message.chunks(size - 1).len();
    let prefix = |index: usize| u8::from(index + 1 < count);
    message.chunks(size - 1).enumerate().map(|(index, part)| [&[prefix(index)], part].concat()).collect()
}

fn incoming(characteristic: &str, message: &[u8]) -> Vec<BleEvent> {
    parts(message, 20).iter().map(|part| value(1, characteristic, part)).collect()
}

fn outcome(started: bool, messages: &[&[u8]], sent: &[(&str, &[u8])], end: &str) -> Outcome {
    let sent = sent.iter().map(|(name, value)| BleValue { characteristic: (*name).to_owned(), value: (*value).into() });
    Outcome::BleConnection {
        started,
        messages: messages.iter().map(|message| Bytes::from(*message)).collect(),
        sent: sent.collect(),
        channel: None,
        end: end.to_owned(),
    }
}

fn input(mode: &str, side: &str, key: Option<&[u8]>, events: Vec<BleEvent>) -> Input {
    let e_device_key_bytes = key.map(Bytes::from);
    let (mode, side) = (mode.to_owned(), side.to_owned());
    Input::BleConnection(BleConnection { mode, side, e_device_key_bytes, l2cap: None, limits: None, events })
}

/// A case of an mdoc that serves.
fn serving(draft: Draft<'_>, events: Vec<BleEvent>, outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    draft.case(Role::Holder, input("peripheral-server", "server", None, events), one_of(outcomes))
}

/// A case of a reader that is the client of an mdoc.
fn reading(draft: Draft<'_>, events: Vec<BleEvent>, outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    draft.case(Role::Reader, input("peripheral-server", "client", None, events), one_of(outcomes))
}

/// The events of [`SERVER`]: started, a message in two values, and a message back.
fn server_events() -> Vec<BleEvent> {
    [started_by(1, 23), incoming(C2S, &message(0)), vec![send(&message(100))]].concat()
}

fn client_events() -> Vec<BleEvent> {
    [led_to_start(23, None), vec![send(&message(0))], incoming(S2C, &message(100))].concat()
}

/// The values of a message of 30 bytes on this characteristic.
fn both_parts(characteristic: &'static str, message: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    parts(message, 20).into_iter().map(|part| (characteristic, part)).collect()
}

fn seen(started: bool, messages: &[&[u8]], sent: &[(&'static str, Vec<u8>)], end: &str) -> Outcome {
    let sent: Vec<(&str, &[u8])> = sent.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    outcome(started, messages, &sent, end)
}

/// What [`SERVER`] comes to.
fn server_seen(end: &str) -> Outcome {
    seen(true, &[&message(0)], &both_parts(S2C, &message(100)), end)
}

fn client_seen(messages: &[&[u8]], end: &str) -> Outcome {
    let sent = [vec![(STATE, vec![1])], both_parts(C2S, &message(0))].concat();
    seen(true, messages, &sent, end)
}

fn accepted() -> Vec<Case> {
    let ident = ident();
    let mut events = server_events();
    events.push(BleEvent::End);
    let ended = seen(true, &[&message(0)], &[both_parts(S2C, &message(100)), vec![(STATE, vec![2])]].concat(), "ended");
    let mut by_client = server_events();
    by_client.push(value(1, STATE, &[2]));
    let short =
        [started_by(1, 23), [&[1, 0][..], &[1], &[1, 1, 2], &[0]].map(|part| value(1, C2S, part)).to_vec()].concat();
    let mdoc_events = [led_to_start(23, Some(&ident)), incoming(S2C, &message(0)), vec![send(&message(100))]].concat();
    let mdoc_sent = [vec![(STATE, vec![1])], both_parts(C2S, &message(100))].concat();
    let mdoc = input("central-client", "client", Some(E_DEVICE_KEY_BYTES), mdoc_events);
    vec![
        serving(
            Draft::positive(SERVER, PARTS, "An mdoc that serves: started, a message in two values, and one back"),
            server_events(),
            [server_seen("open")],
        ),
        reading(
            Draft::positive(CLIENT, PARTS, "A reader that is a client: it subscribes, starts, sends and is answered"),
            client_events(),
            [client_seen(&[&message(100)], "open")],
        ),
        Draft::positive(MDOC_CLIENT, IDENT, "An mdoc that is a client goes on with the reader that has its Ident")
            .case(Role::Holder, mdoc, Expect::Is(seen(true, &[&message(0)], &mdoc_sent, "open"))),
        serving(
            Draft::positive("ble-end-by-this-side", START, "The end follows the last value of the last message"),
            events,
            [ended],
        ),
        serving(
            Draft::positive("ble-end-by-the-client", START, "The client ends between messages"),
            by_client,
            [server_seen("ended")],
        ),
        serving(
            Draft::positive("ble-short-values", PARTS, "Values that are not full, or hold a prefix alone, are legal"),
            short,
            [outcome(true, &[&[0, 1, 2]], &[], "open")],
        ),
    ]
}

/// What is sent at an MTU: 1,200 bytes, told by the values themselves.
fn sizes() -> Vec<Case> {
    let sizes = [
        (23, 20),
        (24, 21),
        (64, 61),
        (185, 182),
        (247, 244),
        (512, 509),
        (514, 511),
        (515, 512),
        (517, 512),
        (600, 512),
    ];
    let case = |(mtu, size): (usize, usize)| {
        let id = match mtu {
            23 => "t09-mtu-23".to_owned(),
            517 | 600 => format!("t10-mtu-{mtu}"),
            _ => format!("ble-mtu-{mtu}"),
        };
        let title = format!("Under an MTU of {mtu} a value is of {size} bytes");
        let long: Vec<u8> = (0..1200_u32).map(|index| index.to_be_bytes()[3] ^ index.to_be_bytes()[2]).collect();
        let sent: Vec<(&'static str, Vec<u8>)> = parts(&long, size).into_iter().map(|part| (S2C, part)).collect();
        let events = [started_by(1, mtu), vec![send(&long)]].concat();
        serving(Draft::positive(&id, PARTS, &title), events, [seen(true, &[], &sent, "open")])
    };
    sizes.into_iter().map(case).collect()
}

/// [`SERVER`] with another event in place of the one at `index`, and what was seen up to there.
fn replaced(index: usize, event: BleEvent) -> Vec<BleEvent> {
    let mut events = server_events();
    events[index] = event;
    events
}

fn values() -> Vec<Case> {
    let broken = || outcome(true, &[], &[], "broken");
    let differs = "events[5].value";
    let negative = |id, title, bad: &[u8]| {
        serving(Draft::negative(id, PARTS, (SERVER, differs), title), replaced(5, value(1, C2S, bad)), [broken()])
    };
    let endless = BleEvent::Value {
        peer: 1,
        characteristic: C2S.to_owned(),
        value: Bytes::with_tail([1], [0xaa], 19),
        times: Some(1_500_000),
    };
    let client = |id, title, bad: &[u8]| {
        let mut events = client_events();
        events[6] = value(1, S2C, bad);
        reading(Draft::negative(id, PARTS, (CLIENT, "events[6].value"), title), events, [client_seen(&[], "broken")])
    };
    vec![
        negative("t01-prefix-2", "A value with the prefix 0x02", &[2, 19, 20]),
        negative("t01-prefix-ff", "A value with the prefix 0xFF", &[0xff]),
        negative("t01-empty-value", "A value of no bytes", &[]),
        client("t01-prefix-2-from-a-server", "A notification with the prefix 0x02", &[2, 19, 20]),
        client("t01-empty-value-from-a-server", "A notification of no bytes", &[]),
        serving(
            Draft::negative(
                "t08-values-without-end",
                PARTS,
                (SERVER, differs),
                "28 MB in values that all say that more follow",
            ),
            replaced(5, endless),
            [broken()],
        ),
    ]
}

fn states() -> Vec<Case> {
    let broken = |messages: &[&[u8]]| outcome(true, messages, &[], "broken");
    let negative = |id, index, title, bad: BleEvent, outcomes: Vec<Outcome>| {
        let differs = format!("events[{index}]");
        serving(Draft::negative(id, START, (SERVER, &differs), title), replaced(index, bad), outcomes)
    };
    // Whoever passes a State over waits for the rest of the message.
    let passed_over = || seen(true, &[], &both_parts(S2C, &message(100)), "open");
    let waiting = |end| outcome(false, &[], &[], end);
    vec![
        negative(
            "t02-data-before-start",
            3,
            "A message where Start is due",
            value(1, C2S, &[0, 1]),
            vec![waiting("open"), waiting("broken")],
        ),
        negative(
            "t02-end-before-start",
            3,
            "An end where Start is due",
            value(1, STATE, &[2]),
            vec![waiting("open"), waiting("ended"), waiting("broken")],
        ),
        negative(
            "t03-end-inside-a-message",
            5,
            "An end where the message has one value to come",
            value(1, STATE, &[2]),
            vec![broken(&[])],
        ),
        negative("t04-state-3", 5, "A State of 0x03", value(1, STATE, &[3]), vec![broken(&[]), passed_over()]),
        negative("t04-state-0", 5, "A State of 0x00", value(1, STATE, &[0]), vec![broken(&[]), passed_over()]),
        negative(
            "t04-state-of-two-bytes",
            5,
            "A State of two bytes",
            value(1, STATE, &[2, 0]),
            vec![broken(&[]), passed_over()],
        ),
        negative(
            "t04-state-of-no-bytes",
            5,
            "A State of no bytes",
            value(1, STATE, &[]),
            vec![broken(&[]), passed_over()],
        ),
        negative(
            "ble-start-twice",
            5,
            "Start inside a message",
            value(1, STATE, &[1]),
            vec![broken(&[]), passed_over()],
        ),
        reading(
            Draft::negative("ble-start-by-the-server", START, (CLIENT, "events[6]"), "A server that sends Start"),
            {
                let mut events = client_events();
                events[6] = value(1, STATE, &[1]);
                events
            },
            [client_seen(&[], "broken"), client_seen(&[], "open")],
        ),
        reading(
            Draft::negative(
                "t03-end-by-the-server-inside-a-message",
                START,
                (CLIENT, "events[6]"),
                "The mdoc ends where its message has one value to come",
            ),
            {
                let mut events = client_events();
                events[6] = value(1, STATE, &[2]);
                events
            },
            [client_seen(&[], "broken")],
        ),
    ]
}

/// HKDF-SHA-256 by hand, so that the vector does not rest on the function that it tests.
fn ident() -> Vec<u8> {
    let extracted = PROVIDER.mac.hmac_sha256(&[0; 32], &[E_DEVICE_KEY_BYTES]);
    PROVIDER.mac.hmac_sha256(&extracted, &[b"BLEIdent", &[1]])[..16].to_vec()
}

fn idents() -> Vec<Case> {
    let good = ident();
    let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[E_DEVICE_KEY_BYTES]);
    let mut flipped = good.clone();
    flipped[0] ^= 1;
    let long = [&good[..], &[0]].concat();
    let bad: [(&str, &str, &[u8]); 5] = [
        ("t05-ident-of-another", "One bit of the Ident is another's", &flipped),
        ("t05-ident-without-hkdf", "The Ident is a plain digest of EDeviceKeyBytes", &digest.as_bytes()[..16]),
        ("t06-ident-of-15-bytes", "The Ident lacks its last byte", &good[..15]),
        ("t06-ident-of-17-bytes", "The Ident has a byte too many", &long),
        ("t06-ident-of-no-bytes", "The Ident is empty", &[]),
    ];
    let case = |(id, title, bad): (&str, &str, &[u8])| {
        let events = [led_to_start(23, Some(bad)), incoming(S2C, &message(0)), vec![send(&message(100))]].concat();
        let input = input("central-client", "client", Some(E_DEVICE_KEY_BYTES), events);
        let draft = Draft::negative(id, IDENT, (MDOC_CLIENT, "events[2].value"), title);
        draft.case(Role::Holder, input, Expect::Is(outcome(false, &[], &[], "broken")))
    };
    bad.into_iter().map(case).collect()
}

fn peers() -> Vec<Case> {
    // Between the two values of the message, another central does all that it can.
    let mut second = server_events();
    let foreign =
        [started_by(2, 517), vec![value(2, C2S, &[0, 0x66]), value(2, C2S, &[1, 0x66]), value(2, STATE, &[2])]];
    second.splice(5..5, foreign.concat());
    // The first central is lost inside its message, and comes again for the rest.
    let mut again = server_events();
    again.splice(5..5, [vec![BleEvent::Disconnected { peer: 1 }], started_by(2, 23)].concat());
    for event in again.iter_mut().skip(5) {
        if let BleEvent::Value { peer, .. } = event {
            *peer = 2;
        }
    }
    let mut before = started_by(1, 23);
    before.truncate(3);
    before.push(BleEvent::Disconnected { peer: 1 });
    before.extend(server_events().into_iter().map(|event| match event {
        BleEvent::Connected { mtu, .. } => BleEvent::Connected { peer: 2, mtu },
        BleEvent::Subscribed { characteristic, .. } => BleEvent::Subscribed { peer: 2, characteristic },
        BleEvent::Value { characteristic, value, times, .. } => {
            BleEvent::Value { peer: 2, characteristic, value, times }
        }
        other => other,
    }));
    vec![
        serving(
            Draft::positive(
                "t11-second-central",
                START,
                "A second central inside a message: nothing that it does counts",
            ),
            second,
            [server_seen("open")],
        ),
        serving(
            Draft::negative(
                "t07-reconnection-after-start",
                LOSS,
                (SERVER, "events"),
                "A central that is lost and goes on",
            ),
            again,
            [outcome(true, &[], &[], "broken")],
        ),
        serving(
            Draft::positive("ble-reconnection-before-start", LOSS, "Before Start a central may go and come again"),
            before,
            [server_seen("open")],
        ),
    ]
}
