//! Layer 7: the holder's side (the mdoc).
//!
//! From a request to its one answer, each step taking the one before it:
//!
//! 1. [`Request`]: what is asked, and who asks, per document.
//! 2. [`Proposal`]: what would really leave of the holder's [`Credential`]s, for the consent screen.
//! 3. [`Disclosure`]: what a consent permitted of it. Consent is a filter over the proposal's items, so nothing can be
//!    disclosed that was not asked for.
//! 4. [`Response`]: signed by [`DeviceKey`]s at hand, or by any other in the steps of [`Signing`].
//!
//! Each of the first three, and each step of signing, can be declined instead. What is withheld, for whatever reason,
//! is left out without a word: there are no `errors` and no `documentErrors`, and "refused" cannot be told from "not
//! there" (edition 1 8.3.2.1.2.3, edition 2 10.3.7).

mod config;
mod credential;
mod device_key;
mod disclosure;
mod engagement;
mod exchange;
mod issuance;
mod log;
mod policy;
mod pool;
mod proposal;
mod request;
mod response;
mod session;
mod signing;

pub use config::{Config, ConfigBuilder, ConfigError, ReaderTrust};
pub use credential::{Credential, CredentialError, Validity};
pub use device_key::{AuthMethod, DeviceKey, KeyError, LocalMacKey, LocalSigningKey};
pub use disclosure::Disclosure;
pub use engagement::{Engagement, OfferError};
pub use issuance::{VerifiedCredential, verify_issuance};
pub use log::{
    EventLog, LogEntry, LoggedDocument, LoggedElement, LoggedEngagement, LoggedEvent, LoggedReader, LoggedRequest,
    MemoryLog,
};
pub use policy::{ReaderPolicy, Readers};
pub use pool::{CredentialPool, CredentialUse, PoolError, PoolState, PoolStatus, Reservation};
pub use proposal::{Candidate, Item, Proposal, ProposedDocument, SignedBy};
pub use request::{Request, RequestFault, RequestedDocument, RequestedItem, Restriction};
pub use response::Response;
pub use session::{EngagedBy, Event, LinkId, RespondError, Session};
pub use signing::{KeyAgreement, Signing, SigningError, Step, ToBeSigned};

pub use crate::auth::reader::{ReaderAuth, ReaderIdentity};
