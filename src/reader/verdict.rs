//! The verdict.

mod serialize;

use core::fmt;

use crate::cbor;
use crate::reader::VerifiedDocument;
use crate::report::{Check, CheckId, Outcome, Report};

pub use serialize::WithClaims;

/// The bytes are no DeviceResponse.
///
/// It serializes as `{"verdict": "malformed", "error", "offset", "checks", "documents": []}`; the one check is
/// [`check`](Self::check).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub cbor::Error);

/// What came of a response: every document on its own.
///
/// It serializes as `{"verdict", "status", "checks", "documentErrors", "documents"}`: the verdict is a [`Conclusion`], the
/// checks are those of the response as a whole. Element values are left out, unless asked for by
/// [`with_claims`](Self::with_claims); `Debug` has none at all.
#[derive(Debug)]
pub struct Verdict<'r> {
    pub(crate) report: Report,
    pub(crate) status: u64,
    pub(crate) documents: Vec<DocumentVerdict<'r>>,
    pub(crate) document_errors: Vec<(&'r str, i64)>,
}

/// What came of one document.
///
/// It serializes as `{"docType", "verdict": "verified" / "rejected", "checks"}`, without element values.
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

/// What a response comes down to, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// There are documents, and all of them are verified.
    Verified,
    /// Something is wrong, or could not be judged that must be; single documents may be verified all the same.
    Rejected,
    /// Nothing is wrong, and nothing is there: the response's status is 0 and it holds no document. The holder refused,
    /// or has nothing of the kind.
    Empty,
}

impl Conclusion {
    /// The word, as reports have it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Rejected => "rejected",
            Self::Empty => "empty",
        }
    }
}

impl fmt::Display for Conclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why there is no verified document of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotVerified<'v> {
    /// None was returned.
    Absent,
    /// One was returned, and rejected for the reasons in the report.
    Rejected(&'v Report),
}

impl Malformed {
    /// What failed, as a report has it, with its clause: `response.encoding`.
    #[must_use]
    pub fn check(&self) -> Check {
        Check::new(CheckId::ResponseEncoding, Outcome::Fail, self.0.to_string()).at(self.0.offset())
    }
}

impl<'r> Verdict<'r> {
    /// The verdict on bytes that are no DeviceResponse: nothing to read, and a failed check that says why.
    pub(crate) fn malformed(malformed: Malformed) -> Self {
        let mut report = Report::new();
        report.push(malformed.check());
        Self { report, status: 0, documents: Vec::new(), document_errors: Vec::new() }
    }

    /// Whether the response's status is 0, there is at least one document and all of them are verified.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        let documents =
            !self.documents.is_empty() && self.documents.iter().all(|document| document.verified().is_some());
        self.status == 0 && !self.report.has_failed() && documents
    }

    /// What it comes down to.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        if self.is_verified() {
            Conclusion::Verified
        } else if self.documents.is_empty() && !self.report.has_failed() {
            Conclusion::Empty
        } else {
            Conclusion::Rejected
        }
    }

    /// The verdict with the values of verified elements, for who means to show or process them: it serializes them too.
    ///
    /// They are personal data, and what of them may be stored is [`VerifiedDocument::retained`].
    #[must_use]
    pub fn with_claims(&self) -> WithClaims<'_, 'r> {
        WithClaims::new(self)
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
