//! What can be wrong with a list.

use core::fmt;

use super::inflate::InflateError;
use crate::cbor;

/// A token that cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusListError {
    /// Not a COSE_Sign1 of acceptable length.
    Envelope(cbor::Error),
    /// The COSE_Sign1 has no payload.
    Payload,
    /// The payload holds no claims, or a claim of another type; the offset is the payload's.
    Claims(cbor::Error),
    /// The claims do not say which URI the list is for (`sub`).
    Subject,
}

/// What is listed cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentError {
    /// The claim that holds it does not fit its structure; the offset is the payload's.
    Structure(cbor::Error),
    /// Statuses of this many bits each, where ISO/IEC 18013-5 has one.
    Bits(u64),
    /// The array is not sound ZLIB (RFC 1950).
    Compression,
    /// The ZLIB stream ends early.
    Truncated,
    /// Bytes follow the ZLIB stream.
    Trailing,
    /// The array is longer than [`budget::STATUS_LIST_BYTES`](crate::budget::STATUS_LIST_BYTES).
    TooLong,
}

impl fmt::Display for StatusListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Envelope(error) => write!(f, "the status list is no COSE_Sign1: {error}"),
            Self::Payload => f.write_str("the status list's payload is missing"),
            Self::Claims(error) => {
                write!(f, "the status list's claims cannot be read: {error}, counted in the payload")
            }
            Self::Subject => f.write_str("the status list does not say which URI it is for"),
        }
    }
}

impl core::error::Error for StatusListError {}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Structure(error) => write!(f, "what is listed cannot be read: {error}, counted in the payload"),
            Self::Bits(bits) => write!(f, "each status has {bits} bits, where one is allowed"),
            Self::Compression => f.write_str("the statuses are not sound ZLIB"),
            Self::Truncated => f.write_str("the compressed statuses end early"),
            Self::Trailing => f.write_str("bytes follow the compressed statuses"),
            Self::TooLong => f.write_str("the inflated statuses are longer than allowed"),
        }
    }
}

impl core::error::Error for ContentError {}

impl From<cbor::Error> for ContentError {
    fn from(error: cbor::Error) -> Self {
        Self::Structure(error)
    }
}

impl From<InflateError> for ContentError {
    fn from(error: InflateError) -> Self {
        match error {
            InflateError::Broken => Self::Compression,
            InflateError::Truncated => Self::Truncated,
            InflateError::Trailing => Self::Trailing,
            InflateError::TooLong => Self::TooLong,
        }
    }
}
