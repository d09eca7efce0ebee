use core::ops::RangeInclusive;

use data_encoding::HEXLOWER_PERMISSIVE;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use zeroize::Zeroizing;

use super::{PROVIDER, operations};
use crate::crypto::{
    AgreementKey, CryptoError, Curve, HashAlgorithm, Point, PublicKey, SecretKey, SignatureAlgorithm, SignatureScheme,
    SigningKey,
};

mod annex_d;
mod rejected;
mod rfc6979;
mod rfc8032;

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap()
}

fn secret(curve: Curve, bytes: &[u8]) -> SecretKey {
    SecretKey::from_bytes(curve, Zeroizing::new(bytes.to_vec()))
}

fn supported() -> impl Iterator<Item = Curve> {
    Curve::ALL.into_iter().filter(|curve| operations(*curve).is_ok())
}

/// A private key that is the same in every run.
fn seeded(curve: Curve, seed: u64) -> SecretKey {
    PROVIDER.keys.generate(curve, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap()
}

fn agreement_key(secret: &SecretKey) -> Box<dyn AgreementKey> {
    PROVIDER.keys.agreement_key(secret).unwrap()
}

fn signing_key(secret: &SecretKey) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(secret).unwrap()
}

fn verify(key: &PublicKey, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
    PROVIDER.verifier.verify(scheme, key, &[message], signature)
}

#[test]
fn every_curve_is_supported_or_named_as_not() {
    for curve in Curve::ALL {
        let missing = CryptoError::UnsupportedCurve(curve);
        let key = PROVIDER.keys.generate(curve, &mut ChaCha20Rng::seed_from_u64(1));
        if !cfg!(feature = "prerelease-curves") && matches!(curve, Curve::X448 | Curve::Ed448) {
            assert_eq!(key.unwrap_err(), missing);
            continue;
        }
        let key = key.unwrap();
        assert_eq!(PROVIDER.keys.agreement_key(&key).is_ok(), curve.can_agree(), "{curve}");
        assert_eq!(PROVIDER.keys.signing_key(&key).is_ok(), curve.can_sign(), "{curve}");
        if !curve.can_agree() {
            assert_eq!(PROVIDER.keys.agreement_key(&key).err(), Some(missing));
        }
        if !curve.can_sign() {
            assert_eq!(PROVIDER.keys.signing_key(&key).err(), Some(missing));
        }
    }
}

#[test]
fn generate_draws_from_the_given_rng_only() {
    for curve in supported() {
        let first = seeded(curve, 7);
        assert_eq!(first.expose().len(), curve.width(), "{curve}");
        assert_eq!(first.expose(), seeded(curve, 7).expose(), "{curve}");
        assert_ne!(first.expose(), seeded(curve, 8).expose(), "{curve}");
    }
}

#[test]
fn both_sides_agree_in_fixed_width() {
    for curve in supported().filter(|curve| curve.can_agree()) {
        let (a, b) = (agreement_key(&seeded(curve, 1)), agreement_key(&seeded(curve, 2)));
        let shared = a.agree(b.public_key()).unwrap();
        assert_eq!(shared.expose(), b.agree(a.public_key()).unwrap().expose(), "{curve}");
        assert_eq!(shared.expose().len(), curve.width(), "{curve}");
        let other = agreement_key(&seeded(curve, 3));
        assert_ne!(shared.expose(), other.agree(b.public_key()).unwrap().expose(), "{curve}");
    }
}

#[test]
fn signatures_verify_over_the_same_message_only() {
    for curve in supported().filter(|curve| curve.can_sign()) {
        let key = signing_key(&seeded(curve, 1));
        assert_eq!(Some(key.algorithm()), SignatureAlgorithm::for_curve(curve));
        let scheme = key.algorithm().scheme();
        let signature = key.sign(&[b"one ", b"", b"message"]).unwrap();
        assert_eq!(signature, key.sign(&[b"one message"]).unwrap(), "{curve}: deterministic, parts are joined");
        assert_eq!(signature.len(), curve.width() * 2, "{curve}");
        assert_eq!(verify(key.public_key(), scheme, b"one message", &signature), Ok(()), "{curve}");
        assert_eq!(
            PROVIDER.verifier.verify(scheme, key.public_key(), &[b"one", b" message"], &signature),
            Ok(()),
            "{curve}"
        );

        let bad = Err(CryptoError::BadSignature);
        assert_eq!(verify(key.public_key(), scheme, b"one massage", &signature), bad, "{curve}");
        let other = signing_key(&seeded(curve, 2));
        assert_eq!(verify(other.public_key(), scheme, b"one message", &signature), bad, "{curve}");
        for at in [0, curve.width() - 1, curve.width(), signature.len() - 1] {
            let mut tampered = signature.clone();
            tampered[at] ^= 1;
            assert_eq!(verify(key.public_key(), scheme, b"one message", &tampered), bad, "{curve} {at}");
        }
    }
}

#[test]
fn any_digest_goes_with_any_ecdsa_curve() {
    let hashes = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    for curve in supported().filter(|curve| curve.can_sign() && curve.is_two_coordinate()) {
        let key = signing_key(&seeded(curve, 1));
        let signature = key.sign(&[b"message"]).unwrap();
        for hash in hashes {
            let scheme = SignatureScheme::Ecdsa(hash);
            let same = scheme == key.algorithm().scheme();
            assert_eq!(verify(key.public_key(), scheme, b"message", &signature).is_ok(), same, "{curve} {hash:?}");
        }
    }
}

#[test]
fn compressed_points_are_decompressed_by_either_sign() {
    for curve in supported().filter(|curve| curve.is_two_coordinate()) {
        let mut signs = [false; 2];
        for seed in 0..16 {
            let key = *agreement_key(&seeded(curve, seed)).public_key();
            let odd = key.y().unwrap().last().unwrap() & 1 == 1;
            signs[usize::from(odd)] = true;
            let point = |y_is_odd| PROVIDER.keys.public_key(curve, Point::Compressed { x: key.x(), y_is_odd });
            assert_eq!(point(odd), Ok(key), "{curve}");
            let mirrored = point(!odd).unwrap();
            assert_eq!(mirrored.x(), key.x());
            assert_ne!(mirrored.y(), key.y());
        }
        assert_eq!(signs, [true; 2], "{curve}: both signs were seen");
    }
}

/// Short x-coordinates keep their leading zeros, in keys and in shared secrets.
#[test]
fn leading_zeros_stay() {
    const SEEDS: RangeInclusive<u64> = 0..=2000;
    let own = agreement_key(&seeded(Curve::P256, 1));
    let short = SEEDS.map(|seed| agreement_key(&seeded(Curve::P256, seed))).find(|key| key.public_key().x()[0] == 0);
    assert_eq!(short.expect("one in 256 keys is short").public_key().to_sec1().len(), 65);
    let shared = SEEDS
        .map(|seed| own.agree(agreement_key(&seeded(Curve::P256, seed)).public_key()).unwrap())
        .find(|shared| shared.expose()[0] == 0);
    assert_eq!(shared.expect("one in 256 secrets is short").expose().len(), 32);
}
