//! The values of the State characteristic (edition 1 table 13, edition 2 table 7).

use core::fmt;

/// A value of State, one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// `0x01`, from the client: it is ready, the connection begins.
    Start,
    /// `0x02`, from either side: the connection ends.
    End,
}

/// A value that State cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StateError {
    /// Not one byte long.
    Length(usize),
    /// A byte without a meaning.
    Unknown(u8),
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(f, "a State of {length} bytes instead of one"),
            Self::Unknown(value) => write!(f, "the State {value:#04x}, which has no meaning"),
        }
    }
}

impl core::error::Error for StateError {}

impl State {
    /// The byte on the air.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Start => 1,
            Self::End => 2,
        }
    }

    /// Reads a value as written or notified.
    ///
    /// # Errors
    /// [`StateError`]: anything but the one byte `0x01` or `0x02`.
    pub const fn from_value(value: &[u8]) -> Result<Self, StateError> {
        match value {
            [1] => Ok(Self::Start),
            [2] => Ok(Self::End),
            [other] => Err(StateError::Unknown(*other)),
            _ => Err(StateError::Length(value.len())),
        }
    }
}
