//! The deterministic writer.

use super::float::Shortest;
use crate::redact::wipe;

/// A structure that can be written as CBOR.
pub trait Encode {
    /// Writes exactly one item.
    fn encode(&self, writer: &mut Writer);
}

/// The encoding of `value`.
pub fn to_vec(value: &(impl Encode + ?Sized)) -> Vec<u8> {
    let mut writer = Writer::new();
    value.encode(&mut writer);
    writer.into_vec()
}

/// Writes CBOR with shortest heads, shortest floats and definite lengths, members in the order given.
///
/// Containers are announced with their count; the caller writes that many items. What is written is wiped when the
/// writer is dropped or its buffer grows: it may be a response in the clear.
#[derive(Default)]
pub struct Writer {
    buffer: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { buffer: Vec::with_capacity(capacity) }
    }

    /// What was written.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<u8> {
        core::mem::take(&mut self.buffer)
    }

    /// What was written so far.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.buffer
    }

    /// An unsigned integer.
    pub fn uint(&mut self, value: u64) -> &mut Self {
        self.head(0, value)
    }

    /// An integer.
    pub fn int(&mut self, value: i64) -> &mut Self {
        if value < 0 { self.head(1, (!value).unsigned_abs()) } else { self.head(0, value.unsigned_abs()) }
    }

    /// A byte string.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(2, length(bytes)).raw(bytes)
    }

    /// The head of a byte string of `length` bytes, which follow.
    pub(crate) fn bytes_head(&mut self, length: u64) -> &mut Self {
        self.head(2, length)
    }

    /// A text string.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.head(3, length(text.as_bytes())).raw(text.as_bytes())
    }

    /// The head of an array of `count` items.
    pub fn array(&mut self, count: usize) -> &mut Self {
        self.head(4, u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// The head of a map of `count` entries.
    pub fn map(&mut self, count: usize) -> &mut Self {
        self.head(5, u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// A tag; the tagged item follows.
    pub fn tag(&mut self, number: u64) -> &mut Self {
        self.head(6, number)
    }

    /// `false` or `true`.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.raw(if value { &[0xf5] } else { &[0xf4] })
    }

    /// `null`.
    pub fn null(&mut self) -> &mut Self {
        self.raw(&[0xf6])
    }

    /// `undefined`.
    pub fn undefined(&mut self) -> &mut Self {
        self.raw(&[0xf7])
    }

    /// A float, in the shortest width that keeps its value (of a NaN, its payload).
    pub fn float(&mut self, value: f64) -> &mut Self {
        match Shortest::of(value) {
            Shortest::Half(bits) => self.raw(&[0xf9]).raw(&bits.to_be_bytes()),
            Shortest::Single(bits) => self.raw(&[0xfa]).raw(&bits.to_be_bytes()),
            Shortest::Double(bits) => self.raw(&[0xfb]).raw(&bits.to_be_bytes()),
        }
    }

    /// An item that is encoded already.
    pub fn raw(&mut self, item: &[u8]) -> &mut Self {
        if item.len() > self.buffer.capacity().wrapping_sub(self.buffer.len()) {
            self.grow(item.len());
        }
        self.buffer.extend_from_slice(item);
        self
    }

    /// A structure.
    pub fn value(&mut self, value: &(impl Encode + ?Sized)) -> &mut Self {
        value.encode(self);
        self
    }

    /// `#6.24(bstr .cbor content)` around an item that is encoded already.
    pub fn embedded(&mut self, content: &[u8]) -> &mut Self {
        self.tag(24).bytes(content)
    }

    /// The negative integer `-1 - n`.
    pub(super) fn negative(&mut self, n: u64) -> &mut Self {
        self.head(1, n)
    }

    fn head(&mut self, major: u8, value: u64) -> &mut Self {
        let of_type = major << 5;
        let [h, g, f, e, d, c, b, a] = value.to_be_bytes();
        // The additional information below 24, or how many bytes of the argument follow.
        match value {
            0..=23 => self.raw(&[of_type | a]),
            24..=0xff => self.raw(&[of_type | 24, a]),
            0x100..=0xffff => self.raw(&[of_type | 25, b, a]),
            0x1_0000..=0xffff_ffff => self.raw(&[of_type | 26, d, c, b, a]),
            _ => self.raw(&[of_type | 27, h, g, f, e, d, c, b, a]),
        }
    }

    /// Makes room for `more` bytes, leaving no copy behind as a growing `Vec` would.
    #[cold]
    fn grow(&mut self, more: usize) {
        let needed = self.buffer.len().saturating_add(more);
        let capacity = needed.max(self.buffer.capacity().saturating_mul(2)).max(64);
        let mut larger = Vec::with_capacity(capacity);
        larger.extend_from_slice(&self.buffer);
        wipe(&mut self.buffer);
        self.buffer = larger;
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        wipe(&mut self.buffer);
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl Encode for str {
    fn encode(&self, writer: &mut Writer) {
        writer.text(self);
    }
}

impl Encode for [u8] {
    fn encode(&self, writer: &mut Writer) {
        writer.bytes(self);
    }
}

impl Encode for bool {
    fn encode(&self, writer: &mut Writer) {
        writer.bool(*self);
    }
}

impl Encode for u64 {
    fn encode(&self, writer: &mut Writer) {
        writer.uint(*self);
    }
}

impl Encode for i64 {
    fn encode(&self, writer: &mut Writer) {
        writer.int(*self);
    }
}

impl Encode for f64 {
    fn encode(&self, writer: &mut Writer) {
        writer.float(*self);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, writer: &mut Writer) {
        (**self).encode(writer);
    }
}
