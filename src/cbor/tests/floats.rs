//! Floats of three widths, against references that share no code with the library.

use std::collections::HashSet;

use super::super::{Encoding, Error, ErrorKind, Reader, Writer};

/// The value of a binary16, by the words of IEEE 754: sign, 5 bits of exponent, 10 of significand.
fn reference_half(bits: u16) -> f64 {
    let (exponent, significand) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let magnitude = match exponent {
        0 => significand / 1024.0 * 2f64.powi(-14),
        31 if significand == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + significand / 1024.0) * 2f64.powi(exponent - 15),
    };
    magnitude.copysign(if bits >> 15 == 0 { 1.0 } else { -1.0 })
}

/// The same value, or payload, as binary32: the definition of "fits".
fn half_as_single(bits: u16) -> u32 {
    let value = reference_half(bits);
    if value.is_nan() {
        return u32::from(bits >> 15) << 31 | 0xff << 23 | u32::from(bits & 1023) << 13;
    }
    (value as f32).to_bits()
}

/// The same value, or payload, as binary64.
fn single_as_double(bits: u32) -> u64 {
    let value = f32::from_bits(bits);
    if value.is_nan() {
        return u64::from(bits >> 31) << 63 | 0x7ff << 52 | u64::from(bits & 0x7f_ffff) << 29;
    }
    f64::from(value).to_bits()
}

fn encoded(value: f64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.float(value);
    writer.into_vec()
}

fn half(bits: u16) -> Vec<u8> {
    [&[0xf9][..], &bits.to_be_bytes()].concat()
}

fn single(bits: u32) -> Vec<u8> {
    [&[0xfa][..], &bits.to_be_bytes()].concat()
}

fn double(bits: u64) -> Vec<u8> {
    [&[0xfb][..], &bits.to_be_bytes()].concat()
}

fn strict(bytes: &[u8]) -> Result<u64, Error> {
    Reader::new(bytes, Encoding::Strict).float().map(f64::to_bits)
}

fn field(bytes: &[u8]) -> (u64, usize) {
    let mut reader = Reader::new(bytes, Encoding::Field);
    (reader.float().unwrap().to_bits(), reader.non_preferred().count)
}

const LONG: Result<u64, Error> = Err(Error::new(ErrorKind::NonPreferred, 0));

#[test]
fn all_halves_are_read_and_written_and_refused_when_wider() {
    for bits in 0..=u16::MAX {
        let wide = half_as_single(bits);
        let value = single_as_double(wide);
        assert_eq!(strict(&half(bits)), Ok(value), "{bits:04x}");
        let expected = reference_half(bits);
        assert!(f64::from_bits(value) == expected || expected.is_nan() && f64::from_bits(value).is_nan());
        assert_eq!(strict(&single(wide)), LONG, "{bits:04x}");
        assert_eq!(strict(&double(value)), LONG, "{bits:04x}");
        assert_eq!(field(&half(bits)), (value, 0));
        assert_eq!(field(&single(wide)), (value, 1));
        assert_eq!(field(&double(value)), (value, 1));
        assert_eq!(encoded(f64::from_bits(value)), half(bits), "{bits:04x}");
    }
}

#[test]
fn singles_are_preferred_exactly_when_no_half_is_equal() {
    let halves: HashSet<u32> = (0..=u16::MAX).map(half_as_single).collect();
    // Every pattern of the upper 19 bits, which are the ones that halves have, and two neighbours of each.
    for upper in 0..1_u32 << 19 {
        for bits in [upper << 13, upper << 13 | 1, upper << 13 | 1 << 12] {
            let value = single_as_double(bits);
            let expected = if halves.contains(&bits) { LONG } else { Ok(value) };
            assert_eq!(strict(&single(bits)), expected, "{bits:08x}");
            if expected.is_ok() {
                assert_eq!(strict(&double(value)), LONG, "{bits:08x}");
                assert_eq!(encoded(f64::from_bits(value)), single(bits), "{bits:08x}");
            }
        }
    }
}

#[test]
fn doubles_are_preferred_exactly_when_no_single_is_equal() {
    // Every exponent and sign, with every single bit, and every run of leading bits, of the significand.
    let significands: Vec<u64> =
        (0..52).map(|bit| 1 << bit).chain((0..=52).map(|run| (1_u64 << 52) - (1 << run))).collect();
    for upper in 0..1_u64 << 12 {
        for significand in &significands {
            let bits = upper << 52 | significand;
            let value = f64::from_bits(bits);
            let fits = match value.is_nan() {
                true => bits.trailing_zeros() >= 29,
                false => f64::from(value as f32).to_bits() == bits,
            };
            assert_eq!(strict(&double(bits)), if fits { LONG } else { Ok(bits) }, "{bits:016x}");
            assert_eq!(field(&double(bits)), (bits, usize::from(fits)));
            // What is written is read back, bit for bit, and is preferred.
            assert_eq!(strict(&encoded(value)), Ok(bits), "{bits:016x}");
            assert_eq!(encoded(value).len() == 9, !fits, "{bits:016x}");
        }
    }
}

#[test]
fn nan_payloads_survive_and_only_padding_is_cut() {
    for (value, expected) in [
        (0x7ff8_0000_0000_0000, half(0x7e00)),
        (0xfff8_0000_0000_0000, half(0xfe00)),
        (0x7ff0_0400_0000_0000, half(0x7c01)), // signalling
        (0x7ff8_0000_2000_0000, single(0x7fc0_0001)),
        (0x7ff0_0000_2000_0000, single(0x7f80_0001)), // signalling
        (0x7ff8_0000_0000_0001, double(0x7ff8_0000_0000_0001)),
        (0x7ff0_0000_0000_0001, double(0x7ff0_0000_0000_0001)), // signalling
    ] {
        assert_eq!(encoded(f64::from_bits(value)), expected, "{value:016x}");
        assert_eq!(strict(&expected), Ok(value), "{value:016x}");
    }
}

#[test]
fn other_items_are_no_floats() {
    for bytes in [&[0x00][..], &[0xf4], &[0xf6], &[0xf8, 0x20], &[0x60]] {
        assert!(matches!(strict(bytes).unwrap_err().kind(), ErrorKind::WrongType { .. }), "{bytes:02x?}");
    }
}
