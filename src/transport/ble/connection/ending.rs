//! How a connection ends, and how a peer is sent away (edition 1 8.3.3.1.1.5, edition 2 11.1.3.5).

use core::time::Duration;

use super::{Bearer, CloseReason, Connection, Cut, GattSide, Misuse, Output, PeerId, Phase};
use crate::budget;
use crate::time::Monotonic;

/// How this side says that it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Farewell {
    /// By State 0x02 after the last message, whether or not that had a status (edition 1 table 13, edition 2 table 7). A
    /// channel has no State; there it is as [`Status`](Self::Status).
    #[default]
    State,
    /// By the session's status 20 alone, which the last message had: nothing is written to State.
    Status,
}

/// When the peer of a connection that is over is disconnected.
pub(super) enum After {
    /// It is gone.
    Gone,
    /// Now.
    AtOnce,
    /// When it had this long to do so itself, or to hear of the end.
    Waiting(Duration),
}

impl Connection {
    /// Ends the connection once everything that waits is reported as sent, with State 0x02 or without. Before it has started
    /// nothing can be on its way: then it ends at once, as [`cancel`](Self::cancel) does where a message waits. Messages
    /// that come from now on are not taken. Only the first call counts.
    ///
    /// The peer has some time left to hear of it: a client disconnects after [`Limits::drain`](super::Limits::drain), for
    /// what its stack took may not be on the air yet; a server lets the client disconnect, for
    /// [`Limits::linger`](super::Limits::linger).
    pub fn end(&mut self, now: Monotonic, farewell: Farewell) {
        self.handle_timeout(now);
        if self.is_ending() || self.closed().is_some() {
            return;
        }
        self.ending = Some(farewell);
        if self.sending.is_done() {
            self.sending.moved = self.now;
        }
        let cut = self.cut();
        match &self.phase {
            Phase::Open(_) => self.finish(),
            _ if cut.is_clean() => self.close(CloseReason::Local, After::AtOnce),
            _ => self.close(CloseReason::Cancelled(cut), After::AtOnce),
        }
    }

    /// Gives the connection up at once, whatever is on its way.
    pub fn cancel(&mut self, now: Monotonic) {
        self.handle_timeout(now);
        self.close(CloseReason::Cancelled(self.cut()), After::AtOnce);
        self.stop_lingering();
    }

    /// Ends what was to end once everything is sent.
    pub(super) fn finish(&mut self) {
        let Phase::Open(open) = &self.phase else { return };
        if self.is_ending() && self.sending.is_done() && (open.end_sent || !self.writes_end()) {
            let wait = match self.side {
                GattSide::Client => self.config.limits.drain,
                GattSide::Server => self.config.limits.linger,
            };
            self.close(CloseReason::Local, After::Waiting(wait));
        }
    }

    /// Whether this side has said that it ends.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    /// Whether its end is to be written to State.
    pub(super) fn writes_end(&self) -> bool {
        self.ending == Some(Farewell::State) && matches!(&self.phase, Phase::Open(open) if open.hears_end())
    }

    /// What would be left unfinished if the connection ended now.
    pub(super) fn cut(&self) -> Cut {
        let received = match &self.phase {
            Phase::Open(open) => open.incoming.received(),
            _ => 0,
        };
        Cut { received, unsent: self.sending.unsent() }
    }

    /// The peer says that it ends, or closed its channel.
    pub(super) fn peer_ended(&mut self) {
        let Phase::Open(open) = &self.phase else { return };
        let cut = self.cut();
        let reason = if cut.unsent > 0 || (open.incoming.is_inside() && !self.is_ending()) {
            CloseReason::CutOff(cut)
        } else if self.is_ending() && self.sending.is_done() {
            CloseReason::Local
        } else {
            CloseReason::Peer
        };
        // A client disconnects; a server lets it, where State 0x02 was not followed by that at once.
        let after = match (self.side, open.incoming.bearer()) {
            (GattSide::Server, Bearer::Gatt) => After::Waiting(self.config.limits.linger),
            _ => After::AtOnce,
        };
        self.close(reason, after);
    }

    /// The connection is lost after it had started.
    pub(super) fn lost(&mut self) {
        let Phase::Open(open) = &self.phase else { return };
        let ended = self.is_ending() && self.sending.queued() == 0 && (self.sending.in_flight == 0 || open.end_sent);
        let reason = if ended { CloseReason::Local } else { CloseReason::Lost(self.cut()) };
        self.close(reason, After::Gone);
    }

    /// The peer broke a rule.
    pub(super) fn refuse(&mut self, misuse: Misuse) {
        self.close(CloseReason::Misuse(misuse), After::AtOnce);
    }

    /// More messages came than the driver's caller took.
    pub(crate) fn refuse_flood(&mut self) {
        self.refuse(Misuse::Flood);
    }

    /// Has a peer disconnected, once.
    pub(super) fn send_away(&mut self, peer: PeerId, why: CloseReason) {
        if self.side == GattSide::Server && !self.dismissed.contains(&peer) {
            self.dismissed.push_back(peer);
            if self.dismissed.len() > budget::BLE_PEERS.saturating_mul(4) {
                self.dismissed.pop_front();
            }
        }
        let asked = |output: &Output| matches!(output, Output::Disconnect { peer: asked, .. } if *asked == peer);
        let many = self.outbox.len() >= budget::BLE_PEERS.saturating_mul(4);
        if !many && !self.outbox.iter().any(asked) {
            self.outbox.push_back(Output::Disconnect { peer, why });
        }
    }

    /// Has the peer disconnected that had some time left to do so itself.
    pub(super) fn stop_lingering(&mut self) {
        if let Phase::Over { reason, linger } = &mut self.phase
            && let Some((peer, _)) = linger.take()
        {
            self.outbox.push_back(Output::Disconnect { peer, why: *reason });
        }
    }

    /// Whether this peer owned the connection that is over, and is about to disconnect.
    pub(super) fn is_leaving(&self, peer: PeerId) -> bool {
        matches!(&self.phase, Phase::Over { linger: Some((leaving, _)), .. } if *leaving == peer)
    }

    /// The end, for the session.
    pub(super) fn close(&mut self, reason: CloseReason, after: After) {
        if self.closed().is_some() {
            return;
        }
        tracing::debug!(%reason, "BLE connection closed");
        let peer = match &self.phase {
            Phase::Setup(setup) => Some(setup.peer),
            Phase::Open(open) => Some(open.peer),
            _ => None,
        };
        let waiting = self.side == GattSide::Server && matches!(self.phase, Phase::Waiting);
        self.outbox.retain(Output::outlives_the_connection);
        self.sending.clear();
        self.candidates = Vec::new();
        if waiting {
            self.outbox.push_back(Output::StopAdvertising);
        }
        self.outbox.push_back(Output::Closed(reason));
        let mut linger = None;
        if let Some(peer) = peer {
            match after {
                After::Gone => {}
                After::AtOnce => self.outbox.push_back(Output::Disconnect { peer, why: reason }),
                After::Waiting(wait) => linger = Some((peer, self.now.plus(wait))),
            }
        }
        self.phase = Phase::Over { reason, linger };
    }
}
