//! The CBOR layer, with `ciborium` as the other opinion.

use ciborium::Value;
use mdoc_proximity::cbor::{Encoding, Error, ErrorKind, Key, RawValue, Reader, Type, Writer, from_slice, to_vec};

use super::ciborium_values::{as_ciborium_reads, quiet, same};

/// * What strict accepts, field accepts without a remark, and copying it item by item gives the same bytes.
/// * A copy of what field accepts is accepted by strict, and copies to itself.
/// * What either accepts, `ciborium` reads to the same value.
/// * What `ciborium` accepts is refused for a reason that is on the list below, or not at all.
/// * Every way into the reader gets forward and ends.
pub fn body(data: &[u8]) {
    let strict = from_slice::<RawValue<'_>>(data, Encoding::Strict);
    let field = from_slice::<RawValue<'_>>(data, Encoding::Field);
    match (&strict, &field) {
        (Ok((strict, found)), Ok((field, also))) => {
            assert_eq!((found.count, also.count), (0, 0));
            assert_eq!((strict, strict.bytes()), (field, data));
            assert_eq!(copy(data, Encoding::Strict), data);
        }
        (Ok(_), Err(error)) => panic!("strict accepts what field refuses: {error}"),
        (Err(error), Ok((_, found))) => {
            assert!(found.count > 0 && error.kind() == ErrorKind::NonPreferred, "{error}");
            assert_eq!(found.first, Some(error.offset()));
            let preferred = copy(data, Encoding::Field);
            let (again, _) = from_slice::<RawValue<'_>>(&preferred, Encoding::Strict).expect("a copy is preferred");
            assert_eq!(copy(again.bytes(), Encoding::Strict), preferred);
        }
        (Err(_), Err(error)) => {
            assert!(error.is_not_cbor() && error.offset() <= data.len());
            let tolerated = match error.kind() {
                ErrorKind::IndefiniteLength
                | ErrorKind::DuplicateKey
                | ErrorKind::TrailingBytes
                | ErrorKind::TooDeep
                | ErrorKind::NonPreferred => true,
                // A simple value below 32 in two bytes, which RFC 8949, 3.3 calls not well-formed.
                ErrorKind::InvalidHead => data.get(error.offset()) == Some(&0xf8),
                _ => false,
            };
            if !tolerated && data.len() < 4096 {
                assert!(theirs(data).is_err(), "ciborium accepts what is refused here: {error}");
            }
        }
    }
    if let Ok((raw, _)) = field {
        agree(&raw, data);
    }
    exercise(data);
}

fn theirs(data: &[u8]) -> Result<Value, ()> {
    ciborium::de::from_reader::<Value, _>(data).map_err(drop)
}

/// Both read the same value, or neither can hold it.
fn agree(raw: &RawValue<'_>, data: &[u8]) {
    match raw.to_value() {
        Ok(ours) => match as_ciborium_reads(&ours) {
            Some(expected) => {
                let theirs = quiet(&theirs(data).expect("ciborium accepts it too"));
                assert!(same(&expected, &theirs), "{expected:?} is not {theirs:?}");
                // `Value` has no undefined: with null it becomes two keys that are one.
                if !data.contains(&0xf7) {
                    assert!(same(&quiet(&ours), &quiet(&reread(&ours))));
                }
            }
            None => assert!(theirs(data).is_err()),
        },
        Err(_) => assert!(theirs(data).is_err(), "a simple value that neither can hold"),
    }
}

/// A value through our writer and back.
fn reread(value: &Value) -> Value {
    let bytes = to_vec(value);
    let (raw, _) = from_slice::<RawValue<'_>>(&bytes, Encoding::Strict).expect("what we write is strict");
    raw.to_value().expect("a value that came from one")
}

/// Writes what it reads, item by item.
fn copy(data: &[u8], encoding: Encoding) -> Vec<u8> {
    let (mut reader, mut writer) = (Reader::new(data, encoding), Writer::new());
    copy_item(&mut reader, &mut writer).expect("it was accepted as a whole");
    reader.finish().expect("it was accepted as a whole");
    writer.into_vec()
}

fn copy_item(reader: &mut Reader<'_>, writer: &mut Writer) -> Result<(), Error> {
    match reader.peek()? {
        Type::Unsigned => drop(writer.uint(reader.uint()?)),
        Type::Negative | Type::Integer => {
            let number = reader.integer()?;
            match i64::try_from(number) {
                Ok(number) => drop(writer.int(number)),
                // Below -2^63, for which the writer has no method of its own.
                Err(_) => {
                    let number = ciborium::value::Integer::try_from(number).expect("an integer of CBOR");
                    writer.value(&Value::Integer(number));
                }
            }
        }
        Type::Bytes => drop(writer.bytes(reader.bytes()?)),
        Type::Text => drop(writer.text(reader.text()?)),
        Type::Array => {
            let (mut items, mut count) = (Writer::new(), 0);
            reader.array(|reader| {
                count += 1;
                copy_item(reader, &mut items)
            })?;
            writer.array(count).raw(items.as_slice());
        }
        Type::Map => {
            let (mut entries, mut count) = (Writer::new(), 0);
            reader.map(|reader, key| {
                count += 1;
                match key {
                    Key::Unsigned(number) => drop(entries.uint(number)),
                    Key::Negative(number) => {
                        let number = ciborium::value::Integer::try_from(!i128::from(number)).expect("an integer");
                        entries.value(&Value::Integer(number));
                    }
                    Key::Bytes(bytes) => drop(entries.bytes(bytes)),
                    Key::Text(text) => drop(entries.text(text)),
                    Key::Other(item) => drop(entries.raw(item)),
                    _ => panic!("a key of a kind that is new"),
                }
                copy_item(reader, &mut entries)
            })?;
            writer.map(count).raw(entries.as_slice());
        }
        Type::Tag => {
            writer.tag(reader.tag()?);
            copy_item(reader, writer)?;
        }
        Type::Bool => drop(writer.bool(reader.bool()?)),
        Type::Null => {
            reader.null()?;
            writer.null();
        }
        Type::Float => drop(writer.float(reader.float()?)),
        _ => drop(writer.raw(reader.skip()?)),
    }
    Ok(())
}

/// Reads all that can be read, by every way in.
fn exercise(data: &[u8]) {
    for encoding in [Encoding::Strict, Encoding::Field] {
        let mut reader = Reader::new(data, encoding);
        while reader.finish().is_err() {
            let before = reader.offset();
            let mut other = reader.clone();
            let _ = other.embedded::<RawValue<'_>>().is_ok();
            let _ = reader.clone().list::<RawValue<'_>>("list").is_ok();
            let _ = reader.clone().within_bytes(|reader| reader.raw()).is_ok();
            let attempt = reader.clone().attempt(|reader| reader.uint());
            match reader.raw() {
                Ok(raw) => {
                    assert!(attempt.is_ok());
                    assert_eq!(raw.bytes(), &data[before..reader.offset()]);
                    let _ = (raw.as_tagged_text(), raw.as_float(), raw.as_int(), raw.as_bool(), raw.as_uint());
                }
                Err(_) => break,
            }
            assert!(reader.offset() > before);
        }
    }
}
