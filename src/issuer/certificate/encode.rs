//! The DER of a certificate (RFC 5280 4.1).

mod extensions;

use core::time::Duration;

use der::asn1::{Any, AnyRef, BitStringRef};
use der::{DateTime, Decode, Encode, Sequence, Tag};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::Extension;
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_cert::time::Time;

pub(super) use self::extensions::{as_it_is, extended};

use super::{CertificateSpec, IssueError, SubjectName};
use crate::crypto::{CryptoRng, Curve, PublicKey, SigningKey};
use crate::time::UnixTime;
use crate::x509::{Certificate, curve_identifier, der_signature, name, scheme_identifier};

#[derive(Sequence)]
struct TbsCertificate<'a> {
    /// As the structure counts: 2 for version 3, and nothing for version 1.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    serial: AnyRef<'a>,
    algorithm: AnyRef<'a>,
    issuer: AnyRef<'a>,
    validity: x509_cert::time::Validity,
    subject: AnyRef<'a>,
    key: AnyRef<'a>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

#[derive(Sequence)]
struct Signed<'a> {
    tbs: AnyRef<'a>,
    algorithm: AnyRef<'a>,
    signature: BitStringRef<'a>,
}

/// A certificate about `key` with `spec`, issued by `issuer` (by itself where absent) and signed by `signer`.
pub(super) fn certificate(
    rng: &mut dyn CryptoRng,
    spec: &CertificateSpec,
    key: &PublicKey,
    issuer: Option<&Certificate>,
    signer: &dyn SigningKey,
) -> Result<Certificate, IssueError> {
    let raw = &spec.raw;
    let signing_curve = signer.public_key().curve();
    let algorithm = AlgorithmIdentifierRef {
        oid: scheme_identifier(signer.algorithm(), signing_curve).ok_or(IssueError::Curve(signing_curve))?,
        parameters: None,
    };
    let (key_algorithm, named_curve) = curve_identifier(key.curve()).ok_or(IssueError::Curve(key.curve()))?;
    let subject = raw.subject.clone().map_or_else(|| spec.subject.to_der(), Ok)?;
    let issuer_name = raw.issuer.as_deref().unwrap_or_else(|| issuer.map_or(&subject, Certificate::subject_der));
    let validity = x509_cert::time::Validity::new(time(spec.validity.not_before)?, time(spec.validity.not_after)?);
    let serial = raw.serial.clone().unwrap_or_else(|| serial(rng).to_vec());
    let version = raw.version.unwrap_or(3);

    let key_info = || {
        let algorithm =
            AlgorithmIdentifierRef { oid: key_algorithm, parameters: named_curve.as_ref().map(AnyRef::from) };
        let bits = key.to_sec1();
        SubjectPublicKeyInfoRef { algorithm, subject_public_key: BitStringRef::from_bytes(&bits)? }.to_der()
    };
    let key_info = raw.key.clone().map_or_else(key_info, Ok).map_err(|_| IssueError::Certificate)?;
    let algorithm =
        raw.algorithm.clone().map_or_else(|| algorithm.to_der(), Ok).map_err(|_| IssueError::Certificate)?;
    let extensions = extensions::of(spec, &subject, &key_info, issuer).map_err(|_| IssueError::Extension)?;

    let encode = || -> der::Result<Vec<u8>> {
        TbsCertificate {
            version: version.checked_sub(1).filter(|version| *version > 0),
            serial: AnyRef::new(Tag::Integer, &serial)?,
            algorithm: AnyRef::from_der(&algorithm)?,
            issuer: AnyRef::from_der(issuer_name)?,
            validity,
            subject: AnyRef::from_der(&subject)?,
            key: AnyRef::from_der(&key_info)?,
            extensions: (version >= 3).then_some(extensions),
        }
        .to_der()
    };
    let tbs = encode().map_err(|_| IssueError::Certificate)?;
    let signature = signer.sign(&[&tbs]).map_err(IssueError::Key)?;
    let der = assemble(&tbs, &algorithm, signing_curve, &signature).map_err(|_| IssueError::Certificate)?;
    Certificate::from_der(&der).map_err(|_| IssueError::Certificate)
}

/// What is signed, and the signature of a key on `curve` over it.
pub(super) fn assemble(tbs: &[u8], algorithm: &[u8], curve: Curve, signature: &[u8]) -> der::Result<Vec<u8>> {
    let signature = der_signature(curve, signature)?;
    let (tbs, algorithm) = (AnyRef::from_der(tbs)?, AnyRef::from_der(algorithm)?);
    Signed { tbs, algorithm, signature: BitStringRef::from_bytes(&signature)? }.to_der()
}

/// 20 octets, positive without a leading zero: 158 random bits (B.1.1 asks for 63).
fn serial(rng: &mut dyn CryptoRng) -> [u8; 20] {
    let mut serial = [0; 20];
    rng.fill_bytes(&mut serial);
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    serial
}

pub(super) fn time(at: UnixTime) -> Result<Time, IssueError> {
    let seconds = u64::try_from(at.unix_seconds()).map_err(|_| IssueError::Validity)?;
    // UTCTime or GeneralizedTime, as the year wants it (RFC 5280 4.1.2.5), is the encoder's choice.
    DateTime::from_unix_duration(Duration::from_secs(seconds)).map(Time::from).map_err(|_| IssueError::Validity)
}

/// A DER Name.
pub(super) fn name(subject: &SubjectName) -> der::Result<Vec<u8>> {
    let parts = [
        (name::COUNTRY, Tag::PrintableString, subject.country.as_deref()),
        (name::STATE_OR_PROVINCE, Tag::Utf8String, subject.state_or_province.as_deref()),
        (name::ORGANIZATION, Tag::Utf8String, subject.organization.as_deref()),
        (name::COMMON_NAME, Tag::Utf8String, Some(subject.common_name.as_str())),
    ];
    let mut names = Vec::new();
    for (oid, tag, text) in parts {
        let Some(text) = text else { continue };
        let is_printable = |c: char| c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c);
        if text.is_empty() || (tag == Tag::PrintableString && !text.chars().all(is_printable)) {
            return Err(tag.value_error().into());
        }
        let attribute = AttributeTypeAndValue { oid, value: Any::new(tag, text.as_bytes())? };
        names.push(RelativeDistinguishedName::try_from(vec![attribute])?);
    }
    RdnSequence::from(names).to_der()
}
