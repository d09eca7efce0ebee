//! Misuse that must not compile: each file of `tests/misuse/` has one mistake, on the line marked with its error code.
//!
//! Only code and line are compared, never a compiler's wording, so this holds for any rustc; `compile_fail` doctests
//! check no code on a stable compiler, and recorded messages drift from release to release. The snippets are compiled
//! against the library this test is linked with.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::process::Command;

use mdoc_proximity::session::{Channel, SessionKeys};
use mdoc_proximity::{crypto, holder, reader};
use serde_json::Value;

/// The compiler of the cargo that runs this test.
fn rustc() -> OsString {
    let beside_cargo = || {
        let rustc = PathBuf::from(std::env::var_os("CARGO")?).with_file_name(format!("rustc{EXE_SUFFIX}"));
        rustc.is_file().then(|| rustc.into_os_string())
    };
    std::env::var_os("RUSTC").or_else(beside_cargo).unwrap_or_else(|| "rustc".into())
}

/// The errors rustc finds, as line and code.
fn errors(snippet: &Path, library: &Path) -> Vec<(u64, String)> {
    let dependencies = library.parent().unwrap();
    let output = Command::new(rustc())
        .args(["--edition=2024", "--crate-type=lib", "--crate-name=misuse", "--emit=metadata", "--error-format=json"])
        .arg("--out-dir")
        .arg(env!("CARGO_TARGET_TMPDIR"))
        .arg(format!("-Ldependency={}", dependencies.display()))
        .arg(format!("--extern=mdoc_proximity={}", library.display()))
        .arg(snippet)
        .output()
        .expect("rustc runs");
    let diagnostics = String::from_utf8(output.stderr).unwrap();
    let diagnostics = diagnostics.lines().map(|line| serde_json::from_str::<Value>(line).expect("a JSON diagnostic"));
    let mut errors: Vec<_> = diagnostics
        .filter(|diagnostic| diagnostic["level"] == "error" && !diagnostic["spans"].as_array().unwrap().is_empty())
        .map(|diagnostic| {
            let spans = diagnostic["spans"].as_array().unwrap();
            let primary = spans.iter().find(|span| span["is_primary"] == true).unwrap();
            (primary["line_start"].as_u64().unwrap(), diagnostic["code"]["code"].as_str().unwrap_or("?").to_owned())
        })
        .collect();
    errors.sort();
    assert_eq!(output.status.success(), errors.is_empty(), "{}: {errors:?}", snippet.display());
    errors
}

/// The builds of the library beside this test, the newest first: the one this test is linked with, and leftovers.
fn libraries() -> Vec<PathBuf> {
    let this = std::env::current_exe().unwrap();
    let beside = std::fs::read_dir(this.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let is_library = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("libmdoc_proximity-") && name.ends_with(".rlib")
    };
    let mut libraries: Vec<_> = beside.filter(is_library).collect();
    libraries.sort_by_key(|path| std::cmp::Reverse(path.metadata().unwrap().modified().unwrap()));
    libraries
}

#[test]
fn every_misuse_is_refused_where_it_is_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/misuse");
    // The right use compiles, which also finds the build that is not of another compiler.
    let right = folder.join("right.rs");
    let attempts: Vec<_> = libraries().into_iter().map(|library| (errors(&right, &library), library)).collect();
    let Some((_, library)) = attempts.iter().find(|(errors, _)| errors.is_empty()) else {
        panic!("the right use does not compile: {attempts:?}")
    };

    let snippets = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut snippets: Vec<_> = snippets.filter(|path| *path != right).collect();
    snippets.sort();
    assert!(snippets.len() >= 10, "{snippets:?}");
    for snippet in snippets {
        let text = std::fs::read_to_string(&snippet).unwrap();
        let marked = (1..).zip(text.lines()).filter_map(|(number, line)| {
            let (_, code) = line.split_once("//~ ")?;
            Some((number, code.to_owned()))
        });
        let marked: Vec<(u64, String)> = marked.collect();
        assert!(!marked.is_empty(), "{} marks no mistake", snippet.display());
        assert_eq!(errors(&snippet, library), marked, "{}", snippet.display());
    }
}

struct Probe<T>(PhantomData<T>);

/// What holds for a type that nothing better is known of.
trait Otherwise {
    const IS_CLONE: bool = false;
    const IS_SERIALIZE: bool = false;
}

impl<T> Otherwise for Probe<T> {}

struct CloneProbe<T>(PhantomData<T>);

impl<T> Otherwise for CloneProbe<T> {}

/// An inherent constant goes before the trait's, where the bound holds.
impl<T: Clone> CloneProbe<T> {
    const IS_CLONE: bool = true;
}

impl<T: serde::Serialize> Probe<T> {
    const IS_SERIALIZE: bool = true;
}

macro_rules! neither {
    ($($type:ty),+ $(,)?) => {
        $(
            assert!(!CloneProbe::<$type>::IS_CLONE, "{} can be cloned", stringify!($type));
            assert!(!Probe::<$type>::IS_SERIALIZE, "{} can be serialized", stringify!($type));
        )+
    };
}

#[test]
#[expect(clippy::assertions_on_constants, reason = "which of two constants is meant is what is tested")]
fn what_is_good_for_one_use_can_be_neither_cloned_nor_serialized() {
    neither!(
        holder::Engagement,
        holder::Session,
        holder::Request,
        holder::Proposal,
        holder::Disclosure,
        holder::Signing,
        holder::ToBeSigned,
        holder::KeyAgreement,
        holder::Response,
        holder::Reservation<()>,
        holder::CredentialPool<()>,
        holder::LocalSigningKey,
        holder::LocalMacKey,
        reader::Engagement,
        reader::Session,
        reader::UnverifiedResponse,
        reader::VerifiedDocument<'static>,
        Channel,
        SessionKeys,
        crypto::SharedSecret,
    );
    assert!(CloneProbe::<reader::Config>::IS_CLONE, "the probe can tell");
    assert!(Probe::<reader::Verdict<'static>>::IS_SERIALIZE, "the probe can tell");
}
