//! Layer 7: the reader's side (the verifier).

mod config;
mod device_signed;
mod document;
mod engagement;
mod errors;
mod json;
mod overall;
mod place;
mod request;
mod requested;
mod response;
mod retained;
mod session;
mod verdict;
mod verify;

pub use crate::auth::issuer::Signer;
pub use config::{Config, ConfigBuilder, ConfigError, IssuerTrust, ReaderIdentity};
pub use device_signed::DeviceSigned;
pub use document::{Validity, VerifiedDocument};
pub use engagement::{Engagement, EngagementError};
pub use json::Json;
pub use request::{Request, RequestBuilder, RequestError, RequestedDocument, Retain};
pub use response::UnverifiedResponse;
pub use retained::{Retained, RetainedAge, RetainedElement};
pub use session::{Event, SendError, Session, StartError};
pub use verdict::{Conclusion, DocumentVerdict, Malformed, NotVerified, Verdict, WithClaims};
pub use verify::{Verification, verify, verify_issuer_signed};
