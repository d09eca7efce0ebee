//! Command and response APDUs (ISO/IEC 7816-4 5.1, ISO/IEC 7816-3 12.1.3), all seven cases, both ways.
//!
//! ```text
//! case 1   CLA INS P1 P2                          case 2E  CLA INS P1 P2 00 Le(2)
//! case 2S  CLA INS P1 P2 Le(1)                    case 3E  CLA INS P1 P2 00 Lc(2) data
//! case 3S  CLA INS P1 P2 Lc(1) data               case 4E  CLA INS P1 P2 00 Lc(2) data Le(2)
//! case 4S  CLA INS P1 P2 Lc(1) data Le(1)
//! response data SW1 SW2
//! ```

mod status;

#[cfg(test)]
mod tests;

use core::fmt;

pub use status::StatusWord;

/// The most bytes of command data, in an extended APDU.
pub const MAX_COMMAND_DATA: usize = 65_535;
/// The most bytes of response data, in answer to an extended APDU.
pub const MAX_RESPONSE_DATA: usize = 65_536;
const SHORT_COMMAND_DATA: usize = 255;
const SHORT_RESPONSE_DATA: u32 = 256;

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command<'a> {
    /// CLA.
    pub class: u8,
    /// INS.
    pub instruction: u8,
    /// P1 and P2.
    pub parameters: [u8; 2],
    /// The command data, at most 65535 bytes; none is case 1 or 2.
    pub data: &'a [u8],
    /// Le: how many bytes of response data are expected at most, 1 to 65536. Absent is case 1 or 3.
    pub expected: Option<u32>,
    /// Whether the lengths are extended; a command whose lengths need it is written so in any case.
    pub extended: bool,
}

impl<'a> Command<'a> {
    /// A command without data and without Le.
    #[must_use]
    pub const fn new(class: u8, instruction: u8, parameters: [u8; 2]) -> Self {
        Self { class, instruction, parameters, data: &[], expected: None, extended: false }
    }

    /// With this data.
    #[must_use]
    pub const fn data(self, data: &'a [u8]) -> Self {
        Self { data, ..self }
    }

    /// With this Le.
    #[must_use]
    pub const fn expecting(self, expected: u32) -> Self {
        Self { expected: Some(expected), ..self }
    }

    /// Reads a command.
    ///
    /// # Errors
    /// [`ApduError`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, ApduError> {
        let Some(([class, instruction, p1, p2], body)) = bytes.split_first_chunk::<4>() else {
            return Err(ApduError::TooShort);
        };
        let command = Self::new(*class, *instruction, [*p1, *p2]);
        match body {
            [] => Ok(command),
            [le] => Ok(command.expecting(maximum_if_zero(u32::from(*le), SHORT_RESPONSE_DATA))),
            [0, high, low] => Ok(Self { extended: true, ..command.expecting(extended_le([*high, *low])) }),
            [0, high, low, rest @ ..] => {
                let (data, le) = split(rest, usize::from(u16::from_be_bytes([*high, *low])))?;
                let expected = match le {
                    [] => None,
                    [high, low] => Some(extended_le([*high, *low])),
                    _ => return Err(ApduError::Length),
                };
                Ok(Self { data, expected, extended: true, ..command })
            }
            [length, rest @ ..] => {
                let (data, le) = split(rest, usize::from(*length))?;
                let expected = match le {
                    [] => None,
                    [le] => Some(maximum_if_zero(u32::from(*le), SHORT_RESPONSE_DATA)),
                    _ => return Err(ApduError::Length),
                };
                Ok(Self { data, expected, ..command })
            }
        }
    }

    /// Writes the command, short where it can be and is not wanted extended.
    ///
    /// # Errors
    /// [`ApduError::Range`] when the data or Le are more than an extended APDU can say, or Le is 0.
    pub fn to_vec(&self) -> Result<Vec<u8>, ApduError> {
        if self.expected.is_some_and(|expected| !(1..=65_536).contains(&expected)) {
            return Err(ApduError::Range);
        }
        let long = self.data.len() > SHORT_COMMAND_DATA || self.expected.is_some_and(|le| le > SHORT_RESPONSE_DATA);
        // Lengths of nothing cannot be extended.
        let extended = long || self.extended;
        let length = u16::try_from(self.data.len()).map_err(|_| ApduError::Range)?.to_be_bytes();
        let [p1, p2] = self.parameters;
        let mut bytes = vec![self.class, self.instruction, p1, p2];
        if extended && (self.expected.is_some() || !self.data.is_empty()) {
            bytes.push(0);
        }
        if !self.data.is_empty() {
            let [high, low] = length;
            bytes.extend(extended.then_some(high));
            bytes.push(low);
            bytes.extend_from_slice(self.data);
        }
        if let Some(expected) = self.expected {
            // The largest is written as zeros.
            let [_, _, high, low] = expected.to_be_bytes();
            bytes.extend(extended.then_some(high));
            bytes.push(low);
        }
        Ok(bytes)
    }
}

fn extended_le(bytes: [u8; 2]) -> u32 {
    maximum_if_zero(u32::from(u16::from_be_bytes(bytes)), 65_536)
}

const fn maximum_if_zero(le: u32, maximum: u32) -> u32 {
    if le == 0 { maximum } else { le }
}

/// Lc bytes of data, and what is behind. An Lc of 0 is not written.
fn split(rest: &[u8], length: usize) -> Result<(&[u8], &[u8]), ApduError> {
    if length == 0 { Err(ApduError::Length) } else { rest.split_at_checked(length).ok_or(ApduError::Length) }
}

/// A response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Response<'a> {
    /// The response data, at most 65536 bytes.
    pub data: &'a [u8],
    /// SW1 and SW2.
    pub status: StatusWord,
}

impl<'a> Response<'a> {
    /// Reads a response.
    ///
    /// # Errors
    /// [`ApduError`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, ApduError> {
        let (data, status) = bytes.split_last_chunk::<2>().ok_or(ApduError::TooShort)?;
        if data.len() > MAX_RESPONSE_DATA {
            return Err(ApduError::Range);
        }
        Ok(Self { data, status: StatusWord(u16::from_be_bytes(*status)) })
    }

    /// Writes the response.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        [self.data, &self.status.0.to_be_bytes()].concat()
    }
}

/// Bytes that are no APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApduError {
    /// Fewer than 4 bytes of a command, or 2 of a response.
    TooShort,
    /// Lc or Le do not go with the number of bytes.
    Length,
    /// More data than an extended APDU can carry, or an Le outside of 1 to 65536.
    Range,
}

impl fmt::Display for ApduError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "the APDU is too short",
            Self::Length => "the lengths in the APDU do not go with its size",
            Self::Range => "the lengths are more than an APDU can carry",
        })
    }
}

impl core::error::Error for ApduError {}
