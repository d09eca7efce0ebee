//! The verdict.

use crate::cbor;
use crate::reader::VerifiedDocument;
use crate::report::Report;

/// The bytes are no DeviceResponse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub cbor::Error);

/// What came of a response: every document on its own.
#[derive(Debug)]
pub struct Verdict<'r> {
    pub(crate) report: Report,
    pub(crate) status: u64,
    pub(crate) documents: Vec<DocumentVerdict<'r>>,
}

/// What came of one document.
#[derive(Debug)]
pub enum DocumentVerdict<'r> {
    /// Everything holds: claims can be read.
    Verified(VerifiedDocument<'r>),
    /// Something does not: only the report can be read.
    Rejected {
        /// The document type claimed.
        doc_type: Option<String>,
        /// The checks, at least one failed or skipped that must not be.
        report: Report,
    },
}
