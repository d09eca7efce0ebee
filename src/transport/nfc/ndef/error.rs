//! What can be wrong with an NDEF message.

use core::fmt;

/// What can be wrong with a handover message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NdefErrorKind {
    /// The message ends inside a record or before its last one, or a length announces more than is left.
    UnexpectedEnd,
    /// Bytes follow the last record.
    TrailingBytes,
    /// More records than [`NDEF_RECORDS`](crate::budget::NDEF_RECORDS).
    TooManyRecords,
    /// The first record is not marked as such, or a later one is.
    MessageBegin,
    /// A record in chunks, which handover has no use for.
    Chunked,
    /// A reserved type name format, or one that does not go with the lengths.
    Format,
    /// A type or id of more than 255 bytes, or a payload of more than 4 GB, cannot be written.
    TooLong,
    /// The first record is no `Hs`.
    NotHandoverSelect,
    /// No device engagement record has the id `mdoc`.
    NoDeviceEngagement,
    /// More than one device engagement record has the id `mdoc`.
    RepeatedDeviceEngagement,
    /// The first record is no `Hr`.
    NotHandoverRequest,
    /// The version of connection handover is not supported.
    HandoverVersion,
    /// An `ac` record does not have its parts: power state, carrier reference, auxiliary references.
    AlternativeCarrier,
    /// The handover offers no alternative carrier.
    NoAlternativeCarrier,
    /// The handover offers more alternative carriers than it may: one in the answer of a negotiation.
    ExtraAlternativeCarrier,
    /// A record of the service negotiation (TNEP) is not the expected one, or does not have its parts.
    Service,
}

/// An error with the offset, from the start of the message, of the record that caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NdefError {
    kind: NdefErrorKind,
    offset: usize,
}

impl NdefError {
    pub(in crate::transport::nfc) fn new(kind: NdefErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> NdefErrorKind {
        self.kind
    }

    /// The offset in bytes from the start of the message.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for NdefError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            NdefErrorKind::UnexpectedEnd => "the NDEF message ends inside a record or before its last one",
            NdefErrorKind::TrailingBytes => "bytes follow the last NDEF record",
            NdefErrorKind::TooManyRecords => "the NDEF message has too many records",
            NdefErrorKind::MessageBegin => "the NDEF message does not begin with its first record",
            NdefErrorKind::Chunked => "an NDEF record comes in chunks, which is not supported",
            NdefErrorKind::Format => "the type of an NDEF record is not valid",
            NdefErrorKind::NotHandoverSelect => "the NDEF message is no Handover Select message",
            NdefErrorKind::NoDeviceEngagement => "the Handover Select message has no device engagement \"mdoc\"",
            NdefErrorKind::RepeatedDeviceEngagement => {
                "the Handover Select message has more than one device engagement"
            }
            NdefErrorKind::TooLong => "a part of the NDEF message is too long to be written",
            NdefErrorKind::NotHandoverRequest => "the NDEF message is no Handover Request message",
            NdefErrorKind::HandoverVersion => "the version of connection handover is not supported",
            NdefErrorKind::AlternativeCarrier => "an alternative carrier record is not valid",
            NdefErrorKind::NoAlternativeCarrier => "the handover offers no alternative carrier",
            NdefErrorKind::ExtraAlternativeCarrier => "the handover offers too many alternative carriers",
            NdefErrorKind::Service => "a record of the service negotiation is not the expected one",
        })?;
        write!(f, " (at byte {})", self.offset)
    }
}

impl core::error::Error for NdefError {}
