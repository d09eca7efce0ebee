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
    Expected {
        mtu: 23,
        holder: Side::Peripheral,
        channel: false,
        end: "both",
        ident: None,
        session: true,
        finished: true,
    }
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

const IDENT: [u8; 16] = *b"the right Ident.";

/// What the mdoc does before Start in mdoc central client mode.
fn central_client(made: &mut Made, reads: &[(u8, &[u8])]) -> Vec<String> {
    made.connect();
    made.discover(&[5, 6, 7, 8, 11]);
    for (number, value) in reads {
        made.read(*number, value);
    }
    made.subscribe(5);
    made.subscribe(7);
    made.write(5, &[1]);
    made.notify(7, b"\x00\xa1\x6aeReaderKey");
    let expected = Expected { holder: Side::Central, ident: Some(IDENT), finished: false, ..expected() };
    findings(made, expected)
}

#[test]
fn an_ident_is_read_before_start_and_is_the_engagements() {
    // Read again at the end, as bluetoothd's clients may to see that all was sent.
    let mut made = Made::new();
    assert_eq!(central_client(&mut made, &[(8, &IDENT)]), Vec::<String>::new());
    made.read(8, &IDENT);
    let expected_of = |ident| Expected { holder: Side::Central, ident, finished: false, ..expected() };
    assert_eq!(findings(&made, expected_of(Some(IDENT))), Vec::<String>::new());
    assert_eq!(findings(&made, expected_of(None)), Vec::<String>::new());

    one(&central_client(&mut Made::new(), &[]), "without having read");
    one(&central_client(&mut Made::new(), &[(8, &[7; 16])]), "not the engagement's");
    one(&central_client(&mut Made::new(), &[(8, &IDENT[..15])]), "15 bytes");
    let mut made = Made::new();
    central_client(&mut made, &[]);
    made.read(8, &IDENT);
    one(&findings(&made, expected_of(Some(IDENT))), "only after");
    // A mismatch after which the mdoc leaves is as it should be.
    let mut made = Made::new();
    made.connect();
    made.discover(&[5, 6, 7, 8]);
    made.read(8, &[7; 16]);
    made.disconnect();
    let wrong = findings(&made, expected_of(Some(IDENT)));
    assert!(!wrong.iter().any(|wrong| wrong.contains("Ident")), "{wrong:?}");
    // The mdoc's own service has none.
    let mut made = Made::new();
    session(&mut made);
    made.connect();
    made.discover(&[1, 2, 3, 8]);
    made.read(8, &IDENT);
    let wrong = findings(&made, expected());
    assert!(wrong.iter().any(|wrong| wrong.contains("though the server is the mdoc")), "{wrong:?}");
}

/// A session by channel in mdoc peripheral server mode.
fn by_channel(reads: &[(u8, &[u8])], opened: u16) -> Vec<String> {
    let mut made = Made::new();
    made.connect();
    made.discover(&[1, 2, 3, 10, 11]);
    for (number, value) in reads {
        made.read(*number, value);
    }
    made.open_channel(opened);
    made.stream(Side::Central, b"\xa2\x6aeReaderKey");
    findings(&made, Expected { channel: true, finished: false, ..expected() })
}

#[test]
fn a_psm_is_read_where_it_belongs_and_the_channel_is_its() {
    let good: (u8, &[u8]) = (10, &[0, 0, 0, 0x81]);
    assert_eq!(by_channel(&[good], 0x81), Vec::<String>::new());
    // Known from the engagement.
    assert_eq!(by_channel(&[], 0x81), Vec::<String>::new());
    one(&by_channel(&[good], 0x82), "at another PSM");
    one(&by_channel(&[(11, good.1)], 0x81), "other mode's");
    one(&by_channel(&[(10, &[0x81, 0])], 0x81), "2 bytes");
    one(&by_channel(&[(10, &[0x81, 0, 0, 0])], 0x81), "none that systems give out");

    let mut made = Made::new();
    session(&mut made);
    made.connect();
    made.discover(&[1, 2, 3, 10]);
    made.read(10, good.1);
    let wrong = findings(&made, expected());
    assert!(wrong.iter().any(|wrong| wrong.contains("the PSM was read though")), "{wrong:?}");
    let mut made = Made::new();
    made.connect();
    made.open_channel(0x81);
    let wrong = findings(&made, expected());
    assert!(wrong.iter().any(|wrong| wrong.contains("a channel was opened though")), "{wrong:?}");
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
