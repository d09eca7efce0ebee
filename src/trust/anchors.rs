//! Trust anchors: IACA roots for issuers, reader CAs for readers.

use crate::crypto::CryptoProvider;
use crate::report::{Profile, Report};
use crate::x509::Certificate;

/// Trust anchors, profiled when loaded.
#[derive(Debug, Clone, Default)]
pub struct TrustAnchors {
    anchors: Vec<Certificate>,
}

/// A certificate that cannot be an anchor, with the checks that say why.
#[derive(Debug, Clone)]
pub struct AnchorError {
    /// The checks made, at least one failed.
    pub report: Report,
}

impl TrustAnchors {
    /// No anchors.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate (DER). It must be a CA that may sign certificates; a missing pathLen is a deviation.
    /// Returns the checks made. An expired anchor is kept and refused when used.
    ///
    /// # Errors
    /// [`AnchorError`], and the certificate is not added.
    pub fn add(&mut self, provider: &CryptoProvider, der: &[u8], profile: Profile) -> Result<Report, AnchorError> {
        todo!()
    }

    /// The anchors.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.anchors
    }
}
