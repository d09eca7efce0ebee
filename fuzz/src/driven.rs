//! One side's session under a clock of our own, and what holds of either side.

use core::fmt::Debug;
use core::time::Duration;

use mdoc_proximity::session::{CloseReason, Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now};

use super::world::NOW;

/// A session and what is known of it.
pub struct Driven<S> {
    pub session: S,
    pub closed: Option<CloseReason>,
    clock: Monotonic,
    deadline: Option<Monotonic>,
}

/// What an event means to the one who drives.
pub enum Told {
    Nothing,
    /// Another deadline counts from here on, which may be an earlier one.
    Established,
    Closed(CloseReason),
}

impl<S: Endpoint<Event: Debug>> Driven<S> {
    /// A session that began when the clock did.
    pub fn new(session: S) -> Self {
        let deadline = session.deadline();
        Self { session, closed: None, clock: Monotonic::default(), deadline }
    }

    /// The time at which every session begins.
    pub fn start() -> Now {
        Now { monotonic: Monotonic::default(), wall: NOW }
    }

    pub fn now(&self) -> Now {
        Now { monotonic: self.clock, wall: NOW.plus(self.clock.since_start()) }
    }

    pub fn advance(&mut self, by: Duration) {
        self.clock = self.clock.plus(by);
        let now = self.now();
        self.session.handle_timeout(now);
        assert!(self.session.deadline().is_none_or(|at| at > self.clock), "a deadline that has passed");
    }

    pub fn told(&mut self, message: &[u8]) {
        let now = self.now();
        self.session.handle_message(now, message.to_vec());
    }

    /// Empties the outputs; the messages that leave.
    pub fn look(&mut self, mut event: impl FnMut(S::Event) -> Told) -> Vec<Vec<u8>> {
        let mut messages = Vec::new();
        for count in 0.. {
            assert!(count < 1000, "the outputs do not end");
            let output = self.session.poll_output();
            assert!(self.closed.is_none() || matches!(output, Output::Idle { deadline: None }), "{output:?}");
            match output {
                Output::Transmit(message) => messages.push(message),
                Output::Event(what) => match event(what) {
                    Told::Nothing => {}
                    Told::Established => self.deadline = None,
                    Told::Closed(reason) => {
                        assert!(!reason.to_string().is_empty());
                        self.closed = Some(reason);
                    }
                },
                Output::Idle { deadline } => {
                    assert_eq!(deadline, self.session.deadline());
                    break;
                }
            }
        }
        if let (Some(before), Some(now)) = (self.deadline, self.session.deadline()) {
            assert!(now >= before, "a deadline goes back");
        }
        self.deadline = self.session.deadline();
        messages
    }
}
