//! A key that was derived.

use core::fmt;
use core::ops::Deref;

use zeroize::{Zeroize, Zeroizing};

use super::{CryptoError, CryptoProvider};

/// 32 bytes from HKDF-SHA-256: `SKReader`, `SKDevice`, `EMacKey`. Wiped when dropped, never printed.
///
/// It is derived where it stays, on the heap. A key that lies in a value is copied whenever the value moves, and what is
/// left behind on the stack gets into whatever is built there next.
pub struct DerivedKey(Box<[u8; 32]>);

impl DerivedKey {
    /// `HKDF-SHA-256(IKM = ikm, salt = salt, info = info, L = 32)` (RFC 5869).
    ///
    /// # Errors
    /// The provider's, which none has for 32 bytes.
    pub fn derive(provider: &CryptoProvider, ikm: &[u8], salt: &[u8], info: &[u8]) -> Result<Self, CryptoError> {
        let mut key = Self(Box::new([0; 32]));
        provider.kdf.hkdf_sha256(ikm, salt, info, key.0.as_mut_slice())?;
        Ok(key)
    }
}

/// A key from elsewhere, such as a test vector's.
impl From<Zeroizing<[u8; 32]>> for DerivedKey {
    fn from(bytes: Zeroizing<[u8; 32]>) -> Self {
        let mut key = Self(Box::new([0; 32]));
        key.0.copy_from_slice(&*bytes);
        key
    }
}

/// The secret. Handle with care.
impl Deref for DerivedKey {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for DerivedKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for DerivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DerivedKey(redacted)")
    }
}
