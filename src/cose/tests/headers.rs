use super::*;
use crate::budget;

fn protected(map: &str) -> Vec<u8> {
    message(map, "a0", None, &[])
}

fn kind(bytes: &[u8]) -> ErrorKind {
    read(bytes).unwrap_err().kind()
}

#[test]
fn no_protected_headers_in_both_forms() {
    for empty in ["", "a0"] {
        let bytes = protected(empty);
        let read = read(&bytes).unwrap();
        assert_eq!((read.protected, read.protected_bytes), (Headers::default(), hex(empty).as_slice()));
    }
}

#[test]
fn protected_headers_are_one_map_and_nothing_behind() {
    assert!(matches!(kind(&protected("80")), ErrorKind::WrongType { .. }));
    assert_eq!(kind(&protected("a1012600")), ErrorKind::TrailingBytes);
    assert_eq!(kind(&protected("a101")), ErrorKind::UnexpectedEnd);
    assert_eq!(kind(&protected("bf0126ff")), ErrorKind::IndefiniteLength);
    assert_eq!(kind(&protected("a201260126")), ErrorKind::DuplicateKey);
}

#[test]
fn labels_are_integers_or_text() {
    let bytes = protected("a3 0126 6161 00 3a00010000 80");
    assert_eq!(read(&bytes).unwrap().protected.others, 2);
    for label in ["4101", "f5", "80", "c100"] {
        assert!(matches!(kind(&protected(&format!("a1{label}00"))), ErrorKind::Structure(_)), "{label}");
    }
}

#[test]
fn a_label_in_both_buckets_is_refused_when_strict() {
    for (one, other) in [
        ("a10126", "a10126"),
        ("a10126", "a20441aa0138 22"),
        ("a2012618214100", "a118214100"),
        ("a1616100", "a1616101"),
    ] {
        let bytes = message(one, other, None, &[]);
        assert!(matches!(kind(&bytes), ErrorKind::Structure(_)), "{one} {other}");
        assert_eq!(from_slice::<Sign1<'_>>(&bytes, Encoding::Field).unwrap().1.count, 1, "{one} {other}");
    }
    assert!(read(&message("a10126", "a1044101", None, &[])).is_ok());
}

/// RFC 9052, 3: what is not refused must be taken from the protected map.
#[test]
fn of_a_label_in_both_buckets_the_protected_one_counts() {
    let bytes = message("a2 0126 1821 4101", "a2 1821 4102 0138 22", None, &[]);
    let (message, tolerated) = from_slice::<Sign1<'_>>(&bytes, Encoding::Field).unwrap();
    assert_eq!(message.x5chain(), [&[1]]);
    assert_eq!(message.protected.alg, Some(Algorithm::Signature(crate::crypto::SignatureAlgorithm::Es256)));
    assert_eq!(tolerated.count, 1);
}

#[test]
fn an_algorithm_is_a_number_or_text() {
    assert!(matches!(kind(&protected("a1014126")), ErrorKind::WrongType { .. }));
    assert!(matches!(kind(&protected("a101f6")), ErrorKind::WrongType { .. }));
    assert_eq!(kind(&protected("a1013bffffffffffffffff")), ErrorKind::OutOfRange("integer"));
}

#[test]
fn typ_is_kept_where_it_is_text() {
    let bytes = protected("a110 6161");
    assert_eq!(read(&bytes).unwrap().protected.typ, Some("a"));
    let bytes = protected("a110 01");
    let headers = read(&bytes).unwrap().protected;
    assert_eq!((headers.typ, headers.others), (None, 1));
}

/// H61, R57: the chain in all its forms.
#[test]
fn r57_x5chain() {
    let unprotected = |chain: &str| message("a10126", &format!("a11821{chain}"), None, &[]);
    let bytes = unprotected("4101");
    assert_eq!(read(&bytes).unwrap().x5chain(), [&[1]]);
    let bytes = unprotected("814101");
    assert_eq!(read(&bytes).unwrap().x5chain(), [&[1]]);
    let bytes = unprotected("8241014102");
    assert_eq!(read(&bytes).unwrap().x5chain(), [&[1], &[2]]);
    let error = read(&unprotected("80")).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Empty("x5chain"), 8));
    assert!(matches!(kind(&unprotected("6101")), ErrorKind::WrongType { .. }));
    assert!(matches!(kind(&unprotected("8101")), ErrorKind::WrongType { .. }));
    assert!(matches!(kind(&unprotected("f6")), ErrorKind::WrongType { .. }));

    let most = format!("{:02x}{}", 0x80 + budget::CHAIN_CERTIFICATES, "4101".repeat(budget::CHAIN_CERTIFICATES));
    assert_eq!(read(&unprotected(&most)).unwrap().x5chain().len(), budget::CHAIN_CERTIFICATES);
    let more = format!("{:02x}{}", 0x81 + budget::CHAIN_CERTIFICATES, "4101".repeat(budget::CHAIN_CERTIFICATES + 1));
    assert_eq!(kind(&unprotected(&more)), ErrorKind::OutOfRange("x5chain"));
}

#[test]
fn h62_x5chain_may_be_protected() {
    let bytes = signed("a2 0126 1821 824101 4102", "a0");
    let read = read(&bytes).unwrap();
    assert_eq!(read.x5chain(), [&[1], &[2]]);
    assert_eq!(verify(&bytes), Ok(()));
    let bytes = signed("a10126", "a0");
    assert!(self::read(&bytes).unwrap().x5chain().is_empty());
}

#[test]
fn labels_are_many_only_where_none_is_kept() {
    let map = |labels: core::ops::Range<usize>| {
        let mut writer = Writer::new();
        writer.map(labels.len());
        for label in labels {
            writer.uint(u64::try_from(label).unwrap()).uint(0);
        }
        writer.into_vec()
    };
    let of = |protected: usize| {
        let mut writer = Writer::new();
        writer.array(4).bytes(&map(1_000..1_000 + protected)).raw(&map(100_000..140_000)).null().bytes(&[]);
        writer.into_vec()
    };
    let most = of(budget::PROTECTED_LABELS);
    let most = read(&most).unwrap();
    assert_eq!((most.protected.others, most.unprotected.others), (budget::PROTECTED_LABELS, 40_000));
    let too_many = of(budget::PROTECTED_LABELS + 1);
    assert_eq!(read(&too_many).unwrap_err().kind(), ErrorKind::OutOfRange("protected"));
}

#[test]
fn parts_are_slices_at_their_offsets() {
    let inner = signed("a10126", "a118214105");
    let mut writer = Writer::new();
    writer.array(2).uint(1).raw(&inner);
    let bytes = writer.into_vec();
    let mut reader = crate::cbor::Reader::new(&bytes, Encoding::Strict);
    let message = reader.tuple(2, |reader| {
        reader.uint()?;
        <Sign1<'_> as crate::cbor::Decode<'_>>::decode(reader)
    });
    let message = message.unwrap();
    assert_eq!((message.offset, message.bytes), (2, inner.as_slice()));
    let range = bytes.as_ptr_range();
    for part in [message.bytes, message.protected_bytes, message.payload.unwrap(), message.signature] {
        assert!(range.contains(&part.as_ptr()));
    }
}

#[test]
fn debug_shows_neither_certificates_nor_payload() {
    let bytes = signed("a10126", "a118214105");
    assert_eq!(format!("{:?}", read(&bytes).unwrap()), format!("Sign1(Some(Signature(Es256)), {} bytes)", bytes.len()));
}
