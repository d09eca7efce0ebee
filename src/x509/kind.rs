//! The kinds of certificates of Annexes B, C and F.

use crate::report::Clause;
use crate::x509::KeyUsage;

/// What a certificate is in the standard's eyes, and so which profile it has to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An IACA root.
    Iaca,
    /// A link certificate: a new IACA key, signed by the old one.
    Link,
    /// A document signer.
    DocumentSigner,
    /// A reader.
    Reader,
    /// The CA of readers, whose profile the standard leaves open.
    ReaderCa,
    /// The signer of a VICAL.
    VicalSigner,
    /// The signer of a RICAL (edition 2).
    RicalSigner,
    /// The signer of a token status list or an identifier list (edition 2).
    ListSigner,
    /// The CA of those who sign lists, whose profile the standard leaves open.
    ListCa,
}

impl Kind {
    /// What reports call it, as in "the document signer".
    #[must_use]
    pub const fn role(self) -> &'static str {
        match self {
            Self::Iaca => "the IACA root",
            Self::Link => "the link certificate",
            Self::DocumentSigner => "the document signer",
            Self::Reader => "the reader certificate",
            Self::ReaderCa => "the reader CA",
            Self::VicalSigner => "the VICAL signer",
            Self::RicalSigner => "the RICAL signer",
            Self::ListSigner => "the list signer",
            Self::ListCa => "the CA of list signers",
        }
    }

    /// Where its profile stands.
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        match self {
            Self::Iaca => &Clause { ed1: "B.1.2", ed2: "B.1.2" },
            Self::Link => &Clause { ed1: "B.1.3", ed2: "B.1.3" },
            Self::DocumentSigner => &Clause { ed1: "B.1.4", ed2: "B.1.4" },
            Self::Reader | Self::ReaderCa => &Clause { ed1: "B.1.7", ed2: "B.1.5" },
            Self::VicalSigner | Self::ListCa => &Clause { ed1: "C.1.7.2", ed2: "C.1.7.2" },
            Self::RicalSigner => &Clause { ed1: "-", ed2: "F.3.2" },
            Self::ListSigner => &Clause { ed1: "-", ed2: "B.1.7" },
        }
    }

    /// Whether it is a CA.
    #[must_use]
    pub const fn is_authority(self) -> bool {
        matches!(self, Self::Iaca | Self::Link) || self.is_open()
    }

    /// Whether the standard leaves its profile open, so that only what it asks of every certificate is judged.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::ReaderCa | Self::ListCa)
    }

    /// What issues certificates of this kind.
    #[must_use]
    pub const fn issuer(self) -> Self {
        match self {
            Self::Iaca | Self::Link | Self::DocumentSigner => Self::Iaca,
            Self::Reader | Self::ReaderCa => Self::ReaderCa,
            Self::VicalSigner | Self::RicalSigner | Self::ListSigner | Self::ListCa => Self::ListCa,
        }
    }

    /// The longest life, in days; none where the standard sets none.
    #[must_use]
    pub const fn longest_life(self) -> Option<u32> {
        match self {
            // 20 years, with as many leap days as they can have.
            Self::Iaca | Self::Link => Some(20 * 365 + 5),
            Self::DocumentSigner => Some(457),
            Self::Reader | Self::VicalSigner | Self::RicalSigner | Self::ListSigner => Some(1187),
            Self::ReaderCa | Self::ListCa => None,
        }
    }

    /// The key usage, exactly.
    #[must_use]
    pub const fn key_usage(self) -> KeyUsage {
        match self {
            Self::Iaca | Self::Link | Self::ReaderCa | Self::ListCa => KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN),
            Self::DocumentSigner | Self::Reader | Self::ListSigner => KeyUsage::DIGITAL_SIGNATURE,
            Self::VicalSigner | Self::RicalSigner => KeyUsage::NON_REPUDIATION,
        }
    }
}
