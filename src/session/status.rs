//! Session status codes (edition 1 table 20, edition 2 table 15).

/// A status in a SessionData.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 10: session encryption error.
    EncryptionError,
    /// 11: CBOR decoding error.
    DecodingError,
    /// 20: session termination.
    Termination,
    /// Any other code; treated as termination.
    Other(u64),
}

impl Status {
    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> u64 {
        match self {
            Self::EncryptionError => 10,
            Self::DecodingError => 11,
            Self::Termination => 20,
            Self::Other(code) => code,
        }
    }

    /// The status of a code.
    #[must_use]
    pub const fn from_code(code: u64) -> Self {
        match code {
            10 => Self::EncryptionError,
            11 => Self::DecodingError,
            20 => Self::Termination,
            other => Self::Other(other),
        }
    }
}

impl core::fmt::Display for Status {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::EncryptionError => f.write_str("session encryption error (10)"),
            Self::DecodingError => f.write_str("CBOR decoding error (11)"),
            Self::Termination => f.write_str("session termination (20)"),
            Self::Other(code) => write!(f, "unknown status ({code})"),
        }
    }
}
