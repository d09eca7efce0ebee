//! docs/CONFORMANCE.md says what is there.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use mdoc_proximity::report::CheckId;
use mdoc_spec_vectors::conformance::{self, Sources};
use mdoc_spec_vectors::run::Suite;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn suite() -> Suite {
    Suite::load(&root().join("spec-vectors")).unwrap()
}

#[test]
fn the_page_is_not_stale() {
    let page = conformance::page(&root(), &suite()).unwrap();
    let committed = fs::read_to_string(root().join("docs/CONFORMANCE.md")).unwrap();
    let differing = committed.lines().zip(page.lines()).find(|(committed, made)| committed != made);
    let hint = "run `cargo run -p mdoc-spec-vectors --bin conformance`; the first difference";
    assert!(committed == page, "docs/CONFORMANCE.md is stale, {hint}: {differing:?}");
}

#[test]
fn every_number_has_an_entry() {
    let missing = conformance::missing_numbers(&suite());
    assert!(missing.is_empty(), "neither a case nor elsewhere.json knows {missing:?}");
    assert_eq!(conformance::all_numbers().count(), 85 + 27 + 106);
}

#[test]
fn elsewhere_names_numbers_and_tests_that_exist() {
    let suite = suite();
    for (number, entry) in &suite.elsewhere {
        assert!(conformance::all_numbers().any(|known| known == *number), "{number} is no number");
        let mdoc_spec_vectors::format::Entry::Test { path, .. } = entry else { continue };
        let (file, name) = path.split_once("::").unwrap_or_else(|| panic!("{number}: {path} names no test"));
        let source = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{number}: {file}: {error}"));
        assert!(source.contains(&format!("fn {name}(")), "{number}: there is no {path}");
    }
    for case in suite.cases.values() {
        for number in &case.tests {
            assert!(conformance::all_numbers().any(|known| known == *number), "{}: {number} is no number", case.id);
        }
    }
}

#[test]
fn every_check_is_made_somewhere_and_named_by_a_test() {
    let sources = Sources::read(&root()).unwrap();
    for check in CheckId::ALL {
        assert!(!sources.code(*check).is_empty(), "{check} is never made");
        assert!(!sources.tests(*check).is_empty(), "{check} is in no test");
    }
}
