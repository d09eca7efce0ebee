//! The cases that test a reader's judgement: of responses, of trust, of lists.

mod device;
mod issuer;
mod items;
mod mso;
mod positive;

use crate::format::Case;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [positive::cases(), items::cases(), issuer::cases(), mso::cases(), device::cases()].concat()
}
