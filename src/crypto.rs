//! Layer 2: the cryptography the protocol needs, behind [`CryptoProvider`].
//!
//! A provider is a struct of `&'static dyn` parts, handed to the builders explicitly: there is no global default, and
//! parts of several providers can be combined (a fast one for what it has, [`rustcrypto`] for the rest).
//! Everything above this layer names curves, algorithms and keys by the types here and never by a crate's.

mod algorithm;
mod curve;
mod error;
mod key;
mod provider;
#[cfg(feature = "rustcrypto")]
pub mod rustcrypto;

pub use algorithm::{Digest, HashAlgorithm, SignatureAlgorithm, SignatureScheme};
pub use curve::Curve;
pub use error::CryptoError;
pub use key::{Point, PublicKey, SecretKey, SharedSecret};
pub use provider::{Aead, AgreementKey, CryptoProvider, Hash, Kdf, Keys, Mac, SigningKey, Verifier};

/// The random generator that operations ask for: cryptographically secure, from the caller.
pub use rand_core::CryptoRng;
