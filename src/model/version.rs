//! Versions: `tstr` of the form `major.minor`.

use core::fmt;

use crate::cbor::{Decode, Error, Reader};

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
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl<'a> Decode<'a> for Version {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}
