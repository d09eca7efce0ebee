//! One suite for every provider.

use core::ops::RangeInclusive;

use data_encoding::HEXLOWER_PERMISSIVE;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use zeroize::Zeroizing;

use crate::crypto::{
    AgreementKey, CryptoError, CryptoProvider, Curve, HashAlgorithm, Point, PublicKey, SecretKey, SharedSecret,
    SignatureAlgorithm, SignatureScheme, SigningKey,
};

/// Makes tests of functions that take a [`Suite`]. A function that is not named is dead code, which is refused.
macro_rules! on_every_provider {
    ($($(#[$attribute:meta])* $name:ident,)*) => {
        #[cfg(feature = "aws-lc-rs")]
        mod on_aws_lc_rs {
            $($(#[$attribute])* #[test] fn $name() {
                super::$name(super::Suite(crate::crypto::aws_lc::PROVIDER));
            })*
        }

        #[cfg(feature = "rustcrypto")]
        mod on_rustcrypto {
            $($(#[$attribute])* #[test] fn $name() {
                super::$name(super::Suite(crate::crypto::rustcrypto::PROVIDER));
            })*
        }
    };
}

mod annex_d;
mod rejected;
mod rfc6979;
mod rfc8032;
#[cfg(all(feature = "aws-lc-rs", feature = "rustcrypto"))]
mod side_by_side;

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap()
}

fn secret(curve: Curve, bytes: &[u8]) -> SecretKey {
    SecretKey::from_bytes(curve, Zeroizing::new(bytes.to_vec()))
}

/// The provider under test.
#[derive(Clone, Copy)]
struct Suite(CryptoProvider);

impl Suite {
    /// Whether this build has no arithmetic for the curve.
    fn lacks(self, curve: Curve) -> bool {
        match curve {
            Curve::P256 | Curve::P384 | Curve::P521 | Curve::X25519 | Curve::Ed25519 => false,
            Curve::X448 | Curve::Ed448 => !cfg!(feature = "prerelease-curves"),
            _ => !cfg!(feature = "rustcrypto"),
        }
    }

    fn supported(self) -> impl Iterator<Item = Curve> {
        Curve::ALL.into_iter().filter(move |curve| !self.lacks(*curve))
    }

    /// Whether the same message always gets the same signature: all but the ECDSA of AWS-LC.
    fn is_deterministic(self, curve: Curve) -> bool {
        self.0.name != "aws-lc-rs" || !matches!(curve, Curve::P256 | Curve::P384 | Curve::P521)
    }

    /// A private key that is the same in every run.
    fn seeded(self, curve: Curve, seed: u64) -> SecretKey {
        self.0.keys.generate(curve, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap()
    }

    /// The key of a point; whoever agrees with the point finds the same, and what agreeing with the key gives.
    fn public_key(self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let key = self.0.keys.public_key(curve, point);
        if curve.can_agree() && !self.lacks(curve) {
            let own = self.agreement_key(&self.seeded(curve, 99));
            let bytes = |secret: SharedSecret| secret.expose().to_vec();
            let at_once = own.agree_with_point(self.0.keys, point).map(|(key, secret)| (key, bytes(secret)));
            let in_turn = key.and_then(|key| Ok((key, bytes(own.agree(&key)?))));
            assert_eq!(at_once, in_turn, "{curve}");
        }
        key
    }

    fn agreement_key(self, secret: &SecretKey) -> Box<dyn AgreementKey> {
        self.0.keys.agreement_key(secret).unwrap()
    }

    fn signing_key(self, secret: &SecretKey) -> Box<dyn SigningKey> {
        self.0.keys.signing_key(secret).unwrap()
    }

    fn verify(
        self,
        key: &PublicKey,
        scheme: SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        self.0.verifier.verify(scheme, key, &[message], signature)
    }
}

fn every_curve_is_supported_or_named_as_not(suite: Suite) {
    for curve in Curve::ALL {
        let missing = CryptoError::UnsupportedCurve(curve);
        let key = suite.0.keys.generate(curve, &mut ChaCha20Rng::seed_from_u64(1));
        if suite.lacks(curve) {
            assert_eq!(key.unwrap_err(), missing);
            assert_eq!(suite.public_key(curve, Point::Single(&[9; 56])).unwrap_err(), missing);
            let key = secret(curve, &vec![1; curve.width()]);
            assert_eq!(suite.0.keys.agreement_key(&key).err(), Some(missing));
            assert_eq!(suite.0.keys.signing_key(&key).err(), Some(missing));
            continue;
        }
        let key = key.unwrap();
        assert_eq!(suite.0.keys.agreement_key(&key).is_ok(), curve.can_agree(), "{curve}");
        assert_eq!(suite.0.keys.signing_key(&key).is_ok(), curve.can_sign(), "{curve}");
        if !curve.can_agree() {
            assert_eq!(suite.0.keys.agreement_key(&key).err(), Some(missing));
        }
        if !curve.can_sign() {
            assert_eq!(suite.0.keys.signing_key(&key).err(), Some(missing));
        }
    }
}

fn generate_draws_from_the_given_rng_only(suite: Suite) {
    for curve in suite.supported() {
        let first = suite.seeded(curve, 7);
        assert_eq!(first.expose().len(), curve.width(), "{curve}");
        assert_eq!(first.expose(), suite.seeded(curve, 7).expose(), "{curve}");
        assert_ne!(first.expose(), suite.seeded(curve, 8).expose(), "{curve}");
    }
}

fn both_sides_agree_in_fixed_width(suite: Suite) {
    for curve in suite.supported().filter(|curve| curve.can_agree()) {
        let (a, b) = (suite.agreement_key(&suite.seeded(curve, 1)), suite.agreement_key(&suite.seeded(curve, 2)));
        let shared = a.agree(b.public_key()).unwrap();
        assert_eq!(shared.expose(), b.agree(a.public_key()).unwrap().expose(), "{curve}");
        assert_eq!(shared.expose().len(), curve.width(), "{curve}");
        let other = suite.agreement_key(&suite.seeded(curve, 3));
        assert_ne!(shared.expose(), other.agree(b.public_key()).unwrap().expose(), "{curve}");
    }
}

fn signatures_verify_over_the_same_message_only(suite: Suite) {
    for curve in suite.supported().filter(|curve| curve.can_sign()) {
        let key = suite.signing_key(&suite.seeded(curve, 1));
        assert_eq!(Some(key.algorithm()), SignatureAlgorithm::for_curve(curve));
        let scheme = key.algorithm().scheme();
        let signature = key.sign(&[b"one ", b"", b"message"]).unwrap();
        let again = key.sign(&[b"one message"]).unwrap();
        assert_eq!(signature == again, suite.is_deterministic(curve), "{curve}");
        assert_eq!(suite.verify(key.public_key(), scheme, b"one message", &again), Ok(()), "{curve}");
        assert_eq!(signature.len(), curve.width() * 2, "{curve}");
        assert_eq!(suite.verify(key.public_key(), scheme, b"one message", &signature), Ok(()), "{curve}");
        assert_eq!(
            suite.0.verifier.verify(scheme, key.public_key(), &[b"one", b" message"], &signature),
            Ok(()),
            "{curve}"
        );

        let bad = Err(CryptoError::BadSignature);
        assert_eq!(suite.verify(key.public_key(), scheme, b"one massage", &signature), bad, "{curve}");
        let other = suite.signing_key(&suite.seeded(curve, 2));
        assert_eq!(suite.verify(other.public_key(), scheme, b"one message", &signature), bad, "{curve}");
        for at in [0, curve.width() - 1, curve.width(), signature.len() - 1] {
            let mut tampered = signature.clone();
            tampered[at] ^= 1;
            assert_eq!(suite.verify(key.public_key(), scheme, b"one message", &tampered), bad, "{curve} {at}");
        }
    }
}

fn any_digest_goes_with_any_ecdsa_curve(suite: Suite) {
    let hashes = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    for curve in suite.supported().filter(|curve| curve.can_sign() && curve.is_two_coordinate()) {
        let key = suite.signing_key(&suite.seeded(curve, 1));
        let signature = key.sign(&[b"message"]).unwrap();
        for hash in hashes {
            let scheme = SignatureScheme::Ecdsa(hash);
            let same = scheme == key.algorithm().scheme();
            assert_eq!(
                suite.verify(key.public_key(), scheme, b"message", &signature).is_ok(),
                same,
                "{curve} {hash:?}"
            );
        }
    }
}

fn compressed_points_are_decompressed_by_either_sign(suite: Suite) {
    for curve in suite.supported().filter(|curve| curve.is_two_coordinate()) {
        let mut signs = [false; 2];
        for seed in 0..16 {
            let key = *suite.agreement_key(&suite.seeded(curve, seed)).public_key();
            let odd = key.y().unwrap().last().unwrap() & 1 == 1;
            signs[usize::from(odd)] = true;
            let point = |y_is_odd| suite.0.keys.public_key(curve, Point::Compressed { x: key.x(), y_is_odd });
            assert_eq!(point(odd), Ok(key), "{curve}");
            let mirrored = point(!odd).unwrap();
            assert_eq!(mirrored.x(), key.x());
            assert_ne!(mirrored.y(), key.y());
        }
        assert_eq!(signs, [true; 2], "{curve}: both signs were seen");
    }
}

/// Short x-coordinates keep their leading zeros, in keys and in shared secrets.
fn leading_zeros_stay(suite: Suite) {
    const SEEDS: RangeInclusive<u64> = 0..=2000;
    let own = suite.agreement_key(&suite.seeded(Curve::P256, 1));
    let short = SEEDS
        .map(|seed| suite.agreement_key(&suite.seeded(Curve::P256, seed)))
        .find(|key| key.public_key().x()[0] == 0);
    assert_eq!(short.expect("one in 256 keys is short").public_key().to_sec1().len(), 65);
    let shared = SEEDS
        .map(|seed| own.agree(suite.agreement_key(&suite.seeded(Curve::P256, seed)).public_key()).unwrap())
        .find(|shared| shared.expose()[0] == 0);
    assert_eq!(shared.expect("one in 256 secrets is short").expose().len(), 32);
}

on_every_provider! {
    every_curve_is_supported_or_named_as_not,
    generate_draws_from_the_given_rng_only,
    both_sides_agree_in_fixed_width,
    signatures_verify_over_the_same_message_only,
    any_digest_goes_with_any_ecdsa_curve,
    compressed_points_are_decompressed_by_either_sign,
    leading_zeros_stay,
}
