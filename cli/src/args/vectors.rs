//! The command line of `mdoc vectors`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Format;

/// `mdoc vectors`.
#[derive(Debug, Subcommand)]
pub enum VectorsCommand {
    /// List the cases, a line each
    List(VectorsListArgs),
    /// Run the cases; exit 1 when one of them does not come out as expected
    Run(VectorsRunArgs),
    /// Explain a case (r39-element-value), a number (R39) or a check (mso.digests)
    Explain(VectorsExplainArgs),
    /// Be the implementation under test: answer the cases on standard input, as `run --against` asks them
    Serve,
}

/// `mdoc vectors list`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 good, 2 vectors that cannot be read.")]
pub struct VectorsListArgs {
    /// The folder of vectors
    #[arg(value_name = "DIR", default_value = "spec-vectors")]
    pub dir: PathBuf,
    /// Only cases with this number (H42), or with this text in id, role, operation, clause or title; may be repeated,
    /// and all must fit
    #[arg(long, value_name = "TEXT")]
    pub filter: Vec<String>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// `mdoc vectors run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 when every case comes out as expected, as a known exception says, or is not supported by the other
implementation; 1 when one does not, or an exception is stale; 2 when the vectors cannot be read, no case fits, or the
report cannot be written.")]
pub struct VectorsRunArgs {
    /// The folder of vectors
    #[arg(value_name = "DIR", default_value = "spec-vectors")]
    pub dir: PathBuf,
    /// Only cases with this number (H42), or with this text in id, role, operation, clause or title; may be repeated,
    /// and all must fit
    #[arg(long, value_name = "TEXT")]
    pub filter: Vec<String>,
    /// The report's form
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write the report to a file, and only the totals to the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The cryptography of this library: aws-lc-rs or rustcrypto; the first where this build has it
    #[arg(long, value_name = "NAME", conflicts_with = "against")]
    pub provider: Option<String>,
    /// Run another implementation: a command that reads cases and answers outcomes, a line of JSON each
    /// (spec-vectors/README.md)
    #[arg(long, value_name = "CMD")]
    pub against: Option<String>,
    /// Cases that are known to fail, with the reason of each: {"CASE": "REASON", ...}. This library's are in
    /// DIR/exceptions.json, another implementation has none unless it is given here
    #[arg(long, value_name = "FILE")]
    pub exceptions: Option<PathBuf>,
    /// How long another implementation may take for one case
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "against")]
    pub timeout: u64,
}

/// `mdoc vectors explain`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 good, 2 vectors that cannot be read, or nothing of this name.")]
pub struct VectorsExplainArgs {
    /// A case's id, a number of the list of negative tests, or a check's id
    #[arg(value_name = "ID")]
    pub id: String,
    /// The folder of vectors
    #[arg(value_name = "DIR", default_value = "spec-vectors")]
    pub dir: PathBuf,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a person at a terminal
    Text,
    /// For a program
    Json,
    /// For a continuous integration server
    Junit,
    /// For a file: one self-contained page
    Html,
}
