//! x
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]
#![allow(clippy::todo, unused)]

pub mod auth;
pub mod budget;
pub mod cbor;
pub mod cose;
pub mod crypto;
pub mod datamodel;
pub mod holder;
pub mod issuer;
pub mod model;
pub mod reader;
pub mod redact;
pub mod report;
pub mod session;
pub mod time;
pub mod transport;
pub mod trust;
pub mod x509;
