use ciborium::{Value, cbor};

use super::*;
use crate::budget;
use crate::cbor::{Embedded, Encoding, from_slice, to_vec};
use crate::cose::{CoseError, Form};
use crate::crypto::CryptoError;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::time::UnixTime;

fn date(text: &str) -> Value {
    Value::Tag(0, Box::new(text.into()))
}

fn key(members: Vec<(i64, Value)>) -> Value {
    Value::Map(members.into_iter().map(|(label, value)| (label.into(), value)).collect())
}

fn device_key() -> Value {
    key(vec![(1, 2.into()), (-1, 1.into()), (-2, Value::Bytes(vec![1; 32])), (-3, Value::Bytes(vec![2; 32]))])
}

fn validity() -> Value {
    let from = "2024-01-01T00:00:00Z";
    cbor!({"signed" => date(from), "validFrom" => date(from), "validUntil" => date("2025-01-01T00:00:00Z")}).unwrap()
}

fn mso() -> Value {
    let digests =
        cbor!({7 => Value::Bytes(vec![7]), 0 => Value::Bytes(vec![0]), 300 => Value::Bytes(vec![3])}).unwrap();
    cbor!({
        "version" => "1.0", "digestAlgorithm" => "SHA-256",
        "valueDigests" => {"ns" => digests, "other" => {7 => Value::Bytes(vec![70])}},
        "deviceKeyInfo" => {"deviceKey" => device_key()}, "docType" => "type", "validityInfo" => validity(),
    })
    .unwrap()
}

/// The structure with this member replaced, added, or, without a value, taken away.
fn change(mut map: Value, name: &str, value: Option<Value>) -> Value {
    let entries = map.as_map_mut().unwrap();
    entries.retain(|(key, _)| key.as_text() != Some(name));
    entries.extend(value.map(|value| (name.into(), value)));
    map
}

fn read(value: &Value) -> Result<MobileSecurityObject<'static>, Error> {
    let bytes: &'static [u8] = to_vec(value).leak();
    from_slice(bytes, Encoding::Strict).map(|(mso, _)| mso)
}

fn kind_with(name: &str, value: Value) -> ErrorKind {
    read(&change(mso(), name, Some(value))).unwrap_err().kind()
}

#[test]
fn digests_are_found_by_name_space_and_id() {
    let read = read(&mso()).unwrap();
    let found: Vec<_> = [0, 7, 300, 1, 1 << 31].iter().map(|id| read.digest("ns", *id)).collect();
    assert_eq!(found, [Some(&[0][..]), Some(&[7]), Some(&[3]), None, None]);
    assert_eq!(read.digest("other", 7), Some(&[70][..]));
    assert_eq!((read.digest("NS", 7), read.digest("", 7)), (None, None));
    assert_eq!((read.version, read.digest_algorithm, read.doc_type), (Version::V1_0, "SHA-256", "type"));
    assert!(read.status.is_none() && read.device_key_info.key_authorizations.is_none());
}

#[test]
fn the_payload_is_tag_24() {
    let bytes = to_vec(&Value::Tag(24, Box::new(Value::Bytes(to_vec(&mso())))));
    let (read, _) = from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!((read.bytes(), read.content()), (bytes.as_slice(), to_vec(&mso()).as_slice()));
    let bare = to_vec(&mso());
    assert!(from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(&bare, Encoding::Strict).is_err());
}

#[test]
fn members_missing_are_named() {
    for name in ["version", "digestAlgorithm", "valueDigests", "deviceKeyInfo", "docType", "validityInfo"] {
        let error = read(&change(mso(), name, None)).unwrap_err();
        let ErrorKind::Missing(missing) = error.kind() else { panic!("{error}") };
        assert_eq!(missing, name);
    }
    for name in ["signed", "validFrom", "validUntil"] {
        let ErrorKind::Missing(missing) = kind_with("validityInfo", change(validity(), name, None)) else { panic!() };
        assert_eq!(missing, name);
    }
    assert_eq!(kind_with("deviceKeyInfo", cbor!({}).unwrap()), ErrorKind::Missing("deviceKey"));
}

/// R46, R48, R49, R78: the values are the verifier's to judge.
#[test]
fn values_out_of_range_stay_representable() {
    let odd = cbor!({"ns" => {0x8000_0000_u64 => Value::Bytes(vec![])}}).unwrap();
    let read_odd = read(&change(mso(), "valueDigests", Some(odd))).unwrap();
    assert_eq!(read_odd.digest("ns", 1 << 31), Some(&[][..]));
    let sha1 = read(&change(mso(), "digestAlgorithm", Some("SHA-1".into()))).unwrap();
    assert_eq!(sha1.digest_algorithm, "SHA-1");
    let later = read(&change(mso(), "version", Some("2.0".into()))).unwrap();
    assert_eq!(later.version, Version { major: 2, minor: 0 });
    let status = read(&change(mso(), "status", Some(cbor!({"status_list" => {"idx" => 1}}).unwrap()))).unwrap();
    assert!(status.status.is_some());
    assert!(read(&change(mso(), "status", Some(Value::Null))).unwrap().status.is_none());
    assert!(read(&change(mso(), "unknown", Some(cbor!([1, {}]).unwrap()))).is_ok());
}

#[test]
fn value_digests_that_do_not_fit() {
    let digest = || Value::Bytes(vec![1]);
    assert_eq!(kind_with("valueDigests", cbor!({}).unwrap()), ErrorKind::Empty("valueDigests"));
    assert_eq!(kind_with("valueDigests", cbor!({"ns" => {}}).unwrap()), ErrorKind::Empty("DigestIDs"));
    assert_eq!(kind_with("valueDigests", cbor!({"" => {1 => digest()}}).unwrap()), ErrorKind::Empty("NameSpace"));
    let negative = Value::Map(vec![(Value::from(-1), digest())]);
    assert_eq!(kind_with("valueDigests", cbor!({"ns" => negative}).unwrap()), ErrorKind::OutOfRange("DigestID"));
    assert_eq!(
        kind_with("valueDigests", cbor!({"ns" => {"1" => digest()}}).unwrap()),
        ErrorKind::OutOfRange("DigestID")
    );
    assert!(matches!(kind_with("valueDigests", cbor!({"ns" => {1 => "x"}}).unwrap()), ErrorKind::WrongType { .. }));
    let twice = Value::Map(vec![(1.into(), digest()), (2.into(), digest()), (1.into(), digest())]);
    assert_eq!(kind_with("valueDigests", cbor!({"ns" => twice}).unwrap()), ErrorKind::DuplicateKey);
    assert_eq!(kind_with("docType", "".into()), ErrorKind::Empty("docType"));
}

/// As many names as a peer may send are no reason to search for each of them one by one.
#[test]
fn many_names_are_found_in_no_quadratic_time() {
    let names: Vec<String> = (0..budget::MAP_ENTRIES).rev().map(|number| format!("{number:06}")).collect();
    let texts = || Value::Array(names.iter().map(|name| name.as_str().into()).collect());
    let digests = Value::Map(
        names.iter().map(|name| (name.as_str().into(), cbor!({1 => Value::Bytes(vec![1])}).unwrap())).collect(),
    );
    let authorizations = cbor!({"nameSpaces" => texts(), "dataElements" => {"space" => texts()}}).unwrap();
    let info = cbor!({"deviceKey" => device_key(), "keyAuthorizations" => authorizations}).unwrap();
    let read = read(&change(change(mso(), "deviceKeyInfo", Some(info)), "valueDigests", Some(digests))).unwrap();
    let authorizations = read.device_key_info.key_authorizations.as_ref().unwrap();
    assert!(names.iter().all(|name| read.digest(name, 1) == Some(&[1])));
    assert!(names.iter().all(|name| authorizations.permit(name, "x") && authorizations.permit("space", name)));
    assert_eq!((read.digest("0", 1), read.digest("000000", 2)), (None, None));
}

#[test]
fn debug_shows_no_digests() {
    let shown = format!("{:?}", read(&mso()).unwrap());
    assert!(shown.contains("doc_type") && !shown.contains("digests") && !shown.contains("[1"), "{shown}");
}

/// R77: readable dates that are not as the standard wants them, and texts that are no dates.
#[test]
fn r77_dates() {
    let of = |value: Value| {
        let read = read(&change(mso(), "validityInfo", Some(change(validity(), "signed", Some(value)))));
        let signed = read.unwrap().validity_info.signed;
        (signed.at.is_some(), signed.is_conformant())
    };
    assert_eq!(of(date("2024-02-29T23:59:59Z")), (true, true));
    for odd in ["2024-02-29T23:59:59.5Z", "2024-02-29T23:59:59+01:00", "2024-02-29T23:59:59-00:00"] {
        assert_eq!(of(date(odd)), (true, false), "{odd}");
    }
    assert_eq!(of("2024-02-29T23:59:59Z".into()), (true, false));
    for none in ["2023-02-29T00:00:00Z", "2024-02-29", "2024-02-29T24:00:00Z", "2024-02-29T00:00:00 ", "", "yesterday"]
    {
        assert_eq!(of(date(none)), (false, false), "{none}");
    }
    for lenient in ["2024-02-29t23:59:59z", "2024-02-29 23:59:59Z"] {
        assert!(!of(date(lenient)).1, "{lenient}");
    }
    let full_date = Value::Tag(1004, Box::new("2024-02-29".into()));
    let changed = change(validity(), "signed", Some(full_date));
    assert_eq!(kind_with("validityInfo", changed), ErrorKind::WrongTag { expected: 0, found: 1004 });
    let number = change(validity(), "validUntil", Some(Value::Tag(1, Box::new(0.into()))));
    assert_eq!(kind_with("validityInfo", number), ErrorKind::WrongTag { expected: 0, found: 1 });
    let expected = change(validity(), "expectedUpdate", Some(date("2024-06-01T00:00:00Z")));
    let update = read(&change(mso(), "validityInfo", Some(expected))).unwrap().validity_info.expected_update;
    assert_eq!(update.unwrap().at, UnixTime::from_rfc3339("2024-06-01T00:00:00Z").ok());
}

/// R85: the key is judged when it is used.
#[test]
fn r85_device_keys() {
    let of = |key: Value| {
        let read = read(&change(mso(), "deviceKeyInfo", Some(cbor!({"deviceKey" => key}).unwrap()))).unwrap();
        read.device_key_info.device_key
    };
    let off_curve = of(device_key()).validate(&PROVIDER, Form::Any);
    assert_eq!(off_curve, Err(CoseError::Crypto(CryptoError::InvalidPublicKey)));
    let mut private = device_key();
    private.as_map_mut().unwrap().push((Value::from(-4), Value::Bytes(vec![1])));
    assert!(of(private).has_private && !of(device_key()).has_private);
    let none = cbor!({"deviceKey" => {}}).unwrap();
    assert_eq!(kind_with("deviceKeyInfo", none), ErrorKind::Missing("kty"));
}

/// R86, R87: what the device may sign; rules about the lists themselves are the verifier's.
#[test]
fn r87_key_authorizations() {
    let of = |value: Value| {
        let info = cbor!({"deviceKey" => device_key(), "keyAuthorizations" => value, "keyInfo" => {1 => 2}}).unwrap();
        read(&change(mso(), "deviceKeyInfo", Some(info))).map(|read| read.device_key_info.key_authorizations)
    };
    let some = of(cbor!({"nameSpaces" => ["a"], "dataElements" => {"a" => ["x"], "b" => ["y"]}, "z" => 1}).unwrap());
    let some = some.unwrap().unwrap();
    assert!(some.permit("a", "anything") && some.permit("b", "y") && !some.is_empty());
    assert!(!some.permit("b", "x") && !some.permit("c", "y") && !some.permit("A", "x") && !some.permit("b", "Y"));
    let empty = of(cbor!({}).unwrap()).unwrap().unwrap();
    assert!(empty.is_empty() && !empty.permit("a", "x"));
    let lists = of(cbor!({"nameSpaces" => [], "dataElements" => {"a" => []}}).unwrap()).unwrap().unwrap();
    assert!(!lists.permit("a", "x"));
    assert_eq!(of(Value::Null).unwrap(), None);
    let nulls = of(cbor!({"nameSpaces" => ["b", "a"], "dataElements" => null}).unwrap()).unwrap().unwrap();
    assert!(nulls.permit("a", "x") && nulls.permit("b", "x") && !nulls.permit("c", "x"));
    let nulls = of(cbor!({"nameSpaces" => null, "dataElements" => {"b" => ["z", "y"], "a" => ["x"]}}).unwrap());
    let nulls = nulls.unwrap().unwrap();
    assert!(nulls.permit("b", "y") && nulls.permit("b", "z") && nulls.permit("a", "x") && !nulls.permit("a", "y"));
    assert!(of(cbor!({"nameSpaces" => "a"}).unwrap()).is_err());
    assert!(of(cbor!({"dataElements" => {"a" => "x"}}).unwrap()).is_err());
    assert_eq!(of(cbor!({"nameSpaces" => [""]}).unwrap()).unwrap_err().kind(), ErrorKind::Empty("NameSpace"));
}
