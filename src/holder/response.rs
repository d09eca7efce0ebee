//! A finished response.

use core::fmt;

use crate::holder::disclosure::Selected;
use crate::holder::exchange::{Exchange, Ticket};
use crate::model::response::{DocumentParts, response_room, write_response};
use crate::model::session::Envelope;

/// A signed or declined response to one request, ready to be encrypted. Only a disclosure and a decline make one.
pub struct Response {
    /// The DeviceResponse, in the message that it will leave in.
    pub(crate) envelope: Envelope,
    pub(crate) ticket: Ticket,
    /// What it shows.
    pub(super) documents: Vec<Selected>,
}

impl Response {
    /// The answer "nothing": status 0 and no documents (edition 1 8.3.2.1.2.2, edition 2 10.3). A refusal, an empty
    /// wallet and a document that does not exist all look like this, byte for byte.
    pub(super) fn declined(exchange: Box<Exchange>) -> Self {
        Self::without_documents(0, exchange.ticket)
    }

    pub(super) fn without_documents(status: u64, ticket: Ticket) -> Self {
        Self { envelope: Self::enclose(&[], status), ticket, documents: Vec::new() }
    }

    /// Writes the DeviceResponse to where it will be encrypted.
    pub(super) fn enclose(documents: &[DocumentParts<'_>], status: u64) -> Envelope {
        Envelope::write(response_room(documents, &[]), |writer| write_response(documents, &[], status, writer))
    }

    pub(super) fn new(envelope: Envelope, documents: Vec<Selected>, ticket: Ticket) -> Self {
        Self { envelope, ticket, documents }
    }

    /// Records that the credentials are used, before the bytes leave.
    pub(crate) fn record_use(&self) {
        let leases = self.documents.iter().filter_map(|document| document.credential.lease.as_ref());
        leases.for_each(|lease| lease.spend());
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// How many documents it shows.
    #[must_use]
    pub fn document_count(&self) -> usize {
        self.documents.len()
    }

    /// The DeviceResponse in the clear, for requests [outside a session](crate::holder::Request::outside_session). In
    /// a session the session encrypts it, and nobody needs this.
    ///
    /// Credentials of a [pool](crate::holder::CredentialPool) that it shows count as used from here on.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.record_use();
        self.envelope.message()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("documents", &self.documents.len()).finish_non_exhaustive()
    }
}
