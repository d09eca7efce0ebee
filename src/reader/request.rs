//! What a reader asks for.

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
    pub(crate) documents: Vec<RequestedDocument>,
}

/// One DocRequest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestedDocument {
    pub(crate) doc_type: String,
    pub(crate) name_spaces: Vec<(String, Vec<(String, Retain)>)>,
}
