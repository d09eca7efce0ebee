//! The examples of RFC 8949, Appendix A, from the shared vectors.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::path::PathBuf;

use ciborium::Value;
use mdoc_proximity::cbor::{Encoding, Error, ErrorKind, RawValue, Reader, Type, from_slice, to_vec};
use serde_json::Value as Json;

fn vectors() -> Option<Vec<Json>> {
    let shared = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(shared.join("vectors/cbor/appendix_a.json")) else {
        println!("skipped: ../shared/vectors is absent");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// What the strict reader refuses: by name, where, and whether Field reads it all the same.
fn refusal(hex: &str) -> Option<(ErrorKind, usize, bool)> {
    Some(match hex {
        "5f42010243030405ff" | "7f657374726561646d696e67ff" | "9fff" => (ErrorKind::IndefiniteLength, 0, false),
        "9f018202039f0405ffff" | "9f01820203820405ff" => (ErrorKind::IndefiniteLength, 0, false),
        "83018202039f0405ff" => (ErrorKind::IndefiniteLength, 5, false),
        "83019f0203ff820405" => (ErrorKind::IndefiniteLength, 2, false),
        "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff" => (ErrorKind::IndefiniteLength, 0, false),
        "bf61610161629f0203ffff" | "bf6346756ef563416d7421ff" => (ErrorKind::IndefiniteLength, 0, false),
        "826161bf61626163ff" => (ErrorKind::IndefiniteLength, 3, false),
        "fa7f800000" | "fa7fc00000" | "faff800000" => (ErrorKind::NonPreferred, 0, true),
        "fb7ff0000000000000" | "fb7ff8000000000000" | "fbfff0000000000000" => (ErrorKind::NonPreferred, 0, true),
        // An example of RFC 7049 that RFC 8949 (3.3) made ill-formed: two bytes for a simple value below 32.
        "f818" => (ErrorKind::InvalidHead, 0, false),
        _ => return None,
    })
}

/// The item in diagnostic notation (RFC 8949, 8), as the vectors write it.
fn diagnose(reader: &mut Reader<'_>) -> Result<String, Error> {
    Ok(match reader.peek()? {
        Type::Bytes => {
            let digits: Vec<String> = reader.bytes()?.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("h'{}'", digits.concat())
        }
        Type::Text => format!("{:?}", reader.text()?),
        Type::Tag => format!("{}({})", reader.tag()?, diagnose(reader)?),
        Type::Undefined => reader.skip().map(|_| "undefined".to_owned())?,
        Type::Simple => match *reader.skip()? {
            [head] => format!("simple({})", head & 0x1f),
            [_, value] => format!("simple({value})"),
            _ => unreachable!(),
        },
        Type::Float => {
            let value = reader.float()?;
            let name = if value.is_nan() { "NaN" } else { "Infinity" };
            match (value.is_finite(), value < 0.0) {
                (true, _) => value.to_string(),
                (false, true) => format!("-{name}"),
                (false, false) => name.to_owned(),
            }
        }
        Type::Map => {
            let mut entries = Vec::new();
            reader.map(|reader, key| {
                entries.push(format!("{}: {}", key.as_int().unwrap(), diagnose(reader)?));
                Ok(())
            })?;
            format!("{{{}}}", entries.join(", "))
        }
        _ => reader.integer()?.to_string(),
    })
}

/// Whether a value is what the JSON says; numbers are compared by their decimal digits where they are integers.
fn agrees(value: &Value, json: &Json) -> bool {
    match (value, json) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(a), Json::Bool(b)) => a == b,
        (Value::Text(a), Json::String(b)) => a == b,
        (Value::Integer(a), Json::Number(b)) if b.is_u64() || b.is_i64() => i128::from(*a).to_string() == b.to_string(),
        // serde_json reads integers beyond 64 bits as floats.
        (Value::Integer(a), Json::Number(b)) => i128::from(*a) as f64 == b.as_f64().unwrap(),
        (Value::Tag(tag @ (2 | 3), content), Json::Number(b)) => {
            let magnitude =
                content.as_bytes().unwrap().iter().fold(0_u128, |n, byte| n << 8 | u128::from(*byte)) as f64;
            b.as_f64().unwrap() == if *tag == 2 { magnitude } else { -1.0 - magnitude }
        }
        // serde_json reads floats to within a unit of the last place; ciborium, below, is exact.
        (Value::Float(a), Json::Number(b)) => a.to_bits().abs_diff(b.as_f64().unwrap().to_bits()) <= 1,
        (Value::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agrees(a, b)),
        (Value::Map(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| agrees(value, &b[key.as_text().unwrap()]))
        }
        _ => false,
    }
}

#[test]
fn every_example_is_read_or_refused_by_name() {
    let Some(vectors) = vectors() else { return };
    let mut refused = 0;
    for vector in &vectors {
        let hex = vector["hex"].as_str().unwrap();
        let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
        let strict = from_slice::<RawValue<'_>>(&bytes, Encoding::Strict);
        let field = from_slice::<RawValue<'_>>(&bytes, Encoding::Field);
        if let Some((kind, offset, tolerated)) = refusal(hex) {
            refused += 1;
            assert_eq!(strict, Err(Error::new(kind, offset)), "{hex}");
            assert_eq!(vector["roundtrip"], hex == "f818", "{hex}");
            if !tolerated {
                assert_eq!(field, Err(Error::new(kind, offset)), "{hex}");
                continue;
            }
        } else {
            let (_, found) = strict.unwrap();
            assert_eq!(found.count, 0, "{hex}");
        }
        let (raw, found) = field.unwrap();
        assert_eq!(found.count, usize::from(refusal(hex).is_some()), "{hex}");
        assert_eq!(raw.bytes(), bytes);

        if let Some(diagnostic) = vector["diagnostic"].as_str() {
            assert_eq!(diagnose(&mut raw.reader()).unwrap(), diagnostic, "{hex}");
        } else {
            assert!(agrees(&raw.to_value().unwrap(), &vector["decoded"]), "{hex}");
        }

        // ciborium agrees, bar the simple values that it does not know.
        match ciborium::de::from_reader::<Value, _>(&bytes[..]) {
            Ok(theirs) => {
                let ours = raw.to_value().unwrap();
                let same = ours == theirs
                    || ours.as_float().is_some_and(f64::is_nan) && theirs.as_float().is_some_and(f64::is_nan);
                assert!(same, "{hex}: {ours:?} is not {theirs:?}");
                // What is written is in preferred form; `undefined` becomes null.
                let written = to_vec(&ours);
                match (hex, found.count) {
                    ("f7", _) => assert_eq!(written, [0xf6]),
                    (_, 0) => assert_eq!(written, bytes, "{hex}"),
                    _ => assert_eq!(written.len(), 3, "{hex}"),
                }
            }
            Err(_) => {
                assert!(raw.to_value().is_err(), "{hex}");
                assert_eq!(raw.kind(), Type::Simple, "{hex}");
            }
        }
    }
    assert_eq!((vectors.len(), refused), (82, 18));
}
