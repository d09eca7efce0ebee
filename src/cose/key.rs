//! COSE_Key (RFC 9052 section 7) for public keys.

use coset::iana;

use crate::cbor::{Decode, Error, ErrorKind, Reader, Type, Writer};
use crate::cose::CoseError;
use crate::crypto::{AgreementKey, CryptoError, CryptoProvider, Curve, Point, PublicKey, SharedSecret};

const KTY: i64 = iana::KeyParameter::Kty as i64;
const CRV: i64 = iana::Ec2KeyParameter::Crv as i64;
const X: i64 = iana::Ec2KeyParameter::X as i64;
const Y: i64 = iana::Ec2KeyParameter::Y as i64;
const D: i64 = iana::Ec2KeyParameter::D as i64;
const OKP: i64 = iana::KeyType::OKP as i64;
const EC2: i64 = iana::KeyType::EC2 as i64;

/// A COSE_Key as received: `{1: kty, -1: crv, -2: x, ? -3: y / bool, * label => any}`.
#[derive(Clone, Copy)]
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
        let curve = self.fitting_curve(form)?;
        Ok(provider.keys.public_key(curve, self.point)?)
    }

    /// The same, and what a key agrees on with it.
    ///
    /// # Errors
    /// As [`validate`](Self::validate), and those of [`AgreementKey::agree`].
    pub fn agree(
        &self,
        provider: &CryptoProvider,
        form: Form,
        own: &dyn AgreementKey,
    ) -> Result<(PublicKey, SharedSecret), CoseError> {
        let curve = self.fitting_curve(form)?;
        if own.public_key().curve() == curve {
            return Ok(own.agree_with_point(provider.keys, self.point)?);
        }
        let peer = provider.keys.public_key(curve, self.point)?;
        Ok((peer, own.agree(&peer)?))
    }

    /// The curve, where it is known and the point has its form and width.
    fn fitting_curve(&self, form: Form) -> Result<Curve, CoseError> {
        let curve = self.curve.ok_or(CoseError::UnknownCurve(self.crv))?;
        let width = curve.width();
        let fits = match self.point {
            Point::Compressed { .. } if form == Form::Uncompressed => return Err(CoseError::CompressedKey),
            Point::Uncompressed { x, y } => x.len() == width && y.len() == width,
            Point::Compressed { x, .. } | Point::Single(x) => x.len() == width,
        };
        if !fits {
            return Err(CryptoError::InvalidPublicKey.into());
        }
        Ok(curve)
    }
}

impl core::fmt::Debug for CoseKey<'_> {
    // A device key is the same in every transaction: enough to follow its holder by a log.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("CoseKey").field("crv", &self.crv).field("curve", &self.curve).finish_non_exhaustive()
    }
}

/// `-3: bstr / bool`.
enum YValue<'a> {
    Coordinate(&'a [u8]),
    IsOdd(bool),
}

impl<'a> Decode<'a> for CoseKey<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut kty, mut crv, mut x, mut y, mut has_private) = (None, None, None, None, false);
        reader.map(|reader, key| {
            match key.as_int() {
                Some(KTY) => kty = Some(reader.int()?),
                Some(CRV) => crv = Some(reader.int()?),
                Some(X) => x = Some(reader.bytes()?),
                Some(Y) if reader.peek()? == Type::Bool => y = Some(YValue::IsOdd(reader.bool()?)),
                // Null counts as absent, as libraries write it that have one type for all keys.
                Some(Y) => y = reader.nullable(Reader::bytes)?.map(YValue::Coordinate),
                label => {
                    has_private |= label == Some(D);
                    reader.skip()?;
                }
            }
            Ok(())
        })?;
        let missing = |name| Error::new(ErrorKind::Missing(name), offset);
        let kty = kty.ok_or(missing("kty"))?;
        let crv = crv.ok_or(missing("crv"))?;
        let x = x.ok_or(missing("x"))?;
        let point = match y {
            Some(YValue::Coordinate(y)) if kty != OKP => Point::Uncompressed { x, y },
            Some(YValue::IsOdd(y_is_odd)) if kty != OKP => Point::Compressed { x, y_is_odd },
            None if kty == EC2 => return Err(missing("y")),
            // An OKP key has no y; one that is there anyway is an extra parameter.
            _ => Point::Single(x),
        };
        let curve = Curve::from_cose_id(crv).filter(|curve| kty == key_type(*curve));
        Ok(Self { crv, curve, point, has_private, offset })
    }
}

fn key_type(curve: Curve) -> i64 {
    if curve.is_two_coordinate() { EC2 } else { OKP }
}

/// A public key as `#6.24(bstr .cbor COSE_Key)`: EDeviceKeyBytes and EReaderKeyBytes.
pub(crate) fn encode_key_bytes(key: &PublicKey) -> Vec<u8> {
    // The coordinates, and all labels and heads.
    let room = key.as_sec1().len().saturating_add(24);
    let (mut cose_key, mut bytes) = (Writer::with_capacity(room), Writer::with_capacity(room));
    encode_key(key, &mut cose_key);
    bytes.embedded(cose_key.as_slice());
    bytes.into_vec()
}

/// Writes a public key as `{1: kty, -1: crv, -2: x, ? -3: y}`, uncompressed.
pub fn encode_key(key: &PublicKey, writer: &mut Writer) {
    let curve = key.curve();
    writer.map(if key.y().is_some() { 4 } else { 3 });
    writer.int(KTY).int(key_type(curve));
    writer.int(CRV).int(curve.cose_id());
    writer.int(X).bytes(key.x());
    if let Some(y) = key.y() {
        writer.int(Y).bytes(y);
    }
}
