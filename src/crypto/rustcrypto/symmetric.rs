//! Digests, HMAC, HKDF and AES-GCM.

use aes_gcm::{AeadInOut, Aes256Gcm};
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::crypto::stack;

use super::RustCrypto;
use crate::crypto::{Aead, CryptoError, Digest, Hash, HashAlgorithm, Kdf, Mac};

/// The digest of the concatenated `parts`.
pub(super) fn digest(algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
    match algorithm {
        HashAlgorithm::Sha256 => digest_with::<Sha256>(algorithm, parts),
        HashAlgorithm::Sha384 => digest_with::<Sha384>(algorithm, parts),
        HashAlgorithm::Sha512 => digest_with::<Sha512>(algorithm, parts),
    }
}

fn digest_with<D: sha2::Digest>(algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    Digest::new(algorithm, &hasher.finalize())
}

impl Hash for RustCrypto {
    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        digest(algorithm, parts)
    }
}

impl Mac for RustCrypto {
    fn hmac_sha256(&self, key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        // RFC 2104: a key longer than the block is hashed, a shorter one is filled up with zeros.
        let mut block = Zeroizing::new([0; 64]);
        let hashed;
        let key = if key.len() > block.len() {
            hashed = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(key)));
            hashed.as_slice()
        } else {
            key
        };
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
        stack::wiped(|| {
            let mut mac = Hmac::<Sha256>::new((&*block).into());
            for part in parts {
                mac.update(part);
            }
            mac.finalize().into_bytes().into()
        })
    }
}

impl Kdf for RustCrypto {
    fn hkdf_sha256(&self, ikm: &[u8], salt: &[u8], info: &[u8], output: &mut [u8]) -> Result<(), CryptoError> {
        // HMAC fills a key with zeros, so an empty salt is the default salt.
        let derive = || hkdf::Hkdf::<Sha256>::new(Some(salt), ikm).expand(info, output);
        stack::wiped(derive).map_err(|_| CryptoError::Length)
    }
}

impl Aead for RustCrypto {
    fn seal(&self, key: &[u8; 32], iv: &[u8; 12], message: &mut [u8]) -> Result<[u8; 16], CryptoError> {
        let seal = || Aes256Gcm::new(key.into()).encrypt_inout_detached(iv.into(), &[], message.into());
        stack::wiped(seal).map(Into::into).map_err(|_| CryptoError::Length)
    }

    fn open<'m>(&self, key: &[u8; 32], iv: &[u8; 12], sealed: &'m mut [u8]) -> Result<&'m mut [u8], CryptoError> {
        let (message, tag) = sealed.split_last_chunk_mut::<16>().ok_or(CryptoError::BadCiphertext)?;
        let tag = (&*tag).into();
        // The tag is checked before anything is decrypted: what stays in the buffer on failure is the ciphertext.
        let open = || Aes256Gcm::new(key.into()).decrypt_inout_detached(iv.into(), &[], (&mut *message).into(), tag);
        stack::wiped(open).map_err(|_| CryptoError::BadCiphertext)?;
        Ok(message)
    }
}
