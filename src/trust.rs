//! Layer 3: what the caller trusts, handed in as bytes and never fetched.

mod anchors;

pub use anchors::{AnchorError, TrustAnchors};
