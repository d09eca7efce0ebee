//! The verdict as JSON, or any other serde format: without element values, or with them where asked.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Conclusion, DocumentVerdict, Malformed, Verdict};
use crate::reader::json::Elements;

/// A [`Verdict`] that serializes with the values of elements, as it does without otherwise.
///
/// Verified documents have two more members, `"elements"` and `"deviceElements"`, each `{namespace: {identifier: value}}`
/// with values as in [`Json`](crate::reader::Json).
#[derive(Debug, Clone, Copy)]
pub struct WithClaims<'v, 'r>(&'v Verdict<'r>);

impl<'v, 'r> WithClaims<'v, 'r> {
    pub(super) fn new(verdict: &'v Verdict<'r>) -> Self {
        Self(verdict)
    }
}

impl Serialize for Malformed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut malformed = serializer.serialize_struct("Malformed", 5)?;
        malformed.serialize_field("verdict", "malformed")?;
        malformed.serialize_field("error", &self.0.to_string())?;
        malformed.serialize_field("offset", &self.0.offset())?;
        malformed.serialize_field("checks", &[self.check()])?;
        malformed.serialize_field("documents", &[(); 0])?;
        malformed.end()
    }
}

impl Serialize for Conclusion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Verdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        verdict(self, &self.documents, serializer)
    }
}

impl Serialize for WithClaims<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let documents: Vec<_> = self.0.documents.iter().map(WithElements).collect();
        verdict(self.0, &documents, serializer)
    }
}

fn verdict<S: Serializer>(
    verdict: &Verdict<'_>,
    documents: &[impl Serialize],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let errors: Vec<_> = verdict.document_errors.iter().map(|(of, code)| DocumentError { of, code: *code }).collect();
    let mut serialized = serializer.serialize_struct("Verdict", 5)?;
    serialized.serialize_field("verdict", &verdict.conclusion())?;
    serialized.serialize_field("status", &verdict.status)?;
    serialized.serialize_field("checks", &verdict.report)?;
    serialized.serialize_field("documentErrors", &errors)?;
    serialized.serialize_field("documents", documents)?;
    serialized.end()
}

#[derive(Serialize)]
struct DocumentError<'r> {
    #[serde(rename = "docType")]
    of: &'r str,
    code: i64,
}

impl Serialize for DocumentVerdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("DocumentVerdict", 3)?;
        common(self, &mut document)?;
        document.end()
    }
}

struct WithElements<'v, 'r>(&'v DocumentVerdict<'r>);

impl Serialize for WithElements<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("DocumentVerdict", 5)?;
        common(self.0, &mut document)?;
        match self.0.verified() {
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

fn common<S: SerializeStruct>(document: &DocumentVerdict<'_>, serialized: &mut S) -> Result<(), S::Error> {
    let verdict = if document.verified().is_some() { Conclusion::Verified } else { Conclusion::Rejected };
    serialized.serialize_field("docType", &document.doc_type())?;
    serialized.serialize_field("verdict", &verdict)?;
    serialized.serialize_field("checks", document.report())
}
