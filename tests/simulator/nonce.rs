//! A provider that remembers under which key and IV it has encrypted: one pair twice would be the end of both secrets.

use core::cell::RefCell;
use std::collections::BTreeSet;

use mdoc_proximity::crypto::{Aead, CryptoError, CryptoProvider, DEFAULT_PROVIDER};

thread_local! {
    static SEALED: RefCell<Sealed> = RefCell::default();
}

/// What this thread has encrypted since it last asked.
#[derive(Default)]
pub struct Sealed {
    pairs: BTreeSet<([u8; 32], [u8; 12])>,
    /// How many encryptions there were.
    pub count: usize,
    /// The IVs that were used twice under one key.
    pub repeated: Vec<[u8; 12]>,
}

impl Sealed {
    /// How many keys there were.
    pub fn keys(&self) -> usize {
        self.pairs.iter().map(|(key, _)| key).collect::<BTreeSet<_>>().len()
    }
}

impl core::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} encryptions under {} keys", self.count, self.keys())
    }
}

struct Witness;

impl Aead for Witness {
    fn seal(&self, key: &[u8; 32], iv: &[u8; 12], buffer: &mut [u8]) -> Result<[u8; 16], CryptoError> {
        SEALED.with_borrow_mut(|sealed| {
            sealed.count += 1;
            if !sealed.pairs.insert((*key, *iv)) {
                sealed.repeated.push(*iv);
            }
        });
        DEFAULT_PROVIDER.aead.seal(key, iv, buffer)
    }

    fn open<'b>(&self, key: &[u8; 32], iv: &[u8; 12], buffer: &'b mut [u8]) -> Result<&'b mut [u8], CryptoError> {
        DEFAULT_PROVIDER.aead.open(key, iv, buffer)
    }
}

/// The default provider, watched.
pub const WATCHED: CryptoProvider = CryptoProvider { aead: &Witness, ..DEFAULT_PROVIDER };

/// What was encrypted on this thread since the last call.
pub fn take_sealed() -> Sealed {
    SEALED.take()
}
