//! Distinguished names (RFC 5280 4.1.2.4).

mod cut;
#[cfg(test)]
mod tests;

use core::fmt;
use core::ops::Range;
use std::borrow::Cow;

use der::asn1::AnyRef;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode, Reader, Sequence, SliceReader, Tag, Tagged};

use self::cut::Cut;
use crate::budget;
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

/// A name with its exact bytes, and where in them its attributes are: a name is read twice for every certificate that
/// comes in, so that nothing of it is copied.
#[derive(Clone)]
pub(crate) struct DistinguishedName {
    der: Part,
    /// How many sets of attributes there are, empty ones included.
    sets: usize,
    attributes: Vec<Placed>,
}

/// An attribute, and where it is.
#[derive(Clone)]
struct Placed {
    /// The set it belongs to, counted from the first.
    set: usize,
    oid: ObjectIdentifier,
    tag: Tag,
    /// Its value's content octets among those of the name.
    value: Range<usize>,
}

/// An attribute of a name.
pub(super) struct Attribute<'a> {
    pub(super) oid: ObjectIdentifier,
    /// The tag of the value.
    pub(super) tag: Tag,
    /// The content octets of the value.
    pub(super) value: &'a [u8],
}

/// AttributeTypeAndValue.
#[derive(Sequence)]
struct AttributeRef<'a> {
    oid: ObjectIdentifier,
    value: AnyRef<'a>,
}

/// Room for the attributes of nearly every name.
const ATTRIBUTES: usize = 4;

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
        let mut attributes = Vec::with_capacity(ATTRIBUTES);
        let mut sets = 0_usize;
        let mut name = SliceReader::new(&der)?;
        name.sequence(|name: &mut SliceReader<'_>| {
            while !name.is_finished() {
                within_budget(sets)?;
                let set = AnyRef::decode(name)?;
                set.tag().assert_eq(Tag::Set)?;
                let mut set = SliceReader::new(set.value())?;
                while !set.is_finished() {
                    within_budget(attributes.len())?;
                    let AttributeRef { oid, value } = AttributeRef::decode(&mut set)?;
                    attributes.push(Placed { set: sets, oid, tag: value.tag(), value: place(&der, value.value())? });
                }
                sets = sets.saturating_add(1);
            }
            Ok::<_, der::Error>(())
        })?;
        name.finish()?;
        Ok(Self { der, sets, attributes })
    }

    /// The exact bytes.
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(crate) fn compare(&self, other: &Self) -> Likeness {
        if self.der == other.der {
            return Likeness::Same;
        }
        let equivalent = self.sets == other.sets
            && self.attributes.len() == other.attributes.len()
            && self.by_set().zip(other.by_set()).all(|(own, others)| {
                let [in_own, in_others] = [own, others].map(|of| of.first().map(|first| first.set));
                in_own == in_others
                    && match (own, others) {
                        ([own], [others]) => is_alike(&self.at(own), &other.at(others)),
                        _ => own.len() == others.len() && comparable(self.each(own)) == comparable(other.each(others)),
                    }
            });
        if equivalent { Likeness::Equivalent } else { Likeness::Different }
    }

    /// The attributes of each set that has any.
    fn by_set(&self) -> impl DoubleEndedIterator<Item = &[Placed]> {
        self.attributes.chunk_by(|one, next| one.set == next.set)
    }

    fn each(&self, placed: &[Placed]) -> impl Iterator<Item = Attribute<'_>> {
        placed.iter().map(|placed| self.at(placed))
    }

    fn at(&self, placed: &Placed) -> Attribute<'_> {
        let value = self.der.get(placed.value.clone()).unwrap_or_default();
        Attribute { oid: placed.oid, tag: placed.tag, value }
    }

    /// All attributes, in their order.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.each(&self.attributes)
    }

    /// The first attribute of a type, as text.
    pub(super) fn attribute(&self, kind: ObjectIdentifier) -> Option<Cow<'_, str>> {
        self.attributes.iter().find(|attribute| attribute.oid == kind).and_then(|found| self.at(found).text())
    }

    /// RFC 4514: the last part first.
    pub(crate) fn to_text(&self) -> Text {
        made(|text| self.write(text))
    }

    /// The same for a line of a report, cut where it is longer than a name there may be.
    pub(crate) fn to_short_text(&self) -> Text {
        made(|text| self.write(&mut Cut::new(text)))
    }

    fn write(&self, text: &mut dyn fmt::Write) -> fmt::Result {
        for (position, set) in self.by_set().rev().enumerate() {
            if position > 0 {
                text.write_char(',')?;
            }
            for (position, attribute) in self.each(set).enumerate() {
                if position > 0 {
                    text.write_char('+')?;
                }
                write_attribute(&attribute, text)?;
            }
        }
        Ok(())
    }
}

/// Whether there may be one more beside so many. A set is kept in many times the bytes it may come in.
fn within_budget(count: usize) -> der::Result<()> {
    if count < budget::NAME_ATTRIBUTES { Ok(()) } else { Err(der::Error::from(der::ErrorKind::Overlength)) }
}

/// Where `part` is in `whole`.
fn place(whole: &[u8], part: &[u8]) -> der::Result<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr());
    let range = start.and_then(|start| Some(start..start.checked_add(part.len())?));
    let range = range.filter(|range| range.end <= whole.len()).or(part.is_empty().then_some(0..0));
    range.ok_or(der::Error::from(der::ErrorKind::Failed))
}

/// `CN=text` (RFC 4514), whatever the string type; the DER in hexadecimal where the value is no text.
fn write_attribute(attribute: &Attribute<'_>, shown: &mut dyn fmt::Write) -> fmt::Result {
    match NAMES.iter().find(|(oid, _)| *oid == attribute.oid) {
        Some((_, name)) => shown.write_str(name)?,
        None => write!(shown, "{}", attribute.oid)?,
    }
    match attribute.text() {
        Some(text) => {
            shown.write_char('=')?;
            write_escaped(&text, shown)
        }
        None => {
            shown.write_str("=#")?;
            let der = AnyRef::new(attribute.tag, attribute.value).and_then(|value| value.to_der()).unwrap_or_default();
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
    let mut plain = text.bytes().map(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'.'));
    if plain.all(|is| is) && !text.starts_with(' ') && !text.ends_with(' ') {
        return shown.write_str(text);
    }
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

/// An attribute as it is compared: its type with its folded text, or with the value itself where that is none.
type Comparable<'a> = (ObjectIdentifier, Result<String, (Tag, &'a [u8])>);

/// The attributes of a set in one order and one form.
fn comparable<'a>(set: impl Iterator<Item = Attribute<'a>>) -> Vec<Comparable<'a>> {
    let form = |attribute: &Attribute<'a>| attribute.text().map(|text| fold(&text));
    let mut attributes: Vec<_> =
        set.map(|attribute| (attribute.oid, form(&attribute).ok_or((attribute.tag, attribute.value)))).collect();
    attributes.sort_unstable();
    attributes
}

/// Whether two attributes are one, compared letter by letter: nearly every set has one, and of all the anchors' names
/// most differ in the first letters.
fn is_alike(own: &Attribute<'_>, other: &Attribute<'_>) -> bool {
    own.oid == other.oid
        && match (own.text(), other.text()) {
            (Some(own), Some(other)) => folded(&own).eq(folded(&other)),
            (None, None) => (own.tag, own.value) == (other.tag, other.value),
            _ => false,
        }
}

fn fold(text: &str) -> String {
    folded(text).collect()
}

/// Lower case, with single spaces between words. A sigma is one wherever it stands.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.split_whitespace().enumerate().flat_map(|(position, word)| {
        let space = (position > 0).then_some(' ');
        let letters = word.chars().flat_map(char::to_lowercase);
        space.into_iter().chain(letters.map(|letter| if letter == 'ς' { 'σ' } else { letter }))
    })
}

impl<'a> Attribute<'a> {
    /// The value as text, where it is a string of any type that certificates use.
    pub(super) fn text(&self) -> Option<Cow<'a, str>> {
        let bytes = self.value;
        match self.tag {
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
}
