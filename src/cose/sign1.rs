//! COSE_Sign1.

use coset::iana;

use super::header::{Buckets, Message};
use super::structure;
use super::writing::{headers, write_message};
use crate::cbor::{Content, Decode, Error, Reader};
use crate::cose::{Algorithm, CoseError, Headers};
use crate::crypto::{CryptoError, CryptoProvider, PublicKey, SignatureAlgorithm, SigningKey};
use crate::redact::Wiped;

const TAG: u64 = iana::CborTag::CoseSign1 as u64;

/// `[protected bstr, unprotected map, payload bstr / nil, signature bstr]`, with its exact parts.
#[derive(Clone)]
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
    /// The payload as something to decode, where attached.
    pub content: Option<Content<'a>>,
    /// The signature.
    pub signature: &'a [u8],
    /// Where the signature's byte string starts in the input.
    pub signature_offset: usize,
    /// Where the message starts in the input.
    pub offset: usize,
}

impl<'a> Sign1<'a> {
    /// The certificates of x5chain, protected or else unprotected, leaf first; empty where there are none.
    #[must_use]
    pub fn x5chain(&self) -> &[&'a [u8]] {
        // Where the policy let both pass, the protected one counts (RFC 9052, 3).
        let chain = self.protected.x5chain.as_ref().or(self.unprotected.x5chain.as_ref());
        chain.map(Vec::as_slice).unwrap_or_default()
    }

    /// Where the leaf of [`x5chain`](Self::x5chain) starts in the input, where there is one.
    #[must_use]
    pub fn x5chain_offset(&self) -> Option<usize> {
        self.protected.x5chain_offset.or(self.unprotected.x5chain_offset)
    }

    /// The protected algorithm, where it is permitted, goes with `key`, and no header is critical.
    ///
    /// # Errors
    /// [`CoseError::Critical`], [`CoseError::AlgorithmMissing`], [`CoseError::AlgorithmNotPermitted`] or
    /// [`CoseError::AlgorithmCurve`].
    pub fn algorithm(&self, key: &PublicKey) -> Result<SignatureAlgorithm, CoseError> {
        if self.protected.has_crit || self.unprotected.has_crit {
            return Err(CoseError::Critical);
        }
        match self.protected.alg {
            None => Err(CoseError::AlgorithmMissing),
            Some(Algorithm::Signature(algorithm)) if SignatureAlgorithm::for_curve(key.curve()) == Some(algorithm) => {
                Ok(algorithm)
            }
            Some(Algorithm::Signature(_)) => Err(CoseError::AlgorithmCurve(key.curve())),
            Some(other) => Err(CoseError::AlgorithmNotPermitted(other.cose_id())),
        }
    }

    /// Verifies the signature over the attached payload.
    ///
    /// # Errors
    /// Those of [`algorithm`](Self::algorithm), [`CoseError::PayloadMissing`], [`CoseError::SignatureLength`] or
    /// [`CoseError::Crypto`].
    pub fn verify_attached(&self, provider: &CryptoProvider, key: &PublicKey) -> Result<(), CoseError> {
        let payload = self.payload.ok_or(CoseError::PayloadMissing)?;
        self.verify(provider, key, &[payload])
    }

    /// Verifies the signature over the concatenated `payload`, which must not be attached.
    ///
    /// # Errors
    /// Those of [`algorithm`](Self::algorithm), [`CoseError::PayloadAttached`], [`CoseError::SignatureLength`] or
    /// [`CoseError::Crypto`].
    pub fn verify_detached(
        &self,
        provider: &CryptoProvider,
        key: &PublicKey,
        payload: &[&[u8]],
    ) -> Result<(), CoseError> {
        if self.payload.is_some() {
            return Err(CoseError::PayloadAttached);
        }
        self.verify(provider, key, payload)
    }

    fn verify(&self, provider: &CryptoProvider, key: &PublicKey, payload: &[&[u8]]) -> Result<(), CoseError> {
        let algorithm = self.algorithm(key)?;
        // `r || s`, and the two halves of an EdDSA signature: all of the coordinate's width (RFC 9053, 2.1 and 2.2).
        let expected = key.curve().width().saturating_mul(2);
        if self.signature.len() != expected {
            return Err(CoseError::SignatureLength { expected, found: self.signature.len() });
        }
        let prefix = structure::prefix(structure::SIGNATURE1, self.protected_bytes, payload);
        let parts: Vec<&[u8]> = core::iter::once(prefix.as_slice()).chain(payload.iter().copied()).collect();
        Ok(provider.verifier.verify(algorithm.scheme(), key, &parts, self.signature)?)
    }
}

impl<'a> Decode<'a> for Sign1<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let Message {
            bytes,
            tagged,
            buckets,
            payload: content,
            seal: signature,
            seal_offset: signature_offset,
            offset,
        } = Message::read(reader, TAG)?;
        let Buckets { protected_bytes, protected, unprotected } = buckets;
        let payload = content.map(|content| content.bytes());
        Ok(Self {
            bytes,
            tagged,
            protected_bytes,
            protected,
            unprotected,
            payload,
            content,
            signature,
            signature_offset,
            offset,
        })
    }
}

impl core::fmt::Debug for Sign1<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Sign1({:?}, {} bytes)", self.protected.alg, self.bytes.len())
    }
}

/// What a signer must sign to make a COSE_Sign1, apart from the signature itself: for keys that live elsewhere.
///
/// The Sig_structure is `["Signature1", protected, h'', payload]`.
#[derive(Clone)]
pub struct SigningInput {
    /// The content of the protected byte string.
    protected: Vec<u8>,
    /// The unprotected map.
    unprotected: Vec<u8>,
    /// It may hold values that the device alone signs.
    payload: Wiped,
    attached: bool,
}

impl SigningInput {
    /// A message by `algorithm` over `payload`, with `x5chain` unprotected (one certificate: bstr; several: array;
    /// none: left out).
    #[must_use]
    pub fn new(algorithm: SignatureAlgorithm, x5chain: &[&[u8]], payload: Vec<u8>, attached: bool) -> Self {
        let (protected, unprotected) = (headers(Some(algorithm.cose_id()), &[]), headers(None, x5chain));
        Self { protected, unprotected, payload: Wiped::new(payload), attached }
    }

    /// The same with `x5chain` among the protected headers, where RICALs have it (edition 2 F.3.2).
    #[must_use]
    pub fn protecting_chain(
        algorithm: SignatureAlgorithm,
        x5chain: &[&[u8]],
        payload: Vec<u8>,
        attached: bool,
    ) -> Self {
        let (protected, unprotected) = (headers(Some(algorithm.cose_id()), x5chain), headers(None, &[]));
        Self { protected, unprotected, payload: Wiped::new(payload), attached }
    }

    /// The Sig_structure, the bytes to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        structure::sig_structure(&self.protected, &self.payload)
    }

    /// The finished, untagged message.
    #[must_use]
    pub fn finish(&self, signature: &[u8]) -> Vec<u8> {
        let payload = self.attached.then_some(&*self.payload);
        write_message(&self.protected, &self.unprotected, payload, signature)
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
    let input = SigningInput::new(key.algorithm(), x5chain, payload, attached);
    let signature = key.sign(&[&input.to_be_signed()])?;
    Ok(input.finish(&signature))
}
