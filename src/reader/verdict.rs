//! The verdict.

use core::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::cbor;
use crate::reader::VerifiedDocument;
use crate::reader::json::Elements;
use crate::report::{Check, CheckId, Outcome, Report};

/// The bytes are no DeviceResponse.
///
/// It serializes as `{"verdict": "malformed", "error", "offset", "documents": []}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub cbor::Error);

/// What came of a response: every document on its own.
///
/// It serializes as `{"verdict": "verified" / "rejected", "status", "checks", "documentErrors", "documents"}`; the
/// checks are those of the response as a whole.
#[derive(Debug)]
pub struct Verdict<'r> {
    pub(crate) report: Report,
    pub(crate) status: u64,
    pub(crate) documents: Vec<DocumentVerdict<'r>>,
    pub(crate) document_errors: Vec<(&'r str, i64)>,
}

/// What came of one document.
///
/// It serializes as `{"docType", "verdict", "checks", ? "elements", ? "deviceElements"}`; elements, as
/// `{namespace: {identifier: value}}`, are there only when the document is verified.
#[derive(Debug)]
pub enum DocumentVerdict<'r> {
    /// Everything holds: claims can be read.
    Verified(Box<VerifiedDocument<'r>>),
    /// Something does not: only the report can be read.
    Rejected {
        /// The document type claimed.
        doc_type: Option<String>,
        /// The checks, at least one failed or skipped that must not be.
        report: Report,
    },
}

/// Why there is no verified document of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotVerified<'v> {
    /// None was returned.
    Absent,
    /// One was returned, and rejected for the reasons in the report.
    Rejected(&'v Report),
}

impl<'r> Verdict<'r> {
    /// The verdict on bytes that are no DeviceResponse: nothing to read, and a failed check that says why.
    pub(crate) fn malformed(Malformed(error): Malformed) -> Self {
        let mut report = Report::new();
        report.push(Check::new(CheckId::ResponseEncoding, Outcome::Fail, error.to_string()).at(error.offset()));
        Self { report, status: 0, documents: Vec::new(), document_errors: Vec::new() }
    }

    /// Whether the response's status is 0, there is at least one document and all of them are verified.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        let documents =
            !self.documents.is_empty() && self.documents.iter().all(|document| document.verified().is_some());
        self.status == 0 && !self.report.has_failed() && documents
    }

    /// The checks of the response as a whole.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The response's status: 0 (OK), 10 (general error), 11 (CBOR decoding error) or 12 (CBOR validation error).
    #[must_use]
    pub fn status(&self) -> u64 {
        self.status
    }

    /// What came of each document, in the order received.
    #[must_use]
    pub fn documents(&self) -> &[DocumentVerdict<'r>] {
        &self.documents
    }

    /// The document types that were not returned, with the code of the reason (0: none given).
    #[must_use]
    pub fn document_errors(&self) -> &[(&'r str, i64)] {
        &self.document_errors
    }

    /// The first verified document of this type.
    ///
    /// # Errors
    /// [`NotVerified`].
    pub fn document(&self, doc_type: &str) -> Result<&VerifiedDocument<'r>, NotVerified<'_>> {
        let mut of_type = self.documents.iter().filter(|document| document.doc_type() == Some(doc_type)).peekable();
        let Some(first) = of_type.peek().copied() else { return Err(NotVerified::Absent) };
        of_type.find_map(DocumentVerdict::verified).ok_or(NotVerified::Rejected(first.report()))
    }
}

impl<'r> DocumentVerdict<'r> {
    /// The document type: verified, or claimed.
    #[must_use]
    pub fn doc_type(&self) -> Option<&str> {
        match self {
            Self::Verified(document) => Some(document.doc_type()),
            Self::Rejected { doc_type, .. } => doc_type.as_deref(),
        }
    }

    /// The checks made.
    #[must_use]
    pub fn report(&self) -> &Report {
        match self {
            Self::Verified(document) => document.report(),
            Self::Rejected { report, .. } => report,
        }
    }

    /// The document, where it is verified.
    #[must_use]
    pub fn verified(&self) -> Option<&VerifiedDocument<'r>> {
        match self {
            Self::Verified(document) => Some(document),
            Self::Rejected { .. } => None,
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response is malformed: {}", self.0)
    }
}

impl core::error::Error for Malformed {}

impl fmt::Display for NotVerified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("no document of this type was returned"),
            Self::Rejected(report) => match report.failures().next() {
                Some(check) => write!(f, "the document was rejected: {check}"),
                None => f.write_str("the document was rejected, for not everything could be judged"),
            },
        }
    }
}

impl core::error::Error for NotVerified<'_> {}

const fn word(verified: bool) -> &'static str {
    if verified { "verified" } else { "rejected" }
}

impl Serialize for Malformed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut malformed = serializer.serialize_struct("Malformed", 4)?;
        malformed.serialize_field("verdict", "malformed")?;
        malformed.serialize_field("error", &self.0.to_string())?;
        malformed.serialize_field("offset", &self.0.offset())?;
        malformed.serialize_field("documents", &[(); 0])?;
        malformed.end()
    }
}

impl Serialize for Verdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let errors: Vec<_> = self.document_errors.iter().map(|(of, code)| DocumentError { of, code: *code }).collect();
        let mut verdict = serializer.serialize_struct("Verdict", 5)?;
        verdict.serialize_field("verdict", word(self.is_verified()))?;
        verdict.serialize_field("status", &self.status)?;
        verdict.serialize_field("checks", &self.report)?;
        verdict.serialize_field("documentErrors", &errors)?;
        verdict.serialize_field("documents", &self.documents)?;
        verdict.end()
    }
}

#[derive(Serialize)]
struct DocumentError<'r> {
    #[serde(rename = "docType")]
    of: &'r str,
    code: i64,
}

impl Serialize for DocumentVerdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("DocumentVerdict", 5)?;
        document.serialize_field("docType", &self.doc_type())?;
        document.serialize_field("verdict", word(self.verified().is_some()))?;
        document.serialize_field("checks", self.report())?;
        match self.verified() {
            Some(verified) => {
                document.serialize_field("elements", &Elements(&verified.elements))?;
                document.serialize_field("deviceElements", &Elements(&verified.device_elements))?;
            }
            None => {
                document.skip_field("elements")?;
                document.skip_field("deviceElements")?;
            }
        }
        document.end()
    }
}
