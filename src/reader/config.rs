//! The reader's configuration.

use core::time::Duration;
use std::sync::Arc;

use crate::crypto::{CryptoProvider, PublicKey, SigningKey};
use crate::report::Profile;
use crate::session::Timeouts;
use crate::trust::TrustAnchors;

/// The decision about issuers, which a configuration cannot be built without.
#[derive(Debug, Clone)]
pub enum IssuerTrust {
    /// Document signers are validated against these IACA roots.
    Roots(TrustAnchors),
    /// Only documents signed by one of these keys; path, signer dates and signed-within-signer are skipped.
    PinnedSigners(Vec<PublicKey>),
}

/// The key and certificates the reader authenticates with.
#[derive(Clone)]
pub struct ReaderIdentity {
    pub(crate) key: Arc<dyn SigningKey>,
    /// DER, leaf first.
    pub(crate) x5chain: Vec<Vec<u8>>,
}

/// How a reader behaves, for any number of presentations.
#[derive(Clone)]
pub struct Config {
    pub(crate) provider: CryptoProvider,
    pub(crate) issuer_trust: IssuerTrust,
    pub(crate) identity: Option<ReaderIdentity>,
    pub(crate) timeouts: Timeouts,
    pub(crate) profile: Profile,
    /// Widens validity at both ends; default 0, reported when it decided.
    pub(crate) skew: Duration,
    /// Extended key usages (dotted) accepted for document signers of a docType, beside the standard ones.
    pub(crate) signer_purposes: Vec<(String, String)>,
}

/// Builds a [`Config`]; `T` is `()` until issuer trust was decided.
pub struct ConfigBuilder<T> {
    trust: T,
}
