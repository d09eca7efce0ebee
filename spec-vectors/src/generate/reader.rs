//! The cases that test a reader's judgement: of responses, of trust, of lists.

mod bounds;
mod data;
mod device;
mod issuer;
mod items;
pub(super) mod lists;
mod mso;
mod path;
mod positive;
mod profile;
mod response;
mod revocation;

use crate::format::Case;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [
        positive::cases(),
        items::cases(),
        issuer::cases(),
        mso::cases(),
        device::cases(),
        response::cases(),
        data::cases(),
        path::cases(),
        profile::cases(),
        revocation::cases(),
        lists::cases(),
        bounds::cases(),
    ]
    .concat()
}
