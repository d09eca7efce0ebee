//! Raw values: exact bytes, typed access, conversion.

use ciborium::Value;

use super::super::{Encoding, Error, ErrorKind, RawValue, Reader, Type, from_slice, to_vec};
use super::hex;

fn raw(bytes: &[u8]) -> RawValue<'_> {
    from_slice(bytes, Encoding::Field).unwrap().0
}

fn value(text: &str) -> Value {
    raw(&hex(text)).to_value().unwrap()
}

#[test]
fn typed_access_answers_for_its_own_type_only() {
    let samples = ["64 4a616e65", "42 0102", "1818", "20", "f5", "f9 3e00", "f6", "80"];
    for text in samples {
        let bytes = hex(text);
        let raw = raw(&bytes);
        assert_eq!(raw.as_text(), (text == samples[0]).then_some("Jane"));
        assert_eq!(raw.as_bytes(), (text == samples[1]).then_some(&[1, 2][..]));
        assert_eq!(raw.as_uint(), (text == samples[2]).then_some(24));
        assert_eq!(raw.as_int(), [(samples[2], 24), (samples[3], -1)].iter().find(|s| s.0 == text).map(|s| s.1));
        assert_eq!(raw.as_bool(), (text == samples[4]).then_some(true));
        assert_eq!(raw.as_float(), (text == samples[5]).then_some(1.5));
        assert_eq!(raw.bytes(), bytes);
    }
    assert_eq!(raw(&hex("f6")).kind(), Type::Null);
}

#[test]
fn tagged_text_is_a_date_or_a_date_time_only() {
    assert_eq!(raw(&hex("c0 61 61")).as_tagged_text(), Some((0, "a")));
    assert_eq!(raw(&hex("d903ec 61 61")).as_tagged_text(), Some((1004, "a")));
    for text in ["61 61", "c1 61 61", "d820 61 61", "c0 41 61", "c0 c0 61 61"] {
        assert_eq!(raw(&hex(text)).as_tagged_text(), None, "{text}");
    }
}

#[test]
fn a_value_read_later_keeps_its_place_and_its_policy() {
    // [0, {1: [h'1801']}], the map kept raw.
    let bytes = hex("82 00 a1 01 81 42 1801");
    for encoding in [Encoding::Strict, Encoding::Field] {
        let mut reader = Reader::new(&bytes, encoding);
        let raw = reader.tuple(2, |reader| reader.skip().and_then(|_| reader.raw())).unwrap();
        assert_eq!((raw.offset(), raw.reader().encoding()), (2, encoding));
        let wrong = raw.decode::<u64>().unwrap_err();
        assert_eq!(wrong.offset(), 2);
        let mut inner = raw.reader();
        let number = inner
            .map(|reader, _| reader.array(|reader| reader.within_bytes(|reader| reader.uint()).map(drop)).map(drop));
        match encoding {
            Encoding::Strict => assert_eq!(number, Err(Error::new(ErrorKind::NonPreferred, 6))),
            Encoding::Field => assert_eq!(inner.non_preferred().first, Some(6)),
        }
    }
}

#[test]
fn equality_is_of_bytes_not_of_places() {
    let bytes = hex("82 61 61 61 61");
    let list = Reader::new(&bytes, Encoding::Strict).list::<RawValue<'_>>("list").unwrap();
    assert_ne!(list[0].offset(), list[1].offset());
    assert_eq!(list[0], list[1]);
    assert_eq!(to_vec(&list[1]), hex("61 61"));
}

#[test]
fn decoding_takes_the_whole_item() {
    struct HeadOnly;
    impl<'a> super::super::Decode<'a> for HeadOnly {
        fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
            reader.tag().map(|_| Self)
        }
    }
    let bytes = hex("c0 60");
    assert_eq!(raw(&bytes).decode::<HeadOnly>().map(drop), Err(Error::new(ErrorKind::TrailingBytes, 1)));
}

#[test]
fn bignums_of_any_length_stay_tag_and_bytes() {
    let big = |tag: u64, bytes: &[u8]| Value::Tag(tag, Box::new(Value::Bytes(bytes.to_vec())));
    assert_eq!(value("c2 49 010000000000000000"), big(2, &[1, 0, 0, 0, 0, 0, 0, 0, 0]));
    assert_eq!(value("c3 41 01"), big(3, &[1]));
    assert_eq!(value("c2 40"), big(2, &[]));
    // ciborium's own decoder gives up on 17 bytes, and on a negative one of 16 bytes with the upper bit set.
    for tag in [2_u8, 3] {
        for length in [16_u8, 17, 20, 23] {
            let mut bytes = vec![0xc0 | tag, 0x40 | length];
            bytes.extend(vec![0xff; usize::from(length)]);
            let converted = raw(&bytes).to_value().unwrap();
            assert_eq!(converted, big(tag.into(), &bytes[2..]));
            assert_eq!(to_vec(&converted), bytes);
        }
    }
}

#[test]
fn what_a_value_cannot_hold_is_refused_or_null_and_raw_still_has_it() {
    assert_eq!(value("f7"), Value::Null);
    for (text, offset) in [("e0", 0), ("f8ff", 0), ("82 00 f0", 2), ("a1 f0 00", 1), ("a1 81 f0 00", 2)] {
        let bytes = hex(text);
        let raw = raw(&bytes);
        assert_eq!(raw.bytes(), bytes);
        assert_eq!(to_vec(&raw), bytes);
        match raw.to_value() {
            Err(ciborium::de::Error::Semantic(at, _)) => assert_eq!(at, Some(offset), "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn the_deepest_value_converts_both_ways() {
    let depth = crate::budget::CBOR_DEPTH;
    for open in [&[0x81][..], &[0xa1, 0x00], &[0xc1]] {
        let mut bytes = open.repeat(depth);
        bytes.push(0x00);
        let converted = raw(&bytes).to_value().unwrap();
        assert_eq!(to_vec(&converted), bytes);
        assert_eq!(raw(&bytes).deserialize::<Value>().unwrap(), converted);
    }
}

#[test]
fn serde_types_are_read_by_the_rules_of_ciborium() {
    let bytes = hex("a2 61 61 01 61 62 d903ec 61 63");
    #[derive(serde::Deserialize, PartialEq, Debug)]
    struct Pair {
        a: u8,
        b: String,
    }
    assert_eq!(raw(&bytes).deserialize::<Pair>().unwrap(), Pair { a: 1, b: "c".to_owned() });
    assert_eq!(raw(&hex("c2 41 05")).deserialize::<u64>().unwrap(), 5);
    assert!(raw(&hex("60")).deserialize::<u64>().is_err());
}
