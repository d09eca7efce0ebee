//! docs/CONFORMANCE.md says what is checked, where, and which test shows it failing. What it says must be there.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mdoc_proximity::report::CheckId;

/// The columns of a table of checks: id, clause of edition 1, of edition 2, rule, code, strict, field, shown by.
const COLUMNS: usize = 8;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    fs::read_to_string(root().join("docs/CONFORMANCE.md")).expect("docs/CONFORMANCE.md")
}

/// The cells of every row whose first cell is nothing but a check id, known or not, in backquotes.
fn rows(document: &str) -> Vec<Vec<&str>> {
    document.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<Vec<&str>> {
    let cells: Vec<_> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
    let id = cells.first()?.strip_prefix('`')?.strip_suffix('`')?;
    let (family, rule) = id.split_once('.')?;
    let is_id = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    (is_id(family) && is_id(rule) && rule != "rs").then_some(cells)
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
fn every_check_stands_in_the_tables_with_its_clauses() {
    let document = document();
    let mut rows: BTreeMap<_, _> = rows(&document).into_iter().fold(BTreeMap::new(), |mut rows, row| {
        let id = row[0].trim_matches('`');
        assert!(rows.insert(id, row.clone()).is_none(), "{id} stands twice");
        rows
    });
    for id in CheckId::ALL {
        let row = rows.remove(id.as_str()).unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!(row.len(), COLUMNS, "{id}: {row:?}");
        assert_eq!((row[1], row[2]), (id.clause_ed1(), id.clause_ed2()), "the clauses of {id}");
        assert!(references(row[4]).count() > 0, "{id}: no code is named");
        for outcome in [row[5], row[6]] {
            let known = ["fails", "deviates", "malformed"].iter().any(|word| outcome.starts_with(word));
            assert!(known, "{id}: {outcome} is no outcome");
        }
        assert!(references(row[7]).any(|reference| reference.contains("::")), "{id}: no test is named");
    }
    assert!(rows.is_empty(), "no such checks: {:?}", rows.keys());
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
    assert_eq!(row("| `mso.random` | 1 | 2 |").map(|cells| cells.len()), Some(3));
    assert!(row("| `lib.rs` | 1 |").is_none() && row("| mso.random | 1 |").is_none() && row("text").is_none());
    assert_eq!(quoted("a `b` c `d.rs`").collect::<Vec<_>>(), ["b", "d.rs"]);
}
