//! A verified document: the only place where claims can be read.

use crate::cbor::RawValue;
use crate::report::Report;

/// A document whose issuer, digests, dates, device and data were verified.
pub struct VerifiedDocument<'r> {
    pub(crate) doc_type: &'r str,
    pub(crate) elements: Vec<(&'r str, &'r str, RawValue<'r>)>,
    pub(crate) device_elements: Vec<(&'r str, &'r str, RawValue<'r>)>,
    pub(crate) report: Report,
}

impl core::fmt::Debug for VerifiedDocument<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VerifiedDocument").field("doc_type", &self.doc_type).finish_non_exhaustive()
    }
}
