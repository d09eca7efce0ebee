//! The law of no panic: clippy refuses, in everything that reads a peer's bytes, what could end a program, and no code of
//! the library takes an exception. That nothing panics is for the fuzzers and the simulator to show; this holds the gate
//! shut through which it would come in.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::fs;
use std::path::{Path, PathBuf};

/// What the workspace's lints deny.
const DENIED: [&str; 7] =
    ["unwrap_used", "expect_used", "panic", "unimplemented", "todo", "indexing_slicing", "arithmetic_side_effects"];

/// What the crates deny themselves, as tests do it all the time.
const DENIED_BY_CRATES: &str = "#![cfg_attr(not(test), deny(clippy::string_slice, clippy::unreachable))]";

/// The crates whose code runs where a peer speaks.
const CRATES: [&str; 2] = ["src/lib.rs", "cli/src/main.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = |path: &Path| path.file_stem().is_some_and(|stem| stem == "tests" || stem == "test_support");
        if is_test(&path) {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What of the source is compiled into the library: not what follows `cfg(test)`, or `cfg_attr(test, …)`.
fn outside_tests(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some(at) = rest.find("cfg_attr(\n    test,").into_iter().chain(rest.find("cfg_attr(test,")).min() {
        kept.push_str(&rest[..at]);
        let end = rest[at..].find(")]").map_or(rest.len(), |end| at + end + 2);
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

/// Which of the lints the text turns off.
fn exceptions(text: &str) -> Vec<&'static str> {
    let text: String = outside_tests(text).chars().filter(|letter| !letter.is_whitespace()).collect();
    let mut attributes = Vec::new();
    for word in ["allow(", "expect(", "warn("] {
        let starts = text.match_indices(word).map(|(at, _)| at);
        // Of an attribute, not a call.
        let starts = starts
            .filter(|at| text[..*at].ends_with("#[") || text[..*at].ends_with("#![") || text[..*at].ends_with(','));
        attributes.extend(starts.map(|at| &text[at..][..text[at..].find(")]").unwrap_or(text.len() - at)]));
    }
    let named = |lint: &&str| attributes.iter().any(|attribute| attribute.contains(&format!("clippy::{lint}")));
    DENIED.into_iter().chain(["string_slice", "unreachable"]).filter(named).collect()
}

#[test]
fn the_lints_are_denied_and_no_code_takes_an_exception() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for lint in DENIED {
        assert!(manifest.lines().any(|line| line == format!("{lint} = \"deny\"")), "{lint} is not denied");
    }
    for package in ["Cargo.toml", "cli/Cargo.toml"] {
        let manifest = fs::read_to_string(root().join(package)).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{package} does not take the workspace's lints");
    }
    for file in CRATES {
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(text.lines().any(|line| line == DENIED_BY_CRATES), "{file}");
    }
    let mut files = Vec::new();
    CRATES.iter().for_each(|root_file| sources(root().join(root_file).parent().unwrap(), &mut files));
    assert!(files.len() > 300, "{} files", files.len());
    for file in files {
        let exceptions = exceptions(&fs::read_to_string(&file).unwrap());
        assert!(exceptions.is_empty(), "{}: {exceptions:?}", file.display());
    }
}

#[test]
fn an_exception_would_be_seen() {
    assert_eq!(exceptions("#[allow(clippy::unwrap_used)]\nfn f() {}"), ["unwrap_used"]);
    assert_eq!(exceptions("#![allow(\n    dead_code,\n    clippy::panic\n)]"), ["panic"]);
    assert_eq!(exceptions("#[cfg_attr(feature = \"a\", expect(clippy::indexing_slicing))]"), ["indexing_slicing"]);
    assert!(exceptions("#![cfg_attr(\n    test,\n    allow(\n        clippy::unwrap_used\n    )\n)]").is_empty());
    assert!(exceptions("#[allow(unreachable_pub)]\nfn f() { g.expect(h) }").is_empty());
}

#[test]
fn no_code_is_unsafe() {
    for file in CRATES.iter().chain(&["spec-vectors/src/lib.rs"]) {
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(text.lines().any(|line| line == "#![forbid(unsafe_code)]"), "{file}");
    }
}
