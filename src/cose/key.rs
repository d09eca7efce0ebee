//! COSE_Key (RFC 9052 section 7) for public keys.

use crate::cbor::{Decode, Error, Reader, Writer};
use crate::cose::CoseError;
use crate::crypto::{CryptoProvider, Curve, Point, PublicKey};

/// A COSE_Key as received: `{1: kty, -1: crv, -2: x, ? -3: y / bool, * label => any}`.
#[derive(Debug, Clone, Copy)]
pub struct CoseKey<'a> {
    /// The curve identifier.
    pub crv: i64,
    /// The curve, where it is known and its type is the one of `kty`.
    pub curve: Option<Curve>,
    /// The coordinates, not validated.
    pub point: Point<'a>,
    /// Whether a private part (`d`) came with it.
    pub has_private: bool,
    /// Where the key starts in the input.
    pub offset: usize,
}

/// Which forms of a two-coordinate key are acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Compressed or not (EDeviceKey, device key of the mobile security object).
    Any,
    /// Both coordinates (EReaderKey).
    Uncompressed,
}

impl CoseKey<'_> {
    /// The validated key.
    ///
    /// # Errors
    /// [`CoseError::UnknownCurve`], [`CoseError::CompressedKey`], or the provider's refusal as [`CoseError::Crypto`].
    pub fn validate(&self, provider: &CryptoProvider, form: Form) -> Result<PublicKey, CoseError> {
        todo!()
    }
}

impl<'a> Decode<'a> for CoseKey<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

/// Writes a public key as `{1: kty, -1: crv, -2: x, ? -3: y}`, uncompressed.
pub fn encode_key(key: &PublicKey, writer: &mut Writer) {
    todo!()
}
