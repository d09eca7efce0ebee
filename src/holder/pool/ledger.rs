//! Who uses what: the part of a pool that reservations outlive.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use super::{CredentialUse, PoolState, lock};
use crate::holder::exchange::Ticket;
use crate::time::UnixTime;

/// The uses of every credential, by the pool's name for it.
#[derive(Default)]
pub(super) struct Ledger {
    book: Mutex<Book>,
}

type Book = BTreeMap<String, Record>;

/// One credential's.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Record {
    pub(super) uses: u32,
    pub(super) last_use: Option<UnixTime>,
    lease: Option<Live>,
}

/// A reservation that is not over.
#[derive(Debug, Clone, Copy)]
struct Live {
    at: UnixTime,
    /// Whether its use was counted.
    spent: bool,
}

impl Record {
    pub(super) fn is_reserved(&self) -> bool {
        self.lease.is_some()
    }

    fn spend(&mut self) {
        if let Some(lease) = self.lease.as_mut().filter(|lease| !lease.spent) {
            lease.spent = true;
            self.uses = self.uses.saturating_add(1);
            self.last_use = self.last_use.max(Some(lease.at));
        }
    }
}

impl Ledger {
    pub(super) fn restored(state: &PoolState) -> Self {
        let records = state.credentials.iter().map(|(id, seen)| {
            let lease = seen.reserved.map(|at| Live { at: UnixTime::from_unix_seconds(at), spent: false });
            let last_use = seen.last_use.map(UnixTime::from_unix_seconds);
            let mut record = Record { uses: seen.uses, last_use, lease };
            // Nobody knows whether it was shown.
            record.spend();
            record.lease = None;
            (id.clone(), record)
        });
        Self { book: Mutex::new(records.collect()) }
    }

    pub(super) fn record(&self, id: &str) -> Record {
        lock(&self.book).get(id).copied().unwrap_or_default()
    }

    pub(super) fn forget(&self, id: &str) {
        lock(&self.book).remove(id);
    }

    /// Reserves what `choose` chooses, once `store` has stored it.
    pub(super) fn reserve<E>(
        self: &Arc<Self>,
        at: UnixTime,
        store: impl FnOnce(&PoolState) -> Result<(), E>,
        choose: impl FnOnce(&dyn Fn(&str) -> Record) -> Option<String>,
    ) -> Result<Option<Lease>, E> {
        let mut book = lock(&self.book);
        let Some(id) = choose(&|id| book.get(id).copied().unwrap_or_default()) else { return Ok(None) };
        // On a copy, so that whatever becomes of the caller's code, nothing is reserved that nobody holds.
        let mut next = book.clone();
        next.entry(id.clone()).or_default().lease = Some(Live { at, spent: false });
        store(&state(&next))?;
        *book = next;
        drop(book);
        Ok(Some(Lease { ledger: Arc::clone(self), id, session: OnceLock::new() }))
    }

    pub(super) fn save<E>(&self, store: impl FnOnce(&PoolState) -> Result<(), E>) -> Result<(), E> {
        let book = lock(&self.book);
        store(&state(&book))
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Record)) {
        if let Some(record) = lock(&self.book).get_mut(id) {
            change(record);
        }
    }
}

fn state(book: &Book) -> PoolState {
    let credentials = book.iter().map(|(id, record)| {
        let reserved = record.lease.filter(|lease| !lease.spent).map(|lease| lease.at.unix_seconds());
        let last_use = record.last_use.map(UnixTime::unix_seconds);
        (id.clone(), CredentialUse { uses: record.uses, last_use, reserved })
    });
    PoolState { credentials: credentials.collect() }
}

/// A reservation. It ends when nothing is left that could show the credential: the reservation itself, clones of its
/// credential, a proposal, a disclosure, a response.
pub(in crate::holder) struct Lease {
    ledger: Arc<Ledger>,
    id: String,
    /// The session it is good for: the first that asked.
    session: OnceLock<Ticket>,
}

impl Lease {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Ties the reservation to a session; returns whether it is good for it.
    pub(in crate::holder) fn bind(&self, session: &Ticket) -> bool {
        self.session.get_or_init(|| session.clone()).is_of_session(session)
    }

    /// Counts the use, once.
    pub(in crate::holder) fn spend(&self) {
        self.ledger.change(&self.id, Record::spend);
    }

    pub(super) fn is_spent(&self) -> bool {
        self.ledger.record(&self.id).lease.is_some_and(|lease| lease.spent)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.ledger.change(&self.id, |record| record.lease = None);
    }
}
