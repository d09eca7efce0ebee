//! Every file and test that docs/CONFORMANCE.md names is there.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use mdoc_proximity::report::CheckId;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    fs::read_to_string(root().join("docs/CONFORMANCE.md")).expect("docs/CONFORMANCE.md")
}

/// What stands between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The file a name stands for: from `src`, from `tests`, or from the root.
fn file(name: &str) -> Option<PathBuf> {
    let folders = [root().join("src"), root().join("tests"), root()];
    folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// What is wrong with a reference such as `src/auth.rs` or `layers.rs::every_arrow_points_downwards`.
fn wrong(reference: &str) -> Option<String> {
    let (name, function) = match reference.split_once("::") {
        Some((name, function)) => (name, Some(function)),
        None => (reference, None),
    };
    let Some(path) = file(name) else { return Some(format!("{name}: there is no such file")) };
    let function = function?;
    (!has_test(&path, function)).then(|| format!("{reference}: there is no such test"))
}

fn has_test(path: &Path, function: &str) -> bool {
    let text = fs::read_to_string(path).expect("a source file");
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let heads = [format!("fn {function}("), format!("async fn {function}(")];
    let is_test = |line: &str| line == "#[test]" || line.starts_with("#[tokio::test");
    lines.iter().enumerate().any(|(at, line)| {
        let attributes = lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        heads.iter().any(|head| line.starts_with(head.as_str())) && attributes.into_iter().any(|line| is_test(line))
    })
}

/// References to sources among what is quoted.
fn references(text: &str) -> impl Iterator<Item = &str> {
    quoted(text).filter(|quoted| !quoted.contains(' ') && (quoted.ends_with(".rs") || quoted.contains(".rs::")))
}

#[test]
fn every_file_and_test_named_is_there() {
    let document = document();
    let mut count = 0_usize;
    let wrong: Vec<_> = references(&document).inspect(|_| count = count.saturating_add(1)).filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > CheckId::ALL.len(), "only {count} references were found");
}

#[test]
fn the_scan_finds_what_is_wrong() {
    assert_eq!(wrong("report/check.rs"), None);
    assert_eq!(wrong("src/lib.rs"), None);
    assert_eq!(wrong("layers.rs::every_arrow_points_downwards"), None);
    assert!(wrong("no_such_file.rs").is_some());
    assert!(wrong("layers.rs::no_such_test").is_some());
    // A function, but no test.
    assert!(wrong("layers.rs::sources").is_some());
    assert_eq!(quoted("a `b` c `d.rs`").collect::<Vec<_>>(), ["b", "d.rs"]);
}
