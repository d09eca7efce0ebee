//! Certificate profiles on generated certificates: every rule once kept and once broken, for every kind that has it and
//! for those that do not, under both profiles (PROTOCOL.md 8.7, R66, R69).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::arithmetic_side_effects, missing_docs)]

mod authority;
mod extensions;
mod harness;
mod keys;
mod links;
mod names;
mod numbers;
