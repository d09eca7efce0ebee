//! The committed cases are the generator's.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mdoc_spec_vectors::generate;

#[test]
fn the_committed_cases_are_the_generators() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut committed = BTreeMap::new();
    for folder in fs::read_dir(&root).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            committed.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    for (name, content) in generate::files() {
        let found = committed.remove(&name).unwrap_or_else(|| panic!("{name} is not committed; run the generator"));
        if found != content {
            let lines = found.lines().zip(content.lines()).enumerate();
            let differing = lines.into_iter().find(|(_, (found, made))| found != made);
            panic!("{name} is not what the generator makes; the first difference: {differing:?}");
        }
    }
    assert!(committed.is_empty(), "no case is called so any more: {:?}", committed.keys());
}
