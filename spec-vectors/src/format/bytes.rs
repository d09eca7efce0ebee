//! Byte strings in JSON.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A byte string: in JSON lower-case hexadecimal, or, where it is long and dull, an array of parts that are hexadecimal
/// text or `{"repeat": hex, "times": n}`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes {
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Part {
    Hex(#[serde(with = "hex::serde")] Vec<u8>),
    Repeat {
        #[serde(with = "hex::serde")]
        repeat: Vec<u8>,
        times: usize,
    },
}

/// The longest byte string a case may ask for.
const LONGEST: usize = 64 * 1024 * 1024;

impl Bytes {
    /// These bytes, and behind them `repeat` so many times.
    #[must_use]
    pub fn with_tail(head: impl Into<Vec<u8>>, repeat: impl Into<Vec<u8>>, times: usize) -> Self {
        Self { parts: vec![Part::Hex(head.into()), Part::Repeat { repeat: repeat.into(), times }] }
    }

    /// The bytes, written out.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in &self.parts {
            match part {
                Part::Hex(part) => bytes.extend_from_slice(part),
                Part::Repeat { repeat, times } => bytes.extend(repeat.repeat(*times)),
            }
        }
        bytes
    }

    fn length(&self) -> Option<usize> {
        self.parts.iter().try_fold(0_usize, |sum, part| match part {
            Part::Hex(part) => sum.checked_add(part.len()),
            Part::Repeat { repeat, times } => sum.checked_add(repeat.len().checked_mul(*times)?),
        })
    }
}

impl<T: Into<Vec<u8>>> From<T> for Bytes {
    fn from(bytes: T) -> Self {
        Self { parts: vec![Part::Hex(bytes.into())] }
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.parts.as_slice() {
            [] => serializer.serialize_str(""),
            [Part::Hex(bytes)] => hex::serde::serialize(bytes, serializer),
            parts => parts.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            One(#[serde(with = "hex::serde")] Vec<u8>),
            Parts(Vec<Part>),
        }
        let bytes = match Form::deserialize(deserializer)? {
            Form::One(bytes) => Self::from(bytes),
            Form::Parts(parts) => Self { parts },
        };
        match bytes.length() {
            Some(length) if length <= LONGEST => Ok(bytes),
            _ => Err(D::Error::custom("a byte string of more than 64 MiB")),
        }
    }
}

impl core::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Bytes({})", self.length().unwrap_or(usize::MAX))
    }
}
