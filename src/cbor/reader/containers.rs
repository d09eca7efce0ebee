//! Arrays, maps, tags and embedded byte strings.

use super::{Encoding, Reader};
use crate::cbor::head::Head;
use crate::cbor::key::Keys;
use crate::cbor::{Decode, Embedded, Error, ErrorKind, Key, Type};

impl<'a> Reader<'a> {
    /// Reads the item behind exactly this tag.
    ///
    /// # Errors
    /// When the next item carries another tag or none, and those of `read`.
    pub fn tagged<T>(&mut self, expected: u64, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let head = self.expect(6, Type::Tag)?;
        if head.value != expected {
            return Err(Error::new(ErrorKind::WrongTag { expected, found: head.value }, head.offset));
        }
        self.nested(head.offset, read)
    }

    /// Reads an array, calling `item` for each of its items, and returns how many there were.
    ///
    /// # Errors
    /// When the next item is no array, and those of `item`.
    pub fn array(&mut self, item: impl FnMut(&mut Self) -> Result<(), Error>) -> Result<usize, Error> {
        let head = self.expect(4, Type::Array)?;
        self.items(head, item)
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
        let head = self.expect(4, Type::Array)?;
        if self.count(head, 1)? != expected {
            return Err(Error::new(ErrorKind::WrongLength { expected }, head.offset));
        }
        self.nested(head.offset, read)
    }

    /// Reads a map, calling `entry` with each key; `entry` must read (or [`skip`](Self::skip)) the value.
    ///
    /// # Errors
    /// When the next item is no map or repeats a key, and those of `entry`.
    pub fn map(&mut self, entry: impl FnMut(&mut Self, Key<'a>) -> Result<(), Error>) -> Result<usize, Error> {
        let head = self.expect(5, Type::Map)?;
        self.entries(head, entry)
    }

    /// Reads one item as an [`Embedded`] structure: tag 24 around a byte string that holds exactly one item.
    ///
    /// # Errors
    /// When the next item is none, and those of `T`.
    pub fn embedded<T: Decode<'a>>(&mut self) -> Result<Embedded<'a, T>, Error> {
        let start = self.pos;
        let (content, value) = self.tagged(24, |reader| reader.within_bytes(T::decode))?;
        Ok(Embedded::new(self.since(start), content, value, start))
    }

    /// Reads a byte string that holds exactly one item, by `read`; returns the content too.
    ///
    /// # Errors
    /// When the next item is no byte string or holds more than one item, and those of `read`.
    pub fn within_bytes<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<(&'a [u8], T), Error> {
        let head = self.expect(2, Type::Bytes)?;
        let start = self.pos;
        let content = self.take(head)?;
        let upto = self.input.get(..self.pos).unwrap_or_default();
        let outer = core::mem::replace(&mut self.input, upto);
        self.pos = start;
        let value = self.nested(head.offset, read).and_then(|value| self.finish().map(|()| value));
        self.input = outer;
        value.map(|value| (content, value))
    }

    /// Reads and checks one item of any type, and returns its exact bytes.
    ///
    /// # Errors
    /// When it is not well-formed, repeats a map key or breaks a budget.
    pub fn skip(&mut self) -> Result<&'a [u8], Error> {
        let head = self.head()?;
        match head.major {
            2 => drop(self.take(head)?),
            3 => self.check_utf8(head)?,
            4 => drop(self.items(head, |reader| reader.skip().map(drop))?),
            5 => drop(self.entries(head, |reader, _| reader.skip().map(drop))?),
            6 => drop(self.nested(head.offset, Self::skip)?),
            _ => {}
        }
        Ok(self.since(head.offset))
    }

    #[inline]
    fn items(&mut self, head: Head, mut item: impl FnMut(&mut Self) -> Result<(), Error>) -> Result<usize, Error> {
        let count = self.count(head, 1)?;
        self.nested(head.offset, |reader| {
            for _ in 0..count {
                item(reader)?;
            }
            Ok(count)
        })
    }

    #[inline]
    fn entries(
        &mut self,
        head: Head,
        mut entry: impl FnMut(&mut Self, Key<'a>) -> Result<(), Error>,
    ) -> Result<usize, Error> {
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

    #[inline]
    fn key(&mut self) -> Result<Key<'a>, Error> {
        let head = self.head()?;
        match head.major {
            0 => Ok(Key::Unsigned(head.value)),
            1 => Ok(Key::Negative(head.value)),
            2 => self.take(head).map(Key::Bytes),
            3 => self.utf8(head).map(Key::Text),
            _ => self.other_key(head),
        }
    }

    /// Such a key is compared by its bytes, which is only sound in preferred form.
    #[cold]
    fn other_key(&mut self, head: Head) -> Result<Key<'a>, Error> {
        self.pos = head.offset;
        let policy = core::mem::replace(&mut self.encoding, Encoding::Strict);
        let key = self.skip();
        self.encoding = policy;
        key.map(Key::Other)
    }

    /// Spends one level of the depth budget on `read`.
    #[inline]
    fn nested<T>(&mut self, offset: usize, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.depth = self.depth.checked_sub(1).ok_or(Error::new(ErrorKind::TooDeep, offset))?;
        let value = read(self)?;
        self.depth = self.depth.saturating_add(1);
        Ok(value)
    }

    /// The number of items a container announces, where the input can hold so many.
    #[inline]
    fn count(&self, head: Head, items_each: usize) -> Result<usize, Error> {
        let left = self.input.len().saturating_sub(self.pos);
        usize::try_from(head.value)
            .ok()
            .filter(|count| count.checked_mul(items_each).is_some_and(|items| items <= left))
            .ok_or(Error::new(ErrorKind::UnexpectedEnd, head.offset))
    }
}
