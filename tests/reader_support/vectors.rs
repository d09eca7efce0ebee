//! The shared vectors, and bytes to spoil in them.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use serde_json::Value;

/// A file of the shared vectors; `None`, with a line that says so, where the folder is absent.
pub(crate) fn vectors(file: &str) -> Option<Value> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("MDOC_SHARED").map_or_else(beside, PathBuf::from).join("vectors");
    if !folder.is_dir() {
        println!("skipped: ../shared/vectors is absent");
        return None;
    }
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

pub(crate) fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    HEX.decode(text.strip_prefix("0x").unwrap_or(text).as_bytes()).unwrap()
}

/// A copy with the lowest bit of one byte flipped.
pub(crate) fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    copy[at] ^= 1;
    copy
}
