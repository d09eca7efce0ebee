//! Layer 5: issuer, digest, device and reader authentication - unverified type in, judged type out.

pub mod device;
pub mod issuer;
pub mod reader;
