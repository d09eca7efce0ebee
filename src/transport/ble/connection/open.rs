//! A connection that has started: values of its owner come in, and nobody else's.

use super::{Bearer, Connection, GattSide, Misuse, Output, PeerId, Phase, Wait};
use crate::budget;
use crate::time::Monotonic;
use crate::transport::ble::Characteristic;
use crate::transport::ble::l2cap::Decoder;
use crate::transport::ble::reassembly::Reassembly;
use crate::transport::ble::state::State;

/// The peer that started, and what it is sending.
pub(super) struct Open {
    pub(super) peer: PeerId,
    pub(super) mtu: usize,
    pub(super) incoming: Incoming,
    /// When the first and the latest value of the unfinished message came.
    pub(super) times: Option<(Monotonic, Monotonic)>,
    /// Whether the peer takes State; at a client, always.
    pub(super) takes_state: bool,
    /// Whether the peer takes messages; at a client, always.
    pub(super) takes_messages: bool,
    /// Whether it ever did.
    pub(super) took_messages: bool,
    /// Whether State 0x02 was handed out.
    pub(super) end_sent: bool,
}

pub(super) enum Incoming {
    Gatt(Reassembly),
    L2cap(Decoder),
}

impl Incoming {
    fn of(bearer: Bearer) -> Self {
        match bearer {
            Bearer::Gatt => Self::Gatt(Reassembly::new()),
            Bearer::L2cap => Self::L2cap(Decoder::new()),
        }
    }

    pub(super) fn bearer(&self) -> Bearer {
        match self {
            Self::Gatt(_) => Bearer::Gatt,
            Self::L2cap(_) => Bearer::L2cap,
        }
    }

    pub(super) fn is_inside(&self) -> bool {
        match self {
            Self::Gatt(reassembly) => reassembly.is_inside(),
            Self::L2cap(decoder) => decoder.is_inside(),
        }
    }

    pub(super) fn received(&self) -> usize {
        match self {
            Self::Gatt(reassembly) => reassembly.received(),
            Self::L2cap(decoder) => decoder.received(),
        }
    }

    pub(super) fn expected(&self) -> Option<usize> {
        match self {
            Self::Gatt(_) => None,
            Self::L2cap(decoder) => decoder.expected(),
        }
    }

    /// The next whole message in `bytes`.
    fn take(&mut self, bytes: &mut &[u8]) -> Result<Option<Vec<u8>>, Misuse> {
        match self {
            Self::Gatt(reassembly) => reassembly.take(core::mem::take(bytes)).map_err(Misuse::Fragment),
            Self::L2cap(decoder) => decoder.take(bytes).map_err(Misuse::Frame),
        }
    }
}

impl Open {
    pub(super) fn new(peer: PeerId, mtu: usize, bearer: Bearer, takes: (bool, bool)) -> Self {
        Self {
            peer,
            mtu,
            incoming: Incoming::of(bearer),
            times: None,
            takes_state: takes.0,
            takes_messages: takes.1,
            took_messages: takes.1,
            end_sent: false,
        }
    }

    /// Whether nothing that is sent by GATT would reach the peer, which took messages before.
    pub(super) fn takes_nothing(&self) -> bool {
        self.incoming.bearer() == Bearer::Gatt && self.took_messages && !self.takes_state && !self.takes_messages
    }

    /// Whether the peer can be told of an end by State.
    pub(super) fn hears_end(&self) -> bool {
        self.incoming.bearer() == Bearer::Gatt && self.takes_state
    }
}

impl Connection {
    /// The connection starts with this peer, which owns it from now on.
    pub(super) fn open(&mut self, open: Open) {
        let started = Output::Started(open.peer, open.incoming.bearer());
        self.sending.moved = self.now;
        self.phase = Phase::Open(open);
        self.outbox.push_back(started);
    }

    /// A value of the owner on a characteristic.
    pub(super) fn receive(&mut self, characteristic: Characteristic, value: &[u8]) {
        let Phase::Open(open) = &mut self.phase else { return };
        let data = match self.side {
            GattSide::Client => Characteristic::ServerToClient,
            GattSide::Server => Characteristic::ClientToServer,
        };
        let on_gatt = open.incoming.bearer() == Bearer::Gatt;
        match characteristic {
            Characteristic::State => match (State::from_value(value), self.side) {
                (Ok(State::End), _) => self.peer_ended(),
                (Ok(State::Start), GattSide::Client) => self.refuse(Misuse::StartByServer),
                (Ok(State::Start), GattSide::Server) => self.refuse(Misuse::StartTwice),
                (Err(error), _) => self.refuse(Misuse::State(error)),
            },
            other if other == data && on_gatt => self.take(value),
            other => self.refuse(Misuse::Direction(other)),
        }
    }

    /// Bytes of the owner's message.
    pub(super) fn take(&mut self, mut bytes: &[u8]) {
        // After its own end this side listens for the peer's only.
        if self.is_ending() || (bytes.is_empty() && self.bearer() == Some(Bearer::L2cap)) {
            return;
        }
        loop {
            let Phase::Open(open) = &mut self.phase else { return };
            if open.times.is_none() {
                self.timing.begins(self.now);
            }
            let first = open.times.map_or(self.now, |(first, _)| first);
            match open.incoming.take(&mut bytes) {
                Ok(Some(message)) => {
                    open.times = None;
                    self.timing.completes(self.now);
                    if self.unread >= budget::BLE_QUEUED_MESSAGES {
                        return self.refuse(Misuse::Flood);
                    }
                    self.unread = self.unread.saturating_add(1);
                    self.outbox.push_back(Output::Message(message));
                }
                Ok(None) => {
                    open.times = open.incoming.is_inside().then_some((first, self.now));
                    return;
                }
                Err(misuse) => return self.refuse(misuse),
            }
            if bytes.is_empty() {
                return;
            }
        }
    }

    /// When a started connection gives up, and on what.
    pub(super) fn open_deadline(&self) -> Option<(Monotonic, Wait)> {
        let Phase::Open(open) = &self.phase else { return None };
        let limits = &self.config.limits;
        let until = |from: Monotonic, wait: Option<_>, what| wait.map(|wait| (from.plus(wait), what));
        let times = open.times.filter(|_| !self.is_ending());
        let fragment = times.and_then(|(_, latest)| until(latest, limits.fragment, Wait::Fragment));
        let message = times.and_then(|(first, _)| until(first, limits.message, Wait::Message));
        let waiting = !self.sending.is_done() || self.is_ending();
        let sending = waiting.then(|| until(self.sending.moved, limits.sending, Wait::Sending)).flatten();
        [fragment, message, sending].into_iter().flatten().min_by_key(|(at, _)| *at)
    }
}
