//! The pull reader.

mod containers;

use core::fmt;

use super::head::{Head, argument};
use super::{Content, Error, ErrorKind, RawValue, Type};
use crate::budget;
use crate::report::Profile;

/// The initial byte of tag 24, and of all others up to 255.
const TAG_24: u8 = 0xd8;
/// The initial byte of `null`.
const NULL: u8 = 0xf6;
/// The only bytes of `false` and of `true`.
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
/// The additional information of a head whose argument is in the next byte; all below it are the argument.
const LONG: u8 = 24;

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
    /// What is left, up to the end of the innermost embedded byte string.
    rest: &'a [u8],
    /// Where that ends, counted from the outermost start as all offsets are.
    end: usize,
    depth: usize,
    encoding: Encoding,
    /// The input was over the size budget, and none of it is shown.
    too_large: bool,
    non_preferred: NonPreferred,
}

impl<'a> Reader<'a> {
    /// A reader over `input`, with the depth budget [`budget::CBOR_DEPTH`]; input over [`budget::MESSAGE_BYTES`] fails
    /// at the first read.
    #[must_use]
    pub fn new(input: &'a [u8], encoding: Encoding) -> Self {
        Self::at(input, 0, encoding)
    }

    /// A reader over what stands at `offset` of the outermost input.
    pub(super) fn at(input: &'a [u8], offset: usize, encoding: Encoding) -> Self {
        let end = offset.saturating_add(input.len());
        let too_large = end > budget::MESSAGE_BYTES;
        let (rest, end) = if too_large { (&[][..], offset) } else { (input, end) };
        let (depth, non_preferred) = (budget::CBOR_DEPTH, NonPreferred::default());
        Self { rest, end, depth, encoding, too_large, non_preferred }
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
    #[inline]
    pub fn offset(&self) -> usize {
        // What is left never reaches back before the outermost start.
        self.end.wrapping_sub(self.rest.len())
    }

    /// Succeeds when nothing is left.
    ///
    /// # Errors
    /// [`ErrorKind::TrailingBytes`] otherwise.
    pub fn finish(&self) -> Result<(), Error> {
        if self.rest.is_empty() && !self.too_large { Ok(()) } else { Err(self.error(ErrorKind::TrailingBytes)) }
    }

    /// The type of the next item, which stays unread. A head that is longer than needed is reported when it is read.
    ///
    /// # Errors
    /// When there is none, or its head is not well-formed.
    pub fn peek(&self) -> Result<Type, Error> {
        let Some((initial, rest)) = self.rest.split_first() else { return Err(self.ended()) };
        if initial & 0x1f > 23 {
            argument(*initial, rest).map_err(|kind| self.error(kind))?;
        }
        Ok(Head::new(*initial, 0, self.offset()).kind())
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// When the next item is none.
    #[inline]
    pub fn uint(&mut self) -> Result<u64, Error> {
        self.expect(0, Type::Unsigned).map(|head| head.value)
    }

    /// Reads an integer that fits 64 bits with its sign.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn int(&mut self) -> Result<i64, Error> {
        let head = self.head()?;
        let number = match (head.major, i64::try_from(head.value)) {
            (0, Ok(number)) => number,
            (1, Ok(number)) => !number,
            (0 | 1, Err(_)) => return Err(Error::new(ErrorKind::OutOfRange("integer"), head.offset)),
            _ => return Err(head.wrong(Type::Integer)),
        };
        Ok(number)
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
    #[inline]
    pub fn bytes(&mut self) -> Result<&'a [u8], Error> {
        self.string(2, Type::Bytes)
    }

    /// Reads a byte string whose content is to be decoded later.
    ///
    /// # Errors
    /// When the next item is none.
    pub fn content(&mut self) -> Result<Content<'a>, Error> {
        let content = self.bytes()?;
        Ok(Content::new(content, self.offset().wrapping_sub(content.len())))
    }

    /// Reads a text string.
    ///
    /// # Errors
    /// When the next item is none, or is not UTF-8.
    #[inline]
    pub fn text(&mut self) -> Result<&'a str, Error> {
        let offset = self.offset();
        let content = self.string(3, Type::Text)?;
        core::str::from_utf8(content).map_err(|_| Error::new(ErrorKind::InvalidUtf8, offset))
    }

    /// Reads `false` or `true`.
    ///
    /// # Errors
    /// When the next item is neither.
    pub fn bool(&mut self) -> Result<bool, Error> {
        if let [value @ (FALSE | TRUE), rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(*value == TRUE);
        }
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
        match self.rest {
            [NULL, rest @ ..] => {
                self.rest = rest;
                Ok(None)
            }
            _ => self.peek().and_then(|_| read(self)).map(Some),
        }
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
    #[inline]
    pub fn tag(&mut self) -> Result<u64, Error> {
        match self.rest {
            [TAG_24, 24, rest @ ..] => {
                self.rest = rest;
                Ok(24)
            }
            _ => self.expect(6, Type::Tag).map(|head| head.value),
        }
    }

    /// Reads one item of any type, checked as deeply as its CBOR goes, as its exact bytes. What a byte string holds,
    /// embedded CBOR included, is not looked into.
    ///
    /// # Errors
    /// When it is not well-formed, repeats a map key or breaks a budget.
    pub fn raw(&mut self) -> Result<RawValue<'a>, Error> {
        let offset = self.offset();
        Ok(RawValue::new(self.skip()?, offset, self.encoding))
    }

    /// Reads one item with `read` and returns its exact bytes too.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn with_bytes<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<(&'a [u8], T), Error> {
        let before = self.rest;
        let value = read(self)?;
        Ok((self.since(before), value))
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
        Error::new(kind, self.offset())
    }

    /// What was read since `before` was left.
    #[inline]
    fn since(&self, before: &'a [u8]) -> &'a [u8] {
        let read = before.len().wrapping_sub(self.rest.len());
        before.get(..read).unwrap_or_default()
    }

    /// The content of a string of this major type.
    #[inline]
    fn string(&mut self, major: u8, expected: Type) -> Result<&'a [u8], Error> {
        // Nearly all are short, or up to 255 bytes long.
        let of_type = major.rotate_left(5);
        let (length, rest) = match self.rest {
            [initial, rest @ ..] if initial ^ of_type < LONG => (initial ^ of_type, rest),
            [initial, length, rest @ ..] if initial ^ of_type == LONG && *length >= LONG => (*length, rest),
            _ => return self.long_string(major, expected),
        };
        match rest.split_at_checked(usize::from(length)) {
            Some((content, rest)) => {
                self.rest = rest;
                Ok(content)
            }
            None => Err(self.error(ErrorKind::UnexpectedEnd)),
        }
    }

    #[inline(never)]
    fn long_string(&mut self, major: u8, expected: Type) -> Result<&'a [u8], Error> {
        let head = self.expect(major, expected)?;
        self.take(head)
    }

    /// The content of the string that `head` announces.
    #[inline]
    fn take(&mut self, head: Head) -> Result<&'a [u8], Error> {
        let parts = usize::try_from(head.value).ok().and_then(|length| self.rest.split_at_checked(length));
        let Some((content, rest)) = parts else { return Err(Error::new(ErrorKind::UnexpectedEnd, head.offset)) };
        self.rest = rest;
        Ok(content)
    }

    #[inline]
    fn expect(&mut self, major: u8, expected: Type) -> Result<Head, Error> {
        let head = self.head()?;
        if head.major == major { Ok(head) } else { Err(head.wrong(expected)) }
    }

    #[inline]
    fn head(&mut self) -> Result<Head, Error> {
        let offset = self.offset();
        let Some((initial, rest)) = self.rest.split_first() else { return Err(self.ended()) };
        let value = match initial & 0x1f {
            info if info < LONG => {
                self.rest = rest;
                u64::from(info)
            }
            _ => self.argument(*initial)?,
        };
        Ok(Head::new(*initial, value, offset))
    }

    /// That there is no further byte.
    #[cold]
    fn ended(&self) -> Error {
        self.error(if self.too_large { ErrorKind::TooLarge } else { ErrorKind::UnexpectedEnd })
    }

    /// Reads a head whose argument is behind its initial byte.
    #[inline(never)]
    fn argument(&mut self, initial: u8) -> Result<u64, Error> {
        let is_simple = initial >= 0xe0;
        let (value, rest) = match self.rest {
            [_, value, rest @ ..] if initial & 0x1f == 24 && *value >= LONG && !is_simple => (u64::from(*value), rest),
            [_, high, low, rest @ ..] if initial & 0x1f == 25 && *high > 0 && !is_simple => {
                (u64::from(u16::from_be_bytes([*high, *low])), rest)
            }
            _ => return self.unusual_argument(initial),
        };
        self.rest = rest;
        Ok(value)
    }

    #[cold]
    fn unusual_argument(&mut self, initial: u8) -> Result<u64, Error> {
        let offset = self.offset();
        let rest = self.rest.get(1..).unwrap_or_default();
        let (value, width) = argument(initial, rest).map_err(|kind| Error::new(kind, offset))?;
        self.rest = rest.get(width..).unwrap_or_default();
        if !Head::new(initial, value, offset).is_preferred() {
            self.tolerate(Error::new(ErrorKind::NonPreferred, offset))?;
        }
        Ok(value)
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({:?}, at byte {} of {})", self.encoding, self.offset(), self.end)
    }
}
