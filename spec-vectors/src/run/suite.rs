//! The suite on disk.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::format::{Case, Elsewhere, Number};

/// A folder of vectors: `cases/*/*.json`, `elsewhere.json`, `numbers.json` and `exceptions.json`.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// The cases, by id.
    pub cases: BTreeMap<String, Case>,
    /// The tests that are no vectors, by number.
    pub elsewhere: Elsewhere,
    /// The list of negative tests, by number.
    pub numbers: BTreeMap<String, Number>,
    /// The cases that are known to fail, with the reason.
    pub exceptions: BTreeMap<String, String>,
    /// SHA-256 over the files of the cases, one after the other in the order of their paths; hexadecimal.
    pub digest: String,
}

/// A folder that holds no suite.
#[derive(Debug)]
pub struct LoadError {
    /// Which file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

impl core::error::Error for LoadError {}

impl Suite {
    /// Reads a folder. A folder of cases alone will do: without the other files there are no exceptions and nothing
    /// is said of the numbers.
    ///
    /// # Errors
    /// [`LoadError`], also when a case's file is not named by its id, two cases share an id, a twin is no case, or an
    /// exception is about no case.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        let cases = folder.join("cases");
        let mut files = BTreeSet::new();
        find(if cases.is_dir() { &cases } else { folder }, &mut files)?;
        let mut suite = Self { elsewhere: optional(folder, "elsewhere.json")?, ..Self::default() };
        suite.numbers = optional(folder, "numbers.json")?;
        let mut digest = Sha256::new();
        for path in files {
            let text = text(&path)?;
            digest.update(&text);
            let case: Case = parsed(&path, &text)?;
            let problem = if path.file_stem().and_then(|name| name.to_str()) != Some(case.id.as_str()) {
                Some(format!("the case's id is {}", case.id))
            } else {
                suite.cases.insert(case.id.clone(), case).map(|known| format!("{} is the id of two cases", known.id))
            };
            if let Some(problem) = problem {
                return Err(LoadError { path, problem });
            }
        }
        suite.digest = hex::encode(digest.finalize());
        suite.check().map_err(|problem| LoadError { path: folder.to_owned(), problem })?;
        let exceptions = folder.join("exceptions.json");
        if exceptions.exists() { suite.with_exceptions(&exceptions) } else { Ok(suite) }
    }

    /// The same with the exceptions of this file instead: `{"case": "reason", ...}`.
    ///
    /// # Errors
    /// [`LoadError`], also when one is about no case or gives no reason.
    pub fn with_exceptions(mut self, path: &Path) -> Result<Self, LoadError> {
        let exceptions: BTreeMap<String, String> = parsed(path, &text(path)?)?;
        let problem = exceptions.iter().find_map(|(id, reason)| match self.cases.contains_key(id) {
            false => Some(format!("{id} is no case")),
            true if reason.trim().is_empty() => Some(format!("{id} has no reason")),
            true => None,
        });
        if let Some(problem) = problem {
            return Err(LoadError { path: path.to_owned(), problem });
        }
        self.exceptions = exceptions;
        Ok(self)
    }

    fn check(&self) -> Result<(), String> {
        if self.cases.is_empty() {
            return Err("there are no cases here".to_owned());
        }
        for case in self.cases.values() {
            let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if !case.id.chars().all(is_fit) {
                return Err(format!("{:?} has more than lower case, digits and hyphens", case.id));
            }
            if let Some(twin) = case.twin.as_ref().filter(|twin| !self.cases.contains_key(&twin.id)) {
                return Err(format!("{}: its twin {} is no case", case.id, twin.id));
            }
        }
        Ok(())
    }
}

/// Every JSON file below a folder, but those of the suite itself.
fn find(folder: &Path, files: &mut BTreeSet<PathBuf>) -> Result<(), LoadError> {
    let failed = |error: std::io::Error| LoadError { path: folder.to_owned(), problem: error.to_string() };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let named =
            |names: &[&str]| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| names.contains(&name));
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json")
            && !named(&["elsewhere.json", "exceptions.json", "numbers.json"])
        {
            files.insert(path);
        }
    }
    Ok(())
}

fn optional<T: DeserializeOwned + Default>(folder: &Path, name: &str) -> Result<T, LoadError> {
    let path = folder.join(name);
    if path.exists() { parsed(&path, &text(&path)?) } else { Ok(T::default()) }
}

fn text(path: &Path) -> Result<String, LoadError> {
    fs::read_to_string(path).map_err(|error| LoadError { path: path.to_owned(), problem: error.to_string() })
}

fn parsed<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, LoadError> {
    serde_json::from_str(text).map_err(|error| LoadError { path: path.to_owned(), problem: error.to_string() })
}
