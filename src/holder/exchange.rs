//! What ties a request to its one answer.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use core::time::Duration;

use crate::crypto::{CryptoProvider, PublicKey};
use crate::holder::ReaderPolicy;
use crate::model::transcript::SessionTranscript;
use crate::time::UnixTime;

#[cfg(test)]
mod tests;

/// Ties a request and its response to one session and one place in it.
#[derive(Clone)]
pub(crate) struct Ticket {
    session: Arc<Mutex<BTreeSet<Vec<u8>>>>,
    number: u32,
}

impl Ticket {
    /// The ticket of a new session's first request.
    pub(crate) fn first() -> Self {
        Self { session: Arc::default(), number: 0 }
    }

    /// The ticket of the next request in the same session.
    pub(crate) fn next(&self) -> Self {
        Self { session: Arc::clone(&self.session), number: self.number.saturating_add(1) }
    }

    /// Whether both are of one request: compared by identity of the session.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.session, &other.session) && self.number == other.number
    }

    /// Whether both are of one session.
    pub(crate) fn is_of_session(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.session, &other.session)
    }

    /// The age attestations that left in this session so far: at most two may in one retrieval (edition 1 7.2.5,
    /// edition 2 13.4.6).
    pub(super) fn ages(&self) -> BTreeSet<Vec<u8>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers age attestations that leave now.
    pub(super) fn record_ages(&self, ages: impl IntoIterator<Item = Vec<u8>>) {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).extend(ages);
    }
}

impl core::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Ticket({})", self.number)
    }
}

/// Everything but the documents that an answer needs. It moves from the request to the response, so that one consent
/// answers one request.
pub(super) struct Exchange {
    pub(super) provider: CryptoProvider,
    pub(super) transcript: SessionTranscript,
    /// `None` in the online variants, where there is no device MAC.
    pub(super) e_reader_key: Option<PublicKey>,
    pub(super) ticket: Ticket,
    pub(super) at: UnixTime,
    pub(super) skew: Duration,
    pub(super) offers_expired: bool,
    pub(super) reader_policy: ReaderPolicy,
    /// The smallest maximumResponseSize asked for, in bytes of the DeviceResponse in the clear (edition 2, 10.2.4).
    pub(super) size_limit: Option<u64>,
}
