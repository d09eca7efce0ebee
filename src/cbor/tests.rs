//! Tests of layer 1, by part.

mod containers;
mod embedded;
mod floats;
mod heads;
mod keys;
mod members;
mod raw;
mod writer;

use super::{Encoding, Error, ErrorKind, RawValue, from_slice};

/// Bytes from hex with spaces.
fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    data_encoding::HEXLOWER.decode(digits.as_bytes()).unwrap()
}

fn check(bytes: &[u8], encoding: Encoding) -> Result<(), Error> {
    from_slice::<RawValue<'_>>(bytes, encoding).map(|_| ())
}

/// Both policies accept.
fn accepted(text: &str) {
    for encoding in [Encoding::Strict, Encoding::Field] {
        assert_eq!(check(&hex(text), encoding), Ok(()), "{text} under {encoding:?}");
    }
}

/// Both policies refuse, and name the same.
fn refused(text: &str, kind: ErrorKind, offset: usize) {
    for encoding in [Encoding::Strict, Encoding::Field] {
        assert_eq!(check(&hex(text), encoding), Err(Error::new(kind, offset)), "{text} under {encoding:?}");
    }
}

/// Strict refuses; Field accepts and reports this.
fn tolerated(text: &str, count: usize, first: usize) {
    let bytes = hex(text);
    assert_eq!(check(&bytes, Encoding::Strict), Err(Error::new(ErrorKind::NonPreferred, first)), "{text}");
    let (raw, found) = from_slice::<RawValue<'_>>(&bytes, Encoding::Field).unwrap();
    assert_eq!((found.count, found.first), (count, Some(first)), "{text}");
    assert_eq!(raw.bytes(), bytes);
}
