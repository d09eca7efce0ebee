//! The key that proves possession: SDeviceKey.

use crate::crypto::{CryptoError, PublicKey, SharedSecret};

/// How a device key authenticates. One key never does both (edition 1 9.1.3.4, edition 2 12.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthMethod {
    /// deviceSignature.
    Signature,
    /// deviceMac: needs an EReaderKey on the same curve.
    Mac,
}

/// A key that cannot be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The key signs and was asked to agree, or the reverse.
    Method,
    /// The user or the hardware refused.
    Refused,
    /// Cryptography failed.
    Crypto(CryptoError),
}

/// A local device key. Keys in secure or remote hardware use the owned steps of a disclosure instead.
pub trait DeviceKey {
    /// The public key, the one in the mobile security object.
    fn public_key(&self) -> &PublicKey;

    /// How it authenticates.
    fn method(&self) -> AuthMethod;

    /// Signs the Sig_structure (keys of method [`AuthMethod::Signature`]).
    ///
    /// # Errors
    /// [`KeyError`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// Agrees with EReaderKey (keys of method [`AuthMethod::Mac`]).
    ///
    /// # Errors
    /// [`KeyError`].
    fn agree(&self, e_reader_key: &PublicKey) -> Result<SharedSecret, KeyError>;
}
