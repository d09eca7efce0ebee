//! Peers that send more than they are asked for, and radios that fail in the middle.

use std::time::Duration;

use mdoc_proximity::driver::ble::{BleLink, Call, Event, Radio, callbacks};
use mdoc_proximity::driver::{Link, LinkError, TokioClock};
use mdoc_proximity::transport::ble::connection::{CloseReason, Config, Misuse, Step};
use mdoc_proximity::transport::ble::{Characteristic, Mode, Role};

use crate::air::PEER;

/// Takes every call and does nothing.
struct Deaf;

impl Radio for Deaf {
    fn call(&mut self, _: Call) {}
}

/// The events of a client that subscribes and starts.
fn start() -> [Event; 4] {
    [
        Event::Connected { peer: PEER, mtu: 517 },
        Event::Subscribed(PEER, Characteristic::State),
        Event::Subscribed(PEER, Characteristic::ServerToClient),
        Event::Value { peer: PEER, characteristic: Characteristic::State, value: vec![1] },
    ]
}

#[tokio::test(start_paused = true)]
async fn messages_that_come_while_this_side_sends_do_not_pile_up() {
    for (messages, flood) in [(4_u8, false), (5, true)] {
        let (callbacks, inbox) = callbacks();
        let mut link = BleLink::new(Config::new(Mode::PeripheralServer, Role::Mdoc), Deaf, inbox, TokioClock::new());
        start().into_iter().for_each(|event| callbacks.tell(event));
        link.started().await.unwrap();
        for message in 0..messages {
            let value = vec![0, message];
            callbacks.tell(Event::Value { peer: PEER, characteristic: Characteristic::ClientToServer, value });
        }
        // The radio takes nothing, and nobody receives.
        let sent = tokio::time::timeout(Duration::from_secs(1), link.send(&[7; 1000])).await;
        match sent {
            Ok(sent) => {
                assert!(flood, "{sent:?}");
                assert!(matches!(sent, Err(LinkError::Ble(CloseReason::Misuse(Misuse::Flood)))), "{sent:?}");
            }
            Err(_) => assert!(!flood),
        }
        for message in 0..4 {
            assert_eq!(link.recv().await.unwrap(), [message]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_the_radio_refuses_ends_the_link_at_once() {
    let (callbacks, inbox) = callbacks();
    let mut link = BleLink::new(Config::new(Mode::PeripheralServer, Role::Mdoc), Deaf, inbox, TokioClock::new());
    start().into_iter().for_each(|event| callbacks.tell(event));
    link.started().await.unwrap();
    callbacks.tell(Event::Refused(PEER));
    let sent = link.send(&[7; 1000]).await;
    assert!(matches!(sent, Err(LinkError::Ble(CloseReason::Failed(Step::Send)))), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_takes_a_value_now_and_then_does_not_hold_up_the_end() {
    let (callbacks, inbox) = callbacks();
    let mut link = BleLink::new(Config::new(Mode::PeripheralServer, Role::Mdoc), Deaf, inbox, TokioClock::new());
    start().into_iter().for_each(|event| callbacks.tell(event));
    link.started().await.unwrap();
    let sent = tokio::time::timeout(Duration::from_secs(1), link.send(&[7; 100_000])).await;
    assert!(sent.is_err(), "{sent:?}");
    let trickle = async {
        loop {
            tokio::time::sleep(Duration::from_secs(30)).await;
            callbacks.tell(Event::Sent(PEER));
        }
    };
    let begun = tokio::time::Instant::now();
    tokio::select! {
        () = link.close() => {}
        () = trickle => {}
    }
    let took = begun.elapsed();
    assert!((Duration::from_secs(300)..Duration::from_secs(310)).contains(&took), "{took:?}");
    assert!(matches!(link.connection().closed(), Some(CloseReason::Cancelled(cut)) if cut.unsent > 0));
}
