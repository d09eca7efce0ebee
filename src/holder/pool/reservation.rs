//! A credential on its way to one session.

use core::fmt;
use std::sync::Arc;

use super::Lease;
use crate::holder::Credential;

/// A credential of a pool that nobody else is given until this is dropped, with everything made from it.
///
/// It is good for one session, the first that [proposes](crate::holder::Request::propose) it: no other session is
/// offered its credential. Several requests of that session count as one use. Dropped without having been shown it goes
/// back to the pool as it was.
pub struct Reservation<K> {
    credential: Credential,
    key: Arc<K>,
    lease: Arc<Lease>,
}

impl<K> Reservation<K> {
    pub(super) fn new(credential: &Credential, key: Arc<K>, lease: Lease) -> Self {
        let lease = Arc::new(lease);
        Self { credential: Credential { lease: Some(Arc::clone(&lease)), ..credential.clone() }, key, lease }
    }

    /// The credential, to be proposed.
    #[must_use]
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Whether a response that shows it was given to its session, or read out.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.lease.is_spent()
    }

    /// Counts the credential as used and ends the reservation: for uses that the library does not see, as where it was
    /// shown by other means. A response given to its session does this by itself.
    pub fn commit(self) {
        self.lease.spend();
    }
}

impl<K> fmt::Debug for Reservation<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation").field("is_used", &self.is_used()).finish_non_exhaustive()
    }
}
