//! Layer 3: what the caller trusts, handed in as bytes and never fetched.

mod anchors;
mod crl;
mod list;
mod revocation;
mod rical;
mod status_list;
mod vical;

pub use anchors::{AnchorError, TrustAnchors};
pub(crate) use anchors::{Origin, Ruling};
pub use crl::{Crl, CrlError, Crls, RevokedCertificate};
pub use list::{EntryReport, EntryStanding, ListError};
pub use revocation::{Revocation, Standing, Undetermined};
pub use rical::{Rical, RicalEntry, TrustConstraint};
pub use status_list::{ContentError, ListKind, StatusList, StatusListError, StatusLists};
pub use vical::{Vical, VicalEntry};
