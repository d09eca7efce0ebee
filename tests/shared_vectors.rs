//! The vectors of other projects are there whole, or said to be absent: once, past the test runner's capture.

use std::io::{Write, stderr};
use std::path::{Path, PathBuf};

/// What the tests read.
const READ: [&str; 6] =
    ["annex-d.json", "nfc-traces.json", "wallets/responses.json", "field/INDEX.json", "trust/iaca-roots.pem", "cose"];

#[test]
fn the_vectors_are_whole_or_said_to_be_absent() {
    let shared = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let vectors = shared.join("vectors");
    if vectors.is_dir() {
        // A part that is missing would be skipped by the tests that read it, and nobody told.
        let missing: Vec<_> = READ.iter().filter(|part| !vectors.join(part).exists()).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", vectors.display());
        return;
    }
    let line = "\nskipped: every test that reads vectors of other projects (../shared/vectors is absent; \
                MDOC_SHARED names another folder)\n";
    // What `println!` writes in a passing test is never shown.
    let _ = stderr().write_all(line.as_bytes());
}
