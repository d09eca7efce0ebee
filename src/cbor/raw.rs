//! One CBOR item of any type, as its exact bytes.

use core::fmt;

use super::{Decode, Encode, Encoding, Error, Reader, Type, Writer};

/// Any single CBOR item, checked to be well-formed, as its exact bytes.
///
/// Two are equal when their bytes are. `Debug` shows the type and length only: element values are personal data.
#[derive(Clone, Copy)]
pub struct RawValue<'a> {
    bytes: &'a [u8],
    /// Where it starts in the outermost input.
    offset: usize,
    encoding: Encoding,
}

impl<'a> RawValue<'a> {
    /// An item that was read and checked before, at `offset` of the outermost input.
    pub(crate) fn new(bytes: &'a [u8], offset: usize, encoding: Encoding) -> Self {
        Self { bytes, offset, encoding }
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the item starts in the outermost input it was read from.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The type of the item.
    #[must_use]
    pub fn kind(&self) -> Type {
        // The bytes were read before, so there is a head.
        self.reader().peek().unwrap_or(Type::Undefined)
    }

    /// A reader over the item, with the policy of the reader it came from, a depth budget of its own, and offsets from
    /// the start of the same outermost input.
    #[must_use]
    pub fn reader(&self) -> Reader<'a> {
        Reader::at(self.bytes, self.offset, self.encoding)
    }

    /// The item as a structure.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn decode<T: Decode<'a>>(&self) -> Result<T, Error> {
        let mut reader = self.reader();
        let value = T::decode(&mut reader)?;
        reader.finish().map(|()| value)
    }

    /// The text, where the item is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&'a str> {
        self.decode().ok()
    }

    /// The bytes, where the item is a byte string.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&'a [u8]> {
        self.decode().ok()
    }

    /// The number, where the item is an unsigned integer.
    #[must_use]
    pub fn as_uint(&self) -> Option<u64> {
        self.decode().ok()
    }

    /// The number, where the item is an integer of 64 bits with its sign.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        self.decode().ok()
    }

    /// The number, where the item is a float of any width.
    #[must_use]
    pub fn as_float(&self) -> Option<f64> {
        self.decode().ok()
    }

    /// The truth value, where the item is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.decode().ok()
    }

    /// The text behind tag 0 (date-time) or tag 1004 (full-date), where the item is one of the two, with the tag.
    #[must_use]
    pub fn as_tagged_text(&self) -> Option<(u64, &'a str)> {
        let mut reader = self.reader();
        let tag = reader.tag().ok().filter(|tag| matches!(tag, 0 | 1004))?;
        reader.text().ok().map(|text| (tag, text))
    }
}

impl PartialEq for RawValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for RawValue<'_> {}

impl fmt::Debug for RawValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawValue({}, {} bytes)", self.kind(), self.bytes().len())
    }
}

impl Encode for RawValue<'_> {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(self.bytes());
    }
}
