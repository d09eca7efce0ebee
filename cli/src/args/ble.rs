//! `mdoc ble`, and the flags of `mdoc holder --ble` and `mdoc reader --ble`.

use clap::{Args, Subcommand, ValueEnum};

use super::Format;

/// `mdoc ble`.
#[derive(Debug, Subcommand)]
pub enum BleCommand {
    /// Look what Bluetooth there is here, and what is missing
    Doctor(DoctorArgs),
}

/// `mdoc ble doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 there is an adapter that can do everything, 1 there is not.")]
pub struct DoctorArgs {
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Flags that `mdoc holder` and `mdoc reader` share.
#[derive(Debug, Args)]
#[command(next_help_heading = "Bluetooth")]
pub struct BleArgs {
    /// Talk over Bluetooth LE (`mdoc ble doctor` tells what there is)
    ///
    /// At the end it is told how long the other side took to answer and how strong it was heard, in JSON as `link`. Neither
    /// stops a relay: whoever forwards the radio's bytes in time is not noticed.
    #[arg(long, visible_alias = "bluetooth")]
    pub ble: bool,
    /// Whom the holder is: the peripheral, which advertises, the central, which scans, or whichever finds the other
    #[arg(long, value_enum, value_name = "MODE", default_value_t = ModeArg::Both, requires = "ble")]
    pub mode: ModeArg,
    /// The Bluetooth adapter, such as hci0; the first where it is left out
    #[arg(long, value_name = "NAME", requires = "ble")]
    pub adapter: Option<String>,
    /// Offer or use an L2CAP channel, which is faster where both sides have it
    #[arg(long, requires = "ble")]
    pub l2cap: bool,
    /// Send values as if the MTU were at most this many bytes, for tests
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u16).range(23..=517), requires = "ble", hide = true)]
    pub mtu: Option<u16>,
}

/// A retrieval mode, from the holder's side as in the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeArg {
    /// mdoc peripheral server mode: the holder advertises, the reader scans
    Peripheral,
    /// mdoc central client mode: the holder scans, the reader advertises
    Central,
    /// Both offered; the reader takes central where it can
    Both,
}

#[cfg(feature = "ble")]
impl ModeArg {
    /// Whether the mode is among those meant.
    pub fn has(self, mode: Self) -> bool {
        self == mode || self == Self::Both
    }
}

/// How a reader says that it has what it wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EndArg {
    /// By status 20 in a message, and over Bluetooth by State 0x02 too
    Both,
    /// By status 20 only
    Status,
    /// By State 0x02 only, or by closing the connection
    State,
}
