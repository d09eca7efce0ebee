//! Layer 2: the cryptography the protocol needs, behind [`CryptoProvider`].
//!
//! A provider is a struct of `&'static dyn` parts, handed to the builders explicitly: nothing below chooses one, and parts
//! of several providers can be combined (`examples/own_provider.rs`). Two come with the crate, each behind a feature:
//! `rustcrypto`, pure Rust, and `aws_lc`, three times as fast. [`DEFAULT_PROVIDER`] is the faster that is there.
//! Everything above this layer names curves, algorithms and keys by the types here and never by a crate's.

mod algorithm;
#[cfg(feature = "aws-lc-rs")]
pub mod aws_lc;
#[cfg(any(feature = "aws-lc-rs", feature = "rustcrypto"))]
mod by_curve;
mod curve;
mod derived_key;
#[cfg(any(feature = "aws-lc-rs", feature = "rustcrypto"))]
mod ed25519;
mod error;
mod key;
mod provider;
#[cfg(feature = "rustcrypto")]
pub mod rustcrypto;
#[cfg(any(feature = "aws-lc-rs", feature = "rustcrypto"))]
mod stack;
#[cfg(all(test, any(feature = "aws-lc-rs", feature = "rustcrypto")))]
mod tests;

pub use algorithm::{Digest, HashAlgorithm, SignatureAlgorithm, SignatureScheme};
pub use curve::Curve;
pub use derived_key::DerivedKey;
pub use error::CryptoError;
pub use key::{Point, PublicKey, SecretKey, SharedSecret};
pub use provider::{Aead, AgreementKey, CryptoProvider, Hash, Kdf, Keys, Mac, SigningKey, Verifier};

/// The providers of this build, the fastest first.
pub const PROVIDERS: &[CryptoProvider] = &[
    #[cfg(feature = "aws-lc-rs")]
    aws_lc::PROVIDER,
    #[cfg(feature = "rustcrypto")]
    rustcrypto::PROVIDER,
];

/// What to pass where nothing speaks for another provider: the fastest of this build.
#[cfg(feature = "aws-lc-rs")]
pub const DEFAULT_PROVIDER: CryptoProvider = aws_lc::PROVIDER;

/// What to pass where nothing speaks for another provider: the fastest of this build.
#[cfg(all(feature = "rustcrypto", not(feature = "aws-lc-rs")))]
pub const DEFAULT_PROVIDER: CryptoProvider = rustcrypto::PROVIDER;

/// The random generator that operations ask for: cryptographically secure, from the caller.
pub use rand_core::CryptoRng;
