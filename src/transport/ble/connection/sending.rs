//! What is to be sent: messages in order, cut as the radio takes them.

use core::fmt;
use std::collections::VecDeque;

use super::open::Incoming;
use super::{Bearer, CloseReason, Connection, GattSide, Output, PeerId, Phase};
use crate::budget;
use crate::time::Monotonic;
use crate::transport::ble::l2cap::{self, FrameError};
use crate::transport::ble::state::State;
use crate::transport::ble::{Characteristic, fragment};

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

/// Bytes before a message on a channel.
const HEAD: usize = 4;

/// Messages on their way out. Only so much is handed to the driver as it has room for.
#[derive(Default)]
pub(super) struct Sending {
    queue: VecDeque<Vec<u8>>,
    /// Bytes of the first message that were handed out.
    at: usize,
    /// Values that were handed out and not reported as sent.
    pub(super) in_flight: usize,
    /// Whether the end of a message is among them.
    ends: bool,
    /// When something was last taken, or could first have been.
    pub(super) moved: Monotonic,
}

impl Sending {
    pub(super) fn push(&mut self, now: Monotonic, message: Vec<u8>) {
        if self.is_done() {
            self.moved = now;
        }
        self.queue.push_back(message);
    }

    /// Whether no message is partly handed out.
    pub(super) fn is_between(&self) -> bool {
        self.at == 0
    }

    pub(super) fn queued(&self) -> usize {
        self.queue.len()
    }

    /// Whether nothing waits and nothing is in flight.
    pub(super) fn is_done(&self) -> bool {
        self.queue.is_empty() && self.in_flight == 0
    }

    /// Bytes of messages not handed out.
    pub(super) fn unsent(&self) -> usize {
        self.queue.iter().map(Vec::len).sum::<usize>().saturating_sub(self.at)
    }

    /// Bytes handed out of the message that is being sent, and its length.
    pub(super) fn progress(&self) -> Option<(usize, usize)> {
        self.queue.front().map(|message| (self.at, message.len()))
    }

    /// What no connection will carry any more.
    pub(super) fn clear(&mut self) {
        *self = Self { moved: self.moved, ..Self::default() };
    }

    /// The driver's report; returns whether a message is now all sent, and nothing behind it.
    pub(super) fn sent(&mut self, now: Monotonic, count: usize) -> bool {
        self.in_flight = self.in_flight.saturating_sub(count);
        self.moved = now;
        self.is_done() && core::mem::take(&mut self.ends)
    }

    /// The next value or piece of at most `size` bytes.
    pub(super) fn next(&mut self, bearer: Bearer, size: usize) -> Option<Vec<u8>> {
        let message = self.queue.front()?;
        let mut rest = message.get(self.at..)?;
        let value = match bearer {
            Bearer::Gatt => {
                let (prefix, part) = fragment::next(&mut rest, size)?;
                [&[prefix], part].concat()
            }
            Bearer::L2cap => {
                // The length was checked when the message was queued.
                let head = u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes();
                let head = if self.at == 0 { head.as_slice() } else { &[] };
                let most = size.max(HEAD.saturating_add(1)).saturating_sub(head.len()).min(rest.len());
                let (part, left) = rest.split_at_checked(most)?;
                rest = left;
                [head, part].concat()
            }
        };
        if rest.is_empty() {
            self.queue.pop_front();
            self.at = 0;
            self.ends = true;
        } else {
            self.at = message.len().saturating_sub(rest.len());
        }
        self.in_flight = self.in_flight.saturating_add(1);
        Some(value)
    }
}

impl Connection {
    /// Sends a message, as soon as the connection has started.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent.
    pub fn send(&mut self, now: Monotonic, message: Vec<u8>) -> Result<(), SendError> {
        self.handle_timeout(now);
        if self.is_ending() || self.closed().is_some() {
            return Err(SendError::Ended);
        }
        l2cap::check(message.len()).map_err(SendError::Message)?;
        if self.sending.queued() >= budget::BLE_QUEUED_MESSAGES {
            return Err(SendError::Full);
        }
        self.sending.push(self.now, message);
        Ok(())
    }

    /// Whether every message is reported as sent. Once the connection is over it tells whether the end cut none off: of
    /// those that a peer's end left unreported it is known only that they were handed out.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        match self.closed() {
            None => self.sending.is_done(),
            Some(reason) => matches!(reason, CloseReason::Local | CloseReason::Peer),
        }
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
            received: incoming.map_or(0, Incoming::received),
            expected: incoming.and_then(Incoming::expected),
        }
    }

    /// The next value to be sent, where the driver has room.
    pub(super) fn next_value(&mut self) -> Option<Output> {
        let writes_end = self.writes_end() && self.sending.is_done();
        let Phase::Open(open) = &mut self.phase else { return None };
        let (peer, bearer) = (open.peer, open.incoming.bearer());
        if writes_end && !open.end_sent {
            // State never overtakes a message: it goes when all of them are reported as sent.
            open.end_sent = true;
            self.sending.in_flight = 1;
            return Some(self.value(peer, Characteristic::State, vec![State::End.code()]));
        }
        if self.sending.in_flight >= self.config.window.max(1) || !open.takes_messages {
            return None;
        }
        let size = match bearer {
            Bearer::Gatt => self.config.value_size.of(open.mtu),
            Bearer::L2cap => self.config.chunk,
        };
        let bytes = self.sending.next(bearer, size)?;
        if self.sending.is_between() {
            self.timing.handed(self.now);
        }
        Some(match (bearer, self.side) {
            (Bearer::L2cap, _) => Output::ChannelBytes { peer, bytes },
            (Bearer::Gatt, GattSide::Client) => self.value(peer, Characteristic::ClientToServer, bytes),
            (Bearer::Gatt, GattSide::Server) => self.value(peer, Characteristic::ServerToClient, bytes),
        })
    }

    /// A value in the way of this side.
    pub(super) fn value(&self, peer: PeerId, characteristic: Characteristic, value: Vec<u8>) -> Output {
        match self.side {
            GattSide::Client => Output::Write { peer, characteristic, value },
            GattSide::Server => Output::Notify { peer, characteristic, value },
        }
    }
}
