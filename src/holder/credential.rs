//! A credential on the holder's device.

use crate::cbor;

/// An issuer-signed document, with the exact bytes of every item.
pub struct Credential {
    issuer_signed: Vec<u8>,
}

/// Bytes that are no usable credential.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialError {
    /// Not an IssuerSigned.
    Malformed(cbor::Error),
    /// The payload is no mobile security object.
    Mso(cbor::Error),
}

impl Credential {
    /// Reads a bare IssuerSigned, as an issuer delivers it.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub fn from_issuer_signed(bytes: Vec<u8>) -> Result<Self, CredentialError> {
        todo!()
    }
}
