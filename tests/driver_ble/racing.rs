//! Several ways to the same peer, of which one is kept.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mdoc_proximity::driver::ble::{Event, RadioError};
use mdoc_proximity::driver::{AnyLink, Approach, Clock, Link, LinkError, TokioClock, Way, memory, race};
use mdoc_proximity::transport::ble::connection::PeerId;
use mdoc_proximity::transport::ble::{Characteristic, Mode};

use crate::air::{AirLink, links, reset};

const HEAD_START: Duration = Duration::from_secs(5);

/// Says when it is dropped.
struct Witness(Arc<Mutex<Vec<&'static str>>>, &'static str);

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(self.1);
    }
}

/// A way that is open after so many seconds, or fails then.
fn timed(name: &'static str, seconds: u64, opens: bool) -> Way<'static, &'static str> {
    Way::new(name, async move {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        if opens { Ok(name) } else { Err(LinkError::Closed) }
    })
}

fn seconds(clock: &TokioClock) -> u64 {
    clock.now().monotonic.since_start().as_secs()
}

#[tokio::test(start_paused = true)]
async fn the_first_that_is_open_wins_and_the_others_are_dropped() {
    let dropped = Arc::new(Mutex::new(Vec::new()));
    let never = |name| {
        let witness = Witness(Arc::clone(&dropped), name);
        Way::new(name, async move {
            let _witness = witness;
            pending().await
        })
    };
    let ways = vec![never("one"), timed("two", 3, true), never("three"), timed("four", 9, true)];
    let (place, name) = race(ways, &TokioClock::new()).await.unwrap();
    assert_eq!((place, name), (1, "two"));
    assert_eq!(*dropped.lock().unwrap(), ["one", "three"]);
    // Given up as a whole.
    dropped.lock().unwrap().clear();
    let clock = TokioClock::new();
    let given_up = tokio::time::timeout(HEAD_START, race(vec![never("one"), never("two")], &clock)).await;
    assert!(given_up.is_err());
    assert_eq!(*dropped.lock().unwrap(), ["one", "two"]);
}

#[tokio::test(start_paused = true)]
async fn of_several_that_are_open_the_preferred_wins() {
    let ways = vec![timed("one", 2, true), timed("two", 2, true)];
    assert_eq!(race(ways, &TokioClock::new()).await.unwrap(), (0, "one"));
}

#[tokio::test(start_paused = true)]
async fn when_all_have_failed_each_says_why() {
    let clock = TokioClock::new();
    let late = Way::new("NFC", pending::<Result<&str, LinkError>>()).within(Duration::from_secs(60));
    let failed = Way::new("radio", std::future::ready(Err(LinkError::Radio(RadioError::AdapterLost))));
    let none = race(vec![late, timed("socket", 7, false), failed], &clock).await.unwrap_err();
    let names: Vec<_> = none.failures().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, seconds(&clock)), (vec!["radio", "socket", "NFC"], 60));
    assert_eq!(
        none.to_string(),
        "radio: the Bluetooth adapter was switched off, reset or removed; socket: the link is closed; NFC: nobody was \
         found within 60 s"
    );
    let none = race(Vec::<Way<'_, ()>>::new(), &clock).await.unwrap_err();
    assert_eq!((none.failures().len(), none.to_string().as_str()), (0, "there is no way to the peer"));
}

#[tokio::test(start_paused = true)]
async fn the_preferred_has_a_head_start() {
    for (first, wins, at) in [
        // It makes use of it, it does not, and it has no need of it any more.
        (timed("one", 5, true), "one", 5),
        (timed("one", 7, true), "two", 6),
        (timed("one", 2, false), "two", 3),
    ] {
        let clock = TokioClock::new();
        let (_, name) = race(vec![first, timed("two", 1, true).after(HEAD_START)], &clock).await.unwrap();
        assert_eq!((name, seconds(&clock)), (wins, at));
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_about_to_start_holds_the_others_for_a_while() {
    let approach = Approach::default();
    let held = |open_after: u64, until: u64| {
        let one = approach.clone();
        Way::new("one", async move {
            tokio::time::sleep(Duration::from_secs(2)).await;
            one.set(true);
            tokio::time::sleep(Duration::from_secs(until)).await;
            one.set(false);
            tokio::time::sleep(Duration::from_secs(open_after)).await;
            Ok("one")
        })
        .holding(approach.clone())
    };
    for (first, wins, at) in [
        // It starts, it does not after all, and it takes too long over it.
        (held(0, 6), "one", 8),
        (held(99, 6), "two", 8),
        (held(99, 99), "two", 17),
    ] {
        let clock = TokioClock::new();
        let (_, name) = race(vec![first, timed("two", 4, true)], &clock).await.unwrap();
        assert_eq!((name, seconds(&clock)), (wins, at));
        approach.set(false);
    }
}

/// Both modes are offered; the mdoc's links and the reader's, in the order of preference.
fn both() -> ([crate::air::Shared; 2], [AirLink; 2], [AirLink; 2]) {
    let (central, mdoc_central, reader_central) = links(Mode::CentralClient, |_| {});
    let (peripheral, mdoc_peripheral, reader_peripheral) = links(Mode::PeripheralServer, |_| {});
    ([central, peripheral], [mdoc_central, mdoc_peripheral], [reader_central, reader_peripheral])
}

async fn race_both(mdoc: [AirLink; 2], reader: [AirLink; 2]) -> ((usize, AirLink), (usize, AirLink)) {
    let holder = async { race(mdoc.map(AirLink::into_way).into(), &TokioClock::new()).await.unwrap() };
    let reader = async {
        let [preferred, other] = reader.map(AirLink::into_way);
        race(vec![preferred, other.after(HEAD_START)], &TokioClock::new()).await.unwrap()
    };
    tokio::join!(holder, reader)
}

#[tokio::test(start_paused = true)]
async fn both_sides_race_both_modes_and_meet_in_one() {
    for blocked in [false, true] {
        let (airs, mdoc, reader) = both();
        // What is advertised in mdoc central client mode is heard, or not.
        airs[0].lock().unwrap().deaf = blocked;
        let ((at_mdoc, mut mdoc), (at_reader, mut reader)) = race_both(mdoc, reader).await;
        let wins = usize::from(blocked);
        assert_eq!((at_mdoc, at_reader), (wins, wins));
        let (winner, loser) = (airs[wins].lock().unwrap().dropped, airs[1 - wins].lock().unwrap().dropped);
        assert_eq!((winner, loser), (0, 2), "the losers' radios are gone, the winners' are not");
        let (sent, received) = tokio::join!(reader.send(b"asked"), mdoc.recv());
        sent.unwrap();
        assert_eq!(received.unwrap(), b"asked");
        reader.close().await;
        mdoc.close().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_reader_does_not_start_while_a_holder_is_about_to() {
    let (airs, mdoc, reader) = both();
    // The holder subscribes in one mode and needs 4 s from there to Start; the other mode would be open at once.
    airs[0].lock().unwrap().tell_server(Event::Connected { peer: PeerId(1), mtu: 185 });
    airs[0].lock().unwrap().tell_server(Event::Subscribed(PeerId(1), Characteristic::State));
    let air = Arc::clone(&airs[0]);
    let [_mdoc_central, mut mdoc_peripheral] = mdoc;
    let ways: Vec<_> = reader.map(AirLink::into_way).into();
    let waiting = tokio::spawn(async move { mdoc_peripheral.started().await });
    let start = async {
        tokio::time::sleep(Duration::from_secs(4)).await;
        let value = vec![1];
        air.lock().unwrap().tell_server(Event::Value { peer: PeerId(1), characteristic: Characteristic::State, value });
        pending::<()>().await;
    };
    let clock = TokioClock::new();
    let (place, _link) = tokio::select! {
        won = race(ways, &clock) => won.unwrap(),
        () = start => unreachable!(),
    };
    assert_eq!((place, seconds(&clock)), (0, 4));
    assert!(airs[1].lock().unwrap().values.is_empty(), "no Start was written in the other mode");
    waiting.abort();
}

#[tokio::test(start_paused = true)]
async fn a_race_over_bluetooth_that_nobody_can_win_names_both_modes() {
    let (airs, mdoc, _reader) = both();
    airs[1].lock().unwrap().tell_server(reset());
    let waited = Duration::from_secs(9);
    for _ in 0..10 {
        airs[0].lock().unwrap().tell_client(Event::ConnectFailed(RadioError::NotFound { waited }));
    }
    let none = race(mdoc.map(AirLink::into_way).into(), &TokioClock::new()).await.unwrap_err();
    assert_eq!(
        none.to_string(),
        "mdoc central client mode: nobody was found within 9 s; mdoc peripheral server mode: the Bluetooth adapter was \
         switched off, reset or removed"
    );
    assert_eq!([airs[0].lock().unwrap().dropped, airs[1].lock().unwrap().dropped], [1, 1]);
}

#[tokio::test(start_paused = true)]
async fn links_of_different_kinds_are_raced() {
    for bluetooth_is_lost in [false, true] {
        let (air, mdoc, mut reader) = links(Mode::PeripheralServer, |_| {});
        let (socket, mut other_end) = memory::pair();
        if bluetooth_is_lost {
            air.lock().unwrap().tell_server(reset());
        }
        let plugged = async move {
            tokio::time::sleep(Duration::from_secs(2)).await;
            Ok(socket)
        };
        let ways = vec![mdoc.into_way().map(AnyLink::new), Way::new("socket", plugged).map(AnyLink::new)];
        let peer = tokio::spawn(async move { reader.send(b"by air").await });
        let (place, mut link) = race(ways, &TokioClock::new()).await.unwrap();
        assert_eq!(place, usize::from(bluetooth_is_lost));
        if bluetooth_is_lost {
            other_end.send(b"by wire").await.unwrap();
            assert_eq!(link.recv().await.unwrap(), b"by wire");
        } else {
            assert_eq!(link.recv().await.unwrap(), b"by air");
            assert!(other_end.recv().await.is_err(), "the loser is closed");
        }
        link.close().await;
        peer.abort();
    }
}
