//! Key and signature algorithms of certificates: ISO/IEC 18013-5 B.1, RFC 5480, RFC 5758, RFC 5639, RFC 8410.

#[cfg(test)]
mod tests;

use der::asn1::UintRef;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode, Sequence};
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::crypto::{
    CryptoError, CryptoProvider, Curve, HashAlgorithm, Point, PublicKey, SignatureAlgorithm, SignatureScheme,
};
use crate::x509::CertificateError;
use crate::x509::part::Part;

/// id-ecPublicKey.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// id-Ed25519, of keys and of signatures.
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap(Curve::Ed25519.oid());
/// id-Ed448, of keys and of signatures.
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap(Curve::Ed448.oid());

/// ecdsa-with-SHA256, -SHA384 and -SHA512.
const ECDSA: [(HashAlgorithm, ObjectIdentifier); 3] = [
    (HashAlgorithm::Sha256, ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2")),
    (HashAlgorithm::Sha384, ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3")),
    (HashAlgorithm::Sha512, ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4")),
];

/// ECDSA-Sig-Value (RFC 3279 2.2.3).
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// What a CA signed, certificate or revocation list (RFC 5280 4.1.1, 5.1.1), in slices of what was received.
pub(crate) struct Signed<'a> {
    /// The AlgorithmIdentifier inside what is signed.
    pub(crate) inner_algorithm: &'a [u8],
    /// The AlgorithmIdentifier beside the signature.
    pub(crate) outer_algorithm: &'a [u8],
    /// What is signed.
    pub(crate) tbs: &'a [u8],
    /// The content of the BIT STRING.
    pub(crate) signature: &'a [u8],
}

/// Verifies the signature of a CA with this key.
pub(crate) fn verify(
    provider: &CryptoProvider,
    issuer: &PublicKey,
    signed: &Signed<'_>,
) -> Result<(), CertificateError> {
    if signed.inner_algorithm != signed.outer_algorithm {
        return Err(CertificateError::Algorithm);
    }
    let identifier =
        AlgorithmIdentifierRef::from_der(signed.outer_algorithm).map_err(|_| CertificateError::Malformed)?;
    let scheme = signature_scheme(&identifier, issuer)?;
    let signature = fixed_signature(scheme, issuer.curve(), signed.signature)?;
    provider.verifier.verify(scheme, issuer, &[signed.tbs], &signature).map_err(CertificateError::Signature)
}

/// SubjectPublicKeyInfo, as far as it was read with the certificate.
pub(super) struct KeyInfo {
    /// The curve, where its identifier is one that is known.
    pub(super) curve: Option<Curve>,
    /// The content of the BIT STRING without the number of unused bits.
    pub(super) bits: Part,
    /// Whether the bits are all of whole octets.
    are_octets: bool,
}

impl KeyInfo {
    /// `None` where it cannot be read.
    pub(super) fn read(spki: &[u8], part: impl Fn(&[u8]) -> der::Result<Part>) -> Option<Self> {
        let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
        let bits = info.subject_public_key;
        let are_octets = bits.as_bytes().is_some();
        Some(Self { curve: key_curve(&info.algorithm), bits: part(bits.raw_bytes()).ok()?, are_octets })
    }
}

/// The key of a SubjectPublicKeyInfo: a named curve with a point, compressed or not, or an Edwards curve.
pub(super) fn public_key(provider: &CryptoProvider, info: Option<&KeyInfo>) -> Result<PublicKey, CertificateError> {
    let info = info.ok_or(CertificateError::Malformed)?;
    let curve = info.curve.ok_or(CertificateError::Algorithm)?;
    let bytes = info.are_octets.then_some(&info.bits).ok_or(CertificateError::Malformed)?;
    let point = point(curve, bytes).ok_or(CertificateError::Key(CryptoError::InvalidPublicKey))?;
    provider.keys.public_key(curve, point).map_err(CertificateError::Key)
}

/// The curves that go by name behind id-ecPublicKey.
const NAMED: [(Curve, ObjectIdentifier); 7] = {
    const fn named(curve: Curve) -> (Curve, ObjectIdentifier) {
        (curve, ObjectIdentifier::new_unwrap(curve.oid()))
    }
    [
        named(Curve::P256),
        named(Curve::P384),
        named(Curve::P521),
        named(Curve::BrainpoolP256r1),
        named(Curve::BrainpoolP320r1),
        named(Curve::BrainpoolP384r1),
        named(Curve::BrainpoolP512r1),
    ]
};

/// The curve of a key's algorithm, named by its identifier.
fn key_curve(algorithm: &AlgorithmIdentifierRef<'_>) -> Option<Curve> {
    match algorithm.oid {
        EC_PUBLIC_KEY => {
            let named = algorithm.parameters_oid().ok()?;
            NAMED.iter().find(|(_, oid)| *oid == named).map(|(curve, _)| *curve)
        }
        ED25519 if algorithm.parameters.is_none() => Some(Curve::Ed25519),
        ED448 if algorithm.parameters.is_none() => Some(Curve::Ed448),
        _ => None,
    }
}

/// SEC 1 2.3.4 for two-coordinate curves.
fn point(curve: Curve, bytes: &[u8]) -> Option<Point<'_>> {
    if !curve.is_two_coordinate() {
        return Some(Point::Single(bytes));
    }
    let (form, coordinates) = bytes.split_first()?;
    match form {
        4 => coordinates.split_at_checked(curve.width()).map(|(x, y)| Point::Uncompressed { x, y }),
        2 | 3 => Some(Point::Compressed { x: coordinates, y_is_odd: *form == 3 }),
        _ => None,
    }
}

/// The algorithm OID and the curve OID (absent for Edwards curves) of a key.
pub(crate) fn curve_identifier(curve: Curve) -> Option<(ObjectIdentifier, Option<ObjectIdentifier>)> {
    match curve {
        Curve::Ed25519 => Some((ED25519, None)),
        Curve::Ed448 => Some((ED448, None)),
        _ => NAMED.iter().find(|(named, _)| *named == curve).map(|(_, oid)| (EC_PUBLIC_KEY, Some(*oid))),
    }
}

/// Whether this is ecdsa-with-SHA256, -SHA384 or -SHA512, what CAs sign with (B.1.1).
pub(super) fn is_ecdsa(identifier: ObjectIdentifier) -> bool {
    ECDSA.iter().any(|(_, known)| *known == identifier)
}

/// The OID of signatures by `algorithm` with a key on `curve`.
pub(crate) fn scheme_identifier(algorithm: SignatureAlgorithm, curve: Curve) -> Option<ObjectIdentifier> {
    match (algorithm.scheme(), curve) {
        (SignatureScheme::Ecdsa(hash), _) => ECDSA.iter().find(|(known, _)| *known == hash).map(|(_, oid)| *oid),
        (SignatureScheme::EdDsa, Curve::Ed25519) => Some(ED25519),
        (SignatureScheme::EdDsa, Curve::Ed448) => Some(ED448),
        (SignatureScheme::EdDsa, _) => None,
    }
}

/// The scheme of a signature algorithm, where it goes with the key. ECDSA may combine any hash with any curve here:
/// the pairings of COSE do not bind certificates.
fn signature_scheme(
    algorithm: &AlgorithmIdentifierRef<'_>,
    key: &PublicKey,
) -> Result<SignatureScheme, CertificateError> {
    // RFC 5758 leaves the parameters out; some signers write NULL.
    if algorithm.parameters.is_some_and(|parameters| !parameters.is_null()) {
        return Err(CertificateError::Algorithm);
    }
    let scheme = match (algorithm.oid, key.curve()) {
        (ED25519, Curve::Ed25519) | (ED448, Curve::Ed448) => Some(SignatureScheme::EdDsa),
        (oid, curve) if curve.is_two_coordinate() => {
            ECDSA.iter().find(|(_, known)| *known == oid).map(|(hash, _)| SignatureScheme::Ecdsa(*hash))
        }
        _ => None,
    };
    scheme.ok_or(CertificateError::Algorithm)
}

/// The signature as a [`Verifier`](crate::crypto::Verifier) takes it: `r || s` in fixed width, or the EdDSA signature.
fn fixed_signature(scheme: SignatureScheme, curve: Curve, signature: &[u8]) -> Result<Vec<u8>, CertificateError> {
    const BAD: CertificateError = CertificateError::Signature(CryptoError::BadSignature);
    if scheme == SignatureScheme::EdDsa {
        return Ok(signature.to_vec());
    }
    let EcdsaSignature { r, s } = EcdsaSignature::from_der(signature).map_err(|_| BAD)?;
    let mut fixed = Vec::with_capacity(curve.width().saturating_mul(2));
    for number in [r.as_bytes(), s.as_bytes()] {
        let padding = curve.width().checked_sub(number.len()).ok_or(BAD)?;
        fixed.resize(fixed.len().saturating_add(padding), 0);
        fixed.extend_from_slice(number);
    }
    Ok(fixed)
}

/// The signature as a certificate holds it, from what a [`SigningKey`](crate::crypto::SigningKey) returns.
pub(crate) fn der_signature(curve: Curve, signature: &[u8]) -> der::Result<Vec<u8>> {
    if !curve.is_two_coordinate() {
        return Ok(signature.to_vec());
    }
    let (r, s) = signature.split_at_checked(curve.width()).unwrap_or((signature, &[]));
    EcdsaSignature { r: UintRef::new(r)?, s: UintRef::new(s)? }.to_der()
}
