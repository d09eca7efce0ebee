//! Token status lists and identifier lists of mobile security objects (edition 2, 12.3.6).

mod content;
mod error;
mod inflate;
mod token;

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use error::{ContentError, StatusListError};
pub use token::{ListKind, StatusList};

/// Token status lists and identifier lists, handed in as bytes.
///
/// Each is read, and inflated within bounds, once: when it is added. Clones share it. It is believed only when a mobile
/// security object that refers to it is judged, for only that says who may sign it; what is found broken then fails.
///
/// Which lists to hand in, a verified document tells
/// ([`published_status`](crate::reader::VerifiedDocument::published_status)). They should be fetched beforehand and
/// kept, not at the moment of a presentation, which would tell the issuer where and when its documents are used.
#[derive(Clone, Default)]
pub struct StatusLists {
    /// By the URI they are looked up by, the latest first.
    lists: BTreeMap<String, Vec<Arc<StatusList>>>,
}

impl StatusLists {
    /// No lists.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a token (CWT, `#6.18(COSE_Sign1)`) for the URI that it says it is the list of (`sub`).
    ///
    /// There may be several for one URI: of those that verify, the one issued last (`iat`) counts. A token that was
    /// added before is not kept twice.
    ///
    /// # Errors
    /// [`StatusListError`] where the token cannot be read, or cannot be told for which URI it is.
    pub fn add(&mut self, token: &[u8]) -> Result<(), StatusListError> {
        let list = StatusList::from_bytes(token)?;
        self.insert(list.subject().to_owned(), list);
        Ok(())
    }

    /// Adds a token that was fetched from `uri`. Another one's list is kept too, and fails for it when it is judged,
    /// where [`add`](Self::add) would not know that it was meant for this URI.
    ///
    /// # Errors
    /// [`StatusListError`] where the token cannot be read.
    pub fn add_from(&mut self, uri: &str, token: &[u8]) -> Result<(), StatusListError> {
        let list = StatusList::from_bytes(token)?;
        self.insert(uri.to_owned(), list);
        Ok(())
    }

    /// Forgets the lists of this URI, as before newer ones are added.
    pub fn remove(&mut self, uri: &str) {
        self.lists.remove(uri);
    }

    /// The lists that were added for this URI, the latest first. They are not verified.
    pub fn of(&self, uri: &str) -> impl Iterator<Item = &StatusList> {
        self.lists.get(uri).into_iter().flatten().map(Arc::as_ref)
    }

    /// All lists with the URI they were added for. They are not verified.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &StatusList)> {
        self.lists.iter().flat_map(|(uri, lists)| lists.iter().map(|list| (uri.as_str(), list.as_ref())))
    }

    fn insert(&mut self, uri: String, list: StatusList) {
        let lists = self.lists.entry(uri).or_default();
        if lists.iter().any(|known| known.bytes() == list.bytes()) {
            return;
        }
        // The latest first; one that does not say when it was issued comes last.
        let at = lists.partition_point(|known| known.issued_at() >= list.issued_at());
        lists.insert(at, Arc::new(list));
    }
}

impl fmt::Debug for StatusLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(_, list)| list)).finish()
    }
}
