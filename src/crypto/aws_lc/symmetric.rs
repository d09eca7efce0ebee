//! Digests, HMAC, HKDF and AES-GCM.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    digest, hkdf, hmac,
};
use zeroize::Zeroize;

use super::AwsLc;
use crate::crypto::{Aead, CryptoError, Digest, Hash, HashAlgorithm, Kdf, Mac};

/// AWS-LC's name of a digest algorithm.
pub(super) fn algorithm(hash: HashAlgorithm) -> &'static digest::Algorithm {
    match hash {
        HashAlgorithm::Sha256 => &digest::SHA256,
        HashAlgorithm::Sha384 => &digest::SHA384,
        HashAlgorithm::Sha512 => &digest::SHA512,
    }
}

/// The digest of the concatenated `parts`.
pub(super) fn digest(hash: HashAlgorithm, parts: &[&[u8]]) -> digest::Digest {
    if let [message] = parts {
        // 64 bytes in one go take 0.09 us, in parts 0.13 us.
        return digest::digest(algorithm(hash), message);
    }
    let mut context = digest::Context::new(algorithm(hash));
    for part in parts {
        context.update(part);
    }
    context.finish()
}

impl Hash for AwsLc {
    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        Digest::new(algorithm, digest(algorithm, parts).as_ref())
    }
}

impl Mac for AwsLc {
    fn hmac_sha256(&self, key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
        for part in parts {
            context.update(part);
        }
        let mut tag = [0; 32];
        tag.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
        tag
    }
}

// The crates hkdf and hmac are faster by 0.15 us a key or tag (0.44 and 0.59, 0.32 and 0.46 us): too little in a
// presentation of 150 us to have results depend on a second crate.
impl Kdf for AwsLc {
    fn hkdf_sha256(&self, ikm: &[u8], salt: &[u8], info: &[u8], output: &mut [u8]) -> Result<(), CryptoError> {
        // HMAC fills a key with zeros, so an empty salt is the default salt.
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(ikm);
        let okm = key.expand(core::slice::from_ref(&info), Length(output.len())).map_err(|_| CryptoError::Length)?;
        okm.fill(output).map_err(|_| CryptoError::Length)
    }
}

/// How much an HKDF has to give.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// AES-256-GCM under `key`.
fn cipher(key: &[u8; 32]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key).ok().map(LessSafeKey::new)
}

impl Aead for AwsLc {
    fn seal(&self, key: &[u8; 32], iv: &[u8; 12], message: &mut [u8]) -> Result<[u8; 16], CryptoError> {
        let cipher = cipher(key).ok_or(CryptoError::Length)?;
        let nonce = Nonce::assume_unique_for_key(*iv);
        let tag = cipher.seal_in_place_separate_tag(nonce, Aad::empty(), message).map_err(|_| CryptoError::Length)?;
        tag.as_ref().try_into().map_err(|_| CryptoError::Length)
    }

    fn open<'m>(&self, key: &[u8; 32], iv: &[u8; 12], sealed: &'m mut [u8]) -> Result<&'m mut [u8], CryptoError> {
        let nonce = Nonce::assume_unique_for_key(*iv);
        let opened = cipher(key).and_then(|cipher| Some(cipher.open_in_place(nonce, Aad::empty(), sealed).ok()?.len()));
        match opened {
            Some(length) => sealed.get_mut(..length).ok_or(CryptoError::BadCiphertext),
            None => {
                // The tag is checked after the decryption. AWS-LC wipes what it wrote; this does not rest on it.
                sealed.zeroize();
                Err(CryptoError::BadCiphertext)
            }
        }
    }
}
