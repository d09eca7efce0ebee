//! Arrays, maps, tags and embedded byte strings.

use super::{Encoding, LONG, Reader};
use crate::cbor::head::Head;
use crate::cbor::key::Keys;
use crate::cbor::members::Members;
use crate::cbor::{Decode, Embedded, Error, ErrorKind, Key, Type};

impl<'a> Reader<'a> {
    /// Reads the item behind exactly this tag.
    ///
    /// # Errors
    /// When the next item carries another tag or none, and those of `read`.
    #[inline]
    pub fn tagged<T>(&mut self, expected: u64, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let offset = self.offset();
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
    #[inline]
    pub fn array(&mut self, item: impl FnMut(&mut Self) -> Result<(), Error>) -> Result<usize, Error> {
        let (count, offset) = self.container(4, Type::Array, 1)?;
        self.items(count, offset, item)
    }

    /// Reads an array of at least one item into a list.
    ///
    /// # Errors
    /// When the next item is no array or an empty one, and those of the items.
    pub fn list<T: Decode<'a>>(&mut self, name: &'static str) -> Result<Vec<T>, Error> {
        let offset = self.offset();
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
    #[inline]
    pub fn tuple<T>(&mut self, expected: usize, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let (count, offset) = self.container(4, Type::Array, 1)?;
        if count != expected {
            return Err(Error::new(ErrorKind::WrongLength { expected }, offset));
        }
        self.nested(offset, read)
    }

    /// Reads a map, calling `entry` with each key; `entry` must read (or [`skip`](Self::skip)) the value.
    ///
    /// # Errors
    /// When the next item is no map or repeats a key, and those of `entry`.
    #[inline]
    pub fn map(&mut self, entry: impl FnMut(&mut Self, Key<'a>) -> Result<(), Error>) -> Result<usize, Error> {
        let (count, offset) = self.container(5, Type::Map, 2)?;
        self.entries(count, offset, entry)
    }

    /// Reads a map as [`map`](Self::map) does, calling `entry` with each member that `M` knows and with `None` for any
    /// other: what a member is called is compared as bytes, and no list of names is kept to find a repeated one.
    #[inline]
    pub(crate) fn members<M: Members>(
        &mut self,
        mut entry: impl FnMut(&mut Self, Option<M>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (count, offset) = self.container(5, Type::Map, 2)?;
        self.nested(offset, |reader| {
            let (mut seen, mut others) = (0, None);
            for _ in 0..count {
                let member = reader.member(&mut seen, &mut others)?;
                entry(reader, member)?;
            }
            others.as_mut().map_or(Ok(()), Keys::finish)
        })
    }

    /// Reads one item as an [`Embedded`] structure: tag 24 around a byte string that holds exactly one item.
    ///
    /// # Errors
    /// When the next item is none, and those of `T`.
    #[inline]
    pub fn embedded<T: Decode<'a>>(&mut self) -> Result<Embedded<'a, T>, Error> {
        let (before, start) = (self.rest, self.offset());
        let (content, value) = self.tagged(24, |reader| reader.within_bytes(T::decode))?;
        Ok(Embedded::new(self.since(before), content, value, start))
    }

    /// Reads a byte string that holds exactly one item, by `read`; returns the content too.
    ///
    /// # Errors
    /// When the next item is no byte string or holds more than one item, and those of `read`.
    #[inline]
    pub fn within_bytes<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<(&'a [u8], T), Error> {
        let offset = self.offset();
        let content = self.bytes()?;
        let outer = (self.rest, self.end);
        (self.rest, self.end) = (content, self.offset());
        let value = self.nested(offset, read).and_then(|value| self.finish().map(|()| value));
        (self.rest, self.end) = outer;
        value.map(|value| (content, value))
    }

    /// Reads and checks one item of any type, and returns its exact bytes.
    ///
    /// # Errors
    /// When it is not well-formed, repeats a map key or breaks a budget.
    #[inline]
    pub fn skip(&mut self) -> Result<&'a [u8], Error> {
        let before = self.rest;
        self.pass()?;
        Ok(self.since(before))
    }

    /// As [`skip`](Self::skip).
    fn pass(&mut self) -> Result<(), Error> {
        let head = self.head()?;
        match head.major {
            2 => self.take(head).map(drop),
            3 => self.pass_text(head),
            4 => self.count(head, 1).and_then(|count| self.items(count, head.offset, Self::pass)).map(drop),
            5 => {
                let count = self.count(head, 2)?;
                self.entries(count, head.offset, |reader, _| reader.pass()).map(drop)
            }
            6 => self.nested(head.offset, Self::pass),
            _ => Ok(()),
        }
    }

    /// Reading ASCII is faster than making text of it, which nobody wants here.
    fn pass_text(&mut self, head: Head) -> Result<(), Error> {
        let content = self.take(head)?;
        let valid = content.is_ascii() || core::str::from_utf8(content).is_ok();
        if valid { Ok(()) } else { Err(Error::new(ErrorKind::InvalidUtf8, head.offset)) }
    }

    /// As many as the next array or map says that it holds, but `most` at most, for whoever makes room for them: no more
    /// than a guess, which a longer head than needed does not raise.
    #[inline]
    pub(crate) fn room(&self, most: usize) -> usize {
        match self.rest.first().map_or(0, |initial| initial & 0x1f) {
            count @ 0..LONG => usize::from(count).min(most),
            _ => self.announced(1).min(most),
        }
    }

    /// As many as the next array or map says that it holds, but no more than there would be bytes for at `each`.
    pub(crate) fn announced(&self, each: usize) -> usize {
        let count = self.clone().head().map_or(0, |head| usize::try_from(head.value).unwrap_or(usize::MAX));
        count.min(self.rest.len().checked_div(each).unwrap_or_default())
    }

    #[inline]
    fn items(
        &mut self,
        count: usize,
        offset: usize,
        mut item: impl FnMut(&mut Self) -> Result<(), Error>,
    ) -> Result<usize, Error> {
        self.nested(offset, |reader| {
            for _ in 0..count {
                item(reader)?;
            }
            Ok(count)
        })
    }

    #[inline]
    fn entries(
        &mut self,
        count: usize,
        offset: usize,
        mut entry: impl FnMut(&mut Self, Key<'a>) -> Result<(), Error>,
    ) -> Result<usize, Error> {
        self.nested(offset, |reader| {
            let mut keys = Keys::new(reader.offset(), reader.rest);
            for _ in 0..count {
                let key = reader.new_key(&mut keys)?;
                entry(reader, key)?;
            }
            keys.finish()?;
            Ok(count)
        })
    }

    /// Reads a key that was not in the map before.
    #[inline]
    fn new_key(&mut self, keys: &mut Keys<'a>) -> Result<Key<'a>, Error> {
        if let [label @ 0..LONG, rest @ ..] = self.rest {
            return match keys.insert_label(*label) {
                true => {
                    self.rest = rest;
                    Ok(Key::Unsigned(u64::from(*label)))
                }
                false => Err(self.error(ErrorKind::DuplicateKey)),
            };
        }
        self.any_new_key(keys)
    }

    #[inline(never)]
    fn any_new_key(&mut self, keys: &mut Keys<'a>) -> Result<Key<'a>, Error> {
        let offset = self.offset();
        let key = self.key()?;
        keys.insert(key, offset, self.offset()).map(|()| key)
    }

    #[inline]
    fn key(&mut self) -> Result<Key<'a>, Error> {
        let before = self.rest;
        let head = self.head()?;
        match head.major {
            0 => Ok(Key::Unsigned(head.value)),
            1 => Ok(Key::Negative(head.value)),
            2 => self.take(head).map(Key::Bytes),
            3 => match core::str::from_utf8(self.take(head)?) {
                Ok(text) => Ok(Key::Text(text)),
                Err(_) => Err(Error::new(ErrorKind::InvalidUtf8, head.offset)),
            },
            _ => self.other_key(before),
        }
    }

    /// Such a key is compared by its bytes, which is only sound in preferred form.
    #[cold]
    fn other_key(&mut self, before: &'a [u8]) -> Result<Key<'a>, Error> {
        self.rest = before;
        let policy = core::mem::replace(&mut self.encoding, Encoding::Strict);
        let key = self.skip();
        self.encoding = policy;
        key.map(Key::Other)
    }

    /// Reads the key of a member: which of those that `M` knows it is. `seen` has a bit for each that was there.
    #[inline]
    fn member<M: Members>(&mut self, seen: &mut u32, others: &mut Option<Keys<'a>>) -> Result<Option<M>, Error> {
        // Names are short: with anything else it is read again as any key.
        let name = match self.rest {
            [initial @ 0x60..=0x77, rest @ ..] => rest.split_at_checked(usize::from(initial & 0x1f)),
            _ => None,
        };
        let Some((member, rest)) = name.and_then(|(name, rest)| Some((M::of(name)?, rest))) else {
            return self.other_member(seen, others);
        };
        if *seen & member.bit() != 0 {
            return Err(self.error(ErrorKind::DuplicateKey));
        }
        *seen |= member.bit();
        self.rest = rest;
        Ok(Some(member))
    }

    /// A member that is not known, or whose name has a longer head than it needs.
    #[inline(never)]
    fn other_member<M: Members>(&mut self, seen: &mut u32, others: &mut Option<Keys<'a>>) -> Result<Option<M>, Error> {
        let (before, offset) = (self.rest, self.offset());
        let key = self.key()?;
        let member = if let Key::Text(name) = key { M::of(name.as_bytes()) } else { None };
        let Some(member) = member else {
            let others = others.get_or_insert_with(|| Keys::new(offset, before));
            return others.insert(key, offset, self.offset()).map(|()| None);
        };
        if *seen & member.bit() != 0 {
            return Err(Error::new(ErrorKind::DuplicateKey, offset));
        }
        *seen |= member.bit();
        Ok(Some(member))
    }

    /// Spends one level of the depth budget on `read`.
    #[inline]
    fn nested<T>(&mut self, offset: usize, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let Some(depth) = self.depth.checked_sub(1) else { return Err(Error::new(ErrorKind::TooDeep, offset)) };
        self.depth = depth;
        let value = read(self)?;
        self.depth = self.depth.saturating_add(1);
        Ok(value)
    }

    /// Reads the head of a container: the number of items, or of pairs of them, and where it is.
    #[inline]
    fn container(&mut self, major: u8, expected: Type, items_each: usize) -> Result<(usize, usize), Error> {
        let offset = self.offset();
        let of_type = major.rotate_left(5);
        match self.rest {
            [initial, rest @ ..]
                if initial ^ of_type < LONG
                    && usize::from(initial ^ of_type).wrapping_mul(items_each) <= rest.len() =>
            {
                self.rest = rest;
                Ok((usize::from(initial ^ of_type), offset))
            }
            _ => self.long_container(major, expected, items_each).map(|count| (count, offset)),
        }
    }

    #[inline(never)]
    fn long_container(&mut self, major: u8, expected: Type, items_each: usize) -> Result<usize, Error> {
        let head = self.expect(major, expected)?;
        self.count(head, items_each)
    }

    /// The number of items a container announces, where the input can hold so many.
    #[inline]
    fn count(&self, head: Head, items_each: usize) -> Result<usize, Error> {
        match usize::try_from(head.value) {
            Ok(count) if count.checked_mul(items_each).is_some_and(|items| items <= self.rest.len()) => Ok(count),
            _ => Err(Error::new(ErrorKind::UnexpectedEnd, head.offset)),
        }
    }
}
