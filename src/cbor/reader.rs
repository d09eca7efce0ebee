//! The pull reader.

mod containers;

use core::fmt;

use super::head::{Head, argument};
use super::{Content, Error, ErrorKind, RawValue, Type};
use crate::budget;
use crate::report::Profile;

/// What to do about a head or float that is longer than needed, and about what else structures can do without.
///
/// Deployed issuers do write such heads (ISO/IEC 18013-5 wants preferred serialization: edition 1 8.1, edition 2 8.3),
/// and a signature over them is still a signature over these bytes. A structure hands its own slips to the policy by
/// [`Reader::tolerate`], such as an empty map where the standard leaves the member out.
///
/// Bignums (tags 2 and 3) are not looked into: leading zeros, and small numbers in them, pass under both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Refuse.
    #[default]
    Strict,
    /// Accept, count, and report through [`NonPreferred`].
    Field,
}

/// The strict profile refuses, the field profile reports.
impl From<Profile> for Encoding {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::Strict => Self::Strict,
            Profile::Field => Self::Field,
        }
    }
}

/// What [`Encoding::Field`] let pass: how many heads that are longer than needed and other slips of an encoder, and
/// where the first was.
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
/// unspecified and the reader should be dropped. `Debug` shows the position only: the input is personal data.
#[derive(Clone)]
pub struct Reader<'a> {
    /// Up to the end of the innermost embedded byte string; offsets always count from the outermost start.
    input: &'a [u8],
    pos: usize,
    depth: usize,
    encoding: Encoding,
    non_preferred: NonPreferred,
}

impl<'a> Reader<'a> {
    /// A reader over `input`, with the depth budget [`budget::CBOR_DEPTH`]; input over [`budget::MESSAGE_BYTES`] fails
    /// at the first read.
    #[must_use]
    pub fn new(input: &'a [u8], encoding: Encoding) -> Self {
        Self::at(input, 0, encoding)
    }

    /// A reader that starts at an offset of `input`.
    pub(super) fn at(input: &'a [u8], pos: usize, encoding: Encoding) -> Self {
        Self { input, pos, depth: budget::CBOR_DEPTH, encoding, non_preferred: NonPreferred::default() }
    }

    /// The policy for heads that are longer than needed.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What was tolerated so far.
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
        if self.pos == self.input.len() { Ok(()) } else { Err(self.error(ErrorKind::TrailingBytes)) }
    }

    /// The type of the next item, which stays unread. A head that is longer than needed is reported when it is read.
    ///
    /// # Errors
    /// When there is none, or its head is not well-formed.
    pub fn peek(&self) -> Result<Type, Error> {
        let initial = self.initial()?;
        if initial & 0x1f > 23 {
            let rest = self.input.get(self.pos.saturating_add(1)..).unwrap_or_default();
            argument(initial, rest).map_err(|kind| self.error(kind))?;
        }
        Ok(Head::new(initial, 0, self.pos).kind())
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn uint(&mut self) -> Result<u64, Error> {
        self.expect(0, Type::Unsigned).map(|head| head.value)
    }

    /// Reads an integer that fits 64 bits with its sign.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn int(&mut self) -> Result<i64, Error> {
        let offset = self.pos;
        i64::try_from(self.integer()?).map_err(|_| Error::new(ErrorKind::OutOfRange("integer"), offset))
    }

    /// Reads any integer that is no bignum: -2^64 to 2^64 - 1.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn integer(&mut self) -> Result<i128, Error> {
        let head = self.head()?;
        match head.major {
            0 => Ok(i128::from(head.value)),
            1 => Ok(!i128::from(head.value)),
            _ => Err(head.wrong(Type::Integer)),
        }
    }

    /// Reads a byte string.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let head = self.expect(2, Type::Bytes)?;
        self.take(head)
    }

    /// Reads a byte string whose content is to be decoded later.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn content(&mut self) -> Result<Content<'a>, Error> {
        let head = self.expect(2, Type::Bytes)?;
        let start = self.pos;
        self.take(head)?;
        Ok(Content::new(self.input.get(..self.pos).unwrap_or_default(), start))
    }

    /// Reads a text string.
    ///
    /// # Errors
    /// When the next item is none, or is not UTF-8.
    pub fn text(&mut self) -> Result<&'a str, Error> {
        let head = self.expect(3, Type::Text)?;
        self.utf8(head)
    }

    /// Reads `false` or `true`.
    ///
    /// # Errors
    /// When the next item is neither.
    pub fn bool(&mut self) -> Result<bool, Error> {
        let head = self.head()?;
        if head.kind() == Type::Bool { Ok(head.info == 21) } else { Err(head.wrong(Type::Bool)) }
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

    /// Reads a float of any width. A NaN keeps its payload.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn float(&mut self) -> Result<f64, Error> {
        self.head()?.float()
    }

    /// Reads a tag number; the tagged item follows.
    ///
    /// # Errors
    /// When the next item is not tagged.
    pub fn tag(&mut self) -> Result<u64, Error> {
        self.expect(6, Type::Tag).map(|head| head.value)
    }

    /// Reads one item of any type, checked as deeply as its CBOR goes, as its exact bytes. What a byte string holds,
    /// embedded CBOR included, is not looked into.
    ///
    /// # Errors
    /// When it is not well-formed, repeats a map key or breaks a budget.
    pub fn raw(&mut self) -> Result<RawValue<'a>, Error> {
        let start = self.pos;
        self.skip()?;
        Ok(RawValue::new(self.input.get(..self.pos).unwrap_or_default(), start, self.encoding))
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

    /// Hands a breach of the structure that does no harm to the policy: counted under [`Encoding::Field`].
    ///
    /// # Errors
    /// The breach itself under [`Encoding::Strict`].
    pub fn tolerate(&mut self, breach: Error) -> Result<(), Error> {
        if self.encoding == Encoding::Strict {
            return Err(breach);
        }
        self.non_preferred.count = self.non_preferred.count.saturating_add(1);
        self.non_preferred.first.get_or_insert(breach.offset());
        Ok(())
    }

    /// Reads one item with `read`; one that is CBOR but does not fit is stepped over, and what is wrong with it is the
    /// inner error.
    ///
    /// # Errors
    /// When the item is not well-formed, repeats a map key or breaks a budget.
    pub fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<Result<T, Error>, Error> {
        let before = self.clone();
        match read(self) {
            Ok(value) => Ok(Ok(value)),
            Err(error) => {
                *self = before;
                self.skip()?;
                Ok(Err(error))
            }
        }
    }

    /// An error of this kind at the next byte.
    #[must_use]
    pub fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind, self.pos)
    }

    #[inline]
    fn since(&self, start: usize) -> &'a [u8] {
        self.input.get(start..self.pos).unwrap_or_default()
    }

    /// The content of the string that `head` announces.
    #[inline]
    fn take(&mut self, head: Head) -> Result<&'a [u8], Error> {
        let rest = self.input.get(self.pos..).unwrap_or_default();
        let content = usize::try_from(head.value).ok().and_then(|length| rest.get(..length));
        let content = content.ok_or(Error::new(ErrorKind::UnexpectedEnd, head.offset))?;
        self.pos = self.pos.saturating_add(content.len());
        Ok(content)
    }

    #[inline]
    fn utf8(&mut self, head: Head) -> Result<&'a str, Error> {
        let content = self.take(head)?;
        core::str::from_utf8(content).map_err(|_| Error::new(ErrorKind::InvalidUtf8, head.offset))
    }

    /// As [`utf8`](Self::utf8), faster for the common case where the string itself is not wanted.
    fn check_utf8(&mut self, head: Head) -> Result<(), Error> {
        let content = self.take(head)?;
        let valid = content.is_ascii() || core::str::from_utf8(content).is_ok();
        if valid { Ok(()) } else { Err(Error::new(ErrorKind::InvalidUtf8, head.offset)) }
    }

    #[inline]
    fn expect(&mut self, major: u8, expected: Type) -> Result<Head, Error> {
        let head = self.head()?;
        if head.major == major { Ok(head) } else { Err(head.wrong(expected)) }
    }

    #[inline]
    fn head(&mut self) -> Result<Head, Error> {
        let offset = self.pos;
        let initial = self.initial()?;
        self.pos = offset.saturating_add(1);
        let value = match initial & 0x1f {
            info @ 0..=23 => u64::from(info),
            _ => self.argument(initial, offset)?,
        };
        Ok(Head::new(initial, value, offset))
    }

    /// The next byte, which stays unread.
    #[inline]
    fn initial(&self) -> Result<u8, Error> {
        if self.input.len() > budget::MESSAGE_BYTES {
            return Err(self.error(ErrorKind::TooLarge));
        }
        self.input.get(self.pos).copied().ok_or(self.error(ErrorKind::UnexpectedEnd))
    }

    /// Reads the argument behind the initial byte of a head at `offset`.
    #[inline(never)]
    fn argument(&mut self, initial: u8, offset: usize) -> Result<u64, Error> {
        let rest = self.input.get(self.pos..).unwrap_or_default();
        let (value, width) = argument(initial, rest).map_err(|kind| Error::new(kind, offset))?;
        self.pos = self.pos.saturating_add(width);
        if !Head::new(initial, value, offset).is_preferred() {
            self.tolerate(Error::new(ErrorKind::NonPreferred, offset))?;
        }
        Ok(value)
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({:?}, at byte {} of {})", self.encoding, self.pos, self.input.len())
    }
}
