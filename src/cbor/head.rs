//! One CBOR head: the initial byte and its argument (RFC 8949, 3).

use super::float::{f32_fits_f16, f64_fits_f32, widen_f16, widen_f32};
use super::{Error, ErrorKind, Type};

/// A head, and the offset it was read at.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) offset: usize,
    pub(super) major: u8,
    pub(super) info: u8,
    pub(super) value: u64,
}

/// The argument behind an initial byte whose additional information is 24 or more, and the bytes it takes.
pub(super) fn argument(initial: u8, rest: &[u8]) -> Result<(u64, usize), ErrorKind> {
    let (width, value) = match initial & 0x1f {
        24 => (1, rest.first().map(|byte| u64::from(*byte))),
        25 => (2, rest.first_chunk().map(|bytes| u64::from(u16::from_be_bytes(*bytes)))),
        26 => (4, rest.first_chunk().map(|bytes| u64::from(u32::from_be_bytes(*bytes)))),
        27 => (8, rest.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))),
        31 if matches!(initial >> 5, 2..=5) => return Err(ErrorKind::IndefiniteLength),
        _ => return Err(ErrorKind::InvalidHead),
    };
    match value {
        // A simple value below 32 has one byte only (RFC 8949, 3.3).
        Some(0..=31) if initial == 0xf8 => Err(ErrorKind::InvalidHead),
        Some(value) => Ok((value, width)),
        None => Err(ErrorKind::UnexpectedEnd),
    }
}

impl Head {
    #[inline]
    pub(super) fn new(initial: u8, value: u64, offset: usize) -> Self {
        Self { offset, major: initial >> 5, info: initial & 0x1f, value }
    }

    /// Whether no shorter head, or float, says the same (RFC 8949, 4.1).
    #[inline]
    pub(super) fn is_preferred(self) -> bool {
        match (self.major, self.info) {
            (_, 0..=23) => true,
            (7, 26) => !u32::try_from(self.value).is_ok_and(f32_fits_f16),
            (7, 27) => !f64_fits_f32(self.value),
            (7, _) => true,
            (_, 24) => self.value >= 24,
            (_, 25) => self.value > 0xff,
            (_, 26) => self.value > 0xffff,
            _ => self.value > 0xffff_ffff,
        }
    }

    pub(super) fn kind(self) -> Type {
        match (self.major, self.info) {
            (0, _) => Type::Unsigned,
            (1, _) => Type::Negative,
            (2, _) => Type::Bytes,
            (3, _) => Type::Text,
            (4, _) => Type::Array,
            (5, _) => Type::Map,
            (6, _) => Type::Tag,
            (_, 20 | 21) => Type::Bool,
            (_, 22) => Type::Null,
            (_, 23) => Type::Undefined,
            (_, 25..=27) => Type::Float,
            _ => Type::Simple,
        }
    }

    /// The float, where the head is one.
    pub(super) fn float(self) -> Result<f64, Error> {
        match (self.kind(), self.info, u16::try_from(self.value), u32::try_from(self.value)) {
            (Type::Float, 25, Ok(bits), _) => Ok(widen_f16(bits)),
            (Type::Float, 26, _, Ok(bits)) => Ok(widen_f32(bits)),
            (Type::Float, ..) => Ok(f64::from_bits(self.value)),
            _ => Err(self.wrong(Type::Float)),
        }
    }

    pub(super) fn wrong(self, expected: Type) -> Error {
        Error::new(ErrorKind::WrongType { expected, found: self.kind() }, self.offset)
    }
}
