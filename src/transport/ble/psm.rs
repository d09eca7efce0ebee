//! The PSM of an L2CAP channel (edition 2 11.1.2, 11.1.4), in the encodings that are seen.
//!
//! It is known from BleOptions key 21 (a CBOR uint), from the out-of-band data of an NFC handover, or from the L2CAP
//! characteristic. The draft is silent about the bytes of that characteristic; four, big-endian, are what is deployed.

use core::fmt;

use crate::model::retrieval::BleOptions;

/// A dynamic LE PSM, `0x80` to `0xFF`: the range a server is given one of. Those below are assigned to other services,
/// and an engagement shall not lead a reader to them; those above do not exist over LE (Bluetooth Core, volume 3 part A,
/// 4.22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Psm(u8);

/// A number that is no dynamic LE PSM, or bytes that hold none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PsmError;

impl fmt::Display for PsmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no dynamic LE PSM (0x80 to 0xff)")
    }
}

impl core::error::Error for PsmError {}

impl Psm {
    /// The PSM of a number.
    ///
    /// # Errors
    /// [`PsmError`] outside `0x80..=0xff`.
    pub fn new(number: u32) -> Result<Self, PsmError> {
        u8::try_from(number).ok().filter(|number| *number >= 0x80).map(Self).ok_or(PsmError)
    }

    /// The PSM of an engagement, where it names one that can be used.
    #[must_use]
    pub fn of_options(options: &BleOptions) -> Option<Self> {
        options.psm.and_then(|psm| Self::new(psm).ok())
    }

    /// Reads the bytes of the L2CAP characteristic or of an out-of-band record: one, two or four bytes. A dynamic PSM fits
    /// in one byte and is never 0, so that in two or four bytes the order can be told.
    ///
    /// # Errors
    /// [`PsmError`] for other lengths, and for bytes that are no dynamic PSM in either order.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PsmError> {
        match bytes {
            [psm] | [0, psm] | [psm, 0] | [0, 0, 0, psm] | [psm, 0, 0, 0] => Self::new((*psm).into()),
            _ => Err(PsmError),
        }
    }

    /// The value of the L2CAP characteristic: four bytes, big-endian.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        [0, 0, 0, self.0]
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0 as u16
    }
}

impl fmt::Display for Psm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#04x}", self.0)
    }
}
