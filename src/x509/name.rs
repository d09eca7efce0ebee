//! Distinguished names (RFC 5280 4.1.2.4).

#[cfg(test)]
mod tests;

use der::asn1::Any;
use der::oid::ObjectIdentifier;
use der::{Decode, Tag, Tagged};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RelativeDistinguishedName};

/// id-at-commonName.
pub(crate) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// id-at-countryName.
pub(crate) const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
/// id-at-stateOrProvinceName.
pub(crate) const STATE_OR_PROVINCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
/// id-at-organizationName.
pub(crate) const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// A name with its exact bytes.
#[derive(Clone)]
pub(super) struct DistinguishedName {
    der: Vec<u8>,
    name: Name,
}

/// How two names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same bytes, as Annex B wants it.
    Same,
    /// The same attributes, in other string types, case or spacing (RFC 5280 7.1).
    Equivalent,
    /// Different names.
    Different,
}

impl DistinguishedName {
    pub(super) fn from_der(der: &[u8]) -> der::Result<Self> {
        Ok(Self { der: der.to_vec(), name: Name::from_der(der)? })
    }

    /// The exact bytes.
    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(super) fn compare(&self, other: &Self) -> Likeness {
        if self.der == other.der {
            return Likeness::Same;
        }
        let equivalent = self.name.len() == other.name.len()
            && self
                .name
                .iter_rdn()
                .zip(other.name.iter_rdn())
                .all(|(own, others)| own.len() == others.len() && comparable(own) == comparable(others));
        if equivalent { Likeness::Equivalent } else { Likeness::Different }
    }

    /// The first attribute of a type, as text.
    pub(super) fn attribute(&self, kind: ObjectIdentifier) -> Option<String> {
        self.name.iter().find(|attribute| attribute.oid == kind).and_then(|attribute| text(&attribute.value))
    }

    /// RFC 4514: the last part first.
    pub(super) fn to_text(&self) -> String {
        let mut parts: Vec<String> = self.name.iter_rdn().map(ToString::to_string).collect();
        parts.reverse();
        parts.join(",")
    }
}

/// The attributes of a set in one order and one form: folded text, or the value itself where it is none.
fn comparable(set: &RelativeDistinguishedName) -> Vec<(ObjectIdentifier, Result<String, &Any>)> {
    let form = |attribute: &AttributeTypeAndValue| text(&attribute.value).map(|text| fold(&text));
    let mut attributes: Vec<_> =
        set.iter().map(|attribute| (attribute.oid, form(attribute).ok_or(&attribute.value))).collect();
    attributes.sort_unstable();
    attributes
}

/// Lower case, with single spaces between words.
fn fold(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A string of any type that certificates use.
fn text(value: &Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            String::from_utf8(bytes.to_vec()).ok()
        }
        // Latin-1 in practice, whatever T.61 says.
        Tag::TeletexString => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let (units, rest) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().copied().map(u16::from_be_bytes).collect();
            if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
        }
        _ => None,
    }
}
