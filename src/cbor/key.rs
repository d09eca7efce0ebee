//! Map keys, and the search for repeated ones.

use super::{Error, ErrorKind};

/// A map key.
///
/// Equal keys compare equal however long their heads were, so a repeated key is found under both encodings policies.
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

/// Keys held without an allocation; a map of more falls back to a sorted list.
const INLINE: usize = 16;

/// Finds a repeated key in O(n log n) at most.
///
/// Ascending keys, as deterministic encoders write them, cost one comparison each and no memory; a small unsorted map
/// is searched in place; only a large unsorted one allocates, by what was really read and never by what was announced.
#[derive(Default)]
pub(super) struct Keys<'a> {
    inline: [Option<Key<'a>>; INLINE],
    len: usize,
    ascending: bool,
    spilled: Vec<(Key<'a>, usize)>,
}

impl<'a> Keys<'a> {
    pub(super) fn new() -> Self {
        Self { ascending: true, ..Self::default() }
    }

    pub(super) fn insert(&mut self, key: Key<'a>, offset: usize) -> Result<(), Error> {
        if self.spilled.is_empty() {
            if let Some(slot) = self.inline.get_mut(self.len) {
                *slot = Some(key);
                let before = self.inline.get(..self.len).unwrap_or_default();
                if before.contains(&Some(key)) {
                    return Err(Error::new(ErrorKind::DuplicateKey, offset));
                }
                self.len = self.len.saturating_add(1);
                return Ok(());
            }
            self.spilled.extend(self.inline.iter().flatten().map(|key| (*key, 0)));
            self.ascending = self.spilled.is_sorted();
        }
        if self.ascending && self.spilled.last().is_some_and(|(last, _)| *last >= key) {
            self.ascending = false;
        }
        self.spilled.push((key, offset));
        Ok(())
    }

    /// To be called after the last key.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        if self.ascending || self.spilled.is_empty() {
            return Ok(());
        }
        self.spilled.sort_unstable();
        let neighbours = self.spilled.iter().zip(self.spilled.iter().skip(1));
        match neighbours.filter(|(a, b)| a.0 == b.0).map(|(_, b)| b.1).min() {
            Some(offset) => Err(Error::new(ErrorKind::DuplicateKey, offset)),
            None => Ok(()),
        }
    }
}
