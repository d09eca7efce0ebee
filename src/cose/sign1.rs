//! COSE_Sign1.

use crate::cbor::{Decode, Error, Reader};
use crate::cose::{CoseError, Headers};
use crate::crypto::{CryptoError, CryptoProvider, PublicKey, SignatureAlgorithm, SigningKey};

/// `[protected bstr, unprotected map, payload bstr / nil, signature bstr]`, with its exact parts.
#[derive(Debug, Clone)]
pub struct Sign1<'a> {
    /// The whole message (without the tag, where there is one).
    pub bytes: &'a [u8],
    /// Whether it came with tag 18; the standard wants it untagged.
    pub tagged: bool,
    /// The content of the protected byte string.
    pub protected_bytes: &'a [u8],
    /// The protected headers.
    pub protected: Headers<'a>,
    /// The unprotected headers.
    pub unprotected: Headers<'a>,
    /// The payload, where attached.
    pub payload: Option<&'a [u8]>,
    /// The signature.
    pub signature: &'a [u8],
    /// Where the message starts in the input.
    pub offset: usize,
}

impl<'a> Sign1<'a> {
    /// The certificates of x5chain, unprotected or protected, leaf first; empty where there are none.
    pub fn x5chain(&self) -> &[&'a [u8]] {
        todo!()
    }

    /// The protected algorithm, where it is permitted, goes with `key`, and no header is critical.
    ///
    /// # Errors
    /// See [`CoseError`].
    pub fn algorithm(&self, key: &PublicKey) -> Result<SignatureAlgorithm, CoseError> {
        todo!()
    }

    /// Verifies the signature over the attached payload.
    ///
    /// # Errors
    /// Those of [`algorithm`](Self::algorithm), [`CoseError::PayloadMissing`], or [`CoseError::Crypto`].
    pub fn verify_attached(&self, provider: &CryptoProvider, key: &PublicKey) -> Result<(), CoseError> {
        todo!()
    }

    /// Verifies the signature over the concatenated `payload`, which must not be attached.
    ///
    /// # Errors
    /// Those of [`algorithm`](Self::algorithm), [`CoseError::PayloadAttached`], or [`CoseError::Crypto`].
    pub fn verify_detached(
        &self,
        provider: &CryptoProvider,
        key: &PublicKey,
        payload: &[&[u8]],
    ) -> Result<(), CoseError> {
        todo!()
    }
}

impl<'a> Decode<'a> for Sign1<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

/// What a signer must sign to make a COSE_Sign1, apart from the signature itself: for keys that live elsewhere.
///
/// The Sig_structure is `["Signature1", protected, h'', payload]`.
#[derive(Clone)]
pub struct SigningInput {
    protected: Vec<u8>,
    unprotected: Vec<u8>,
    payload: Vec<u8>,
    attached: bool,
}

impl SigningInput {
    /// A message by `algorithm` over `payload`, with `x5chain` unprotected (one certificate: bstr; several: array).
    #[must_use]
    pub fn new(algorithm: SignatureAlgorithm, x5chain: &[&[u8]], payload: Vec<u8>, attached: bool) -> Self {
        todo!()
    }

    /// The Sig_structure, the bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        todo!()
    }

    /// The finished, untagged message.
    #[must_use]
    pub fn finish(&self, signature: &[u8]) -> Vec<u8> {
        todo!()
    }
}

/// Signs with a local key: [`SigningInput::new`], sign, [`SigningInput::finish`].
///
/// # Errors
/// The key's.
pub fn sign1(
    key: &dyn SigningKey,
    x5chain: &[&[u8]],
    payload: Vec<u8>,
    attached: bool,
) -> Result<Vec<u8>, CryptoError> {
    todo!()
}
