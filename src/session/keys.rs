//! Session keys (edition 1 9.1.1.5, edition 2 12.2.5).

use zeroize::Zeroizing;

use crate::crypto::{CryptoProvider, SharedSecret};
use crate::model::transcript::SessionTranscript;

/// `SKReader` and `SKDevice`. Wiped when dropped, never printed.
///
/// `SK* = HKDF-SHA-256(IKM = Zab, salt = SHA-256(SessionTranscriptBytes), info = "SKReader" / "SKDevice", L = 32)`
pub struct SessionKeys {
    /// Reader to mdoc.
    pub sk_reader: Zeroizing<[u8; 32]>,
    /// mdoc to reader.
    pub sk_device: Zeroizing<[u8; 32]>,
}

impl SessionKeys {
    /// Derives both keys.
    #[must_use]
    pub fn derive(provider: &CryptoProvider, zab: &SharedSecret, transcript: &SessionTranscript) -> Self {
        todo!()
    }
}
