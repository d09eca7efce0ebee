//! Keys as plain data: public keys that were validated, secrets that are wiped.

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{CryptoError, Curve};

/// The longest encoding of a public key: `04 || x || y` on P-521.
const MAX_SEC1: usize = 1 + 2 * 66;

/// A public key as it comes in, not yet validated. Coordinates must have the curve's [`width`](Curve::width).
#[derive(Debug, Clone, Copy)]
pub enum Point<'a> {
    /// Both coordinates.
    Uncompressed {
        /// The x-coordinate, big-endian.
        x: &'a [u8],
        /// The y-coordinate, big-endian.
        y: &'a [u8],
    },
    /// The x-coordinate and the sign of y.
    Compressed {
        /// The x-coordinate, big-endian.
        x: &'a [u8],
        /// Whether y is odd.
        y_is_odd: bool,
    },
    /// The single value of X25519, X448, Ed25519 and Ed448, as RFC 7748 and RFC 8032 encode it.
    Single(&'a [u8]),
}

/// A validated public key: on its curve, not the identity, of fixed width.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    curve: Curve,
    /// What [`as_sec1`](Self::as_sec1) gives, and zeros behind it: nothing is copied to hand the key to a provider.
    sec1: [u8; MAX_SEC1],
}

impl PublicKey {
    /// A key whose coordinates a provider has just validated: two of the curve's width, or one.
    ///
    /// This is the constructor for implementors of [`Keys::public_key`](super::Keys::public_key); everybody else asks
    /// the provider.
    ///
    /// # Errors
    /// [`CryptoError::InvalidPublicKey`] when the number or width of the coordinates is not the curve's.
    pub fn from_validated(curve: Curve, x: &[u8], y: Option<&[u8]>) -> Result<Self, CryptoError> {
        let is_of_width = |coordinate: &[u8]| coordinate.len() == curve.width();
        if y.is_some() != curve.is_two_coordinate() || !is_of_width(x) || !y.is_none_or(is_of_width) {
            return Err(CryptoError::InvalidPublicKey);
        }
        let mut sec1 = [0; MAX_SEC1];
        let tag: &[u8] = if y.is_some() { &[4] } else { &[] };
        let mut free = sec1.as_mut_slice();
        for part in [tag, x, y.unwrap_or_default()] {
            let (to, rest) = free.split_at_mut_checked(part.len()).ok_or(CryptoError::InvalidPublicKey)?;
            to.copy_from_slice(part);
            free = rest;
        }
        Ok(Self { curve, sec1 })
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The x-coordinate, or the single value of a one-coordinate curve.
    #[must_use]
    pub fn x(&self) -> &[u8] {
        let (x, _) = self.coordinates();
        x
    }

    /// The y-coordinate, where the curve has two.
    #[must_use]
    pub fn y(&self) -> Option<&[u8]> {
        let (_, y) = self.coordinates();
        self.curve.is_two_coordinate().then_some(y)
    }

    /// The coordinates; the second is empty where there is one only.
    fn coordinates(&self) -> (&[u8], &[u8]) {
        let bytes = self.as_sec1();
        let bytes = if self.curve.is_two_coordinate() { bytes.get(1..).unwrap_or_default() } else { bytes };
        bytes.split_at_checked(self.curve.width()).unwrap_or_default()
    }

    /// `04 || x || y` (SEC 1) for two-coordinate curves, the single value for the others: what an X.509
    /// subjectPublicKey holds.
    #[must_use]
    pub fn as_sec1(&self) -> &[u8] {
        let width = self.curve.width();
        let length = if self.curve.is_two_coordinate() { width.saturating_mul(2).saturating_add(1) } else { width };
        self.sec1.get(..length).unwrap_or(&self.sec1)
    }

    /// [`as_sec1`](Self::as_sec1), as bytes of their own.
    #[must_use]
    pub fn to_sec1(&self) -> Vec<u8> {
        self.as_sec1().to_vec()
    }
}

impl fmt::Debug for PublicKey {
    // Public, but stable across transactions for some keys: enough to tell keys apart in a log is too much.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.curve)
    }
}

/// A private key: the big-endian scalar or the RFC 7748 / RFC 8032 seed, of the curve's width. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey {
    #[zeroize(skip)]
    curve: Curve,
    bytes: Vec<u8>,
}

impl SecretKey {
    /// A private key from its bytes, checked when a provider uses it.
    #[must_use]
    pub fn from_bytes(curve: Curve, bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { curve, bytes: bytes.to_vec() }
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The secret. Handle with care: this is for providers and for storing a key.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}, redacted)", self.curve)
    }
}

/// The result of key agreement: the x-coordinate in fixed width (`Zab`). Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SharedSecret {
    bytes: Vec<u8>,
}

impl SharedSecret {
    /// A shared secret from a provider or from secure hardware.
    ///
    /// # Errors
    /// [`CryptoError::WeakSharedSecret`] when it is all zero or empty.
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Result<Self, CryptoError> {
        let any = bytes.iter().fold(0, |any, byte| any | byte);
        if any == 0 { Err(CryptoError::WeakSharedSecret) } else { Ok(Self { bytes: bytes.to_vec() }) }
    }

    /// The secret.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(redacted)")
    }
}
