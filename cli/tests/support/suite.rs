//! The vectors, and copies of a few of them to be altered.

#![allow(dead_code, reason = "every test takes what it needs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use super::shared::mdoc;

/// The folder of vectors.
pub const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec-vectors");

/// Text from a process.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Some cases with their twins in a folder of their own.
pub struct Copy(TempDir);

impl Copy {
    pub fn of(ids: &[&str]) -> Self {
        let copy = Self(TempDir::new().unwrap());
        ids.iter().for_each(|id| copy.add(id));
        copy
    }

    fn add(&self, id: &str) {
        let from = original(id);
        let relative = from.strip_prefix(SUITE).unwrap();
        let to = self.0.path().join(relative);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&from, &to).unwrap();
        if let Some(twin) = read(&from)["twin"]["id"].as_str()
            && !self.file(twin).exists()
        {
            self.add(twin);
        }
    }

    pub fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    /// The copy of a case's file.
    pub fn file(&self, id: &str) -> PathBuf {
        self.0.path().join(original(id).strip_prefix(SUITE).unwrap())
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    /// Alters what must come of a case.
    pub fn expect(&self, id: &str, alter: impl FnOnce(&mut Value)) {
        let path = self.file(id);
        let mut case = read(&path);
        let before = case["expect"].clone();
        alter(&mut case["expect"]);
        assert_ne!(case["expect"], before, "{id}");
        fs::write(path, case.to_string()).unwrap();
    }

    /// Runs the vectors in it.
    pub fn run(&self, further: &[&str]) -> Output {
        mdoc(&[&["vectors", "run", self.path()], further].concat(), b"")
    }
}

fn original(id: &str) -> PathBuf {
    let roles =
        ["holder", "reader", "both"].map(|role| Path::new(SUITE).join("cases").join(role).join(format!("{id}.json")));
    roles.into_iter().find(|path| path.exists()).unwrap_or_else(|| panic!("there is no case {id}"))
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
