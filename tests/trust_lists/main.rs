//! VICALs and RICALs: what verifies, what they make anchors of, and what these may vouch for.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

#[allow(dead_code)]
#[path = "../reader_hostile/bench.rs"]
mod bench;
#[allow(dead_code)]
#[path = "../disclosure/support.rs"]
mod support;

mod constraints;
mod entries;
mod envelope;
mod gate;
mod hostile;
mod production;
mod rical;
mod world;
