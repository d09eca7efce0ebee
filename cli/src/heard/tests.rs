#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::connection::{Config, Output, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Mode, Role};

use super::*;

const PEER: PeerId = PeerId(1);

fn at(ms: u64) -> Monotonic {
    Monotonic::new(Duration::from_millis(ms))
}

/// A reader's connection on which each message is answered after so many milliseconds.
fn answered(answers: &[u64], rssi: Option<i8>) -> Connection {
    let mut connection = Connection::new(Config::new(Mode::PeripheralServer, Role::Reader), at(0));
    connection.handle_connected(at(0), PEER, 185);
    connection.handle_discovered(at(0), PEER, Characteristic::REQUIRED);
    connection.handle_subscribed(at(0), PEER, Characteristic::State);
    connection.handle_subscribed(at(0), PEER, Characteristic::ServerToClient);
    let mut now = 0;
    let sent = |connection: &mut Connection, now| {
        while !matches!(connection.poll_output(), Output::Idle { .. }) {
            connection.handle_sent(at(now), PEER, 1);
        }
    };
    sent(&mut connection, now);
    if let Some(dbm) = rssi {
        connection.handle_rssi(PEER, dbm);
    }
    for wait in answers {
        now += 1000;
        connection.send(at(now), vec![7]).unwrap();
        sent(&mut connection, now);
        now += wait;
        connection.handle_value(at(now), PEER, Characteristic::ServerToClient, &[0, 8]);
        sent(&mut connection, now);
    }
    connection
}

#[test]
fn nothing_is_told_of_nothing() {
    let heard = Heard::of(&answered(&[], None));
    assert_eq!(heard, Heard::default());
    assert_eq!((heard.line(), heard.of_answer(0), heard.of_all()), (None, None, None));
}

#[test]
fn answers_and_signal_are_told_and_so_is_what_they_are_worth() {
    let heard = Heard::of(&answered(&[25, 3460, 900], Some(-54)));
    let line = heard.line().unwrap();
    assert!(line.contains("answered after 25 ms to 3.5 s, heard at -54 dBm"), "{line}");
    assert!(line.contains("does not rule out a relay"), "{line}");
    assert_eq!(heard.of_answer(1), Some(json!({ "roundTripMs": 3460, "rssiDbm": -54 })));
    assert_eq!(heard.of_answer(3), Some(json!({ "rssiDbm": -54 })));
    assert_eq!(heard.of_all(), Some(json!({ "fastestMs": 25, "slowestMs": 3460, "rssiDbm": -54 })));
}

#[test]
fn what_is_not_known_is_left_out() {
    let heard = Heard::of(&answered(&[999], None));
    assert!(heard.line().unwrap().contains("answered after 999 ms; this"));
    assert_eq!(heard.of_answer(0), Some(json!({ "roundTripMs": 999 })));
    assert_eq!(heard.of_answer(1), None);
    let heard = Heard::of(&answered(&[], Some(-90)));
    assert!(heard.line().unwrap().contains("heard at -90 dBm; this"));
    assert_eq!(heard.of_all(), Some(json!({ "rssiDbm": -90 })));
}
