//! Layer 3: COSE (RFC 9052, RFC 9053) as ISO/IEC 18013-5 uses it: untagged Sign1 and Mac0, COSE_Key, x5chain.
//!
//! Reading borrows and keeps exact bytes, so it goes through our own [`Reader`](crate::cbor::Reader): `coset` copies
//! every part, does not tell a missing algorithm from an unprotected one, and asserts on attached payloads. Writing
//! goes through our own [`Writer`](crate::cbor::Writer) likewise, and is tested against `coset`. The registries are
//! `coset`'s.

mod error;
mod header;
mod key;
mod mac0;
mod sign1;
mod structure;
mod writing;

#[cfg(test)]
mod tests;

pub use error::CoseError;
pub use header::{Algorithm, Headers};
pub(crate) use key::encode_key_bytes;
pub use key::{CoseKey, Form, encode_key};
pub use mac0::Mac0;
pub use sign1::{Sign1, SigningInput, sign1};
pub use structure::{mac_structure, sig_structure};
