//! The Ident of a reader (edition 1 8.3.3.1.1.3, edition 2 11.1.3.1).
//!
//! ```text
//! Ident = HKDF-SHA-256(IKM = EDeviceKeyBytes, salt = none, info = "BLEIdent", L = 16)
//! ```
//!
//! In mdoc central client mode the reader serves it and the mdoc compares: on a mismatch it found somebody else's reader,
//! and disconnects. Everybody who saw the engagement can make it; it keeps parties from confusion, not from attack.

use core::fmt;

use subtle::ConstantTimeEq;

use crate::crypto::{CryptoError, CryptoProvider};

/// The value of the Ident characteristic, 16 bytes.
#[derive(Clone, Copy)]
pub struct Ident([u8; 16]);

impl Ident {
    /// The Ident of an engagement, from its `EDeviceKeyBytes` (`#6.24(bstr .cbor COSE_Key)`) exactly as engaged.
    ///
    /// # Errors
    /// The provider's, which none has for 16 bytes.
    pub fn derive(provider: &CryptoProvider, e_device_key_bytes: &[u8]) -> Result<Self, CryptoError> {
        let mut ident = [0; 16];
        provider.kdf.hkdf_sha256(e_device_key_bytes, &[], b"BLEIdent", &mut ident)?;
        Ok(Self(ident))
    }

    /// The value to serve.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Whether a value that was read is this Ident. Any other length is a mismatch.
    #[must_use]
    pub fn matches(&self, read: &[u8]) -> bool {
        self.0.as_slice().ct_eq(read).into()
    }
}

impl PartialEq for Ident {
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.0)
    }
}

impl Eq for Ident {}

/// It links an engagement to a connection, so it is not printed.
impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ident(redacted)")
    }
}
