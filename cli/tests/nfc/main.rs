//! `mdoc reader --nfc` and `mdoc nfc doctor`, with pcscd and a phone in its virtual reader (Debian: pcscd,
//! vsmartcard-vpcd). Where these are missing, what needs them says so and is skipped.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod flags;
#[cfg(feature = "nfc")]
mod phone;
#[cfg(feature = "nfc")]
mod presentations;
#[cfg(feature = "nfc")]
mod refusals;
#[path = "../support/shared.rs"]
mod shared;
#[cfg(feature = "nfc")]
#[path = "../../../tests/nfc_support/virtual_card.rs"]
mod virtual_card;
#[cfg(feature = "nfc")]
#[path = "../../../tests/nfc_support/wallet.rs"]
mod wallet;
