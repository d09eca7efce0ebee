//! Certificate revocation lists on generated certificates: good, revoked and undetermined, under both policies and
//! both profiles, each broken list differing from a good one in one field (PROTOCOL.md R61, R62, H63).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::arithmetic_side_effects, missing_docs)]

#[allow(dead_code, reason = "the bench serves another test, too")]
#[path = "../reader_hostile/bench.rs"]
mod bench;
mod documents;
mod entries;
mod harness;
mod lists;
mod names;
mod properties;
mod publication;
mod readers;
