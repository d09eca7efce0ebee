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

/// Ids are unique, and every negative case has an accepted twin under the same profile.
#[test]
fn negative_cases_have_accepted_twins() {
    let cases = generate::cases();
    let by_id: BTreeMap<_, _> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    assert_eq!(by_id.len(), cases.len(), "an id twice");
    for case in &cases {
        let well_formed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        assert!(case.id.chars().all(well_formed), "{}", case.id);
        let Some(twin) = &case.twin else { continue };
        let of = by_id.get(twin.id.as_str()).unwrap_or_else(|| panic!("{}: there is no twin {}", case.id, twin.id));
        assert!(of.twin.is_none(), "{}: the twin is negative itself", case.id);
        assert_eq!(of.role, case.role, "{}", case.id);
        let (mine, theirs) = (serde_json::to_value(&case.input).unwrap(), serde_json::to_value(&of.input).unwrap());
        assert_eq!(mine["operation"], theirs["operation"], "{}", case.id);
        assert_eq!(mine["profile"], theirs["profile"], "{}", case.id);
    }
}
