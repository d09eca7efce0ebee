//! Certificate revocation lists (RFC 5280 5, ISO/IEC 18013-5 B.2).

/// Certificate revocation lists, by issuer.
#[derive(Debug, Clone, Default)]
pub struct Crls {}
