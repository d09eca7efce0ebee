//! Where the shared vectors are, and how the program is run.

#![allow(dead_code, reason = "every test takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

/// The shared vectors, or one line that says they are absent.
pub fn vectors() -> Option<PathBuf> {
    let shared = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let vectors = shared.join("vectors");
    if vectors.is_dir() {
        return Some(vectors);
    }
    println!("skipped: ../shared/vectors is absent");
    None
}

/// Runs `mdoc` with these arguments and this standard input.
pub fn mdoc(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("mdoc").unwrap();
    command.args(arguments).write_stdin(input).output().unwrap()
}

/// The exit code and standard output as JSON.
pub fn mdoc_json(arguments: &[&str]) -> (i32, Value) {
    let output = mdoc(arguments, b"");
    let text = String::from_utf8(output.stdout).unwrap();
    let value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), value)
}

/// Issues the sample `template` into a directory.
pub fn issue(template: &str, directory: &Path, further: &[&str]) -> Value {
    let template = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates").join(template);
    let arguments = ["issue", "--format", "json", "--template", template.to_str().unwrap()];
    let (code, value) = mdoc_json(&[&arguments[..], &["--out", directory.to_str().unwrap()], further].concat());
    assert_eq!(code, 0);
    value
}
