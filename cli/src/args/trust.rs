//! What is believed of issuers and of revocation, as `verify` and `reader` take it.

use std::path::PathBuf;

use clap::Args;

/// Lists handed in as files, and the command that fetches what is missing.
#[derive(Debug, Args)]
#[command(next_help_heading = "Lists of issuers and of what is revoked")]
pub struct TrustArgs {
    /// Trust the IACA roots in this VICAL too, each for the document types it is listed for; may be repeated
    #[arg(long, value_name = "FILE", requires = "vical_root")]
    pub vical: Vec<PathBuf>,
    /// Who may sign a VICAL: CA certificates (PEM or DER), or a directory of them; may be repeated
    #[arg(long, value_name = "FILE|DIR", requires = "vical")]
    pub vical_root: Vec<PathBuf>,
    /// A certificate revocation list (PEM or DER); may be repeated
    #[arg(long, value_name = "FILE")]
    pub crl: Vec<PathBuf>,
    /// A token status list or identifier list (CWT), for the URI that it says it is of; may be repeated
    #[arg(long, value_name = "FILE")]
    pub status_list: Vec<PathBuf>,
    /// Reject where nobody knows whether something is revoked; without this, it is reported and tolerated
    #[arg(long)]
    pub reject_undetermined: bool,
    /// Fetch the lists that are missing: run CMD, such as "curl -sSfL", with each URI that is published as its last
    /// argument, and take what it prints
    ///
    /// Signers' certificates say where their CRL is, documents where their status list is. Only http and https URIs are
    /// fetched, each once, at most 16, and only for documents and VICALs that verify in every other respect: nobody else
    /// gets to choose where a request goes. CMD runs without a shell, for 10 seconds at most, and may print 16 MiB. What cannot
    /// be fetched stays undetermined.
    ///
    /// Whoever publishes a list sees who fetches it and when. Better is to fetch lists beforehand, and hand them in with
    /// --crl and --status-list.
    #[arg(long, value_name = "CMD")]
    pub fetch: Option<String>,
}
