//! Why a tag cannot be made or answered so.

use core::fmt;

use crate::transport::nfc::ndef::NdefError;

/// Why a tag cannot be made, or cannot answer, so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagError {
    /// The message cannot be used.
    Ndef(NdefError),
    /// The message is longer than the tag's file.
    TooLong,
    /// No Handover Request message waits for an answer.
    NotPending,
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ndef(error) => error.fmt(f),
            Self::TooLong => f.write_str("the message is longer than the tag's file"),
            Self::NotPending => f.write_str("no Handover Request message waits for an answer"),
        }
    }
}

impl core::error::Error for TagError {}
