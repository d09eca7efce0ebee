//! Layer 0: personal data that must not reach a log.

#[cfg(test)]
mod tests;

use core::fmt;
use core::ops::{Deref, DerefMut};

use zeroize::Zeroize;

/// A value that `Debug` does not show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pii<T>(pub T);

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(redacted)")
    }
}

impl<T> Deref for Pii<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Bytes that are wiped when they are dropped, and not shown by `Debug`.
///
/// `Zeroizing<Vec<u8>>` does the same one byte after the other, which for a portrait takes longer than its decryption.
#[derive(Clone, Default)]
pub(crate) struct Wiped(Vec<u8>);

impl Wiped {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, for somebody else to wipe.
    pub(crate) fn into_vec(mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Wipes all of the buffer in one go, and empties it.
pub(crate) fn wipe(buffer: &mut Vec<u8>) {
    // Spare room is wiped as a whole, and then all of it is spare.
    buffer.clear();
    buffer.zeroize();
}

impl Deref for Wiped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl DerefMut for Wiped {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl fmt::Debug for Wiped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}
