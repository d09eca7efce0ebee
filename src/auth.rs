//! Layer 5: issuer, digest, device and reader authentication - unverified type in, judged type out.

pub(crate) mod data;
pub mod device;
mod digests;
pub mod issuer;
mod path;
pub mod reader;
pub mod status;
mod validity;

use core::time::Duration;

use crate::crypto::CryptoProvider;
use crate::report::Profile;
use crate::time::UnixTime;
use crate::trust::Revocation;
use crate::x509::PathCache;

/// What every judgement needs, whatever it is about.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'c> {
    /// The cryptography.
    pub provider: &'c CryptoProvider,
    /// How strictly rules are applied.
    pub profile: Profile,
    /// The wall clock.
    pub at: UnixTime,
    /// Widens validity at both ends; reported when it decided.
    pub skew: Duration,
    /// What is known to be revoked.
    pub revocation: &'c Revocation,
    /// Paths of document signers that were validated before, where the caller keeps them.
    pub known_paths: Option<&'c PathCache>,
}
