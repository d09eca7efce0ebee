//! The other end of a session in our own hands: every message by hand, under the right keys.

use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::model::session::{encode_data, encode_establishment};
use mdoc_proximity::session::{Channel, SessionKeys, Side};

use super::world::WORLD;

/// A peer that knows the keys and keeps no rule.
pub struct Peer {
    channel: Channel,
}

impl Peer {
    pub fn new(provider: CryptoProvider, side: Side) -> Self {
        let keys = SessionKeys::derive(&provider, &WORLD.zab(), &WORLD.transcript).expect("session keys");
        Self { channel: Channel::new(provider, keys, side) }
    }

    pub fn establishment(&mut self, plaintext: &[u8]) -> Vec<u8> {
        encode_establishment(&WORLD.e_reader_key_bytes, &self.seal(plaintext))
    }

    pub fn data(&mut self, plaintext: &[u8], status: Option<u64>) -> Vec<u8> {
        encode_data(Some(&self.seal(plaintext)), status)
    }

    /// What the other side encrypted, where it is next in turn.
    pub fn open(&mut self, ciphertext: &[u8]) -> Option<Vec<u8>> {
        self.channel.open(ciphertext.to_vec(), 0..ciphertext.len()).ok().map(|plaintext| plaintext.to_vec())
    }

    fn seal(&mut self, plaintext: &[u8]) -> Vec<u8> {
        self.channel.seal(plaintext.to_vec().into()).expect("a counter that is left")
    }
}
