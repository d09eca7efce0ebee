//! Revocation of mobile security objects by token status lists and identifier lists. Names begin with the case of the
//! list of negative tests the project works from, where there is one.
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
mod broken;
mod content;
mod dates;
mod envelope;
mod properties;
mod several;
mod signer;
mod verdict;
mod world;
