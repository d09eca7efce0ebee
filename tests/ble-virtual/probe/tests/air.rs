//! The decoder and its rules, on captures that are put together here: a good one, and one fault at a time.
#![allow(clippy::unwrap_used)]

use ble_probe::air::{
    self, Side,
    rules::{self, Expected},
    transfer::messages,
};

#[path = "support/made.rs"]
mod made;

use made::Made;

fn expected() -> Expected<'static> {
    Expected { mtu: 23, holder: Side::Peripheral, channel: false, end: "both", session: true, finished: true }
}

/// A whole session at an MTU of 23 in mdoc peripheral server mode.
fn session(made: &mut Made) {
    made.advertise(&made::advertisement());
    made.connect();
    made.discover(&[1, 2, 3]);
    made.subscribe(1);
    made.subscribe(3);
    made.write(1, &[1]);
    made.say(Side::Central, &[b"\xa2\x6aeReaderKey".to_vec(), vec![7; 40]].concat());
    made.say(Side::Peripheral, &[vec![0xa1], vec![9; 60]].concat());
    made.say(Side::Central, b"\xa1\x66status\x14");
    made.write(1, &[2]);
    made.disconnect();
}

fn findings(made: &Made, expected: Expected<'_>) -> Vec<String> {
    let capture = air::decode(made.file()).unwrap();
    let mut wrong = rules::advertisements(&capture);
    wrong.extend(capture.links.iter().flat_map(|link| rules::link(link, expected)));
    wrong
}

fn one(wrong: &[String], word: &str) {
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].contains(word), "{wrong:?}");
}

#[test]
fn a_good_session_has_no_findings() {
    let mut made = Made::new();
    session(&mut made);
    assert_eq!(findings(&made, expected()), Vec::<String>::new());
    let capture = air::decode(made.file()).unwrap();
    let said = messages(&capture.links[0]);
    assert_eq!(said.iter().map(|message| message.bytes.len()).collect::<Vec<_>>(), [52, 61, 9]);
    assert!(said[1].goodput().unwrap() > 0.0);
    assert_eq!(rules::services(&capture), [made::SERVICE]);
}

#[test]
fn what_an_advertisement_must_not_hold_is_found() {
    let cases: [(&[u8], &str); 3] = [
        (b"\x06\x09phone", "the name"),
        (b"\x05\xff\x4c\x00\x01\x02", "type 0xff"),
        (b"\x04\x16\xaa\xfe\x01", "type 0x16"),
    ];
    for (structure, word) in cases {
        let mut made = Made::new();
        made.advertise(structure);
        one(&findings(&made, expected()), word);
    }
    let mut made = Made::new();
    made.address = [0, 0xaa, 1, 0, 0, 0];
    made.random = false;
    made.advertise(&made::advertisement());
    one(&findings(&made, expected()), "fixed address");
    let mut made = Made::new();
    made.advertise(&[&[17, 7], &[3; 16][..]].concat());
    one(&findings(&made, expected()), "not a random one");
}

#[test]
fn data_before_start_is_found() {
    let mut made = Made::new();
    made.connect();
    made.discover(&[1, 2, 3]);
    made.subscribe(1);
    made.subscribe(3);
    made.write(2, b"\x00\xa2\x6aeReaderKey");
    made.write(1, &[1]);
    let expected = Expected { finished: false, ..expected() };
    one(&findings(&made, expected), "not Start");
}

#[test]
fn a_missing_or_late_subscription_is_found() {
    let mut made = Made::new();
    made.connect();
    made.discover(&[1, 2, 3]);
    made.subscribe(1);
    made.write(1, &[1]);
    made.subscribe(3);
    made.say(Side::Central, b"\xa1\x6aeReaderKey");
    let expected = Expected { finished: false, ..expected() };
    one(&findings(&made, expected), "after Start");
}

#[test]
fn the_end_is_as_the_reader_was_told() {
    let mut made = Made::new();
    session(&mut made);
    one(&findings(&made, Expected { end: "status", ..expected() }), "by status only");
    one(&findings(&made, Expected { end: "state", ..expected() }), "by State only");
}

#[test]
fn odd_fragments_are_found() {
    for (value, word) in [(vec![2, 1], "begins with"), (vec![1, 0xa1, 5], "a fragment of 3 bytes")] {
        let mut made = Made::new();
        made.connect();
        made.discover(&[1, 2, 3]);
        made.subscribe(1);
        made.subscribe(3);
        made.write(1, &[1]);
        made.say(Side::Central, b"\xa1\x6aeReaderKey");
        made.notify(3, &value);
        made.notify(3, &[0, 0xa1]);
        let expected = Expected { finished: false, ..expected() };
        let wrong = findings(&made, expected);
        assert!(wrong.iter().any(|wrong| wrong.contains(word)), "{wrong:?}");
    }
}

#[test]
fn another_mtu_is_found() {
    let mut made = Made::new();
    session(&mut made);
    let wrong = findings(&made, Expected { mtu: 517, ..expected() });
    assert!(wrong.iter().any(|wrong| wrong == "the MTU is 23, not 517"), "{wrong:?}");
}

#[test]
fn a_file_cut_short_anywhere_is_no_panic() {
    let mut made = Made::new();
    session(&mut made);
    for length in 0..made.file().len() {
        let _ = air::decode(&made.file()[..length]);
    }
}

#[test]
fn values_in_the_clear_are_found() {
    assert_eq!(
        rules::in_the_clear(b"..Nordmann..", &["Nordmann", "Bergen"]),
        ["\"Nordmann\" is on the air in the clear"]
    );
}
