//! COSE_Mac0 with HMAC 256/256.

use crate::cbor::{Decode, Error, Reader};
use crate::cose::{CoseError, Headers};
use crate::crypto::CryptoProvider;

/// `[protected bstr, unprotected map, payload bstr / nil, tag bstr]`, with its exact parts.
#[derive(Debug, Clone)]
pub struct Mac0<'a> {
    /// The whole message (without the tag number, where there is one).
    pub bytes: &'a [u8],
    /// Whether it came with tag 17; the standard wants it untagged.
    pub tagged: bool,
    /// The content of the protected byte string.
    pub protected_bytes: &'a [u8],
    /// The protected headers.
    pub protected: Headers<'a>,
    /// The unprotected headers.
    pub unprotected: Headers<'a>,
    /// The payload, where attached.
    pub payload: Option<&'a [u8]>,
    /// The authentication tag.
    pub tag: &'a [u8],
    /// Where the message starts in the input.
    pub offset: usize,
}

impl<'a> Mac0<'a> {
    /// Verifies the tag over the concatenated, detached `payload`: alg HMAC 256/256 protected, 32-byte tag.
    ///
    /// # Errors
    /// See [`CoseError`].
    pub fn verify_detached(
        &self,
        provider: &CryptoProvider,
        key: &[u8; 32],
        payload: &[&[u8]],
    ) -> Result<(), CoseError> {
        todo!()
    }

    /// A finished, untagged message over the detached `payload`; the MAC_structure is
    /// `["MAC0", protected, h'', payload]`.
    pub fn create_detached(provider: &CryptoProvider, key: &[u8; 32], payload: &[&[u8]]) -> Vec<u8> {
        todo!()
    }
}

impl<'a> Decode<'a> for Mac0<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}
