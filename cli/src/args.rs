//! The command line.

mod ble;
mod nfc;
mod trust;
mod vectors;

use std::path::PathBuf;

use mdoc_proximity::holder::AuthMethod;
use mdoc_proximity::report::Profile;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use ble::{BleArgs, BleCommand, EndArg};
#[cfg(feature = "ble")]
pub use ble::{DoctorArgs, ModeArg};
#[cfg(feature = "nfc")]
pub use nfc::{ApduArg, NfcDoctorArgs};
pub use nfc::{NfcArgs, NfcCommand};
pub use trust::TrustArgs;
pub use vectors::{ReportFormat, VectorsCommand, VectorsExplainArgs, VectorsListArgs, VectorsRunArgs};

/// Issue, show, read, inspect and verify IDs on a phone (ISO/IEC 18013-5).
#[derive(Debug, Parser)]
#[command(name = "mdoc", version = VERSION, about, max_term_width = 100)]
#[command(after_help = after_help())]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The version, and by whose cryptography the commands work.
#[cfg(feature = "aws-lc-rs")]
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " with aws-lc-rs");
#[cfg(not(feature = "aws-lc-rs"))]
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " with rustcrypto");

const EXIT_CODES: &str = "Exit codes: 0 verified; 1 not verified: rejected, nothing returned, or a VICAL that cannot be \
    relied on; 2 unreadable input or a wrong command line.";

/// What is said below the commands, with how to get what this build is without.
fn after_help() -> String {
    let codes = "Exit codes: 0 good, 1 refused, 2 unreadable input. RUST_LOG=debug tells what goes on inside.";
    let without = [(cfg!(feature = "ble"), crate::ble::WITHOUT), (cfg!(feature = "nfc"), crate::nfc::WITHOUT)];
    let without = without.iter().filter(|(built, _)| !built).map(|(_, why)| format!("\n\nThis build {why}."));
    std::iter::once(codes.to_owned()).chain(without).collect()
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Issue an ID, show its QR code, present it and verify it: a whole transaction in one terminal
    Demo(DemoArgs),
    /// Issue a credential from a template, with everything a holder and a reader need
    Issue(IssueArgs),
    /// Show a credential: draw the QR code, wait for a reader, ask for consent
    Holder(HolderArgs),
    /// Read a credential: scan the QR code or wait for a tap, ask, verify
    Reader(ReaderArgs),
    /// Print any structure of the protocol as an annotated tree
    Inspect(InspectArgs),
    /// Verify a response (or a bare IssuerSigned) from a file
    Verify(VerifyArgs),
    /// Bluetooth: what there is, and what is missing
    #[command(subcommand)]
    Ble(BleCommand),
    /// NFC: what there is, and what is missing
    #[command(subcommand)]
    Nfc(NfcCommand),
    /// Run the conformance vectors, against this library or another implementation
    #[command(subcommand)]
    Vectors(VectorsCommand),
}

/// A counter where an ID is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// Vinmonopolet: over 20 (or 18) and portrait, from a Photo ID
    Wine,
    /// Posten: names, portrait and document number, from a Photo ID
    Parcel,
    /// Pharmacy: names, birth date and national number from a PID, and a driving licence beside it
    Prescription,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person
    Text,
    /// For a program
    Json,
}

/// `mdoc demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The counter
    #[arg(long, value_enum, default_value_t = Scenario::Wine)]
    pub scenario: Scenario,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// `mdoc issue`.
#[derive(Debug, Args)]
pub struct IssueArgs {
    /// The template (JSON); samples are in cli/templates
    #[arg(long, value_name = "FILE")]
    pub template: PathBuf,
    /// Where to write credential, device key, IACA root, reader CA and reader key
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The curve of the device key
    #[arg(long, value_name = "CURVE", default_value = "P-256")]
    pub curve: String,
    /// How the device key authenticates
    #[arg(long, value_enum, default_value_t = DeviceAuthArg::Signature)]
    pub device_auth: DeviceAuthArg,
    /// The name in the reader's certificate
    #[arg(long, value_name = "NAME", default_value = "Test Reader")]
    pub reader_name: String,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// How a device key authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceAuthArg {
    /// deviceSignature
    Signature,
    /// deviceMac, which the reader cannot show to others as a proof
    Mac,
}

impl From<DeviceAuthArg> for AuthMethod {
    fn from(method: DeviceAuthArg) -> Self {
        match method {
            DeviceAuthArg::Signature => Self::Signature,
            DeviceAuthArg::Mac => Self::Mac,
        }
    }
}

/// `mdoc holder`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("link").required(true).args(["listen", "ble"]))]
#[command(group = of_bluetooth("listen"))]
pub struct HolderArgs {
    /// A directory written by `mdoc issue`; may be repeated
    #[arg(long, value_name = "DIR", required = true)]
    pub credential: Vec<PathBuf>,
    /// Where to wait for the reader: HOST:PORT, or unix:PATH
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Also write the QR code as a PNG
    #[arg(long, value_name = "FILE.png")]
    pub qr_out: Option<PathBuf>,
    /// Reader CAs to trust: a directory written by `mdoc issue`, or certificates (PEM or DER); may be repeated
    #[arg(long, value_name = "DIR")]
    pub reader_trust: Vec<PathBuf>,
    /// Append what happens to this file, a line of JSON each: names and times, no values. It is yours to delete
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// How long to wait for a reader
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub wait: u64,
    /// How strictly requests and reader certificates are judged
    #[arg(long, value_enum, default_value_t = ProfileArg::Strict)]
    pub profile: ProfileArg,
    /// Consent without asking
    #[arg(long, group = "consent")]
    pub yes: bool,
    /// Ask at the terminal (the default)
    #[arg(long, group = "consent")]
    pub ask: bool,
    /// Refuse without asking
    #[arg(long, group = "consent")]
    pub refuse: bool,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Bluetooth.
    #[command(flatten)]
    pub ble: BleArgs,
}

/// `mdoc reader`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
#[command(group = clap::ArgGroup::new("scan").required(true).args(["engagement", "qr", "nfc"]))]
#[command(group = clap::ArgGroup::new("link").required(true).multiple(true).args(["connect", "ble", "nfc"]))]
#[command(group = clap::ArgGroup::new("radio").multiple(true).args(["ble", "nfc"]).conflicts_with("connect"))]
#[command(group = of_the_tap())]
#[command(group = of_bluetooth("connect"))]
pub struct ReaderArgs {
    /// The text of the QR code, `mdoc:…`
    #[arg(long, value_name = "URI")]
    pub engagement: Option<String>,
    /// A picture of the QR code, PNG or JPEG; `-` for standard input
    #[arg(long, value_name = "FILE|-")]
    pub qr: Option<PathBuf>,
    /// Where the holder waits: HOST:PORT, or unix:PATH
    #[arg(long, value_name = "ADDR")]
    pub connect: Option<String>,
    /// How long to look for the holder over Bluetooth, or to wait for one at the terminal
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "radio", conflicts_with = "connect")]
    pub wait: u64,
    /// What to ask for: wine, parcel, prescription, or a JSON file such as
    /// {"documents":[{"docType":"org.iso.18013.5.1.mDL","nameSpaces":{"org.iso.18013.5.1":{"family_name":false}}}]},
    /// where true says that you mean to keep the element
    #[arg(long, value_name = "NAME|FILE.json")]
    pub request: String,
    /// Ask for this too, in the same session, once the answer is there; may be repeated
    #[arg(long, value_name = "NAME|FILE.json")]
    pub then: Vec<String>,
    /// How to say that it is over
    #[arg(long, value_enum, default_value_t = EndArg::Both, hide = true)]
    pub end: EndArg,
    /// IACA roots to trust: a directory written by `mdoc issue`, or certificates (PEM or DER); may be repeated
    #[arg(long, value_name = "FILE|DIR", required_unless_present = "vical")]
    pub trust: Vec<PathBuf>,
    /// Authenticate with the reader key and certificate in this directory, as written by `mdoc issue`
    #[arg(long, value_name = "DIR")]
    pub auth: Option<PathBuf>,
    /// How strictly rules are applied
    #[arg(long, value_enum, default_value_t = ProfileArg::Strict)]
    pub profile: ProfileArg,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Bluetooth.
    #[command(flatten)]
    pub ble: BleArgs,
    /// NFC.
    #[command(flatten)]
    pub nfc: NfcArgs,
    /// Lists.
    #[command(flatten)]
    pub lists: TrustArgs,
}

/// What goes with a radio only. That it needs the radio is not enough: where the radio is excluded, clap does not ask.
fn of_bluetooth(socket: &'static str) -> clap::ArgGroup {
    clap::ArgGroup::new("bluetooth").multiple(true).args(["mode", "adapter", "l2cap", "mtu"]).conflicts_with(socket)
}

fn of_the_tap() -> clap::ArgGroup {
    let group = clap::ArgGroup::new("tap").multiple(true).args(["terminal", "tap_only", "apdu"]);
    group.conflicts_with_all(["engagement", "qr"])
}

/// A profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    /// Every rule of the standard
    Strict,
    /// Real life: named deviations are reported
    Field,
}

impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Self {
        match profile {
            ProfileArg::Strict => Self::Strict,
            ProfileArg::Field => Self::Field,
        }
    }
}

/// `mdoc inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// CBOR, DER, hex, base64, base64url, PEM or an `mdoc:` URI; standard input when absent or `-`
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// `mdoc verify`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct VerifyArgs {
    /// The DeviceResponse or IssuerSigned: CBOR, hex, base64 or base64url; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub response: PathBuf,
    /// The SessionTranscript; without it device authentication is skipped and nothing is verified
    #[arg(long, value_name = "FILE")]
    pub transcript: Option<PathBuf>,
    /// The DeviceRequest it answers
    #[arg(long, value_name = "FILE")]
    pub request: Option<PathBuf>,
    /// The time to judge at, RFC 3339; now where it is left out
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<String>,
    /// IACA roots to trust: a directory written by `mdoc issue`, or certificates (PEM or DER); may be repeated
    #[arg(long, value_name = "FILE|DIR")]
    pub trust: Vec<PathBuf>,
    /// Trust documents signed by this key instead: PEM, COSE_Key, CURVE:hex, hex (P-256) or X,Y
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub signer_key: Vec<String>,
    /// The reader's ephemeral private key, which a device MAC needs: PEM, COSE_Key, CURVE:hex or hex (P-256)
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub reader_key: Option<String>,
    /// How strictly rules are applied
    #[arg(long, value_enum, default_value_t = ProfileArg::Strict)]
    pub profile: ProfileArg,
    /// Tolerate clocks that differ by this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub skew: u64,
    /// Print the values of verified elements too: they are personal data
    #[arg(long)]
    pub claims: bool,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Lists.
    #[command(flatten)]
    pub lists: TrustArgs,
}
