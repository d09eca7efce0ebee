//! Session keys (edition 1 9.1.1.5, edition 2 12.2.5).

use crate::crypto::{CryptoError, CryptoProvider, DerivedKey, SharedSecret};
use crate::model::transcript::SessionTranscript;

/// `SKReader` and `SKDevice`. Wiped when dropped, never printed.
///
/// `SK* = HKDF-SHA-256(IKM = Zab, salt = SHA-256(SessionTranscriptBytes), info = "SKReader" / "SKDevice", L = 32)`
pub struct SessionKeys {
    /// Reader to mdoc.
    pub sk_reader: DerivedKey,
    /// mdoc to reader.
    pub sk_device: DerivedKey,
}

impl SessionKeys {
    /// Derives both keys.
    ///
    /// # Errors
    /// The provider's, which none has for 32 bytes.
    pub fn derive(
        provider: &CryptoProvider,
        zab: &SharedSecret,
        transcript: &SessionTranscript,
    ) -> Result<Self, CryptoError> {
        let salt = transcript.salt(provider);
        let key = |info: &[u8]| DerivedKey::derive(provider, zab.expose(), salt.as_bytes(), info);
        Ok(Self { sk_reader: key(b"SKReader")?, sk_device: key(b"SKDevice")? })
    }
}

impl core::fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SessionKeys(redacted)")
    }
}
