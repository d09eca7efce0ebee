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

/// Text keys held without an allocation: most maps of the standard have no more.
const FEW: usize = 8;

/// Finds a repeated key in O(n log n) at most.
///
/// Small integers (COSE labels, digest ids) are a bit each, a few texts are searched in place, and only what is left
/// goes to a list that is sorted: it grows by what was really read, never by what was announced.
pub(super) struct Keys<'a> {
    /// A bit of these is set when the unsigned integer was a key.
    unsigned: Bits,
    /// When the negative integer -1 - n was.
    negative: Bits,
    /// The latest texts, each with its offset.
    few: [(&'a str, usize); FEW],
    len: usize,
    many: Vec<(Key<'a>, usize)>,
}

impl<'a> Keys<'a> {
    #[inline]
    pub(super) fn new() -> Self {
        Self { unsigned: [0; 2], negative: [0; 2], few: [("", 0); FEW], len: 0, many: Vec::new() }
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

    pub(super) fn insert(&mut self, key: Key<'a>, offset: usize) -> Result<(), Error> {
        let repeated = match key {
            Key::Unsigned(number) => set_bit(&mut self.unsigned, number),
            Key::Negative(number) => set_bit(&mut self.negative, number),
            Key::Text(text) => return self.insert_text(text, offset),
            _ => None,
        };
        let Some(repeated) = repeated else { return self.insert_other(key, offset) };
        if repeated { Err(Error::new(ErrorKind::DuplicateKey, offset)) } else { Ok(()) }
    }

    #[inline]
    fn insert_text(&mut self, text: &'a str, offset: usize) -> Result<(), Error> {
        let (before, free) = self.few.split_at_mut_checked(self.len).unwrap_or_default();
        if before.iter().any(|(other, _)| *other == text) {
            return Err(Error::new(ErrorKind::DuplicateKey, offset));
        }
        match free.first_mut() {
            Some(slot) => {
                *slot = (text, offset);
                self.len = self.len.saturating_add(1);
                Ok(())
            }
            None => self.flush().and_then(|()| self.insert_other(Key::Text(text), offset)),
        }
    }

    /// Moves the few to the many.
    #[cold]
    fn flush(&mut self) -> Result<(), Error> {
        let few = self.few;
        few.iter().take(self.len).try_for_each(|(text, offset)| self.insert_other(Key::Text(text), *offset))?;
        self.len = 0;
        Ok(())
    }

    #[inline(never)]
    fn insert_other(&mut self, key: Key<'a>, offset: usize) -> Result<(), Error> {
        // Checked before the list grows, so that it never holds much more than the distinct keys.
        if self.many.len() == self.many.capacity() {
            self.check()?;
            self.many.reserve(self.many.len().max(FEW.saturating_mul(4)));
        }
        self.many.push((key, offset));
        Ok(())
    }

    fn check(&mut self) -> Result<(), Error> {
        // A list that is sorted already, as after the last check or from a deterministic encoder, is passed over once.
        self.many.sort_unstable();
        let neighbours = self.many.iter().zip(self.many.iter().skip(1));
        match neighbours.filter(|(a, b)| a.0 == b.0).map(|(_, b)| b.1).min() {
            Some(offset) => Err(Error::new(ErrorKind::DuplicateKey, offset)),
            None => Ok(()),
        }
    }

    /// To be called after the last key.
    #[inline]
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        if self.many.is_empty() { Ok(()) } else { self.flush().and_then(|()| self.check()) }
    }
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
