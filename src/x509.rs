//! Layer 3: X.509 certificates (RFC 5280) and certification paths, on `x509-cert`.
//!
//! A [`Certificate`] keeps the bytes it came in, so that its signature is verified over what was received. [`validate`]
//! leads a chain to one of the caller's anchors and writes one line per rule and certificate to a report.

mod algorithm;
mod certificate;
mod error;
pub(crate) mod extension;
mod kind;
pub(crate) mod name;
mod part;
mod path;
mod profile;

pub(crate) use algorithm::{Signed, curve_identifier, der_signature, scheme_identifier, verify as verify_signed};
pub use certificate::Certificate;
pub(crate) use certificate::{RawExtension, unix_time};
pub use error::CertificateError;
pub use extension::{BasicConstraints, Extension, KeyUsage};
pub use kind::Kind;
pub(crate) use path::{
    Judgement, NO_PATH, judge_authority, judge_country, judge_extensions, judge_state, validate_known, validate_trusted,
};
pub use path::{Path, PathCache, Purpose, validate};
pub use profile::judge_profile;
