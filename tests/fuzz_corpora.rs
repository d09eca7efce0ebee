//! The fuzz targets' bodies over their committed inputs, on every provider: the corpora, what fuzzing found, the seeds.
#![cfg(feature = "rustcrypto")]
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::path::{Path, PathBuf};

use mdoc_proximity::crypto::PROVIDERS;

#[allow(dead_code)]
#[path = "../fuzz/src/lib.rs"]
mod bodies;

fn folder(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(of)
}

/// The inputs of a target, each with its name.
fn inputs(of: &str, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder(of).join(target)) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut inputs: Vec<_> = paths.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    inputs.sort();
    inputs
}

/// Runs an input on every provider, and says where a promise is broken.
fn replay(target: &str, what: &str, data: &[u8]) -> bool {
    (0..PROVIDERS.len()).all(|provider| {
        let kept = std::panic::catch_unwind(|| bodies::under(provider, || bodies::run(target, data))).is_ok();
        if !kept {
            eprintln!("{target}: {what} on {}", PROVIDERS[provider].name);
        }
        kept
    })
}

#[test]
fn every_committed_input_keeps_what_its_target_promises() {
    let mut broken = 0;
    for (target, _) in bodies::TARGETS {
        let corpus = inputs("corpus", target);
        assert!(!corpus.is_empty(), "{target} has no corpus");
        for (path, data) in corpus.into_iter().chain(inputs("regressions", target)) {
            broken += usize::from(!replay(target, &path.display().to_string(), &data));
        }
    }
    assert_eq!(broken, 0);
}

#[test]
fn every_seed_keeps_what_its_target_promises() {
    let broken = bodies::seeds::all().into_iter().filter(|(target, name, data)| !replay(target, name, data));
    assert_eq!(broken.count(), 0);
}

#[test]
fn the_committed_seeds_are_those_of_the_fixed_world() {
    for (target, name, data) in bodies::seeds::all() {
        let path = folder("corpus").join(target).join(format!("seed_{name}"));
        assert!(std::fs::read(&path).is_ok_and(|committed| committed == data), "{}: fuzz/run seeds", path.display());
    }
}

#[test]
fn the_seeds_that_should_verify_do() {
    let seeds = bodies::seeds::all().into_iter().filter(|(_, name, _)| name.starts_with("verifies"));
    let verified = seeds.inspect(|(target, name, data)| {
        assert!(bodies::verified(target, data) > 0, "{target}: {name} verifies nothing");
    });
    assert_eq!(verified.count(), 8);
}

#[test]
fn what_is_committed_belongs_to_a_target() {
    for of in ["corpus", "regressions", "fuzz_targets"] {
        let Ok(entries) = std::fs::read_dir(folder(of)) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            assert!(bodies::TARGETS.iter().any(|(target, _)| *target == name), "{} of no target", path.display());
        }
    }
    for (target, _) in bodies::TARGETS {
        let binary = std::fs::read_to_string(folder("fuzz_targets").join(format!("{target}.rs"))).unwrap();
        assert!(binary.contains(&format!("\"{target}\"")), "{target}.rs runs another target");
    }
}
