//! Each of the 18 ways to end, around each message of a session, over every transport: what each side must report.

use core::time::Duration;

use mdoc_proximity::report::Profile;
use mdoc_proximity::session::{CloseReason, Status};
use mdoc_proximity::transport::ble::Mode;

use crate::endings::{Ending, How, When};
use crate::plan::{Consent, Plan, Round, Side, Transport};
use crate::sim::Sim;
use crate::stage::Stage;

/// Three requests, so that none of the first four messages ends the session by itself, in pieces so small that every
/// message has several.
pub fn plan(transport: Transport, ending: Option<Ending>) -> Plan {
    let second = Duration::from_secs(1);
    let round = Round { asks: 7, consent: Consent::All, thinks: 5 * second, reads: 5 * second };
    Plan {
        seed: 5,
        transport,
        mtu: 64,
        window: 1,
        chunk: 100,
        mac: false,
        profile: Profile::Strict,
        edition2: false,
        by_nfc: false,
        authenticated: true,
        rounds: vec![round; 3],
        holder_closes: true,
        says_end: false,
        faults: Vec::new(),
        ending,
        away: false,
    }
}

/// Whether a status reaches the other side (edition 1 9.1.1.4, edition 2 12.2.4).
fn is_heard(transport: Transport, ending: Ending) -> bool {
    match (ending.who, ending.message, ending.when) {
        // Before a reader is heard there is nobody to be told.
        (Side::Holder, 0, When::Before | When::During) => false,
        // Inside its own message and while the card holds its answer the terminal cannot speak: it switches the field off.
        (Side::Reader, 0, When::During)
        | (Side::Reader, 0 | 2, When::After)
        | (Side::Reader, 1 | 3, When::Before | When::During) => transport != Transport::Nfc,
        _ => true,
    }
}

/// What holder and reader report, and how many answers arrived.
fn expected(transport: Transport, ending: Ending) -> (CloseReason, CloseReason, usize) {
    let (ender, other) = match ending.how {
        How::Status if is_heard(transport, ending) => (CloseReason::Local, CloseReason::Peer(Status::Termination)),
        How::Status => (CloseReason::Local, CloseReason::LinkClosed),
        How::Transport | How::Disconnect => (CloseReason::LinkClosed, CloseReason::LinkClosed),
    };
    let is_answer = !ending.message.is_multiple_of(2);
    let arrives = match ending.when {
        When::Before => false,
        // What its sender ends in good order is not cut off.
        When::During => ending.is_by_sender() && ending.how != How::Disconnect,
        When::After => true,
    };
    let answers = ending.message / 2 + usize::from(is_answer && arrives);
    // A client that goes before its Start has arrived was never there: the holder's server waits on, for its 30 seconds.
    let unseen = matches!(transport, Transport::Gatt(Mode::PeripheralServer));
    if unseen
        && (ending.who, ending.how, ending.when, ending.message) == (Side::Reader, How::Disconnect, When::Before, 0)
    {
        return (CloseReason::TimedOut, CloseReason::LinkClosed, 0);
    }
    if ending.who == Side::Holder { (ender, other, answers) } else { (other, ender, answers) }
}

#[test]
fn each_of_the_18_ways_has_its_reasons() {
    let stage = Stage::new();
    let mut count = 0;
    for transport in Transport::ALL {
        for message in 0..4 {
            for ending in Ending::of(message) {
                let ended = Sim::new(&stage, plan(transport, Some(ending))).run();
                let what = format!("{transport:?}, {ending:?}: {ended:?}");
                assert!(ended.struck, "{what}");
                assert_eq!((ended.holder, ended.reader, ended.responses), expected(transport, ending), "{what}");
                // Radios and drivers take their time, but nobody waits for a time-out.
                assert!(ended.took < Duration::from_secs(60), "{what}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 18 * 4 * Transport::ALL.len());
}
