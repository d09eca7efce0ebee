//! COSE_Mac0 with HMAC 256/256.

use coset::iana;
use subtle::ConstantTimeEq;

use super::header::{Buckets, HMAC_256_256, Message};
use super::structure;
use super::writing::{headers, write_message};
use crate::cbor::{Decode, Error, Reader};
use crate::cose::{Algorithm, CoseError, Headers};
use crate::crypto::CryptoProvider;

const TAG: u64 = iana::CborTag::CoseMac0 as u64;

/// `[protected bstr, unprotected map, payload bstr / nil, tag bstr]`, with its exact parts.
#[derive(Clone)]
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
    /// Where the authentication tag's byte string starts in the input.
    pub tag_offset: usize,
    /// Where the message starts in the input.
    pub offset: usize,
}

impl<'a> Mac0<'a> {
    /// Verifies the tag over the concatenated, detached `payload`: alg HMAC 256/256 protected, 32-byte tag.
    ///
    /// The tag is compared in constant time.
    ///
    /// # Errors
    /// [`CoseError::PayloadAttached`], [`CoseError::Critical`], [`CoseError::AlgorithmMissing`],
    /// [`CoseError::AlgorithmNotPermitted`] or [`CoseError::BadTag`].
    pub fn verify_detached(
        &self,
        provider: &CryptoProvider,
        key: &[u8; 32],
        payload: &[&[u8]],
    ) -> Result<(), CoseError> {
        if self.payload.is_some() {
            return Err(CoseError::PayloadAttached);
        }
        if self.protected.has_crit || self.unprotected.has_crit {
            return Err(CoseError::Critical);
        }
        match self.protected.alg {
            None => return Err(CoseError::AlgorithmMissing),
            Some(Algorithm::HmacSha256) => {}
            Some(other) => return Err(CoseError::AlgorithmNotPermitted(other.cose_id())),
        }
        let expected = hmac(provider, key, self.protected_bytes, payload);
        // Slices of unequal length compare unequal.
        if bool::from(expected.as_slice().ct_eq(self.tag)) { Ok(()) } else { Err(CoseError::BadTag) }
    }

    /// A finished, untagged message over the detached `payload`; the MAC_structure is
    /// `["MAC0", protected, h'', payload]`.
    #[must_use]
    pub fn create_detached(provider: &CryptoProvider, key: &[u8; 32], payload: &[&[u8]]) -> Vec<u8> {
        let protected = headers(Some(HMAC_256_256), &[]);
        let tag = hmac(provider, key, &protected, payload);
        write_message(&protected, &headers(None, &[]), None, &tag)
    }
}

fn hmac(provider: &CryptoProvider, key: &[u8; 32], protected: &[u8], payload: &[&[u8]]) -> [u8; 32] {
    let prefix = structure::prefix(structure::MAC0, protected, payload);
    let parts: Vec<&[u8]> = core::iter::once(prefix.as_slice()).chain(payload.iter().copied()).collect();
    provider.mac.hmac_sha256(key, &parts)
}

impl<'a> Decode<'a> for Mac0<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let Message { bytes, tagged, buckets, payload, seal: tag, seal_offset: tag_offset, offset } =
            Message::read(reader, TAG)?;
        let Buckets { protected_bytes, protected, unprotected } = buckets;
        let payload = payload.map(|payload| payload.bytes());
        Ok(Self { bytes, tagged, protected_bytes, protected, unprotected, payload, tag, tag_offset, offset })
    }
}

impl core::fmt::Debug for Mac0<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Mac0({:?}, {} bytes)", self.protected.alg, self.bytes.len())
    }
}
