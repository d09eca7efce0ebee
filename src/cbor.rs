//! Layer 1: CBOR (RFC 8949) as ISO/IEC 18013-5 wants it.
//!
//! * [`Reader`] is a strict pull reader that borrows from its input: definite lengths only, no duplicate map keys,
//!   no trailing bytes, bounded depth and size, and an offset in every [`Error`].
//! * [`Writer`] is the deterministic counterpart: shortest heads, definite lengths, members in the order written.
//! * [`Embedded`] is tag 24 (`#6.24(bstr .cbor T)`) with its exact bytes, [`RawValue`] any single item with its exact
//!   bytes. What was signed, digested or derived from is kept as received; nothing here re-encodes.
//!
//! ```
//! use mdoc_proximity::cbor::{Decode, Encode, Encoding, Error, ErrorKind, Key, Reader, Writer, from_slice, to_vec};
//!
//! /// `Coordinates = { "x": int, ? "y": int, * any => any }`
//! #[derive(Debug, PartialEq)]
//! struct Coordinates {
//!     x: i64,
//!     y: Option<i64>,
//! }
//!
//! impl<'a> Decode<'a> for Coordinates {
//!     fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
//!         let missing = reader.error(ErrorKind::Missing("x"));
//!         let (mut x, mut y) = (None, None);
//!         reader.map(|reader, key| {
//!             match key {
//!                 Key::Text("x") => x = Some(reader.int()?),
//!                 Key::Text("y") => y = Some(reader.int()?),
//!                 // Unknown members are checked like all others, then ignored.
//!                 _ => drop(reader.skip()?),
//!             }
//!             Ok(())
//!         })?;
//!         Ok(Self { x: x.ok_or(missing)?, y })
//!     }
//! }
//!
//! impl Encode for Coordinates {
//!     fn encode(&self, writer: &mut Writer) {
//!         writer.map(1 + usize::from(self.y.is_some())).text("x").int(self.x);
//!         if let Some(y) = self.y {
//!             writer.text("y").int(y);
//!         }
//!     }
//! }
//!
//! let point = Coordinates { x: 3, y: Some(-4) };
//! let bytes = to_vec(&point);
//! assert_eq!(bytes, [0xa2, 0x61, b'x', 0x03, 0x61, b'y', 0x23]);
//! assert_eq!(from_slice::<Coordinates>(&bytes, Encoding::Strict)?.0, point);
//!
//! // {"y": 1, "y": 2}: a repeated key is found before a missing one is missed.
//! let twice = [0xa2, 0x61, b'y', 0x01, 0x61, b'y', 0x02];
//! let error = from_slice::<Coordinates>(&twice, Encoding::Strict).unwrap_err();
//! assert_eq!((error.kind(), error.offset()), (ErrorKind::DuplicateKey, 4));
//! # Ok::<(), Error>(())
//! ```
//!
//! The reader is written by hand because it is this library's hostile edge: none of the general decoders refuses
//! duplicate keys, long heads and trailing bytes at once. A 34 KB response with its mobile security object takes about
//! half of the time of `minicbor` and a thirteenth of that of `ciborium::Value` (docs/PERFORMANCE.md). Element values convert to
//! [`ciborium::Value`] or to a serde type on request ([`RawValue::to_value`], [`RawValue::deserialize`]).

mod content;
mod convert;
mod decode;
mod embedded;
mod error;
mod float;
mod head;
mod key;
mod members;
mod raw;
mod reader;
mod tdate;
mod writer;

#[cfg(test)]
mod tests;

pub use content::Content;
pub use embedded::Embedded;
pub use error::{Error, ErrorKind, Type};
pub use key::Key;
pub(crate) use members::{Members, members};
pub use raw::RawValue;
pub use reader::{Encoding, NonPreferred, Reader};
pub use tdate::Tdate;
pub use writer::{Encode, Writer, to_vec};

/// A structure that can be read from CBOR, borrowing from the input where it can.
pub trait Decode<'a>: Sized {
    /// Reads exactly one item.
    ///
    /// # Errors
    /// The first violation found, with its offset.
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error>;
}

/// Decodes one item that must fill `bytes` entirely, and reports what the policy tolerated.
///
/// An item that is not well-formed CBOR anywhere (embedded byte strings that were not opened aside) is reported as such
/// ([`Error::is_not_cbor`]) even when an earlier byte already failed to fit the structure: ISO/IEC 18013-5 answers the
/// two with different status codes.
///
/// # Errors
/// The first violation found, with its offset.
pub fn from_slice<'a, T: Decode<'a>>(bytes: &'a [u8], encoding: Encoding) -> Result<(T, NonPreferred), Error> {
    let mut reader = Reader::new(bytes, encoding);
    let decoded = T::decode(&mut reader).and_then(|value| reader.finish().map(|()| value));
    match decoded {
        Ok(value) => Ok((value, reader.non_preferred())),
        Err(error) if error.is_not_cbor() => Err(error),
        Err(error) => {
            let mut whole = Reader::new(bytes, encoding);
            whole.skip().and_then(|_| whole.finish())?;
            Err(error)
        }
    }
}
