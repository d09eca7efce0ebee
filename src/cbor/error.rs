//! What can be wrong with CBOR input, and where.

use core::fmt;

/// The kinds of CBOR item, as named in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// Major type 0.
    Unsigned,
    /// Major type 1.
    Negative,
    /// Major type 0 or 1, where a structure wants either.
    Integer,
    /// Major type 2.
    Bytes,
    /// Major type 3.
    Text,
    /// Major type 4.
    Array,
    /// Major type 5.
    Map,
    /// Major type 6.
    Tag,
    /// `false` or `true`.
    Bool,
    /// `null`.
    Null,
    /// `undefined`.
    Undefined,
    /// Any other simple value.
    Simple,
    /// A half, single or double precision float.
    Float,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsigned => "an unsigned integer",
            Self::Negative => "a negative integer",
            Self::Integer => "an integer",
            Self::Bytes => "a byte string",
            Self::Text => "a text string",
            Self::Array => "an array",
            Self::Map => "a map",
            Self::Tag => "a tag",
            Self::Bool => "a boolean",
            Self::Null => "null",
            Self::Undefined => "undefined",
            Self::Simple => "a simple value",
            Self::Float => "a float",
        })
    }
}

/// A violation found while reading CBOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends inside an item, or a length announces more than is left.
    UnexpectedEnd,
    /// Bytes follow the item that should have been the last.
    TrailingBytes,
    /// Additional information 28 to 30, a stray break, or a two-byte simple value below 32.
    InvalidHead,
    /// An indefinite length (additional information 31), which ISO/IEC 18013-5 forbids.
    IndefiniteLength,
    /// A head or float longer than needed, refused under [`Encoding::Strict`](super::Encoding::Strict) and inside map keys.
    NonPreferred,
    /// A map holds one key twice.
    DuplicateKey,
    /// Text that is not UTF-8.
    InvalidUtf8,
    /// Nesting beyond the budget.
    TooDeep,
    /// Input beyond the size budget.
    TooLarge,
    /// Well-formed, but another type than the structure wants.
    WrongType {
        /// What the structure wants.
        expected: Type,
        /// What the input holds.
        found: Type,
    },
    /// Another tag number than the structure wants.
    WrongTag {
        /// What the structure wants.
        expected: u64,
        /// What the input holds.
        found: u64,
    },
    /// An array of another length than the structure wants.
    WrongLength {
        /// What the structure wants.
        expected: usize,
    },
    /// A mandatory map entry is missing.
    Missing(&'static str),
    /// An array, map or string that must hold something is empty.
    Empty(&'static str),
    /// A value outside its permitted range or set.
    OutOfRange(&'static str),
    /// Any other rule of the structure, named.
    Structure(&'static str),
}

/// An error with the offset, from the start of the outermost input, of the item that caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    offset: usize,
}

impl Error {
    /// An error of `kind` at byte `offset`.
    #[must_use]
    pub const fn new(kind: ErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The offset in bytes from the start of the outermost input.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether the input is not valid CBOR at all (status 11 on the wire), as opposed to valid CBOR that does not fit
    /// the structure (status 12).
    #[must_use]
    pub fn is_not_cbor(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::UnexpectedEnd
                | ErrorKind::TrailingBytes
                | ErrorKind::InvalidHead
                | ErrorKind::IndefiniteLength
                | ErrorKind::NonPreferred
                | ErrorKind::DuplicateKey
                | ErrorKind::InvalidUtf8
                | ErrorKind::TooDeep
                | ErrorKind::TooLarge
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UnexpectedEnd => f.write_str("the input ends inside an item"),
            Self::TrailingBytes => f.write_str("bytes follow the last item"),
            Self::InvalidHead => f.write_str("not a CBOR item"),
            Self::IndefiniteLength => f.write_str("an indefinite length is not allowed"),
            Self::NonPreferred => f.write_str("a length, number or float is longer than needed"),
            Self::DuplicateKey => f.write_str("a map key is repeated"),
            Self::InvalidUtf8 => f.write_str("a text string is not UTF-8"),
            Self::TooDeep => f.write_str("nested too deeply"),
            Self::TooLarge => f.write_str("larger than the limit"),
            Self::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::WrongTag { expected, found } => write!(f, "expected tag {expected}, found tag {found}"),
            Self::WrongLength { expected } => write!(f, "expected an array of {expected} items"),
            Self::Missing(name) => write!(f, "\"{name}\" is missing"),
            Self::Empty(name) => write!(f, "\"{name}\" is empty"),
            Self::OutOfRange(name) => write!(f, "\"{name}\" is out of range"),
            Self::Structure(rule) => f.write_str(rule),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.kind, self.offset)
    }
}

impl core::error::Error for Error {}
