//! An in-process pair of links.

use core::future::poll_fn;
use core::task::{Poll, Waker};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::driver::{Link, LinkError};

/// One end of an in-process pair. Dropping an end closes the other.
#[derive(Debug)]
pub struct MemoryLink {
    outgoing: Arc<Mutex<Way>>,
    incoming: Arc<Mutex<Way>>,
}

#[derive(Debug, Default)]
struct Way {
    messages: VecDeque<Vec<u8>>,
    closed: bool,
    waker: Option<Waker>,
}

impl Way {
    fn lock(way: &Mutex<Self>) -> MutexGuard<'_, Self> {
        // No code panics while it holds the lock, and a queue of messages cannot be left half-changed.
        way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// A pair of links that deliver to each other.
#[must_use]
pub fn pair() -> (MemoryLink, MemoryLink) {
    let (there, back) = (Arc::<Mutex<Way>>::default(), Arc::<Mutex<Way>>::default());
    let one = MemoryLink { outgoing: Arc::clone(&there), incoming: Arc::clone(&back) };
    (one, MemoryLink { outgoing: back, incoming: there })
}

impl MemoryLink {
    fn shut(&self) {
        for way in [&self.outgoing, &self.incoming] {
            let mut way = Way::lock(way);
            way.closed = true;
            way.wake();
        }
    }
}

impl Link for MemoryLink {
    async fn send(&mut self, message: &[u8]) -> Result<(), LinkError> {
        let mut way = Way::lock(&self.outgoing);
        if way.closed {
            return Err(LinkError::Closed);
        }
        way.messages.push_back(message.to_vec());
        way.wake();
        Ok(())
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        poll_fn(|context| {
            let mut way = Way::lock(&self.incoming);
            match way.messages.pop_front() {
                // What was sent before closing still arrives.
                Some(message) => Poll::Ready(Ok(message)),
                None if way.closed => Poll::Ready(Err(LinkError::Closed)),
                None => {
                    way.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    async fn close(&mut self) {
        self.shut();
    }
}

impl Drop for MemoryLink {
    fn drop(&mut self) {
        self.shut();
    }
}
