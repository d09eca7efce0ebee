//! A BLE connection as its driver tells it: any events of any peers in any order at any time.

use mdoc_proximity::budget;
use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::connection::{Bearer, Config, Farewell, L2cap, Output, PeerId};
use mdoc_proximity::transport::ble::ident::Ident;
use mdoc_proximity::transport::ble::l2cap::Decoder;
use mdoc_proximity::transport::ble::psm::Psm;
use mdoc_proximity::transport::ble::reassembly::Reassembly;
use mdoc_proximity::transport::ble::{Characteristic, Connection, Mode, Role, ValueSize};

use super::cursor::Cursor;
use super::providers::maker;

const CHARACTERISTICS: [Characteristic; 5] = [
    Characteristic::State,
    Characteristic::ClientToServer,
    Characteristic::ServerToClient,
    Characteristic::Ident,
    Characteristic::L2cap,
];

/// Three bytes of configuration, then events.
/// * What is put to the radio is what was given to be sent, whole and in order, in values no longer than allowed.
/// * No more comes out as messages than went in as values, and nothing before the start or after the end.
/// * The end is told once and its reason does not change.
/// * A deadline that is told lies ahead, and the outputs come to an end.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let (mut world, mut connection) = World::new(&mut input);
    for _ in 0..512 {
        if input.is_empty() {
            break;
        }
        world.event(&mut connection, &mut input);
        world.look(&mut connection);
    }
}

struct World {
    now: Monotonic,
    longest: usize,
    bearer: Option<Bearer>,
    ended: bool,
    closed: Option<mdoc_proximity::transport::ble::connection::CloseReason>,
    sent: Vec<Vec<u8>>,
    out: Vec<Vec<u8>>,
    values: Reassembly,
    stream: Decoder,
    bytes_in: usize,
    messages: usize,
    bytes_out: usize,
}

impl World {
    fn new(input: &mut Cursor<'_>) -> (Self, Connection) {
        let (choice, more) = (input.byte(), input.byte());
        let mode = if choice & 1 == 0 { Mode::PeripheralServer } else { Mode::CentralClient };
        let role = if choice & 2 == 0 { Role::Mdoc } else { Role::Reader };
        let mut config = Config::new(mode, role);
        config.ident = (choice & 4 == 4).then(ident);
        let psm = Psm::new(u32::from(more) | 1).ok();
        config.l2cap = match (choice >> 3 & 3, psm) {
            (1, Some(psm)) => L2cap::Offered(psm),
            (2, psm) => L2cap::Preferred(psm),
            _ => L2cap::Never,
        };
        if choice & 32 == 32 {
            config.value_size = ValueSize::new(usize::from(more & 31), usize::from(more) * 2);
        }
        config.window = usize::from(choice >> 6);
        config.chunk = usize::from(input.byte()) * 8;
        let now = Monotonic::default();
        let longest = config.value_size.of(usize::MAX);
        let world = Self {
            now,
            longest,
            bearer: None,
            ended: false,
            closed: None,
            sent: Vec::new(),
            out: Vec::new(),
            values: Reassembly::new(),
            stream: Decoder::new(),
            bytes_in: 0,
            messages: 0,
            bytes_out: 0,
        };
        (world, Connection::new(config, now))
    }

    fn event(&mut self, connection: &mut Connection, input: &mut Cursor<'_>) {
        let (what, who) = (input.byte(), input.byte());
        let peer = PeerId(u64::from(who & 15));
        let characteristic = CHARACTERISTICS[usize::from(who >> 4) % CHARACTERISTICS.len()];
        let now = self.now;
        match what % 21 {
            0 => connection.handle_connected(now, peer, usize::from(input.u16())),
            1 => connection.handle_connect_failed(now),
            2 => connection.handle_mtu(peer, usize::from(input.u16())),
            3 => connection.handle_rssi(peer, -70),
            4 => {
                let all = input.byte();
                let found = CHARACTERISTICS.iter().enumerate().filter(|(at, _)| all >> at & 1 == 0);
                connection.handle_discovered(now, peer, found.map(|(_, characteristic)| *characteristic));
            }
            5 => {
                let value = match input.byte() % 3 {
                    0 => ident().as_bytes().to_vec(),
                    1 => vec![0, 0, 0, 0x81],
                    _ => input.piece().to_vec(),
                };
                connection.handle_read(now, peer, characteristic, &value);
            }
            6 => connection.handle_subscribed(now, peer, characteristic),
            7 => connection.handle_unsubscribed(now, peer, characteristic),
            8 => connection.handle_failed(now, peer),
            9 => connection.handle_channel_opened(now, peer),
            10 => {
                let bytes = input.piece();
                self.bytes_in += bytes.len();
                connection.handle_channel_bytes(now, peer, bytes);
            }
            11 => connection.handle_channel_closed(now, peer),
            12 | 13 => {
                let value = input.piece();
                self.bytes_in += value.len();
                connection.handle_value(now, peer, characteristic, value);
            }
            14 => connection.handle_value(now, peer, Characteristic::State, &[input.byte() & 3]),
            15 => connection.handle_sent(now, peer, usize::from(input.byte())),
            16 => connection.handle_disconnected(now, peer),
            17 => {
                self.now = self.now.plus(input.time());
                connection.handle_timeout(self.now);
                assert!(connection.deadline().is_none_or(|at| at > self.now || self.now.plus(one()) == self.now));
            }
            18 => {
                let message = input.piece().to_vec();
                let started = self.bearer.is_some();
                if connection.send(now, message.clone()).is_ok() {
                    assert!(!message.is_empty() && !self.ended, "taken to be sent: started {started}");
                    self.sent.push(message);
                }
            }
            19 => {
                let farewell = if input.bit() { Farewell::State } else { Farewell::Status };
                connection.end(now, farewell);
            }
            _ => connection.cancel(now),
        }
    }

    /// Empties the outputs.
    fn look(&mut self, connection: &mut Connection) {
        for count in 0.. {
            assert!(count < 100_000, "the outputs do not end");
            let output = connection.poll_output();
            if let Output::Idle { deadline } = output {
                assert_eq!(deadline, connection.deadline());
                break;
            }
            self.output(output);
        }
        match (self.closed, connection.closed()) {
            (None, now) => self.closed = now,
            (before, now) => assert_eq!(before, now, "the end has another reason"),
        }
        assert!(!self.ended || self.closed.is_some());
        let progress = connection.progress();
        assert!(progress.sending.is_none_or(|(sent, all)| sent <= all));
        assert!(progress.received <= budget::MESSAGE_BYTES);
        let _ = (connection.is_sent(), connection.is_approached(), connection.round_trips(), connection.rssi());
        let _ = format!("{connection:?}");
    }

    fn output(&mut self, output: Output) {
        let _ = format!("{output:?}");
        match output {
            Output::Started(_, bearer) => {
                assert!(self.bearer.is_none() && !self.ended, "started twice, or after the end");
                self.bearer = Some(bearer);
            }
            Output::Message(message) => {
                assert!(self.bearer.is_some() && !self.ended && !message.is_empty());
                assert!(message.len() <= budget::MESSAGE_BYTES);
                (self.messages, self.bytes_out) = (self.messages + 1, self.bytes_out + message.len());
                assert!(self.bytes_out <= self.bytes_in, "more comes out than went in");
            }
            Output::Write { characteristic, value, .. } | Output::Notify { characteristic, value, .. } => {
                assert!(value.len() <= self.longest, "a value of {} bytes", value.len());
                if matches!(characteristic, Characteristic::ClientToServer | Characteristic::ServerToClient) {
                    let message = self.values.take(&value).expect("a value of ours");
                    self.out.extend(message);
                }
            }
            Output::ChannelBytes { bytes, .. } => {
                let mut bytes = bytes.as_slice();
                while !bytes.is_empty() {
                    self.out.extend(self.stream.take(&mut bytes).expect("a stream of ours"));
                }
            }
            Output::Closed(reason) => {
                assert!(!self.ended, "closed twice");
                assert!(!reason.to_string().is_empty());
                self.ended = true;
            }
            _ => {}
        }
        assert!(self.sent.starts_with(&self.out), "what goes out is not what was to be sent");
    }
}

fn ident() -> Ident {
    Ident::derive(&maker(), &[0xd8, 0x18, 0x41, 0xa0]).expect("an ident")
}

fn one() -> core::time::Duration {
    core::time::Duration::from_nanos(1)
}
