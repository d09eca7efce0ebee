//! Members of edition 2 that narrow how a request may be answered (edition 2, 10.2.4 and 10.2.5).
//!
//! None of them is implemented yet. To pass one over would give the reader, or somebody listening, more than the
//! request allows; so a DocRequest that carries one is not answered at all.

use core::fmt;

use crate::model::request::{DeviceRequest, DocRequest};
use crate::model::request_info::UseCase;

/// Why a DocRequest is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Restriction {
    /// Only a zero-knowledge proof may answer (`zkRequired`).
    ZeroKnowledge,
    /// The answer must be encrypted to somebody else (`docResponseEncryption`).
    ResponseEncryption,
    /// Only documents of certain issuers may answer (`issuerIdentifiers`).
    IssuerIdentifiers,
    /// The request has a mandatory use case, or use cases none of which can be satisfied.
    UseCase,
    /// A restricting member is there and cannot be read.
    Unreadable,
}

impl fmt::Display for Restriction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ZeroKnowledge => "the reader accepts a zero-knowledge proof only",
            Self::ResponseEncryption => "the answer would have to be encrypted to another recipient",
            Self::IssuerIdentifiers => "the reader accepts documents of certain issuers only",
            Self::UseCase => "the reader ties its request to a use case",
            Self::Unreadable => "the request restricts its answer in a way that cannot be read",
        })
    }
}

/// The restriction of one DocRequest.
pub(super) fn of(document: &DocRequest<'_>) -> Option<Restriction> {
    let info = document.items_request.request_info.as_ref()?;
    if info.zk_required == Some(true) {
        return Some(Restriction::ZeroKnowledge);
    }
    if info.doc_response_encryption {
        return Some(Restriction::ResponseEncryption);
    }
    if info.unreadable {
        return Some(Restriction::Unreadable);
    }
    info.issuer_identifiers.is_some().then_some(Restriction::IssuerIdentifiers)
}

/// What the use cases mean for every DocRequest. A mandatory one binds the documents together in a way that is not
/// implemented. Of optional ones at least one must be possible; then each DocRequest may be answered on its own.
pub(super) fn by_use_cases(request: &DeviceRequest<'_>) -> Option<Restriction> {
    let use_cases = &request.device_request_info.as_ref()?.use_cases;
    let count = u64::try_from(request.doc_requests.len()).unwrap_or(u64::MAX);
    let possible =
        |case: &UseCase| case.document_sets.iter().any(|set| !set.is_empty() && set.iter().all(|index| *index < count));
    let mandatory = use_cases.iter().any(|case| case.mandatory);
    let impossible = !use_cases.is_empty() && !use_cases.iter().any(possible);
    (mandatory || impossible).then_some(Restriction::UseCase)
}
