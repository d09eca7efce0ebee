//! Tag 24: CBOR inside a byte string, with its exact bytes.

use core::ops::Deref;

use super::{Decode, Encode, Error, Reader, Writer};

/// `#6.24(bstr .cbor T)`, the pattern ISO/IEC 18013-5 names `TBytes`, as received.
///
/// Digests, signatures and key derivations take [`bytes`](Self::bytes), never a re-encoding of the value.
///
/// Two are equal when bytes and value are, wherever they stood.
#[derive(Clone, Copy)]
pub struct Embedded<'a, T> {
    bytes: &'a [u8],
    content: &'a [u8],
    value: T,
    offset: usize,
}

impl<'a, T> Embedded<'a, T> {
    pub(super) fn new(bytes: &'a [u8], content: &'a [u8], value: T, offset: usize) -> Self {
        Self { bytes, content, value, offset }
    }

    /// Where the item starts, tag head included, in the outermost input it was read from.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The whole item, tag head included.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes inside the byte string.
    pub fn content(&self) -> &'a [u8] {
        self.content
    }

    /// The structure inside.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The structure inside, taken out.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T: PartialEq> PartialEq for Embedded<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.value == other.value
    }
}

impl<T: Eq> Eq for Embedded<'_, T> {}

impl<T> Deref for Embedded<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: core::fmt::Debug> core::fmt::Debug for Embedded<'_, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Embedded").field(&self.value).finish()
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Embedded<'a, T> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.embedded()
    }
}

impl<T> Encode for Embedded<'_, T> {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(self.bytes);
    }
}
