//! Map keys, and the search for repeated ones.

use super::{Error, ErrorKind};

/// A map key.
///
/// Equal keys compare equal however long their heads were, so a repeated key is found under both encoding policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Key<'a> {
    /// An unsigned integer.
    Unsigned(u64),
    /// The negative integer `-1 - n`.
    Negative(u64),
    /// A byte string.
    Bytes(&'a [u8]),
    /// A text string.
    Text(&'a str),
    /// Any other item, as encoded (always in preferred form).
    ///
    /// Such keys are compared by their bytes: a bignum is another key than the integer of its value, and a map
    /// another key than the same map in another order. No structure of ISO/IEC 18013-5 has keys like these.
    Other(&'a [u8]),
}

impl Key<'_> {
    /// The key as a signed integer, where it is one and fits.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match *self {
            Self::Unsigned(n) => i64::try_from(n).ok(),
            Self::Negative(n) => i64::try_from(n).ok().map(|n| !n),
            _ => None,
        }
    }
}

/// Text keys held without an allocation and compared in place: a request for all of an mDL's usual elements has no more.
const FEW: usize = 16;

/// Finds a repeated key in O(n log n) at most, and in O(n) where the keys come in order.
///
/// Small integers (COSE labels, digest ids) are a bit each, a few texts are searched in place, and only what is left
/// goes to a list: it grows by what was really read, never by what was announced. While each key is greater than the one
/// before, as from a deterministic encoder, none can be repeated; the first that is not has the list sorted from then on.
pub(super) struct Keys<'a> {
    /// A bit of these is set when the unsigned integer was a key.
    unsigned: Bits,
    /// When the negative integer -1 - n was.
    negative: Bits,
    /// The latest texts.
    few: [(&'a str, Place); FEW],
    len: usize,
    many: Vec<Place>,
    /// The latest of the many, while each is greater than the one before.
    rising: Option<Compared<'a>>,
    /// Where the first key starts, and what there is from there on.
    base: (usize, &'a [u8]),
}

/// Where a key starts and ends, counted from the first key: eight bytes, where a key of a peer's choosing may take two.
type Place = (u32, u32);

impl<'a> Keys<'a> {
    #[inline]
    pub(super) fn new(start: usize, rest: &'a [u8]) -> Self {
        let base = (start, rest);
        Self {
            unsigned: [0; 2],
            negative: [0; 2],
            few: [("", (0, 0)); FEW],
            len: 0,
            many: Vec::new(),
            rising: Some((0, 0, &[])),
            base,
        }
    }

    /// Inserts an unsigned integer below 24, and tells whether it is new.
    #[inline]
    pub(super) fn insert_label(&mut self, label: u8) -> bool {
        let [low, _] = &mut self.unsigned;
        let bit = 1_u64.rotate_left(u32::from(label));
        let is_new = *low & bit == 0;
        *low |= bit;
        is_new
    }

    /// Inserts a key that starts and ends there.
    pub(super) fn insert(&mut self, key: Key<'a>, offset: usize, end: usize) -> Result<(), Error> {
        let repeated = match key {
            Key::Unsigned(number) => set_bit(&mut self.unsigned, number),
            Key::Negative(number) => set_bit(&mut self.negative, number),
            Key::Text(text) => return self.insert_text(text, offset, end),
            _ => None,
        };
        let Some(repeated) = repeated else {
            return self.place(offset, end).and_then(|place| self.insert_other(compared(key), place));
        };
        if repeated { Err(Error::new(ErrorKind::DuplicateKey, offset)) } else { Ok(()) }
    }

    #[inline]
    fn insert_text(&mut self, text: &'a str, offset: usize, end: usize) -> Result<(), Error> {
        let place = self.place(offset, end)?;
        let (before, free) = self.few.split_at_mut_checked(self.len).unwrap_or_default();
        if before.iter().any(|(other, _)| *other == text) {
            return Err(Error::new(ErrorKind::DuplicateKey, offset));
        }
        match free.first_mut() {
            Some(slot) => {
                *slot = (text, place);
                self.len = self.len.saturating_add(1);
                Ok(())
            }
            None => self.flush().and_then(|()| self.insert_other(compared(Key::Text(text)), place)),
        }
    }

    /// Moves the few to the many.
    #[cold]
    fn flush(&mut self) -> Result<(), Error> {
        let few = self.few;
        few.iter().take(self.len).try_for_each(|(text, place)| self.insert_other(compared(Key::Text(text)), *place))?;
        self.len = 0;
        Ok(())
    }

    #[inline(never)]
    fn insert_other(&mut self, key: Compared<'a>, place: Place) -> Result<(), Error> {
        self.rising = self.rising.filter(|latest| *latest < key).map(|_| key);
        // Checked before the list grows, so that it never holds much more than the distinct keys.
        if self.many.len() == self.many.capacity() {
            self.check()?;
            self.many.reserve(self.many.len().max(FEW.saturating_mul(4)));
        }
        self.many.push(place);
        Ok(())
    }

    #[inline]
    fn place(&self, offset: usize, end: usize) -> Result<Place, Error> {
        let (base, _) = self.base;
        match (u32::try_from(offset.saturating_sub(base)), u32::try_from(end.saturating_sub(base))) {
            (Ok(start), Ok(end)) => Ok((start, end)),
            _ => Err(Error::new(ErrorKind::TooLarge, offset)),
        }
    }

    fn check(&mut self) -> Result<(), Error> {
        if self.rising.is_some() {
            return Ok(());
        }
        let (base, rest) = self.base;
        self.many.sort_unstable_by(|a, b| key(rest, a).cmp(&key(rest, b)).then(a.cmp(b)));
        let neighbours = self.many.iter().zip(self.many.iter().skip(1));
        match neighbours.filter(|(a, b)| key(rest, a) == key(rest, b)).map(|(_, b)| b.0).min() {
            Some(start) => Err(Error::new(ErrorKind::DuplicateKey, base.saturating_add(index(start)))),
            None => Ok(()),
        }
    }

    /// To be called after the last key.
    #[inline]
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        if self.many.is_empty() { Ok(()) } else { self.flush().and_then(|()| self.check()) }
    }
}

/// An index; no platform that this runs on has less than 32 bits of them.
fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// A key as it is compared: its type, its argument and what follows the head. How long the head was does not count.
type Compared<'a> = (u8, u64, &'a [u8]);

/// The order is that of deterministic encoding (RFC 8949 4.2.1), so that such an encoder's keys rise.
fn compared(key: Key<'_>) -> Compared<'_> {
    let length = |content: &[u8]| u64::try_from(content.len()).unwrap_or(u64::MAX);
    match key {
        Key::Unsigned(number) => (0, number, &[]),
        Key::Negative(number) => (1, number, &[]),
        Key::Bytes(bytes) => (2, length(bytes), bytes),
        Key::Text(text) => (3, length(text.as_bytes()), text.as_bytes()),
        Key::Other(item) => read(item),
    }
}

/// The key at a place, counted from where `rest` begins.
fn key<'a>(rest: &'a [u8], (start, end): &Place) -> Compared<'a> {
    read(rest.get(index(*start)..index(*end)).unwrap_or_default())
}

/// The major type of simple values and floats.
const SIMPLE: u8 = 7;

/// The key that is encoded so.
fn read(item: &[u8]) -> Compared<'_> {
    let Some((initial, rest)) = item.split_first() else { return (0, 0, item) };
    let length = match initial & 0x1f {
        // `false` is not the float whose bits are its number: here the head's length tells what it is.
        kind if initial >> 5 == SIMPLE => return (SIMPLE, u64::from(kind), rest),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        short => return (initial >> 5, u64::from(short), rest),
    };
    let (argument, content) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    (initial >> 5, argument.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), content)
}

/// A bit for each number below 128.
type Bits = [u64; 2];

/// Sets the bit of a number that has one, and tells whether it was set before.
#[inline]
fn set_bit(bits: &mut Bits, number: u64) -> Option<bool> {
    let word = bits.get_mut(usize::try_from(number >> 6).ok()?)?;
    let bit = 1_u64.rotate_left(u32::try_from(number & 63).ok()?);
    let before = *word & bit != 0;
    *word |= bit;
    Some(before)
}
