//! Where in the sources a check is made, and which tests speak of it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use mdoc_proximity::report::CheckId;

/// The library's sources and tests.
#[derive(Debug, Default)]
pub struct Sources {
    /// Path below the root, and content.
    code: Vec<(String, String)>,
    tests: Vec<(String, String)>,
}

impl Sources {
    /// Reads `src` and `tests` below `root`.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = BTreeSet::new();
        for folder in ["src", "tests", "cli/tests"] {
            find(&root.join(folder), &mut files)?;
        }
        let mut sources = Self::default();
        for path in files {
            let content = fs::read_to_string(&path)?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let is_test = !name.starts_with("src/") || name.contains("/tests");
            match is_test {
                true => sources.tests.push((name, content)),
                // The table of checks names all of them and makes none.
                false if !name.starts_with("src/report") => sources.code.push((name, content)),
                false => {}
            }
        }
        Ok(sources)
    }

    /// The files, below `src`, that make a check.
    #[must_use]
    pub fn code(&self, check: CheckId) -> Vec<&str> {
        let mentions = self.code.iter().filter(|(_, content)| mentions(content, check));
        mentions.map(|(name, _)| name.strip_prefix("src/").unwrap_or(name)).collect()
    }

    /// The files of tests that name a check.
    #[must_use]
    pub fn tests(&self, check: CheckId) -> Vec<&str> {
        let literal = format!("\"{check}\"");
        let named = self.tests.iter().filter(|(_, content)| mentions(content, check) || content.contains(&literal));
        named.map(|(name, _)| name.strip_prefix("tests/").unwrap_or(name)).collect()
    }
}

/// Whether a source names the check by its variant, and no longer one.
fn mentions(content: &str, check: CheckId) -> bool {
    let variant = format!("CheckId::{check:?}");
    content.match_indices(&variant).any(|(at, found)| {
        let behind = content.get(at.saturating_add(found.len())..).and_then(|rest| rest.chars().next());
        !behind.is_some_and(char::is_alphanumeric)
    })
}

fn find(folder: &Path, files: &mut BTreeSet<std::path::PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // The live peer is a package of its own, with its own build folder perhaps.
            if !path.ends_with("isomdl-peer") {
                find(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.insert(path);
        }
    }
    Ok(())
}
