//! Opt-in conversion of element values to [`ciborium::Value`] and serde types.

use ciborium::Value;
use ciborium::value::Integer;
use serde::de::DeserializeOwned;

use super::{Encode, Error, ErrorKind, Key, RawValue, Reader, Type, Writer};

impl RawValue<'_> {
    /// The item as a [`ciborium::Value`], a copy.
    ///
    /// Nothing is interpreted: a bignum stays tag 2 or 3 around its bytes, of any length, and a NaN keeps its payload.
    /// `undefined` becomes `null`, for which `Value` has no other place.
    ///
    /// # Errors
    /// When the item holds a simple value other than `false`, `true`, `null` and `undefined`, which `Value` cannot
    /// hold; [`bytes`](Self::bytes) still has it.
    pub fn to_value(&self) -> Result<Value, ciborium::de::Error<std::io::Error>> {
        read_value(&mut self.reader())
            .map_err(|error| ciborium::de::Error::Semantic(Some(error.offset()), error.kind().to_string()))
    }

    /// The item as a serde type, a copy, by the rules of `ciborium`: tags before a plain type are passed over, and a
    /// bignum is read as a number where it fits 128 bits.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, ciborium::de::Error<std::io::Error>> {
        ciborium::de::from_reader(self.bytes())
    }
}

/// Reads one item. It was read as a [`RawValue`] before, so its depth is bounded.
fn read_value(reader: &mut Reader<'_>) -> Result<Value, Error> {
    Ok(match reader.peek()? {
        Type::Unsigned => Value::Integer(reader.uint()?.into()),
        Type::Bytes => Value::Bytes(reader.bytes()?.to_vec()),
        Type::Text => Value::Text(reader.text()?.to_owned()),
        Type::Array => {
            let mut items = Vec::new();
            reader.array(|reader| {
                items.push(read_value(reader)?);
                Ok(())
            })?;
            Value::Array(items)
        }
        Type::Map => {
            let mut entries = Vec::new();
            reader.map(|reader, key| {
                entries.push((key_value(reader, key)?, read_value(reader)?));
                Ok(())
            })?;
            Value::Map(entries)
        }
        Type::Tag => Value::Tag(reader.tag()?, Box::new(read_value(reader)?)),
        Type::Bool => Value::Bool(reader.bool()?),
        Type::Float => Value::Float(reader.float()?),
        Type::Null | Type::Undefined => reader.skip().map(|_| Value::Null)?,
        Type::Negative | Type::Integer => {
            let number = reader.integer()?;
            integer(number, reader)?
        }
        Type::Simple => return Err(reader.error(ErrorKind::Structure("a simple value that ciborium cannot hold"))),
    })
}

/// A key of the map that `reader` is in, right behind the key.
fn key_value(reader: &Reader<'_>, key: Key<'_>) -> Result<Value, Error> {
    Ok(match key {
        Key::Unsigned(number) => Value::Integer(number.into()),
        Key::Negative(number) => integer(!i128::from(number), reader)?,
        Key::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
        Key::Text(text) => Value::Text(text.to_owned()),
        Key::Other(item) => {
            let start = reader.offset().saturating_sub(item.len());
            read_value(&mut Reader::new(item, reader.encoding()))
                .map_err(|error| Error::new(error.kind(), start.saturating_add(error.offset())))?
        }
    })
}

fn integer(number: i128, reader: &Reader<'_>) -> Result<Value, Error> {
    let number = Integer::try_from(number).map_err(|_| reader.error(ErrorKind::OutOfRange("integer")))?;
    Ok(Value::Integer(number))
}

/// In preferred form, like all that a [`Writer`] writes. That no map repeats a key is the caller's concern.
impl Encode for Value {
    fn encode(&self, writer: &mut Writer) {
        match self {
            Self::Integer(number) => {
                let number = i128::from(*number);
                match u64::try_from(number) {
                    Ok(number) => writer.uint(number),
                    // Bounded by the type to -2^64.
                    Err(_) => writer.negative(u64::try_from(!number).unwrap_or(u64::MAX)),
                }
            }
            Self::Bytes(bytes) => writer.bytes(bytes),
            Self::Float(number) => writer.float(*number),
            Self::Text(text) => writer.text(text),
            Self::Bool(truth) => writer.bool(*truth),
            Self::Tag(number, item) => writer.tag(*number).value(item.as_ref()),
            Self::Array(items) => items.iter().fold(writer.array(items.len()), |writer, item| writer.value(item)),
            Self::Map(entries) => {
                let writer = writer.map(entries.len());
                entries.iter().fold(writer, |writer, (key, value)| writer.value(key).value(value))
            }
            // `Value` has no other variant today, and may gain some.
            Self::Null | _ => writer.null(),
        };
    }
}
