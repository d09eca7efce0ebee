//! Layer 8: the only code that touches clocks and links.
//!
//! [`next_event`] runs one side of a session over a [`Link`] until something happens that the caller should know. The
//! links here are [`memory`], an in-process pair for tests and demos, and, with feature `tokio`, `stream`: any
//! ordered byte stream (TCP, Unix socket) with a 4-byte big-endian length before each message. [`ble`] is a connection over
//! a Bluetooth radio, [`nfc`] both sides of data transfer over NFC. A link knows messages and nothing of sessions.
//! Where an engagement offers several ways, [`race`](race()) tries them all and keeps the first.

mod any;
pub mod ble;
mod clock;
mod event;
mod link;
pub mod memory;
pub mod nfc;
mod race;
#[cfg(feature = "tokio")]
pub mod stream;

pub use any::AnyLink;
pub use clock::Clock;
#[cfg(feature = "tokio")]
pub use clock::TokioClock;
pub use event::next_event;
pub use link::{Link, LinkError};
pub use race::{Approach, NoWay, Way, race};
