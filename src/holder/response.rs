//! A finished response.

use core::fmt;

use zeroize::Zeroizing;

use crate::holder::exchange::{Exchange, Ticket};
use crate::model::response::encode_response;

/// A signed or declined response to one request, ready to be encrypted. Only a disclosure and a decline make one.
pub struct Response {
    pub(crate) plaintext: Zeroizing<Vec<u8>>,
    pub(crate) ticket: Ticket,
    documents: usize,
}

impl Response {
    /// The answer "nothing": status 0 and no documents (edition 1 8.3.2.1.2.2, edition 2 10.3). A refusal, an empty
    /// wallet and a document that does not exist all look like this, byte for byte.
    pub(super) fn declined(exchange: Exchange) -> Self {
        Self::without_documents(0, exchange.ticket)
    }

    pub(super) fn without_documents(status: u64, ticket: Ticket) -> Self {
        Self { plaintext: Zeroizing::new(encode_response(&[], &[], status)), ticket, documents: 0 }
    }

    pub(super) fn new(plaintext: Zeroizing<Vec<u8>>, documents: usize, ticket: Ticket) -> Self {
        Self { plaintext, ticket, documents }
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents == 0
    }

    /// How many documents it shows.
    #[must_use]
    pub fn document_count(&self) -> usize {
        self.documents
    }

    /// The DeviceResponse in the clear, for requests [outside a session](crate::holder::Request::outside_session). In
    /// a session the session encrypts it, and nobody needs this.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.plaintext
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("documents", &self.documents).finish_non_exhaustive()
    }
}
