//! A GATT server before one of its centrals starts, and what becomes of the others (edition 1 8.3.3.1.1.4, edition 2
//! 11.1.3.3).

use super::open::Open;
use super::{Bearer, CloseReason, Connection, L2cap, Misuse, Output, PeerId, Phase, Wait};
use crate::budget;
use crate::time::Monotonic;
use crate::transport::ble::Characteristic;
use crate::transport::ble::fragment::LEAST_MTU;
use crate::transport::ble::state::State;

/// A central that is connected and has not started.
pub(super) struct Candidate {
    pub(super) peer: PeerId,
    pub(super) mtu: usize,
    takes_state: bool,
    takes_messages: bool,
    /// When it first used the service; others of the adapter's connections have nothing to do with us.
    since: Option<Monotonic>,
}

impl Candidate {
    pub(super) fn is_near(&self) -> bool {
        self.takes_state || self.takes_messages
    }
}

impl Connection {
    /// The candidate of this peer. Where there are too many, one that does not use the service makes room, or else the one
    /// that has for longest: whoever means it is through in a second.
    pub(super) fn candidate(&mut self, peer: PeerId) -> Option<&mut Candidate> {
        if let Some(index) = self.candidates.iter().position(|candidate| candidate.peer == peer) {
            return self.candidates.get_mut(index);
        }
        if self.candidates.len() >= budget::BLE_PEERS {
            // Nothing is before any time, so that idle ones come first.
            let oldest = self.candidates.iter().enumerate().min_by_key(|(_, candidate)| candidate.since);
            let (index, since) = oldest.map(|(index, candidate)| (index, candidate.since))?;
            let leaving = self.candidates.remove(index);
            if since.is_some() {
                self.send_away(leaving.peer, CloseReason::TimedOut(Wait::Start));
            }
        }
        self.candidates.push(Candidate {
            peer,
            mtu: LEAST_MTU,
            takes_state: false,
            takes_messages: false,
            since: None,
        });
        self.candidates.last_mut()
    }

    /// The candidate that uses the service just now. Who was sent away is none: what it does until it has gone starts nothing,
    /// for the disconnection that is on its way would end that.
    fn active(&mut self, peer: PeerId) -> Option<&mut Candidate> {
        if self.dismissed.contains(&peer) {
            return None;
        }
        let now = self.now;
        let candidate = self.candidate(peer)?;
        candidate.since.get_or_insert(now);
        Some(candidate)
    }

    /// A subscription, or its end, at the server.
    pub(super) fn subscription(&mut self, peer: PeerId, characteristic: Characteristic, on: bool) {
        let leaving = self.is_leaving(peer);
        let (state, messages) = match &mut self.phase {
            Phase::Open(open) if open.peer == peer => {
                // From the first time on it has its time to take what waits; to go on and off again buys no more.
                if on && characteristic == Characteristic::ServerToClient && !open.took_messages {
                    open.took_messages = true;
                    self.sending.moved = self.now;
                }
                (&mut open.takes_state, &mut open.takes_messages)
            }
            Phase::Waiting => match self.active(peer) {
                Some(candidate) => (&mut candidate.takes_state, &mut candidate.takes_messages),
                None => return self.send_away(peer, CloseReason::Misuse(Misuse::Foreign)),
            },
            // What others stop to take is no matter, nor what one does that is about to leave.
            _ if !on || leaving => return,
            _ => return self.foreign(peer),
        };
        match characteristic {
            Characteristic::State => *state = on,
            Characteristic::ServerToClient => *messages = on,
            _ => {}
        }
    }

    /// A write of a peer that does not own the connection.
    pub(super) fn candidate_value(&mut self, peer: PeerId, characteristic: Characteristic, value: &[u8]) {
        if self.is_leaving(peer) {
            return;
        }
        if !matches!(self.phase, Phase::Waiting) || self.active(peer).is_none() {
            return self.foreign(peer);
        }
        let misuse = match characteristic {
            Characteristic::State => match State::from_value(value) {
                Ok(State::Start) => return self.pin(peer, Bearer::Gatt),
                Ok(State::End) => Misuse::BeforeStart(characteristic),
                Err(error) => Misuse::State(error),
            },
            Characteristic::ClientToServer => Misuse::BeforeStart(characteristic),
            other => Misuse::Direction(other),
        };
        self.forget(peer);
        self.send_away(peer, CloseReason::Misuse(misuse));
    }

    /// A channel of a peer that does not own the connection.
    pub(super) fn candidate_channel(&mut self, peer: PeerId) {
        match (&self.phase, self.config.l2cap) {
            (Phase::Waiting, _) if self.dismissed.contains(&peer) => self.foreign(peer),
            (Phase::Waiting, L2cap::Offered(_)) => self.pin(peer, Bearer::L2cap),
            (Phase::Waiting, _) => self.send_away(peer, CloseReason::Misuse(Misuse::Channel)),
            _ => self.foreign(peer),
        }
    }

    /// The first that starts owns the connection.
    fn pin(&mut self, peer: PeerId, bearer: Bearer) {
        let (mtu, takes) = match self.candidate(peer) {
            Some(candidate) => (candidate.mtu, (candidate.takes_state, candidate.takes_messages)),
            None => (LEAST_MTU, (false, false)),
        };
        let takes = if bearer == Bearer::L2cap { (false, true) } else { takes };
        self.candidates = Vec::new();
        self.outbox.push_back(Output::StopAdvertising);
        self.open(Open::new(peer, mtu, bearer, takes));
    }

    pub(super) fn forget(&mut self, peer: PeerId) {
        self.candidates.retain(|candidate| candidate.peer != peer);
    }

    /// A peer that uses the service while it is another's, or after its end.
    fn foreign(&mut self, peer: PeerId) {
        let why = match &self.phase {
            Phase::Over { reason, .. } => *reason,
            _ => CloseReason::Misuse(Misuse::Foreign),
        };
        self.send_away(peer, why);
    }

    /// When the first candidate has had its time.
    pub(super) fn candidate_deadline(&self) -> Option<Monotonic> {
        let wait = self.config.limits.start?;
        self.candidates.iter().filter_map(|candidate| candidate.since).min().map(|since| since.plus(wait))
    }

    /// Sends away who did not start in time.
    pub(super) fn candidates_expired(&mut self) {
        let Some(wait) = self.config.limits.start else { return };
        let now = self.now;
        let late = |candidate: &Candidate| candidate.since.is_some_and(|since| since.plus(wait) <= now);
        let peers: Vec<_> =
            self.candidates.iter().filter(|candidate| late(candidate)).map(|candidate| candidate.peer).collect();
        self.candidates.retain(|candidate| !late(candidate));
        for peer in peers {
            self.send_away(peer, CloseReason::TimedOut(Wait::Start));
        }
    }
}
