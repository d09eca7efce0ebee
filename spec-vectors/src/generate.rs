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
mod issuance;
pub mod label;
mod reader;
pub mod scene;
pub mod world;

use std::collections::BTreeMap;

use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::format::{Case, Input, Role, Twin};
use crate::twin::differing_entries;

/// Every case, sorted by id.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    cases.extend(reader::cases());
    cases.extend(exchange::cases());
    cases.extend(issuance::cases());
    cases.sort_by(|one, other| one.id.cmp(&other.id));
    name_entries(&mut cases);
    cases
}

impl Twin {
    /// A twin of which the entry is not known yet.
    fn differing(id: String, differs: String) -> Self {
        Self { id, entry: String::new(), differs }
    }
}

/// Writes into every negative case which entry of the input is not its twin's.
fn name_entries(cases: &mut [Case]) {
    let inputs: BTreeMap<String, Input> = cases.iter().map(|case| (case.id.clone(), case.input.clone())).collect();
    let mut wrong = Vec::new();
    for case in cases {
        let Some(twin) = &mut case.twin else { continue };
        let of = inputs.get(&twin.id).unwrap_or_else(|| panic!("{}: there is no twin {}", case.id, twin.id));
        let mut entries = differing_entries(&case.input, of).unwrap();
        match entries.len() {
            1 => twin.entry = entries.remove(0),
            _ => wrong.push(format!("{} and {} differ in {entries:?}", case.id, twin.id)),
        }
    }
    assert!(wrong.is_empty(), "negative cases differ from their twins in one entry:\n{}", wrong.join("\n"));
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
