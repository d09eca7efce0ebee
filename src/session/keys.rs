//! Session keys (edition 1 9.1.1.5, edition 2 12.2.5).

use zeroize::Zeroizing;

use crate::crypto::{CryptoError, CryptoProvider, SharedSecret};
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
    ///
    /// # Errors
    /// The provider's, which none has for 32 bytes.
    pub fn derive(
        provider: &CryptoProvider,
        zab: &SharedSecret,
        transcript: &SessionTranscript,
    ) -> Result<Self, CryptoError> {
        let salt = transcript.salt(provider);
        let key = |info: &str| {
            let mut key = Zeroizing::new([0; 32]);
            provider.kdf.hkdf_sha256(zab.expose(), salt.as_bytes(), info.as_bytes(), key.as_mut())?;
            Ok(key)
        };
        Ok(Self { sk_reader: key("SKReader")?, sk_device: key("SKDevice")? })
    }
}

impl core::fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SessionKeys(redacted)")
    }
}
