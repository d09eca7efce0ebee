//! Two BLE connections back to back.

use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::connection::{CloseReason, Config, Farewell, L2cap, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Connection, GattSide, Ident, Mode, Psm, Role, ValueSize};

use crate::air::{Air, End, Said};
use crate::world::PROVIDER;

/// Both ends of a mode, the client first.
pub fn ends(mode: Mode, channel: bool, e_device_key_bytes: &[u8], window: usize) -> (Connection, Connection) {
    let psm = Psm::new(0x97).unwrap();
    let make = |role| {
        let mut config = Config::new(mode, role);
        config.ident = Ident::derive(&PROVIDER, e_device_key_bytes).ok();
        config.window = window;
        config.l2cap = match (channel, config.side()) {
            (false, _) => L2cap::Never,
            (true, GattSide::Server) => L2cap::Offered(psm),
            // Known from the engagement, or to be read.
            (true, GattSide::Client) => L2cap::Preferred((mode == Mode::PeripheralServer).then_some(psm)),
        };
        Connection::new(config, Monotonic::default())
    };
    let (mdoc, reader) = (make(Role::Mdoc), make(Role::Reader));
    match mode.server() {
        Role::Mdoc => (reader, mdoc),
        Role::Reader => (mdoc, reader),
    }
}

const MODES: [Mode; 2] = [Mode::PeripheralServer, Mode::CentralClient];

/// Both ends send these messages, each after the other's, and the client ends it. Returns why each end closed.
fn exchange(air: &mut Air, messages: &[Vec<u8>], meanwhile: impl FnMut(&mut Air)) -> [CloseReason; 2] {
    exchange_and_end(air, messages, Farewell::State, meanwhile)
}

fn exchange_and_end(
    air: &mut Air,
    messages: &[Vec<u8>],
    farewell: Farewell,
    mut meanwhile: impl FnMut(&mut Air),
) -> [CloseReason; 2] {
    let mut turn = messages.iter();
    let mut echoed = 0;
    let mut reasons = [None, None];
    let mut steps = 0;
    while let Some(said) = air.step(None) {
        steps += 1;
        assert!(steps < 1_000_000, "no end");
        meanwhile(air);
        for (end, said) in said {
            let now = air.time();
            match (end, said) {
                (End::Client, Said::Started) => air.client.send(now, turn.next().unwrap().clone()).unwrap(),
                (End::Server, Said::Message(message)) => {
                    assert_eq!(message, messages[echoed]);
                    air.server.send(now, message).unwrap();
                }
                (End::Client, Said::Message(message)) => {
                    assert_eq!(message, messages[echoed]);
                    echoed += 1;
                    match turn.next() {
                        Some(next) => air.client.send(now, next.clone()).unwrap(),
                        None => air.client.end(now, farewell),
                    }
                }
                (end, Said::Closed(reason)) => {
                    assert_eq!(reasons[usize::from(end == End::Server)].replace(reason), None);
                }
                (End::Server, Said::Started) => {}
            }
        }
    }
    assert_eq!(echoed, messages.len());
    reasons.map(Option::unwrap)
}

fn messages(size: usize) -> Vec<Vec<u8>> {
    let lengths = [1, size - 2, size - 1, size, size + 1, 2 * size - 2, 2 * size - 1, 5000];
    lengths.into_iter().map(|length| (0..length).map(|index| index as u8).collect()).collect()
}

#[test]
fn t09_t10_messages_cross_in_both_modes_at_every_mtu() {
    for mode in MODES {
        for mtu in [23, 24, 64, 185, 247, 512, 514, 515, 517, 600] {
            for window in [1, 4] {
                let (client, server) = ends(mode, false, b"key", window);
                let mut air = Air::new(u64::try_from(mtu).unwrap(), mtu, client, server);
                let size = ValueSize::STANDARD.of(mtu);
                let reasons = exchange(&mut air, &messages(size), |_| {});
                assert_eq!(reasons, [CloseReason::Local, CloseReason::Peer], "{mode}, {mtu}");
                assert_eq!(air.longest, size);
                assert_eq!(air.client.round_trips().len(), 8);
                assert!(air.now.as_secs() < 120);
            }
        }
    }
}

#[test]
fn messages_cross_by_channel_in_both_modes() {
    for mode in MODES {
        let (client, server) = ends(mode, true, b"key", 2);
        let mut air = Air::new(7, 23, client, server);
        let reasons = exchange(&mut air, &messages(20_000), |_| {});
        // There is no State on a channel: the server sees the connection go.
        assert!(matches!(reasons, [CloseReason::Local, CloseReason::Lost(cut)] if cut.is_clean()), "{reasons:?}");
        assert_eq!(air.longest, 0, "no value was sent by GATT");
    }
}

#[test]
fn an_end_without_state_comes_after_everything() {
    for mode in MODES {
        let (client, server) = ends(mode, false, b"key", 4);
        let mut air = Air::new(11, 185, client, server);
        let reasons = exchange_and_end(&mut air, &messages(182), Farewell::Status, |_| {});
        // The sessions know by their status; the server's connection sees its peer go.
        assert!(matches!(reasons, [CloseReason::Local, CloseReason::Lost(cut)] if cut.is_clean()), "{reasons:?}");
    }
}

#[test]
fn t11_nothing_that_others_do_changes_the_owners_messages() {
    for mode in MODES {
        let (client, server) = ends(mode, false, b"key", 1);
        let mut air = Air::new(8, 64, client, server);
        let mut others = 1_000_000;
        let mut started = false;
        let reasons = exchange(&mut air, &messages(61), |air| {
            started |= air.server.bearer().is_some();
            // Before Start whoever is first may own it: these do not start.
            let now = air.time();
            let doing = air.below(6);
            others += 1;
            let peer = PeerId(others);
            match doing {
                0 => air.server.handle_value(now, peer, Characteristic::ClientToServer, &[0, 0x66]),
                1 => air.server.handle_value(now, peer, Characteristic::ClientToServer, &[1, 0x66]),
                2 => air.server.handle_value(now, peer, Characteristic::State, &[2]),
                3 if started => air.server.handle_value(now, peer, Characteristic::State, &[1]),
                4 => air.server.handle_disconnected(now, peer),
                _ if started => air.server.handle_subscribed(now, peer, Characteristic::State),
                _ => {}
            }
        });
        assert_eq!(reasons, [CloseReason::Local, CloseReason::Peer]);
        assert!(air.sent_away.iter().filter(|(_, peer)| peer.0 > 1_000_000).count() > 100);
        assert_eq!(air.sent_away.iter().filter(|(end, _)| *end == End::Client).count(), 1);
    }
}

#[test]
fn t05_a_reader_of_another_engagement_is_left() {
    let (client, _) = ends(Mode::CentralClient, false, b"this", 1);
    let (_, server) = ends(Mode::CentralClient, false, b"that", 1);
    let mut air = Air::new(9, 517, client, server);
    let mut said = Vec::new();
    while let Some(more) = air.step(None) {
        said.extend(more);
    }
    let [(End::Client, Said::Closed(reason))] = &said[..] else { panic!("{said:?}") };
    assert_eq!(reason.to_string(), "the reader is not the one that was engaged: its Ident differs");
    assert_eq!((air.longest, air.server.closed()), (0, None));
}
