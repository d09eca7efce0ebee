//! Element values as JSON, or any other self-describing serde format.

use std::collections::{BTreeMap, BTreeSet};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::cbor::{Encoding, Error, Key, RawValue, Reader, Type};

#[cfg(test)]
mod tests;

/// The longest bignum in bytes that is written in decimal. Nothing signed about a person comes near it, and the work
/// grows with the square.
const BIGNUM: usize = 256;

/// A CBOR item that serializes as JSON has it.
///
/// | CBOR | JSON |
/// |---|---|
/// | integer of 64 bits with its sign, finite float, text, boolean | the same |
/// | `null`, `undefined` | `null` |
/// | byte string | base64url without padding |
/// | integer below -2^63, bignum (tags 2 and 3) | decimal digits in a string |
/// | date-time (tag 0), full-date (tag 1004) | the text |
/// | array | array |
/// | map with keys of text, or integers as decimal digits | object |
/// | map with other keys, or where such keys collide | array of `[key, value]` |
/// | NaN and the infinities | `"NaN"`, `"Infinity"`, `"-Infinity"` |
/// | any other tag | `{"tag": number, "value": item}` |
/// | any other simple value | `{"simple": number}` |
#[derive(Debug, Clone, Copy)]
pub struct Json<'r>(pub RawValue<'r>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reader = self.0.reader();
        // The item was read before, so these errors do not come; should one, it is not passed over.
        let custom = |error: Error| S::Error::custom(error);
        match self.0.kind() {
            Type::Unsigned => serializer.serialize_u64(reader.uint().map_err(custom)?),
            Type::Negative | Type::Integer => match reader.int() {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serializer.serialize_str(&self.negative().to_string()),
            },
            Type::Bytes => serializer.serialize_str(&base64url(reader.bytes().map_err(custom)?)),
            Type::Text => serializer.serialize_str(reader.text().map_err(custom)?),
            Type::Bool => serializer.serialize_bool(reader.bool().map_err(custom)?),
            Type::Null | Type::Undefined => serializer.serialize_unit(),
            Type::Float => float(reader.float().map_err(custom)?, serializer),
            Type::Array => {
                let mut items = Vec::new();
                let read = reader.array(|reader| reader.raw().map(|item| items.push(Json(item))));
                read.map_err(custom)?;
                serializer.collect_seq(items)
            }
            Type::Map => {
                let mut entries = Vec::new();
                let read = reader.map(|reader, key| reader.raw().map(|value| entries.push((key, Json(value)))));
                read.map_err(custom)?;
                map(entries, serializer)
            }
            Type::Tag => {
                let tag = reader.tag().map_err(custom)?;
                tagged(tag, reader.raw().map_err(custom)?, serializer)
            }
            Type::Simple => {
                let number = match *self.0.bytes() {
                    [_, number] => number,
                    [head, ..] => head & 0x1f,
                    [] => 0,
                };
                one("simple", &number, serializer)
            }
        }
    }
}

impl Json<'_> {
    /// The value of a negative integer.
    fn negative(&self) -> i128 {
        let argument = self.0.bytes().iter().skip(1).fold(0_i128, |value, byte| (value << 8) | i128::from(*byte));
        !argument
    }
}

fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn float<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() {
        serializer.serialize_f64(value)
    } else if value.is_nan() {
        serializer.serialize_str("NaN")
    } else {
        serializer.serialize_str(if value > 0.0 { "Infinity" } else { "-Infinity" })
    }
}

fn one<S: Serializer>(key: &str, value: &impl Serialize, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

fn tagged<S: Serializer>(tag: u64, item: RawValue<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match (tag, item.as_text(), item.as_bytes()) {
        (0 | 1004, Some(text), _) => serializer.serialize_str(text),
        (2 | 3, _, Some(bytes)) if bytes.len() <= BIGNUM => serializer.serialize_str(&decimal(bytes, tag == 3)),
        _ => {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry("tag", &tag)?;
            map.serialize_entry("value", &Json(item))?;
            map.end()
        }
    }
}

/// The decimal digits of a big-endian number, of `-1 - number` where `negative`.
fn decimal(bytes: &[u8], negative: bool) -> String {
    /// Little-endian limbs of nine digits.
    const LIMB: u64 = 1_000_000_000;
    let mut limbs: Vec<u64> = vec![0];
    let one = u64::from(negative);
    // A final step of factor 1 adds the 1 of `-1 - number`.
    for (factor, addend) in bytes.iter().map(|byte| (256, u64::from(*byte))).chain([(1, one)]) {
        let mut carry = addend;
        for limb in &mut limbs {
            // Below 10^9 * 256 + a carry below 2^40: far from overflow.
            let value = limb.saturating_mul(factor).saturating_add(carry);
            *limb = value.checked_rem(LIMB).unwrap_or_default();
            carry = value.checked_div(LIMB).unwrap_or_default();
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut limbs = limbs.iter().rev();
    let first = limbs.next().map(u64::to_string).unwrap_or_default();
    let rest: String = limbs.map(|limb| format!("{limb:09}")).collect();
    format!("{}{first}{rest}", if negative { "-" } else { "" })
}

fn map<S: Serializer>(entries: Vec<(Key<'_>, Json<'_>)>, serializer: S) -> Result<S::Ok, S::Error> {
    let names: Option<Vec<String>> = entries.iter().map(|(key, _)| name(*key)).collect();
    let names = names.filter(|names| names.iter().collect::<BTreeSet<_>>().len() == names.len());
    if let Some(names) = names {
        let mut map = serializer.serialize_map(Some(names.len()))?;
        for (name, (_, value)) in names.iter().zip(&entries) {
            map.serialize_entry(name, value)?;
        }
        return map.end();
    }
    let mut pairs = serializer.serialize_seq(Some(entries.len()))?;
    for (key, value) in &entries {
        pairs.serialize_element(&(MapKey(*key), value))?;
    }
    pairs.end()
}

/// The key of an object, where the map can be one.
fn name(key: Key<'_>) -> Option<String> {
    match key {
        Key::Text(text) => Some(text.to_owned()),
        Key::Unsigned(value) => Some(value.to_string()),
        Key::Negative(value) => Some((!i128::from(value)).to_string()),
        _ => None,
    }
}

struct MapKey<'r>(Key<'r>);

impl Serialize for MapKey<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Key::Bytes(bytes) => serializer.serialize_str(&base64url(bytes)),
            Key::Other(item) => {
                let item = Reader::new(item, Encoding::Field).raw().map_err(S::Error::custom)?;
                Json(item).serialize(serializer)
            }
            Key::Unsigned(value) => serializer.serialize_u64(value),
            Key::Text(text) => serializer.serialize_str(text),
            key => serializer.serialize_str(&name(key).unwrap_or_default()),
        }
    }
}

/// Elements as `{namespace: {identifier: value}}`, in the order received.
pub(super) struct Elements<'e, 'r>(pub(super) &'e [(&'r str, &'r str, RawValue<'r>)]);

impl Serialize for Elements<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut order: BTreeMap<&str, usize> = BTreeMap::new();
        let mut name_spaces: Vec<(&str, Vec<(&str, Json<'_>)>)> = Vec::new();
        for (name_space, identifier, value) in self.0 {
            let at = *order.entry(name_space).or_insert_with(|| {
                name_spaces.push((name_space, Vec::new()));
                name_spaces.len().saturating_sub(1)
            });
            if let Some((_, elements)) = name_spaces.get_mut(at) {
                elements.push((identifier, Json(*value)));
            }
        }
        let name_spaces = name_spaces.iter().map(|(name_space, elements)| (name_space, NameSpace(elements)));
        serializer.collect_map(name_spaces)
    }
}

struct NameSpace<'e, 'r>(&'e [(&'r str, Json<'r>)]);

impl Serialize for NameSpace<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(identifier, value)| (identifier, value)))
    }
}
