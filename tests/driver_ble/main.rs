//! BLE links over radios that are none: every path of the driver without Bluetooth.
#![cfg(feature = "tokio")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod air;
mod hostile;
mod racing;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use air::{AirLink, PEER, links, reset};
use mdoc_proximity::driver::ble::{BleLink, Event, RadioError, callbacks};
use mdoc_proximity::driver::{Link, LinkError, TokioClock};
use mdoc_proximity::transport::ble::connection::{Bearer, CloseReason, Config, Farewell, L2cap, Misuse, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Mode, Psm, Role};

const MODES: [Mode; 2] = [Mode::PeripheralServer, Mode::CentralClient];

fn message(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

/// The reader asks, the mdoc answers, twice; then the reader ends.
async fn converse(mdoc: AirLink, reader: AirLink, length: usize) -> (AirLink, AirLink) {
    let holder = tokio::spawn(async move {
        let mut mdoc = mdoc;
        for _ in 0..2 {
            let asked = mdoc.recv().await.unwrap();
            assert_eq!(asked, message(300));
            mdoc.send(&message(length)).await.unwrap();
        }
        assert!(matches!(mdoc.recv().await, Err(LinkError::Closed)));
        mdoc.close().await;
        mdoc
    });
    let mut reader = reader;
    for _ in 0..2 {
        reader.send(&message(300)).await.unwrap();
        assert_eq!(reader.recv().await.unwrap(), message(length));
    }
    reader.close().await;
    (holder.await.unwrap(), reader)
}

#[tokio::test(start_paused = true)]
async fn messages_go_both_ways_in_both_modes_at_every_mtu() {
    for mode in MODES {
        for mtu in [23, 64, 185, 517] {
            let (air, mdoc, reader) = links(mode, |_| {});
            air.lock().unwrap().mtu = mtu;
            let (mdoc, reader) = converse(mdoc, reader, 34_000).await;
            assert_eq!(reader.connection().closed(), Some(CloseReason::Local));
            assert_eq!(mdoc.connection().closed(), Some(CloseReason::Peer));
            let air = air.lock().unwrap();
            let longest = air.values.iter().map(|(_, value)| value.len()).max().unwrap();
            assert_eq!(longest, usize::from(mtu - 3).min(512));
            assert_eq!(air.values.last().unwrap(), &(Characteristic::State, vec![2]));
            assert!(!air.disconnections.is_empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_l2cap_channel_carries_the_same() {
    for mode in MODES {
        let psm = Psm::new(0x81).unwrap();
        let (air, mdoc, reader) = links(mode, |config: &mut Config| {
            let serves = config.mode.server() == config.role;
            config.l2cap = if serves { L2cap::Offered(psm) } else { L2cap::Preferred(None) };
        });
        let holder = tokio::spawn(async move {
            let mut mdoc = mdoc;
            assert_eq!(mdoc.recv().await.unwrap(), message(10));
            mdoc.send(&message(70_000)).await.unwrap();
            mdoc
        });
        let mut reader = reader;
        reader.send(&message(10)).await.unwrap();
        assert_eq!(reader.recv().await.unwrap(), message(70_000));
        assert_eq!(reader.connection().bearer(), Some(Bearer::L2cap));
        assert_eq!(holder.await.unwrap().connection().bearer(), Some(Bearer::L2cap));
        assert!(air.lock().unwrap().values.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_by_status_alone_writes_no_state() {
    for mode in MODES {
        let (air, mdoc, mut reader) = links(mode, |_| {});
        reader.set_farewell(Farewell::Status);
        let (mdoc, _) = {
            let holder = tokio::spawn(async move {
                let mut mdoc = mdoc;
                let asked = mdoc.recv().await.unwrap();
                mdoc.send(&asked).await.unwrap();
                assert_eq!(mdoc.recv().await.unwrap(), message(20));
                assert!(mdoc.recv().await.is_err());
                mdoc
            });
            reader.send(&message(5)).await.unwrap();
            assert_eq!(reader.recv().await.unwrap(), message(5));
            reader.send(&message(20)).await.unwrap();
            reader.close().await;
            // It gave nothing up.
            assert_eq!(reader.connection().closed(), Some(CloseReason::Local));
            (holder.await.unwrap(), reader)
        };
        assert!(matches!(mdoc.connection().closed(), Some(CloseReason::Lost(cut)) if cut.is_clean()));
        let ends = |value: &(Characteristic, Vec<u8>)| value.0 == Characteristic::State && value.1 == [2];
        assert!(!air.lock().unwrap().values.iter().any(ends));
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_in_mid_message_is_over() {
    for mode in MODES {
        let (air, mut mdoc, mut reader) = links(mode, |_| {});
        let holder = tokio::spawn(async move {
            mdoc.recv().await.unwrap();
            (mdoc.send(&message(34_000)).await, mdoc.recv().await)
        });
        reader.send(&message(10)).await.unwrap();
        air.lock().unwrap().breaks_after = Some(20);
        assert!(matches!(reader.recv().await, Err(LinkError::Ble(CloseReason::Lost(cut))) if cut.received > 0));
        let (sent, received) = holder.await.unwrap();
        assert!(matches!(sent, Err(LinkError::Ble(CloseReason::Lost(cut))) if cut.unsent > 0));
        assert!(matches!(received, Err(LinkError::Ble(CloseReason::Lost(_)))));
    }
}

#[tokio::test(start_paused = true)]
async fn a_foreign_peer_is_sent_away_and_changes_nothing() {
    let (air, mut mdoc, mut reader) = links(Mode::PeripheralServer, |_| {});
    let (started, also) = tokio::join!(mdoc.started(), reader.started());
    started.unwrap();
    also.unwrap();
    let foreign = PeerId(99);
    {
        let air = air.lock().unwrap();
        air.tell_server(Event::Connected { peer: foreign, mtu: 185 });
        air.tell_server(Event::Value { peer: foreign, characteristic: Characteristic::State, value: vec![1] });
        let value = vec![0, 0xff];
        air.tell_server(Event::Value { peer: foreign, characteristic: Characteristic::ClientToServer, value });
    }
    let (sent, received) = tokio::join!(reader.send(b"asked"), mdoc.recv());
    sent.unwrap();
    assert_eq!(received.unwrap(), b"asked");
    let sent_away = air.lock().unwrap().disconnections.clone();
    assert!(!sent_away.is_empty() && sent_away.iter().all(|peer| *peer == foreign), "{sent_away:?}");
    for (peer, dbm) in [(PEER, -60), (foreign, -30)] {
        air.lock().unwrap().tell_server(Event::Rssi { peer, dbm });
    }
    reader.send(b"again").await.unwrap();
    mdoc.recv().await.unwrap();
    assert_eq!(mdoc.connection().rssi(), Some(-60));
}

#[tokio::test(start_paused = true)]
async fn another_readers_ident_ends_it_without_data() {
    let ident = {
        use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
        mdoc_proximity::transport::ble::Ident::derive(&PROVIDER, b"key").unwrap()
    };
    for (served, matches) in [(ident.as_bytes().to_vec(), true), (vec![0; 16], false), (vec![0; 15], false)] {
        let (air, mut mdoc, mut reader) = links(Mode::CentralClient, |config| config.ident = Some(ident));
        air.lock().unwrap().ident = served;
        tokio::select! {
            started = mdoc.started() => match started {
                Ok(()) => assert!(matches),
                Err(LinkError::Ble(CloseReason::Misuse(Misuse::Ident))) => assert!(!matches),
                Err(error) => panic!("{error}"),
            },
            _ = async { reader.started().await.unwrap(); std::future::pending::<()>().await } => {}
        }
        assert_eq!(air.lock().unwrap().values.is_empty(), !matches);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_radio_is_told_as_what_it_is() {
    for started in [false, true] {
        let (air, mut mdoc, mut reader) = links(Mode::PeripheralServer, |_| {});
        if started {
            let (one, other) = tokio::join!(mdoc.started(), reader.started());
            one.unwrap();
            other.unwrap();
        }
        air.lock().unwrap().tell_server(reset());
        let lost = mdoc.recv().await;
        assert!(matches!(lost, Err(LinkError::Radio(RadioError::AdapterLost))), "{lost:?}");
        assert_eq!(mdoc.failure(), Some(&RadioError::AdapterLost));
        mdoc.close().await;
        if started {
            assert!(reader.recv().await.is_err());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_there_is_told_as_what_it_is() {
    let (air, _mdoc, mut reader) = links(Mode::PeripheralServer, |_| {});
    let waited = Duration::from_secs(60);
    for _ in 0..10 {
        air.lock().unwrap().tell_client(Event::ConnectFailed(RadioError::NotFound { waited }));
    }
    assert!(matches!(reader.started().await, Err(LinkError::Radio(RadioError::NotFound { .. }))));
    assert!(RadioError::NotFound { waited }.advice().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_link_that_is_dropped_takes_its_radio_along() {
    let (air, mut mdoc, mut reader) = links(Mode::PeripheralServer, |_| {});
    let (one, other) = tokio::join!(mdoc.started(), reader.started());
    one.unwrap();
    other.unwrap();
    // In the middle of a message, too.
    let long = message(34_000);
    air.lock().unwrap().stalled = true;
    tokio::select! {
        biased;
        _ = reader.send(&long) => panic!("nobody takes it"),
        () = tokio::time::sleep(Duration::ZERO) => {}
    }
    drop(reader);
    assert_eq!(air.lock().unwrap().dropped, 1);
    assert!(mdoc.recv().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_message_can_be_given_up_and_taken_up() {
    let (air, mut mdoc, mut reader) = links(Mode::CentralClient, |_| {});
    let (one, other) = tokio::join!(mdoc.started(), reader.started());
    one.unwrap();
    other.unwrap();
    air.lock().unwrap().stalled = true;
    let sending = tokio::spawn(async move { reader.send(&message(5_000)).await });
    let mut tries = 0;
    let received = loop {
        tokio::select! {
            biased;
            received = mdoc.recv() => break received.unwrap(),
            () = tokio::time::sleep(Duration::from_millis(1)) => {
                air.lock().unwrap().take_one();
                tries += 1;
            }
        }
    };
    assert_eq!(received, message(5_000));
    assert!(tries > 20, "{tries}");
    // A message is sent when its last value is reported.
    air.lock().unwrap().take_one();
    sending.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_connection_lost_before_it_started_is_made_again() {
    for mode in MODES {
        let (air, mut mdoc, mut reader) = links(mode, |_| {});
        // It breaks at Start.
        air.lock().unwrap().breaks_after = Some(0);
        let (one, other) = tokio::join!(mdoc.started(), reader.started());
        one.unwrap();
        other.unwrap();
        let (sent, received) = tokio::join!(reader.send(b"asked"), mdoc.recv());
        sent.unwrap();
        assert_eq!(received.unwrap(), b"asked");
    }
}

#[tokio::test(start_paused = true)]
async fn progress_and_times_are_told() {
    let (_air, mdoc, mut reader) = links(Mode::PeripheralServer, |_| {});
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    reader.on_progress(Box::new(move |progress| log.lock().unwrap().push(progress)));
    let (_, reader) = converse(mdoc, reader, 34_000).await;
    let told = told.lock().unwrap();
    let received: Vec<usize> = told.iter().map(|progress| progress.received).collect();
    assert!(received.iter().any(|received| (30_000..34_000).contains(received)), "{received:?}");
    assert!(told.iter().any(|progress| progress.sending == Some((181, 300))));
    assert_eq!(reader.connection().round_trips().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_flood_that_nobody_takes_ends_the_connection() {
    let (callbacks, inbox) = callbacks();
    struct Deaf;
    impl mdoc_proximity::driver::ble::Radio for Deaf {
        fn call(&mut self, _: mdoc_proximity::driver::ble::Call) {}
    }
    let config = Config::new(Mode::PeripheralServer, Role::Mdoc);
    let mut link = BleLink::new(config, Deaf, inbox, TokioClock::new());
    for _ in 0..40_000 {
        let value = vec![1; 512];
        callbacks.tell(Event::Value { peer: PEER, characteristic: Characteristic::ClientToServer, value });
    }
    assert!(matches!(link.recv().await, Err(LinkError::Radio(RadioError::Other { .. }))));
    drop(link);
    assert!(callbacks.is_closed());
}
