//! Layer 7: the reader's side (the verifier).

mod config;
mod document;
mod engagement;
mod request;
mod response;
mod session;
mod verdict;
mod verify;

pub use config::{Config, ConfigBuilder, IssuerTrust, ReaderIdentity};
pub use document::VerifiedDocument;
pub use request::{Request, Retain};
pub use response::UnverifiedResponse;
pub use verdict::{DocumentVerdict, Malformed, Verdict};
pub use verify::{Verification, verify};
