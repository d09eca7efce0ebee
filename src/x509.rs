//! Layer 3: X.509 certificates (RFC 5280) and certification paths, on `x509-cert`.

mod certificate;
mod error;
mod name;
mod path;

pub use certificate::Certificate;
pub use error::CertificateError;
pub use path::{Path, Purpose, validate};
