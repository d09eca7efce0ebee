//! Trust anchors from files and directories.

pub mod issuers;
pub mod revocation;

use std::fs;
use std::path::{Path, PathBuf};

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::report::{Check, Outcome, Profile};
use mdoc_proximity::trust::{AnchorError, TrustAnchors};
use mdoc_proximity::x509::Certificate;

use crate::failure::{self, Failure};
use crate::pem::Content;
use crate::terminal::{note, safe};
use crate::{input, pem};

/// What anchors are wanted for. A directory that `mdoc issue` wrote holds both kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// IACA roots.
    Issuers,
    /// Reader CAs.
    Readers,
    /// CAs of those who sign VICALs.
    ListSigners,
}

impl Kind {
    /// The subdirectory where they lie in a directory with more in it. `mdoc issue` writes the first two.
    pub fn directory(self) -> &'static str {
        match self {
            Self::Issuers => "issuer-trust",
            Self::Readers => "reader-trust",
            Self::ListSigners => "list-trust",
        }
    }

    fn anchors(self) -> TrustAnchors {
        match self {
            Self::Issuers => TrustAnchors::issuers(),
            Self::Readers => TrustAnchors::readers(),
            Self::ListSigners => TrustAnchors::list_signers(),
        }
    }
}

/// Loads every certificate of these files and directories. What is no certificate, or cannot be an anchor, is passed
/// over with a note.
pub fn load(paths: &[PathBuf], kind: Kind, profile: Profile) -> Result<TrustAnchors, Failure> {
    let mut anchors = kind.anchors();
    for path in paths {
        let mut certificates = 0_usize;
        for file in files(path, kind)? {
            for der in certificates_in(&file)? {
                certificates = certificates.saturating_add(1);
                match anchors.add(&PROVIDER, &der, profile) {
                    Ok(report) => tell(&file, &der, "tolerated", report.of(Outcome::Deviation)),
                    Err(AnchorError { report }) => tell(&file, &der, "no trust anchor", report.of(Outcome::Fail)),
                }
            }
        }
        if certificates == 0 {
            return Err(Failure::unreadable(path.display(), "there is no certificate here"));
        }
    }
    Ok(anchors)
}

/// What is wrong with a certificate, in one line, where there is something.
fn tell<'c>(file: &Path, der: &[u8], what: &str, checks: impl Iterator<Item = &'c Check>) {
    let lines: Vec<String> = checks.map(failure::line).collect();
    if lines.is_empty() {
        return;
    }
    let name = Certificate::from_der(der).map(|certificate| format!(": {}", certificate.subject())).unwrap_or_default();
    note!("note: {}{}: {what}: {}", file.display(), safe(&name), safe(&lines.join("; ")));
}

/// The same, but no anchors at all is a failure: nobody would ever be trusted.
pub fn load_some(paths: &[PathBuf], kind: Kind, profile: Profile) -> Result<TrustAnchors, Failure> {
    let anchors = load(paths, kind, profile)?;
    some(&anchors, paths)?;
    Ok(anchors)
}

/// Whether there is an anchor that came from these files.
fn some(anchors: &TrustAnchors, paths: &[PathBuf]) -> Result<(), Failure> {
    if anchors.certificates().is_empty() {
        let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let why = "none of the certificates can be a trust anchor";
        return Err(Failure::Refused(format!("{}: {why}", shown.join(", "))));
    }
    Ok(())
}

/// The file itself, or the certificates' files of a directory, by name.
fn files(path: &Path, kind: Kind) -> Result<Vec<PathBuf>, Failure> {
    let own = path.join(kind.directory());
    let path = if own.is_dir() { &own } else { path };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failure = |error| Failure::unreadable(path.display(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failure)? {
        let file = entry.map_err(failure)?.path();
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if file.is_file() && ["pem", "crt", "cer", "der"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The certificates in a file: PEM blocks, or DER.
pub fn certificates_in(file: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    match pem::content(&input::read(file)?, "CERTIFICATE").map_err(|why| Failure::unreadable(file.display(), why))? {
        Content::Blocks(certificates) if !certificates.is_empty() => Ok(certificates),
        Content::Binary(der) if Certificate::from_der(&der).is_ok() => Ok(vec![der]),
        Content::Blocks(_) | Content::Binary(_) => {
            note!("note: {}: no certificate, passed over", file.display());
            Ok(Vec::new())
        }
    }
}
