//! The people and authorities of the cases: always the same, from fixed seeds.
//!
//! It is [`NOW`] everywhere. Norway's issuing authority signs through a document signer; a reader with a certificate of
//! a reader CA asks. Every key is drawn from the label that it is named by.

mod authorities;
mod documents;
mod sessions;

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::cose::encode_key;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{AgreementKey, Curve, PublicKey, SecretKey, SigningKey};
use mdoc_proximity::time::UnixTime;

pub use authorities::{
    ISSUER_CRL, Issuer, authority, contact, iaca_spec, name, reader_ca, reader_ca_spec, reader_identity, reader_spec,
    signer_spec, validity,
};
pub use documents::{DocumentPlan, value};
pub use sessions::{HandoverKind, Session, engagement, openid4vp, request};

use super::rng;

/// The wall clock of all cases that do not say otherwise.
pub const NOW: &str = "2026-06-01T12:00:00Z";

/// The document type of the driving licence.
pub const MDL: &str = "org.iso.18013.5.1.mDL";
/// The namespace of the driving licence.
pub const MDL_NAME_SPACE: &str = "org.iso.18013.5.1";
/// The document type and namespace of the EU person identification data.
pub const PID: &str = "eu.europa.ec.eudi.pid.1";
/// The document type and namespace of the EU age verification attestation.
pub const AGE_VERIFICATION: &str = "eu.europa.ec.av.1";
/// The document type of the Photo ID.
pub const PHOTO_ID: &str = "org.iso.23220.photoid.1";
/// The namespace of what documents of ISO/IEC 23220 have in common.
pub const PHOTO_ID_NAME_SPACE: &str = "org.iso.23220.1";

/// Every curve that signs.
pub const SIGNING_CURVES: [Curve; 9] = [
    Curve::P256,
    Curve::P384,
    Curve::P521,
    Curve::BrainpoolP256r1,
    Curve::BrainpoolP320r1,
    Curve::BrainpoolP384r1,
    Curve::BrainpoolP512r1,
    Curve::Ed25519,
    Curve::Ed448,
];

/// Every curve that agrees on keys.
pub const AGREEING_CURVES: [Curve; 9] = [
    Curve::P256,
    Curve::P384,
    Curve::P521,
    Curve::BrainpoolP256r1,
    Curve::BrainpoolP320r1,
    Curve::BrainpoolP384r1,
    Curve::BrainpoolP512r1,
    Curve::X25519,
    Curve::X448,
];

/// The instant of an RFC 3339 text.
#[must_use]
pub fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

/// The private key of a label, such as `device`, on a curve.
#[must_use]
pub fn key(label: &str, curve: Curve) -> SecretKey {
    PROVIDER.keys.generate(curve, &mut rng(&format!("key {label} {curve}"))).unwrap()
}

/// The key, to sign with.
#[must_use]
pub fn signing_key(secret: &SecretKey) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(secret).unwrap()
}

/// The key, to agree with.
#[must_use]
pub fn agreement_key(secret: &SecretKey) -> Box<dyn AgreementKey> {
    PROVIDER.keys.agreement_key(secret).unwrap()
}

/// The public part of a key of any curve.
#[must_use]
pub fn public_key(secret: &SecretKey) -> PublicKey {
    if secret.curve().can_sign() { *signing_key(secret).public_key() } else { *agreement_key(secret).public_key() }
}

/// The COSE_Key of a public key.
#[must_use]
pub fn cose_key(key: &PublicKey) -> Vec<u8> {
    let mut writer = Writer::new();
    encode_key(key, &mut writer);
    writer.into_vec()
}

/// A tag-24 byte string around `content`.
#[must_use]
pub fn embedded(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.embedded(content);
    writer.into_vec()
}

/// A curve's name as ids of cases have it.
#[must_use]
pub fn slug(curve: Curve) -> String {
    curve.name().to_ascii_lowercase().replace('-', "").replace("r1", "")
}
