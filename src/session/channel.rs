//! The encrypted channel, the only caller of the AEAD.

use zeroize::Zeroizing;

use crate::crypto::CryptoProvider;
use crate::session::SessionKeys;

/// Which side of the channel this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Sends under SKReader with IV identifier 0.
    Reader,
    /// Sends under SKDevice with IV identifier 1.
    Mdoc,
}

/// AES-256-GCM with one counter per direction, from 1. Neither `Clone` nor `Serialize`: a copy would repeat an IV.
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

impl Channel {
    /// A fresh channel.
    #[must_use]
    pub fn new(provider: CryptoProvider, keys: SessionKeys, side: Side) -> Self {
        todo!()
    }

    /// Encrypts in place.
    ///
    /// # Errors
    /// [`ChannelError::CounterExhausted`] or [`ChannelError::TooLong`].
    pub fn seal(&mut self, plaintext: Vec<u8>) -> Result<Vec<u8>, ChannelError> {
        todo!()
    }

    /// Decrypts; the counter advances only when the tag was right.
    ///
    /// # Errors
    /// [`ChannelError::Decrypt`] or [`ChannelError::CounterExhausted`].
    pub fn open(&mut self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, ChannelError> {
        todo!()
    }
}
