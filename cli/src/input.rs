//! Input as people have it: raw CBOR, hex, base64 or base64url, from a file or standard input.

use std::fs;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::failure::Failure;

/// The largest input read; far above the largest message.
const LIMIT: u64 = 64 * 1024 * 1024;

/// The bytes of a file, or of standard input for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let result = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(LIMIT).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(LIMIT).read_to_end(&mut bytes))
    };
    result.map_err(|error| Failure::unreadable(path.display(), error))?;
    Ok(bytes)
}

/// The binary behind the bytes: as they are, or decoded from hex, base64 or base64url (white space ignored).
///
/// Text is tried first, hex before base64: no structure of the protocol is ASCII letters and digits throughout.
pub fn decode(bytes: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
    // Some editors and shells put a byte order mark before a text.
    let text: String = text.trim_start_matches('\u{feff}').split_whitespace().collect();
    let text = text.strip_prefix("0x").unwrap_or(&text);
    if text.is_empty() {
        return bytes.to_vec();
    }
    if let Ok(binary) = hex::decode(text) {
        return binary;
    }
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    for alphabet in [&alphabet::URL_SAFE, &alphabet::STANDARD] {
        if let Ok(binary) = GeneralPurpose::new(alphabet, config).decode(text) {
            return binary;
        }
    }
    bytes.to_vec()
}

/// Reads and decodes a file.
pub fn load(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path).map(|bytes| decode(&bytes))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn every_form_gives_the_same_bytes() {
        let raw = [0xa1, 0x63, 0xfb, 0xff, 0x00];
        for form in [
            &raw[..],
            b"a163fbff00",
            b"A163 FBFF\n00\n",
            b"0xa163fbff00",
            b"oWP7/wA=",
            b"oWP7_wA",
            b"oWP7\n_wA\n",
            b"\xef\xbb\xbfa163fbff00\r\n",
        ] {
            assert_eq!(decode(form), raw);
        }
    }

    #[test]
    fn what_is_no_text_stays_as_it_is() {
        assert_eq!(decode(b""), b"");
        assert_eq!(decode(b"{not encoded}"), b"{not encoded}");
        assert_eq!(decode(&[0xf6]), [0xf6]);
    }
}
