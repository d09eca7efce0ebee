//! Engagements as senders may write them. The keys here are well-formed, not points on a curve.

use super::*;
use crate::cbor::{Encoding, from_slice, to_vec};
use crate::model::retrieval::{BleOptions, NfcOptions};

/// `EDeviceKeyBytes` around a P-256 key that was never validated.
fn key_bytes() -> Vec<u8> {
    let mut key = Writer::new();
    key.map(4).uint(1).uint(2).int(-1).uint(1).int(-2).bytes(&[7; 32]).int(-3).bytes(&[8; 32]);
    let mut item = Writer::new();
    item.embedded(key.as_slice());
    item.into_vec()
}

fn ble() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some([9; 16]), ..BleOptions::default() })
}

/// An engagement of this version with these further entries, each an encoded key and value.
fn engagement(version: &str, entries: &[&[u8]]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(2 + entries.len()).uint(0).text(version).uint(1).array(2).uint(1).raw(&key_bytes());
    for entry in entries {
        writer.raw(entry);
    }
    writer.into_vec()
}

fn decode(bytes: &[u8]) -> Result<DeviceEngagement<'_>, Error> {
    from_slice(bytes, Encoding::Strict).map(|(engagement, _)| engagement)
}

fn kind(bytes: &[u8]) -> ErrorKind {
    decode(bytes).unwrap_err().kind()
}

#[test]
fn the_smallest_engagement_is_that_of_nfc() {
    let bytes =
        to_vec(&EngagementTemplate { e_device_key_bytes: &key_bytes(), retrieval_methods: &[], capabilities: None });
    assert_eq!(bytes, engagement("1.0", &[]));
    let read = decode(&bytes).unwrap();
    assert_eq!((read.version, read.cipher_suite), (Version::V1_0, CIPHER_SUITE));
    assert_eq!(read.e_device_key.bytes(), key_bytes());
    assert!(read.retrieval_methods.is_none() && read.origin_infos.is_none() && read.capabilities.is_none());
    assert_eq!(read.usable_methods().count(), 0);
}

#[test]
fn capabilities_make_it_1_1_with_origin_infos() {
    let capabilities = Capabilities { reader_auth_all: true, extended_request: true, ..Capabilities::default() };
    let bytes = to_vec(&EngagementTemplate {
        e_device_key_bytes: &key_bytes(),
        retrieval_methods: &[],
        capabilities: Some(capabilities),
    });
    assert_eq!(bytes, engagement("1.1", &[&[5, 0x80], &[6, 0xa2, 3, 0xf5, 4, 0xf5]]));
    let read = decode(&bytes).unwrap();
    assert_eq!((read.version, read.capabilities), (Version::V1_1, Some(capabilities)));
    assert_eq!(read.origin_infos.map(|infos| infos.len()), Some(0));
}

#[test]
fn methods_keep_their_order() {
    let nfc = RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 65_536 });
    let bytes = to_vec(&EngagementTemplate {
        e_device_key_bytes: &key_bytes(),
        retrieval_methods: &[ble(), nfc.clone(), RetrievalMethod::WifiAware],
        capabilities: Some(Capabilities::default()),
    });
    let read = decode(&bytes).unwrap();
    assert_eq!(read.usable_methods().collect::<Vec<_>>(), [ble(), nfc, RetrievalMethod::WifiAware]);
    assert_eq!(read.capabilities, Some(Capabilities::default()));
}

#[test]
fn r03_truncated_or_followed_by_something() {
    let whole = engagement("1.0", &[]);
    for length in 0..whole.len() {
        assert_eq!(kind(&whole[..length]), ErrorKind::UnexpectedEnd, "{length} bytes");
    }
    assert_eq!(kind(&[&whole[..], &[0]].concat()), ErrorKind::TrailingBytes);
}

#[test]
fn r04_another_major_version() {
    for version in ["2.0", "0.9", "10.0"] {
        let error = decode(&engagement(version, &[])).unwrap_err();
        assert_eq!(error.to_string(), "the engagement is of a major version other than 1 (at byte 2)", "{version}");
    }
    for version in ["1", "one", "", "1.x"] {
        assert!(decode(&engagement(version, &[])).is_err(), "{version}");
    }
}

#[test]
fn r05_an_unknown_minor_version_with_unknown_keys() {
    let bytes = engagement("1.2", &[&[7, 0x81, 0x01], &[0x20, 0xf6], &[0x61, b'x', 0xa0], &[0x41, 0, 0]]);
    let read = decode(&bytes).unwrap();
    assert_eq!(read.version, Version { major: 1, minor: 2 });
}

#[test]
fn r06_version_and_keys_that_do_not_agree() {
    let older = engagement("1.0", &[&[6, 0xa1, 3, 0xf5]]);
    assert!(decode(&older).unwrap().capabilities.unwrap().reader_auth_all);
    let newer = engagement("1.1", &[]);
    assert_eq!(decode(&newer).unwrap().capabilities, None);
}

#[test]
fn r07_the_cipher_suite_is_reported() {
    for (suite, expected) in [(&[2][..], 2), (&[0x20], -1), (&[0x19, 0xff, 0xff], 65_535)] {
        let bytes = [&[0xa2, 0, 0x63][..], b"1.0", &[1, 0x82], suite, &key_bytes()].concat();
        assert_eq!(decode(&bytes).unwrap().cipher_suite, expected);
    }
}

#[test]
fn r11_methods() {
    let none_usable: [&[u8]; 3] =
        [&[2, 0x81, 0x83, 9, 1, 0xa0], &[2, 0x81, 0x83, 3, 2, 0xa0], &[2, 0x81, 0x83, 5, 1, 0]];
    for entry in none_usable {
        let bytes = engagement("1.0", &[entry]);
        let read = decode(&bytes).unwrap();
        assert_eq!(read.retrieval_methods.as_ref().unwrap().len(), 1);
        assert_eq!(read.usable_methods().count(), 0);
    }
    assert_eq!(kind(&engagement("1.0", &[&[2, 0x80]])), ErrorKind::Empty("DeviceRetrievalMethods"));
    assert_eq!(kind(&engagement("1.0", &[&[2, 0x81, 0x82, 3, 1]])), ErrorKind::WrongLength { expected: 3 });
    // An unknown method does not hide a known one.
    let mixed = engagement("1.0", &[&[2, 0x82, 0x83, 9, 1, 0xf6, 0x83, 3, 1, 0xa0]]);
    assert_eq!(decode(&mixed).unwrap().usable_methods().collect::<Vec<_>>(), [RetrievalMethod::WifiAware]);
}

/// What a later edition, or a wallet with its own idea of one, may write must not stop the session.
#[test]
fn members_of_another_shape_are_passed_over_in_the_field() {
    let odd: [(&[u8], usize); 7] = [
        (&[2, 0x83, 0x82, 5, 1, 0x83, 3, 1, 0xa0, 0x84, 2, 1, 0xa0, 0], 1),
        (&[2, 0x82, 0xa0, 0x83, 3, 1, 0xa0], 1),
        (&[2, 0x81, 0x82, 5, 1], 0),
        (&[5, 0xa1, 0x61, b'x', 1], 0),
        (&[5, 0x61, b'x'], 0),
        (&[6, 0x80], 0),
        (&[6, 0xa1, 4, 1], 0),
    ];
    for (entry, usable) in odd {
        let bytes = engagement("1.1", &[entry]);
        assert!(decode(&bytes).is_err());
        let (read, tolerated) = from_slice::<DeviceEngagement<'_>>(&bytes, Encoding::Field).unwrap();
        assert!(tolerated.count > 0);
        assert_eq!(read.usable_methods().count(), usable);
        assert!(read.origin_infos.is_none() && read.capabilities.is_none());
    }
    // Not CBOR is not CBOR, wherever it stands.
    let broken = engagement("1.1", &[&[6, 0xa1, 4, 0x1c]]);
    assert!(from_slice::<DeviceEngagement<'_>>(&broken, Encoding::Field).unwrap_err().is_not_cbor());
}

#[test]
fn r12_a_repeated_method_counts_once_as_it_came_first() {
    let first = [0x83, 1, 1, 0xa2, 0, 0x19, 1, 0, 1, 0x19, 1, 0];
    let second = [0x83, 1, 1, 0xa2, 0, 0x19, 2, 0, 1, 0x19, 2, 0];
    let bytes = engagement("1.0", &[&[&[2, 0x82][..], &first, &second].concat()]);
    let read = decode(&bytes).unwrap();
    assert_eq!(read.retrieval_methods.as_ref().unwrap().len(), 1);
    let expected = RetrievalMethod::Nfc(NfcOptions { max_command: 256, max_response: 256 });
    assert_eq!(read.usable_methods().collect::<Vec<_>>(), [expected]);
}

#[test]
fn r16_keys_3_and_4_of_the_first_edition() {
    let server: &[u8] = &[3, 0xa1, 0x64, b'o', b'i', b'd', b'c', 0x83, 1, 0x60, 0x60];
    assert!(decode(&engagement("1.0", &[server, &[4, 0x00]])).is_ok());
}

#[test]
fn r17_capabilities_that_are_false_or_unknown() {
    let bytes = engagement("1.1", &[&[5, 0x81, 0xa0], &[6, 0xa5, 2, 0xf4, 3, 0xf4, 4, 0xf5, 0, 0xf5, 0x20, 0]]);
    let read = decode(&bytes).unwrap();
    let expected = Capabilities { extended_request: true, ..Capabilities::default() };
    assert_eq!(read.capabilities, Some(expected));
    assert_eq!(read.origin_infos.unwrap()[0].bytes(), [0xa0]);
}

#[test]
fn null_counts_as_absent() {
    let bytes = engagement("1.0", &[&[2, 0xf6], &[5, 0xf6], &[6, 0xf6]]);
    let read = decode(&bytes).unwrap();
    assert!(read.retrieval_methods.is_none() && read.origin_infos.is_none() && read.capabilities.is_none());
}

#[test]
fn what_is_mandatory_is_missed_by_name() {
    assert_eq!(kind(&[0xa0]), ErrorKind::Missing("Security"));
    assert_eq!(kind(&[&[0xa1, 1, 0x82, 1][..], &key_bytes()].concat()), ErrorKind::Missing("version"));
    assert_eq!(kind(&engagement("1.0", &[&[1, 0]])), ErrorKind::DuplicateKey);
    // The key as a bare map, or in an untagged byte string.
    let expected = ErrorKind::WrongType { expected: crate::cbor::Type::Tag, found: crate::cbor::Type::Map };
    assert_eq!(kind(&[&[0xa2, 0, 0x63][..], b"1.0", &[1, 0x82, 1, 0xa0]].concat()), expected);
}

#[test]
fn methods_are_many_only_where_they_are_the_same() {
    let offering = |versions: &mut dyn ExactSizeIterator<Item = usize>| {
        let mut methods = Writer::new();
        methods.uint(2).array(versions.len());
        for version in versions {
            methods.array(3).uint(9).uint(u64::try_from(version).unwrap()).map(0);
        }
        engagement("1.0", &[methods.as_slice()])
    };
    let count = |bytes: &[u8]| decode(bytes).unwrap().retrieval_methods.unwrap().len();
    assert_eq!(count(&offering(&mut (0..budget::RETRIEVAL_METHODS))), budget::RETRIEVAL_METHODS);
    assert_eq!(count(&offering(&mut core::iter::repeat_n(1, 20_000))), 1);
    let too_many = kind(&offering(&mut (0..budget::RETRIEVAL_METHODS + 1)));
    assert_eq!(too_many, ErrorKind::OutOfRange("DeviceRetrievalMethods"));
}

#[test]
fn origins_are_few() {
    let from = |count: usize| {
        let mut origins = Writer::new();
        origins.uint(5).array(count);
        (0..count).for_each(|_| {
            origins.map(0);
        });
        engagement("1.1", &[origins.as_slice()])
    };
    let most = from(budget::ORIGIN_INFOS);
    assert_eq!(decode(&most).unwrap().origin_infos.unwrap().len(), budget::ORIGIN_INFOS);
    assert_eq!(kind(&from(budget::ORIGIN_INFOS + 1)), ErrorKind::OutOfRange("originInfos"));
}
