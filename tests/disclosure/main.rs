//! What leaves the holder: exactly what was asked for, held and consented to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod ages;
mod annex_d;
mod authentication;
mod consent;
mod device_signed;
mod faults;
mod field;
mod reader_authentication;
mod restrictions;
mod support;
