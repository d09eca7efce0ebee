//! The bytes of an engagement's text, to look for a UUID in, and what the reader's Ident must be.

use hkdf::Hkdf;
use sha2::Sha256;

/// The bytes behind `mdoc:` in base64url.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.strip_prefix("mdoc:")?.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    Some(bytes)
}

/// EDeviceKeyBytes as they stand in a DeviceEngagement, tag 24 and all: the second element of what key 1 holds.
pub fn device_key_bytes(engagement: &[u8]) -> Option<&[u8]> {
    let (5, members, mut rest) = head(engagement)? else { return None };
    for _ in 0..members {
        let (key, after) = rest.split_at_checked(length(rest)?)?;
        if key == [1] {
            let (4, 2.., security) = head(after)? else { return None };
            let (_, key) = security.split_at_checked(length(security)?)?;
            let (6, 24, _) = head(key)? else { return None };
            return key.get(..length(key)?);
        }
        rest = after.get(length(after)?..)?;
    }
    None
}

/// HKDF-SHA-256 of those, without salt, with `BLEIdent`.
pub fn ident(device_key_bytes: &[u8]) -> Option<[u8; 16]> {
    let mut ident = [0; 16];
    Hkdf::<Sha256>::new(None, device_key_bytes).expand(b"BLEIdent", &mut ident).ok()?;
    Some(ident)
}

/// Major type, argument and what follows the head; nothing of indefinite length.
fn head(bytes: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let follow = match first & 0x1f {
        short @ 0..=23 => return Some((first >> 5, usize::from(short), rest)),
        code @ 24..=27 => 1_usize << (code - 24),
        _ => return None,
    };
    let (argument, rest) = rest.split_at_checked(follow)?;
    let argument = argument.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    Some((first >> 5, usize::try_from(argument).ok()?, rest))
}

/// The bytes of the item in front.
fn length(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    let mut items = 1_usize;
    while items > 0 {
        items -= 1;
        let (kind, argument, after) = head(rest)?;
        rest = after;
        match kind {
            2 | 3 => rest = rest.get(argument..)?,
            4 => items = items.checked_add(argument)?,
            5 => items = items.checked_add(argument.checked_mul(2)?)?,
            6 => items += 1,
            _ => {}
        }
    }
    Some(bytes.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ident_is_made_of_the_key_as_it_stands() {
        // An engagement with a key that is none, members around it, and numbers of every width.
        let key = [&[0xd8, 0x18, 0x58, 30][..], &[9; 30]].concat();
        let engagement = [
            &[0xa3, 0x00, 0x63][..],
            b"1.0",
            &[0x02, 0x81, 0x83, 0x19, 1, 0, 0x1a, 0, 1, 0, 0, 0xa0, 0x01, 0x82, 0x01],
            &key,
        ];
        let engagement = engagement.concat();
        assert_eq!(device_key_bytes(&engagement), Some(&key[..]));
        for length in 0..engagement.len() {
            assert_eq!(device_key_bytes(&engagement[..length]), None);
        }
        assert_eq!(device_key_bytes(&[0xbf, 0xff]), None);
        assert_eq!(device_key_bytes(&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), None);
        // By another tool: `openssl kdf -keylen 16 -kdfopt digest:SHA256 -kdfopt hexkey:.. -kdfopt info:BLEIdent HKDF`.
        assert_eq!(ident(&key).map(|ident| ident.to_vec()), Some(EXPECTED.to_vec()));
    }

    const EXPECTED: [u8; 16] =
        [0x17, 0xa9, 0x51, 0xb6, 0x0a, 0x42, 0x11, 0x4b, 0xb1, 0xa6, 0xe8, 0x90, 0xb9, 0x6b, 0x1e, 0xea];
}
