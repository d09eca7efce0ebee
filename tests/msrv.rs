//! The stated `rust-version` is true: no crate that the library is built from wants a newer compiler.
//!
//! What the library's own code uses of the standard library is for clippy's `incompatible_msrv` to watch.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::process::Command;

use serde_json::Value;

/// Major, minor, patch.
fn version(text: &str) -> (u64, u64, u64) {
    let mut parts = text.split('.').map(|part| part.parse::<u64>().unwrap());
    (parts.next().unwrap(), parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

fn cargo(arguments: &[&str]) -> Option<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// The resolved packages, from what is on this machine. With all features where their crates were fetched, too.
fn metadata() -> Value {
    let verbose = cargo(&["-vV"]).unwrap();
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let common = ["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host];
    let all = cargo(&[&common[..], &["--all-features"]].concat());
    let found = all.or_else(|| cargo(&common)).unwrap_or_else(|| panic!("cargo metadata failed"));
    serde_json::from_str(&found).unwrap()
}

/// The ids of the packages that `package` is built from, itself included: normal dependencies, and theirs.
fn built_from<'m>(metadata: &'m Value, package: &'m str) -> BTreeSet<&'m str> {
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let (mut found, mut todo) = (BTreeSet::new(), vec![package]);
    while let Some(id) = todo.pop() {
        if !found.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id).unwrap();
        let is_normal =
            |dependency: &&Value| dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
        let dependencies = node["deps"].as_array().unwrap().iter().filter(is_normal);
        todo.extend(dependencies.map(|dependency| dependency["pkg"].as_str().unwrap()));
    }
    found
}

#[test]
fn no_dependency_wants_a_newer_compiler_than_stated() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let own = packages.iter().find(|package| package["name"] == "mdoc-proximity").unwrap();
    let stated = version(own["rust_version"].as_str().unwrap());
    let built_from = built_from(&metadata, own["id"].as_str().unwrap());
    assert!(built_from.len() > 30, "only {} packages were found", built_from.len());
    let newer: Vec<_> = packages
        .iter()
        .filter(|package| built_from.contains(package["id"].as_str().unwrap()))
        .filter_map(|package| Some((package["name"].as_str()?, package["rust_version"].as_str()?)))
        .filter(|(_, wanted)| version(wanted) > stated)
        .collect();
    assert!(newer.is_empty(), "Cargo.toml states {stated:?}, but {newer:?}");
}

#[test]
fn versions_compare_by_number() {
    assert!(
        version("1.88") == version("1.88.0") && version("1.100") > version("1.88.1") && version("2") > version("1.99")
    );
}
