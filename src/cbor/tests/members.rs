//! The members of a structure: the same maps are read as by any key, and the same are refused.

use super::super::{Encoding, Error, ErrorKind, Key, Reader, members};
use super::hex;

members! {
    #[derive(Debug, PartialEq)]
    enum Known { Short = "a", Long = "elementIdentifier", Empty = "" }
}

/// The members in the order read, each with where its value is, or the error.
type Read = Result<Vec<(Option<Known>, usize)>, Error>;

fn by_member(bytes: &[u8], encoding: Encoding) -> Read {
    let (mut reader, mut read) = (Reader::new(bytes, encoding), Vec::new());
    reader.members(|reader, member| {
        read.push((member, reader.offset()));
        reader.skip().map(drop)
    })?;
    reader.finish().map(|()| read)
}

fn by_key(bytes: &[u8], encoding: Encoding) -> Read {
    let (mut reader, mut read) = (Reader::new(bytes, encoding), Vec::new());
    reader.map(|reader, key| {
        let member = match key {
            Key::Text("a") => Some(Known::Short),
            Key::Text("elementIdentifier") => Some(Known::Long),
            Key::Text("") => Some(Known::Empty),
            _ => None,
        };
        read.push((member, reader.offset()));
        reader.skip().map(drop)
    })?;
    reader.finish().map(|()| read)
}

#[test]
fn every_map_of_four_members_is_read_as_by_its_keys() {
    let keys = [
        "61 61",
        "71 656c656d656e744964656e746966696572",
        "60",
        // Known, by heads longer than needed.
        "78 01 61",
        "79 0011 656c656d656e744964656e746966696572",
        // Unknown: nearly the same names, another type, a number, no UTF-8, no key at all, a name that is cut off.
        "61 62",
        "71 656c656d656e744964656e746966696573",
        "41 61",
        "01",
        "61 ff",
        "1c",
        "77 61",
    ]
    .map(hex);
    let (mut accepted, mut repeated) = (0, 0);
    for choice in 0..keys.len().pow(4) {
        let mut bytes = vec![0xa4];
        for place in 0..4 {
            bytes.extend_from_slice(&keys[choice / keys.len().pow(place) % keys.len()]);
            bytes.push(0xf6);
        }
        for encoding in [Encoding::Strict, Encoding::Field] {
            let read = by_member(&bytes, encoding);
            assert_eq!(read, by_key(&bytes, encoding), "{bytes:02x?} under {encoding:?}");
            accepted += usize::from(read.is_ok());
            repeated += usize::from(read.is_err_and(|error| error.kind() == ErrorKind::DuplicateKey));
        }
    }
    // Under strict alone four different ones of seven are accepted; field has more.
    assert!(accepted > 7 * 6 * 5 * 4 && repeated > 0, "{accepted} {repeated}");
}

#[test]
fn a_known_member_is_found_twice_among_many_unknown_ones() {
    let mut bytes = vec![0xb8, 102];
    let mut put = |name: &str| {
        let offset = bytes.len();
        bytes.push(0x60 + u8::try_from(name.len()).unwrap());
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0xf6);
        offset
    };
    put("a");
    for number in 0..100 {
        put(&format!("other {number}"));
    }
    let second = put("a");
    assert_eq!(by_member(&bytes, Encoding::Strict), Err(Error::new(ErrorKind::DuplicateKey, second)));
    // And an unknown one, after more than are searched in place.
    bytes.truncate(second);
    bytes.extend_from_slice(b"\x67other 5\xf6");
    assert_eq!(by_member(&bytes, Encoding::Strict), Err(Error::new(ErrorKind::DuplicateKey, second)));
}
