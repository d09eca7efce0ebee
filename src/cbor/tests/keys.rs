//! Repeated map keys.

use super::super::{Encoding, Error, ErrorKind, Key, Writer};
use super::{accepted, check, hex, refused};

/// A map of these keys, in this order, each to `null`; returns the offsets of the keys too.
fn map(keys: impl ExactSizeIterator<Item = Vec<u8>>) -> (Vec<u8>, Vec<usize>) {
    let mut writer = Writer::new();
    writer.map(keys.len());
    let mut offsets = Vec::new();
    for key in keys {
        offsets.push(writer.as_slice().len());
        writer.raw(&key).null();
    }
    (writer.into_vec(), offsets)
}

fn key(kind: usize, number: u64) -> Vec<u8> {
    let mut writer = Writer::new();
    match kind {
        0 => writer.uint(number),
        1 => writer.int(-1 - i64::try_from(number).unwrap()),
        2 => writer.bytes(&number.to_be_bytes()),
        3 => writer.text(&format!("element {number}")),
        4 => writer.array(2).uint(0).uint(number),
        5 => writer.tag(number).null(),
        _ => writer.float(f64::from(u32::try_from(number).unwrap())),
    };
    writer.into_vec()
}

const KINDS: usize = 7;

#[test]
fn small_maps_of_every_kind_of_key() {
    for text in
        ["a2 00 00 00 00", "a2 20 00 20 00", "a2 40 00 40 00", "a2 60 00 60 00", "a2 80 00 80 00", "a2 f4 00 f4 00"]
    {
        refused(text, ErrorKind::DuplicateKey, 3);
    }
    refused("a2 a1 00 01 00 a1 00 01 00", ErrorKind::DuplicateKey, 5);
    refused("a2 c1 00 00 c1 00 00", ErrorKind::DuplicateKey, 4);
    refused("a2 f9 3c00 00 f9 3c00 00", ErrorKind::DuplicateKey, 5);
    // One number or one text in another type is another key.
    accepted("a7 00 00 20 00 40 00 60 00 80 00 f4 00 f9 0000 00");
    accepted("a2 61 61 00 41 61 00");
    // So is a simple value beside the float whose bits are its number, in either order.
    accepted("a2 f4 00 f9 0014 00");
    accepted("a2 f9 0014 00 f4 00");
    accepted("a2 f8 20 00 f9 0020 00");
    // Inside another container, and with another key between.
    refused("81 a3 00 00 01 00 00 00", ErrorKind::DuplicateKey, 6);
    // A repeated key inside a key.
    refused("a1 a2 00 00 00 00 00", ErrorKind::DuplicateKey, 4);
    // The same key in an outer and an inner map is none.
    accepted("a1 00 a1 00 00");
}

#[test]
fn a_long_head_does_not_hide_a_repeated_key() {
    for text in [
        "a2 01 00 1801 00",
        "a2 20 00 3800 00",
        "a2 41 61 00 5801 61 00",
        "a2 61 61 00 7801 61 00",
        "a2 01 00 1b 0000000000000001 00",
    ] {
        let bytes = hex(text);
        let second = bytes.len()
            - 1
            - if text.contains("1b") {
                9
            } else if text.contains("61 00") {
                3
            } else {
                2
            };
        assert_eq!(check(&bytes, Encoding::Field), Err(Error::new(ErrorKind::DuplicateKey, second)), "{text}");
        assert_eq!(check(&bytes, Encoding::Strict), Err(Error::new(ErrorKind::NonPreferred, second)), "{text}");
    }
    // Keys of other types are compared by their bytes and so must be preferred under both policies.
    for (text, offset) in [("a1 9800 00", 1), ("a1 81 1801 00", 2), ("a1 fa 3f800000 00", 1), ("a1 d801 00 00", 1)] {
        refused(text, ErrorKind::NonPreferred, offset);
    }
    // The policy is back in force behind such a key.
    assert_eq!(check(&hex("a1 80 1801"), Encoding::Field), Ok(()));
}

#[test]
fn every_pair_in_maps_around_the_inline_size() {
    for size in 2..=30_usize {
        for (first, second) in (0..size).flat_map(|second| (0..second).map(move |first| (first, second))) {
            // Descending, so that no order helps.
            let number = |index: usize| u64::try_from(size - if index == second { first } else { index }).unwrap();
            let (bytes, offsets) = map((0..size).map(|index| key(index % 2 * 3, number(index))));
            let repeated = first % 2 == second % 2;
            let expected = if repeated { Err(Error::new(ErrorKind::DuplicateKey, offsets[second])) } else { Ok(()) };
            assert_eq!(check(&bytes, Encoding::Strict), expected, "{first} and {second} of {size}");
        }
    }
}

#[test]
fn ten_thousand_keys_in_any_order_and_of_any_kind() {
    const COUNT: usize = 10_000;
    for kind in 0..KINDS {
        // Ascending, descending, and scattered (7919 is prime to 10,000).
        let orders: [fn(usize) -> usize; 3] = [|i| i, |i| COUNT - 1 - i, |i| i * 7919 % COUNT];
        for order in orders {
            let number = |index: usize| u64::try_from(order(index)).unwrap();
            let keys = (0..COUNT).map(|index| key(kind, number(index)));
            assert_eq!(check(&map(keys).0, Encoding::Strict), Ok(()));
            // First and last, first two, last two, and one pair in the middle.
            for (first, second) in [(0, COUNT - 1), (0, 1), (COUNT - 2, COUNT - 1), (4000, 6000)] {
                let keys = (0..COUNT).map(|index| key(kind, number(if index == second { first } else { index })));
                let (bytes, offsets) = map(keys);
                let expected = Err(Error::new(ErrorKind::DuplicateKey, offsets[second]));
                assert_eq!(check(&bytes, Encoding::Strict), expected, "kind {kind}, {first} and {second}");
            }
        }
    }
}

#[test]
fn keys_that_rise_and_then_do_not() {
    // All kinds beyond the few and the small, in order of their encoding; then one that is new or not, and not in order.
    let rising: Vec<_> = (0..KINDS).flat_map(|kind| (0..100).map(move |index| key(kind, 1000 + index))).collect();
    let mut sorted = rising.clone();
    sorted.sort();
    for keys in [rising, sorted] {
        let (bytes, _) = map(keys.iter().cloned());
        assert_eq!(check(&bytes, Encoding::Strict), Ok(()));
        for kind in 0..KINDS {
            for (number, repeated) in [(1000, true), (1050, true), (1099, true), (999, false), (1100, false)] {
                let (bytes, offsets) = map([keys.clone(), vec![key(kind, number)]].concat().into_iter());
                let again = Err(Error::new(ErrorKind::DuplicateKey, *offsets.last().unwrap()));
                let expected = if repeated { again } else { Ok(()) };
                assert_eq!(check(&bytes, Encoding::Strict), expected, "{number} of kind {kind}");
            }
        }
    }
}

#[test]
fn three_hundred_thousand_unsorted_keys() {
    // Nested loops would take hours over these.
    let keys = (0..300_000_u64).map(|index| key(3, index * 7919 % 300_007)).collect::<Vec<_>>();
    assert_eq!(check(&map(keys.into_iter()).0, Encoding::Strict), Ok(()));
}

#[test]
fn the_first_repetition_is_the_one_named() {
    let numbers = [9_u64, 8, 7, 6, 5, 4, 3, 2, 1, 0, 19, 18, 17, 16, 15, 14, 16, 9, 8, 18];
    let (bytes, offsets) = map(numbers.iter().map(|number| key(0, *number)));
    assert_eq!(check(&bytes, Encoding::Strict), Err(Error::new(ErrorKind::DuplicateKey, offsets[16])));
}

#[test]
fn repetitions_are_found_before_they_are_all_held() {
    // Two keys that take turns; entry 200 is no CBOR, and would be reported if all keys were collected first.
    for kind in 0..KINDS {
        let keys = [key(kind, 1000), key(kind, 2000)];
        let mut writer = Writer::new();
        writer.map(1_000_000);
        for index in 0..200 {
            writer.raw(&keys[index % 2]).null();
        }
        writer.raw(&vec![0x1c; 2_000_000]);
        let expected = Error::new(ErrorKind::DuplicateKey, 5 + keys[0].len() + keys[1].len() + 2);
        assert_eq!(check(&writer.into_vec(), Encoding::Strict), Err(expected), "kind {kind}");
    }
}

#[test]
fn texts_are_compared_across_the_few_and_the_many() {
    for distance in 1..60 {
        let keys = (0..80).map(|index| key(3, if index == 5 + distance { 5 } else { index }));
        let (bytes, offsets) = map(keys.collect::<Vec<_>>().into_iter());
        let second = offsets[5 + usize::try_from(distance).unwrap()];
        assert_eq!(check(&bytes, Encoding::Strict), Err(Error::new(ErrorKind::DuplicateKey, second)));
    }
}

#[test]
fn keys_as_integers() {
    assert_eq!(Key::Unsigned(5).as_int(), Some(5));
    assert_eq!(Key::Negative(0).as_int(), Some(-1));
    assert_eq!(Key::Negative(u64::MAX >> 1).as_int(), Some(i64::MIN));
    assert_eq!(Key::Unsigned(1 << 63).as_int(), None);
    assert_eq!(Key::Negative(1 << 63).as_int(), None);
    assert_eq!(Key::Text("1").as_int(), None);
}
