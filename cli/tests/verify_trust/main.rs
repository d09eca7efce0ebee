//! `mdoc verify` with lists of issuers and of what is revoked, handed in and fetched; `mdoc inspect` of such lists.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod anchors;
#[allow(dead_code, reason = "it serves the library's tests, too")]
#[path = "../../../tests/reader_hostile/bench.rs"]
mod bench;
mod bundle;
mod certificates;
#[cfg(unix)]
mod fetch;
mod inspect;
#[allow(dead_code, unused_imports, reason = "it serves the library's tests, too")]
#[path = "../../../tests/trust_lists/world.rs"]
mod lists;
mod production;
#[path = "../support/shared.rs"]
mod shared;
mod status;
#[allow(dead_code, reason = "it serves the library's tests, too")]
#[path = "../../../tests/status_lists/world.rs"]
mod statuses;
mod vical;
