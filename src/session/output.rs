//! The sans-I/O face of a session.

use crate::time::{Monotonic, Now};

/// What a session wants next.
#[derive(Debug)]
pub enum Output<E> {
    /// Send this message.
    Transmit(Vec<u8>),
    /// Something the caller should know.
    Event(E),
    /// Nothing until a message comes or the deadline passes.
    Idle {
        /// When to call [`Endpoint::handle_timeout`]; `None` when there is nothing to wait for.
        deadline: Option<Monotonic>,
    },
}

/// One side of a session: bytes and time in, messages and events out. Every call is legal in every state.
///
/// Outputs are queued: a farewell status always comes out before the event that tells of the end. A deadline that has
/// passed ends the session in the next call that says what time it is, whichever that is.
pub trait Endpoint {
    /// What the side tells its caller.
    type Event;

    /// Takes one whole message of the peer, which is decrypted where it stands.
    fn handle_message(&mut self, now: Now, message: Vec<u8>);

    /// The link is gone, and with it every message that was not sent yet.
    fn handle_link_closed(&mut self);

    /// Lets deadlines pass.
    fn handle_timeout(&mut self, now: Now);

    /// The next output; to be called until it is [`Output::Idle`].
    fn poll_output(&mut self) -> Output<Self::Event>;

    /// The deadline, whatever is still to be sent: also for a link that takes no message. `None` when there is nothing
    /// to wait for.
    fn deadline(&self) -> Option<Monotonic>;
}
