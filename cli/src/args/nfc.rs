//! `mdoc nfc`, and the flags of `mdoc reader --nfc`.

use clap::{Args, Subcommand, ValueEnum};

use super::Format;

/// `mdoc nfc`.
#[derive(Debug, Subcommand)]
pub enum NfcCommand {
    /// Look what terminals there are here, and what is missing
    Doctor(NfcDoctorArgs),
}

/// `mdoc nfc doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 there is a contactless terminal, 1 there is none that is known to be one.")]
pub struct NfcDoctorArgs {
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Flags of `mdoc reader`.
#[derive(Debug, Args)]
#[command(next_help_heading = "NFC")]
pub struct NfcArgs {
    /// Wait for a phone at a contactless terminal instead of scanning a QR code (`mdoc nfc doctor` tells what there is).
    /// What is asked for comes over NFC too, or over Bluetooth with --ble where the phone offers it
    #[arg(long)]
    pub nfc: bool,
    /// The terminal: a part of its name will do. Any contactless one where it is left out
    #[arg(long, value_name = "NAME", requires = "nfc")]
    pub terminal: Option<String>,
    /// Only engage by NFC: the phone may leave the terminal, and the rest goes over Bluetooth
    #[arg(long, requires = "nfc", requires = "ble")]
    pub tap_only: bool,
    /// How long commands may be over NFC: as the terminal's driver says, else short; extended ones are faster
    #[arg(long, value_enum, value_name = "LENGTH", default_value_t = ApduArg::Auto, requires = "nfc")]
    pub apdu: ApduArg,
}

/// Lengths of APDUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ApduArg {
    /// What the terminal's driver says it can do; short where it says nothing
    Auto,
    /// Up to 255 bytes, which every terminal can do
    Short,
    /// Up to 64 KB, where the phone can do it too
    Extended,
}
