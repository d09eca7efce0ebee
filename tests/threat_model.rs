//! Every test that docs/THREAT-MODEL.md names is there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::fs;
use std::path::Path;

#[test]
fn every_test_named_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/THREAT-MODEL.md")).unwrap();
    let named: Vec<&str> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| ["tests/", "src/", "spec-vectors/", "fuzz/"].iter().any(|folder| code.starts_with(folder)))
        .collect();
    assert!(named.len() > 30, "{} tests are named", named.len());
    for name in named {
        let (file, test) = name.split_once("::").unwrap_or((name, ""));
        let path = root.join(file);
        assert!(path.exists(), "{name}");
        assert!(test.is_empty() || fs::read_to_string(path).unwrap().contains(&format!("fn {test}(")), "{name}");
    }
}
