//! The capability container of a Type 4 Tag (NFC Forum Type 4 Tag).

use core::fmt;

#[cfg(test)]
mod tests;

/// Bytes of a capability container with one NDEF file.
pub const LENGTH: usize = 15;

/// Mapping version 2.0.
const VERSION: u8 = 0x20;
const NDEF_FILE_CONTROL: u8 = 4;
const NDEF_FILE_CONTROL_LENGTH: u8 = 6;
const OPEN: u8 = 0x00;
const CLOSED: u8 = 0xff;
/// Mapping version 2.0: MLe from 15 on, MLc from 1 on.
const LEAST_READ: u16 = 15;
/// The length and some content.
const LEAST_FILE: u16 = 5;

/// A capability container.
///
/// ```text
/// 000F, version(1), MLe(2), MLc(2), 04 06, file id(2), largest file(2), read access(1), write access(1)
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapabilityContainer {
    /// MLe: the most bytes of one READ BINARY.
    pub max_read: u16,
    /// MLc: the most bytes of one UPDATE BINARY.
    pub max_write: u16,
    /// The id of the NDEF file.
    pub file: u16,
    /// The size of the NDEF file, its 2-byte length included.
    pub max_file: u16,
    /// Whether the file may be written: negotiated handover.
    pub writable: bool,
}

impl CapabilityContainer {
    /// Reads the first 15 bytes.
    ///
    /// # Errors
    /// [`ContainerError`].
    pub fn read(bytes: &[u8]) -> Result<Self, ContainerError> {
        let [_, _, version, e1, e2, c1, c2, tag, length, f1, f2, s1, s2, read, write, ..] = bytes else {
            return Err(ContainerError::Length);
        };
        if !matches!(version >> 4, 2 | 3) {
            return Err(ContainerError::Version(*version));
        }
        if [*tag, *length] != [NDEF_FILE_CONTROL, NDEF_FILE_CONTROL_LENGTH] {
            return Err(ContainerError::FileControl);
        }
        let number = |high: &u8, low: &u8| u16::from_be_bytes([*high, *low]);
        let (max_read, max_write, max_file) = (number(e1, e2), number(c1, c2), number(s1, s2));
        if max_read < LEAST_READ || max_write == 0 || max_file < LEAST_FILE {
            return Err(ContainerError::Limits);
        }
        if *read != OPEN {
            return Err(ContainerError::Closed);
        }
        Ok(Self { max_read, max_write, file: number(f1, f2), max_file, writable: *write == OPEN })
    }

    /// Its 15 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; LENGTH] {
        let [e1, e2] = self.max_read.to_be_bytes();
        let [c1, c2] = self.max_write.to_be_bytes();
        let [f1, f2] = self.file.to_be_bytes();
        let [s1, s2] = self.max_file.to_be_bytes();
        let write = if self.writable { OPEN } else { CLOSED };
        let control = [NDEF_FILE_CONTROL, NDEF_FILE_CONTROL_LENGTH];
        [0, 15, VERSION, e1, e2, c1, c2, control[0], control[1], f1, f2, s1, s2, OPEN, write]
    }
}

/// A capability container that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContainerError {
    /// Fewer than 15 bytes.
    Length,
    /// A mapping version other than 2 or 3.
    Version(u8),
    /// No NDEF file control structure where it must be.
    FileControl,
    /// MLe below 15, MLc of 0, or a file that holds no message.
    Limits,
    /// The NDEF file may not be read.
    Closed,
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => f.write_str("the capability container has fewer than 15 bytes"),
            Self::Version(version) => write!(f, "mapping version {version:#04x} of the tag is not supported"),
            Self::FileControl => f.write_str("the capability container names no NDEF file"),
            Self::Limits => f.write_str("the limits in the capability container are not valid"),
            Self::Closed => f.write_str("the NDEF file may not be read"),
        }
    }
}

impl core::error::Error for ContainerError {}
