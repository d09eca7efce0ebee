//! Finding the shared vectors, and keys and slices in them.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, Point, PublicKey};
use serde_json::Value;

/// A file or folder among the shared vectors; `None`, and one line said, where there are none.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join("vectors").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: ../shared/vectors is absent");
    None
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).unwrap()
}

pub(crate) fn base64url(value: &Value) -> Vec<u8> {
    BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

pub(crate) fn key(curve: Curve, x: &[u8], y: &[u8]) -> PublicKey {
    PROVIDER.keys.public_key(curve, Point::Uncompressed { x, y }).unwrap()
}

/// The P-256 key of a certificate, found by the head of its subjectPublicKey: this is no test of certificates.
pub(crate) fn certified_key(certificate: &[u8]) -> PublicKey {
    let head = [0x03, 0x42, 0x00, 0x04];
    let at = certificate.windows(4).position(|window| window == head).unwrap() + 4;
    key(Curve::P256, &certificate[at..at + 32], &certificate[at + 32..at + 64])
}

/// Whether `part` is a slice of `whole` itself, not a copy of it.
pub(crate) fn is_slice_of(whole: &[u8], part: &[u8]) -> bool {
    let (whole, part) = (whole.as_ptr_range(), part.as_ptr_range());
    whole.start <= part.start && part.end <= whole.end
}
