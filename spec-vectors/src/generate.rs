//! The generator: every case, from seeds, so that a change of the library or of a case is a difference to be reviewed.
//!
//! A case draws its randomness from a generator of its own, seeded with a label: cases can be added and removed without
//! touching the others. A negative case uses its twin's label, so that the two differ in nothing but what is named.

pub mod world;

use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::format::Case;

/// Every case, sorted by id.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    cases.sort_by(|one, other| one.id.cmp(&other.id));
    cases
}

/// The randomness of `label`.
#[must_use]
pub fn rng(label: &str) -> ChaCha20Rng {
    let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[b"mdoc-spec-vectors/1 ", label.as_bytes()]);
    let mut seed = [0; 32];
    seed.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
    ChaCha20Rng::from_seed(seed)
}
