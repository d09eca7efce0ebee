//! Hash and signature algorithms.

use subtle::ConstantTimeEq;

use super::Curve;

/// A digest algorithm of ISO/IEC 18013-5 (edition 1 9.1.2.5, edition 2 12.3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// SHA-256, 32 bytes.
    Sha256,
    /// SHA-384, 48 bytes.
    Sha384,
    /// SHA-512, 64 bytes.
    Sha512,
}

impl HashAlgorithm {
    /// The name used in a mobile security object.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The algorithm of an exact, case-sensitive name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|hash| hash.name() == name)
    }

    /// The length of a digest in bytes.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "no digest is empty")]
    pub const fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// A digest of up to 64 bytes.
#[derive(Clone, Copy)]
pub struct Digest {
    bytes: [u8; 64],
    algorithm: HashAlgorithm,
}

impl Digest {
    /// A digest from the output of `algorithm`; bytes missing are zero, bytes too many are dropped.
    #[must_use]
    pub fn new(algorithm: HashAlgorithm, output: &[u8]) -> Self {
        let mut bytes = [0; 64];
        for (to, from) in bytes.iter_mut().zip(output.iter().take(algorithm.len())) {
            *to = *from;
        }
        Self { bytes, algorithm }
    }

    /// The digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.algorithm.len()).unwrap_or(&self.bytes)
    }

    /// Whether the digest equals `other`, in time that depends on the lengths only.
    #[must_use]
    pub fn matches(&self, other: &[u8]) -> bool {
        self.as_bytes().ct_eq(other).into()
    }
}

/// How a signature is made from a message, independent of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureScheme {
    /// ECDSA over a digest (FIPS 186-5), signature `r || s` in fixed width.
    Ecdsa(HashAlgorithm),
    /// EdDSA (RFC 8032) as the key's curve has it.
    EdDsa,
}

/// A COSE signature algorithm that ISO/IEC 18013-5 names (edition 1 table 20, edition 2 12.3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ES256 (-7): P-256, brainpoolP256r1.
    Es256,
    /// ES384 (-35): P-384, brainpoolP320r1, brainpoolP384r1.
    Es384,
    /// ES512 (-36): P-521, brainpoolP512r1.
    Es512,
    /// EdDSA (-8): Ed25519, Ed448.
    EdDsa,
}

impl SignatureAlgorithm {
    /// The COSE identifier.
    #[must_use]
    pub const fn cose_id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::Es512 => -36,
            Self::EdDsa => -8,
        }
    }

    /// The algorithm of a COSE identifier, where the standard permits it.
    #[must_use]
    pub fn from_cose_id(id: i64) -> Option<Self> {
        [Self::Es256, Self::Es384, Self::Es512, Self::EdDsa].into_iter().find(|algorithm| algorithm.cose_id() == id)
    }

    /// The name in the COSE registry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The one algorithm the standard pairs with a curve; none for curves that do not sign.
    #[must_use]
    pub const fn for_curve(curve: Curve) -> Option<Self> {
        match curve {
            Curve::P256 | Curve::BrainpoolP256r1 => Some(Self::Es256),
            Curve::P384 | Curve::BrainpoolP320r1 | Curve::BrainpoolP384r1 => Some(Self::Es384),
            Curve::P521 | Curve::BrainpoolP512r1 => Some(Self::Es512),
            Curve::Ed25519 | Curve::Ed448 => Some(Self::EdDsa),
            Curve::X25519 | Curve::X448 => None,
        }
    }

    /// How signatures of this algorithm are made.
    #[must_use]
    pub const fn scheme(self) -> SignatureScheme {
        match self {
            Self::Es256 => SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
            Self::Es384 => SignatureScheme::Ecdsa(HashAlgorithm::Sha384),
            Self::Es512 => SignatureScheme::Ecdsa(HashAlgorithm::Sha512),
            Self::EdDsa => SignatureScheme::EdDsa,
        }
    }
}
