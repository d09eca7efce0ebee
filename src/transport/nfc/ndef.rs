//! NDEF messages (NFC Forum Data Exchange Format 1.0), as far as connection handover uses them, both ways.

mod error;
mod writer;

#[cfg(test)]
mod tests;

pub use error::{NdefError, NdefErrorKind};
pub use writer::message;

use crate::budget;

const MESSAGE_BEGIN: u8 = 0x80;
const MESSAGE_END: u8 = 0x40;
const CHUNK: u8 = 0x20;
const SHORT: u8 = 0x10;
const ID_LENGTH: u8 = 0x08;
const FORMAT: u8 = 0x07;

/// What the type of a record means (TNF).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeNameFormat {
    /// 0: no type, id and payload.
    Empty,
    /// 1: an NFC Forum well-known type, such as `Hs`.
    WellKnown,
    /// 2: a media type.
    Media,
    /// 3: an absolute URI.
    AbsoluteUri,
    /// 4: an NFC Forum external type, such as `iso.org:18013:deviceengagement`.
    External,
    /// 5: a payload of unknown type.
    Unknown,
}

impl TypeNameFormat {
    const fn code(self) -> u8 {
        match self {
            Self::Empty => 0,
            Self::WellKnown => 1,
            Self::Media => 2,
            Self::AbsoluteUri => 3,
            Self::External => 4,
            Self::Unknown => 5,
        }
    }
}

/// One record of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// What `kind` means.
    pub format: TypeNameFormat,
    /// The type.
    pub kind: &'a [u8],
    /// The id, where the record has one.
    pub id: Option<&'a [u8]>,
    /// The payload.
    pub payload: &'a [u8],
    /// Where the record starts in the message; 0 in one that is to be written.
    pub offset: usize,
}

impl<'a> Record<'a> {
    /// A record to be written.
    #[must_use]
    pub const fn new(format: TypeNameFormat, kind: &'a [u8], id: Option<&'a [u8]>, payload: &'a [u8]) -> Self {
        Self { format, kind, id, payload, offset: 0 }
    }

    /// Whether it is of this type.
    #[must_use]
    pub fn is(&self, format: TypeNameFormat, kind: &[u8]) -> bool {
        self.format == format && self.kind == kind
    }
}

/// The records of `message`, which must be one complete NDEF message.
///
/// Iteration ends after the last record, or with the first error, which the record beyond
/// [`budget::NDEF_RECORDS`] is.
#[must_use]
pub fn records(message: &[u8]) -> Records<'_> {
    Records { message, position: 0, left: budget::NDEF_RECORDS, ended: false }
}

/// The iterator of [`records`].
#[derive(Debug, Clone)]
pub struct Records<'a> {
    message: &'a [u8],
    position: usize,
    /// How many records may still come.
    left: usize,
    ended: bool,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, NdefError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = self.record();
        self.ended |= record.is_err();
        Some(record)
    }
}

impl<'a> Records<'a> {
    fn record(&mut self) -> Result<Record<'a>, NdefError> {
        let offset = self.position;
        let fail = |kind| NdefError::new(kind, offset);
        let header = self.byte(offset)?;
        self.left = self.left.checked_sub(1).ok_or(fail(NdefErrorKind::TooManyRecords))?;
        if (header & MESSAGE_BEGIN != 0) != (offset == 0) {
            return Err(fail(NdefErrorKind::MessageBegin));
        }
        if header & CHUNK != 0 {
            return Err(fail(NdefErrorKind::Chunked));
        }
        let format = match header & FORMAT {
            0 => TypeNameFormat::Empty,
            1 => TypeNameFormat::WellKnown,
            2 => TypeNameFormat::Media,
            3 => TypeNameFormat::AbsoluteUri,
            4 => TypeNameFormat::External,
            5 => TypeNameFormat::Unknown,
            // 6 continues a chunk, 7 is reserved.
            _ => return Err(fail(NdefErrorKind::Format)),
        };
        let kind_length = usize::from(self.byte(offset)?);
        let payload_length = self.payload_length(header, offset)?;
        let id_length = if header & ID_LENGTH != 0 { Some(usize::from(self.byte(offset)?)) } else { None };
        let kind = self.take(kind_length, offset)?;
        let id = id_length.map(|length| self.take(length, offset)).transpose()?;
        let payload = self.take(payload_length, offset)?;
        let fits = match format {
            TypeNameFormat::Empty => kind.is_empty() && id.unwrap_or_default().is_empty() && payload.is_empty(),
            TypeNameFormat::Unknown => kind.is_empty(),
            _ => !kind.is_empty(),
        };
        if !fits {
            return Err(fail(NdefErrorKind::Format));
        }
        if header & MESSAGE_END != 0 {
            self.ended = true;
            if self.position != self.message.len() {
                return Err(NdefError::new(NdefErrorKind::TrailingBytes, self.position));
            }
        }
        Ok(Record { format, kind, id, payload, offset })
    }

    /// One byte for a short record, four big-endian for any other.
    fn payload_length(&mut self, header: u8, record: usize) -> Result<usize, NdefError> {
        if header & SHORT != 0 {
            return self.byte(record).map(usize::from);
        }
        let length = self.take(4, record)?.iter().fold(0, |length, byte| (length << 8) | u64::from(*byte));
        usize::try_from(length).map_err(|_| NdefError::new(NdefErrorKind::UnexpectedEnd, record))
    }

    fn byte(&mut self, record: usize) -> Result<u8, NdefError> {
        self.take(1, record)?.first().copied().ok_or(NdefError::new(NdefErrorKind::UnexpectedEnd, record))
    }

    fn take(&mut self, length: usize, record: usize) -> Result<&'a [u8], NdefError> {
        let end = self.position.checked_add(length);
        let taken = end.and_then(|end| self.message.get(self.position..end));
        let taken = taken.ok_or(NdefError::new(NdefErrorKind::UnexpectedEnd, record))?;
        self.position = self.position.saturating_add(taken.len());
        Ok(taken)
    }
}
