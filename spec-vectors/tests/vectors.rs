//! Every committed case, performed by this library on each of its providers.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use mdoc_proximity::crypto::{CryptoProvider, aws_lc, rustcrypto};
use mdoc_spec_vectors::format::Case;
use mdoc_spec_vectors::library::Library;
use mdoc_spec_vectors::run::{Status, run};

/// Debug builds and two cores: as many as can work at once.
const THREADS: usize = 2;

#[test]
fn every_case_comes_out_as_expected() {
    every_case_on(rustcrypto::PROVIDER);
}

#[test]
fn every_case_comes_out_as_expected_with_fast_cryptography() {
    every_case_on(aws_lc::PROVIDER);
}

fn every_case_on(provider: CryptoProvider) {
    let mut paths = Vec::new();
    find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"), &mut paths);
    assert!(paths.len() > 1, "there are no cases");
    let next = AtomicUsize::new(0);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let work = || {
            let mut wrong = Vec::new();
            while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                wrong.extend(judge(provider, path));
            }
            wrong
        };
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), paths.len(), wrong.join("\n"));
}

fn find(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
}

/// What is wrong with a case, in a line.
fn judge(provider: CryptoProvider, path: &Path) -> Option<String> {
    let case: Case = serde_json::from_str(&fs::read_to_string(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let result = run(&mut Library { provider }, &case, None);
    (result.status != Status::Passed).then(|| {
        let [expected, found] =
            [serde_json::to_string(&case.expect).unwrap(), serde_json::to_string(&result.observed).unwrap()];
        format!("{}: {:?}\n  expected {expected}\n  found    {found}", case.id, result.status)
    })
}
