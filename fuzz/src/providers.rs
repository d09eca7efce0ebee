//! Which cryptography a body runs on.
//!
//! Two providers are made here on top of a real one. The *trusting* one finds every signature good, so that an input
//! reaches what comes behind a signature without having one. The *watched* one remembers every key and IV that it
//! sealed with and does not take a pair twice.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use mdoc_proximity::cose::CoseError;
use mdoc_proximity::crypto::{Aead, CryptoError, CryptoProvider, PROVIDERS, PublicKey, SignatureScheme, Verifier};

thread_local! {
    static FORCED: Cell<Option<usize>> = const { Cell::new(None) };
    static SEALED: RefCell<BTreeSet<([u8; 32], [u8; 12])>> = const { RefCell::new(BTreeSet::new()) };
}

/// Runs `body` with this one of the library's providers, whatever the input would choose.
pub fn under(provider: usize, body: impl FnOnce()) {
    FORCED.set(Some(provider));
    body();
    FORCED.set(None);
}

/// The provider an input chooses: once in eight the second one, which is slow under a sanitizer.
pub fn choose(choice: u8) -> CryptoProvider {
    let index = FORCED.get().unwrap_or(usize::from(choice & 7 == 7));
    PROVIDERS[index % PROVIDERS.len()]
}

/// The provider of the fixed keys and seeds. Its signatures are deterministic.
pub fn maker() -> CryptoProvider {
    mdoc_proximity::crypto::rustcrypto::PROVIDER
}

/// The key that providers read. Those that have its curve must all read the same one, or all refuse it.
pub fn of_one_mind(read: impl Fn(&CryptoProvider) -> Result<PublicKey, CoseError>) -> Option<PublicKey> {
    let lacks = |key: &_| matches!(key, Err(CoseError::Crypto(CryptoError::UnsupportedCurve(_))));
    let keys: Vec<_> = PROVIDERS.iter().map(read).filter(|key| !lacks(key)).map(Result::ok).collect();
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{keys:?}");
    keys.into_iter().flatten().next()
}

/// `provider`, but every signature is good.
pub fn trusting(provider: CryptoProvider) -> CryptoProvider {
    CryptoProvider { verifier: &Trusting, ..provider }
}

struct Trusting;

impl Verifier for Trusting {
    fn verify(&self, _: SignatureScheme, _: &PublicKey, _: &[&[u8]], _: &[u8]) -> Result<(), CryptoError> {
        Ok(())
    }
}

/// `provider`, but no key and IV may seal twice. Forgets what was sealed before.
pub fn watched(provider: CryptoProvider) -> CryptoProvider {
    SEALED.with_borrow_mut(BTreeSet::clear);
    CryptoProvider { aead: &Watched, ..provider }
}

/// AES-256-GCM of whichever provider is the default: the two ends of a session need not share one.
struct Watched;

impl Aead for Watched {
    fn seal(&self, key: &[u8; 32], iv: &[u8; 12], message: &mut [u8]) -> Result<[u8; 16], CryptoError> {
        let fresh = SEALED.with_borrow_mut(|sealed| sealed.insert((*key, *iv)));
        assert!(fresh, "a key and IV sealed twice: {iv:02x?}");
        choose(0).aead.seal(key, iv, message)
    }

    fn open<'m>(&self, key: &[u8; 32], iv: &[u8; 12], sealed: &'m mut [u8]) -> Result<&'m mut [u8], CryptoError> {
        choose(0).aead.open(key, iv, sealed)
    }
}
