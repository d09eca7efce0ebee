//! How long a silent link is waited for, and how much of a flood is kept: at every piece of a session over BLE.

use core::time::Duration;

use mdoc_proximity::session::CloseReason;
use mdoc_proximity::transport::ble::Mode;

use crate::fault::{Fault, Kind, Level};
use crate::plan::{Plan, Side, Transport};
use crate::sim::{Ended, Sim};
use crate::stage::Stage;
use crate::ways::plan;

const BLE: [Transport; 4] = [
    Transport::Gatt(Mode::PeripheralServer),
    Transport::Gatt(Mode::CentralClient),
    Transport::L2cap(Mode::PeripheralServer),
    Transport::L2cap(Mode::CentralClient),
];

/// One fault at each of a side's first pieces.
fn at_each((kind, salt): (Kind, u32), mtu: usize, mut judge: impl FnMut(&Plan, &Ended)) {
    let stage = Stage::new();
    for transport in BLE {
        for from in Side::BOTH {
            for at in 0..24 {
                let fault = Fault { kind, level: Level::Piece, from, at, salt };
                let plan = Plan { mtu, chunk: mtu, faults: vec![fault], ..plan(transport, None) };
                judge(&plan, &Sim::new(&stage, plan.clone()).run());
            }
        }
    }
}

/// A connection gives a part that does not come, and one that the radio does not take, 32 seconds; the session would wait for
/// 300.
#[test]
fn a_link_that_falls_silent_inside_a_message_is_given_up() {
    for swallows in [false, true] {
        let (mut silent, mut by_receiver) = (0, 0);
        at_each((Kind::Stall, u32::from(swallows)), 64, |plan, ended| {
            let [fault] = plan.faults[..] else { panic!("one fault") };
            // The first few are of the way to Start.
            if ended.applied.is_empty() || fault.at < 8 {
                return;
            }
            let timed_out = |side: Side| ended.links[side.index()].as_deref() == Some("TimedOut");
            let [sender, receiver] = [fault.from, fault.from.other()].map(timed_out);
            // The holder gives a reader 30 seconds to begin, and may be the first to go.
            let given_up = sender || receiver || (!swallows && ended.holder == CloseReason::TimedOut);
            // Who sees its pieces taken is none the wiser, and the peer knows of a message only that has begun.
            assert!(given_up || swallows, "{plan:?}: {ended:?}");
            assert!(!given_up || ended.took < Duration::from_secs(60), "{plan:?}: {ended:?}");
            silent += 1;
            by_receiver += usize::from(receiver);
        });
        println!("{by_receiver} of {silent}");
        assert!(silent >= 60 && by_receiver > silent / 4, "{by_receiver} of {silent}");
    }
}

/// However often a piece comes while the program is busy, few messages are kept and the rest is a misuse.
#[test]
fn a_flood_is_not_kept() {
    let mut misused = 0;
    at_each((Kind::Flood, 63), 517, |_, ended| {
        misused += usize::from(ended.links.iter().flatten().any(|why| why == "Misuse"));
    });
    assert!(misused >= 20, "{misused}");
}
