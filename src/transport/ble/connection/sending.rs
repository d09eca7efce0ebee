//! What is to be sent: messages in order, cut as the radio takes them.

use std::collections::VecDeque;

use super::Bearer;
use crate::time::Monotonic;
use crate::transport::ble::fragment;

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

    /// The driver's report.
    pub(super) fn sent(&mut self, now: Monotonic, count: usize) {
        self.in_flight = self.in_flight.saturating_sub(count);
        self.moved = now;
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
        } else {
            self.at = message.len().saturating_sub(rest.len());
        }
        self.in_flight = self.in_flight.saturating_add(1);
        Some(value)
    }
}
