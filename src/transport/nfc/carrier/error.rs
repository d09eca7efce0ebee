//! What can be wrong with a carrier record.

use core::fmt;

/// What can be wrong with a carrier record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CarrierErrorKind {
    /// No record has the id that the alternative carrier refers to.
    NoRecord,
    /// The record is of a type this library does not know.
    Unknown,
    /// An AD structure, or a field of the NFC carrier record, has the length 0.
    EmptyStructure,
    /// A structure announces more bytes than are left.
    UnexpectedEnd,
    /// There is no LE Role, or it has not one byte of 0 to 3.
    Role,
    /// A structure that may occur once occurs again.
    Repeated,
    /// A list of 128-bit UUIDs is not made of 16-byte pieces.
    Uuid,
    /// A device address of another length than 6 bytes, or 7 with its type.
    Address,
    /// The L2CAP PSM is not readable.
    Psm,
    /// The version of the NFC carrier record is not 1.
    Version,
    /// A length of the NFC carrier record is outside of the standard's range.
    Range,
    /// The BLE mode that the role stands for has no service UUID.
    NoUuid,
}

/// An error with the offset, from the start of the record's payload, of the structure that caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarrierError {
    kind: CarrierErrorKind,
    offset: usize,
}

impl CarrierError {
    pub(in crate::transport::nfc) const fn new(kind: CarrierErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> CarrierErrorKind {
        self.kind
    }

    /// The offset in bytes from the start of the payload.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for CarrierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            CarrierErrorKind::NoRecord => "an alternative carrier refers to a record that is not there",
            CarrierErrorKind::Unknown => "the carrier record is of an unknown type",
            CarrierErrorKind::EmptyStructure => "a structure of the carrier record has the length 0",
            CarrierErrorKind::UnexpectedEnd => "a structure of the carrier record ends behind the record",
            CarrierErrorKind::Role => "the LE Role is missing or not valid",
            CarrierErrorKind::Repeated => "a structure of the carrier record is repeated",
            CarrierErrorKind::Uuid => "the service UUIDs are not of 16 bytes each",
            CarrierErrorKind::Address => "the LE Device Address is not of 6 or 7 bytes",
            CarrierErrorKind::Psm => "the L2CAP PSM is not readable",
            CarrierErrorKind::Version => "the version of the NFC carrier record is not supported",
            CarrierErrorKind::Range => "a length in the NFC carrier record is out of range",
            CarrierErrorKind::NoUuid => "the BLE mode has no service UUID",
        })?;
        write!(f, " (at byte {})", self.offset)
    }
}

impl core::error::Error for CarrierError {}
