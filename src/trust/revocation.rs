//! What is known to be revoked, and what to do where nothing is known.

use crate::trust::{Crls, StatusLists};

/// What to make of a certificate or mobile security object of which nobody knows whether it is revoked.
///
/// The standard leaves it to the verifier (edition 1 and 2 B.3.2; edition 2 12.3.6). Whatever is chosen, the report says
/// that it is undetermined and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undetermined {
    /// It is reported: skipped where no list was handed in, a deviation where one was that could not be used.
    #[default]
    Report,
    /// It fails.
    Reject,
}

/// Revocation lists, handed in as bytes and never fetched, and the policy for what they do not tell.
#[derive(Debug, Clone, Default)]
pub struct Revocation {
    /// Certificate revocation lists.
    pub crls: Crls,
    /// Token status lists and identifier lists (edition 2).
    pub status_lists: StatusLists,
    /// What to make of what they do not tell.
    pub undetermined: Undetermined,
}
