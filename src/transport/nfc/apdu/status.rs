//! Status words.

use core::fmt;

/// SW1 and SW2 of a response (ISO/IEC 7816-4 5.6).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// 9000: done.
    pub const OK: Self = Self(0x9000);
    /// 6282: the file ended before the expected bytes.
    pub const END_OF_FILE: Self = Self(0x6282);
    /// 6700: a wrong length.
    pub const LENGTH: Self = Self(0x6700);
    /// 6883: the last command of a chain was expected.
    pub const CHAIN: Self = Self(0x6883);
    /// 6884: this command cannot be chained.
    pub const NO_CHAINING: Self = Self(0x6884);
    /// 6982: access is denied.
    pub const SECURITY: Self = Self(0x6982);
    /// 6985: not now.
    pub const CONDITIONS: Self = Self(0x6985);
    /// 6986: no file is selected.
    pub const NO_FILE: Self = Self(0x6986);
    /// 6A80: the command data are not valid.
    pub const DATA: Self = Self(0x6a80);
    /// 6A82: no such application or file.
    pub const NOT_FOUND: Self = Self(0x6a82);
    /// 6A84: not enough memory.
    pub const MEMORY: Self = Self(0x6a84);
    /// 6A86: P1 and P2 are not valid.
    pub const PARAMETERS: Self = Self(0x6a86);
    /// 6B00: outside of the file.
    pub const OFFSET: Self = Self(0x6b00);
    /// 6D00: unknown instruction.
    pub const INSTRUCTION: Self = Self(0x6d00);
    /// 6E00: unknown class.
    pub const CLASS: Self = Self(0x6e00);
    /// 6F00: no precise diagnosis.
    pub const UNKNOWN: Self = Self(0x6f00);

    /// 61XX: this many bytes are left; 0 stands for 256 or more.
    #[must_use]
    pub const fn more(left: u8) -> Self {
        Self(0x6100 | left as u16)
    }

    /// How many bytes are left, where the status says so: 0 stands for 256 or more.
    #[must_use]
    pub const fn left(self) -> Option<u8> {
        let [high, low] = self.0.to_be_bytes();
        if high == 0x61 { Some(low) } else { None }
    }

    /// The response that is this status alone.
    #[must_use]
    pub fn to_vec(self) -> Vec<u8> {
        self.0.to_be_bytes().to_vec()
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusWord({self})")
    }
}
