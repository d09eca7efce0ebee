use serde_json::{Value, json};

use super::*;
use crate::cbor::Writer;

/// The JSON of one encoded item.
fn json_of(item: &[u8]) -> Value {
    let mut reader = Reader::new(item, Encoding::Field);
    let raw = reader.raw().unwrap();
    reader.finish().unwrap();
    serde_json::to_value(Json(raw)).unwrap()
}

fn json_by(write: impl FnOnce(&mut Writer)) -> Value {
    let mut writer = Writer::new();
    write(&mut writer);
    json_of(writer.as_slice())
}

#[test]
fn integers() {
    assert_eq!(json_of(&[0]), json!(0));
    assert_eq!(json_of(&[0x1b, 255, 255, 255, 255, 255, 255, 255, 255]), json!(u64::MAX));
    assert_eq!(json_of(&[0x20]), json!(-1));
    assert_eq!(json_of(&[0x3b, 127, 255, 255, 255, 255, 255, 255, 255]), json!(i64::MIN));
    assert_eq!(json_of(&[0x3b, 128, 0, 0, 0, 0, 0, 0, 0]), json!("-9223372036854775809"));
    assert_eq!(json_of(&[0x3b, 255, 255, 255, 255, 255, 255, 255, 255]), json!("-18446744073709551616"));
}

#[test]
fn bignums() {
    let bignum = |tag: u64, bytes: &[u8]| {
        json_by(|writer| {
            writer.tag(tag).bytes(bytes);
        })
    };
    assert_eq!(bignum(2, &[1, 0, 0, 0, 0, 0, 0, 0, 0]), json!("18446744073709551616"));
    assert_eq!(bignum(3, &[1, 0, 0, 0, 0, 0, 0, 0, 0]), json!("-18446744073709551617"));
    assert_eq!(bignum(2, &[]), json!("0"));
    assert_eq!(bignum(3, &[0]), json!("-1"));
    assert_eq!(bignum(2, &[0x3b, 0x9a, 0xca, 0]), json!("1000000000"));
    assert_eq!(bignum(3, &[0x3b, 0x9a, 0xc9, 0xff]), json!("-1000000000"));
    // 2^128 and 2^256.
    assert_eq!(bignum(2, &[&[1][..], &[0; 16]].concat()), json!("340282366920938463463374607431768211456"));
    let power = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    assert_eq!(bignum(2, &[&[1][..], &[0; 32]].concat()), json!(power));
    let long = vec![255; BIGNUM + 1];
    assert_eq!(bignum(2, &long), json!({"tag": 2, "value": base64url(&long)}));
}

#[test]
fn floats_and_simple_values() {
    assert_eq!(json_of(&[0xf9, 0x3e, 0]), json!(1.5));
    assert_eq!(json_of(&[0xf9, 0x7e, 0]), json!("NaN"));
    assert_eq!(json_of(&[0xf9, 0x7c, 0]), json!("Infinity"));
    assert_eq!(json_of(&[0xf9, 0xfc, 0]), json!("-Infinity"));
    assert_eq!(json_of(&[0xf4]), json!(false));
    assert_eq!(json_of(&[0xf6]), json!(null));
    assert_eq!(json_of(&[0xf7]), json!(null));
    assert_eq!(json_of(&[0xe0]), json!({"simple": 0}));
    assert_eq!(json_of(&[0xf8, 0xff]), json!({"simple": 255}));
}

#[test]
fn strings_dates_and_tags() {
    assert_eq!(json_of(&[0x43, 0xfb, 0xff, 0xfe]), json!("-__-"));
    let date = |tag: u64, text: &str| {
        json_by(|writer| {
            writer.tag(tag).text(text);
        })
    };
    assert_eq!(date(0, "2020-01-01T00:00:00Z"), json!("2020-01-01T00:00:00Z"));
    assert_eq!(date(1004, "2020-01-01"), json!("2020-01-01"));
    assert_eq!(date(32, "https://example.com"), json!({"tag": 32, "value": "https://example.com"}));
    assert_eq!(json_of(&[0xc1, 0]), json!({"tag": 1, "value": 0}));
    // A date-time that is none keeps its tag.
    assert_eq!(json_of(&[0xc0, 0]), json!({"tag": 0, "value": 0}));
}

#[test]
fn containers() {
    assert_eq!(json_of(&[0x82, 1, 0x81, 0x61, b'a']), json!([1, ["a"]]));
    assert_eq!(json_of(&[0xa2, 0x61, b'b', 1, 0x61, b'a', 0xa1, 1, 2]), json!({"b": 1, "a": {"1": 2}}));
    assert_eq!(json_of(&[0xa1, 0x20, 0xf5]), json!({"-1": true}));
    // Two keys that an object cannot tell apart, and keys that are no names.
    assert_eq!(json_of(&[0xa2, 1, 2, 0x61, b'1', 3]), json!([[1, 2], ["1", 3]]));
    assert_eq!(json_of(&[0xa2, 0x41, 0, 1, 0x81, 5, 2]), json!([["AA", 1], [[5], 2]]));
    assert_eq!(json_of(&[0xa0]), json!({}));
}

#[test]
fn deep_values_end() {
    let deep = [&[0x81; 40][..], &[0]].concat();
    let mut json = &json_of(&deep);
    for _ in 0..40 {
        json = &json[0];
    }
    assert_eq!(*json, json!(0));
}

#[test]
fn elements_by_name_space() {
    let one = [1];
    let value = Reader::new(&one, Encoding::Field).raw().unwrap();
    let elements = [("b", "x", value), ("a", "y", value), ("b", "z", value)];
    let json = serde_json::to_string(&Elements(&elements)).unwrap();
    assert_eq!(json, r#"{"b":{"x":1,"z":1},"a":{"y":1}}"#);
}
