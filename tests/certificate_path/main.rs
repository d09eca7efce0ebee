//! Certification paths on generated certificates: every rule once kept and once broken, each broken certificate
//! differing from a good one in one field (PROTOCOL.md R57-R71, H61-H65).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::arithmetic_side_effects, missing_docs)]

mod anchors;
mod chain;
mod harness;
mod leaf;
