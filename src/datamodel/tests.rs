//! The tables of the data models, good and bad values per kind, and Annex D.

mod annex_d;
mod rules;
mod samples;
mod typed;

use std::path::PathBuf;

use super::check;
use crate::cbor::{self, Encoding, RawValue, Writer};

/// The item that `write` writes.
fn item(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_vec()
}

fn raw(bytes: &[u8]) -> RawValue<'_> {
    cbor::from_slice(bytes, Encoding::Strict).unwrap().0
}

fn text(value: &str) -> Vec<u8> {
    cbor::to_vec(value)
}

fn uint(value: u64) -> Vec<u8> {
    cbor::to_vec(&value)
}

fn bytes(value: &[u8]) -> Vec<u8> {
    cbor::to_vec(value)
}

fn boolean(value: bool) -> Vec<u8> {
    cbor::to_vec(&value)
}

fn tagged(tag: u64, value: &str) -> Vec<u8> {
    item(|writer| {
        writer.tag(tag).text(value);
    })
}

fn full_date(value: &str) -> Vec<u8> {
    tagged(1004, value)
}

fn tdate(value: &str) -> Vec<u8> {
    tagged(0, value)
}

fn texts(values: &[&str]) -> Vec<u8> {
    item(|writer| {
        writer.array(values.len());
        for value in values {
            writer.text(value);
        }
    })
}

/// A map of texts to items.
fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    item(|writer| {
        writer.map(entries.len());
        for (key, value) in entries {
            writer.text(key).raw(value);
        }
    })
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    item(|writer| {
        writer.array(items.len());
        for item in items {
            writer.raw(item);
        }
    })
}

struct Model(&'static str, &'static str);

impl Model {
    fn good(&self, identifier: &str, values: &[Vec<u8>]) {
        for value in values {
            assert_eq!(check(self.0, self.1, identifier, raw(value)), Some(Ok(())), "{identifier} {value:02x?}");
        }
    }

    fn bad(&self, identifier: &str, values: &[Vec<u8>]) {
        for value in values {
            assert!(
                matches!(check(self.0, self.1, identifier, raw(value)), Some(Err(_))),
                "{identifier} {value:02x?} passed"
            );
        }
    }

    fn unknown(&self, identifier: &str) {
        assert_eq!(check(self.0, self.1, identifier, raw(&text("x"))), None, "{identifier}");
    }
}

/// The folder of other people's vectors, where it is there.
fn vectors() -> Option<PathBuf> {
    let shared = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let vectors = shared.join("vectors");
    if vectors.is_dir() {
        return Some(vectors);
    }
    println!("skipped: ../shared/vectors is absent");
    None
}
