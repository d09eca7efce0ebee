//! Distinguished names (RFC 5280 4.1.2.4).

#[cfg(test)]
mod tests;

use core::fmt;
use std::borrow::Cow;

use der::asn1::Any;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode, Tag, Tagged};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RelativeDistinguishedName};

use crate::report::{Text, made};
use crate::x509::part::Part;

/// id-at-commonName.
pub(crate) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// id-at-countryName.
pub(crate) const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
/// id-at-stateOrProvinceName.
pub(crate) const STATE_OR_PROVINCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
/// id-at-organizationName.
pub(crate) const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// id-at-serialNumber.
pub(super) const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
/// id-at-localityName.
pub(super) const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");
/// id-at-organizationalUnitName.
pub(super) const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");

/// The attribute types that RFC 4514 has short names for, as far as certificates here use them.
const NAMES: [(ObjectIdentifier, &str); 7] = [
    (COMMON_NAME, "CN"),
    (COUNTRY, "C"),
    (STATE_OR_PROVINCE, "ST"),
    (ORGANIZATION, "O"),
    (SERIAL_NUMBER, "SERIALNUMBER"),
    (LOCALITY, "L"),
    (ORGANIZATIONAL_UNIT, "OU"),
];

/// A name with its exact bytes.
#[derive(Clone)]
pub(crate) struct DistinguishedName {
    der: Part,
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
        Self::of(Part::all(der))
    }

    /// The name that a part of a certificate is.
    pub(super) fn of(der: Part) -> der::Result<Self> {
        Ok(Self { name: Name::from_der(&der)?, der })
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

    /// All attributes, in their order.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &AttributeTypeAndValue> {
        self.name.iter()
    }

    /// The first attribute of a type, as text.
    pub(super) fn attribute(&self, kind: ObjectIdentifier) -> Option<Cow<'_, str>> {
        self.name.iter().find(|attribute| attribute.oid == kind).and_then(|attribute| text(&attribute.value))
    }

    /// RFC 4514: the last part first.
    pub(crate) fn to_text(&self) -> Text {
        made(|text| {
            let mut parts: Vec<&RelativeDistinguishedName> = self.name.iter_rdn().collect();
            parts.reverse();
            for (position, part) in parts.into_iter().enumerate() {
                text.write_str(if position == 0 { "" } else { "," })?;
                for (position, attribute) in part.iter().enumerate() {
                    text.write_str(if position == 0 { "" } else { "+" })?;
                    write_attribute(attribute, text)?;
                }
            }
            Ok(())
        })
    }
}

/// `CN=text` (RFC 4514), whatever the string type; the DER in hexadecimal where the value is no text.
fn write_attribute(attribute: &AttributeTypeAndValue, shown: &mut dyn fmt::Write) -> fmt::Result {
    match NAMES.iter().find(|(oid, _)| *oid == attribute.oid) {
        Some((_, name)) => shown.write_str(name)?,
        None => write!(shown, "{}", attribute.oid)?,
    }
    match text(&attribute.value) {
        Some(text) => {
            shown.write_char('=')?;
            write_escaped(&text, shown)
        }
        None => {
            shown.write_str("=#")?;
            let der = attribute.value.to_der().unwrap_or_default();
            der.iter().try_for_each(|byte| write!(shown, "{byte:02x}"))
        }
    }
}

/// Control characters, line separators, and what is invisible or reorders the text around it.
fn acts_on_the_line(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A value as RFC 4514 2.4 writes it. What a terminal would act upon is written as its UTF-8 bytes.
fn write_escaped(text: &str, shown: &mut dyn fmt::Write) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (position, character) in text.chars().enumerate() {
        let at_an_end = position == 0 || position == last;
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => {
                shown.write_char('\\')?;
                shown.write_char(character)?;
            }
            '#' if position == 0 => shown.write_str("\\#")?,
            ' ' if at_an_end => shown.write_str("\\ ")?,
            _ if acts_on_the_line(character) => {
                let mut bytes = [0; 4];
                let mut bytes = character.encode_utf8(&mut bytes).bytes();
                bytes.try_for_each(|byte| write!(shown, "\\{byte:02x}"))?;
            }
            _ => shown.write_char(character)?,
        }
    }
    Ok(())
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
pub(super) fn text(value: &Any) -> Option<Cow<'_, str>> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            core::str::from_utf8(bytes).ok().map(Cow::Borrowed)
        }
        // Latin-1 in practice, whatever T.61 says.
        Tag::TeletexString => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let (units, rest) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().copied().map(u16::from_be_bytes).collect();
            if rest.is_empty() { String::from_utf16(&units).ok().map(Cow::Owned) } else { None }
        }
        _ => None,
    }
}
