//! Messages put together again (edition 1 8.3.3.1.1.5, edition 2 11.1.3.4).
//!
//! Neither the number of values nor the length of the message is announced, so both have a limit.

use core::fmt;

use super::fragment::{LAST, MORE};
use crate::budget;

/// A value that no message can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FragmentError {
    /// A value of no bytes, so without a prefix.
    NoPrefix,
    /// A prefix other than `0x00` and `0x01`.
    Prefix(u8),
    /// A message of no bytes.
    EmptyMessage,
    /// A message longer than [`budget::MESSAGE_BYTES`].
    TooLong,
    /// A message in more values than [`budget::BLE_FRAGMENTS`].
    TooMany,
}

impl fmt::Display for FragmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPrefix => f.write_str("a value without the prefix that says whether more follow"),
            Self::Prefix(prefix) => write!(f, "a value with the prefix {prefix:#04x}, which has no meaning"),
            Self::EmptyMessage => f.write_str("a message of no bytes"),
            Self::TooLong => {
                write!(f, "a message of more than the {} bytes that are accepted", budget::MESSAGE_BYTES)
            }
            Self::TooMany => {
                write!(f, "a message in more than the {} values that are accepted", budget::BLE_FRAGMENTS)
            }
        }
    }
}

impl core::error::Error for FragmentError {}

/// The message that is coming in.
///
/// ```
/// use mdoc_proximity::transport::ble::reassembly::Reassembly;
///
/// let mut reassembly = Reassembly::new();
/// assert_eq!(reassembly.take(&[0x01, 0xa1, 0x01])?, None);
/// assert_eq!(reassembly.take(&[0x00, 0x02])?, Some(vec![0xa1, 0x01, 0x02]));
/// # Ok::<(), mdoc_proximity::transport::ble::reassembly::FragmentError>(())
/// ```
#[derive(Default)]
pub struct Reassembly {
    message: Vec<u8>,
    values: usize,
    refused: Option<FragmentError>,
}

impl Reassembly {
    /// Before any message.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one value, of any length; returns the message that it completes.
    ///
    /// # Errors
    /// [`FragmentError`]. The connection is to be closed: what came of the message is dropped, and every later call returns
    /// the same error.
    pub fn take(&mut self, value: &[u8]) -> Result<Option<Vec<u8>>, FragmentError> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        self.append(value).inspect_err(|error| *self = Self { refused: Some(*error), ..Self::new() })
    }

    fn append(&mut self, value: &[u8]) -> Result<Option<Vec<u8>>, FragmentError> {
        let (prefix, part) = value.split_first().ok_or(FragmentError::NoPrefix)?;
        if !matches!(*prefix, LAST | MORE) {
            return Err(FragmentError::Prefix(*prefix));
        }
        self.values = self.values.saturating_add(1);
        if self.values > budget::BLE_FRAGMENTS {
            return Err(FragmentError::TooMany);
        }
        if self.message.len().saturating_add(part.len()) > budget::MESSAGE_BYTES {
            return Err(FragmentError::TooLong);
        }
        self.message.extend_from_slice(part);
        if *prefix == MORE {
            return Ok(None);
        }
        if self.message.is_empty() {
            return Err(FragmentError::EmptyMessage);
        }
        self.values = 0;
        Ok(Some(core::mem::take(&mut self.message)))
    }

    /// Whether a message has begun and not ended.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.values > 0
    }

    /// Bytes of the unfinished message so far.
    #[must_use]
    pub fn received(&self) -> usize {
        self.message.len()
    }
}

impl fmt::Debug for Reassembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reassembly({} bytes of a message)", self.message.len())
    }
}
