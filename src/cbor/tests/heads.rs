//! Heads, plain items, and errors with their offsets.

use super::super::{Decode, Encoding, Error, ErrorKind, Reader, Type, from_slice};
use super::{accepted, check, hex, refused, tolerated};
use crate::budget;

fn read<T: for<'a> Decode<'a>>(text: &str) -> Result<T, ErrorKind> {
    from_slice(&hex(text), Encoding::Strict).map(|(value, _)| value).map_err(|error| error.kind())
}

#[test]
fn every_initial_byte_is_judged_by_its_major_type_and_information() {
    for initial in 0..=0xff_u8 {
        let (major, info) = (initial >> 5, initial & 0x1f);
        // Enough zeros for any argument; a container or string that announces nothing ends early.
        let mut bytes = vec![initial];
        bytes.extend([0; 64]);
        let mut reader = Reader::new(&bytes, Encoding::Field);
        let result = reader.skip().map(|_| ()).map_err(|error| error.kind());
        let expected = match (major, info) {
            (2..=5, 31) => Err(ErrorKind::IndefiniteLength),
            (_, 28..=31) => Err(ErrorKind::InvalidHead),
            (7, 24) => Err(ErrorKind::InvalidHead),
            // A map of zeros repeats its key from two entries on.
            (5, 2..=23) => Err(ErrorKind::DuplicateKey),
            _ => Ok(()),
        };
        assert_eq!(result, expected, "{initial:02x}");
    }
}

#[test]
fn integers_at_their_limits() {
    for (text, value) in [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("18ff", 0xff),
        ("190100", 0x100),
        ("19ffff", 0xffff),
        ("1a00010000", 0x1_0000),
        ("1affffffff", 0xffff_ffff),
        ("1b0000000100000000", 0x1_0000_0000),
        ("1bffffffffffffffff", u64::MAX),
    ] {
        assert_eq!(read::<u64>(text), Ok(value), "{text}");
        assert_eq!(read::<i128>(text), Ok(i128::from(value)), "{text}");
    }
    assert_eq!(read::<i64>("1b7fffffffffffffff"), Ok(i64::MAX));
    assert_eq!(read::<i64>("3b7fffffffffffffff"), Ok(i64::MIN));
    assert_eq!(read::<i64>("20"), Ok(-1));
    assert_eq!(read::<i64>("1b8000000000000000"), Err(ErrorKind::OutOfRange("integer")));
    assert_eq!(read::<i64>("3b8000000000000000"), Err(ErrorKind::OutOfRange("integer")));
    assert_eq!(read::<i128>("3bffffffffffffffff"), Ok(-1 - i128::from(u64::MAX)));
    assert_eq!(read::<u64>("20"), Err(ErrorKind::WrongType { expected: Type::Unsigned, found: Type::Negative }));
    assert_eq!(read::<i64>("60"), Err(ErrorKind::WrongType { expected: Type::Integer, found: Type::Text }));
}

#[test]
fn heads_longer_than_needed_are_refused_or_counted() {
    for major in 0..=6_u8 {
        // Followed by what a count of one, or a tag, needs; every argument says one.
        let content = match major {
            2 | 3 => "61",
            4 | 6 => "00",
            5 => "0000",
            _ => "",
        };
        for (info, argument) in [(24, "01"), (25, "0001"), (26, "00000001"), (27, "0000000000000001")] {
            tolerated(&format!("{:02x}{argument}{content}", major << 5 | info), 1, 0);
        }
    }
    for text in ["1817", "1900ff", "1a0000ffff", "1b00000000ffffffff"] {
        tolerated(text, 1, 0);
    }
    // Containers count once, and the first is remembered.
    tolerated("82 01 98 02 18 01 b8 01 18 02 18 03", 5, 2);
    tolerated("d8 01 d9 0001 1800", 3, 0);
}

#[test]
fn truncated_heads_and_strings_end_at_the_head() {
    for text in
        ["", "18", "19", "1900", "1a000000", "1b00000000000000", "f8", "f9", "f900", "fa000000", "d8", "98", "b9"]
    {
        refused(text, ErrorKind::UnexpectedEnd, 0);
    }
    refused("82 00 42 00", ErrorKind::UnexpectedEnd, 2);
    refused("82 00 62 61", ErrorKind::UnexpectedEnd, 2);
    refused("a1 61 61", ErrorKind::UnexpectedEnd, 3);
    refused("a1 00", ErrorKind::UnexpectedEnd, 0);
    refused("a1 61 61 19 00", ErrorKind::UnexpectedEnd, 3);
    refused("c1", ErrorKind::UnexpectedEnd, 1);
}

#[test]
fn invalid_heads_name_their_offset() {
    for text in ["1c", "3d", "5e", "7c", "9d", "be", "dc", "fc", "fd", "fe", "1f", "3f", "df", "ff", "f800", "f81f"] {
        refused(text, ErrorKind::InvalidHead, 0);
    }
    refused("83 00 00 ff", ErrorKind::InvalidHead, 3);
    for text in ["5f40ff", "7f60ff", "9fff", "bfff"] {
        refused(text, ErrorKind::IndefiniteLength, 0);
    }
    refused("a1 00 9f ff", ErrorKind::IndefiniteLength, 2);
}

#[test]
fn trailing_bytes_are_refused_after_any_item() {
    for (text, offset) in [("00 00", 1), ("40 f6", 1), ("80 80", 1), ("a1 00 00 00", 3), ("c0 60 00", 2), ("f6 ff", 1)]
    {
        refused(text, ErrorKind::TrailingBytes, offset);
    }
}

#[test]
fn text_must_be_utf8() {
    accepted("64 f0908591");
    // A lone continuation, an overlong slash, a surrogate, a code point beyond Unicode, a cut sequence.
    for text in ["61 80", "62 c0af", "63 eda080", "64 f4908080", "62 e6b0"] {
        refused(text, ErrorKind::InvalidUtf8, 0);
    }
    refused("82 00 a1 61 ff 00", ErrorKind::InvalidUtf8, 3);
}

#[test]
fn simple_values_are_items_of_their_own() {
    for (text, kind) in [
        ("e0", Type::Simple),
        ("f3", Type::Simple),
        ("f4", Type::Bool),
        ("f5", Type::Bool),
        ("f6", Type::Null),
        ("f7", Type::Undefined),
        ("f820", Type::Simple),
        ("f8ff", Type::Simple),
        ("f90000", Type::Float),
    ] {
        accepted(text);
        assert_eq!(Reader::new(&hex(text), Encoding::Strict).peek(), Ok(kind), "{text}");
    }
    assert_eq!(read::<bool>("f4"), Ok(false));
    assert_eq!(read::<bool>("f5"), Ok(true));
    assert_eq!(read::<bool>("f6"), Err(ErrorKind::WrongType { expected: Type::Bool, found: Type::Null }));
    let bytes = hex("f6 01 f7");
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    assert_eq!(reader.nullable(Reader::uint), Ok(None));
    assert_eq!(reader.nullable(Reader::uint), Ok(Some(1)));
    assert_eq!(reader.nullable(Reader::uint).unwrap_err().offset(), 2);
    let bytes = hex("f7");
    let wrong = Reader::new(&bytes, Encoding::Strict).null().unwrap_err();
    assert_eq!(wrong.to_string(), "expected null, found undefined (at byte 0)");
}

#[test]
fn peeking_reads_nothing_and_judges_the_head() {
    let bytes = hex("1817");
    let reader = Reader::new(&bytes, Encoding::Strict);
    assert_eq!(reader.peek(), Ok(Type::Unsigned));
    assert_eq!((reader.offset(), reader.non_preferred().count), (0, 0));
    assert_eq!(Reader::new(&[0x1c], Encoding::Strict).peek().unwrap_err().kind(), ErrorKind::InvalidHead);
    assert_eq!(Reader::new(&[], Encoding::Strict).peek().unwrap_err().kind(), ErrorKind::UnexpectedEnd);
}

#[test]
fn input_beyond_the_size_budget_is_refused_at_the_first_read() {
    let mut bytes = vec![0; budget::MESSAGE_BYTES];
    let content = u32::try_from(bytes.len() - 5).unwrap();
    bytes[0] = 0x5a;
    bytes[1..5].copy_from_slice(&content.to_be_bytes());
    assert_eq!(check(&bytes, Encoding::Strict), Ok(()));
    bytes.push(0);
    for encoding in [Encoding::Strict, Encoding::Field] {
        assert_eq!(check(&bytes, encoding), Err(Error::new(ErrorKind::TooLarge, 0)));
        assert_eq!(Reader::new(&bytes, encoding).peek(), Err(Error::new(ErrorKind::TooLarge, 0)));
    }
}

#[test]
fn what_is_no_cbor_at_all_is_told_from_what_does_not_fit() {
    // [1, "a"] where a pair of numbers is wanted; then the same with a repeated key behind the misfit.
    struct Pair;
    impl<'a> Decode<'a> for Pair {
        fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
            reader.tuple(2, |reader| reader.uint().and(reader.uint()).map(|_| Self))
        }
    }
    let misfit = from_slice::<Pair>(&hex("82 01 61 61"), Encoding::Strict).map(drop).unwrap_err();
    assert_eq!(misfit.kind(), ErrorKind::WrongType { expected: Type::Unsigned, found: Type::Text });
    assert_eq!((misfit.offset(), misfit.is_not_cbor()), (2, false));
    for (text, kind, offset) in [
        ("82 01 a2 00 00 00 00", ErrorKind::DuplicateKey, 5),
        ("82 01 61 61 00", ErrorKind::TrailingBytes, 4),
        ("83 01 02", ErrorKind::UnexpectedEnd, 0),
        ("82 60 1801", ErrorKind::NonPreferred, 2),
    ] {
        let error = from_slice::<Pair>(&hex(text), Encoding::Strict).map(drop).unwrap_err();
        assert_eq!(error, Error::new(kind, offset), "{text}");
        assert!(error.is_not_cbor());
    }
    for kind in [
        ErrorKind::WrongTag { expected: 24, found: 0 },
        ErrorKind::WrongLength { expected: 2 },
        ErrorKind::Missing("a"),
        ErrorKind::Empty("a"),
        ErrorKind::OutOfRange("a"),
        ErrorKind::Structure("a rule"),
    ] {
        assert!(!Error::new(kind, 0).is_not_cbor(), "{kind:?}");
    }
}

#[test]
fn messages_are_sentences_with_the_offset() {
    for (kind, text) in [
        (ErrorKind::UnexpectedEnd, "the input ends inside an item (at byte 7)"),
        (ErrorKind::WrongTag { expected: 24, found: 0 }, "expected tag 24, found tag 0 (at byte 7)"),
        (ErrorKind::WrongLength { expected: 3 }, "expected an array of 3 items (at byte 7)"),
        (ErrorKind::Missing("docType"), "\"docType\" is missing (at byte 7)"),
        (
            ErrorKind::WrongType { expected: Type::Map, found: Type::Array },
            "expected a map, found an array (at byte 7)",
        ),
    ] {
        assert_eq!(Error::new(kind, 7).to_string(), text);
    }
}

#[test]
fn debug_output_holds_no_input() {
    let bytes = hex("64 4a616e65");
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    assert_eq!(format!("{reader:?}"), "Reader(Strict, at byte 0 of 5)");
    assert_eq!(format!("{:?}", reader.raw().unwrap()), "RawValue(a text string, 5 bytes)");
}

/// The value is told apart from the type: what is no integer is none of any size.
#[test]
fn what_is_no_integer() {
    for (text, found) in [("40", Type::Bytes), ("60", Type::Text), ("80", Type::Array), ("f4", Type::Bool)] {
        let wrong = |expected| Err(ErrorKind::WrongType { expected, found });
        assert_eq!(read::<i128>(text), wrong(Type::Integer), "{text}");
    }
}
