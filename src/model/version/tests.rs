use super::*;
use crate::cbor::{Encoding, from_slice, to_vec};

fn read(bytes: &[u8]) -> Result<Version, Error> {
    from_slice(bytes, Encoding::Strict).map(|(version, _)| version)
}

#[test]
fn versions_are_written_as_they_are_read() {
    for (text, major, minor) in
        [("1.0", 1, 0), ("1.1", 1, 1), ("0.0", 0, 0), ("10.2", 10, 2), ("65535.65535", 65_535, 65_535)]
    {
        let version = Version { major, minor };
        assert_eq!(Version::parse(text), Some(version));
        assert_eq!(version.to_string(), text);
        assert_eq!(read(&to_vec(&version)), Ok(version));
    }
    assert!(Version::V1_0 < Version::V1_1);
    assert!(Version::V1_1 < Version { major: 2, minor: 0 });
    assert!(Version { major: 1, minor: 9 } < Version { major: 1, minor: 10 });
}

/// H41: anything but two plain decimal numbers.
#[test]
fn h41_other_texts_are_no_versions() {
    let others = [
        "",
        "1",
        "one",
        "1.",
        ".1",
        ".",
        "1.0.0",
        "+1.0",
        "1.+0",
        "-1.0",
        "01.0",
        "1.00",
        "1.01",
        " 1.0",
        "1.0 ",
        "1,0",
        "1.0\0",
        "1.x",
        "65536.0",
        "1.65536",
        "100000.0",
        "1.99999999999999999999",
        "\u{661}.\u{660}",
        "v1.0",
    ];
    for text in others {
        assert_eq!(Version::parse(text), None, "{text:?}");
        let bytes = to_vec(text);
        assert_eq!(read(&bytes).unwrap_err().kind(), ErrorKind::OutOfRange("version"), "{text:?}");
    }
}

#[test]
fn h41_a_version_is_text() {
    for other in [&[0x01][..], &[0xf9, 0x3c, 0x00], &[0xf6], &[0x43, b'1', b'.', b'0'], &[0x82, 1, 0]] {
        assert!(matches!(read(other).unwrap_err().kind(), ErrorKind::WrongType { .. }));
    }
}
