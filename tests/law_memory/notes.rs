//! The keys of a session, noted where no scan of the heap looks, and the provider that notes them.

use std::sync::Mutex;

use mdoc_proximity::crypto::{
    AgreementKey, CryptoError, CryptoProvider, CryptoRng, Curve, Kdf, Keys, PROVIDERS, Point, PublicKey, SecretKey,
    SigningKey,
};

/// A pattern is half a key: to leave half of one behind is to leave it behind.
const PATTERN: usize = 16;

struct Notes {
    patterns: [[u8; PATTERN]; 512],
    count: usize,
    /// The provider that does the work.
    provider: usize,
}

static NOTES: Mutex<Notes> = Mutex::new(Notes { patterns: [[0; PATTERN]; 512], count: 0, provider: 0 });

/// Notes both halves of a key, and both as a number lies in memory with its least byte first.
pub fn note(secret: &[u8]) {
    let mut notes = NOTES.lock().unwrap();
    for half in [&secret[..PATTERN], &secret[secret.len() - PATTERN..]] {
        let mut pattern = [0; PATTERN];
        pattern.copy_from_slice(half);
        let count = notes.count;
        notes.patterns[count] = pattern;
        pattern.reverse();
        notes.patterns[count + 1] = pattern;
        notes.count += 2;
    }
}

/// Forgets the keys, and has the n-th provider make the next.
pub fn begin(provider: usize) {
    let mut notes = NOTES.lock().unwrap();
    (notes.count, notes.provider) = (0, provider);
}

/// How many keys were noted.
pub fn noted() -> usize {
    NOTES.lock().unwrap().count / 4
}

/// How often a part of a key stands in `memory`.
pub fn found(memory: &[u8]) -> usize {
    let notes = NOTES.lock().unwrap();
    let patterns = &notes.patterns[..notes.count];
    let mut begins = [false; 1 << 16];
    let begin = |bytes: &[u8]| usize::from(u16::from_le_bytes([bytes[0], bytes[1]]));
    patterns.iter().for_each(|pattern| begins[begin(pattern)] = true);
    let windows = memory.windows(PATTERN).filter(|window| begins[begin(window)]);
    windows.filter(|window| patterns.iter().any(|pattern| pattern == window)).count()
}

fn provider() -> CryptoProvider {
    PROVIDERS[NOTES.lock().unwrap().provider]
}

struct Noting;

impl Kdf for Noting {
    fn hkdf_sha256(&self, ikm: &[u8], salt: &[u8], info: &[u8], output: &mut [u8]) -> Result<(), CryptoError> {
        provider().kdf.hkdf_sha256(ikm, salt, info, output)?;
        note(ikm);
        note(output);
        Ok(())
    }
}

impl Keys for Noting {
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        provider().keys.public_key(curve, point)
    }

    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError> {
        let secret = provider().keys.generate(curve, rng)?;
        note(secret.expose());
        Ok(secret)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        provider().keys.agreement_key(secret)
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        provider().keys.signing_key(secret)
    }
}

/// The n-th provider, taking notes of ephemeral keys, of what they agree on, and of what is derived from that.
pub fn noting(index: usize) -> CryptoProvider {
    CryptoProvider { kdf: &Noting, keys: &Noting, ..PROVIDERS[index] }
}
