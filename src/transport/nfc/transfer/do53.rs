//! The data object around a message: tag 53, length, message (ISO/IEC 7816-4 5.2.2, ISO/IEC 8825-1).
//!
//! ```text
//! 53 length(1)        0 to 127        53 83 length(3)     65536 to 2^24 - 1
//! 53 81 length(1)     128 to 255      53 84 length(4)     from 2^24 on
//! 53 82 length(2)     256 to 65535
//! ```

use core::fmt;

use crate::budget;

const TAG: u8 = 0x53;
/// Set in the first byte of a length that says how many bytes follow.
const LONG: u8 = 0x80;

/// Wraps a message. None above [`budget::MESSAGE_BYTES`] is ever taken by the other side.
#[must_use]
pub fn wrap(message: &[u8]) -> Vec<u8> {
    let length = message.len().to_be_bytes();
    let zeros = length.iter().take_while(|byte| **byte == 0).count();
    let significant = length.get(zeros..).unwrap_or_default();
    let mut object = vec![TAG];
    match message.len() {
        0..=127 => object.push(significant.first().copied().unwrap_or(0)),
        // At most eight bytes.
        _ => object.push(LONG | u8::try_from(significant.len()).unwrap_or(0)),
    }
    if message.len() > 127 {
        object.extend_from_slice(significant);
    }
    object.extend_from_slice(message);
    object
}

/// The message in a whole data object.
///
/// # Errors
/// [`ObjectError`].
pub fn unwrap(object: &[u8]) -> Result<&[u8], ObjectError> {
    let (header, total) = measure(object)?.ok_or(ObjectError::Incomplete)?;
    match object.len().cmp(&total) {
        core::cmp::Ordering::Less => Err(ObjectError::Incomplete),
        core::cmp::Ordering::Greater => Err(ObjectError::Excess),
        core::cmp::Ordering::Equal => object.get(header..).ok_or(ObjectError::Incomplete),
    }
}

/// How long the data object is that begins so; `None` while that cannot be said.
///
/// # Errors
/// [`ObjectError`], as soon as it is certain, also when there is more than the object.
pub fn announced(begin: &[u8]) -> Result<Option<usize>, ObjectError> {
    let measured = measure(begin)?;
    if measured.is_some_and(|(_, total)| begin.len() > total) {
        return Err(ObjectError::Excess);
    }
    Ok(measured.map(|(_, total)| total))
}

/// Bytes of tag and length, and of the whole object.
fn measure(begin: &[u8]) -> Result<Option<(usize, usize)>, ObjectError> {
    let Some((tag, rest)) = begin.split_first() else { return Ok(None) };
    if *tag != TAG {
        return Err(ObjectError::Tag);
    }
    let Some((first, rest)) = rest.split_first() else { return Ok(None) };
    let (count, length) = if *first < LONG {
        (0, usize::from(*first))
    } else {
        let count = usize::from(first & !LONG);
        if !(1..=4).contains(&count) {
            return Err(ObjectError::Length);
        }
        let Some(bytes) = rest.get(..count) else { return Ok(None) };
        let length = bytes.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
        // The shortest form is the only one.
        if length <= 127 || bytes.first() == Some(&0) {
            return Err(ObjectError::Length);
        }
        (count, length)
    };
    if length > budget::MESSAGE_BYTES {
        return Err(ObjectError::TooLarge);
    }
    let header = count.saturating_add(2);
    Ok(Some((header, header.saturating_add(length))))
}

/// Bytes that are no data object with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectError {
    /// The tag is not 53.
    Tag,
    /// The length is not in its shortest form, or of an unknown one.
    Length,
    /// The length is above the budget for a message.
    TooLarge,
    /// The object ends before its length.
    Incomplete,
    /// Bytes follow the object.
    Excess,
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tag => "the data object has another tag than 53",
            Self::Length => "the length of the data object is not in its shortest form",
            Self::TooLarge => "the data object announces a message that is too large",
            Self::Incomplete => "the data object ends before its length",
            Self::Excess => "bytes follow the data object",
        })
    }
}

impl core::error::Error for ObjectError {}
