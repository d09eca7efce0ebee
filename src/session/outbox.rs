//! The queue of outputs.

use std::collections::VecDeque;

use crate::model::session::encode_data;
use crate::session::{CloseReason, Output};
use crate::time::Monotonic;

/// Outputs in order. Closing goes through [`close`](Self::close), so that a farewell is queued before the event that
/// tells of the end, whatever led there.
#[derive(Debug)]
pub(crate) struct Outbox<E> {
    queue: VecDeque<Output<E>>,
}

impl<E> Outbox<E> {
    pub(crate) fn new() -> Self {
        Self { queue: VecDeque::new() }
    }

    pub(crate) fn transmit(&mut self, message: Vec<u8>) {
        self.queue.push_back(Output::Transmit(message));
    }

    pub(crate) fn event(&mut self, event: E) {
        self.queue.push_back(Output::Event(event));
    }

    /// Drops the messages that no link will carry any more; events stay.
    pub(crate) fn link_closed(&mut self) {
        self.queue.retain(|output| !matches!(output, Output::Transmit(_)));
    }

    /// Queues the farewell that goes with `reason`, then `closed`.
    pub(crate) fn close(&mut self, reason: CloseReason, closed: impl FnOnce(CloseReason) -> E) {
        if let Some(status) = reason.farewell() {
            self.transmit(encode_data(None, Some(status.code())));
        }
        self.event(closed(reason));
    }

    pub(crate) fn poll(&mut self, deadline: Option<Monotonic>) -> Output<E> {
        self.queue.pop_front().unwrap_or(Output::Idle { deadline })
    }
}
