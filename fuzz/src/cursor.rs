//! Choices read from the front of an input. Where it is used up, they are all zero.

use core::time::Duration;

pub struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    pub fn bit(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    pub fn u16(&mut self) -> u16 {
        let bytes = self.take(2);
        u16::from(bytes.first().copied().unwrap_or(0)) | u16::from(bytes.get(1).copied().unwrap_or(0)) << 8
    }

    /// As many bytes, or what is left.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A piece whose length stands in front of it, in two bytes.
    pub fn piece(&mut self) -> &'a [u8] {
        let length = usize::from(self.u16());
        self.take(length)
    }

    /// A step of time: from microseconds to hours, and now and then a jump to where clocks end.
    pub fn time(&mut self) -> Duration {
        let (unit, count) = (self.byte(), u64::from(self.byte()));
        match unit % 8 {
            0 => Duration::from_micros(count),
            1 | 2 => Duration::from_millis(count * 10),
            3 | 4 => Duration::from_secs(count),
            5 => Duration::from_secs(count * 60),
            6 => Duration::from_secs(count * 86_400),
            _ if unit > 250 => Duration::MAX,
            _ => Duration::ZERO,
        }
    }
}

/// A piece as [`Cursor::piece`] reads it.
pub fn piece(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a piece of at most 65,535 bytes");
    [&length.to_le_bytes(), bytes].concat()
}
