//! The holder's configuration.

use core::fmt;
use core::time::Duration;
use std::borrow::Cow;
use std::sync::Arc;

use crate::crypto::{CryptoProvider, Curve};
use crate::holder::log::Log;
use crate::holder::{EventLog, ReaderPolicy};
use crate::model::engagement::Capabilities;
use crate::report::Profile;
use crate::session::Timeouts;
use crate::trust::{Revocation, TrustAnchors};
use crate::x509::Kind;

#[cfg(test)]
mod tests;

/// The decision about reader authentication, which a configuration cannot be built without.
#[derive(Debug, Clone)]
pub enum ReaderTrust {
    /// Readers are authenticated against these reader CAs.
    Anchors(TrustAnchors),
    /// Every reader is anonymous: a readerAuth is reported untrusted at best.
    Nobody,
}

impl ReaderTrust {
    /// The anchors, none for [`Nobody`](Self::Nobody).
    pub(crate) fn anchors(&self) -> Cow<'_, TrustAnchors> {
        match self {
            Self::Anchors(anchors) => Cow::Borrowed(anchors),
            Self::Nobody => Cow::Owned(TrustAnchors::readers()),
        }
    }
}

/// How a holder behaves, for any number of presentations.
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) provider: CryptoProvider,
    pub(crate) reader_trust: ReaderTrust,
    /// The curve of EDeviceKey; to use device MACs it must be the device key's.
    pub(crate) curve: Curve,
    pub(crate) timeouts: Timeouts,
    pub(crate) profile: Profile,
    pub(crate) skew: Duration,
    /// What is known to be revoked, of readers.
    pub(crate) revocation: Revocation,
    /// What the engagement announces (edition 2); without it the engagement is of version 1.0.
    pub(crate) capabilities: Option<Capabilities>,
    /// Whether credentials outside their validity are offered too.
    pub(crate) offers_expired: bool,
    /// Which elements only some readers get.
    pub(crate) reader_policy: ReaderPolicy,
    /// Where sessions are written down; nowhere by default.
    pub(crate) log: Log,
}

/// A configuration that contradicts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The curve signs but does not agree, so it cannot carry a session.
    Curve(Curve),
    /// The trust anchors were loaded as something else than [reader CAs](TrustAnchors::readers).
    Anchors,
    /// A capability this library does not have yet: readers would rely on it.
    Capability(&'static str),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Curve(curve) => write!(f, "{curve} cannot agree on session keys"),
            Self::Anchors => f.write_str("the readers' trust anchors were not loaded as reader CAs"),
            Self::Capability(name) => write!(f, "the capability \"{name}\" is not supported and must not be announced"),
        }
    }
}

impl core::error::Error for ConfigError {}

/// Builds a [`Config`]. `T` is `()` until it was decided which readers are trusted; only then there is a
/// [`build`](ConfigBuilder::build).
///
/// ```compile_fail
/// # use mdoc_proximity::{crypto::DEFAULT_PROVIDER, holder::Config};
/// let config = Config::builder(DEFAULT_PROVIDER).build(); // nothing was said about readers
/// ```
#[derive(Debug, Clone)]
pub struct ConfigBuilder<T> {
    provider: CryptoProvider,
    trust: T,
    curve: Curve,
    timeouts: Timeouts,
    profile: Profile,
    skew: Duration,
    revocation: Revocation,
    capabilities: Option<Capabilities>,
    offers_expired: bool,
    reader_policy: ReaderPolicy,
    log: Log,
}

impl Config {
    /// Starts a configuration: P-256, default timeouts, the strict profile, no clock tolerance, engagement 1.0.
    #[must_use]
    pub fn builder(provider: CryptoProvider) -> ConfigBuilder<()> {
        ConfigBuilder {
            provider,
            trust: (),
            curve: Curve::P256,
            timeouts: Timeouts::default(),
            profile: Profile::default(),
            skew: Duration::ZERO,
            revocation: Revocation::default(),
            capabilities: None,
            offers_expired: false,
            reader_policy: ReaderPolicy::default(),
            log: Log::default(),
        }
    }
}

impl<T> ConfigBuilder<T> {
    /// The curve of EDeviceKey. A device MAC needs the device key's curve here (edition 1 9.1.3.5, edition 2 12.4.5).
    #[must_use]
    pub fn curve(self, curve: Curve) -> Self {
        Self { curve, ..self }
    }

    /// How long to wait for the reader.
    #[must_use]
    pub fn timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// How strictly requests and reader certificates are judged.
    #[must_use]
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// By how much the clock may be wrong: widens the validity of reader certificates and credentials at both ends.
    #[must_use]
    pub fn skew(self, skew: Duration) -> Self {
        Self { skew, ..self }
    }

    /// What is known to be revoked; without it, reports say that nothing is.
    #[must_use]
    pub fn revocation(self, revocation: Revocation) -> Self {
        Self { revocation, ..self }
    }

    /// What the engagement announces (edition 2, version 1.1). Only what this library really does may be announced:
    /// it neither verifies readerAuthAll, nor evaluates extended requests, nor hears a reader during the handover yet.
    #[must_use]
    pub fn capabilities(self, capabilities: Capabilities) -> Self {
        Self { capabilities: Some(capabilities), ..self }
    }

    /// Offers credentials outside their validity too. A reader that checks `validUntil` refuses them; the default is
    /// not to offer them, so that nothing is disclosed in vain.
    #[must_use]
    pub fn offer_expired_credentials(self) -> Self {
        Self { offers_expired: true, ..self }
    }

    /// Which elements only some readers get; the default makes no difference between them.
    #[must_use]
    pub fn reader_policy(self, reader_policy: ReaderPolicy) -> Self {
        Self { reader_policy, ..self }
    }

    /// Writes sessions down for their holder; see [`EventLog`]. Without this nothing is.
    #[must_use]
    pub fn event_log(self, log: Arc<dyn EventLog>) -> Self {
        Self { log: Log::to(log), ..self }
    }

    fn decide(self, trust: ReaderTrust) -> ConfigBuilder<ReaderTrust> {
        let Self {
            provider,
            trust: _,
            curve,
            timeouts,
            profile,
            skew,
            revocation,
            capabilities,
            offers_expired,
            reader_policy,
            log,
        } = self;
        ConfigBuilder {
            provider,
            trust,
            curve,
            timeouts,
            profile,
            skew,
            revocation,
            capabilities,
            offers_expired,
            reader_policy,
            log,
        }
    }
}

impl ConfigBuilder<()> {
    /// Authenticates readers against these reader CAs.
    #[must_use]
    pub fn reader_anchors(self, anchors: TrustAnchors) -> ConfigBuilder<ReaderTrust> {
        self.decide(ReaderTrust::Anchors(anchors))
    }

    /// Takes every reader for anonymous.
    #[must_use]
    pub fn trust_no_reader(self) -> ConfigBuilder<ReaderTrust> {
        self.decide(ReaderTrust::Nobody)
    }
}

impl ConfigBuilder<ReaderTrust> {
    /// The configuration.
    ///
    /// # Errors
    /// [`ConfigError`] when it contradicts itself.
    pub fn build(self) -> Result<Config, ConfigError> {
        if !self.curve.can_agree() {
            return Err(ConfigError::Curve(self.curve));
        }
        if matches!(&self.trust, ReaderTrust::Anchors(anchors) if anchors.kind() != Kind::ReaderCa) {
            return Err(ConfigError::Anchors);
        }
        let announced = self.capabilities.unwrap_or_default();
        if announced.reader_auth_all {
            return Err(ConfigError::Capability("readerAuthAll"));
        }
        if announced.handover_session_establishment {
            return Err(ConfigError::Capability("session establishment during handover"));
        }
        if announced.extended_request {
            return Err(ConfigError::Capability("extended request"));
        }
        let Self {
            provider,
            trust: reader_trust,
            curve,
            timeouts,
            profile,
            skew,
            revocation,
            capabilities,
            offers_expired,
            reader_policy,
            log,
        } = self;
        Ok(Config {
            provider,
            reader_trust,
            curve,
            timeouts,
            profile,
            skew,
            revocation,
            capabilities,
            offers_expired,
            reader_policy,
            log,
        })
    }
}
