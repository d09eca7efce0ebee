//! The encrypted channel, the only caller of the AEAD (edition 1 9.1.1.5, edition 2 12.2.5).

use core::fmt;
use core::ops::Range;

use zeroize::Zeroizing;

use crate::crypto::CryptoProvider;
use crate::redact::Wiped;
use crate::session::{Plaintext, SessionKeys};

#[cfg(test)]
mod tests;

/// Which side of the channel this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Sends under SKReader with IV identifier 0.
    Reader,
    /// Sends under SKDevice with IV identifier 1.
    Mdoc,
}

impl Side {
    const fn peer(self) -> Self {
        match self {
            Self::Reader => Self::Mdoc,
            Self::Mdoc => Self::Reader,
        }
    }

    /// The 8-byte identifier and the 4-byte big-endian counter.
    fn iv(self, counter: u32) -> [u8; 12] {
        let identifier = match self {
            Self::Reader => 0,
            Self::Mdoc => 1,
        };
        let [a, b, c, d] = counter.to_be_bytes();
        [0, 0, 0, 0, 0, 0, 0, identifier, a, b, c, d]
    }
}

/// AES-256-GCM with one counter per direction, from 1. Neither `Clone` nor `Serialize`: a copy would repeat an IV.
#[derive(Debug)]
pub struct Channel {
    provider: CryptoProvider,
    keys: SessionKeys,
    side: Side,
    sent: u32,
    received: u32,
}

/// Why the channel refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChannelError {
    /// The message does not decrypt under the expected counter.
    Decrypt,
    /// The counter has reached its end.
    CounterExhausted,
    /// The message is too long.
    TooLong,
}

impl fmt::Display for ChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Decrypt => "the message does not decrypt",
            Self::CounterExhausted => "the message counter has reached its end",
            Self::TooLong => "the message is too long",
        })
    }
}

impl core::error::Error for ChannelError {}

/// The counter value after `used`; the last one, 2^32 - 1, is never used.
fn next(used: u32) -> Result<u32, ChannelError> {
    used.checked_add(1).filter(|next| *next != u32::MAX).ok_or(ChannelError::CounterExhausted)
}

impl Channel {
    /// A fresh channel.
    #[must_use]
    pub fn new(provider: CryptoProvider, keys: SessionKeys, side: Side) -> Self {
        Self { provider, keys, side, sent: 0, received: 0 }
    }

    fn key(&self, sender: Side) -> &[u8; 32] {
        match sender {
            Side::Reader => &self.keys.sk_reader,
            Side::Mdoc => &self.keys.sk_device,
        }
    }

    /// Encrypts, and appends the tag, for which there should be room. The counter value is spent whether or not this
    /// succeeds.
    ///
    /// # Errors
    /// As [`seal_in_place`](Self::seal_in_place).
    pub fn seal(&mut self, mut plaintext: Zeroizing<Vec<u8>>) -> Result<Vec<u8>, ChannelError> {
        let tag = self.seal_in_place(&mut plaintext)?;
        let mut sealed = core::mem::take(&mut *plaintext);
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// Encrypts where the message stands, and returns the tag that goes behind it. The counter value is spent whether
    /// or not this succeeds.
    ///
    /// # Errors
    /// [`ChannelError::CounterExhausted`] or [`ChannelError::TooLong`]; then `message` is to be wiped.
    pub fn seal_in_place(&mut self, message: &mut [u8]) -> Result<[u8; 16], ChannelError> {
        self.sent = next(self.sent)?;
        let iv = self.side.iv(self.sent);
        self.provider.aead.seal(self.key(self.side), &iv, message).map_err(|_| ChannelError::TooLong)
    }

    /// Decrypts `data`, ciphertext and tag, where it stands in `message`; the counter advances only when the tag was
    /// right. Where it was not, the message is wiped.
    ///
    /// # Errors
    /// [`ChannelError::Decrypt`] or [`ChannelError::CounterExhausted`].
    pub fn open(&mut self, message: Vec<u8>, data: Range<usize>) -> Result<Plaintext, ChannelError> {
        let mut message = Wiped::new(message);
        let counter = next(self.received)?;
        let sender = self.side.peer();
        let sealed = message.get_mut(data.clone()).ok_or(ChannelError::Decrypt)?;
        let opened = self.provider.aead.open(self.key(sender), &sender.iv(counter), sealed);
        let length = opened.map_err(|_| ChannelError::Decrypt)?.len();
        self.received = counter;
        Ok(Plaintext::new(message, data.start..data.start.saturating_add(length)))
    }
}
