//! A request as the holder sees it: decoded, readers judged, nothing answered yet.

mod restriction;

use core::fmt;
use core::ops::Range;
use std::sync::Arc;

use crate::auth::Policy;
use crate::auth::reader::{self, ReaderAuth};
use crate::budget;
use crate::cbor::{self, Encoding, ErrorKind};
use crate::crypto::PublicKey;
use crate::holder::exchange::Exchange;
use crate::holder::{Config, Credential, Disclosure, Item, Proposal, Response};
use crate::model::request::{DeviceRequest, DocRequest};
use crate::model::transcript::SessionTranscript;
use crate::redact::Wiped;
use crate::time::UnixTime;

pub use restriction::Restriction;

pub(crate) use crate::holder::exchange::Ticket;

/// What the session knows when a request arrives.
pub(crate) struct Context {
    pub(crate) transcript: SessionTranscript,
    /// `None` in the online variants, which have none.
    pub(crate) e_reader_key: Option<PublicKey>,
    pub(crate) ticket: Ticket,
    pub(crate) at: UnixTime,
}

/// Why a decrypted message is no request that can be put to the holder; each has its DeviceResponse status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestFault {
    /// Not CBOR: status 11.
    NotCbor(cbor::Error),
    /// CBOR, but no DeviceRequest: status 12.
    Invalid(cbor::Error),
    /// A major version other than 1: status 10.
    Version,
}

impl RequestFault {
    /// The status of the DeviceResponse that says so (edition 1 table 8, edition 2 table 3).
    #[must_use]
    pub const fn status(&self) -> u64 {
        match self {
            Self::NotCbor(_) => 11,
            Self::Invalid(_) => 12,
            Self::Version => 10,
        }
    }

    /// The response that says so, without documents.
    #[must_use]
    pub(crate) fn response(&self, ticket: Ticket) -> Response {
        Response::without_documents(self.status(), ticket)
    }
}

impl From<cbor::Error> for RequestFault {
    fn from(error: cbor::Error) -> Self {
        if error.is_not_cbor() { Self::NotCbor(error) } else { Self::Invalid(error) }
    }
}

impl fmt::Display for RequestFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotCbor(error) => write!(f, "the request is not CBOR: {error}"),
            Self::Invalid(error) => write!(f, "the request does not have the form of a DeviceRequest: {error}"),
            Self::Version => f.write_str("the request is of a version that is not understood"),
        }
    }
}

impl core::error::Error for RequestFault {}

/// A request to be answered once: by a disclosure or a decline. Neither `Clone` nor reusable.
///
/// readerAuthAll (edition 2) is not evaluated: it counts as absent, and each DocRequest's own readerAuth decides. The
/// engagement does not announce it, so a reader should not send it.
pub struct Request {
    pub(super) documents: Vec<RequestedDocument>,
    pub(super) exchange: Box<Exchange>,
}

/// One DocRequest: one document type, one reader signature or none.
pub struct RequestedDocument {
    pub(super) doc_type: String,
    pub(super) reader: ReaderAuth,
    pub(super) items: Vec<RequestedItem>,
    restriction: Option<Restriction>,
}

/// One element asked for.
#[derive(Clone)]
pub struct RequestedItem {
    /// All names of the DocRequest's items, one behind the other: a text for each would take as long as reading it.
    names: Arc<str>,
    name_space: Range<usize>,
    identifier: Range<usize>,
    pub(super) intent_to_retain: bool,
}

impl Request {
    /// Decodes a request and judges the reader of each DocRequest.
    pub(crate) fn decode(plaintext: &[u8], config: &Config, context: Context) -> Result<Self, RequestFault> {
        let encoding = Encoding::from(config.profile);
        let (request, _) = cbor::from_slice::<DeviceRequest<'_>>(plaintext, encoding)?;
        if request.version.major != 1 {
            return Err(RequestFault::Version);
        }
        within_budget(&request)?;
        let anchors = config.reader_trust.anchors();
        let use_cases = restriction::by_use_cases(&request);
        let policy = Policy {
            provider: &config.provider,
            profile: config.profile,
            at: context.at,
            skew: config.skew,
            revocation: &config.revocation,
            known_paths: None,
        };
        let judge = |document: &DocRequest<'_>| {
            let (signed, over) = (document.reader_auth.as_ref(), document.items_request.bytes());
            reader::verify(&policy, &anchors, signed, over, &context.transcript)
        };
        let documents = request.doc_requests.iter().map(|document| RequestedDocument {
            doc_type: document.items_request.doc_type.to_owned(),
            reader: judge(document),
            items: items(document),
            restriction: use_cases.or_else(|| restriction::of(document)),
        });
        let documents = documents.collect();
        let limits = request.doc_requests.iter().filter_map(|document| document.items_request.request_info.as_ref());
        let exchange = Box::new(Exchange {
            provider: config.provider,
            e_reader_key: context.e_reader_key,
            ticket: context.ticket,
            at: context.at,
            skew: config.skew,
            offers_expired: config.offers_expired,
            reader_policy: config.reader_policy.clone(),
            size_limit: limits.filter_map(|info| info.maximum_response_size).min(),
            transcript: context.transcript,
        });
        Ok(Self { documents, exchange })
    }

    /// Reads a DeviceRequest that did not come through a [`Session`](crate::session): the online variants of ISO/IEC
    /// TS 18013-7 and OpenID4VP, where the caller makes the transcript and encrypts the
    /// [response](Response::as_bytes). `e_reader_key` is needed for device MACs only.
    ///
    /// # Errors
    /// [`RequestFault`] when it is none.
    pub fn outside_session(
        device_request: Vec<u8>,
        config: &Config,
        transcript: SessionTranscript,
        e_reader_key: Option<PublicKey>,
        at: UnixTime,
    ) -> Result<Self, RequestFault> {
        let context = Context { transcript, e_reader_key, ticket: Ticket::first(), at };
        Self::decode(&Wiped::new(device_request), config, context)
    }

    /// The DocRequests, in the order asked. Several may be of one document type.
    #[must_use]
    pub fn documents(&self) -> &[RequestedDocument] {
        &self.documents
    }

    /// Finds out what would really be disclosed of these credentials, and asks nobody yet.
    #[must_use]
    pub fn propose(self, credentials: &[&Credential]) -> Proposal {
        Proposal::new(self, credentials)
    }

    /// [`propose`](Self::propose) and [`disclose`](Proposal::disclose) in one, with the first credential of each type.
    #[must_use]
    pub fn disclose(self, credentials: &[&Credential], permit: impl FnMut(&Item<'_>) -> bool) -> Disclosure {
        self.propose(credentials).disclose(permit)
    }

    /// Answers with nothing, exactly as if nothing of what was asked existed.
    #[must_use]
    pub fn decline(self) -> Response {
        Response::declined(self.exchange)
    }
}

/// How many DocRequests there are was counted when they were read.
fn within_budget(request: &DeviceRequest<'_>) -> Result<(), cbor::Error> {
    let elements = request.doc_requests.iter().flat_map(|document| &document.items_request.name_spaces);
    let elements = elements.fold(0_usize, |count, (_, elements)| count.saturating_add(elements.len()));
    if elements > budget::REQUESTED_ELEMENTS {
        return Err(cbor::Error::new(ErrorKind::OutOfRange("nameSpaces"), 0));
    }
    Ok(())
}

fn items(document: &DocRequest<'_>) -> Vec<RequestedItem> {
    let name_spaces = &document.items_request.name_spaces;
    let count = name_spaces.iter().map(|(_, items)| items.len()).fold(0, usize::saturating_add);
    let names = name_spaces.iter().flat_map(|(name_space, items)| {
        core::iter::once(*name_space).chain(items.iter().map(|(identifier, _)| *identifier))
    });
    let mut text = String::with_capacity(names.clone().map(str::len).fold(0, usize::saturating_add));
    text.extend(names);
    let names = Arc::<str>::from(text);
    let mut end = 0_usize;
    let mut next = |name: &str| {
        let start = end;
        end = end.saturating_add(name.len());
        start..end
    };
    let mut requested = Vec::with_capacity(count);
    for (name_space, items) in name_spaces {
        let name_space = next(name_space);
        requested.extend(items.iter().map(|(identifier, intent_to_retain)| RequestedItem {
            names: Arc::clone(&names),
            name_space: name_space.clone(),
            identifier: next(identifier),
            intent_to_retain: *intent_to_retain,
        }));
    }
    requested
}

impl RequestedDocument {
    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// Who asks, as far as it is proven.
    #[must_use]
    pub fn reader(&self) -> &ReaderAuth {
        &self.reader
    }

    /// The elements asked for, in the order asked.
    #[must_use]
    pub fn items(&self) -> &[RequestedItem] {
        &self.items
    }

    /// Why this DocRequest is not answered, where it asks for a restriction that cannot be kept.
    #[must_use]
    pub fn restriction(&self) -> Option<Restriction> {
        self.restriction
    }
}

impl RequestedItem {
    /// The namespace.
    #[must_use]
    pub fn name_space(&self) -> &str {
        self.names.get(self.name_space.clone()).unwrap_or_default()
    }

    /// The element identifier.
    #[must_use]
    pub fn identifier(&self) -> &str {
        self.names.get(self.identifier.clone()).unwrap_or_default()
    }

    /// Whether the reader will keep the element for longer than the transaction needs.
    #[must_use]
    pub fn intent_to_retain(&self) -> bool {
        self.intent_to_retain
    }
}

impl PartialEq for RequestedItem {
    fn eq(&self, other: &Self) -> bool {
        self.name_space() == other.name_space()
            && self.identifier() == other.identifier()
            && self.intent_to_retain == other.intent_to_retain
    }
}

impl Eq for RequestedItem {}

impl fmt::Debug for RequestedItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestedItem")
            .field("name_space", &self.name_space())
            .field("identifier", &self.identifier())
            .field("intent_to_retain", &self.intent_to_retain)
            .finish()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("documents", &self.documents).finish_non_exhaustive()
    }
}

impl fmt::Debug for RequestedDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestedDocument")
            .field("doc_type", &self.doc_type)
            .field("items", &self.items.len())
            .field("restriction", &self.restriction)
            .finish_non_exhaustive()
    }
}
