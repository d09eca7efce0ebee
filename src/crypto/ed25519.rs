//! What Ed25519 needs to be strict (RFC 8032 5.1.3, 5.1.7), the same for every provider: one encoding of a point, and
//! none of small order.
//!
//! aws-lc-rs looks at a public key only when it verifies a signature, and then takes second encodings and points of
//! small order, under which one signature goes with many messages.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};

use super::CryptoError;

/// The y-coordinates of the eight points whose order divides 8, little-endian.
const SMALL_ORDER: [[u8; 32]; 5] = [
    number(0),
    number(1),
    // p - 1, order 2.
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    // Order 8, and its mirror.
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

const fn number(low: u8) -> [u8; 32] {
    let mut number = [0; 32];
    number[0] = low;
    number
}

/// The y-coordinate of an encoded point: all but the sign of x.
fn y_coordinate(mut encoded: [u8; 32]) -> [u8; 32] {
    let [.., last] = &mut encoded;
    *last &= 0x7f;
    encoded
}

/// Whether a canonical encoding is of a point of small order.
pub(super) fn is_small_order(encoded: [u8; 32]) -> bool {
    SMALL_ORDER.contains(&y_coordinate(encoded))
}

/// Whether y is below the prime 2^255 - 19.
fn is_canonical(encoded: [u8; 32]) -> bool {
    let [first, middle @ .., last] = y_coordinate(encoded);
    last != 0x7f || middle != [0xff; 30] || first < 0xed
}

/// The point of its one canonical encoding, unless it is of small order.
///
/// The points that a sign of x makes no difference to are of small order too.
///
/// # Errors
/// [`CryptoError::InvalidPublicKey`].
pub(super) fn decode(key: &[u8]) -> Result<EdwardsPoint, CryptoError> {
    let key = <[u8; 32]>::try_from(key).map_err(|_| CryptoError::InvalidPublicKey)?;
    if !is_canonical(key) || is_small_order(key) {
        return Err(CryptoError::InvalidPublicKey);
    }
    CompressedEdwardsY(key).decompress().ok_or(CryptoError::InvalidPublicKey)
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;

    use super::*;

    #[test]
    fn the_points_of_small_order_are_all_here() {
        for point in EIGHT_TORSION {
            assert!(is_small_order(point.compress().to_bytes()));
        }
        for y in SMALL_ORDER {
            assert!(CompressedEdwardsY(y).decompress().unwrap().is_small_order());
        }
        assert!(!is_small_order([0x58; 32]));
    }
}
