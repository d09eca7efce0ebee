//! NFC: `mdoc nfc`, and the terminals of `mdoc reader --nfc`.

#[cfg(feature = "nfc")]
mod doctor;
#[cfg(feature = "nfc")]
pub mod reader;

use std::process::ExitCode;

use crate::args::NfcCommand;
use crate::failure::Failure;

/// What there is to say of a build without NFC.
pub const WITHOUT: &str = "is without NFC; to have it, build with `--features nfc` (on Linux after \
    `apt install libpcsclite-dev pkg-config`)";

/// Runs the command.
#[cfg(feature = "nfc")]
pub fn run(command: &NfcCommand) -> Result<ExitCode, Failure> {
    match command {
        NfcCommand::Doctor(args) => doctor::run(args),
    }
}

/// Tells how to get what is not there.
#[cfg(not(feature = "nfc"))]
pub fn run(_: &NfcCommand) -> Result<ExitCode, Failure> {
    Err(missing())
}

/// What a build without NFC says.
#[cfg(not(feature = "nfc"))]
pub fn missing() -> Failure {
    Failure::Refused(format!("this build {WITHOUT}"))
}
