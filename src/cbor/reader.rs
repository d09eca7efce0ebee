//! The pull reader.

use super::float::{f16_to_f64, f32_fits_f16, f64_fits_f32};
use super::key::Keys;
use super::{Decode, Embedded, Error, ErrorKind, Key, RawValue, Type};
use crate::budget;

/// What to do about a head or float that is longer than needed.
///
/// Deployed issuers do write such heads (ISO/IEC 18013-5 wants preferred serialization: edition 1 8.1, edition 2 8.3),
/// and a signature over them is still a signature over these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Refuse.
    #[default]
    Strict,
    /// Accept, count, and report through [`NonPreferred`].
    Field,
}

/// How many heads were longer than needed, and where the first was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NonPreferred {
    /// How many.
    pub count: usize,
    /// The offset of the first, where there is one.
    pub first: Option<usize>,
}

/// A strict, borrowing pull reader.
///
/// Every method reads exactly one item (or one head) and leaves the reader behind it. After an error the position is
/// unspecified and the reader should be dropped.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    input: &'a [u8],
    pos: usize,
    end: usize,
    depth: usize,
    encoding: Encoding,
    non_preferred: NonPreferred,
}

#[derive(Clone, Copy)]
struct Head {
    offset: usize,
    major: u8,
    info: u8,
    value: u64,
}

impl Head {
    fn kind(self) -> Type {
        match (self.major, self.info) {
            (0, _) => Type::Unsigned,
            (1, _) => Type::Negative,
            (2, _) => Type::Bytes,
            (3, _) => Type::Text,
            (4, _) => Type::Array,
            (5, _) => Type::Map,
            (6, _) => Type::Tag,
            (_, 20 | 21) => Type::Bool,
            (_, 22) => Type::Null,
            (_, 23) => Type::Undefined,
            (_, 25..=27) => Type::Float,
            _ => Type::Simple,
        }
    }

    fn wrong(self, expected: Type) -> Error {
        Error::new(ErrorKind::WrongType { expected, found: self.kind() }, self.offset)
    }
}

impl<'a> Reader<'a> {
    /// A reader over `input`, with the depth budget [`budget::CBOR_DEPTH`]; input over [`budget::MESSAGE_BYTES`] fails
    /// at the first read.
    #[must_use]
    pub fn new(input: &'a [u8], encoding: Encoding) -> Self {
        Self {
            input,
            pos: 0,
            end: input.len(),
            depth: budget::CBOR_DEPTH,
            encoding,
            non_preferred: NonPreferred::default(),
        }
    }

    /// The policy for heads that are longer than needed.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The heads seen so far that were longer than needed.
    #[must_use]
    pub fn non_preferred(&self) -> NonPreferred {
        self.non_preferred
    }

    /// The offset of the next byte.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.pos
    }

    /// Succeeds when nothing is left.
    ///
    /// # Errors
    /// [`ErrorKind::TrailingBytes`] otherwise.
    pub fn finish(&self) -> Result<(), Error> {
        if self.pos == self.end { Ok(()) } else { Err(Error::new(ErrorKind::TrailingBytes, self.pos)) }
    }

    /// The type of the next item, which stays unread.
    ///
    /// # Errors
    /// When there is none, or its head is not well-formed.
    pub fn peek(&self) -> Result<Type, Error> {
        let mut ahead = self.clone();
        // A head that is too long is reported when it is read.
        ahead.encoding = Encoding::Field;
        Ok(ahead.head()?.kind())
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn uint(&mut self) -> Result<u64, Error> {
        let head = self.head()?;
        if head.major == 0 { Ok(head.value) } else { Err(head.wrong(Type::Unsigned)) }
    }

    /// Reads an integer that fits 64 bits with its sign.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn int(&mut self) -> Result<i64, Error> {
        let head = self.head()?;
        let value = i64::try_from(head.value);
        match (head.major, value) {
            (0, Ok(value)) => Ok(value),
            (1, Ok(value)) => Ok(!value),
            (0 | 1, Err(_)) => Err(Error::new(ErrorKind::OutOfRange("integer"), head.offset)),
            _ => Err(head.wrong(Type::Unsigned)),
        }
    }

    /// Reads a byte string.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let head = self.head()?;
        if head.major == 2 { self.take(head) } else { Err(head.wrong(Type::Bytes)) }
    }

    /// Reads a text string.
    ///
    /// # Errors
    /// When the next item is none, or is not UTF-8.
    pub fn text(&mut self) -> Result<&'a str, Error> {
        let head = self.head()?;
        if head.major != 3 {
            return Err(head.wrong(Type::Text));
        }
        let bytes = self.take(head)?;
        core::str::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::InvalidUtf8, head.offset))
    }

    /// Reads `false` or `true`.
    ///
    /// # Errors
    /// When the next item is neither.
    pub fn bool(&mut self) -> Result<bool, Error> {
        let head = self.head()?;
        match head.kind() {
            Type::Bool => Ok(head.info == 21),
            _ => Err(head.wrong(Type::Bool)),
        }
    }

    /// Reads `null`.
    ///
    /// # Errors
    /// When the next item is something else.
    pub fn null(&mut self) -> Result<(), Error> {
        let head = self.head()?;
        if head.kind() == Type::Null { Ok(()) } else { Err(head.wrong(Type::Null)) }
    }

    /// Reads `null` as `None`, anything else by `read`.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn nullable<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<Option<T>, Error> {
        if self.peek()? == Type::Null { self.null().map(|()| None) } else { read(self).map(Some) }
    }

    /// Reads a float of any width.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn float(&mut self) -> Result<f64, Error> {
        let head = self.head()?;
        if head.kind() != Type::Float {
            return Err(head.wrong(Type::Float));
        }
        Ok(match (head.info, u16::try_from(head.value), u32::try_from(head.value)) {
            (25, Ok(bits), _) => f16_to_f64(bits),
            (26, _, Ok(bits)) => f64::from(f32::from_bits(bits)),
            _ => f64::from_bits(head.value),
        })
    }

    /// Reads a tag number; the tagged item follows.
    ///
    /// # Errors
    /// When the next item is not tagged.
    pub fn tag(&mut self) -> Result<u64, Error> {
        let head = self.head()?;
        if head.major == 6 { Ok(head.value) } else { Err(head.wrong(Type::Tag)) }
    }

    /// Reads the item behind exactly this tag.
    ///
    /// # Errors
    /// When the next item carries another tag or none, and those of `read`.
    pub fn tagged<T>(&mut self, expected: u64, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let offset = self.pos;
        let found = self.tag()?;
        if found != expected {
            return Err(Error::new(ErrorKind::WrongTag { expected, found }, offset));
        }
        self.nested(offset, read)
    }

    /// Reads an array, calling `item` for each of its items, and returns how many there were.
    ///
    /// # Errors
    /// When the next item is no array, and those of `item`.
    pub fn array(&mut self, mut item: impl FnMut(&mut Self) -> Result<(), Error>) -> Result<usize, Error> {
        let head = self.head()?;
        if head.major != 4 {
            return Err(head.wrong(Type::Array));
        }
        let count = self.count(head, 1)?;
        self.nested(head.offset, |reader| {
            for _ in 0..count {
                item(reader)?;
            }
            Ok(count)
        })
    }

    /// Reads an array of at least one item into a list.
    ///
    /// # Errors
    /// When the next item is no array or an empty one, and those of the items.
    pub fn list<T: Decode<'a>>(&mut self, name: &'static str) -> Result<Vec<T>, Error> {
        let offset = self.pos;
        let mut list = Vec::new();
        self.array(|reader| {
            list.push(T::decode(reader)?);
            Ok(())
        })?;
        if list.is_empty() { Err(Error::new(ErrorKind::Empty(name), offset)) } else { Ok(list) }
    }

    /// Reads an array of exactly `expected` items, which `read` must consume.
    ///
    /// # Errors
    /// When the next item is no array of that length, and those of `read`.
    pub fn tuple<T>(&mut self, expected: usize, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let head = self.head()?;
        if head.major != 4 {
            return Err(head.wrong(Type::Array));
        }
        if self.count(head, 1)? != expected {
            return Err(Error::new(ErrorKind::WrongLength { expected }, head.offset));
        }
        self.nested(head.offset, read)
    }

    /// Reads a map, calling `entry` with each key; `entry` must read (or [`skip`](Self::skip)) the value.
    ///
    /// # Errors
    /// When the next item is no map or repeats a key, and those of `entry`.
    pub fn map(&mut self, mut entry: impl FnMut(&mut Self, Key<'a>) -> Result<(), Error>) -> Result<usize, Error> {
        let head = self.head()?;
        if head.major != 5 {
            return Err(head.wrong(Type::Map));
        }
        let count = self.count(head, 2)?;
        self.nested(head.offset, |reader| {
            let mut keys = Keys::new();
            for _ in 0..count {
                let offset = reader.pos;
                let key = reader.key()?;
                keys.insert(key, offset)?;
                entry(reader, key)?;
            }
            keys.finish()?;
            Ok(count)
        })
    }

    /// Reads one item as an [`Embedded`] structure: tag 24 around a byte string that holds exactly one item.
    ///
    /// # Errors
    /// When the next item is none, and those of `T`.
    pub fn embedded<T: Decode<'a>>(&mut self) -> Result<Embedded<'a, T>, Error> {
        let start = self.pos;
        let (content, value) = self.tagged(24, |reader| reader.within_bytes(T::decode))?;
        Ok(Embedded::new(self.since(start), content, value))
    }

    /// Reads a byte string that holds exactly one item, by `read`; returns the content too.
    ///
    /// # Errors
    /// When the next item is no byte string or holds more than one item, and those of `read`.
    pub fn within_bytes<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<(&'a [u8], T), Error> {
        let offset = self.pos;
        let content = self.bytes()?;
        let (after, outer_end) = (self.pos, self.end);
        self.pos = after.saturating_sub(content.len());
        self.end = after;
        let value = self.nested(offset, read)?;
        self.finish()?;
        self.end = outer_end;
        Ok((content, value))
    }

    /// Reads one item of any type, checked as deeply as its CBOR goes, as its exact bytes.
    ///
    /// # Errors
    /// When it is not well-formed, repeats a map key or breaks a budget.
    pub fn raw(&mut self) -> Result<RawValue<'a>, Error> {
        let offset = self.pos;
        self.skip().map(|bytes| RawValue::new(bytes, offset))
    }

    /// Reads and checks one item of any type, and returns its exact bytes.
    ///
    /// # Errors
    /// When it is not well-formed, repeats a map key or breaks a budget.
    pub fn skip(&mut self) -> Result<&'a [u8], Error> {
        let start = self.pos;
        let head = self.head()?;
        match head.major {
            2 => drop(self.take(head)?),
            3 => {
                let text = self.take(head)?;
                core::str::from_utf8(text).map_err(|_| Error::new(ErrorKind::InvalidUtf8, head.offset))?;
            }
            4 => {
                self.pos = start;
                self.array(|reader| reader.skip().map(drop))?;
            }
            5 => {
                self.pos = start;
                self.map(|reader, _| reader.skip().map(drop))?;
            }
            6 => drop(self.nested(head.offset, Self::skip)?),
            _ => {}
        }
        Ok(self.since(start))
    }

    /// Reads one item with `read` and returns its exact bytes too.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn with_bytes<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<(&'a [u8], T), Error> {
        let start = self.pos;
        let value = read(self)?;
        Ok((self.since(start), value))
    }

    /// An error of this kind at the next byte.
    #[must_use]
    pub fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind, self.pos)
    }

    fn key(&mut self) -> Result<Key<'a>, Error> {
        Ok(match self.peek()? {
            Type::Unsigned => Key::Unsigned(self.head()?.value),
            Type::Negative => Key::Negative(self.head()?.value),
            Type::Bytes => Key::Bytes(self.bytes()?),
            Type::Text => Key::Text(self.text()?),
            _ => {
                // Such a key is compared by its bytes, which is only sound in preferred form.
                let policy = core::mem::replace(&mut self.encoding, Encoding::Strict);
                let key = self.skip()?;
                self.encoding = policy;
                Key::Other(key)
            }
        })
    }

    fn since(&self, start: usize) -> &'a [u8] {
        self.input.get(start..self.pos).unwrap_or_default()
    }

    /// Spends one level of the depth budget on `read`.
    fn nested<T>(&mut self, offset: usize, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.depth = self.depth.checked_sub(1).ok_or(Error::new(ErrorKind::TooDeep, offset))?;
        let value = read(self)?;
        self.depth = self.depth.saturating_add(1);
        Ok(value)
    }

    /// The number of items a container announces, where the input can hold so many.
    fn count(&self, head: Head, items_each: usize) -> Result<usize, Error> {
        let left = self.end.saturating_sub(self.pos);
        usize::try_from(head.value)
            .ok()
            .filter(|count| count.checked_mul(items_each).is_some_and(|items| items <= left))
            .ok_or(Error::new(ErrorKind::UnexpectedEnd, head.offset))
    }

    fn take(&mut self, head: Head) -> Result<&'a [u8], Error> {
        let stop = usize::try_from(head.value).ok().and_then(|length| self.pos.checked_add(length));
        let stop = stop.filter(|stop| *stop <= self.end).ok_or(Error::new(ErrorKind::UnexpectedEnd, head.offset))?;
        let bytes = self.input.get(self.pos..stop).unwrap_or_default();
        self.pos = stop;
        Ok(bytes)
    }

    fn head(&mut self) -> Result<Head, Error> {
        let offset = self.pos;
        let fail = |kind| Err(Error::new(kind, offset));
        if self.input.len() > budget::MESSAGE_BYTES {
            return fail(ErrorKind::TooLarge);
        }
        let rest = self.input.get(self.pos..self.end).unwrap_or_default();
        let Some((&initial, rest)) = rest.split_first() else { return fail(ErrorKind::UnexpectedEnd) };
        let (major, info) = (initial >> 5, initial & 0x1f);
        let width = match info {
            0..=23 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            31 if major != 7 && !matches!(major, 0 | 1 | 6) => return fail(ErrorKind::IndefiniteLength),
            _ => return fail(ErrorKind::InvalidHead),
        };
        let Some(argument) = rest.get(..width) else { return fail(ErrorKind::UnexpectedEnd) };
        let value = match info {
            0..=23 => u64::from(info),
            _ => argument.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)),
        };
        self.pos = offset.saturating_add(1).saturating_add(width);
        if major == 7 && info == 24 && value < 32 {
            return fail(ErrorKind::InvalidHead);
        }
        let too_long = match (major, info) {
            (7, 26) => u32::try_from(value).is_ok_and(f32_fits_f16),
            (7, 27) => f64_fits_f32(value),
            (7, _) => false,
            (_, 24) => value < 24,
            (_, 25) => value <= 0xff,
            (_, 26) => value <= 0xffff,
            (_, 27) => value <= 0xffff_ffff,
            _ => false,
        };
        if too_long {
            if self.encoding == Encoding::Strict {
                return fail(ErrorKind::NonPreferred);
            }
            self.non_preferred.count = self.non_preferred.count.saturating_add(1);
            self.non_preferred.first.get_or_insert(offset);
        }
        Ok(Head { offset, major, info, value })
    }
}

impl<'a> Decode<'a> for &'a str {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.text()
    }
}

impl<'a> Decode<'a> for &'a [u8] {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.bytes()
    }
}

impl<'a> Decode<'a> for u64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.uint()
    }
}

impl<'a> Decode<'a> for i64 {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.int()
    }
}

impl<'a> Decode<'a> for bool {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.bool()
    }
}

impl<'a> Decode<'a> for RawValue<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        reader.raw()
    }
}
