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

/// Keys held without an allocation. The maps of the standard have at most 12 entries, bar digests and elements.
const FEW: usize = 12;

/// Finds a repeated key in O(n log n) at most.
///
/// Ascending keys, as deterministic encoders write them, cost one comparison each; a small unsorted map is searched in
/// place; only a map of more than [`FEW`] keys allocates, by what was really read and never by what was announced.
pub(super) struct Keys<'a> {
    few: [Key<'a>; FEW],
    len: usize,
    /// Whether every key is greater than the one before, which leaves no room for a repeated one.
    ascending: bool,
    many: Vec<(Key<'a>, usize)>,
}

impl<'a> Keys<'a> {
    #[inline]
    pub(super) fn new() -> Self {
        Self { few: [Key::Unsigned(0); FEW], len: 0, ascending: true, many: Vec::new() }
    }

    #[inline]
    pub(super) fn insert(&mut self, key: Key<'a>, offset: usize) -> Result<(), Error> {
        let (before, free) = self.few.split_at_mut_checked(self.len).unwrap_or_default();
        let Some(slot) = free.first_mut() else { return self.insert_many(key, offset) };
        self.ascending = self.ascending && before.last().is_none_or(|last| *last < key);
        if !self.ascending && before.contains(&key) {
            return Err(Error::new(ErrorKind::DuplicateKey, offset));
        }
        *slot = key;
        self.len = self.len.saturating_add(1);
        Ok(())
    }

    fn insert_many(&mut self, key: Key<'a>, offset: usize) -> Result<(), Error> {
        if self.many.is_empty() {
            self.many.reserve(FEW.saturating_mul(4));
            self.many.extend(self.few.iter().map(|key| (*key, 0)));
        }
        // Checked before the list grows, so that it never holds much more than the distinct keys.
        if self.many.len() == self.many.capacity() {
            self.check()?;
        }
        self.ascending = self.ascending && self.many.last().is_none_or(|(last, _)| *last < key);
        self.many.push((key, offset));
        Ok(())
    }

    fn check(&mut self) -> Result<(), Error> {
        if self.ascending {
            return Ok(());
        }
        self.many.sort_unstable();
        let neighbours = self.many.iter().zip(self.many.iter().skip(1));
        match neighbours.filter(|(a, b)| a.0 == b.0).map(|(_, b)| b.1).min() {
            Some(offset) => Err(Error::new(ErrorKind::DuplicateKey, offset)),
            None => {
                self.ascending = true;
                Ok(())
            }
        }
    }

    /// To be called after the last key.
    #[inline]
    pub(super) fn finish(mut self) -> Result<(), Error> {
        if self.many.is_empty() { Ok(()) } else { self.check() }
    }
}
