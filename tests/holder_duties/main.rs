//! What a holder owes its person (PROTOCOL.md 13): fair limits on readers, credentials used once, nothing stored
//! unverified, a log that is theirs.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod issuance;
mod leaks;
mod log;
mod policy;
mod pool;
mod pool_properties;
mod pool_sessions;
mod support;
#[allow(dead_code)]
#[path = "../two_party/wire.rs"]
mod wire;
#[allow(dead_code)]
#[path = "../two_party/world.rs"]
mod world;
