//! Device engagement by QR code (edition 1 8.2.2.3, edition 2 9.3): the URI that the symbol holds.

use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

#[cfg(test)]
mod tests;

/// The longest URI, in bytes: what the largest ISO/IEC 18004 symbol (version 40, level L, byte mode) holds.
///
/// An engagement with every option there is comes to some 300.
pub const MAX_URI_BYTES: usize = 2_953;

const SCHEME: &str = "mdoc";

/// The URI of an engagement: `mdoc:` and the base64url of the DeviceEngagement, without padding.
///
/// The caller keeps `device_engagement`: these bytes enter the session transcript.
#[must_use]
pub fn to_uri(device_engagement: &[u8]) -> String {
    let encoded = Base64UrlUnpadded::encode_string(device_engagement);
    [SCHEME, ":", &encoded].concat()
}

/// The DeviceEngagement of a URI, exactly as the mdoc made it and not yet looked into.
///
/// White space around the text is dropped. The scheme is accepted in either case, as RFC 3986 3.1 asks for, though
/// the standard writes it in lower case. The rest must be base64url without padding and without stray bits, so that
/// one engagement has one text.
///
/// # Errors
/// [`QrError`], for what is found first.
pub fn from_uri(text: &str) -> Result<Vec<u8>, QrError> {
    let text = text.trim();
    if text.len() > MAX_URI_BYTES {
        return Err(QrError::TooLong { length: text.len() });
    }
    let (scheme, encoded) = text.split_once(':').ok_or(QrError::NotMdoc)?;
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(QrError::NotMdoc);
    }
    if encoded.starts_with("//") {
        return Err(QrError::ReaderEngagement);
    }
    if encoded.is_empty() {
        return Err(QrError::Empty);
    }
    Base64UrlUnpadded::decode_vec(encoded)
        .map_err(|_| stray(encoded, text.len().saturating_sub(encoded.len())).unwrap_or(QrError::Incomplete))
}

/// The first character that base64url does not have, in text that starts at `start`.
fn stray(encoded: &str, start: usize) -> Option<QrError> {
    let (at, stray) = encoded.char_indices().find(|(_, c)| !is_base64url(*c))?;
    let position = start.saturating_add(at);
    Some(match stray {
        '=' => QrError::Padding { position },
        '+' | '/' => QrError::StandardAlphabet { position },
        stray if stray.is_whitespace() => QrError::WhiteSpace { position },
        _ => QrError::Character { position },
    })
}

fn is_base64url(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// Why a text is no device engagement. Positions count bytes from the start of the trimmed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QrError {
    /// The text does not start with `mdoc:`.
    NotMdoc,
    /// `mdoc://`: a reader engagement (ISO/IEC TS 18013-7), which goes the other way.
    ReaderEngagement,
    /// Nothing follows the scheme.
    Empty,
    /// Longer than [`MAX_URI_BYTES`].
    TooLong {
        /// The length in bytes.
        length: usize,
    },
    /// A padding character.
    Padding {
        /// Where it is.
        position: usize,
    },
    /// `+` or `/`, which plain base64 has and base64url has not.
    StandardAlphabet {
        /// Where it is.
        position: usize,
    },
    /// A space or line break inside the text.
    WhiteSpace {
        /// Where it is.
        position: usize,
    },
    /// Any other character that base64url has not.
    Character {
        /// Where it is.
        position: usize,
    },
    /// A number of characters that encodes no whole number of bytes, or stray bits in the last one.
    Incomplete,
}

impl fmt::Display for QrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMdoc => f.write_str("the text does not start with \"mdoc:\", so it is no device engagement"),
            Self::ReaderEngagement => {
                f.write_str("the text starts with \"mdoc://\", which is a reader engagement and no device engagement")
            }
            Self::Empty => f.write_str("nothing follows \"mdoc:\""),
            Self::TooLong { length } => {
                write!(f, "the text has {length} bytes, more than the {MAX_URI_BYTES} a QR code can hold")
            }
            Self::Padding { position } => write!(f, "base64url padding is not allowed (at byte {position})"),
            Self::StandardAlphabet { position } => {
                write!(f, "the text is plain base64 where base64url is wanted (at byte {position})")
            }
            Self::WhiteSpace { position } => write!(f, "white space inside the text (at byte {position})"),
            Self::Character { position } => write!(f, "a character that base64url does not have (at byte {position})"),
            Self::Incomplete => f.write_str("the base64url text is cut off or altered at its end"),
        }
    }
}

impl core::error::Error for QrError {}
