//! The cases that test a reader's judgement: of responses, of trust, of lists.

mod positive;

use crate::format::Case;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [positive::cases()].concat()
}
