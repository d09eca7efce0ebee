use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Anything that a radio, a peer or a caller can do.
#[derive(Debug, Clone)]
enum Doing {
    Connected(u64, usize),
    ConnectFailed,
    Mtu(u64, usize),
    Discovered(u64, Vec<Characteristic>),
    Read(u64, Characteristic, bool),
    Subscribed(u64, Characteristic),
    Unsubscribed(u64, Characteristic),
    Failed(u64),
    ChannelOpened(u64),
    ChannelBytes(u64, Vec<u8>),
    ChannelClosed(u64),
    Value(u64, Characteristic, Vec<u8>),
    Sent(u64, usize),
    Disconnected(u64),
    Wait(u64),
    Send(usize),
    End(Farewell),
    Cancel,
    Poll,
}

fn characteristic() -> impl Strategy<Value = Characteristic> {
    prop::sample::select(&[State, ClientToServer, ServerToClient, Characteristic::Ident, L2capValue][..])
}

fn doing() -> impl Strategy<Value = Doing> {
    use Doing::*;
    // Three peers, and mostly one.
    let peer = || prop_oneof![6 => Just(1_u64), 1 => Just(2_u64), 1 => Just(3_u64)];
    prop_oneof![
        4 => (peer(), prop_oneof![Just(0), Just(23), Just(517), any::<usize>()]).prop_map(|(peer, mtu)| Connected(peer, mtu)),
        1 => Just(ConnectFailed),
        1 => (peer(), any::<usize>()).prop_map(|(peer, mtu)| Mtu(peer, mtu)),
        3 => (peer(), vec(characteristic(), 0..12)).prop_map(|(peer, found)| Discovered(peer, found)),
        3 => peer().prop_map(|peer| Discovered(peer, Mode::CentralClient.characteristics().to_vec())),
        3 => (peer(), characteristic(), any::<bool>()).prop_map(|(peer, read, good)| Read(peer, read, good)),
        6 => (peer(), characteristic()).prop_map(|(peer, to)| Subscribed(peer, to)),
        1 => (peer(), characteristic()).prop_map(|(peer, to)| Unsubscribed(peer, to)),
        1 => peer().prop_map(Failed),
        2 => peer().prop_map(ChannelOpened),
        2 => (peer(), vec(0..4_u8, 0..12)).prop_map(|(peer, bytes)| ChannelBytes(peer, bytes)),
        1 => peer().prop_map(ChannelClosed),
        4 => (peer(), characteristic(), vec(0..4_u8, 0..5)).prop_map(|(peer, to, value)| Value(peer, to, value)),
        4 => peer().prop_map(|peer| Value(peer, State, vec![1])),
        1 => peer().prop_map(|peer| Value(peer, State, vec![2])),
        6 => (peer(), 0..3_usize).prop_map(|(peer, count)| Sent(peer, count)),
        1 => peer().prop_map(Disconnected),
        2 => (0..40_u64).prop_map(Wait),
        3 => (0..100_usize).prop_map(Send),
        1 => prop_oneof![Just(Farewell::State), Just(Farewell::Status)].prop_map(End),
        1 => Just(Cancel),
        6 => Just(Poll),
    ]
}

fn config() -> impl Strategy<Value = Config> {
    let modes = prop::sample::select(&[Mode::PeripheralServer, Mode::CentralClient][..]);
    let roles = prop::sample::select(&[Role::Mdoc, Role::Reader][..]);
    (modes, roles, any::<bool>(), 0..4_usize, 0..3_u8).prop_map(|(mode, role, checks, window, channel)| {
        let psm = Psm::new(0x80).unwrap();
        let l2cap = match (channel, mode.side(role)) {
            (0, _) => L2cap::Never,
            (_, GattSide::Server) => L2cap::Offered(psm),
            (channel, GattSide::Client) => L2cap::Preferred((channel == 1).then_some(psm)),
        };
        Config { ident: checks.then(ident), l2cap, window, ..Config::new(mode, role) }
    })
}

struct Witness {
    connection: Connection,
    now: u64,
    owner: Option<PeerId>,
    closed: bool,
    in_flight: usize,
    ended: bool,
}

impl Witness {
    fn now(&self) -> Monotonic {
        Monotonic::new(Duration::from_secs(self.now))
    }

    fn act(&mut self, doing: Doing) {
        let now = self.now();
        let connection = &mut self.connection;
        match doing {
            Doing::Connected(peer, mtu) => connection.handle_connected(now, PeerId(peer), mtu),
            Doing::ConnectFailed => connection.handle_connect_failed(now),
            Doing::Mtu(peer, mtu) => connection.handle_mtu(PeerId(peer), mtu),
            Doing::Discovered(peer, found) => connection.handle_discovered(now, PeerId(peer), found),
            Doing::Read(peer, read, good) => {
                let value = match (read, good) {
                    (Characteristic::Ident, true) => ident().as_bytes().to_vec(),
                    (_, true) => vec![0, 0, 0, 0x90],
                    _ => vec![1, 2],
                };
                connection.handle_read(now, PeerId(peer), read, &value);
            }
            Doing::Subscribed(peer, to) => connection.handle_subscribed(now, PeerId(peer), to),
            Doing::Unsubscribed(peer, to) => connection.handle_unsubscribed(now, PeerId(peer), to),
            Doing::Failed(peer) => connection.handle_failed(now, PeerId(peer)),
            Doing::ChannelOpened(peer) => connection.handle_channel_opened(now, PeerId(peer)),
            Doing::ChannelBytes(peer, bytes) => connection.handle_channel_bytes(now, PeerId(peer), &bytes),
            Doing::ChannelClosed(peer) => connection.handle_channel_closed(now, PeerId(peer)),
            Doing::Value(peer, to, value) => connection.handle_value(now, PeerId(peer), to, &value),
            Doing::Sent(peer, count) => {
                // A driver reports what it was given.
                let count = count.min(self.in_flight);
                connection.handle_sent(now, PeerId(peer), count);
                if self.owner == Some(PeerId(peer)) || self.owner.is_none() {
                    self.in_flight = self.in_flight.saturating_sub(count);
                }
            }
            Doing::Disconnected(peer) => connection.handle_disconnected(now, PeerId(peer)),
            Doing::Wait(seconds) => {
                self.now += seconds;
                let now = self.now();
                self.connection.handle_timeout(now);
            }
            Doing::Send(length) => drop(connection.send(now, vec![7; length])),
            Doing::End(farewell) => connection.end(now, farewell),
            Doing::Cancel => connection.cancel(now),
            Doing::Poll => self.poll(),
        }
        let connection = &self.connection;
        assert!(connection.outbox.len() <= 64, "{:?}", connection.outbox);
        assert!(connection.candidates.len() <= budget::BLE_PEERS);
    }

    fn poll(&mut self) {
        loop {
            let output = self.connection.poll_output();
            if self.closed {
                assert!(matches!(output, Output::Disconnect { .. } | Output::Idle { .. }), "{output:?} after the end");
            }
            match output {
                Output::Idle { deadline } => {
                    // A deadline that has passed would be a loop without rest.
                    assert!(deadline.is_none_or(|deadline| deadline > self.now()));
                    assert_eq!(self.connection.closed().is_some(), self.closed);
                    return;
                }
                Output::Started(peer, _) => {
                    assert_eq!(self.owner.replace(peer), None, "started twice");
                }
                Output::Write { peer, characteristic, value } | Output::Notify { peer, characteristic, value } => {
                    assert!(value.len() <= 512 && !self.ended);
                    if characteristic == State {
                        assert_eq!((value.len(), self.in_flight), (1, 0), "State overtook a message");
                        self.ended = value == [2];
                    }
                    if self.owner.is_some() || characteristic != State {
                        assert_eq!(self.owner, Some(peer));
                    }
                    self.in_flight += 1;
                    assert!(self.in_flight <= self.connection.config.window.max(1));
                }
                Output::ChannelBytes { peer, .. } => {
                    assert_eq!(self.owner, Some(peer));
                    self.in_flight += 1;
                    assert!(self.in_flight <= self.connection.config.window.max(1));
                }
                Output::Message(message) => assert!(self.owner.is_some() && !message.is_empty()),
                Output::Closed(reason) => {
                    assert_eq!(self.connection.closed(), Some(reason));
                    assert!(!reason.to_string().is_empty());
                    self.closed = true;
                }
                // A new attempt has nothing on its way.
                Output::Connect => self.in_flight = 0,
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_rules_hold_and_it_ends(config in config(), doings in vec(doing(), 0..60)) {
        let connection = Connection::new(config, at(0.0));
        let mut witness = Witness { connection, now: 0, owner: None, closed: false, in_flight: 0, ended: false };
        for doing in doings {
            witness.act(doing);
        }
        witness.poll();
        // A caller can always end it, and then it rests.
        witness.act(Doing::Cancel);
        witness.act(Doing::Wait(1000));
        witness.poll();
        prop_assert!(witness.closed);
        prop_assert_eq!(witness.connection.poll_output(), Output::Idle { deadline: None });
    }

    #[test]
    fn a_session_that_ends_needs_no_more_than_its_deadlines(config in config(), doings in vec(doing(), 0..60)) {
        let connection = Connection::new(config, at(0.0));
        let mut witness = Witness { connection, now: 0, owner: None, closed: false, in_flight: 0, ended: false };
        for doing in doings {
            witness.act(doing);
        }
        witness.poll();
        witness.act(Doing::End(Farewell::State));
        let mut rounds = 0;
        while let Some(deadline) = witness.connection.deadline() {
            witness.now = deadline.since_start().as_secs() + 1;
            witness.act(Doing::Wait(0));
            witness.poll();
            rounds += 1;
            prop_assert!(rounds < 40, "no end");
        }
        witness.poll();
        prop_assert!(witness.closed);
    }
}
