//! Keys as PEM and DER: PKCS#8 (RFC 5208), SEC 1, SubjectPublicKeyInfo (RFC 5480, RFC 8410), certificates.

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, SecretKey};
use mdoc_proximity::x509::Certificate;
use pem_rfc7468::LineEnding;
use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs8::der::{Decode, Encode};
use pkcs8::spki::{AlgorithmIdentifier, AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};
use sec1::{EcParameters, EcPrivateKey};
use zeroize::Zeroizing;

use super::{Half, Key, checked, public_of, raw};
use crate::pem;

/// id-ecPublicKey.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

fn curve_of(oid: ObjectIdentifier) -> Result<Curve, String> {
    let found = Curve::ALL.into_iter().find(|curve| oid_of(*curve) == oid);
    found.ok_or_else(|| format!("keys of the kind {oid} are not supported"))
}

fn oid_of(curve: Curve) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(curve.oid())
}

fn algorithm_curve(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Curve, String> {
    if algorithm.oid == EC_PUBLIC_KEY {
        curve_of(algorithm.parameters_oid().map_err(|_| "the key names no curve".to_owned())?)
    } else {
        curve_of(algorithm.oid)
    }
}

/// The first key in a PEM text; other blocks, such as EC PARAMETERS, are passed over.
pub fn from_pem(text: &str, half: Half) -> Result<Key, String> {
    let mut seen = Vec::new();
    for (label, der) in pem::blocks(text)? {
        match label.as_str() {
            "CERTIFICATE" if half == Half::Private => {}
            "PRIVATE KEY" | "EC PRIVATE KEY" | "PUBLIC KEY" | "CERTIFICATE" => {
                let found = from_der(&der, half);
                return found.unwrap_or_else(|| Err(format!("the block \"{label}\" cannot be read")));
            }
            "ENCRYPTED PRIVATE KEY" => {
                return Err("the key is encrypted; decrypt it first (`openssl pkey`)".to_owned());
            }
            _ => {}
        }
        seen.push(label);
    }
    Err(format!("no key among the PEM blocks ({})", seen.join(", ")))
}

/// The key of a DER structure, or `None` where the bytes are none of those known.
pub fn from_der(der: &[u8], half: Half) -> Option<Result<Key, String>> {
    if let Ok(info) = PrivateKeyInfoRef::from_der(der) {
        return Some(from_pkcs8(&info));
    }
    if let Ok(key) = EcPrivateKey::from_der(der) {
        return Some(match key.parameters.and_then(EcParameters::named_curve) {
            Some(oid) => curve_of(oid).and_then(|curve| scalar(curve, key.private_key)).map(Key::Private),
            None => Err("the key names no curve".to_owned()),
        });
    }
    if let Ok(info) = SubjectPublicKeyInfoRef::from_der(der) {
        return Some(from_spki(&info));
    }
    let certificate = Certificate::from_der(der).ok()?;
    if half == Half::Private {
        return Some(Err("this is a certificate, and a private key is needed".to_owned()));
    }
    Some(certificate.public_key(&PROVIDER).map(Key::Public).map_err(|error| error.to_string()))
}

fn from_pkcs8(info: &PrivateKeyInfoRef<'_>) -> Result<Key, String> {
    let curve = algorithm_curve(&info.algorithm)?;
    let content = info.private_key.as_bytes();
    let broken = |_| "the private key inside PKCS#8 cannot be read".to_owned();
    let secret = if curve.is_two_coordinate() {
        scalar(curve, EcPrivateKey::from_der(content).map_err(broken)?.private_key)
    } else {
        checked(curve, <&OctetStringRef>::from_der(content).map_err(broken)?.as_bytes())
    };
    secret.map(Key::Private)
}

/// Some writers drop leading zeros, some add one.
fn scalar(curve: Curve, bytes: &[u8]) -> Result<SecretKey, String> {
    let digits: &[u8] = bytes.get(bytes.iter().take_while(|byte| **byte == 0).count()..).unwrap_or_default();
    let padding = curve.width().checked_sub(digits.len()).ok_or("the private key is too long for its curve")?;
    checked(curve, &Zeroizing::new([&vec![0; padding], digits].concat()))
}

fn from_spki(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Key, String> {
    let curve = algorithm_curve(&info.algorithm)?;
    let bytes = info.subject_public_key.as_bytes().ok_or("the public key is cut off")?;
    raw::public(curve, raw::point(curve, bytes)?).map(Key::Public)
}

/// A private key as PKCS#8 in PEM, in the form OpenSSL writes.
pub fn private_pem(secret: &SecretKey) -> Result<Zeroizing<String>, String> {
    let der = pkcs8(secret)?;
    let pem = pem_rfc7468::encode_string("PRIVATE KEY", LineEnding::LF, &der);
    pem.map(Zeroizing::new).map_err(|error| error.to_string())
}

fn pkcs8(secret: &SecretKey) -> Result<Zeroizing<Vec<u8>>, String> {
    let oid = oid_of(secret.curve());
    let (algorithm, content) = if secret.curve().is_two_coordinate() {
        let public = public_of(secret)?.to_sec1();
        let key = EcPrivateKey { private_key: secret.expose(), parameters: None, public_key: Some(&public) };
        let parameters = Some(AnyRef::from(&oid));
        (AlgorithmIdentifier { oid: EC_PUBLIC_KEY, parameters }, key.to_der())
    } else {
        let key = OctetStringRef::new(secret.expose()).and_then(|key| key.to_der());
        (AlgorithmIdentifier { oid, parameters: None }, key)
    };
    let content = Zeroizing::new(content.map_err(|error| error.to_string())?);
    let content = OctetStringRef::new(&content).map_err(|error| error.to_string())?;
    let info = PrivateKeyInfoRef::new(algorithm, content);
    info.to_der().map(Zeroizing::new).map_err(|error| error.to_string())
}

/// A certificate in PEM.
pub fn certificate_pem(der: &[u8]) -> Result<String, String> {
    pem_rfc7468::encode_string("CERTIFICATE", LineEnding::LF, der).map_err(|error| error.to_string())
}
