//! Peers in processes of their own: each reads the same files, and prints its medians as JSON.

use std::fs;
use std::path::Path;
use std::process::Command;

use mdoc_proximity::cbor::Writer;
use pem_rfc7468::LineEnding;
use serde::Deserialize;

use crate::fixture::Fixture;

#[derive(Debug, Deserialize)]
pub struct Told {
    pub name: String,
    pub version: String,
    /// In microseconds, of each round.
    pub medians: Vec<f64>,
    pub runtime: String,
}

/// Writes what every peer needs.
pub fn write(fixture: &Fixture, folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let transcript = fixture.transcript.bytes();
    let mut embedded = Writer::new();
    embedded.embedded(transcript);
    let pem = pem_rfc7468::encode_string("CERTIFICATE", LineEnding::LF, &fixture.iaca);
    fs::write(folder.join("response.cbor"), &fixture.response)?;
    fs::write(folder.join("transcript.cbor"), transcript)?;
    fs::write(folder.join("transcript-bytes.cbor"), embedded.into_vec())?;
    fs::write(folder.join("iaca.der"), &fixture.iaca)?;
    fs::write(folder.join("iaca.pem"), pem.map_err(|error| std::io::Error::other(error.to_string()))?)
}

/// Runs a program on the files and takes what it prints.
pub fn run(program: &str, script: &Path, folder: &Path) -> Result<Told, String> {
    let output = Command::new(program).arg(script).arg(folder).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{}: {}", script.display(), String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{}: {error}", script.display()))
}
