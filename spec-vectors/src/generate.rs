//! The generator: every case, from seeds, so that a change of the library or of a case is a difference to be reviewed.
//!
//! A case draws its randomness from a generator of its own, seeded with a label: cases can be added and removed without
//! touching the others. A negative case uses its twin's label, so that the two differ in nothing but what is named.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a generator that cannot go on must stop"
)]

mod exchange;
pub mod label;
mod reader;
pub mod scene;
pub mod world;

use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::format::{Case, Role};

/// Every case, sorted by id.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    cases.extend(reader::cases());
    cases.extend(exchange::cases());
    cases.sort_by(|one, other| one.id.cmp(&other.id));
    cases
}

/// The files of all cases: path below `cases`, and content.
#[must_use]
pub fn files() -> Vec<(String, String)> {
    let file = |case: &Case| {
        let folder = match case.role {
            Role::Holder => "holder",
            Role::Reader => "reader",
            Role::Both => "both",
        };
        let mut content = serde_json::to_string_pretty(case).unwrap();
        content.push('\n');
        (format!("{folder}/{}.json", case.id), content)
    };
    cases().iter().map(file).collect()
}

/// The randomness of `label`.
#[must_use]
pub fn rng(label: &str) -> ChaCha20Rng {
    let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[b"mdoc-spec-vectors/1 ", label.as_bytes()]);
    let mut seed = [0; 32];
    seed.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
    ChaCha20Rng::from_seed(seed)
}
