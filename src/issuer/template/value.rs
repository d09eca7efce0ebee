//! Values of a template, and how each can be read as CBOR.

use core::fmt;

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::cbor::Writer;
use crate::datamodel::FullDate;
use crate::time::UnixTime;

/// Nesting beyond this is refused while reading. Elements of the standard nest four deep.
const DEPTH: usize = 32;

/// A value as it comes naturally in JSON and its like. Maps keep their order and hold no key twice.
#[derive(Clone, Default)]
pub(super) enum Value {
    #[default]
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

/// How texts are read.
#[derive(Clone, Copy)]
enum Reading {
    /// As texts.
    Natural,
    /// As a full-date (tag 1004) wherever a text is one.
    FullDates,
    /// As a tdate (tag 0) wherever a text is one.
    Tdates,
    /// As bytes wherever a text is base64.
    Bytes,
}

impl Value {
    /// The natural encoding.
    pub(super) fn natural(&self) -> Result<Vec<u8>, &'static str> {
        self.encode(Reading::Natural)
    }

    /// The other encodings a reader of the template may mean.
    pub(super) fn other_readings(&self) -> impl Iterator<Item = Vec<u8>> {
        [Reading::FullDates, Reading::Tdates, Reading::Bytes]
            .into_iter()
            .filter_map(|reading| self.encode(reading).ok())
    }

    /// The texts of a list that holds nothing else.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        let Self::List(items) = self else { return None };
        let text = |item: &Self| if let Self::Text(text) = item { Some(text.clone()) } else { None };
        items.iter().map(text).collect()
    }

    fn encode(&self, reading: Reading) -> Result<Vec<u8>, &'static str> {
        let mut writer = Writer::new();
        self.write(reading, &mut writer)?;
        Ok(writer.into_vec())
    }

    fn write(&self, reading: Reading, writer: &mut Writer) -> Result<(), &'static str> {
        match self {
            Self::Null => {
                writer.null();
            }
            Self::Bool(value) => {
                writer.bool(*value);
            }
            Self::Unsigned(value) => {
                writer.uint(*value);
            }
            Self::Signed(value) => {
                writer.int(*value);
            }
            Self::Float(value) => {
                writer.value(&ciborium::Value::Float(*value));
            }
            Self::Bytes(bytes) => {
                writer.bytes(bytes);
            }
            Self::Text(text) => write_text(text, reading, writer),
            Self::List(items) => {
                writer.array(items.len());
                for item in items {
                    item.write(reading, writer)?;
                }
            }
            Self::Map(entries) => {
                if let [(name, Self::Text(text))] = entries.as_slice()
                    && write_explicit(name, text, writer)?
                {
                    return Ok(());
                }
                writer.map(entries.len());
                for (key, value) in entries {
                    value.write(reading, writer.text(key))?;
                }
            }
        }
        Ok(())
    }
}

fn write_text(text: &str, reading: Reading, writer: &mut Writer) {
    let bytes = if matches!(reading, Reading::Bytes) { base64(text) } else { None };
    match reading {
        Reading::FullDates if FullDate::from_text(text).is_some() => writer.tag(1004).text(text),
        Reading::Tdates if UnixTime::from_tdate(text).is_some() => writer.tag(0).text(text),
        _ => match bytes {
            Some(bytes) => writer.bytes(&bytes),
            None => writer.text(text),
        },
    };
}

/// Writes `{"base64": text}` and its like; false where `name` is no such word.
fn write_explicit(name: &str, text: &str, writer: &mut Writer) -> Result<bool, &'static str> {
    match name {
        "base64" => writer.bytes(&base64(text).ok_or("the base64 text cannot be read")?),
        "hex" => writer.bytes(&hex(text).ok_or("the hexadecimal text cannot be read")?),
        "full-date" => writer.value(&FullDate::from_text(text).ok_or("the full-date is no existing day, YYYY-MM-DD")?),
        "tdate" => {
            UnixTime::from_tdate(text).ok_or("the tdate is no date-time in UTC, YYYY-MM-DDTHH:MM:SSZ")?;
            writer.tag(0).text(text)
        }
        "file" => return Err("a file must be read in before the template is used"),
        _ => return Ok(false),
    };
    Ok(true)
}

/// Bytes of base64 or base64url, padded or not.
fn base64(text: &str) -> Option<Vec<u8>> {
    let padded = Base64::decode_vec(text).or_else(|_| Base64Url::decode_vec(text));
    padded.or_else(|_| Base64Unpadded::decode_vec(text)).or_else(|_| Base64UrlUnpadded::decode_vec(text)).ok()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some((digit(high)? << 4) | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor(DEPTH))
    }
}

/// Reads a value nested no deeper than this.
#[derive(Clone, Copy)]
struct ValueVisitor(usize);

impl<'de> serde::de::DeserializeSeed<'de> for ValueVisitor {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl ValueVisitor {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("nested too deeply"))
    }
}

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(bytes.to_vec()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(deeper)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut map: Vec<(String, Value)> = Vec::new();
        let mut keys = std::collections::BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !keys.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("\"{key}\" stands there twice")));
            }
            map.push((key, entries.next_value_seed(deeper)?));
        }
        Ok(Value::Map(map))
    }
}
