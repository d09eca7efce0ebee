//! The session's encryption, written down once more from the standard's formulas (edition 1 9.1.1.5, edition 2 12.2.5).
//!
//! Cases are made with it, and what an implementation sends is opened with it. The library has its own, so that an error
//! in one of the two shows.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hkdf::Hkdf;
use mdoc_proximity::cbor::Writer;
use sha2::{Digest, Sha256};

use crate::format::Handover;

/// The IV identifier of what the reader encrypts.
pub const READER: u8 = 0;
/// The IV identifier of what the mdoc encrypts.
pub const MDOC: u8 = 1;

/// A tag-24 byte string around `content`.
#[must_use]
pub fn embedded(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.tag(24).bytes(content);
    writer.into_vec()
}

/// `SessionTranscript = [DeviceEngagementBytes, EReaderKeyBytes, Handover]`; `e_reader_key_bytes` has its tag 24.
#[must_use]
pub fn transcript(engagement: &[u8], e_reader_key_bytes: &[u8], handover: &Handover) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(3).raw(&embedded(engagement)).raw(e_reader_key_bytes);
    match handover {
        Handover::Qr(_) => writer.null(),
        Handover::Nfc { select, request: Some(request) } => {
            writer.array(2).bytes(&select.to_vec()).bytes(&request.to_vec())
        }
        Handover::Nfc { select, request: None } => writer.array(2).bytes(&select.to_vec()).null(),
    };
    writer.into_vec()
}

/// The salt of every derivation: SHA-256 of SessionTranscriptBytes.
#[must_use]
pub fn salt(transcript: &[u8]) -> [u8; 32] {
    Sha256::digest(embedded(transcript)).into()
}

/// `HKDF-SHA-256(IKM = Zab, salt, info, L = 32)`, with info `SKReader`, `SKDevice` or `EMacKey`.
#[must_use]
pub fn derive(zab: &[u8], salt: &[u8], info: &str) -> [u8; 32] {
    let mut key = [0; 32];
    // It fails for more than 8160 bytes only.
    let _ = Hkdf::<Sha256>::new(Some(salt), zab).expand(info.as_bytes(), &mut key);
    key
}

/// The IV: an identifier of 8 bytes and a counter of 4, both big-endian.
fn iv(identifier: u8, counter: u32) -> Nonce<aes_gcm::aead::consts::U12> {
    let [a, b, c, d] = counter.to_be_bytes();
    [0, 0, 0, 0, 0, 0, 0, identifier, a, b, c, d].into()
}

/// AES-256-GCM: ciphertext and tag.
#[must_use]
pub fn seal(key: &[u8; 32], identifier: u8, counter: u32, plaintext: &[u8], additional: &[u8]) -> Vec<u8> {
    let payload = Payload { msg: plaintext, aad: additional };
    // It fails for messages of 64 GiB only.
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key)).encrypt(&iv(identifier, counter), payload).unwrap_or_default()
}

/// AES-256-GCM: the plaintext, where the tag is right.
#[must_use]
pub fn open(key: &[u8; 32], identifier: u8, counter: u32, ciphertext: &[u8]) -> Option<Vec<u8>> {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key)).decrypt(&iv(identifier, counter), ciphertext).ok()
}
