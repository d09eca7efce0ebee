//! Messages in pieces (edition 1 8.3.3.1.1.5, edition 2 11.1.3.4).
//!
//! ```text
//! value = 0x01 || part of the message          ; more follow
//!       / 0x00 || last part of the message
//! ```
//!
//! A whole value is at most min(MTU - 3, 512) bytes: three go to the head of a write or notification, and an attribute
//! ends at 512 whatever MTU was agreed. A sender uses the largest size.

use core::iter::FusedIterator;

/// More values of the same message follow.
pub const MORE: u8 = 0x01;
/// The last, or only, value of a message.
pub const LAST: u8 = 0x00;

/// The MTU that every connection begins with, and the least there is.
pub const LEAST_MTU: usize = 23;
/// The largest attribute value.
pub const LARGEST_VALUE: usize = 512;

/// How long a value this side's stack sends may be.
///
/// The standard's is min(MTU - 3, 512). Some stacks do less: bluetoothd 5.66 silently drops writes of more than 510 bytes,
/// and one whose peer takes multiple-value notifications cuts a notification to MTU - 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueSize {
    /// Bytes of the MTU that are not the value's, at least 3.
    overhead: usize,
    /// The longest value whatever the MTU, at most 512.
    longest: usize,
}

impl ValueSize {
    /// min(MTU - 3, 512).
    pub const STANDARD: Self = Self { overhead: 3, longest: LARGEST_VALUE };

    /// min(MTU - `overhead`, `longest`), within what the standard allows: an overhead below 3 or above 20 counts as these,
    /// and a length below 2 or above 512.
    #[must_use]
    pub fn new(overhead: usize, longest: usize) -> Self {
        Self { overhead: overhead.clamp(3, 20), longest: longest.clamp(2, LARGEST_VALUE) }
    }

    /// The same, but no value longer than `longest`.
    #[must_use]
    pub fn at_most(self, longest: usize) -> Self {
        Self::new(self.overhead, longest.min(self.longest))
    }

    /// The longest value under `mtu`; one below 23, which Bluetooth does not have, counts as 23. Never less than 2: a prefix
    /// and a byte.
    #[must_use]
    pub fn of(self, mtu: usize) -> usize {
        mtu.max(LEAST_MTU).saturating_sub(self.overhead).min(self.longest)
    }
}

impl Default for ValueSize {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Takes the next value of at most `size` bytes from the front of `message`: its prefix, and its part of the message.
/// `None` when nothing is left. A size below 2 counts as 2.
pub fn next<'a>(message: &mut &'a [u8], size: usize) -> Option<(u8, &'a [u8])> {
    if message.is_empty() {
        return None;
    }
    let part = size.max(2).saturating_sub(1).min(message.len());
    let (part, rest) = message.split_at_checked(part)?;
    *message = rest;
    Some((if rest.is_empty() { LAST } else { MORE }, part))
}

/// The values of a message, without copies: for each its prefix and its part of the message.
///
/// ```
/// use mdoc_proximity::transport::ble::fragment::fragments;
///
/// let values: Vec<_> = fragments(&[1, 2, 3, 4, 5], 4).collect();
/// assert_eq!(values, [(0x01, &[1, 2, 3][..]), (0x00, &[4, 5])]);
/// ```
#[must_use]
pub fn fragments(message: &[u8], size: usize) -> Fragments<'_> {
    Fragments { rest: message, size }
}

/// The iterator of [`fragments`].
#[derive(Clone)]
pub struct Fragments<'a> {
    rest: &'a [u8],
    size: usize,
}

impl<'a> Iterator for Fragments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.rest, self.size)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.rest.len().div_ceil(self.size.max(2).saturating_sub(1));
        (count, Some(count))
    }
}

impl ExactSizeIterator for Fragments<'_> {}
impl FusedIterator for Fragments<'_> {}

impl core::fmt::Debug for Fragments<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Fragments({} bytes left)", self.rest.len())
    }
}
