//! Messages on an L2CAP channel (edition 2 11.1.4).
//!
//! A channel is a stream of bytes. Each message stands behind its length, 4 bytes that do not count themselves:
//!
//! ```text
//! frame = length (4 bytes, big-endian) || message (length bytes)
//! ```
//!
//! The draft does not say in which order the bytes of the length stand; big-endian is what is deployed. There is no
//! fragmentation prefix and no State value on such a channel: a session ends by status 20 alone.

use core::fmt;

use crate::budget;

#[cfg(test)]
mod tests;

/// Bytes of a length.
const HEAD: usize = 4;

/// Why a channel is to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// A message of no bytes, which no session message is.
    Empty,
    /// A message longer than [`budget::MESSAGE_BYTES`]. Nothing was allocated for it.
    TooLong {
        /// The length announced, or that of the message to be sent.
        length: usize,
    },
    /// The channel ended inside a length or a message.
    CutOff,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a message of no bytes"),
            Self::TooLong { length } => {
                write!(f, "a message of {length} bytes, more than the {} that are accepted", budget::MESSAGE_BYTES)
            }
            Self::CutOff => f.write_str("the channel ended inside a message"),
        }
    }
}

impl core::error::Error for FrameError {}

/// Whether a message may be this long.
pub(super) fn check(length: usize) -> Result<usize, FrameError> {
    match length {
        0 => Err(FrameError::Empty),
        length if length > budget::MESSAGE_BYTES => Err(FrameError::TooLong { length }),
        length => Ok(length),
    }
}

/// The frame of a message: 4 bytes of length, then the message.
///
/// # Errors
/// [`FrameError::Empty`] or [`FrameError::TooLong`].
pub fn encode(message: &[u8]) -> Result<Vec<u8>, FrameError> {
    let length = check(message.len())?;
    let head = u32::try_from(length).map_err(|_| FrameError::TooLong { length })?.to_be_bytes();
    Ok([&head, message].concat())
}

/// Takes a stream apart into messages, however the radio cut it.
///
/// It holds one unfinished message at most, and of that only what has arrived: a length announced costs nothing.
///
/// ```
/// use mdoc_proximity::transport::ble::l2cap::Decoder;
///
/// let mut decoder = Decoder::new();
/// let mut messages = Vec::new();
/// for mut chunk in [&[0, 0, 0, 2, 0xa1][..], &[0x00, 0, 0, 0, 1, 0xa0]] {
///     while let Some(message) = decoder.take(&mut chunk)? {
///         messages.push(message);
///     }
/// }
/// decoder.end()?;
/// assert_eq!(messages, [vec![0xa1, 0x00], vec![0xa0]]);
/// # Ok::<(), mdoc_proximity::transport::ble::l2cap::FrameError>(())
/// ```
#[derive(Default)]
pub struct Decoder {
    head: Vec<u8>,
    message: Vec<u8>,
    refused: Option<FrameError>,
}

impl Decoder {
    /// At the start of a channel.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes from the front of `chunk` until they complete a message, or all of them and returns `None`. To be
    /// called until it returns `None`.
    ///
    /// # Errors
    /// [`FrameError::Empty`] or [`FrameError::TooLong`], as soon as the length is there. The channel is to be closed:
    /// every later call returns the same error.
    pub fn take(&mut self, chunk: &mut &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        fill(&mut self.head, HEAD, chunk);
        let Ok(head) = <[u8; HEAD]>::try_from(self.head.as_slice()) else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(head)).unwrap_or(usize::MAX);
        let length = check(length).inspect_err(|error| self.refused = Some(*error))?;
        fill(&mut self.message, length, chunk);
        if self.message.len() < length {
            return Ok(None);
        }
        self.head.clear();
        Ok(Some(core::mem::take(&mut self.message)))
    }

    /// Whether a length or a message has begun and not ended.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        !self.head.is_empty()
    }

    /// Bytes of the unfinished message so far.
    #[must_use]
    pub fn received(&self) -> usize {
        self.message.len()
    }

    /// The length of the unfinished message, once it is there.
    #[must_use]
    pub fn expected(&self) -> Option<usize> {
        let head = <[u8; HEAD]>::try_from(self.head.as_slice()).ok()?;
        usize::try_from(u32::from_be_bytes(head)).ok()
    }

    /// Says that the channel has ended.
    ///
    /// # Errors
    /// [`FrameError::CutOff`] when it ended inside a message, or what was refused before.
    pub fn end(&self) -> Result<(), FrameError> {
        match self.refused {
            Some(error) => Err(error),
            None if self.head.is_empty() => Ok(()),
            None => Err(FrameError::CutOff),
        }
    }
}

/// Moves bytes from the front of `chunk` to `buffer`, until that holds `length`.
fn fill(buffer: &mut Vec<u8>, length: usize, chunk: &mut &[u8]) {
    let missing = length.saturating_sub(buffer.len()).min(chunk.len());
    let (taken, rest) = chunk.split_at_checked(missing).unwrap_or((chunk, &[]));
    buffer.extend_from_slice(taken);
    *chunk = rest;
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decoder({} bytes of a message)", self.message.len())
    }
}
