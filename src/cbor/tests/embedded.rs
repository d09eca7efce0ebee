//! Tag 24, nested, and what may be wrong with it.

use super::super::{Embedded, Encoding, Error, ErrorKind, RawValue, Reader, Type, from_slice, to_vec};
use super::hex;

type Nested<'a> = Embedded<'a, Embedded<'a, RawValue<'a>>>;

fn read<'a>(bytes: &'a [u8], encoding: Encoding) -> Result<Embedded<'a, RawValue<'a>>, Error> {
    from_slice(bytes, encoding).map(|(value, _)| value)
}

#[test]
fn exact_bytes_content_and_value() {
    let bytes = hex("d818 43 82 01 02");
    let embedded = read(&bytes, Encoding::Strict).unwrap();
    assert_eq!((embedded.bytes(), embedded.content()), (&bytes[..], &bytes[3..]));
    assert_eq!(embedded.value().bytes(), &bytes[3..]);
    assert_eq!(embedded.offset(), 3);
    assert_eq!(to_vec(&embedded), bytes);
}

#[test]
fn heads_longer_than_needed_stay_as_received() {
    let bytes = hex("d90018 5803 82 1801");
    assert_eq!(read(&bytes, Encoding::Strict), Err(Error::new(ErrorKind::NonPreferred, 0)));
    let bytes = hex("d90018 5804 82 1801 02");
    let (embedded, found) = from_slice::<Embedded<'_, RawValue<'_>>>(&bytes, Encoding::Field).unwrap();
    assert_eq!((found.count, found.first), (3, Some(0)));
    assert_eq!((embedded.bytes(), embedded.content()), (&bytes[..], &bytes[5..]));
    assert_eq!(to_vec(&embedded), bytes);
    // A long head inside is refused by Strict at its place in the whole.
    assert_eq!(read(&hex("d818 42 1801"), Encoding::Strict), Err(Error::new(ErrorKind::NonPreferred, 3)));
}

#[test]
fn nested_with_offsets_of_the_whole() {
    let bytes = hex("82 00 d818 46 d818 43 82 01 02");
    let mut reader = Reader::new(&bytes, Encoding::Strict);
    let nested = reader.tuple(2, |reader| reader.skip().and_then(|_| reader.embedded::<Embedded<'_, RawValue<'_>>>()));
    let nested: Nested<'_> = nested.unwrap();
    assert_eq!(nested.value().bytes(), &bytes[5..]);
    assert_eq!((nested.value().value().bytes(), nested.value().value().offset()), (&bytes[8..], 8));
    assert_eq!(reader.finish(), Ok(()));
    for (text, kind, offset) in [
        ("82 00 d818 46 d818 43 82 01 1c", ErrorKind::InvalidHead, 10),
        ("82 00 d818 46 d818 43 83 01 02", ErrorKind::UnexpectedEnd, 8),
        ("82 00 d818 46 d818 43 81 01 02", ErrorKind::TrailingBytes, 10),
        ("82 00 d818 46 d818 42 81 01 02", ErrorKind::TrailingBytes, 10),
        ("82 00 d818 46 d818 44 82 01 02", ErrorKind::UnexpectedEnd, 7),
        ("82 00 d818 46 d818 43 62 ff 02", ErrorKind::InvalidUtf8, 8),
        ("82 00 d818 46 d819 43 82 01 02", ErrorKind::WrongTag { expected: 24, found: 25 }, 5),
        ("82 00 d818 46 d818 63 61 62 63", ErrorKind::WrongType { expected: Type::Bytes, found: Type::Text }, 7),
    ] {
        let bytes = hex(text);
        let mut reader = Reader::new(&bytes, Encoding::Strict);
        let inner = reader
            .tuple(2, |reader| reader.skip().and_then(|_| reader.embedded::<Embedded<'_, RawValue<'_>>>().map(drop)));
        assert_eq!(inner, Err(Error::new(kind, offset)), "{text}");
    }
}

#[test]
fn content_must_be_exactly_one_item() {
    for (text, kind, offset) in [
        ("d818 40", ErrorKind::UnexpectedEnd, 3),
        ("d818 42 00 00", ErrorKind::TrailingBytes, 4),
        ("d818 41 00 00", ErrorKind::TrailingBytes, 4),
        ("41 00", ErrorKind::WrongType { expected: Type::Tag, found: Type::Bytes }, 0),
        ("d818 00", ErrorKind::WrongType { expected: Type::Bytes, found: Type::Unsigned }, 2),
        ("d818 5f 41 00 ff", ErrorKind::IndefiniteLength, 2),
        ("d818 d818 41 00", ErrorKind::WrongType { expected: Type::Bytes, found: Type::Tag }, 2),
    ] {
        assert_eq!(read(&hex(text), Encoding::Strict), Err(Error::new(kind, offset)), "{text}");
    }
    // A raw item is well-formed whatever its byte strings hold.
    super::accepted("d818 42 00 00");
}

#[test]
fn embedding_spends_the_depth_budget() {
    struct Matryoshka;
    impl<'a> super::super::Decode<'a> for Matryoshka {
        fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
            match reader.peek()? {
                Type::Tag => reader.embedded::<Self>().map(|_| Self),
                _ => reader.uint().map(|_| Self),
            }
        }
    }
    let wrap = |times: usize| (0..times).fold(vec![0], |inner, _| to_vec(&Wrapped(inner)));
    assert!(from_slice::<Matryoshka>(&wrap(24), Encoding::Strict).is_ok());
    for times in [25, 1000] {
        let error = from_slice::<Matryoshka>(&wrap(times), Encoding::Strict).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooDeep);
    }
}

struct Wrapped(Vec<u8>);

impl super::super::Encode for Wrapped {
    fn encode(&self, writer: &mut super::super::Writer) {
        writer.embedded(&self.0);
    }
}

/// Equal is what has the same bytes: the same value in another encoding is something else to whoever signed it.
#[test]
fn equality_is_of_the_bytes_too() {
    let same = |one: &str, other: &str| {
        let (one, other) = (hex(one), hex(other));
        let read = |bytes| from_slice::<Embedded<'_, u64>>(bytes, Encoding::Field).unwrap().0;
        read(&one) == read(&other)
    };
    assert!(same("d818 41 05", "d818 41 05"));
    assert!(!same("d818 41 05", "d818 41 06"));
    assert!(!same("d818 41 05", "d818 42 1805"));
    assert!(!same("d818 41 05", "d818 5801 05"));
}
