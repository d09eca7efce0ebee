//! A BLE connection, by GATT or by L2CAP, in either mode.

use std::collections::VecDeque;

use mdoc_proximity::crypto::DEFAULT_PROVIDER;
use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::connection::{Config, Farewell, L2cap, Output, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Connection, GattSide, Ident, Mode, Psm, Role};

use crate::carriage::{Ask, End, Leave, LinkNumber, Piece, Told, Want};
use crate::plan::{Plan, Side};

pub struct Ble {
    connection: Connection,
    side: GattSide,
    advertises: bool,
    mtu: usize,
    wants: VecDeque<Want>,
    others: u64,
}

impl Ble {
    pub fn new(plan: &Plan, side: Side, (mode, channel): (Mode, bool), key: &[u8], now: Monotonic) -> Self {
        let role = if side == Side::Holder { Role::Mdoc } else { Role::Reader };
        let psm = Psm::new(0x97).unwrap();
        let mut config = Config::new(mode, role);
        config.ident = Ident::derive(&DEFAULT_PROVIDER, key).ok();
        config.window = plan.window;
        config.chunk = plan.chunk;
        config.l2cap = match (channel, config.side()) {
            (false, _) => L2cap::Never,
            (true, GattSide::Server) => L2cap::Offered(psm),
            // Known from the engagement, or to be read.
            (true, GattSide::Client) => L2cap::Preferred((mode == Mode::PeripheralServer).then_some(psm)),
        };
        Self {
            side: config.side(),
            connection: Connection::new(config, now),
            advertises: false,
            mtu: plan.mtu,
            wants: VecDeque::new(),
            others: 1_000_000,
        }
    }

    /// A client's question to this server.
    fn asked(&mut self, now: Monotonic, link: LinkNumber, ask: Ask) {
        let peer = PeerId(link);
        let told = match ask {
            Ask::Discover => Told::Discovered(self.connection.characteristics().collect()),
            Ask::Read(characteristic) => Told::Read(characteristic, self.connection.attribute(characteristic)),
            Ask::Subscribe(characteristic) => {
                self.connection.handle_subscribed(now, peer, characteristic);
                Told::Subscribed(characteristic)
            }
            Ask::OpenChannel => {
                self.connection.handle_channel_opened(now, peer);
                Told::ChannelOpened
            }
        };
        self.wants.push_back(Want::Transmit(link, Piece::Told(told)));
    }

    fn told(&mut self, now: Monotonic, link: LinkNumber, told: Told) {
        let (connection, peer) = (&mut self.connection, PeerId(link));
        match told {
            Told::Discovered(found) => connection.handle_discovered(now, peer, found),
            Told::Read(characteristic, Some(value)) => connection.handle_read(now, peer, characteristic, &value),
            Told::Read(_, None) => connection.handle_failed(now, peer),
            Told::Subscribed(characteristic) => connection.handle_subscribed(now, peer, characteristic),
            Told::ChannelOpened => connection.handle_channel_opened(now, peer),
        }
    }
}

impl End for Ble {
    fn accepts(&self) -> bool {
        self.side == GattSide::Server && self.advertises
    }

    fn connected(&mut self, now: Monotonic, link: LinkNumber) {
        self.connection.handle_connected(now, PeerId(link), self.mtu);
    }

    fn connect_failed(&mut self, now: Monotonic) {
        self.connection.handle_connect_failed(now);
    }

    fn send(&mut self, now: Monotonic, message: Vec<u8>) -> bool {
        self.connection.send(now, message).is_ok()
    }

    fn take(&mut self, now: Monotonic, link: LinkNumber, piece: Piece) {
        let peer = PeerId(link);
        match piece {
            Piece::Value(characteristic, value) => self.connection.handle_value(now, peer, characteristic, &value),
            Piece::Stream(bytes) => self.connection.handle_channel_bytes(now, peer, &bytes),
            Piece::Ask(ask) => self.asked(now, link, ask),
            Piece::Told(told) => self.told(now, link, told),
            Piece::End | Piece::Command(_) | Piece::Answer(_) => {}
        }
    }

    fn sent(&mut self, now: Monotonic, link: LinkNumber) {
        self.connection.handle_sent(now, PeerId(link), 1);
    }

    fn refused(&mut self, now: Monotonic, link: LinkNumber) {
        self.connection.handle_failed(now, PeerId(link));
    }

    fn lost(&mut self, now: Monotonic, link: LinkNumber) {
        self.connection.handle_disconnected(now, PeerId(link));
    }

    fn leave(&mut self, now: Monotonic, how: Leave) {
        match how {
            Leave::Saying => self.connection.end(now, Farewell::State),
            Leave::Silently => self.connection.end(now, Farewell::Status),
            Leave::AtOnce => self.connection.cancel(now),
        }
    }

    fn timeout(&mut self, now: Monotonic) {
        self.connection.handle_timeout(now);
    }

    fn deadline(&self) -> Option<Monotonic> {
        self.connection.deadline()
    }

    fn poll(&mut self) -> Option<Want> {
        loop {
            if let Some(want) = self.wants.pop_front() {
                return Some(want);
            }
            let ask = |peer: PeerId, ask| Some(Want::Transmit(peer.0, Piece::Ask(ask)));
            return match self.connection.poll_output() {
                Output::Idle { .. } => None,
                Output::Advertise => {
                    self.advertises = true;
                    continue;
                }
                Output::StopAdvertising => {
                    self.advertises = false;
                    continue;
                }
                Output::Started(..) => Some(Want::Started),
                Output::Connect => Some(Want::Connect),
                Output::Discover(peer) => ask(peer, Ask::Discover),
                Output::Read(peer, characteristic) => ask(peer, Ask::Read(characteristic)),
                Output::Subscribe(peer, characteristic) => ask(peer, Ask::Subscribe(characteristic)),
                Output::OpenChannel(peer, _) => ask(peer, Ask::OpenChannel),
                Output::Write { peer, characteristic, value } | Output::Notify { peer, characteristic, value } => {
                    Some(Want::Transmit(peer.0, Piece::Value(characteristic, value)))
                }
                Output::ChannelBytes { peer, bytes } => Some(Want::Transmit(peer.0, Piece::Stream(bytes))),
                Output::Message(message) => Some(Want::Message(message)),
                Output::Closed(reason) => {
                    let name = format!("{reason:?}");
                    Some(Want::Closed(name.split(['(', ' ', '{']).next().unwrap().to_owned()))
                }
                Output::Disconnect { peer, .. } => Some(Want::Disconnect(peer.0)),
                other => panic!("{other:?}"),
            };
        }
    }

    fn foreign(&mut self, now: Monotonic, doing: u32) {
        self.others += 1;
        let peer = PeerId(self.others);
        let server = &mut self.connection;
        server.handle_connected(now, peer, 185);
        let (state, data) = (Characteristic::State, Characteristic::ClientToServer);
        match doing % 8 {
            0 => server.handle_value(now, peer, data, &[0, 0xa0]),
            1 => server.handle_value(now, peer, data, &[1, 0xff, 0xff]),
            2 => server.handle_value(now, peer, state, &[2]),
            3 => server.handle_subscribed(now, peer, Characteristic::ServerToClient),
            4 => server.handle_channel_bytes(now, peer, &[0, 0, 0, 1, 7]),
            5 => server.handle_channel_opened(now, peer),
            6 => server.handle_value(now, peer, state, &[7, 7]),
            // It does all that is right, and has the connection if it is the first.
            _ => {
                server.handle_subscribed(now, peer, state);
                server.handle_subscribed(now, peer, Characteristic::ServerToClient);
                server.handle_value(now, peer, state, &[1]);
                server.handle_value(now, peer, data, &[0, 0xa0]);
            }
        }
        if doing & 8 == 0 {
            server.handle_disconnected(now, peer);
        }
    }
}
