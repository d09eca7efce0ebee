//! What a reader asks for.

use core::fmt;
use std::collections::BTreeSet;

use crate::auth;
use crate::budget;
use crate::cbor::{self, Encoding, Writer};
use crate::crypto::CryptoError;
use crate::datamodel::Element;
use crate::datamodel::age::age_over;
use crate::model::request::{DeviceRequest, encode_items_request, encode_request};
use crate::model::transcript::SessionTranscript;
use crate::model::version::Version;
use crate::reader::ReaderIdentity;

#[cfg(test)]
mod tests;

/// Intent to retain: whether the verifier will store the element longer than the transaction needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retain {
    /// Nothing is kept.
    No,
    /// The element is kept.
    Yes,
}

/// A request: one or more documents, each with namespaces and elements. At most two age_over_NN per document type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub(crate) version: Version,
    pub(crate) documents: Vec<RequestedDocument>,
}

/// One DocRequest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedDocument {
    pub(crate) doc_type: String,
    pub(crate) name_spaces: Vec<(String, Vec<(String, Retain)>)>,
}

/// A request that the standard does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// No document is asked for, or an element before any document.
    NoDocument,
    /// A document without elements, by its type.
    NoElement(String),
    /// A document type, namespace or identifier is empty.
    EmptyName,
    /// An element is asked for twice in one document, by its identifier.
    Duplicate(String),
    /// More than two age_over_NN for one document type (edition 1 7.2.5, edition 2 13.4.6).
    AgeAttestations(String),
    /// More documents than [`budget::DOCUMENTS`].
    TooManyDocuments,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDocument => f.write_str("no document is asked for"),
            Self::NoElement(doc_type) => write!(f, "no element of {} is asked for", doc_type.escape_debug()),
            Self::EmptyName => f.write_str("a document type, namespace or element identifier is empty"),
            Self::Duplicate(element) => write!(f, "{} is asked for twice", element.escape_debug()),
            Self::AgeAttestations(doc_type) => {
                write!(f, "more than two age_over_NN of {} are asked for", doc_type.escape_debug())
            }
            Self::TooManyDocuments => write!(f, "more than {} documents are asked for", budget::DOCUMENTS),
        }
    }
}

impl core::error::Error for RequestError {}

/// Builds a [`Request`]; elements belong to the document named last.
#[derive(Debug, Clone, Default)]
pub struct RequestBuilder {
    documents: Vec<RequestedDocument>,
    orphan: bool,
}

impl RequestBuilder {
    /// Asks for a document of this type; its elements follow.
    #[must_use]
    pub fn document(mut self, doc_type: impl Into<String>) -> Self {
        self.documents.push(RequestedDocument { doc_type: doc_type.into(), name_spaces: Vec::new() });
        self
    }

    /// Asks for an element of the document named last.
    #[must_use]
    pub fn element(
        mut self,
        name_space: impl Into<String>,
        element_identifier: impl Into<String>,
        retain: Retain,
    ) -> Self {
        let Some(document) = self.documents.last_mut() else { return Self { orphan: true, ..self } };
        let (name_space, element) = (name_space.into(), (element_identifier.into(), retain));
        match document.name_spaces.iter_mut().find(|(name, _)| *name == name_space) {
            Some((_, elements)) => elements.push(element),
            None => document.name_spaces.push((name_space, vec![element])),
        }
        self
    }

    /// Asks for an element of a data model.
    #[must_use]
    pub fn item<T: ?Sized>(self, element: &Element<T>, retain: Retain) -> Self {
        self.element(element.name_space, element.identifier, retain)
    }

    /// The request.
    ///
    /// # Errors
    /// [`RequestError`], when the standard does not allow it.
    pub fn build(self) -> Result<Request, RequestError> {
        if self.orphan || self.documents.is_empty() {
            return Err(RequestError::NoDocument);
        }
        if self.documents.len() > budget::DOCUMENTS {
            return Err(RequestError::TooManyDocuments);
        }
        for document in &self.documents {
            document.check()?;
        }
        let request = Request { version: Version::V1_0, documents: self.documents };
        for document in &request.documents {
            let asked: BTreeSet<_> = request.elements_of(&document.doc_type).collect();
            if asked.iter().filter(|(_, identifier)| age_over(identifier).is_some()).count() > 2 {
                return Err(RequestError::AgeAttestations(document.doc_type.clone()));
            }
        }
        Ok(request)
    }
}

impl RequestedDocument {
    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The elements: namespace, identifier, intent to retain.
    pub fn elements(&self) -> impl Iterator<Item = (&str, &str, Retain)> {
        self.name_spaces.iter().flat_map(|(name_space, elements)| {
            elements.iter().map(move |(identifier, retain)| (name_space.as_str(), identifier.as_str(), *retain))
        })
    }

    /// The encoded ItemsRequest, which ItemsRequestBytes holds behind tag 24.
    #[must_use]
    pub fn items_request(&self) -> Vec<u8> {
        let name_spaces = self.name_spaces.iter().map(|(name_space, elements)| {
            let elements = elements.iter().map(|(identifier, retain)| (identifier.as_str(), *retain == Retain::Yes));
            (name_space.as_str(), elements.collect())
        });
        encode_items_request(&self.doc_type, name_spaces)
    }

    fn check(&self) -> Result<(), RequestError> {
        if self.name_spaces.is_empty() {
            return Err(RequestError::NoElement(self.doc_type.clone()));
        }
        let mut seen = BTreeSet::new();
        for (name_space, identifier, _) in self.elements() {
            if name_space.is_empty() || identifier.is_empty() || self.doc_type.is_empty() {
                return Err(RequestError::EmptyName);
            }
            if !seen.insert((name_space, identifier)) {
                return Err(RequestError::Duplicate(identifier.to_owned()));
            }
        }
        Ok(())
    }
}

impl Request {
    /// Starts a request.
    #[must_use]
    pub fn builder() -> RequestBuilder {
        RequestBuilder::default()
    }

    /// The request an encoded DeviceRequest makes, such as one that was sent earlier.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_device_request(bytes: &[u8]) -> Result<Self, cbor::Error> {
        let (request, _) = cbor::from_slice::<DeviceRequest<'_>>(bytes, Encoding::Field)?;
        let retain = |retain: bool| if retain { Retain::Yes } else { Retain::No };
        let documents = request.doc_requests.iter().map(|doc_request| {
            let items = doc_request.items_request.value();
            let name_spaces = items.name_spaces.iter().map(|(name_space, elements)| {
                let elements = elements.iter().map(|(identifier, kept)| ((*identifier).to_owned(), retain(*kept)));
                ((*name_space).to_owned(), elements.collect())
            });
            RequestedDocument { doc_type: items.doc_type.to_owned(), name_spaces: name_spaces.collect() }
        });
        Ok(Self { version: request.version, documents: documents.collect() })
    }

    /// The version: 1.0, or the one of the DeviceRequest that was read.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The documents asked for, in order.
    #[must_use]
    pub fn documents(&self) -> &[RequestedDocument] {
        &self.documents
    }

    /// Whether a document of this type was asked for.
    #[must_use]
    pub fn asks_for(&self, doc_type: &str) -> bool {
        self.documents.iter().any(|document| document.doc_type == doc_type)
    }

    /// What was asked of documents of this type: namespace and identifier, over all DocRequests.
    pub fn elements_of(&self, doc_type: &str) -> impl Iterator<Item = (&str, &str)> {
        let documents = self.documents.iter().filter(move |document| document.doc_type == doc_type);
        documents.flat_map(|document| document.elements().map(|(name_space, identifier, _)| (name_space, identifier)))
    }

    /// The encoded DeviceRequest of version 1.0, each DocRequest signed by `identity` where there is one.
    ///
    /// # Errors
    /// The key's.
    pub fn encode(
        &self,
        identity: Option<&ReaderIdentity>,
        transcript: &SessionTranscript,
    ) -> Result<Vec<u8>, CryptoError> {
        let mut parts = Vec::new();
        for document in &self.documents {
            let items_request = document.items_request();
            let reader_auth = match identity {
                None => None,
                Some(identity) => {
                    let mut items_request_bytes = Writer::new();
                    items_request_bytes.embedded(&items_request);
                    let (key, x5chain) = (identity.key(), identity.x5chain());
                    Some(auth::reader::sign(key, &x5chain, items_request_bytes.as_slice(), transcript)?)
                }
            };
            parts.push((items_request, reader_auth));
        }
        let parts: Vec<_> = parts.iter().map(|(items, auth)| (items.as_slice(), auth.as_deref())).collect();
        Ok(encode_request(&parts))
    }
}
