use der::asn1::{AnyRef, BitStringRef, Null};

use super::*;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;

/// The generator of P-256 (FIPS 186-5, SP 800-186).
const X: [u8; 32] = [
    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d,
    0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
];
const Y: [u8; 32] = [
    0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33,
    0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

/// The key of a SubjectPublicKeyInfo that came alone.
fn public_key(provider: &CryptoProvider, spki: &[u8]) -> Result<PublicKey, CertificateError> {
    super::public_key(provider, KeyInfo::read(spki, |bits| Ok(Part::all(bits))).as_ref())
}

fn spki(oid: ObjectIdentifier, parameters: Option<AnyRef<'_>>, bits: &[u8]) -> Vec<u8> {
    SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef { oid, parameters },
        subject_public_key: BitStringRef::from_bytes(bits).unwrap(),
    }
    .to_der()
    .unwrap()
}

#[test]
fn ec_points_come_whole_or_compressed() {
    let (oid, curve) = curve_identifier(Curve::P256).unwrap();
    let curve = curve.unwrap();
    let key = |bits: &[u8]| public_key(&PROVIDER, &spki(oid, Some(AnyRef::from(&curve)), bits));
    let whole = key(&[&[4], X.as_slice(), &Y].concat()).unwrap();
    assert_eq!((whole.x(), whole.y()), (X.as_slice(), Some(Y.as_slice())));
    assert!(key(&[&[3], X.as_slice()].concat()).unwrap() == whole);
    assert!(key(&[&[2], X.as_slice()].concat()).unwrap() != whole);
    let invalid = Err(CertificateError::Key(CryptoError::InvalidPublicKey));
    for bits in [&[][..], &[0], &[4], &[4; 64], &[4; 66], &[5; 65], &[6; 65], &X] {
        assert_eq!(key(bits), invalid, "{bits:02x?}");
    }
    let mut off_curve = Y;
    off_curve[31] ^= 1;
    assert_eq!(key(&[&[4], X.as_slice(), &off_curve].concat()), invalid);
}

#[test]
fn only_named_curves_and_edwards_keys_without_parameters_are_keys() {
    let bits = [&[4], X.as_slice(), &Y].concat();
    let rsa = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    let secp256k1 = ObjectIdentifier::new_unwrap("1.3.132.0.10");
    for spki in [
        spki(rsa, Some(Null.into()), &bits),
        spki(EC_PUBLIC_KEY, None, &bits),
        spki(EC_PUBLIC_KEY, Some(Null.into()), &bits),
        spki(EC_PUBLIC_KEY, Some(AnyRef::from(&secp256k1)), &bits),
        spki(ED25519, Some(Null.into()), &[7; 32]),
        spki(ED448, Some(Null.into()), &[7; 57]),
    ] {
        assert_eq!(public_key(&PROVIDER, &spki), Err(CertificateError::Algorithm));
    }
    assert_eq!(public_key(&PROVIDER, b"\x30\x00"), Err(CertificateError::Malformed));
}

#[test]
fn every_signing_curve_has_identifiers() {
    for curve in Curve::ALL.into_iter().filter(|curve| curve.can_sign()) {
        let (oid, named) = curve_identifier(curve).unwrap();
        let identifier = AlgorithmIdentifierRef { oid, parameters: named.as_ref().map(AnyRef::from) };
        assert_eq!(key_curve(&identifier), Some(curve));
        let algorithm = SignatureAlgorithm::for_curve(curve).unwrap();
        assert!(scheme_identifier(algorithm, curve).is_some());
    }
    assert_eq!(curve_identifier(Curve::X25519), None);
    assert_eq!(scheme_identifier(SignatureAlgorithm::EdDsa, Curve::P256), None);
}

#[test]
fn ecdsa_takes_any_hash_and_eddsa_its_own_curve() {
    let key = |curve: Curve| {
        let zero = vec![0; curve.width()];
        PublicKey::from_validated(curve, &zero, curve.is_two_coordinate().then_some(&zero)).unwrap()
    };
    let scheme = |oid, curve| signature_scheme(&AlgorithmIdentifierRef { oid, parameters: None }, &key(curve));
    for (hash, oid) in ECDSA {
        for (curve, _) in NAMED {
            assert_eq!(scheme(oid, curve), Ok(SignatureScheme::Ecdsa(hash)));
        }
        assert_eq!(scheme(oid, Curve::Ed25519), Err(CertificateError::Algorithm));
    }
    assert_eq!(scheme(ED25519, Curve::Ed25519), Ok(SignatureScheme::EdDsa));
    assert_eq!(scheme(ED25519, Curve::Ed448), Err(CertificateError::Algorithm));
    assert_eq!(scheme(ED25519, Curve::P256), Err(CertificateError::Algorithm));
    let sha1 = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");
    assert_eq!(scheme(sha1, Curve::P256), Err(CertificateError::Algorithm));
    let with = |parameters| AlgorithmIdentifierRef { oid: ECDSA[0].1, parameters: Some(parameters) };
    assert!(signature_scheme(&with(Null.into()), &key(Curve::P256)).is_ok());
    assert!(signature_scheme(&with(AnyRef::from(&sha1)), &key(Curve::P256)).is_err());
}

#[test]
fn signatures_change_between_der_and_fixed_width() {
    let ecdsa = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
    let mut fixed = [0; 64];
    fixed[31] = 1;
    fixed[32] = 0xff;
    let der = der_signature(Curve::P256, &fixed).unwrap();
    assert_eq!(der[..8], [0x30, 0x26, 0x02, 0x01, 0x01, 0x02, 0x21, 0x00]);
    assert_eq!(fixed_signature(ecdsa, Curve::P256, &der).unwrap(), fixed);
    // Too wide, negative, padded, trailing, not DER at all.
    let bad = Err(CertificateError::Signature(CryptoError::BadSignature));
    let wide = der_signature(Curve::P384, &[0xff; 96]).unwrap();
    assert_eq!(fixed_signature(ecdsa, Curve::P256, &wide), bad);
    for bytes in [b"\x30\x06\x02\x01\x81\x02\x01\x01".as_slice(), b"\x30\x07\x02\x02\x00\x01\x02\x01\x01", &fixed] {
        assert_eq!(fixed_signature(ecdsa, Curve::P256, bytes), bad);
    }
    assert_eq!(fixed_signature(ecdsa, Curve::P256, &[der.as_slice(), &[0]].concat()), bad);
    assert_eq!(fixed_signature(SignatureScheme::EdDsa, Curve::Ed25519, &[7; 64]).unwrap(), [7; 64]);
}
