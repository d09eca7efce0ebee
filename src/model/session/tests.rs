//! The first message as H01 to H09 and H35 of the negative tests have it, and SessionData.

use super::*;
use crate::cbor::{Encoding, Type, from_slice};

fn key() -> Vec<u8> {
    let mut key = Writer::new();
    key.map(4).uint(1).uint(2).int(-1).uint(1).int(-2).bytes(&[7; 32]).int(-3).bytes(&[8; 32]);
    key.into_vec()
}

fn key_bytes() -> Vec<u8> {
    let mut item = Writer::new();
    item.embedded(&key());
    item.into_vec()
}

/// A map of these names and encoded values.
fn message(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(members.len());
    for (name, value) in members {
        writer.text(name).raw(value);
    }
    writer.into_vec()
}

fn refused(bytes: &[u8]) -> ErrorKind {
    from_slice::<SessionEstablishment<'_>>(bytes, Encoding::Strict).unwrap_err().kind()
}

const CIPHERTEXT: &[u8] = &[0x42, 0xca, 0xfe];

#[test]
fn an_establishment_both_ways() {
    let bytes = encode_establishment(&key_bytes(), &CIPHERTEXT[1..]);
    assert_eq!(bytes, message(&[("eReaderKey", &key_bytes()), ("data", CIPHERTEXT)]));
    let (read, _) = from_slice::<SessionEstablishment<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!((read.e_reader_key.bytes(), read.data), (&key_bytes()[..], &CIPHERTEXT[1..]));
}

#[test]
fn h01_h02_not_a_map() {
    assert_eq!(refused(b""), ErrorKind::UnexpectedEnd);
    assert_eq!(refused(b"\xff"), ErrorKind::InvalidHead);
    assert_eq!(refused(b"Hello"), ErrorKind::UnexpectedEnd);
    assert_eq!(refused(&[0x82, 1, 2]), ErrorKind::WrongType { expected: Type::Map, found: Type::Array });
}

#[test]
fn h03_h04_a_member_is_missing() {
    assert_eq!(refused(&message(&[("data", CIPHERTEXT)])), ErrorKind::Missing("eReaderKey"));
    assert_eq!(refused(&message(&[("eReaderKey", &key_bytes())])), ErrorKind::Missing("data"));
    assert_eq!(
        refused(&message(&[("EReaderKey", &key_bytes()), ("Data", CIPHERTEXT)])),
        ErrorKind::Missing("eReaderKey")
    );
}

#[test]
fn h05_the_key_is_not_tag_24() {
    let wrong = |found| ErrorKind::WrongType { expected: Type::Tag, found };
    assert_eq!(refused(&message(&[("eReaderKey", &key()), ("data", CIPHERTEXT)])), wrong(Type::Map));
    let untagged = &key_bytes()[2..];
    assert_eq!(refused(&message(&[("eReaderKey", untagged), ("data", CIPHERTEXT)])), wrong(Type::Bytes));
    let other_tag = [&[0xd8, 25], untagged].concat();
    let expected = ErrorKind::WrongTag { expected: 24, found: 25 };
    assert_eq!(refused(&message(&[("eReaderKey", &other_tag), ("data", CIPHERTEXT)])), expected);
}

#[test]
fn h06_the_tag_holds_no_cbor() {
    for content in [&[0xd8, 24, 0x40][..], &[0xd8, 24, 0x41, 0xff], &[0xd8, 24, 0x42, 0xa1, 1]] {
        let bytes = message(&[("eReaderKey", content), ("data", CIPHERTEXT)]);
        let error = from_slice::<SessionEstablishment<'_>>(&bytes, Encoding::Strict).unwrap_err();
        assert!(error.is_not_cbor(), "{error}");
    }
}

#[test]
fn h07_bytes_behind_the_message() {
    let bytes = [message(&[("eReaderKey", &key_bytes()), ("data", CIPHERTEXT)]), vec![0]].concat();
    assert_eq!(refused(&bytes), ErrorKind::TrailingBytes);
}

#[test]
fn h08_a_member_twice() {
    let members: &[(&str, &[u8])] = &[("eReaderKey", &key_bytes()), ("data", CIPHERTEXT), ("data", CIPHERTEXT)];
    assert_eq!(refused(&message(members)), ErrorKind::DuplicateKey);
}

#[test]
fn h09_indefinite_lengths() {
    assert_eq!(refused(&[0xbf, 0xff]), ErrorKind::IndefiniteLength);
    let chunked: &[u8] = &[0x5f, 0x41, 1, 0xff];
    assert_eq!(refused(&message(&[("eReaderKey", &key_bytes()), ("data", chunked)])), ErrorKind::IndefiniteLength);
}

#[test]
fn h35_unknown_members_are_passed_over() {
    let members: &[(&str, &[u8])] = &[("x.example", &[0xa0]), ("data", CIPHERTEXT), ("eReaderKey", &key_bytes())];
    let bytes = message(members);
    assert!(from_slice::<SessionEstablishment<'_>>(&bytes, Encoding::Strict).is_ok());
    let bytes = message(&[("x.example", &[0xf6]), ("status", &[20])]);
    let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(read, SessionData { data: None, status: Some(20) });
}

#[test]
fn session_data_both_ways() {
    let data = &CIPHERTEXT[1..];
    for (data, status) in
        [(None, None), (Some(data), None), (None, Some(10)), (Some(data), Some(20)), (None, Some(u64::MAX))]
    {
        let bytes = encode_data(data, status);
        let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
        assert_eq!(read, SessionData { data, status });
    }
    assert_eq!(encode_data(None, None), [0xa0]);
    assert_eq!(encode_data(Some(data), Some(20)), message(&[("data", CIPHERTEXT), ("status", &[20])]));
    assert_eq!(encode_data(None, Some(20)), b"\xa1\x66status\x14");
}

#[test]
fn null_counts_as_absent() {
    let bytes = message(&[("data", &[0xf6]), ("status", &[20])]);
    let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(read, SessionData { data: None, status: Some(20) });
    let bytes = message(&[("data", CIPHERTEXT), ("status", &[0xf6])]);
    let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(read, SessionData { data: Some(&CIPHERTEXT[1..]), status: None });
}

#[test]
fn session_data_of_the_wrong_types() {
    let refused = |bytes: &[u8]| from_slice::<SessionData<'_>>(bytes, Encoding::Strict).unwrap_err().kind();
    let found = |expected, found| ErrorKind::WrongType { expected, found };
    assert_eq!(refused(&message(&[("status", &[0x20])])), found(Type::Unsigned, Type::Negative));
    assert_eq!(refused(&message(&[("status", &[0x61, b'x'])])), found(Type::Unsigned, Type::Text));
    assert_eq!(refused(&message(&[("data", &[0xf4])])), found(Type::Bytes, Type::Bool));
    assert_eq!(refused(&[0x80]), found(Type::Map, Type::Array));
}

#[test]
fn a_message_is_enveloped_as_it_would_be_encoded() {
    let tag = [9; 16];
    let lengths = [0, 7, 8, 9, 239, 240, 241, 65_519, 65_520, 65_521];
    for (length, expected) in lengths.iter().flat_map(|length| lengths.map(|expected| (*length, expected))) {
        let message = vec![3; length];
        for status in [None, Some(20), Some(u64::MAX)] {
            let mut envelope = Envelope::write(expected, |writer| {
                writer.raw(&message);
            });
            assert_eq!(envelope.message(), message);
            envelope.message_mut().fill(4);
            let sealed = [vec![4; length], tag.to_vec()].concat();
            assert!(envelope.finish(tag, status) == encode_data(Some(&sealed), status), "{length} for {expected}");
        }
    }
}

#[test]
fn what_is_read_is_found_where_it_stands() {
    let bytes = encode_data(Some(b"sealed"), Some(20));
    let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
    let range = read.data_range(&bytes).unwrap();
    assert_eq!((&bytes[range], read.data_range(b"another")), (&b"sealed"[..], Some(0..0)));
    assert_eq!(SessionData::default().data_range(&bytes), None);
    let bytes = encode_establishment(&key_bytes(), b"sealed");
    let (read, _) = from_slice::<SessionEstablishment<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(bytes[read.data_range(&bytes)], b"sealed"[..]);
}
