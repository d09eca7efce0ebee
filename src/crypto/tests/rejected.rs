//! What must not be taken.

use super::*;
use crate::crypto::CryptoError::{BadCiphertext, BadSignature, CurveMismatch, InvalidPublicKey, InvalidSecretKey};

/// The orders of the two-coordinate curves.
const ORDERS: [(Curve, &str); 7] = [
    (Curve::P256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    (Curve::P384, "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    (
        Curve::P521,
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c\
         9b8899c47aebb6fb71e91386409",
    ),
    (Curve::BrainpoolP256r1, "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7"),
    (Curve::BrainpoolP320r1, "d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311"),
    (
        Curve::BrainpoolP384r1,
        "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565",
    ),
    (
        Curve::BrainpoolP512r1,
        "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d38108\
         5ddaddb58796829ca90069",
    ),
];

fn orders(suite: Suite) -> impl Iterator<Item = (Curve, &'static str)> {
    ORDERS.into_iter().filter(move |(curve, _)| !suite.lacks(*curve))
}

/// `bytes` plus or minus one in the last place, no carry.
fn changed(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    bytes
}

fn every_two_coordinate_curve_has_its_order_here(suite: Suite) {
    let curves: Vec<Curve> = suite.supported().filter(|curve| curve.is_two_coordinate()).collect();
    assert_eq!(orders(suite).map(|(curve, _)| curve).collect::<Vec<_>>(), curves);
}

fn points_off_the_curve_and_of_wrong_width(suite: Suite) {
    for (curve, _) in orders(suite) {
        let refused = Err(InvalidPublicKey);
        let key = *suite.agreement_key(&suite.seeded(curve, 1)).public_key();
        let (x, y) = (key.x(), key.y().unwrap());
        assert_eq!(suite.public_key(curve, Point::Uncompressed { x, y }), Ok(key), "{curve}");

        assert_eq!(
            suite.public_key(curve, Point::Uncompressed { x, y: &changed(y) }),
            refused,
            "{curve} off the curve"
        );
        assert_eq!(suite.public_key(curve, Point::Uncompressed { x: y, y: x }), refused, "{curve} swapped");
        let zeros = vec![0; curve.width()];
        assert_eq!(suite.public_key(curve, Point::Uncompressed { x: &zeros, y: &zeros }), refused, "{curve} zeros");
        let ones = vec![0xff; curve.width()];
        assert_eq!(suite.public_key(curve, Point::Uncompressed { x: &ones, y }), refused, "{curve} x above p");
        assert_eq!(suite.public_key(curve, Point::Uncompressed { x, y: &ones }), refused, "{curve} y above p");

        let long = [&[0], x].concat();
        for x in [&[][..], &x[1..], &x[..x.len() - 1], &long] {
            assert_eq!(suite.public_key(curve, Point::Uncompressed { x, y }), refused, "{curve} x of {}", x.len());
            assert_eq!(
                suite.public_key(curve, Point::Uncompressed { x: y, y: x }),
                refused,
                "{curve} y of {}",
                x.len()
            );
            assert_eq!(suite.public_key(curve, Point::Compressed { x, y_is_odd: true }), refused, "{curve}");
        }
        // The SEC 1 encoding of the identity, and a whole SEC 1 point, are no coordinates.
        assert_eq!(suite.public_key(curve, Point::Single(&[0])), refused, "{curve} identity");
        assert_eq!(suite.public_key(curve, Point::Single(&key.to_sec1())), refused, "{curve} SEC 1");
        assert_eq!(suite.public_key(curve, Point::Single(x)), refused, "{curve} x alone");
    }
}

fn compressed_points_that_do_not_exist(suite: Suite) {
    for (curve, _) in orders(suite) {
        let mut refused = 0;
        let mut x = vec![0; curve.width()];
        for low in 1..=32 {
            *x.last_mut().unwrap() = low;
            let [even, odd] =
                [false, true].map(|y_is_odd| suite.public_key(curve, Point::Compressed { x: &x, y_is_odd }));
            assert_eq!(even.is_ok(), odd.is_ok(), "{curve} {low}");
            refused += u32::from(even == Err(InvalidPublicKey));
        }
        assert!((4..=28).contains(&refused), "{curve}: about half of all x have no point, {refused} of 32");
        let ones = vec![0xff; curve.width()];
        assert_eq!(suite.public_key(curve, Point::Compressed { x: &ones, y_is_odd: false }), Err(InvalidPublicKey));
    }
}

fn single_values_that_are_no_keys(suite: Suite) {
    for curve in suite.supported().filter(|curve| !curve.is_two_coordinate()) {
        let bytes = vec![9; curve.width()];
        for bytes in [&bytes[1..], &[], &[&[0], bytes.as_slice()].concat()] {
            assert_eq!(suite.public_key(curve, Point::Single(bytes)), Err(InvalidPublicKey), "{curve}");
        }
        let (x, y) = (&bytes, &bytes);
        assert_eq!(suite.public_key(curve, Point::Uncompressed { x, y }), Err(InvalidPublicKey), "{curve}");
        assert_eq!(suite.public_key(curve, Point::Compressed { x, y_is_odd: false }), Err(InvalidPublicKey), "{curve}");
    }
}

fn ed25519_points_of_small_order_or_second_encoding(suite: Suite) {
    let refused = [
        // The identity; its other sign; -1 (order 2); order 4; order 8.
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        // y = p + 3 is 3 again, a point of large order.
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // y = 2 is on no point.
        "0200000000000000000000000000000000000000000000000000000000000000",
    ];
    for bytes in refused {
        assert_eq!(suite.public_key(Curve::Ed25519, Point::Single(&hex(bytes))), Err(InvalidPublicKey), "{bytes}");
    }
    let three = "0300000000000000000000000000000000000000000000000000000000000000";
    assert!(suite.public_key(Curve::Ed25519, Point::Single(&hex(three))).is_ok());
}

fn x25519_points_of_low_order(suite: Suite) {
    let key = suite.agreement_key(&suite.seeded(Curve::X25519, 1));
    for u in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    ] {
        let peer = suite.public_key(Curve::X25519, Point::Single(&hex(u))).unwrap();
        assert_eq!(key.agree(&peer).err(), Some(CryptoError::WeakSharedSecret), "{u}");
    }
}

#[cfg(feature = "prerelease-curves")]
fn x448_points_of_low_order(suite: Suite) {
    let key = suite.agreement_key(&suite.seeded(Curve::X448, 1));
    let p = [vec![0xff; 28], vec![0xfe], vec![0xff; 27]].concat();
    let zero = vec![0; 56];
    let near = |bytes: &[u8], first: u8| [&[first], &bytes[1..]].concat();
    // 0, 1, p - 1, p and p + 1 = 2^448 - 2^224.
    let above = [vec![0; 28], vec![0xff; 28]].concat();
    for u in [zero.clone(), near(&zero, 1), near(&p, 0xfe), p, above] {
        let peer = suite.public_key(Curve::X448, Point::Single(&u)).unwrap();
        assert_eq!(key.agree(&peer).err(), Some(CryptoError::WeakSharedSecret), "{u:02x?}");
    }
}

#[cfg(feature = "prerelease-curves")]
fn ed448_points_of_small_order_or_second_encoding(suite: Suite) {
    let good = *suite.signing_key(&suite.seeded(Curve::Ed448, 1)).public_key();
    let mut spare_bits = good.x().to_vec();
    spare_bits[56] |= 1;
    let identity = [vec![1], vec![0; 56]].concat();
    let order_2 = [vec![0xfe], vec![0xff; 27], vec![0xfe], vec![0xff; 27], vec![0]].concat();
    let order_4 = vec![0; 57];
    let p_plus_1 = [vec![0; 28], vec![0xff; 28], vec![0]].concat();
    for bytes in [spare_bits, identity, order_2, order_4, p_plus_1, vec![0xff; 57]] {
        assert_eq!(suite.public_key(Curve::Ed448, Point::Single(&bytes)), Err(InvalidPublicKey), "{bytes:02x?}");
    }
    // The first y, counted from 2, that is in the group of prime order has a second encoding at y + p.
    let mut y = vec![0; 57];
    let low = (2..=30).find(|low| {
        y[0] = *low;
        suite.public_key(Curve::Ed448, Point::Single(&y)).is_ok()
    });
    let second = [vec![low.expect("one in 8 is") - 1], vec![0; 27], vec![0xff; 28], vec![0]].concat();
    assert_eq!(suite.public_key(Curve::Ed448, Point::Single(&second)), Err(InvalidPublicKey));
}

fn keys_of_another_curve(suite: Suite) {
    for own in suite.supported().filter(|curve| curve.can_agree()) {
        let key = suite.agreement_key(&suite.seeded(own, 1));
        for other in suite.supported().filter(|curve| curve.can_agree() && *curve != own) {
            let peer = suite.agreement_key(&suite.seeded(other, 1));
            let mismatch = CurveMismatch { expected: own, found: other };
            assert_eq!(key.agree(peer.public_key()).err(), Some(mismatch));
        }
    }
    // A point off the curve and a key that claims a curve it is not on are found out when they are used.
    let key = *suite.agreement_key(&suite.seeded(Curve::P256, 1)).public_key();
    let off = PublicKey::from_validated(Curve::P256, key.x(), Some(key.x())).unwrap();
    let own = suite.agreement_key(&suite.seeded(Curve::P256, 2));
    assert_eq!(own.agree(&off).err(), Some(InvalidPublicKey));
    if suite.lacks(Curve::BrainpoolP256r1) {
        return;
    }
    // The same width does not make the same curve.
    let point = Point::Uncompressed { x: key.x(), y: key.y().unwrap() };
    assert_eq!(suite.public_key(Curve::BrainpoolP256r1, point), Err(InvalidPublicKey));
    let forged = PublicKey::from_validated(Curve::BrainpoolP256r1, key.x(), key.y()).unwrap();
    let own = suite.agreement_key(&suite.seeded(Curve::BrainpoolP256r1, 1));
    assert_eq!(own.agree(&forged).err(), Some(InvalidPublicKey));
}

fn private_keys_out_of_range(suite: Suite) {
    for (curve, order) in orders(suite) {
        let order = hex(order);
        let zero = vec![0; curve.width()];
        let one = changed(&zero);
        let long = [&[0], one.as_slice()].concat();
        let ones = vec![0xff; curve.width()];
        for bytes in [&order, &zero, &ones, &long, &zero[1..], &one[1..], &[]] {
            let key = secret(curve, bytes);
            assert_eq!(suite.0.keys.agreement_key(&key).err(), Some(InvalidSecretKey), "{curve}");
            assert_eq!(suite.0.keys.signing_key(&key).err(), Some(InvalidSecretKey), "{curve}");
        }
        // n - 1 is the mirror of 1, the generator.
        let generator = *suite.agreement_key(&secret(curve, &one)).public_key();
        let mut last = order;
        *last.last_mut().unwrap() -= 1;
        let mirrored = *suite.agreement_key(&secret(curve, &last)).public_key();
        assert_eq!(mirrored.x(), generator.x(), "{curve}");
        assert_ne!(mirrored.y(), generator.y(), "{curve}");
    }
    for curve in suite.supported().filter(|curve| !curve.is_two_coordinate()) {
        for length in [0, curve.width() - 1, curve.width() + 1, 2 * curve.width()] {
            let key = secret(curve, &vec![1; length]);
            let errors = (suite.0.keys.agreement_key(&key).err(), suite.0.keys.signing_key(&key).err());
            assert!(errors.0 == Some(InvalidSecretKey) || errors.1 == Some(InvalidSecretKey), "{curve} {length}");
        }
    }
}

fn signatures_of_wrong_length_or_range(suite: Suite) {
    for (curve, order) in orders(suite) {
        let key = suite.signing_key(&suite.seeded(curve, 1));
        let (public, scheme) = (key.public_key(), key.algorithm().scheme());
        let signature = key.sign(&[b"message"]).unwrap();
        let (r, s) = signature.split_at(curve.width());
        let (zero, order) = (vec![0; curve.width()], hex(order));
        let long = [&signature[..], &[0]].concat();
        let wide = [&[0], r, &[0], s].concat();
        for signature in [
            &[r, &zero].concat(),
            &[&zero, s].concat(),
            &[&zero, zero.as_slice()].concat(),
            &[r, &order].concat(),
            &[&order, s].concat(),
            &[r, &vec![0xff; curve.width()]].concat(),
            &signature[1..],
            &signature[..signature.len() - 1],
            r,
            &long,
            &wide,
            &[],
        ] {
            assert_eq!(suite.verify(public, scheme, b"message", signature), Err(BadSignature), "{curve}");
        }
        // n - s is as good as s: ISO/IEC 18013-5 asks for no low s.
        let mirrored = [r, &difference(&order, s)].concat();
        assert_eq!(suite.verify(public, scheme, b"message", &mirrored), Ok(()), "{curve}");
    }
}

/// `a - b`, big-endian, of equal width.
fn difference(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut digits: Vec<u8> = a
        .iter()
        .zip(b)
        .rev()
        .map(|(a, b)| {
            let digit = i16::from(*a) - i16::from(*b) - borrow;
            borrow = i16::from(digit < 0);
            digit.rem_euclid(256).try_into().unwrap()
        })
        .collect();
    digits.reverse();
    digits
}

fn schemes_of_another_curve(suite: Suite) {
    let mismatch = Err(CryptoError::SchemeMismatch);
    let p256 = *suite.agreement_key(&suite.seeded(Curve::P256, 1)).public_key();
    assert_eq!(suite.verify(&p256, SignatureScheme::EdDsa, b"", &[1; 64]), mismatch);
    let ed25519 = *suite.signing_key(&suite.seeded(Curve::Ed25519, 1)).public_key();
    assert_eq!(suite.verify(&ed25519, SignatureScheme::Ecdsa(HashAlgorithm::Sha512), b"", &[1; 64]), mismatch);
    let x25519 = *suite.agreement_key(&suite.seeded(Curve::X25519, 1)).public_key();
    let unsupported = Err(CryptoError::UnsupportedCurve(Curve::X25519));
    assert_eq!(suite.verify(&x25519, SignatureScheme::EdDsa, b"", &[1; 64]), unsupported);
}

fn ed25519_signatures_of_wrong_length_or_range(suite: Suite) {
    let key = suite.signing_key(&suite.seeded(Curve::Ed25519, 1));
    let signature = key.sign(&[b"message"]).unwrap();
    let (public, scheme) = (key.public_key(), SignatureScheme::EdDsa);
    let long = [&signature[..], &[0]].concat();
    // s + L is the same number modulo the order, and refused.
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    let sum = signature[32..].iter().zip(&order).map(|(a, b)| {
        let digit = u16::from(*a) + u16::from(*b) + carry;
        carry = digit >> 8;
        u8::try_from(digit & 0xff).unwrap()
    });
    let mirrored: Vec<u8> = signature[..32].iter().copied().chain(sum.collect::<Vec<u8>>()).collect();
    for signature in [&signature[1..], &signature[..63], &long, &mirrored, &[]] {
        assert_eq!(suite.verify(public, scheme, b"message", signature), Err(BadSignature));
    }
}

fn ciphertexts_that_were_touched(suite: Suite) {
    let (key, iv) = ([1; 32], [2; 12]);
    let mut sealed = b"plaintext".to_vec();
    let tag = suite.0.aead.seal(&key, &iv, &mut sealed).unwrap();
    sealed.extend_from_slice(&tag);
    let open = |key: [u8; 32], iv: [u8; 12], sealed: &[u8]| {
        let mut buffer = sealed.to_vec();
        let result = suite.0.aead.open(&key, &iv, &mut buffer).map(|message| message.len());
        assert_eq!(result.is_ok(), buffer.starts_with(b"plain"), "no plaintext on failure");
        result
    };
    assert_eq!(open(key, iv, &sealed), Ok(9));
    assert_eq!(open([3; 32], iv, &sealed), Err(BadCiphertext));
    assert_eq!(open(key, [3; 12], &sealed), Err(BadCiphertext));
    for at in 0..sealed.len() {
        let mut touched = sealed.clone();
        touched[at] ^= 0x80;
        assert_eq!(open(key, iv, &touched), Err(BadCiphertext));
        assert_eq!(open(key, iv, &sealed[..at]), Err(BadCiphertext), "cut to {at}");
    }
}

fn derived_keys_that_are_too_long(suite: Suite) {
    let mut output = vec![0; 255 * 32 + 1];
    assert_eq!(suite.0.kdf.hkdf_sha256(b"ikm", &[], &[], &mut output), Err(CryptoError::Length));
    assert_eq!(suite.0.kdf.hkdf_sha256(b"ikm", &[], &[], &mut output[1..]), Ok(()));
    let mut other = vec![0; 255 * 32];
    assert_eq!(suite.0.kdf.hkdf_sha256(b"ikm", &[0; 32], &[], &mut other), Ok(()));
    assert!(output[1..] == other, "no salt is 32 zero bytes");
}

on_every_provider! {
    every_two_coordinate_curve_has_its_order_here,
    points_off_the_curve_and_of_wrong_width,
    compressed_points_that_do_not_exist,
    single_values_that_are_no_keys,
    ed25519_points_of_small_order_or_second_encoding,
    x25519_points_of_low_order,
    #[cfg(feature = "prerelease-curves")] x448_points_of_low_order,
    #[cfg(feature = "prerelease-curves")] ed448_points_of_small_order_or_second_encoding,
    keys_of_another_curve,
    private_keys_out_of_range,
    signatures_of_wrong_length_or_range,
    schemes_of_another_curve,
    ed25519_signatures_of_wrong_length_or_range,
    ciphertexts_that_were_touched,
    derived_keys_that_are_too_long,
}
