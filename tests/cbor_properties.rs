//! Properties of the CBOR layer, with `ciborium` as the other opinion.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "../fuzz/src/ciborium_values.rs"]
mod ciborium_values;

use std::collections::BTreeSet;

use ciborium::Value;
use ciborium_values::{as_ciborium_reads, quiet, same};
use mdoc_proximity::cbor::{Encoding, ErrorKind, RawValue, Reader, from_slice, to_vec};
use proptest::prelude::*;

fn integer() -> impl Strategy<Value = Value> {
    let edges = prop_oneof![Just(0_u64), Just(23), Just(24), Just(255), Just(256), Just(65_535), Just(65_536)];
    let magnitude = prop_oneof![edges, any::<u8>().prop_map(u64::from), any::<u32>().prop_map(u64::from), any::<u64>()];
    (magnitude, any::<bool>()).prop_map(|(magnitude, negative)| {
        let number = if negative { !i128::from(magnitude) } else { i128::from(magnitude) };
        Value::Integer(number.try_into().unwrap())
    })
}

fn float() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        any::<u32>().prop_map(|bits| f64::from(f32::from_bits(bits))),
        any::<i16>().prop_map(|number| f64::from(number) / 8.0),
    ]
    .prop_map(Value::Float)
}

fn leaf() -> impl Strategy<Value = Value> {
    let bignum = (2..=3_u64, prop::collection::vec(any::<u8>(), 0..24))
        .prop_map(|(tag, bytes)| Value::Tag(tag, Box::new(Value::Bytes(bytes))));
    prop_oneof![
        4 => integer(),
        2 => float(),
        3 => ".{0,40}".prop_map(Value::Text),
        2 => prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Null),
        1 => bignum,
    ]
}

/// Any value whose maps repeat no key.
fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(6, 120, 20, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..20).prop_map(Value::Array),
            prop::collection::vec((prop_oneof![4 => leaf(), 1 => inner.clone()], inner.clone()), 0..30)
                .prop_map(unique),
            (any::<u64>(), inner).prop_map(|(tag, item)| Value::Tag(tag, Box::new(item))),
        ]
    })
}

fn unique(entries: Vec<(Value, Value)>) -> Value {
    let mut seen = BTreeSet::new();
    Value::Map(entries.into_iter().filter(|(key, _)| seen.insert(to_vec(key))).collect())
}

/// What Strict accepts, Field accepts without a remark, and `ciborium` reads to the same value.
fn both_agree(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok((raw, found)) = from_slice::<RawValue<'_>>(bytes, Encoding::Strict) else { return Ok(()) };
    prop_assert_eq!(found.count, 0);
    prop_assert_eq!(raw.bytes(), bytes);
    let (tolerant, found) = from_slice::<RawValue<'_>>(bytes, Encoding::Field).unwrap();
    prop_assert_eq!((tolerant, found.count), (raw, 0));
    let theirs = ciborium::de::from_reader::<Value, _>(bytes);
    match raw.to_value() {
        Ok(ours) => match as_ciborium_reads(&ours) {
            Some(expected) => {
                let theirs = quiet(&theirs.unwrap());
                prop_assert!(same(&expected, &theirs), "{expected:?} is not {theirs:?}");
            }
            None => prop_assert!(theirs.is_err()),
        },
        // A simple value that neither can hold.
        Err(_) => prop_assert!(theirs.is_err()),
    }
    Ok(())
}

/// Reads all that can be read, by every way in.
fn exercise(bytes: &[u8]) {
    for encoding in [Encoding::Strict, Encoding::Field] {
        if let Ok((raw, _)) = from_slice::<RawValue<'_>>(bytes, encoding) {
            let _ = (raw.kind(), raw.to_value().is_ok(), raw.as_tagged_text(), raw.as_float(), raw.as_int());
        }
        let mut reader = Reader::new(bytes, encoding);
        while !matches!(reader.finish(), Ok(())) {
            let before = reader.offset();
            let mut other = reader.clone();
            let _ = other.embedded::<RawValue<'_>>().is_ok();
            let _ = reader.clone().list::<RawValue<'_>>("list").is_ok();
            if reader.raw().is_err() {
                break;
            }
            assert!(reader.offset() > before);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_survives(value in value()) {
        let bytes = to_vec(&value);
        let (raw, _) = from_slice::<RawValue<'_>>(&bytes, Encoding::Strict).unwrap();
        prop_assert_eq!(raw.bytes(), &bytes[..]);
        let back = raw.to_value().unwrap();
        prop_assert!(same(&back, &value), "{:?} is not {:?}", back, value);
        prop_assert_eq!(to_vec(&back), bytes.clone());
        both_agree(&bytes)?;
        // ciborium, which writes preferred form too, writes the same bytes, bar signalling NaNs.
        if same(&value, &quiet(&value)) {
            let mut theirs = Vec::new();
            ciborium::ser::into_writer(&value, &mut theirs).unwrap();
            prop_assert_eq!(theirs, bytes);
        }
    }

    #[test]
    fn every_member_is_its_exact_slice(items in prop::collection::vec(value(), 0..12)) {
        let bytes = to_vec(&Value::Array(items.clone()));
        let mut reader = Reader::new(&bytes, Encoding::Strict);
        let mut slices = Vec::new();
        reader.array(|reader| {
            slices.push((reader.offset(), reader.raw()?));
            Ok(())
        }).unwrap();
        reader.finish().unwrap();
        prop_assert_eq!(slices.len(), items.len());
        for ((offset, raw), item) in slices.iter().zip(&items) {
            prop_assert_eq!(raw.offset(), *offset);
            prop_assert_eq!(raw.bytes(), &to_vec(item)[..]);
        }
    }

    #[test]
    fn no_prefix_of_an_item_is_an_item(value in value()) {
        let bytes = to_vec(&value);
        for end in (0..bytes.len()).rev().take(400) {
            for encoding in [Encoding::Strict, Encoding::Field] {
                let error = from_slice::<RawValue<'_>>(&bytes[..end], encoding).map(drop).unwrap_err();
                prop_assert_eq!(error.kind(), ErrorKind::UnexpectedEnd);
                prop_assert!(error.offset() <= end);
            }
        }
    }

    #[test]
    fn one_changed_byte_never_panics_and_opinions_stay_one(value in value(), at: prop::sample::Index, change in 1..=255_u8) {
        let mut bytes = to_vec(&value);
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        exercise(&bytes);
        both_agree(&bytes)?;
    }

    #[test]
    fn a_repeated_key_is_always_found(value in value(), at: prop::sample::Index, entries in prop::collection::vec((leaf(), leaf()), 1..40)) {
        let Value::Map(mut entries) = unique(entries) else { unreachable!() };
        let (key, _) = entries[at.index(entries.len())].clone();
        entries.push((key, value));
        let bytes = to_vec(&Value::Map(entries));
        for encoding in [Encoding::Strict, Encoding::Field] {
            let error = from_slice::<RawValue<'_>>(&bytes, encoding).map(drop).unwrap_err();
            prop_assert_eq!(error.kind(), ErrorKind::DuplicateKey);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic_and_opinions_stay_one(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        exercise(&bytes);
        both_agree(&bytes)?;
    }

    #[test]
    fn bytes_like_cbor_never_panic_and_opinions_stay_one(
        // Small heads of every type, so that many of them are whole items.
        bytes in prop::collection::vec(prop_oneof![
            3 => (0..8_u8, 0..4_u8).prop_map(|(major, info)| major << 5 | info),
            1 => prop::sample::select(vec![0x18, 0x38, 0x58, 0x78, 0x98, 0xb8, 0xd8, 0xf8, 0xf9, 0xfa, 0xfb, 0x5f, 0xbf, 0xff]),
            1 => any::<u8>(),
        ], 0..24)
    ) {
        exercise(&bytes);
        both_agree(&bytes)?;
        // Any item at the front, whatever follows.
        let mut reader = Reader::new(&bytes, Encoding::Strict);
        if let Ok(item) = reader.skip() {
            both_agree(item)?;
        }
    }
}
