//! `docs/CONFORMANCE.md`: made from its prose (`docs/conformance.md`), the table of checks, the sources and the vectors, so
//! that it says what is there.

mod checks;
mod numbers;
mod sources;

use core::fmt::Write;
use std::io;
use std::path::Path;

use crate::run::Suite;

pub use numbers::{all as all_numbers, missing as missing_numbers};
pub use sources::Sources;

/// The page.
///
/// In the prose, a line `<!-- checks: FAMILY ... -->` stands for the table of the checks of these families, and
/// `<!-- numbers: LETTER -->` for the table of the numbers of the list of negative tests that begin with the letter.
///
/// # Errors
/// When the prose or the sources cannot be read, or a marker names a family that does not exist or leaves one out.
pub fn page(root: &Path, suite: &Suite) -> io::Result<String> {
    let prose = std::fs::read_to_string(root.join("docs/conformance.md"))?;
    let sources = Sources::read(root)?;
    let mut page = String::new();
    let mut families: Vec<&str> = Vec::new();
    for line in prose.lines() {
        if let Some(named) = marker(line, "checks") {
            let named: Vec<&str> = named.split_whitespace().collect();
            page.push_str(&checks::table(&named, &sources, suite));
            families.extend(named);
        } else if let Some(letter) = marker(line, "numbers") {
            page.push_str(&numbers::table(letter, &sources, suite));
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

/// What a marker of this name says.
fn marker<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let inner = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    Some(inner.strip_prefix(name)?.strip_prefix(':')?.trim())
}

/// Names in backquotes, separated by commas; a dash where there are none.
fn quoted<I: IntoIterator<Item = S>, S: AsRef<str>>(names: I) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    if quoted.is_empty() { "-".to_owned() } else { quoted.join(", ") }
}
