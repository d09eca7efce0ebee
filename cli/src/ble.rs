//! Bluetooth: `mdoc ble`, and the links of `mdoc holder --ble` and `mdoc reader --ble`.

#[cfg(feature = "ble")]
mod doctor;
#[cfg(feature = "ble")]
pub mod holder;
#[cfg(feature = "ble")]
mod progress;
#[cfg(feature = "ble")]
mod radios;
#[cfg(feature = "ble")]
pub mod reader;
#[cfg(all(feature = "ble", feature = "nfc"))]
pub mod tap;

use std::process::ExitCode;

use crate::args::BleCommand;
use crate::failure::Failure;

/// What there is to say of a build without Bluetooth.
pub const WITHOUT: &str = "is without Bluetooth; to have it, build with `--features ble` (on Linux after \
    `apt install libdbus-1-dev pkg-config`)";

/// Runs the command.
#[cfg(feature = "ble")]
pub fn run(command: &BleCommand) -> Result<ExitCode, Failure> {
    match command {
        BleCommand::Doctor(args) => doctor::run(args),
    }
}

/// Tells how to get what is not there.
#[cfg(not(feature = "ble"))]
pub fn run(_: &BleCommand) -> Result<ExitCode, Failure> {
    Err(missing())
}

/// What a build without Bluetooth says.
#[cfg(not(feature = "ble"))]
pub fn missing() -> Failure {
    Failure::Refused(format!("this build {WITHOUT}"))
}
