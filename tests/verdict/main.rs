//! The verdict: what it says in a word, what every line of it is about and where, what it keeps to itself, and what of a
//! document may be kept.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[allow(dead_code)]
#[path = "../reader_hostile/bench.rs"]
mod bench;
mod cases;
mod conclusion;
mod errors;
mod offsets;
mod privacy;
mod retention;
mod sentences;
