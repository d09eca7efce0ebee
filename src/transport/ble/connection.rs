//! One transport connection, from the radio's first event to its last (edition 1 8.3.3.1.1, edition 2 11.1.3, 11.1.4).
//!
//! It is sans-I/O, as the sessions are: a driver calls `handle_*` with what the radio said and what time it is, and carries
//! out what [`Connection::poll_output`] gives until that is [`Output::Idle`]. Every call is legal in every state, and none
//! is harmful: what does not belong is passed over or ends the connection with a [`CloseReason`].
//!
//! ```text
//! client:  Connect -> Discover -> [Read Ident] -> [Read L2CAP] -> Subscribe State -> Subscribe Server2Client -> Write Start
//! server:  Advertise -> (a peer subscribes to both and writes Start) -> StopAdvertising
//! both:    Started -> Message, Write or Notify ... -> [State 0x02] -> Closed -> Disconnect
//! ```
//!
//! * **One peer.** The first peer that starts owns the connection. Values of others never reach its messages; who uses the
//!   service while it is another's is sent away.
//! * **Before Start** a peer that breaks a rule is sent away and the connection waits on; a client that lost its connection
//!   makes a new one, [`BLE_ATTEMPTS`](crate::budget::BLE_ATTEMPTS) times. **After Start** nothing is made good: a lost
//!   connection, a misuse and a time-out end it, and a new engagement is needed.
//! * **Back-pressure.** No more than [`Config::window`] values are out before [`Connection::handle_sent`] reports them.
//! * **The end cuts nothing.** [`Connection::end`] waits until every message is reported as sent; only then State 0x02
//!   goes, where it is the [`Farewell`], and only then, and a little later, the connection.

use core::fmt;
use std::collections::VecDeque;

use super::{Characteristic, GattSide};
use crate::time::Monotonic;

mod client;
mod config;
mod ending;
mod input;
mod open;
mod output;
mod reason;
mod sending;
mod server;
mod timing;

#[cfg(test)]
mod tests;

pub use config::{Config, L2cap, Limits};
pub use ending::Farewell;
pub use output::{Bearer, Output};
pub use reason::{CloseReason, Cut, Misuse, Step, Wait};
pub use sending::{Progress, SendError};
pub use timing::RoundTrip;

use client::Setup;
use ending::After;
use open::Open;
use sending::Sending;
use server::Candidate;
use timing::Timing;

/// A connection of the radio, numbered by the driver. A device that comes again is a new peer: numbers do not repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u64);

impl fmt::Display for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "peer {}", self.0)
    }
}

/// One transport connection, of either role in either mode.
pub struct Connection {
    config: Config,
    side: GattSide,
    phase: Phase,
    /// The time of the latest call.
    now: Monotonic,
    outbox: VecDeque<Output>,
    /// Messages in the outbox.
    unread: usize,
    sending: Sending,
    /// How this side ends, once it has said that it does.
    ending: Option<Farewell>,
    /// Server: who might start.
    candidates: Vec<Candidate>,
    /// Server: who was sent away and may not have gone yet, the latest last.
    dismissed: VecDeque<PeerId>,
    /// Client: connections that came to nothing.
    attempts: u32,
    /// Client: the L2CAP channel did not open.
    no_channel: bool,
    timing: Timing,
}

enum Phase {
    /// Client: no connection yet. Server: nobody has started.
    Waiting,
    /// Client: on the way to Start.
    Setup(Setup),
    Open(Open),
    /// It is over for the session; a peer may have some time left to disconnect.
    Over {
        reason: CloseReason,
        linger: Option<(PeerId, Monotonic)>,
    },
}

impl Connection {
    /// A connection that begins to advertise or to look for its server.
    #[must_use]
    pub fn new(config: Config, now: Monotonic) -> Self {
        let side = config.side();
        let first = match side {
            GattSide::Client => Output::Connect,
            GattSide::Server => Output::Advertise,
        };
        Self {
            config,
            side,
            phase: Phase::Waiting,
            now,
            outbox: VecDeque::from([first]),
            unread: 0,
            sending: Sending::default(),
            ending: None,
            candidates: Vec::new(),
            dismissed: VecDeque::new(),
            attempts: 0,
            no_channel: false,
            timing: Timing::default(),
        }
    }

    /// What it was made of.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Server: the value of a characteristic that clients read; `None` for one that the service does not have.
    #[must_use]
    pub fn attribute(&self, characteristic: Characteristic) -> Option<Vec<u8>> {
        if self.side != GattSide::Server || !self.config.mode.characteristics().contains(&characteristic) {
            return None;
        }
        match (characteristic, self.config.l2cap) {
            (Characteristic::Ident, _) => self.config.ident.map(|ident| ident.as_bytes().to_vec()),
            (Characteristic::L2cap, L2cap::Offered(psm)) => Some(psm.to_bytes().to_vec()),
            _ => None,
        }
    }

    /// Server: the characteristics to serve.
    pub fn characteristics(&self) -> impl Iterator<Item = Characteristic> + '_ {
        let all = self.config.mode.characteristics().iter().copied();
        all.filter(|served| !served.properties().read || self.attribute(*served).is_some())
    }

    /// The messages of this side and the answers to them, in time. It does not tell a relay from a slow peer.
    #[must_use]
    pub fn round_trips(&self) -> &[RoundTrip] {
        &self.timing.trips
    }

    /// The strength at which the peer was last heard, in dBm, where the driver told.
    #[must_use]
    pub fn rssi(&self) -> Option<i8> {
        self.timing.rssi
    }

    /// Why it ended; `None` while it has not.
    #[must_use]
    pub fn closed(&self) -> Option<CloseReason> {
        match &self.phase {
            Phase::Over { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    /// Server: whether a client has subscribed and not started, so that Start is to be expected.
    #[must_use]
    pub fn is_approached(&self) -> bool {
        matches!(self.phase, Phase::Waiting) && self.candidates.iter().any(Candidate::is_near)
    }

    /// What carries the messages, once it has started.
    #[must_use]
    pub fn bearer(&self) -> Option<Bearer> {
        match &self.phase {
            Phase::Open(open) => Some(open.incoming.bearer()),
            _ => None,
        }
    }

    /// Lets deadlines pass. Every other call that says what time it is does so first.
    pub fn handle_timeout(&mut self, now: Monotonic) {
        self.now = self.now.max(now);
        while let Some(deadline) = self.deadline()
            && deadline <= self.now
        {
            match &mut self.phase {
                Phase::Waiting => self.candidates_expired(),
                Phase::Setup(_) => self.setup_expired(),
                Phase::Open(_) => {
                    let wait = self.open_deadline().map_or(Wait::Sending, |(_, wait)| wait);
                    self.close(CloseReason::TimedOut(wait), After::AtOnce);
                }
                Phase::Over { .. } => self.stop_lingering(),
            }
        }
    }

    /// The deadline; `None` when there is nothing to wait for.
    #[must_use]
    pub fn deadline(&self) -> Option<Monotonic> {
        match &self.phase {
            Phase::Waiting => self.candidate_deadline(),
            Phase::Setup(setup) => setup.until,
            Phase::Open(_) => self.open_deadline().map(|(at, _)| at),
            Phase::Over { linger, .. } => linger.map(|(_, until)| until),
        }
    }

    /// What is to be done next; to be called until it is [`Output::Idle`].
    pub fn poll_output(&mut self) -> Output {
        if let Some(output) = self.outbox.pop_front() {
            if matches!(output, Output::Message(_)) {
                self.unread = self.unread.saturating_sub(1);
            }
            return output;
        }
        self.next_value().unwrap_or_else(|| Output::Idle { deadline: self.deadline() })
    }

    /// The peer that started.
    fn owner(&self) -> Option<PeerId> {
        match &self.phase {
            Phase::Open(open) => Some(open.peer),
            _ => None,
        }
    }

    /// Whether this client waits for this step with this peer.
    fn is_at(&self, peer: PeerId, step: Step) -> bool {
        matches!(&self.phase, Phase::Setup(setup) if setup.peer == peer && setup.step == step)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match &self.phase {
            Phase::Waiting => "waiting",
            Phase::Setup(_) => "setting up",
            Phase::Open(_) => "open",
            Phase::Over { .. } => "over",
        };
        write!(f, "Connection({}, {:?}, {phase})", self.config.mode, self.side)
    }
}
