//! Layer 3: COSE (RFC 9052, RFC 9053) as ISO/IEC 18013-5 uses it: untagged Sign1 and Mac0, COSE_Key, x5chain.
//!
//! Reading borrows and keeps exact bytes; registries, header building and message assembly come from `coset`.

mod error;
mod header;
mod key;
mod mac0;
mod sign1;

pub use error::CoseError;
pub use header::{Algorithm, Headers};
pub use key::{CoseKey, Form, encode_key};
pub use mac0::Mac0;
pub use sign1::{Sign1, SigningInput, sign1};
