//! The mdoc's side: commands come in by a callback, messages go to a link.

use core::fmt;
use core::future::poll_fn;
use core::task::{Poll, Waker};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::budget;
use crate::driver::{Link, LinkError};
use crate::transport::nfc::apdu::StatusWord;
use crate::transport::nfc::card::Card;
use crate::transport::nfc::tag::HandedOver;
use crate::transport::nfc::transfer::Reaction;

/// Where commands go in and answers come out. Clones are the same card.
#[derive(Clone)]
pub struct Host {
    shared: Arc<Shared>,
}

/// The session's end of a card.
///
/// It closes when the field is gone after data transfer was selected, when the reader breaks the protocol, and when it
/// selects another application after its first message. A tap that only engages leaves it open.
pub struct HostLink {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Takes an answer that was held.
    late: Box<dyn Fn(Vec<u8>) + Send + Sync>,
}

struct State {
    card: Card,
    messages: VecDeque<Vec<u8>>,
    handovers: VecDeque<HandedOver>,
    /// A message that nobody has asked for yet.
    unasked: Option<Vec<u8>>,
    /// A message of the reader has come: the session ends with the application it came through.
    begun: bool,
    closed: bool,
    waker: Option<Waker>,
}

/// A card, and the link of the session behind it. `late` gets each answer that [`Host::command`] did not return.
///
/// `late` is called from the task that runs the session; it must not call back into the host.
pub fn host(card: Card, late: impl Fn(Vec<u8>) + Send + Sync + 'static) -> (Host, HostLink) {
    let state = State {
        card,
        messages: VecDeque::new(),
        handovers: VecDeque::new(),
        unasked: None,
        begun: false,
        closed: false,
        waker: None,
    };
    let shared = Arc::new(Shared { state: Mutex::new(state), late: Box::new(late) });
    (Host { shared: Arc::clone(&shared) }, HostLink { shared })
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock, and every change is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn close(&mut self) {
        self.closed = true;
        self.wake();
    }

    /// The reader is gone: what was meant for it is for nobody else.
    fn lose(&mut self) {
        self.unasked = None;
        self.close();
    }

    /// A message of the reader; the answer, where there is one at once.
    fn take(&mut self, message: Vec<u8>) -> Option<Vec<u8>> {
        if !self.closed && self.messages.len() >= budget::NFC_QUEUED_MESSAGES {
            tracing::debug!("a reader sends messages and takes no answers");
            self.lose();
        }
        if !self.closed {
            self.begun = true;
            self.messages.push_back(message);
        }
        match self.unasked.take() {
            // The session reads what comes beside it: it may be the reader's farewell.
            Some(unasked) => self.card.respond(&unasked),
            None if self.closed => self.card.refuse(StatusWord::CONDITIONS),
            None => None,
        }
    }

    fn wait<T>(&mut self, waker: &Waker) -> Poll<T> {
        self.waker = Some(waker.clone());
        Poll::Pending
    }
}

impl Host {
    /// Takes a command APDU. `None` when the answer is held: it goes to the callback, once there is one.
    pub fn command(&self, command: &[u8]) -> Option<Vec<u8>> {
        let mut state = self.shared.lock();
        let answer = match state.card.command(command) {
            Reaction::Answer(answer) => Some(answer),
            Reaction::Message(message) => state.take(message),
        };
        // A reader may negotiate the same again and again while nobody looks.
        if let Some(handed_over) = state.card.take_handover()
            && state.handovers.len() < budget::HANDOVERS
            && !state.handovers.contains(&handed_over)
        {
            state.handovers.push_back(handed_over);
        }
        if state.card.is_broken() || (state.begun && !state.card.is_transferring()) {
            state.lose();
        }
        state.wake();
        answer
    }

    /// The field is gone, or another service has it now.
    pub fn deactivated(&self) {
        let mut state = self.shared.lock();
        if state.begun || state.card.is_transferring() {
            state.lose();
        }
        state.card.deactivated();
    }
}

impl HostLink {
    /// Waits for a handover that a reader has begun to read; the caller offers it to the engagement or the session.
    /// Cancellation-safe. `None` once the link is closed.
    pub async fn handover(&mut self) -> Option<HandedOver> {
        poll_fn(|context| {
            let mut state = self.shared.lock();
            match state.handovers.pop_front() {
                Some(handed_over) => Poll::Ready(Some(handed_over)),
                None if state.closed => Poll::Ready(None),
                None => state.wait(context.waker()),
            }
        })
        .await
    }
}

impl Link for HostLink {
    /// Answers the command that is held, or keeps the message for the next one; a second one that nobody asked for takes
    /// the first one's place.
    async fn send(&mut self, message: &[u8]) -> Result<(), LinkError> {
        let answer = {
            let mut state = self.shared.lock();
            if state.closed {
                return Err(LinkError::Closed);
            }
            let answer = state.card.respond(message);
            if answer.is_none() {
                state.unasked = Some(message.to_vec());
            }
            answer
        };
        if let Some(answer) = answer {
            (self.shared.late)(answer);
        }
        Ok(())
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        poll_fn(|context| {
            let mut state = self.shared.lock();
            match state.messages.pop_front() {
                Some(message) => Poll::Ready(Ok(message)),
                None if state.closed => Poll::Ready(Err(LinkError::Closed)),
                None => state.wait(context.waker()),
            }
        })
        .await
    }

    /// What is left of an answer can still be fetched; a command that waits is refused. A message that nobody has asked for,
    /// such as a farewell, still answers the next command.
    async fn close(&mut self) {
        let refused = {
            let mut state = self.shared.lock();
            state.close();
            state.card.refuse(StatusWord::CONDITIONS)
        };
        if let Some(answer) = refused {
            (self.shared.late)(answer);
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nfc::Host")
    }
}

impl fmt::Debug for HostLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nfc::HostLink")
    }
}
