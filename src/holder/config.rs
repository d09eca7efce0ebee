//! The holder's configuration.

use core::time::Duration;

use crate::crypto::{CryptoProvider, Curve};
use crate::report::Profile;
use crate::session::Timeouts;
use crate::trust::TrustAnchors;

/// The decision about reader authentication, which a configuration cannot be built without.
#[derive(Debug, Clone)]
pub enum ReaderTrust {
    /// Readers are authenticated against these reader CAs.
    Anchors(TrustAnchors),
    /// Every reader is anonymous: a readerAuth is reported untrusted at best.
    Nobody,
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
}

/// Builds a [`Config`]; `T` is `()` until reader trust was decided.
#[derive(Debug, Clone)]
pub struct ConfigBuilder<T> {
    trust: T,
}
