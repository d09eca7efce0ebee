//! The layer rule: an arrow may point only downwards.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by layer, from the ground up. The order within a layer is free.
const LAYERS: &[&[&str]] = &[
    &["time", "redact", "budget", "report"],
    &["cbor"],
    &["crypto"],
    &["cose", "x509", "trust"],
    &["model", "datamodel"],
    &["auth", "transport"],
    &["session"],
    &["holder", "reader", "issuer"],
    &["driver"],
];

fn layers() -> BTreeMap<&'static str, usize> {
    LAYERS.iter().enumerate().flat_map(|(layer, rooms)| rooms.iter().map(move |room| (*room, layer))).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The rooms a source text names by `crate::room`, also in `use crate::{a, b::c}`.
fn rooms_named(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 1_u32;
            let mut word = String::new();
            for letter in list.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => named.push(std::mem::take(&mut word)),
                    _ if depth == 1 => word.push(letter),
                    _ => {}
                }
                if depth == 0 {
                    named.push(std::mem::take(&mut word));
                    break;
                }
            }
        } else {
            named.push(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    named.iter().map(|word| word.trim().split("::").next().unwrap_or_default().to_owned()).collect()
}

/// The upward edges of one file.
fn upward(room: &str, text: &str) -> Vec<String> {
    let layers = layers();
    let own = layers[room];
    rooms_named(text).into_iter().filter(|named| layers.get(named.as_str()).is_some_and(|layer| *layer > own)).collect()
}

#[test]
fn every_arrow_points_downwards() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&root).expect("below src");
        let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs");
        // Tests may reach up to the provider or issuer they need.
        if room == "lib" || relative.ends_with("tests.rs") || relative.iter().any(|part| part == "tests") {
            continue;
        }
        assert!(layers().contains_key(room), "{room} has no layer: add it to the list, where it belongs");
        let text = fs::read_to_string(&file).expect("a source file");
        wrong.extend(upward(room, &text).into_iter().map(|to| format!("{} -> {to}", relative.display())));
    }
    assert!(wrong.is_empty(), "upward edges:\n{}", wrong.join("\n"));
}

#[test]
fn the_scan_finds_upward_edges() {
    assert_eq!(upward("cbor", "use crate::reader::Config;"), ["reader"]);
    assert_eq!(upward("cbor", "use crate::{budget, session::{A, B}, time::Now};"), ["session"]);
    assert_eq!(upward("model", "fn f() { crate::auth::device::f() }"), ["auth"]);
    assert!(upward("driver", "use crate::{cbor, reader};").is_empty());
}
