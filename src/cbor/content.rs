//! The content of a byte string that holds CBOR, to be decoded when its time has come.

use core::fmt;

use super::{Decode, Encoding, Error, NonPreferred, Reader};

/// The content of a byte string, such as the payload of a COSE message, with its place in the outermost input: what is
/// decoded from it counts offsets from there. `Debug` shows the length only.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    bytes: &'a [u8],
    /// Where it starts in the outermost input.
    offset: usize,
}

impl<'a> Content<'a> {
    pub(super) fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { bytes, offset }
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the content starts in the outermost input, behind the head of its byte string.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The content as exactly one structure, with a depth budget of its own.
    ///
    /// # Errors
    /// When it is not exactly one; the offset counts from the start of the outermost input.
    pub fn decode<T: Decode<'a>>(&self, encoding: Encoding) -> Result<(T, NonPreferred), Error> {
        let mut reader = Reader::at(self.bytes, self.offset, encoding);
        let value = T::decode(&mut reader)?;
        reader.finish()?;
        Ok((value, reader.non_preferred()))
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.bytes.len())
    }
}
