//! The curves of ISO/IEC 18013-5 (edition 1 table 22, edition 2 table 17).

use core::fmt;

/// An elliptic curve, by its COSE identifier (RFC 9053 7.1; brainpool: IANA COSE registry).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256, COSE 1.
    P256,
    /// NIST P-384, COSE 2.
    P384,
    /// NIST P-521, COSE 3.
    P521,
    /// X25519 (key agreement only), COSE 4.
    X25519,
    /// X448 (key agreement only), COSE 5.
    X448,
    /// Ed25519 (signatures only), COSE 6.
    Ed25519,
    /// Ed448 (signatures only), COSE 7.
    Ed448,
    /// brainpoolP256r1, COSE 256.
    BrainpoolP256r1,
    /// brainpoolP320r1, COSE 257.
    BrainpoolP320r1,
    /// brainpoolP384r1, COSE 258.
    BrainpoolP384r1,
    /// brainpoolP512r1, COSE 259.
    BrainpoolP512r1,
}

impl Curve {
    /// All curves, in the order of their COSE identifiers.
    pub const ALL: [Self; 11] = [
        Self::P256,
        Self::P384,
        Self::P521,
        Self::X25519,
        Self::X448,
        Self::Ed25519,
        Self::Ed448,
        Self::BrainpoolP256r1,
        Self::BrainpoolP320r1,
        Self::BrainpoolP384r1,
        Self::BrainpoolP512r1,
    ];

    /// The COSE identifier.
    #[must_use]
    pub const fn cose_id(self) -> i64 {
        match self {
            Self::P256 => 1,
            Self::P384 => 2,
            Self::P521 => 3,
            Self::X25519 => 4,
            Self::X448 => 5,
            Self::Ed25519 => 6,
            Self::Ed448 => 7,
            Self::BrainpoolP256r1 => 256,
            Self::BrainpoolP320r1 => 257,
            Self::BrainpoolP384r1 => 258,
            Self::BrainpoolP512r1 => 259,
        }
    }

    /// The curve of a COSE identifier.
    #[must_use]
    pub fn from_cose_id(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.cose_id() == id)
    }

    /// The name used in JOSE, COSE and the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::X25519 => "X25519",
            Self::X448 => "X448",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::BrainpoolP256r1 => "brainpoolP256r1",
            Self::BrainpoolP320r1 => "brainpoolP320r1",
            Self::BrainpoolP384r1 => "brainpoolP384r1",
            Self::BrainpoolP512r1 => "brainpoolP512r1",
        }
    }

    /// The curve of a name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.name().eq_ignore_ascii_case(name))
    }

    /// The object identifier, dotted, as certificates and PKCS#8 name the curve (RFC 5480, RFC 5639, RFC 8410).
    #[must_use]
    pub const fn oid(self) -> &'static str {
        match self {
            Self::P256 => "1.2.840.10045.3.1.7",
            Self::P384 => "1.3.132.0.34",
            Self::P521 => "1.3.132.0.35",
            Self::X25519 => "1.3.101.110",
            Self::X448 => "1.3.101.111",
            Self::Ed25519 => "1.3.101.112",
            Self::Ed448 => "1.3.101.113",
            Self::BrainpoolP256r1 => "1.3.36.3.3.2.8.1.1.7",
            Self::BrainpoolP320r1 => "1.3.36.3.3.2.8.1.1.9",
            Self::BrainpoolP384r1 => "1.3.36.3.3.2.8.1.1.11",
            Self::BrainpoolP512r1 => "1.3.36.3.3.2.8.1.1.13",
        }
    }

    /// The fixed width in bytes of a coordinate (two-coordinate curves) or of the public key (the others).
    #[must_use]
    pub const fn width(self) -> usize {
        match self {
            Self::P256 | Self::X25519 | Self::Ed25519 | Self::BrainpoolP256r1 => 32,
            Self::P384 | Self::BrainpoolP384r1 => 48,
            Self::P521 => 66,
            Self::X448 => 56,
            Self::Ed448 => 57,
            Self::BrainpoolP320r1 => 40,
            Self::BrainpoolP512r1 => 64,
        }
    }

    /// Whether keys have two coordinates (COSE kty EC2) rather than one (OKP).
    #[must_use]
    pub const fn is_two_coordinate(self) -> bool {
        !matches!(self, Self::X25519 | Self::X448 | Self::Ed25519 | Self::Ed448)
    }

    /// Whether the curve agrees on keys (session encryption, device MAC).
    #[must_use]
    pub const fn can_agree(self) -> bool {
        !matches!(self, Self::Ed25519 | Self::Ed448)
    }

    /// Whether the curve signs.
    #[must_use]
    pub const fn can_sign(self) -> bool {
        !matches!(self, Self::X25519 | Self::X448)
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
