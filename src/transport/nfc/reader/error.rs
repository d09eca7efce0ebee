//! Why a handover did not happen.

use core::fmt;

use crate::transport::nfc::apdu::{ApduError, StatusWord};
use crate::transport::nfc::container::ContainerError;
use crate::transport::nfc::ndef::NdefError;

/// Why a handover did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The tag's answer is no APDU.
    Apdu(ApduError),
    /// The card has no NDEF application, or none now: it is no mdoc, or its wallet is not open.
    NotATag(StatusWord),
    /// The tag refused a command.
    Status(StatusWord),
    /// The capability container cannot be used.
    Container(ContainerError),
    /// A read gave no bytes, or more than were asked for.
    Length,
    /// The message is longer than the tag's file.
    TooLong,
    /// The message was not ready in the time there is for it.
    NotReady,
    /// A message is not the expected one.
    Ndef(NdefError),
    /// The tag negotiates, but cannot be written, or takes no message of this length.
    NotWritable,
    /// The tag refused the service or the request, with this TNEP status.
    Refused(u8),
    /// An answer without a command, or a command after the end.
    OutOfOrder,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apdu(error) => error.fmt(f),
            Self::NotATag(status) => write!(f, "the card is no mdoc, or its wallet is not open ({status})"),
            Self::Status(status) => write!(f, "the tag refused a command with {status}"),
            Self::Container(error) => error.fmt(f),
            Self::Length => f.write_str("a read of the tag gave no bytes, or too many"),
            Self::TooLong => f.write_str("the tag announces a message longer than its file"),
            Self::NotReady => f.write_str("the tag's message was not ready in time"),
            Self::Ndef(error) => error.fmt(f),
            Self::NotWritable => f.write_str("the tag negotiates but does not take the request"),
            Self::Refused(status) => write!(f, "the tag refused the negotiation with status {status}"),
            Self::OutOfOrder => f.write_str("the handover has ended, or another step is due"),
        }
    }
}

impl core::error::Error for ReadError {}
