//! The writer's promise: shortest heads, shortest floats, definite lengths, in the order given.

use ciborium::Value;

use super::super::{Encoding, Writer, from_slice, to_vec};
use super::{check, hex};

#[test]
fn heads_are_shortest_at_every_boundary() {
    for (value, expected) in [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (0xff, "18ff"),
        (0x100, "190100"),
        (0xffff, "19ffff"),
        (0x1_0000, "1a00010000"),
        (0xffff_ffff, "1affffffff"),
        (0x1_0000_0000, "1b0000000100000000"),
        (u64::MAX, "1bffffffffffffffff"),
    ] {
        assert_eq!(to_vec(&value), hex(expected));
        let negative = Value::Integer((!i128::from(value)).try_into().unwrap());
        let mut bytes = hex(expected);
        bytes[0] |= 0x20;
        assert_eq!(to_vec(&negative), bytes);
        assert_eq!(from_slice::<i128>(&bytes, Encoding::Strict).unwrap().0, !i128::from(value));
    }
    for value in [0, -1, -24, -25, 255, i64::MIN, i64::MAX] {
        assert_eq!(from_slice::<i64>(&to_vec(&value), Encoding::Strict).unwrap().0, value);
    }
}

#[test]
fn items_of_every_kind() {
    let mut writer = Writer::with_capacity(1);
    writer.array(10).uint(1).int(-1).bytes(&[2]).text("a").map(1).uint(0).array(0);
    writer.tag(1).null().bool(true).bool(false).undefined().float(1.5).embedded(&[0x80]);
    let expected = "8a 01 20 41 02 61 61 a1 00 80 c1 f6 f5 f4 f7 f9 3e00 d818 41 80";
    // Eleven written, ten announced: the writer writes what it is told, the reader notices.
    assert_eq!(writer.as_slice(), hex(expected));
    assert!(check(writer.as_slice(), Encoding::Strict).is_err());
    let mut bytes = writer.into_vec();
    bytes[0] += 1;
    assert_eq!(check(&bytes, Encoding::Strict), Ok(()));
    assert_eq!([to_vec("a"), to_vec(&[1_u8][..]), to_vec(&true), to_vec(&0.5)].concat(), hex("6161 4101 f5 f93800"));
}

#[test]
fn strings_grow_the_buffer_without_loss() {
    let mut writer = Writer::new();
    let mut expected = Vec::new();
    for length in [0_usize, 1, 23, 24, 63, 64, 65, 255, 256, 5000, 65_535, 65_536] {
        let content = vec![0x61; length];
        writer.bytes(&content).text(std::str::from_utf8(&content).unwrap());
        for major in [0x40_u8, 0x60] {
            match length {
                0..=23 => expected.push(major | u8::try_from(length).unwrap()),
                24..=255 => expected.extend([major | 24, u8::try_from(length).unwrap()]),
                256..=65_535 => {
                    expected.push(major | 25);
                    expected.extend(u16::try_from(length).unwrap().to_be_bytes());
                }
                _ => {
                    expected.push(major | 26);
                    expected.extend(u32::try_from(length).unwrap().to_be_bytes());
                }
            }
            expected.extend(&content);
        }
    }
    assert_eq!(writer.into_vec(), expected);
}

#[test]
fn values_are_written_in_the_order_given() {
    let map = Value::Map(vec![(Value::from("b"), Value::from(1)), (Value::from("a"), Value::Null)]);
    let value = Value::Array(vec![map, Value::Float(1.1), Value::Tag(1004, Box::new(Value::from(""))), true.into()]);
    assert_eq!(to_vec(&value), hex("84 a2 61 62 01 61 61 f6 fb 3ff199999999999a d903ec 60 f5"));
}
