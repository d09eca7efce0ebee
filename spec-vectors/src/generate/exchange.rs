//! The cases that test an exchange: engagements, keys, sessions of holders and readers, requests and who asks, streams.

mod ask;
mod draft;
mod engagement;
mod holder;
mod keys;
mod l2cap;
mod ndef;
mod nfc;
mod reader;
mod reader_auth;
mod stage;

use crate::format::Case;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [
        engagement::cases(),
        holder::cases(),
        keys::cases(),
        l2cap::cases(),
        nfc::cases(),
        reader::cases(),
        reader_auth::cases(),
    ]
    .concat()
}
