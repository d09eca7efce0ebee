//! The DER of a certificate (RFC 5280 4.1).

use core::time::Duration;

use der::asn1::{Any, AnyRef, BitStringRef, Ia5String, OctetString, UintRef};
use der::oid::ObjectIdentifier;
use der::{DateTime, Decode, Encode, Sequence, Tag};
use sha1::{Digest, Sha1};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage};
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_cert::time::Time;

use super::{AlternativeName, CertificateSpec, IssueError, SubjectName};
use crate::crypto::{CryptoRng, Curve, PublicKey, SigningKey};
use crate::time::UnixTime;
use crate::x509::{Certificate, curve_identifier, der_signature, extension, name, scheme_identifier};

/// Version 3, as the structure counts.
const V3: u8 = 2;

#[derive(Sequence)]
struct TbsCertificate<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial: UintRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    issuer: AnyRef<'a>,
    validity: x509_cert::time::Validity,
    subject: AnyRef<'a>,
    key: SubjectPublicKeyInfoRef<'a>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Signed<'a> {
    tbs: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
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
    let signing_curve = signer.public_key().curve();
    let algorithm = AlgorithmIdentifierRef {
        oid: scheme_identifier(signer.algorithm(), signing_curve).ok_or(IssueError::Curve(signing_curve))?,
        parameters: None,
    };
    let (key_algorithm, named_curve) = curve_identifier(key.curve()).ok_or(IssueError::Curve(key.curve()))?;
    let key_bits = key.to_sec1();
    let subject = subject(&spec.subject).map_err(|_| IssueError::Subject)?;
    let extensions = extensions(spec, &key_bits, issuer).map_err(|_| IssueError::Extension)?;
    let validity = x509_cert::time::Validity::new(time(spec.validity.not_before)?, time(spec.validity.not_after)?);
    let serial = serial(rng);

    let encode = || -> der::Result<Vec<u8>> {
        TbsCertificate {
            version: V3,
            serial: UintRef::new(&serial)?,
            algorithm,
            issuer: AnyRef::from_der(issuer.map_or(&subject, Certificate::subject_der))?,
            validity,
            subject: AnyRef::from_der(&subject)?,
            key: SubjectPublicKeyInfoRef {
                algorithm: AlgorithmIdentifierRef {
                    oid: key_algorithm,
                    parameters: named_curve.as_ref().map(AnyRef::from),
                },
                subject_public_key: BitStringRef::from_bytes(&key_bits)?,
            },
            extensions,
        }
        .to_der()
    };
    let tbs = encode().map_err(|_| IssueError::Certificate)?;
    let signature = signer.sign(&[&tbs]).map_err(IssueError::Key)?;
    let der = assemble(&tbs, algorithm, signing_curve, &signature).map_err(|_| IssueError::Certificate)?;
    Certificate::from_der(&der).map_err(|_| IssueError::Certificate)
}

/// What is signed, and the signature of a key on `curve` over it.
pub(super) fn assemble(
    tbs: &[u8],
    algorithm: AlgorithmIdentifierRef<'_>,
    curve: Curve,
    signature: &[u8],
) -> der::Result<Vec<u8>> {
    let signature = der_signature(curve, signature)?;
    Signed { tbs: AnyRef::from_der(tbs)?, algorithm, signature: BitStringRef::from_bytes(&signature)? }.to_der()
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

fn subject(subject: &SubjectName) -> der::Result<Vec<u8>> {
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

fn extensions(spec: &CertificateSpec, key_bits: &[u8], issuer: Option<&Certificate>) -> der::Result<Vec<Extension>> {
    // B.1.1: the SHA-1 digest of the key's bits. It identifies, and protects nothing.
    let own_identifier = Sha1::digest(key_bits);
    let mut extensions =
        vec![extended(extension::SUBJECT_KEY_IDENTIFIER, false, &OctetString::new(own_identifier.as_slice())?)?];
    if let Some(identifier) = issuer.and_then(Certificate::subject_key_identifier) {
        let key_identifier = Some(OctetString::new(identifier)?);
        let value = AuthorityKeyIdentifier { key_identifier, ..AuthorityKeyIdentifier::default() };
        extensions.push(extended(extension::AUTHORITY_KEY_IDENTIFIER, false, &value)?);
    }
    if let Some(usage) = spec.key_usage {
        let (bits, unused) = usage.to_bits();
        extensions.push(extended(extension::KEY_USAGE, true, &BitStringRef::new(unused, &bits)?)?);
    }
    if let Some(contact) = &spec.issuer_alternative_name {
        let name = match contact {
            AlternativeName::Email(address) => GeneralName::Rfc822Name(Ia5String::new(address)?),
            AlternativeName::Uri(uri) => GeneralName::UniformResourceIdentifier(Ia5String::new(uri)?),
        };
        extensions.push(extended(extension::ISSUER_ALTERNATIVE_NAME, false, &vec![name])?);
    }
    if let Some(uri) = &spec.crl_distribution_point {
        let name = GeneralName::UniformResourceIdentifier(Ia5String::new(uri)?);
        let point = DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(vec![name])),
            reasons: None,
            crl_issuer: None,
        };
        extensions.push(extended(extension::CRL_DISTRIBUTION_POINTS, false, &CrlDistributionPoints(vec![point]))?);
    }
    if let Some(constraints) = spec.basic_constraints {
        let value = BasicConstraints { ca: constraints.ca, path_len_constraint: constraints.path_length };
        extensions.push(extended(extension::BASIC_CONSTRAINTS, true, &value)?);
    }
    if !spec.extended_key_usage.is_empty() {
        let purposes: Result<_, _> = spec.extended_key_usage.iter().map(|oid| ObjectIdentifier::new(oid)).collect();
        extensions.push(extended(extension::EXTENDED_KEY_USAGE, true, &ExtendedKeyUsage(purposes?))?);
    }
    for further in &spec.further {
        extensions.push(as_it_is(further)?);
    }
    Ok(extensions)
}

pub(super) fn as_it_is(extension: &crate::x509::Extension) -> der::Result<Extension> {
    Ok(Extension {
        extn_id: ObjectIdentifier::new(&extension.oid())?,
        critical: extension.is_critical(),
        extn_value: OctetString::new(extension.value())?,
    })
}

pub(super) fn extended(oid: ObjectIdentifier, critical: bool, value: &impl Encode) -> der::Result<Extension> {
    Ok(Extension { extn_id: oid, critical, extn_value: OctetString::new(value.to_der()?)? })
}
