#![doc = include_str!("../README.md")]
//!
//! # Module map
//!
//! An arrow points only downwards; `tests/layers.rs` holds the crate to it.
//!
//! | layer | modules |
//! |---|---|
//! | 8 edges | [`driver`] |
//! | 7 roles | [`holder`], [`reader`], [`issuer`] |
//! | 6 session | [`session`] |
//! | 5 mechanisms | [`auth`], [`transport`] |
//! | 4 wire model | [`model`], [`datamodel`] |
//! | 3 envelopes | [`cose`], [`x509`], [`trust`] |
//! | 2 cryptography | [`crypto`] |
//! | 1 encoding | [`cbor`] |
//! | 0 ground | [`time`], [`redact`], [`budget`], [`report`] |
//!
//! # Cryptography and features
//!
//! Whoever opens a session passes a [`crypto::CryptoProvider`]; [`crypto::DEFAULT_PROVIDER`] is the fastest of the build.
//!
//! | features | P-256, P-384, P-521, X25519, Ed25519 | brainpool | X448, Ed448 | to build |
//! |---|---|---|---|---|
//! | `rustcrypto` (default) | pure Rust | pure Rust | no | Rust |
//! | `rustcrypto`, `prerelease-curves` | pure Rust | pure Rust | pure Rust, not yet released | Rust |
//! | `aws-lc-rs` alone | AWS-LC, three times as fast | no | no | a C compiler |
//! | `aws-lc-rs`, `rustcrypto` | AWS-LC | pure Rust | with `prerelease-curves` | a C compiler |
//!
//! What is missing answers [`crypto::CryptoError::UnsupportedCurve`]. The other features bring links and radios to
//! [`driver`] and change nothing else.
//!
//! Clauses are cited as in ISO/IEC 18013-5:2021 ("edition 1") and the second edition's draft of 2025-09-14 ("edition 2").
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::string_slice, clippy::unreachable))]
#![warn(unreachable_pub)]
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

pub mod auth;
pub mod budget;
pub mod cbor;
pub mod cose;
pub mod crypto;
pub mod datamodel;
pub mod driver;
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
