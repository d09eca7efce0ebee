//! Distinguished names (RFC 5280 4.1.2.4).

#[cfg(test)]
mod tests;

use der::asn1::Any;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode, Tag, Tagged};
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

/// The attribute types that RFC 4514 has short names for, as far as certificates here use them.
const NAMES: [(ObjectIdentifier, &str); 7] = [
    (COMMON_NAME, "CN"),
    (COUNTRY, "C"),
    (STATE_OR_PROVINCE, "ST"),
    (ORGANIZATION, "O"),
    (ObjectIdentifier::new_unwrap("2.5.4.5"), "SERIALNUMBER"),
    (ObjectIdentifier::new_unwrap("2.5.4.7"), "L"),
    (ObjectIdentifier::new_unwrap("2.5.4.11"), "OU"),
];

/// A name with its exact bytes.
#[derive(Clone)]
pub(crate) struct DistinguishedName {
    der: Vec<u8>,
    name: Name,
}

/// How two names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// The same bytes, as Annex B wants it.
    Same,
    /// The same attributes, in other string types, case or spacing (RFC 5280 7.1).
    Equivalent,
    /// Different names.
    Different,
}

impl DistinguishedName {
    pub(crate) fn from_der(der: &[u8]) -> der::Result<Self> {
        Ok(Self { der: der.to_vec(), name: Name::from_der(der)? })
    }

    /// The exact bytes.
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) fn compare(&self, other: &Self) -> Likeness {
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
    pub(crate) fn to_text(&self) -> String {
        let part = |set: &RelativeDistinguishedName| set.iter().map(attribute_text).collect::<Vec<_>>().join("+");
        let mut parts: Vec<String> = self.name.iter_rdn().map(part).collect();
        parts.reverse();
        parts.join(",")
    }
}

/// `CN=text` (RFC 4514), whatever the string type; the DER in hexadecimal where the value is no text.
fn attribute_text(attribute: &AttributeTypeAndValue) -> String {
    let known = NAMES.iter().find(|(oid, _)| *oid == attribute.oid);
    let name = known.map_or_else(|| attribute.oid.to_string(), |(_, name)| (*name).to_owned());
    match text(&attribute.value) {
        Some(text) => format!("{name}={}", escaped(&text)),
        None => {
            let der = attribute.value.to_der().unwrap_or_default();
            der.iter().fold(format!("{name}=#"), |shown, byte| shown + &format!("{byte:02x}"))
        }
    }
}

/// Control characters, line separators, and what is invisible or reorders the text around it.
fn acts_on_the_line(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A value as RFC 4514 2.4 writes it. What a terminal would act upon is written as its UTF-8 bytes.
fn escaped(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut shown = String::with_capacity(text.len());
    for (position, character) in text.chars().enumerate() {
        let at_an_end = position == 0 || position == last;
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => shown.extend(['\\', character]),
            '#' if position == 0 => shown.push_str("\\#"),
            ' ' if at_an_end => shown.push_str("\\ "),
            _ if acts_on_the_line(character) => {
                let mut bytes = [0; 4];
                let bytes = character.encode_utf8(&mut bytes).bytes();
                shown.extend(bytes.map(|byte| format!("\\{byte:02x}")));
            }
            _ => shown.push(character),
        }
    }
    shown
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
