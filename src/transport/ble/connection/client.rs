//! The way of a GATT client to Start (edition 1 8.3.3.1.1.3 and 8.3.3.1.1.4, edition 2 11.1.3.1 and 11.1.3.3).

use super::open::Open;
use super::{After, Bearer, CloseReason, Connection, L2cap, Misuse, Output, PeerId, Phase, Step, Wait};
use crate::budget;
use crate::time::Monotonic;
use crate::transport::ble::state::State;
use crate::transport::ble::{Characteristic, Mode, Psm};

/// A connection that has not started.
pub(super) struct Setup {
    pub(super) peer: PeerId,
    pub(super) mtu: usize,
    pub(super) step: Step,
    pub(super) until: Option<Monotonic>,
    /// The characteristics that the service has, once they are known.
    found: Option<Vec<Characteristic>>,
}

impl Connection {
    /// Whether the Ident must be read.
    fn expects_ident(&self) -> bool {
        self.config.mode == Mode::CentralClient && self.config.ident.is_some()
    }

    /// The PSM that is known and wanted.
    fn known_psm(&self) -> Option<Psm> {
        match self.config.l2cap {
            L2cap::Preferred(psm) if !self.no_channel => psm,
            _ => None,
        }
    }

    pub(super) fn connected(&mut self, peer: PeerId, mtu: usize) {
        let until = self.config.limits.start.map(|wait| self.now.plus(wait));
        self.sending.in_flight = 0;
        self.phase = Phase::Setup(Setup { peer, mtu, step: Step::Connect, until, found: None });
        match self.known_psm() {
            Some(psm) if !self.expects_ident() => self.step(Step::Channel, Output::OpenChannel(peer, psm)),
            _ => self.step(Step::Discover, Output::Discover(peer)),
        }
    }

    fn step(&mut self, step: Step, output: Output) {
        if let Phase::Setup(setup) = &mut self.phase {
            setup.step = step;
            self.outbox.push_back(output);
        }
    }

    pub(super) fn discovered(&mut self, found: Vec<Characteristic>) {
        let expects_ident = self.expects_ident();
        let Phase::Setup(setup) = &mut self.phase else { return };
        let peer = setup.peer;
        let required = Characteristic::REQUIRED.into_iter().chain(expects_ident.then_some(Characteristic::Ident));
        let missing = required.into_iter().find(|required| !found.contains(required));
        setup.found = Some(found);
        match missing {
            Some(missing) => self.close(CloseReason::NotOffered(missing), After::AtOnce),
            None if expects_ident => {
                self.step(Step::Read(Characteristic::Ident), Output::Read(peer, Characteristic::Ident));
            }
            None => self.choose_bearer(peer),
        }
    }

    /// The service is there and is the right one: by channel or by GATT?
    fn choose_bearer(&mut self, peer: PeerId) {
        let Phase::Setup(setup) = &self.phase else { return };
        let offered = setup.found.as_ref().is_some_and(|found| found.contains(&Characteristic::L2cap));
        match (self.known_psm(), self.config.l2cap) {
            (Some(psm), _) => self.step(Step::Channel, Output::OpenChannel(peer, psm)),
            (None, L2cap::Preferred(_)) if offered && !self.no_channel => {
                self.step(Step::Read(Characteristic::L2cap), Output::Read(peer, Characteristic::L2cap));
            }
            _ => self.by_gatt(peer),
        }
    }

    fn by_gatt(&mut self, peer: PeerId) {
        let Phase::Setup(setup) = &self.phase else { return };
        if setup.found.is_none() {
            return self.step(Step::Discover, Output::Discover(peer));
        }
        self.step(Step::Subscribe(Characteristic::State), Output::Subscribe(peer, Characteristic::State));
    }

    pub(super) fn was_read(&mut self, peer: PeerId, characteristic: Characteristic, value: &[u8]) {
        match characteristic {
            Characteristic::Ident => {
                if self.config.ident.is_some_and(|ident| ident.matches(value)) {
                    self.choose_bearer(peer);
                } else {
                    self.refuse(Misuse::Ident);
                }
            }
            _ => match Psm::from_bytes(value) {
                Ok(psm) => self.step(Step::Channel, Output::OpenChannel(peer, psm)),
                Err(_) => self.without_channel(peer),
            },
        }
    }

    pub(super) fn subscribed_to(&mut self, peer: PeerId, characteristic: Characteristic) {
        if characteristic == Characteristic::State {
            let data = Characteristic::ServerToClient;
            return self.step(Step::Subscribe(data), Output::Subscribe(peer, data));
        }
        let start = self.value(peer, Characteristic::State, vec![State::Start.code()]);
        self.sending.in_flight = 1;
        self.sending.moved = self.now;
        self.step(Step::Start, start);
    }

    /// Start has been written, as the driver says or as the server's first value shows.
    pub(super) fn begin(&mut self, bearer: Bearer) {
        let Phase::Setup(setup) = &self.phase else { return };
        self.open(Open::new(setup.peer, setup.mtu, bearer, (true, true)));
    }

    /// The channel is not to be had; GATT is.
    fn without_channel(&mut self, peer: PeerId) {
        self.no_channel = true;
        self.by_gatt(peer);
    }

    /// A step did not work.
    pub(super) fn step_failed(&mut self, step: Step) {
        let Phase::Setup(setup) = &self.phase else { return };
        let peer = setup.peer;
        match step {
            Step::Channel | Step::Read(Characteristic::L2cap) => self.without_channel(peer),
            _ => self.retry(CloseReason::Failed(step), Some(peer)),
        }
    }

    /// Nothing has started, so a new connection may be made, some times.
    pub(super) fn retry(&mut self, why: CloseReason, connected: Option<PeerId>) {
        self.sending.in_flight = 0;
        self.outbox.retain(|output| matches!(output, Output::Disconnect { .. }));
        self.phase = Phase::Waiting;
        if let Some(peer) = connected {
            self.outbox.push_back(Output::Disconnect { peer, why });
        }
        self.attempts = self.attempts.saturating_add(1);
        if self.attempts < budget::BLE_ATTEMPTS {
            self.outbox.push_back(Output::Connect);
        } else {
            self.close(why, After::Gone);
        }
    }

    /// The peer went away on the way to Start.
    pub(super) fn setup_lost(&mut self) {
        let Phase::Setup(setup) = &self.phase else { return };
        let step = setup.step;
        self.doubt_channel(step);
        self.retry(CloseReason::Failed(step), None);
    }

    /// The way to Start took too long.
    pub(super) fn setup_expired(&mut self) {
        let Phase::Setup(setup) = &self.phase else { return };
        let (step, peer) = (setup.step, setup.peer);
        self.doubt_channel(step);
        self.retry(CloseReason::TimedOut(Wait::Start), Some(peer));
    }

    /// A channel that hangs, or takes the connection along, is not tried again: the next connection is by GATT.
    fn doubt_channel(&mut self, step: Step) {
        self.no_channel |= matches!(step, Step::Channel | Step::Read(Characteristic::L2cap));
    }
}
