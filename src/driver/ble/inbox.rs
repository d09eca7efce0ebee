//! Where a radio's events wait for the link.

use core::fmt;
use core::task::{Context, Poll, Waker};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::budget;
use crate::driver::ble::Event;

/// Where a radio tells its events: from any thread, without waiting. Clones tell the same link.
#[derive(Clone)]
pub struct Callbacks(Arc<Mutex<Queue>>);

/// The other end of [`Callbacks`], for the link.
pub struct Inbox(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    events: VecDeque<Event>,
    weight: usize,
    overflown: bool,
    closed: bool,
    waker: Option<Waker>,
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    // No code panics while it holds the lock, and a queue cannot be left half-changed.
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A pair: for the radio, and for the link.
#[must_use]
pub fn callbacks() -> (Callbacks, Inbox) {
    let queue = Arc::<Mutex<Queue>>::default();
    (Callbacks(Arc::clone(&queue)), Inbox(queue))
}

impl Callbacks {
    /// Tells an event. Where nobody takes events and [`budget::BLE_INBOX_BYTES`] wait, the connection is given up.
    pub fn tell(&self, event: Event) {
        let mut queue = lock(&self.0);
        if queue.closed || queue.overflown {
            return;
        }
        queue.weight = queue.weight.saturating_add(event.weight());
        if queue.weight > budget::BLE_INBOX_BYTES {
            queue.overflown = true;
            queue.events.clear();
        } else {
            queue.events.push_back(event);
        }
        if let Some(waker) = queue.waker.take() {
            waker.wake();
        }
    }

    /// Whether the link is gone, so that there is nobody to tell.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        lock(&self.0).closed
    }
}

/// More came than was taken.
#[derive(Debug)]
pub(super) struct Overflow;

impl Inbox {
    /// The next event.
    pub(super) fn poll_next(&self, context: &Context<'_>) -> Poll<Result<Event, Overflow>> {
        let mut queue = lock(&self.0);
        if queue.overflown {
            return Poll::Ready(Err(Overflow));
        }
        match queue.events.pop_front() {
            Some(event) => {
                queue.weight = queue.weight.saturating_sub(event.weight());
                Poll::Ready(Ok(event))
            }
            None => {
                queue.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        let mut queue = lock(&self.0);
        queue.closed = true;
        queue.events.clear();
    }
}

impl fmt::Debug for Callbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callbacks")
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inbox")
    }
}
