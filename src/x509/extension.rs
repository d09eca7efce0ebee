//! Certificate extensions (RFC 5280 4.2). Certificates in the field carry some that nobody can read, which matters only
//! when they are critical or needed.

mod crowd;
#[cfg(test)]
mod tests;

use core::fmt;

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::oid::ObjectIdentifier;
use der::{Decode, Tag, Tagged};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, CrlDistributionPoints};

use self::crowd::is_crowded;
use crate::x509::part::Part;

/// id-ce-subjectKeyIdentifier.
pub(crate) const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
/// id-ce-keyUsage.
pub(crate) const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
/// id-ce-subjectAltName.
pub(crate) const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
/// id-ce-issuerAltName.
pub(crate) const ISSUER_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.18");
/// id-ce-basicConstraints.
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
/// id-ce-cRLNumber.
pub(crate) const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
/// id-ce-cRLReasons.
pub(crate) const CRL_REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
/// id-ce-cRLDistributionPoints.
pub(crate) const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
/// id-ce-authorityKeyIdentifier.
pub(crate) const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
/// id-ce-extKeyUsage.
pub(crate) const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// anyExtendedKeyUsage.
pub(super) const ANY_EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// id-pe-authorityInfoAccess.
pub(crate) const AUTHORITY_INFORMATION_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");

/// id-ad-ocsp.
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");

/// The extensions that are read here, with their names.
const READ: [(ObjectIdentifier, &str); 9] = [
    (SUBJECT_KEY_IDENTIFIER, "SubjectKeyIdentifier"),
    (KEY_USAGE, "KeyUsage"),
    (SUBJECT_ALTERNATIVE_NAME, "SubjectAltName"),
    (ISSUER_ALTERNATIVE_NAME, "IssuerAltName"),
    (BASIC_CONSTRAINTS, "BasicConstraints"),
    (CRL_DISTRIBUTION_POINTS, "CRLDistributionPoints"),
    (AUTHORITY_KEY_IDENTIFIER, "AuthorityKeyIdentifier"),
    (EXTENDED_KEY_USAGE, "ExtKeyUsage"),
    (AUTHORITY_INFORMATION_ACCESS, "AuthorityInfoAccess"),
];

/// What B.1.1 forbids in any certificate.
const FORBIDDEN: [(ObjectIdentifier, &str); 5] = [
    (ObjectIdentifier::new_unwrap("2.5.29.30"), "NameConstraints"),
    (ObjectIdentifier::new_unwrap("2.5.29.33"), "PolicyMappings"),
    (ObjectIdentifier::new_unwrap("2.5.29.36"), "PolicyConstraints"),
    (ObjectIdentifier::new_unwrap("2.5.29.46"), "FreshestCRL"),
    (ObjectIdentifier::new_unwrap("2.5.29.54"), "InhibitAnyPolicy"),
];

/// One extension, its value not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub(super) oid: ObjectIdentifier,
    pub(super) critical: bool,
    pub(super) value: Part,
    /// What it says, where it is one that is read here and its value can be read.
    pub(super) content: Option<Content>,
}

impl Extension {
    pub(super) fn read(oid: ObjectIdentifier, critical: bool, value: Part) -> Self {
        let content = Content::read(oid, &value);
        Self { oid, critical, value, content }
    }

    /// An extension of any kind, for issuing; `None` where `oid` is no dotted object identifier.
    #[must_use]
    pub fn new(oid: &str, critical: bool, value: Vec<u8>) -> Option<Self> {
        Some(Self::read(ObjectIdentifier::new(oid).ok()?, critical, Part::all(&value)))
    }

    /// The object identifier, dotted.
    #[must_use]
    pub fn oid(&self) -> String {
        self.oid.to_string()
    }

    /// Whether a certificate must be refused when this is not understood.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// The content of extnValue, DER.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The name of the extension, where B.1.1 forbids it.
    pub(super) fn forbidden(&self) -> Option<&'static str> {
        FORBIDDEN.iter().find(|(oid, _)| *oid == self.oid).map(|(_, name)| *name)
    }

    /// The name of the extension, where it is one that is read here.
    pub(super) fn name(&self) -> Option<&'static str> {
        READ.iter().find(|(oid, _)| *oid == self.oid).map(|(_, name)| *name)
    }

    /// Whether the extension is one that is read here, and its value can be read.
    pub(super) fn is_understood(&self) -> bool {
        self.content.is_some()
    }
}

/// What an extension says, as far as somebody asks: read once, when the certificate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    KeyUsage(KeyUsage),
    BasicConstraints(BasicConstraints),
    /// The extended key usage.
    Purposes(Vec<ObjectIdentifier>),
    SubjectKeyIdentifier(Vec<u8>),
    /// The keyIdentifier, where there is one.
    AuthorityKeyIdentifier(Option<Vec<u8>>),
    /// Alternative names of subject or issuer.
    Names {
        /// Whether there is none.
        are_none: bool,
        /// Whether all are e-mail addresses or URIs.
        are_contacts: bool,
    },
    Points(Points),
    /// Authority information access.
    Access {
        /// Whether it names an OCSP responder.
        has_ocsp: bool,
    },
}

/// What CRL distribution points say at large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Points {
    /// Whether there is none.
    pub(super) are_none: bool,
    /// Whether one is for some reasons only.
    pub(super) for_some_reasons: bool,
    /// Whether one names another CRL issuer.
    pub(super) of_another_issuer: bool,
    /// Whether each has a name that can be fetched from.
    pub(super) can_be_fetched: bool,
}

impl Content {
    /// One that holds more than [`budget::EXTENSION_VALUES`](crate::budget::EXTENSION_VALUES) counts as one that cannot be
    /// read.
    fn read(oid: ObjectIdentifier, value: &[u8]) -> Option<Self> {
        match oid {
            _ if is_crowded(value) => None,
            KEY_USAGE => KeyUsage::from_der(value).map(Self::KeyUsage),
            BASIC_CONSTRAINTS => BasicConstraints::from_der(value).map(Self::BasicConstraints),
            EXTENDED_KEY_USAGE => purposes(value).map(Self::Purposes),
            SUBJECT_KEY_IDENTIFIER => {
                let identifier = <&OctetStringRef>::from_der(value).ok()?;
                Some(Self::SubjectKeyIdentifier(identifier.as_bytes().to_vec()))
            }
            AUTHORITY_KEY_IDENTIFIER => {
                let identifier = AuthorityKeyIdentifier::from_der(value).ok()?.key_identifier;
                Some(Self::AuthorityKeyIdentifier(identifier.map(|identifier| identifier.into_bytes().into_vec())))
            }
            SUBJECT_ALTERNATIVE_NAME | ISSUER_ALTERNATIVE_NAME => {
                let names = GeneralNames::from_der(value).ok()?;
                Some(Self::Names { are_none: names.is_empty(), are_contacts: names.iter().all(is_contact) })
            }
            CRL_DISTRIBUTION_POINTS => {
                let points = CrlDistributionPoints::from_der(value).ok()?.0;
                Some(Self::Points(Points {
                    are_none: points.is_empty(),
                    for_some_reasons: points.iter().any(|point| point.reasons.is_some()),
                    of_another_issuer: points.iter().any(|point| point.crl_issuer.is_some()),
                    can_be_fetched: points.iter().all(can_be_fetched),
                }))
            }
            AUTHORITY_INFORMATION_ACCESS => {
                let access = AuthorityInfoAccessSyntax::from_der(value).ok()?.0;
                Some(Self::Access { has_ocsp: access.iter().any(|description| description.access_method == OCSP) })
            }
            _ => None,
        }
    }
}

const fn is_contact(name: &GeneralName) -> bool {
    matches!(name, GeneralName::Rfc822Name(_) | GeneralName::UniformResourceIdentifier(_))
}

/// The certificates of Annex D name a host, most others a URI.
fn can_be_fetched(point: &DistributionPoint) -> bool {
    let is_location =
        |name: &GeneralName| matches!(name, GeneralName::UniformResourceIdentifier(_) | GeneralName::DnsName(_));
    match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => !names.is_empty() && names.iter().all(is_location),
        Some(DistributionPointName::NameRelativeToCRLIssuer(_)) | None => false,
    }
}

/// The object identifiers of an ExtKeyUsageSyntax. One that is too large to be read is no purpose of ours.
fn purposes(value: &[u8]) -> Option<Vec<ObjectIdentifier>> {
    let identifiers = Vec::<AnyRef<'_>>::from_der(value).ok()?;
    if identifiers.iter().any(|identifier| identifier.tag() != Tag::ObjectIdentifier) {
        return None;
    }
    let read = |identifier: &AnyRef<'_>| identifier.decode_as::<ObjectIdentifier>().ok();
    Some(identifiers.iter().filter_map(read).collect())
}

/// The URIs of CRLDistributionPoints, each once. Points for some reasons only and those of another CRL issuer are left
/// out: a list found there would not be used.
pub(super) fn crl_uris(value: &[u8]) -> Option<Vec<String>> {
    if is_crowded(value) {
        return None;
    }
    let points = CrlDistributionPoints::from_der(value).ok()?;
    let usable = points.0.into_iter().filter(|point| point.reasons.is_none() && point.crl_issuer.is_none());
    let names = usable.filter_map(|point| point.distribution_point).flat_map(|name| match name {
        DistributionPointName::FullName(names) => names,
        DistributionPointName::NameRelativeToCRLIssuer(_) => Vec::new(),
    });
    let mut uris = Vec::new();
    for name in names {
        if let GeneralName::UniformResourceIdentifier(uri) = name
            && !uris.iter().any(|known| known == uri.as_str())
        {
            uris.push(uri.as_str().to_owned());
        }
    }
    Some(uris)
}

/// BasicConstraints (RFC 5280 4.2.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject is a certification authority.
    pub ca: bool,
    /// How many intermediate certificates may follow; unlimited where absent.
    pub path_length: Option<u8>,
}

impl BasicConstraints {
    pub(super) fn from_der(value: &[u8]) -> Option<Self> {
        let read = x509_cert::ext::pkix::BasicConstraints::from_der(value).ok()?;
        Some(Self { ca: read.ca, path_length: read.path_len_constraint })
    }
}

/// KeyUsage (RFC 5280 4.2.1.3): a set of the nine bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// digitalSignature, bit 0: what signers of documents and readers need.
    pub const DIGITAL_SIGNATURE: Self = Self(1);
    /// nonRepudiation, bit 1: what VICAL signers need.
    pub const NON_REPUDIATION: Self = Self(1 << 1);
    /// keyCertSign, bit 5: what CAs need.
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);
    /// cRLSign, bit 6: what CAs need to revoke.
    pub const CRL_SIGN: Self = Self(1 << 6);

    /// The names of the bits, in their order.
    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// All of `self` and of `other`.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names of the bits that are set.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        Self::NAMES.iter().enumerate().filter(|(bit, _)| self.0 >> bit & 1 == 1).map(|(_, name)| *name).collect()
    }

    /// The names of the bits that are set, as a sentence has them.
    pub(super) const fn listed(self) -> Listed {
        Listed(self)
    }

    /// Reads the BIT STRING; padding that is not minimal is no reason to refuse.
    pub(super) fn from_der(value: &[u8]) -> Option<Self> {
        let bits = BitStringRef::from_der(value).ok()?;
        let set = bits.bits().zip(0..9_u32).fold(0, |set, (bit, position)| set | u16::from(bit) << position);
        Some(Self(set))
    }

    /// The content octets of the BIT STRING and its number of unused bits, minimal as DER has it for named bits.
    pub(crate) fn to_bits(self) -> (Vec<u8>, u8) {
        let [high, low] = self.0.reverse_bits().to_be_bytes();
        let bytes = if low != 0 { vec![high, low] } else { vec![high] };
        let unused = bytes.last().map_or(0, |last| last.trailing_zeros().min(7));
        (bytes, u8::try_from(unused).unwrap_or(0))
    }
}

/// The names of a key usage's bits, with commas between them.
pub(super) struct Listed(KeyUsage);

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = KeyUsage::NAMES.iter().enumerate().filter(|(bit, _)| self.0.0 >> bit & 1 == 1);
        for (position, (_, name)) in set.enumerate() {
            f.write_str(if position == 0 { "" } else { ", " })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}
