//! What was decrypted.

use core::fmt;
use core::ops::{Deref, Range};

use crate::redact::Wiped;

/// A decrypted message, in the buffer that it came in. All of that is wiped when it is dropped, and none of it is ever
/// printed.
pub struct Plaintext {
    message: Wiped,
    range: Range<usize>,
}

impl Plaintext {
    pub(super) fn new(message: Wiped, range: Range<usize>) -> Self {
        Self { message, range }
    }
}

impl Deref for Plaintext {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.message.get(self.range.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Plaintext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plaintext({} bytes)", self.len())
    }
}
