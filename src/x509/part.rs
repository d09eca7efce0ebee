//! Parts of what was received, without copies of them.

use core::ops::{Deref, Range};
use std::sync::Arc;

/// A part of a certificate's bytes. Whoever holds it shares all of them.
#[derive(Clone)]
pub(super) struct Part {
    whole: Arc<[u8]>,
    range: Range<usize>,
}

impl Part {
    /// All of `bytes`.
    pub(super) fn all(bytes: &[u8]) -> Self {
        Self { whole: Arc::from(bytes), range: 0..bytes.len() }
    }

    /// The same place as `part` has in `read`, where both hold the same bytes: `read` is what was parsed, this what is
    /// kept. `None` where `part` is no part of `read`.
    pub(super) fn like(&self, read: &[u8], part: &[u8]) -> Option<Self> {
        if part.is_empty() {
            return Some(Self { whole: Arc::clone(&self.whole), range: 0..0 });
        }
        let start = part.as_ptr().addr().checked_sub(read.as_ptr().addr())?;
        let end = start.checked_add(part.len()).filter(|end| *end <= read.len())?;
        let offset = self.range.start;
        let range = offset.checked_add(start)?..offset.checked_add(end)?;
        self.whole.get(range.clone())?;
        Some(Self { whole: Arc::clone(&self.whole), range })
    }
}

impl Deref for Part {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.whole.get(self.range.clone()).unwrap_or_default()
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Part {}

impl core::fmt::Debug for Part {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        (**self).fmt(f)
    }
}
