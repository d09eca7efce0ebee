//! The reader's configuration.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use crate::crypto::{CryptoProvider, PublicKey, SigningKey};
use crate::report::Profile;
use crate::session::Timeouts;
use crate::trust::{Revocation, TrustAnchors};
use crate::x509::{Certificate, CertificateError, Kind, PathCache};

#[cfg(test)]
mod tests;

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

impl ReaderIdentity {
    /// A key with its certificates (DER, leaf first, the root left out).
    #[must_use]
    pub fn new(key: Arc<dyn SigningKey>, x5chain: Vec<Vec<u8>>) -> Self {
        Self { key, x5chain }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &dyn SigningKey {
        &*self.key
    }

    /// The certificates, DER, leaf first.
    #[must_use]
    pub fn x5chain(&self) -> Vec<&[u8]> {
        self.x5chain.iter().map(Vec::as_slice).collect()
    }
}

impl fmt::Debug for ReaderIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReaderIdentity({} certificates)", self.x5chain.len())
    }
}

/// How a reader behaves, for any number of presentations.
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) provider: CryptoProvider,
    pub(crate) issuer_trust: IssuerTrust,
    pub(crate) identity: Option<ReaderIdentity>,
    pub(crate) timeouts: Timeouts,
    pub(crate) profile: Profile,
    /// Widens validity at both ends; default 0, reported when it decided.
    pub(crate) skew: Duration,
    /// What is known to be revoked.
    pub(crate) revocation: Revocation,
    /// Extended key usages (dotted) accepted for document signers of a docType, beside the standard ones.
    pub(crate) signer_purposes: Vec<(String, String)>,
    /// Paths that were validated before.
    pub(crate) known_paths: Option<Arc<PathCache>>,
}

/// What a configuration cannot be built with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// Signers are to be pinned, but none was given: nothing would ever be verified.
    NoSigner,
    /// The trust anchors were loaded as something else than [IACA roots](TrustAnchors::issuers).
    Anchors,
    /// An extended key usage that is no dotted object identifier.
    Purpose(String),
    /// The reader's certificate is missing or cannot be used.
    Certificate(CertificateError),
    /// The reader's certificate is for another key than the one given, or there is no certificate.
    Identity,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSigner => f.write_str("no document signer is pinned, so nothing could ever be verified"),
            Self::Anchors => f.write_str("the issuers' trust anchors were not loaded as IACA roots"),
            Self::Purpose(oid) => write!(f, "\"{}\" is no dotted object identifier", oid.escape_debug()),
            Self::Certificate(error) => write!(f, "the reader's certificate cannot be used: {error}"),
            Self::Identity => f.write_str("the reader's certificate is missing or not for the reader's key"),
        }
    }
}

impl core::error::Error for ConfigError {}

/// Builds a [`Config`]; `T` is `()` until issuer trust was decided, and only then is there a [`build`](Self::build).
#[derive(Debug, Clone)]
pub struct ConfigBuilder<T> {
    trust: T,
    provider: CryptoProvider,
    identity: Option<ReaderIdentity>,
    timeouts: Timeouts,
    profile: Profile,
    skew: Duration,
    revocation: Revocation,
    signer_purposes: Vec<(String, String)>,
    known_paths: Option<Arc<PathCache>>,
}

impl Config {
    /// Starts a configuration: strict, anonymous, without tolerance, with the default deadlines.
    #[must_use]
    pub fn builder(provider: CryptoProvider) -> ConfigBuilder<()> {
        ConfigBuilder {
            trust: (),
            provider,
            identity: None,
            timeouts: Timeouts::default(),
            profile: Profile::default(),
            skew: Duration::ZERO,
            revocation: Revocation::default(),
            signer_purposes: Vec::new(),
            known_paths: None,
        }
    }

    /// The cryptography.
    #[must_use]
    pub fn provider(&self) -> &CryptoProvider {
        &self.provider
    }

    /// Whose documents are accepted.
    #[must_use]
    pub fn issuer_trust(&self) -> &IssuerTrust {
        &self.issuer_trust
    }

    /// What the reader authenticates with, where it does.
    #[must_use]
    pub fn identity(&self) -> Option<&ReaderIdentity> {
        self.identity.as_ref()
    }

    /// The deadlines of a session.
    #[must_use]
    pub fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// How strictly rules are applied.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// By how much validity is widened at both ends.
    #[must_use]
    pub fn skew(&self) -> Duration {
        self.skew
    }

    /// What is known to be revoked.
    #[must_use]
    pub fn revocation(&self) -> &Revocation {
        &self.revocation
    }

    /// The same configuration with other lists, as when newer ones were fetched.
    #[must_use]
    pub fn with_revocation(&self, revocation: Revocation) -> Self {
        Self { revocation, ..self.clone() }
    }
}

impl ConfigBuilder<()> {
    /// Accepts documents whose signers lead to one of these IACA roots.
    #[must_use]
    pub fn issuer_roots(self, roots: TrustAnchors) -> ConfigBuilder<IssuerTrust> {
        self.trusting(IssuerTrust::Roots(roots))
    }

    /// Accepts documents signed by one of these keys, whatever their certificates say.
    #[must_use]
    pub fn pinned_signers(self, signers: Vec<PublicKey>) -> ConfigBuilder<IssuerTrust> {
        self.trusting(IssuerTrust::PinnedSigners(signers))
    }

    fn trusting(self, trust: IssuerTrust) -> ConfigBuilder<IssuerTrust> {
        let Self { trust: (), provider, identity, timeouts, profile, skew, revocation, signer_purposes, known_paths } =
            self;
        ConfigBuilder { trust, provider, identity, timeouts, profile, skew, revocation, signer_purposes, known_paths }
    }
}

impl<T> ConfigBuilder<T> {
    /// Signs every DocRequest with this key.
    #[must_use]
    pub fn authenticate_as(self, identity: ReaderIdentity) -> Self {
        Self { identity: Some(identity), ..self }
    }

    /// Signs nothing, which is the default: mandatory elements of an mDL must be had without.
    #[must_use]
    pub fn anonymous(self) -> Self {
        Self { identity: None, ..self }
    }

    /// How strictly rules are applied.
    #[must_use]
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// Widens the validity of certificates and documents by `skew` at both ends, in whole seconds.
    #[must_use]
    pub fn skew(self, skew: Duration) -> Self {
        Self { skew, ..self }
    }

    /// What is known to be revoked; without it, reports say that nothing is.
    #[must_use]
    pub fn revocation(self, revocation: Revocation) -> Self {
        Self { revocation, ..self }
    }

    /// Remembers the certification paths of document signers in `known`, which may serve any number of configurations and
    /// threads: of three signatures that a document has, one is then verified once for each document signer. No verdict
    /// and no report changes.
    #[must_use]
    pub fn path_cache(self, known: Arc<PathCache>) -> Self {
        Self { known_paths: Some(known), ..self }
    }

    /// The deadlines of a session.
    #[must_use]
    pub fn timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// Accepts document signers of `doc_type` with the extended key usage `oid` (dotted), beside the standard one:
    /// 1.0.18013.5.1.2 for an mDL, 1.0.23220.4.1.2 for every other type.
    #[must_use]
    pub fn signer_purpose(mut self, doc_type: impl Into<String>, oid: impl Into<String>) -> Self {
        self.signer_purposes.push((doc_type.into(), oid.into()));
        self
    }
}

impl ConfigBuilder<IssuerTrust> {
    /// The configuration.
    ///
    /// # Errors
    /// [`ConfigError`], when it could never work.
    pub fn build(self) -> Result<Config, ConfigError> {
        let Self {
            trust: issuer_trust,
            provider,
            identity,
            timeouts,
            profile,
            skew,
            revocation,
            signer_purposes,
            known_paths,
        } = self;
        if matches!(&issuer_trust, IssuerTrust::PinnedSigners(keys) if keys.is_empty()) {
            return Err(ConfigError::NoSigner);
        }
        if matches!(&issuer_trust, IssuerTrust::Roots(roots) if roots.kind() != Kind::Iaca) {
            return Err(ConfigError::Anchors);
        }
        if let Some((_, oid)) = signer_purposes.iter().find(|(_, oid)| !is_object_identifier(oid)) {
            return Err(ConfigError::Purpose(oid.clone()));
        }
        if let Some(identity) = &identity {
            let leaf = identity.x5chain.first().ok_or(ConfigError::Identity)?;
            let leaf = Certificate::from_der(leaf).map_err(ConfigError::Certificate)?;
            let key = leaf.public_key(&provider).map_err(ConfigError::Certificate)?;
            if key != *identity.key.public_key() {
                return Err(ConfigError::Identity);
            }
        }
        Ok(Config {
            provider,
            issuer_trust,
            identity,
            timeouts,
            profile,
            skew,
            revocation,
            signer_purposes,
            known_paths,
        })
    }
}

/// Whether the text is at least two decimal numbers without leading zeros, joined by dots.
fn is_object_identifier(text: &str) -> bool {
    let is_arc = |arc: &str| {
        let digits = !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
        digits && (arc == "0" || !arc.starts_with('0'))
    };
    text.contains('.') && text.split('.').all(is_arc)
}
