//! The air between two BLE connections, in virtual time; one seed, one course of events.

use core::time::Duration;
use std::collections::BTreeMap;

use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::connection::{CloseReason, Output, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Connection};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Client,
    Server,
}

impl End {
    fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// What a connection tells its session.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    Started,
    Message(Vec<u8>),
    Closed(CloseReason),
}

#[derive(Debug)]
enum Happening {
    Connect,
    Discovered(PeerId),
    Read(PeerId, Characteristic),
    Subscribed(PeerId, Characteristic),
    ChannelOpened(PeerId),
    Value(End, PeerId, Characteristic, Vec<u8>),
    Bytes(End, PeerId, Vec<u8>),
    Sent(End, PeerId),
    Disconnected(End, PeerId),
}

pub struct Air {
    pub now: Duration,
    pub client: Connection,
    pub server: Connection,
    pub mtu: usize,
    rng: ChaCha20Rng,
    queue: BTreeMap<(Duration, u64), Happening>,
    scheduled: u64,
    link: Option<PeerId>,
    peers: u64,
    advertised: bool,
    /// When the latest value of each direction arrives: none overtakes another.
    arrivals: [Duration; 2],
    /// Who was asked to leave.
    pub sent_away: Vec<(End, PeerId)>,
    /// How long the values were.
    pub longest: usize,
    /// What each end has sent, the client first.
    pub carried: [Carried; 2],
}

/// What one end has sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carried {
    /// Values of messages, or pieces of a channel's stream.
    pub pieces: usize,
    /// Their bytes.
    pub bytes: usize,
    /// The values of State.
    pub states: Vec<u8>,
}

impl Air {
    pub fn new(seed: u64, mtu: usize, client: Connection, server: Connection) -> Self {
        Self {
            now: Duration::ZERO,
            client,
            server,
            mtu,
            rng: ChaCha20Rng::seed_from_u64(seed),
            queue: BTreeMap::new(),
            scheduled: 0,
            link: None,
            peers: 0,
            advertised: false,
            arrivals: [Duration::ZERO; 2],
            sent_away: Vec::new(),
            longest: 0,
            carried: Default::default(),
        }
    }

    pub fn time(&self) -> Monotonic {
        Monotonic::new(self.now)
    }

    pub fn end(&mut self, end: End) -> &mut Connection {
        match end {
            End::Client => &mut self.client,
            End::Server => &mut self.server,
        }
    }

    /// A number below `most`.
    pub fn below(&mut self, most: u32) -> u32 {
        self.rng.next_u32() % most.max(1)
    }

    /// A time from now, of `least` to `most` milliseconds.
    fn within(&mut self, least: u32, most: u32) -> Duration {
        self.now + Duration::from_micros(u64::from(least * 1000 + self.below((most - least) * 1000)))
    }

    fn schedule(&mut self, at: Duration, happening: Happening) {
        self.scheduled += 1;
        self.queue.insert((at, self.scheduled), happening);
    }

    fn new_peer(&mut self) -> PeerId {
        self.peers += 1;
        PeerId(self.peers)
    }

    /// Lets one thing happen, at the latest at `other`; `None` when nothing will any more.
    pub fn step(&mut self, other: Option<Monotonic>) -> Option<Vec<(End, Said)>> {
        let said = self.hear();
        if !said.is_empty() {
            return Some(said);
        }
        let deadlines = [self.client.deadline(), self.server.deadline(), other];
        let deadlines = deadlines.into_iter().flatten().map(Monotonic::since_start);
        let next = self.queue.first_key_value().map(|((at, _), _)| *at);
        self.now = self.now.max(deadlines.chain(next).min()?);
        match self.queue.first_entry() {
            Some(entry) if entry.key().0 <= self.now => {
                let happening = entry.remove();
                self.happen(happening);
            }
            _ => {
                let now = self.time();
                self.client.handle_timeout(now);
                self.server.handle_timeout(now);
            }
        }
        Some(self.hear())
    }

    /// Carries out what both ends want.
    fn hear(&mut self) -> Vec<(End, Said)> {
        let mut said = Vec::new();
        for end in [End::Client, End::Server] {
            loop {
                match self.end(end).poll_output() {
                    Output::Idle { .. } => break,
                    Output::Started(..) => said.push((end, Said::Started)),
                    Output::Message(message) => said.push((end, Said::Message(message))),
                    Output::Closed(reason) => said.push((end, Said::Closed(reason))),
                    output => self.carry(end, output),
                }
            }
        }
        said
    }

    fn carry(&mut self, end: End, output: Output) {
        match output {
            Output::Advertise => self.advertised = true,
            Output::StopAdvertising => self.advertised = false,
            Output::Connect => {
                let at = self.within(100, 2000);
                self.schedule(at, Happening::Connect);
            }
            Output::Discover(peer) => self.operate(Happening::Discovered(peer)),
            Output::Read(peer, characteristic) => self.operate(Happening::Read(peer, characteristic)),
            Output::Subscribe(peer, characteristic) => self.operate(Happening::Subscribed(peer, characteristic)),
            Output::OpenChannel(peer, _) => self.operate(Happening::ChannelOpened(peer)),
            Output::Write { peer, characteristic, value } | Output::Notify { peer, characteristic, value } => {
                self.longest = self.longest.max(value.len());
                let carried = &mut self.carried[usize::from(end == End::Server)];
                match characteristic {
                    Characteristic::State => carried.states.extend(&value),
                    _ => (carried.pieces, carried.bytes) = (carried.pieces + 1, carried.bytes + value.len()),
                }
                self.transmit(end, peer, Happening::Value(end.other(), peer, characteristic, value));
            }
            Output::ChannelBytes { peer, bytes } => {
                let carried = &mut self.carried[usize::from(end == End::Server)];
                (carried.pieces, carried.bytes) = (carried.pieces + 1, carried.bytes + bytes.len());
                self.transmit(end, peer, Happening::Bytes(end.other(), peer, bytes))
            }
            Output::Disconnect { peer, .. } => {
                self.sent_away.push((end, peer));
                if self.link == Some(peer) {
                    self.link = None;
                    let at = self.within(5, 100);
                    self.schedule(at, Happening::Disconnected(end.other(), peer));
                }
            }
            other => panic!("{other:?}"),
        }
    }

    fn operate(&mut self, happening: Happening) {
        let at = self.within(10, 300);
        self.schedule(at, happening);
    }

    fn transmit(&mut self, from: End, peer: PeerId, happening: Happening) {
        let side = usize::from(from == End::Server);
        let arrival = self.within(2, 20).max(self.arrivals[side] + Duration::from_micros(1));
        let reported = self.within(1, 30);
        self.schedule(reported, Happening::Sent(from, peer));
        if self.link != Some(peer) {
            return;
        }
        self.arrivals[side] = arrival;
        self.schedule(arrival, happening);
    }

    fn happen(&mut self, happening: Happening) {
        let now = self.time();
        let link = self.link;
        let linked = |peer| link == Some(peer);
        match happening {
            Happening::Connect => {
                // A server that is known is sometimes reached though it does not advertise.
                let reached = self.advertised || (self.link.is_none() && self.below(1000) < 300);
                if !reached {
                    return self.client.handle_connect_failed(now);
                }
                let (peer, mtu) = (self.new_peer(), self.mtu);
                self.link = Some(peer);
                self.server.handle_connected(now, peer, mtu);
                self.client.handle_connected(now, peer, mtu);
            }
            Happening::Discovered(peer) if linked(peer) => {
                let found: Vec<_> = self.server.characteristics().collect();
                self.client.handle_discovered(now, peer, found);
            }
            Happening::Read(peer, characteristic) if linked(peer) => match self.server.attribute(characteristic) {
                Some(value) => self.client.handle_read(now, peer, characteristic, &value),
                None => self.client.handle_failed(now, peer),
            },
            Happening::Subscribed(peer, characteristic) if linked(peer) => {
                self.server.handle_subscribed(now, peer, characteristic);
                self.client.handle_subscribed(now, peer, characteristic);
            }
            Happening::ChannelOpened(peer) if linked(peer) => {
                self.server.handle_channel_opened(now, peer);
                self.client.handle_channel_opened(now, peer);
            }
            Happening::Value(to, peer, characteristic, value) if linked(peer) => {
                self.end(to).handle_value(now, peer, characteristic, &value);
            }
            Happening::Bytes(to, peer, bytes) if linked(peer) => self.end(to).handle_channel_bytes(now, peer, &bytes),
            Happening::Sent(end, peer) => self.end(end).handle_sent(now, peer, 1),
            Happening::Disconnected(end, peer) => self.end(end).handle_disconnected(now, peer),
            // Of a connection that is no more.
            _ => {}
        }
    }
}
