//! The providers against each other: what one makes, the other takes.

use super::*;
use crate::crypto::{aws_lc, rustcrypto};

const PAIRS: [(Suite, Suite); 2] =
    [(Suite(aws_lc::PROVIDER), Suite(rustcrypto::PROVIDER)), (Suite(rustcrypto::PROVIDER), Suite(aws_lc::PROVIDER))];

/// Lengths around the blocks of AES and of the digests.
const LENGTHS: [usize; 14] = [0, 1, 15, 16, 17, 55, 56, 63, 64, 65, 127, 128, 129, 5000];

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

/// But for P-521, where one provider asks for 521 bits and the other for 528 until they are few enough.
#[test]
fn the_same_randomness_gives_the_same_keys() {
    let [(one, other), _] = PAIRS;
    for curve in one.supported().filter(|curve| *curve != Curve::P521) {
        for seed in 0..20 {
            assert_eq!(one.seeded(curve, seed).expose(), other.seeded(curve, seed).expose(), "{curve}");
        }
    }
}

#[test]
fn a_private_key_has_one_public_key() {
    let [(one, other), _] = PAIRS;
    for curve in one.supported() {
        for secret in [one.seeded(curve, 1), other.seeded(curve, 2)] {
            if curve.can_agree() {
                assert_eq!(one.agreement_key(&secret).public_key(), other.agreement_key(&secret).public_key());
            }
            if curve.can_sign() {
                assert_eq!(one.signing_key(&secret).public_key(), other.signing_key(&secret).public_key());
            }
        }
    }
}

#[test]
fn both_agree_on_the_same_secret() {
    for (one, other) in PAIRS {
        for curve in one.supported().filter(|curve| curve.can_agree()) {
            let (own, peer) = (one.agreement_key(&one.seeded(curve, 1)), other.agreement_key(&other.seeded(curve, 2)));
            let (here, there) = (own.agree(peer.public_key()).unwrap(), peer.agree(own.public_key()).unwrap());
            assert_eq!(here.expose(), there.expose(), "{curve}");
        }
    }
}

#[test]
fn signatures_of_one_verify_with_the_other() {
    for (signer, verifier) in PAIRS {
        for curve in signer.supported().filter(|curve| curve.can_sign()) {
            let key = signer.signing_key(&signer.seeded(curve, 1));
            let scheme = key.algorithm().scheme();
            for length in LENGTHS {
                let message = bytes(length);
                let signature = key.sign(&[&message[..length / 2], &message[length / 2..]]).unwrap();
                assert_eq!(verifier.verify(key.public_key(), scheme, &message, &signature), Ok(()), "{curve} {length}");
                let longer = bytes(length + 1);
                let refused = verifier.verify(key.public_key(), scheme, &longer, &signature);
                assert_eq!(refused, Err(CryptoError::BadSignature), "{curve} {length}");
            }
        }
    }
}

#[test]
fn compressed_points_are_the_same() {
    for (one, other) in PAIRS {
        for curve in one.supported().filter(|curve| curve.is_two_coordinate()) {
            for seed in 0..4 {
                let key = *one.agreement_key(&one.seeded(curve, seed)).public_key();
                for y_is_odd in [false, true] {
                    let point = Point::Compressed { x: key.x(), y_is_odd };
                    assert_eq!(one.public_key(curve, point), other.public_key(curve, point), "{curve}");
                }
            }
        }
    }
}

#[test]
fn digests_tags_and_derived_keys_are_the_same() {
    let (one, other) = PAIRS[0];
    for length in LENGTHS {
        let message = bytes(length);
        for cut in [0, length / 3, length] {
            let parts = [&message[..cut], &[], &message[cut..]];
            for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
                let (here, there) = (one.0.hash.digest(hash, &parts), other.0.hash.digest(hash, &parts));
                assert_eq!(here.as_bytes(), there.as_bytes(), "{hash:?} {length}");
            }
            for key in [0, 32, 64, 65, 200].map(bytes) {
                assert_eq!(one.0.mac.hmac_sha256(&key, &parts), other.0.mac.hmac_sha256(&key, &parts), "{length}");
            }
        }
        for salt in [0, 32, 65].map(bytes) {
            let (mut here, mut there) = (vec![0; length], vec![1; length]);
            one.0.kdf.hkdf_sha256(&message, &salt, &message, &mut here).unwrap();
            other.0.kdf.hkdf_sha256(&message, &salt, &message, &mut there).unwrap();
            assert_eq!(here, there, "{length}");
        }
    }
}

#[test]
fn ciphertexts_are_the_same() {
    for (one, other) in PAIRS {
        for length in LENGTHS {
            let (key, iv, message) = ([3; 32], [5; 12], bytes(length));
            let (mut here, mut there) = (message.clone(), message.clone());
            let tags =
                [one.0.aead.seal(&key, &iv, &mut here), other.0.aead.seal(&key, &iv, &mut there)].map(Result::unwrap);
            here.extend(tags[0]);
            there.extend(tags[1]);
            assert_eq!(here, there);
            assert_eq!(other.0.aead.open(&key, &iv, &mut here).unwrap(), message);
        }
    }
}
