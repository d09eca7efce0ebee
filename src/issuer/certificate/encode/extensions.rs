//! The extensions of a certificate, as its spec has them (RFC 5280 4.2).

use der::asn1::{BitStringRef, Ia5String, OctetString};
use der::oid::ObjectIdentifier;
use der::{Decode, Encode};
use sha1::{Digest, Sha1};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoRef;

use crate::issuer::certificate::{AlternativeName, CertificateSpec};
use crate::x509::{Certificate, extension};

/// The extensions of a certificate about `key_info` (SubjectPublicKeyInfo) with `spec` and the `subject` as written.
pub(super) fn of(
    spec: &CertificateSpec,
    subject: &[u8],
    key_info: &[u8],
    issuer: Option<&Certificate>,
) -> der::Result<Vec<Extension>> {
    // B.1.1: the SHA-1 digest of the key's bits. It identifies, and protects nothing.
    let own_identifier = Sha1::digest(SubjectPublicKeyInfoRef::from_der(key_info)?.subject_public_key.raw_bytes());
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
    if spec.names_itself {
        let name = GeneralName::DirectoryName(Name::from_der(subject)?);
        extensions.push(extended(extension::SUBJECT_ALTERNATIVE_NAME, false, &vec![name])?);
    }
    extensions.retain(|extension| {
        let oid = extension.extn_id.to_string();
        !spec.without.contains(&oid) && spec.further.iter().all(|further| further.oid() != oid)
    });
    for further in &spec.further {
        extensions.push(as_it_is(further)?);
    }
    Ok(extensions)
}

/// An extension in the encoder's form.
pub(in crate::issuer::certificate) fn as_it_is(extension: &crate::x509::Extension) -> der::Result<Extension> {
    Ok(Extension {
        extn_id: ObjectIdentifier::new(&extension.oid())?,
        critical: extension.is_critical(),
        extn_value: OctetString::new(extension.value())?,
    })
}

/// An extension around a value.
pub(in crate::issuer::certificate) fn extended(
    oid: ObjectIdentifier,
    critical: bool,
    value: &impl Encode,
) -> der::Result<Extension> {
    Ok(Extension { extn_id: oid, critical, extn_value: OctetString::new(value.to_der()?)? })
}
