//! Many credentials of one document, so that no two readers need see the same one (edition 2 E.9.4).

mod ledger;
mod reservation;
mod state;

use core::fmt;
use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cose::CoseError;
use crate::crypto::{CryptoProvider, HashAlgorithm, PublicKey};
use crate::holder::{Credential, VerifiedCredential};
use crate::time::UnixTime;

use ledger::Ledger;

pub use reservation::Reservation;
pub use state::{CredentialUse, PoolState};

pub(super) use ledger::Lease;

/// Credentials of one document, each with a device key of its own, to be used once each where they last.
///
/// Whoever is shown one credential twice can tell that it was the same holder: by its device key, its signature, its
/// digests. So [`reserve`](Self::reserve) gives every session another one, and once all were used, the least used, and
/// of those the one not used for longest. `K` is the device key or a handle for it.
///
/// A credential counts as used when a [`Response`](crate::holder::Response) that shows it is given to its session,
/// before a byte of it leaves; nobody has to remember to say so.
///
/// # Surviving a restart
///
/// [`reserve`](Self::reserve) hands out nothing until the caller has stored the [`PoolState`] in which the reservation
/// stands. Whatever happens afterwards, a pool [restored](Self::restored) from it counts that credential as used. The
/// order is: store, then show. To give back what was reserved and not used, [`save`](Self::save) again afterwards.
///
/// # Example
///
/// ```
/// # use mdoc_proximity::holder::{CredentialPool, LocalSigningKey, PoolState, Request, Response, SigningError};
/// # use mdoc_proximity::time::UnixTime;
/// # fn ask(_: &mdoc_proximity::holder::Item<'_>) -> bool { true }
/// # fn write(_: &PoolState) -> Result<(), std::io::Error> { Ok(()) }
/// fn answer(pool: &CredentialPool<LocalSigningKey>, request: Request, now: UnixTime) -> std::io::Result<Response> {
///     let Some(reserved) = pool.reserve(now, write)? else { return Ok(request.decline()) };
///     let disclosure = request.propose(&[reserved.credential()]).disclose(ask);
///     Ok(disclosure.sign(reserved.key()).unwrap_or_else(SigningError::decline))
/// }
/// ```
pub struct CredentialPool<K> {
    provider: CryptoProvider,
    doc_type: String,
    skew: Duration,
    offers_expired: bool,
    single_use: bool,
    held: Mutex<BTreeMap<String, Held<K>>>,
    ledger: Arc<Ledger>,
}

/// A credential, with its key.
struct Held<K> {
    credential: Credential,
    key: Arc<K>,
}

/// A credential that was not added to a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolError {
    /// It is of another document type than the pool.
    DocType,
    /// The pool has a credential for this device key: whoever sees both knows that they are one holder's.
    SameKey,
    /// Its device key is none.
    Key(CoseError),
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DocType => f.write_str("the credential is of another document type than the pool"),
            Self::SameKey => f.write_str("the pool has a credential for this device key already"),
            Self::Key(error) => write!(f, "the credential's device key cannot be used: {error}"),
        }
    }
}

impl core::error::Error for PoolError {}

/// What a pool has, for planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolStatus {
    /// Valid, never used and not reserved.
    pub unused: usize,
    /// Valid, used before and not reserved.
    pub used: usize,
    /// Reserved now.
    pub reserved: usize,
    /// Neither reserved nor valid yet.
    pub not_yet_valid: usize,
    /// Neither reserved nor valid any more.
    pub expired: usize,
    /// When the first of those that are valid, or will be, expires.
    pub earliest_expiry: Option<UnixTime>,
    /// The earliest time at which the issuer expects to issue one of them anew.
    pub expected_update: Option<UnixTime>,
}

impl<K> CredentialPool<K> {
    /// An empty pool for a document type.
    #[must_use]
    pub fn new(provider: CryptoProvider, doc_type: impl Into<String>) -> Self {
        Self::restored(provider, doc_type, &PoolState::default())
    }

    /// An empty pool that remembers an earlier one's uses. What was reserved and not given back counts as used: nobody
    /// knows whether it was shown.
    #[must_use]
    pub fn restored(provider: CryptoProvider, doc_type: impl Into<String>, state: &PoolState) -> Self {
        Self {
            provider,
            doc_type: doc_type.into(),
            skew: Duration::ZERO,
            offers_expired: false,
            single_use: false,
            held: Mutex::default(),
            ledger: Arc::new(Ledger::restored(state)),
        }
    }

    /// By how much the clock may be wrong: widens the validity of credentials at both ends.
    #[must_use]
    pub fn skew(self, skew: Duration) -> Self {
        Self { skew, ..self }
    }

    /// Hands out credentials outside their validity too, as
    /// [`offer_expired_credentials`](crate::holder::ConfigBuilder::offer_expired_credentials) offers them.
    #[must_use]
    pub fn hand_out_expired(self) -> Self {
        Self { offers_expired: true, ..self }
    }

    /// Never hands out a credential that was used, not even when all were.
    #[must_use]
    pub fn single_use(self) -> Self {
        Self { single_use: true, ..self }
    }

    /// Adds a credential with its key.
    ///
    /// # Errors
    /// [`PoolError`], and the pool is as it was.
    pub fn add(&self, credential: VerifiedCredential, key: K) -> Result<(), PoolError> {
        let credential = credential.into_credential();
        if credential.doc_type() != self.doc_type {
            return Err(PoolError::DocType);
        }
        let id = self.id(&credential.device_key(&self.provider).map_err(PoolError::Key)?);
        let mut held = lock(&self.held);
        if held.contains_key(&id) {
            return Err(PoolError::SameKey);
        }
        // One that was reserved from another pool begins anew.
        let credential = Credential { lease: None, ..credential };
        held.insert(id, Held { credential, key: Arc::new(key) });
        Ok(())
    }

    /// What links two uses of a credential, shortened.
    fn id(&self, device_key: &PublicKey) -> String {
        let digest =
            self.provider.hash.digest(HashAlgorithm::Sha256, &[device_key.curve().name().as_bytes(), device_key.x()]);
        digest.as_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reserves the credential to be used next, for one session; `None` where none is free and valid.
    ///
    /// `store` gets the state with the reservation in it and has to keep it safely before it returns; it runs under the
    /// pool's lock, so that no older state can be stored after it, and must not call the pool. Where it fails nothing
    /// is reserved.
    ///
    /// # Errors
    /// That of `store`.
    pub fn reserve<E>(
        &self,
        at: UnixTime,
        store: impl FnOnce(&PoolState) -> Result<(), E>,
    ) -> Result<Option<Reservation<K>>, E> {
        let held = lock(&self.held);
        let next = self.ledger.reserve(at, store, |record_of| {
            let free = held.iter().filter(|(_, held)| self.offers_expired || self.is_valid(&held.credential, at));
            let free = free.map(|(id, held)| (record_of(id), held.credential.validity().valid_until, id));
            let free = free.filter(|(record, ..)| !record.is_reserved() && (!self.single_use || record.uses == 0));
            let next = free.min_by_key(|(record, valid_until, _)| (record.uses, record.last_use, *valid_until));
            next.map(|(.., id)| id.clone())
        })?;
        Ok(next.and_then(|lease| {
            let Held { credential, key } = held.get(lease.id())?;
            Some(Reservation::new(credential, Arc::clone(key), lease))
        }))
    }

    /// Hands the present state to `store`, under the pool's lock, as [`reserve`](Self::reserve) does.
    ///
    /// # Errors
    /// That of `store`.
    pub fn save<E>(&self, store: impl FnOnce(&PoolState) -> Result<(), E>) -> Result<(), E> {
        self.ledger.save(store)
    }

    /// Removes the credentials that `keep`, told of each and how often it was used, does not want, and forgets their
    /// uses. Returns their keys, to be destroyed. One that is reserved stays.
    pub fn retain(&self, mut keep: impl FnMut(&Credential, u32) -> bool) -> Vec<Arc<K>> {
        let mut held = lock(&self.held);
        let mut removed = Vec::new();
        held.retain(|id, held| {
            let record = self.ledger.record(id);
            let stays = record.is_reserved() || keep(&held.credential, record.uses);
            if !stays {
                self.ledger.forget(id);
                removed.push(Arc::clone(&held.key));
            }
            stays
        });
        removed
    }

    /// What the pool has.
    #[must_use]
    pub fn status(&self, at: UnixTime) -> PoolStatus {
        let mut status = PoolStatus::default();
        for (id, held) in lock(&self.held).iter() {
            let (record, validity) = (self.ledger.record(id), held.credential.validity());
            let expired = validity.valid_until.plus(self.skew) < at;
            let count = match record.is_reserved() {
                true => &mut status.reserved,
                false if expired => &mut status.expired,
                false if !self.is_valid(&held.credential, at) => &mut status.not_yet_valid,
                false if record.uses == 0 => &mut status.unused,
                false => &mut status.used,
            };
            *count = count.saturating_add(1);
            if !expired {
                status.earliest_expiry = earlier(status.earliest_expiry, Some(validity.valid_until));
                status.expected_update = earlier(status.expected_update, held.credential.expected_update());
            }
        }
        status
    }

    /// Whether to ask the issuer for more: fewer than `unused` are left, or the issuer's `expectedUpdate` has come.
    #[must_use]
    pub fn needs_refill(&self, at: UnixTime, unused: usize) -> bool {
        let status = self.status(at);
        status.unused < unused || status.expected_update.is_some_and(|update| update <= at)
    }

    fn is_valid(&self, credential: &Credential, at: UnixTime) -> bool {
        credential.validity().contains(at, self.skew)
    }
}

fn earlier(one: Option<UnixTime>, other: Option<UnixTime>) -> Option<UnixTime> {
    one.into_iter().chain(other).min()
}

/// A panic of the caller's code leaves nothing half done behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K> fmt::Debug for CredentialPool<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = lock(&self.held).len();
        f.debug_struct("CredentialPool").field("doc_type", &self.doc_type).field("held", &held).finish_non_exhaustive()
    }
}
