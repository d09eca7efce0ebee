//! Holder and reader against each other, in virtual time, with every byte between them in the test's hands.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod air;
mod both;
mod by_air;
mod costs;
mod deadlines;
mod field;
mod holder_messages;
mod holder_requests;
mod holder_session;
mod hostile;
mod key_lifetime;
mod offers;
mod plan;
mod presentation;
mod properties;
mod providers;
mod radio;
mod reader_session;
mod tap;
mod taps;
mod terminal;
mod wire;
mod world;
