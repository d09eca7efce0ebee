//! Layer 7: the reader's side (the verifier).

mod config;
mod data;
mod document;
mod engagement;
mod json;
mod request;
mod requested;
mod response;
mod session;
mod verdict;
mod verify;

pub use crate::auth::issuer::Signer;
pub use crate::auth::status::MsoStatus;
pub use config::{Config, ConfigBuilder, ConfigError, IssuerTrust, ReaderIdentity};
pub use document::{Validity, VerifiedDocument};
pub use engagement::{Engagement, EngagementError};
pub use json::Json;
pub use request::{Request, RequestBuilder, RequestError, RequestedDocument, Retain};
pub use response::UnverifiedResponse;
pub use session::{Event, SendError, Session, StartError};
pub use verdict::{DocumentVerdict, Malformed, NotVerified, Verdict};
pub use verify::{Verification, verify, verify_issuer_signed};
