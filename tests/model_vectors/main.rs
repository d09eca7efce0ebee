//! COSE and the wire model against other people's bytes: the COSE working group's examples, samples from the field,
//! signed responses of real wallets, and Annex D of the standard.

#![cfg(any(feature = "aws-lc-rs", feature = "rustcrypto"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod annex_d;
mod cose_examples;
mod field;
mod shared;
mod wallets;
