//! Certification paths: RFC 5280 6.1, basic, with the additions of ISO/IEC 18013-5 (edition 1 9.3.3, edition 2 12.8.3).

use core::time::Duration;

use crate::crypto::{CryptoProvider, PublicKey};
use crate::report::{Profile, Report};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// What the leaf is to be used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// The object identifiers, dotted, of which the extended key usage must contain one.
    pub extended_key_usage: Vec<String>,
    /// Whether the issuer's country and state rules apply (certificates issued by an IACA).
    pub issued_by_iaca: bool,
    /// What the leaf is called in reports, as in "the document signer".
    pub role: &'static str,
}

/// A path that was validated.
#[derive(Debug, Clone)]
pub struct Path {
    /// The leaf.
    pub leaf: Certificate,
    /// The leaf's key.
    pub key: PublicKey,
    /// The anchor the path ends at.
    pub anchor: Certificate,
}

/// Validates the path from `chain` (leaf first) to one of `anchors` and writes every check to `report`; the path is
/// there exactly when none of them failed.
///
/// All anchors whose subject is the last certificate's issuer are tried; key identifiers are hints only. An anchor that
/// is embedded in the chain proves nothing and is passed over. `skew` widens validity at both ends and is reported when
/// it decided.
#[expect(clippy::too_many_arguments)]
pub fn validate(
    provider: &CryptoProvider,
    chain: &[&[u8]],
    anchors: &[Certificate],
    purpose: &Purpose,
    at: UnixTime,
    skew: Duration,
    profile: Profile,
    report: &mut Report,
) -> Option<Path> {
    todo!()
}
