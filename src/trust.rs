//! Layer 3: what the caller trusts, handed in as bytes and never fetched.

mod anchors;
mod crl;
mod revocation;
mod status_list;

pub use anchors::{AnchorError, TrustAnchors};
pub use crl::Crls;
pub use revocation::{Revocation, Undetermined};
pub use status_list::{ContentError, ListKind, StatusList, StatusListError, StatusLists};
