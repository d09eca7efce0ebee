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
//! * **The end cuts nothing.** [`Connection::end`] waits until every message is reported as sent; only then State 0x02 goes,
//!   and only then, and a little later, the connection.

use core::fmt;
use std::collections::VecDeque;

use super::l2cap::FrameError;
use super::{Characteristic, GattSide};
use crate::budget;
use crate::time::Monotonic;

mod client;
mod config;
mod open;
mod output;
mod reason;
mod sending;
mod server;
mod timing;

pub use config::{Config, L2cap, Limits};
pub use output::{Bearer, Output};
pub use reason::{CloseReason, Cut, Misuse, Step, Wait};
pub use timing::RoundTrip;

use client::Setup;
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

/// A message that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// No message, or one that is too long.
    Message(FrameError),
    /// [`BLE_QUEUED_MESSAGES`](budget::BLE_QUEUED_MESSAGES) wait already.
    Full,
    /// The connection has ended, or is about to.
    Ended,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(error) => error.fmt(f),
            Self::Full => f.write_str("too many messages wait to be sent"),
            Self::Ended => f.write_str("the connection has ended"),
        }
    }
}

impl core::error::Error for SendError {}

/// How far the messages have come that are on their way, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Handed to the driver of the message that is being sent, and its length.
    pub sending: Option<(usize, usize)>,
    /// Received of the peer's unfinished message.
    pub received: usize,
    /// The length of the peer's unfinished message, where it is announced (L2CAP).
    pub expected: Option<usize>,
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
    /// Whether this side has said that it ends.
    ending: bool,
    /// Server: who might start.
    candidates: Vec<Candidate>,
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
            ending: false,
            candidates: Vec::new(),
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

    /// How far the messages are that are on their way.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let incoming = match &self.phase {
            Phase::Open(open) => Some(&open.incoming),
            _ => None,
        };
        Progress {
            sending: self.sending.progress(),
            received: incoming.map_or(0, open::Incoming::received),
            expected: incoming.and_then(open::Incoming::expected),
        }
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

    /// What carries the messages, once it has started.
    #[must_use]
    pub fn bearer(&self) -> Option<Bearer> {
        match &self.phase {
            Phase::Open(open) => Some(open.incoming.bearer()),
            _ => None,
        }
    }

    /// Sends a message, as soon as the connection has started.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent.
    pub fn send(&mut self, now: Monotonic, message: Vec<u8>) -> Result<(), SendError> {
        self.handle_timeout(now);
        if self.ending || self.closed().is_some() {
            return Err(SendError::Ended);
        }
        super::l2cap::check(message.len()).map_err(SendError::Message)?;
        if self.sending.queued() >= budget::BLE_QUEUED_MESSAGES {
            return Err(SendError::Full);
        }
        self.sending.push(self.now, message);
        Ok(())
    }

    /// Ends the connection once everything that waits is sent. Where it has not started and nothing waits, that is at once.
    /// Messages that come from now on are not taken.
    pub fn end(&mut self, now: Monotonic) {
        self.handle_timeout(now);
        if self.ending || self.closed().is_some() {
            return;
        }
        self.ending = true;
        if self.sending.is_done() {
            self.sending.moved = self.now;
        }
        match &self.phase {
            Phase::Open(_) => self.finish(),
            _ if self.sending.queued() == 0 => self.close(CloseReason::Local, None),
            _ => {}
        }
    }

    /// Gives the connection up at once, whatever is on its way.
    pub fn cancel(&mut self, now: Monotonic) {
        self.handle_timeout(now);
        let cut = self.cut().0;
        self.close(CloseReason::Cancelled(cut), None);
        if let Phase::Over { reason, linger } = &mut self.phase
            && let Some((peer, _)) = linger.take()
        {
            self.outbox.push_back(Output::Disconnect { peer, why: *reason });
        }
    }

    /// A peer is connected, under this MTU. At a client it is the one that [`Output::Connect`] asked for.
    pub fn handle_connected(&mut self, now: Monotonic, peer: PeerId, mtu: usize) {
        self.handle_timeout(now);
        match (self.side, &self.phase) {
            (GattSide::Client, Phase::Waiting) => self.connected(peer, mtu),
            (GattSide::Client, _) => {
                self.send_away(peer, self.closed().unwrap_or(CloseReason::Misuse(Misuse::Foreign)))
            }
            (GattSide::Server, _) => self.handle_mtu(peer, mtu),
        }
    }

    /// Client: no server was found, or none could be connected.
    pub fn handle_connect_failed(&mut self, now: Monotonic) {
        self.handle_timeout(now);
        if self.side == GattSide::Client && matches!(self.phase, Phase::Waiting) {
            self.retry(CloseReason::Failed(Step::Connect), None);
        }
    }

    /// The MTU of a peer has changed, or is now known.
    pub fn handle_mtu(&mut self, peer: PeerId, mtu: usize) {
        match &mut self.phase {
            Phase::Setup(setup) if setup.peer == peer => setup.mtu = mtu,
            Phase::Open(open) if open.peer == peer => open.mtu = mtu,
            Phase::Waiting if self.side == GattSide::Server => {
                if let Some(candidate) = self.candidate(peer) {
                    candidate.mtu = mtu;
                }
            }
            _ => {}
        }
    }

    /// The strength at which a peer is heard, in dBm.
    pub fn handle_rssi(&mut self, peer: PeerId, dbm: i8) {
        if self.owner() == Some(peer) {
            self.timing.rssi = Some(dbm);
        }
    }

    /// Client: the service has these characteristics.
    pub fn handle_discovered(
        &mut self,
        now: Monotonic,
        peer: PeerId,
        characteristics: impl IntoIterator<Item = Characteristic>,
    ) {
        self.handle_timeout(now);
        if self.is_at(peer, Step::Discover) {
            let known = self.config.mode.characteristics().len();
            // Each once: a server that repeats itself fills no memory.
            let mut found = Vec::with_capacity(known);
            for characteristic in characteristics {
                if !found.contains(&characteristic) {
                    found.push(characteristic);
                }
            }
            self.discovered(found);
        }
    }

    /// Client: the value that [`Output::Read`] asked for.
    pub fn handle_read(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic, value: &[u8]) {
        self.handle_timeout(now);
        if self.is_at(peer, Step::Read(characteristic)) {
            self.was_read(peer, characteristic, value);
        }
    }

    /// Client: [`Output::Subscribe`] is done. Server: a client subscribed to this.
    pub fn handle_subscribed(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic) {
        self.handle_timeout(now);
        match self.side {
            GattSide::Client if self.is_at(peer, Step::Subscribe(characteristic)) => {
                self.subscribed_to(peer, characteristic);
            }
            GattSide::Client => {}
            GattSide::Server => {
                self.subscription(peer, characteristic, true);
                self.finish();
            }
        }
    }

    /// Server: a client takes this no longer.
    pub fn handle_unsubscribed(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic) {
        self.handle_timeout(now);
        if self.side == GattSide::Server {
            self.subscription(peer, characteristic, false);
            self.finish();
        }
    }

    /// Client: what was asked for last (discover, read, subscribe, open the channel, write Start) did not work, though the
    /// peer is still connected.
    pub fn handle_failed(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        if let Phase::Setup(setup) = &self.phase
            && setup.peer == peer
        {
            self.step_failed(setup.step);
        }
    }

    /// The L2CAP channel is open: at a client the one that was asked for, at a server any.
    pub fn handle_channel_opened(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        match self.side {
            GattSide::Client if self.is_at(peer, Step::Channel) => self.begin(Bearer::L2cap),
            GattSide::Client => {}
            GattSide::Server if self.owner() == Some(peer) => self.refuse(Misuse::Channel),
            GattSide::Server => self.candidate_channel(peer),
        }
        self.finish();
    }

    /// Bytes of a peer's L2CAP channel.
    pub fn handle_channel_bytes(&mut self, now: Monotonic, peer: PeerId, bytes: &[u8]) {
        self.handle_timeout(now);
        if self.owner() == Some(peer) && self.bearer() == Some(Bearer::L2cap) {
            self.take(bytes);
        }
    }

    /// A peer closed its L2CAP channel.
    pub fn handle_channel_closed(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        if self.owner() == Some(peer) && self.bearer() == Some(Bearer::L2cap) {
            self.peer_ended();
        }
    }

    /// A value of a peer: at a server written by a client, at a client notified by the server.
    pub fn handle_value(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic, value: &[u8]) {
        self.handle_timeout(now);
        // A server that answers Start has it, whatever the driver still knows of it.
        if self.is_at(peer, Step::Start) {
            self.begin(Bearer::Gatt);
        }
        if self.owner() == Some(peer) {
            self.receive(characteristic, value);
        } else if self.side == GattSide::Server {
            self.candidate_value(peer, characteristic, value);
        } else if let Phase::Setup(setup) = &self.phase
            && setup.peer == peer
        {
            self.refuse(Misuse::BeforeStart(characteristic));
        }
        self.finish();
    }

    /// The stack has taken so many of the values, or pieces of the channel's stream, that it was given for this peer.
    pub fn handle_sent(&mut self, now: Monotonic, peer: PeerId, count: usize) {
        self.handle_timeout(now);
        if self.is_at(peer, Step::Start) && count > 0 {
            self.begin(Bearer::Gatt);
        }
        if self.owner() == Some(peer) {
            let was_done = self.sending.is_done();
            self.sending.sent(self.now, count);
            if !was_done && self.sending.is_done() {
                self.timing.sent(self.now);
            }
            self.finish();
        }
    }

    /// A peer is disconnected.
    pub fn handle_disconnected(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        self.forget(peer);
        match &mut self.phase {
            Phase::Open(open) if open.peer == peer => self.lost(),
            Phase::Setup(setup) if setup.peer == peer => {
                let step = setup.step;
                self.retry(CloseReason::Failed(step), None);
            }
            Phase::Over { linger, .. } if linger.is_some_and(|(lingering, _)| lingering == peer) => *linger = None,
            _ => {}
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
                    self.close(CloseReason::TimedOut(wait), None);
                }
                Phase::Over { reason, linger } => {
                    if let Some((peer, _)) = linger.take() {
                        self.outbox.push_back(Output::Disconnect { peer, why: *reason });
                    }
                }
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

    /// Has a peer disconnected, once.
    fn send_away(&mut self, peer: PeerId, why: CloseReason) {
        let asked = |output: &Output| matches!(output, Output::Disconnect { peer: asked, .. } if *asked == peer);
        let many = self.outbox.len() >= budget::BLE_PEERS.saturating_mul(4);
        if !many && !self.outbox.iter().any(asked) {
            self.outbox.push_back(Output::Disconnect { peer, why });
        }
    }

    /// The end, for the session. The peer is disconnected at once, or after it had time to do so itself.
    fn close(&mut self, reason: CloseReason, linger: Option<core::time::Duration>) {
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
        self.outbox
            .retain(|output| matches!(output, Output::Message(_) | Output::Disconnect { .. } | Output::Started(..)));
        self.sending.clear();
        self.candidates = Vec::new();
        if waiting {
            self.outbox.push_back(Output::StopAdvertising);
        }
        self.outbox.push_back(Output::Closed(reason));
        let until = linger.and_then(|linger| peer.map(|peer| (peer, self.now.plus(linger))));
        if let (Some(peer), None) = (peer, until) {
            self.outbox.push_back(Output::Disconnect { peer, why: reason });
        }
        self.phase = Phase::Over { reason, linger: until };
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
