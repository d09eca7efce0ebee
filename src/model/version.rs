//! Versions: `tstr` of the form `major.minor`.

use core::fmt;

use crate::cbor::{Decode, Encode, Error, ErrorKind, Reader, Writer};

#[cfg(test)]
mod tests;

/// A version. A known major with an unknown minor is not an error (edition 2, 8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The major number.
    pub major: u16,
    /// The minor number.
    pub minor: u16,
}

impl Version {
    /// 1.0, the first edition's.
    pub const V1_0: Self = Self { major: 1, minor: 0 };
    /// 1.1, the second edition's where it adds members.
    pub const V1_1: Self = Self { major: 1, minor: 1 };

    /// The version of a text: two decimal numbers up to 65,535, without sign or leading zeros, joined by a dot.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // Every version there is today.
        if let [major @ b'0'..=b'9', b'.', minor @ b'0'..=b'9'] = text.as_bytes() {
            let digit = |byte: &u8| u16::from(byte & 0xf);
            return Some(Self { major: digit(major), minor: digit(minor) });
        }
        let (major, minor) = text.split_once('.')?;
        Some(Self { major: number(major)?, minor: number(minor)? })
    }
}

fn number(digits: &str) -> Option<u16> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    if plain { digits.parse().ok() } else { None }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl<'a> Decode<'a> for Version {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        Self::parse(reader.text()?).ok_or(Error::new(ErrorKind::OutOfRange("version"), offset))
    }
}

impl Encode for Version {
    fn encode(&self, writer: &mut Writer) {
        match *self {
            // Every version there is today.
            Self::V1_0 => writer.text("1.0"),
            Self::V1_1 => writer.text("1.1"),
            other => writer.text(&other.to_string()),
        };
    }
}
