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

impl Head {
    /// Reads the head at `offset`; returns the offset behind it too.
    #[inline]
    pub(super) fn read(input: &[u8], offset: usize) -> Result<(Self, usize), Error> {
        let fail = |kind| Err(Error::new(kind, offset));
        let rest = input.get(offset..).unwrap_or_default();
        let Some((&initial, rest)) = rest.split_first() else { return fail(ErrorKind::UnexpectedEnd) };
        let (major, info) = (initial >> 5, initial & 0x1f);
        let (width, argument) = match info {
            0..=23 => (1, Some(u64::from(info))),
            24 => (2, rest.first().map(|byte| u64::from(*byte))),
            25 => (3, rest.first_chunk().map(|bytes| u64::from(u16::from_be_bytes(*bytes)))),
            26 => (5, rest.first_chunk().map(|bytes| u64::from(u32::from_be_bytes(*bytes)))),
            27 => (9, rest.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))),
            31 if matches!(major, 2..=5) => return fail(ErrorKind::IndefiniteLength),
            _ => return fail(ErrorKind::InvalidHead),
        };
        let Some(value) = argument else { return fail(ErrorKind::UnexpectedEnd) };
        if major == 7 && info == 24 && value < 32 {
            return fail(ErrorKind::InvalidHead);
        }
        Ok((Self { offset, major, info, value }, offset.saturating_add(width)))
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
