//! Arrays, maps and tags: counts, depth, and announcements that the input does not keep.

use super::super::{Encoding, Error, ErrorKind, Key, Reader, Type};
use super::{accepted, check, hex, refused};
use crate::budget;

const DEPTH: usize = budget::CBOR_DEPTH;

/// `open` so many times, then `innermost`.
fn nest(open: &[u8], times: usize, innermost: &[u8]) -> Vec<u8> {
    let mut bytes = open.repeat(times);
    bytes.extend_from_slice(innermost);
    bytes
}

#[test]
fn depth_is_spent_by_arrays_maps_tags_and_keys_alike() {
    // [ ... ], {0: ...}, 1( ... ): the budget holds, one more does not.
    for open in [&[0x81][..], &[0xa1, 0x00], &[0xc1]] {
        for encoding in [Encoding::Strict, Encoding::Field] {
            assert_eq!(check(&nest(open, DEPTH, &[0x00]), encoding), Ok(()), "{open:02x?}");
            let offset = open.len() * DEPTH;
            let too_deep = check(&nest(open, DEPTH + 1, &[0x00]), encoding);
            assert_eq!(too_deep, Err(Error::new(ErrorKind::TooDeep, offset)), "{open:02x?}");
        }
    }
    // {{{...: 0}: 0}: 0}
    for (levels, expected) in [(DEPTH, Ok(())), (DEPTH + 1, Err(Error::new(ErrorKind::TooDeep, DEPTH)))] {
        let mut bytes = nest(&[0xa1], levels, &[0x00]);
        bytes.extend(vec![0x00; levels]);
        assert_eq!(check(&bytes, Encoding::Strict), expected);
    }
}

#[test]
fn depth_is_given_back_after_each_container() {
    let item = nest(&[0x81], DEPTH - 1, &[0x00]);
    let mut bytes = vec![0x84];
    bytes.extend(item.repeat(4));
    assert_eq!(check(&bytes, Encoding::Strict), Ok(()));
    // And no more than that: empty containers, then one that is a level too deep.
    for empty in [&[0x80][..], &[0xa0], &[0xc1, 0x00], &[0xa1, 0x80, 0x80]] {
        let mut bytes = vec![0x84];
        bytes.extend(empty.repeat(3));
        let start = bytes.len();
        bytes.extend(nest(&[0x81], DEPTH, &[0x00]));
        let expected = Err(Error::new(ErrorKind::TooDeep, start + DEPTH - 1));
        assert_eq!(check(&bytes, Encoding::Strict), expected, "{empty:02x?}");
    }
}

#[test]
fn a_hundred_thousand_levels_neither_overflow_nor_hang() {
    for open in [&[0x81][..], &[0xa1], &[0xa1, 0x00], &[0xc1], &[0xd8, 0x18]] {
        let bytes = nest(open, 100_000, &[0x00]);
        assert_eq!(check(&bytes, Encoding::Field).unwrap_err().kind(), ErrorKind::TooDeep);
    }
}

#[test]
fn announced_lengths_are_held_against_the_input_first() {
    for text in [
        "5b 4000000000000000", // 2^62 bytes
        "7b ffffffffffffffff",
        "9b 4000000000000000",
        "bb 4000000000000000",
        "bb 8000000000000000", // twice as many items overflow
        "5b 0000000100000000", // 2^32
        "9b 0000000100000000",
        "bb 0000000100000000",
        "9a ffffffff",
        "ba ffffffff",
    ] {
        refused(text, ErrorKind::UnexpectedEnd, 0);
        refused(&format!("82 00 {text}"), ErrorKind::UnexpectedEnd, 2);
    }
    // A count that only the bytes beyond an embedded string could satisfy.
    let bytes = hex("82 d818 42 8200 0000");
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    let result = reader.tuple(2, |reader| reader.embedded::<super::RawValue<'_>>().map(drop));
    assert_eq!(result, Err(Error::new(ErrorKind::UnexpectedEnd, 4)));
    // An announcement makes no room: a list grows by what is read.
    let bytes = hex("9a 00ffffff 00");
    assert_eq!(Reader::new(&bytes, Encoding::Strict).list::<u64>("list").unwrap_err().kind(), ErrorKind::UnexpectedEnd);
}

#[test]
fn arrays_lists_and_tuples() {
    let bytes = hex("83 01 02 03");
    assert_eq!(Reader::new(&bytes, Encoding::Strict).list::<u64>("list"), Ok(vec![1, 2, 3]));
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    assert_eq!(reader.array(|reader| reader.uint().map(drop)), Ok(3));
    assert_eq!(reader.finish(), Ok(()));
    let short = Reader::new(&bytes, Encoding::Strict).tuple(2, |reader| reader.uint());
    assert_eq!(short, Err(Error::new(ErrorKind::WrongLength { expected: 2 }, 0)));
    let bytes = hex("82 00 80");
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    let empty = reader.tuple(2, |reader| reader.skip().and_then(|_| reader.list::<u64>("list")));
    assert_eq!(empty, Err(Error::new(ErrorKind::Empty("list"), 2)));
    let found = Type::Map;
    let bytes = hex("a0");
    let wrong = Reader::new(&bytes, Encoding::Strict).array(|reader| reader.skip().map(drop));
    assert_eq!(wrong, Err(Error::new(ErrorKind::WrongType { expected: Type::Array, found }, 0)));
}

#[test]
fn maps_hand_out_keys_in_the_order_sent() {
    let bytes = hex("a4 61 62 01 20 02 41 ff 03 00 04");
    let mut seen = Vec::new();
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    let count = reader.map(|reader, key| {
        seen.push((key, reader.uint()?));
        Ok(())
    });
    assert_eq!(count, Ok(4));
    let expected = [(Key::Text("b"), 1), (Key::Negative(0), 2), (Key::Bytes(&[0xff]), 3), (Key::Unsigned(0), 4)];
    assert_eq!(seen, expected);
    assert_eq!(Reader::new(&hex("80"), Encoding::Strict).map(|_, _| Ok(())).unwrap_err().offset(), 0);
}

#[test]
fn tags_are_read_alone_or_with_their_item() {
    let bytes = hex("d9 03ec 60");
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    assert_eq!((reader.tag(), reader.text()), (Ok(1004), Ok("")));
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    assert_eq!(reader.tagged(1004, Reader::text), Ok(""));
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    let wrong = Error::new(ErrorKind::WrongTag { expected: 0, found: 1004 }, 0);
    assert_eq!(reader.tagged(0, Reader::text), Err(wrong));
    accepted("db ffffffffffffffff f6");
}

#[test]
fn a_part_can_be_read_with_its_exact_bytes() {
    let bytes = hex("82 00 82 01 02");
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    let (whole, (part, sum)) = reader
        .with_bytes(|reader| {
            reader.tuple(2, |reader| {
                reader.skip()?;
                reader.with_bytes(|reader| reader.tuple(2, |reader| Ok(reader.uint()? + reader.uint()?)))
            })
        })
        .unwrap();
    assert_eq!((whole, part, sum), (&bytes[..], &bytes[2..], 3));
}
