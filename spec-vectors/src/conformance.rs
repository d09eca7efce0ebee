//! `docs/CONFORMANCE.md`: made from its prose (`docs/CONFORMANCE.in.md`), the table of checks, the sources and the vectors, so
//! that it says what is there.

mod checks;
mod numbers;
mod sources;

use core::fmt::Write;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::format::Role;
use crate::run::Suite;

pub use numbers::{all as all_numbers, list as listed_numbers, missing as missing_numbers};
pub use sources::Sources;

/// The page.
///
/// In the prose, a line `<!-- checks: FAMILY ... -->` stands for the table of the checks of these families, and
/// `<!-- numbers: LETTER -->` for the table of the numbers of the list of negative tests that begin with the letter;
/// `<!-- counts: -->` for how much there is of everything.
///
/// # Errors
/// When the prose or the sources cannot be read, or a marker names a family that does not exist or leaves one out.
pub fn page(root: &Path, suite: &Suite) -> io::Result<String> {
    let prose = std::fs::read_to_string(root.join("docs/CONFORMANCE.in.md"))?;
    let sources = Sources::read(root)?;
    let list = numbers::list(root)?;
    let mut page = String::new();
    let mut families: Vec<&str> = Vec::new();
    for line in prose.lines() {
        if let Some(named) = marker(line, "checks") {
            let named: Vec<&str> = named.split_whitespace().collect();
            page.push_str(&checks::table(&named, &sources, suite));
            families.extend(named);
        } else if let Some(letter) = marker(line, "numbers") {
            page.push_str(&numbers::table(letter, &list, &sources, suite));
        } else if marker(line, "counts").is_some() {
            page.push_str(&counts(suite));
        } else {
            // Writing to a string cannot fail.
            let _ = writeln!(page, "{line}");
        }
    }
    match checks::families_that_differ(&families) {
        Some(problem) => Err(io::Error::other(problem)),
        None => Ok(page),
    }
}

/// How much there is of everything.
fn counts(suite: &Suite) -> String {
    let (checks, shown) = checks::counts(suite);
    let [by_vectors, by_tests, pending] = numbers::counts(suite);
    let role = |role: Role| suite.cases.values().filter(|case| case.role == role).count();
    let negative = suite.cases.values().filter(|case| case.twin.is_some()).count();
    let mut table = String::from("| what | how many |\n|---|---|\n");
    let rows = [
        ("checks", checks),
        ("of these shown failing or deviating by vectors", shown),
        ("vectors", suite.cases.len()),
        ("of these for a holder", role(Role::Holder)),
        ("for a reader", role(Role::Reader)),
        ("for both", role(Role::Both)),
        ("negative ones, each with an accepted twin", negative),
        ("numbers of the list of negative tests", by_vectors.saturating_add(by_tests).saturating_add(pending)),
        ("of these shown by vectors", by_vectors),
        ("shown by a test alone", by_tests),
        ("pending", pending),
        ("vectors that are known to fail", suite.exceptions.len()),
    ];
    for (what, count) in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {what} | {count} |");
    }
    table
}

/// What a marker of this name says.
fn marker<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let inner = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    Some(inner.strip_prefix(name)?.strip_prefix(':')?.trim())
}

/// Ids of cases: one that is there under both profiles stands once, with `(-field)` behind it.
fn compact<'i>(ids: impl IntoIterator<Item = &'i str>) -> String {
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    let is_second = |id: &str| id.strip_suffix("-field").is_some_and(|first| ids.contains(first));
    let named = ids.iter().filter(|id| !is_second(id)).map(|id| match ids.contains(format!("{id}-field").as_str()) {
        true => format!("{id}(-field)"),
        false => (*id).to_owned(),
    });
    quoted(named)
}

/// Names in backquotes, separated by commas; a dash where there are none.
fn quoted<I: IntoIterator<Item = S>, S: AsRef<str>>(names: I) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    if quoted.is_empty() { "-".to_owned() } else { quoted.join(", ") }
}
