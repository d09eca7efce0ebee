//! Documents as readable text: a template is any serde format's rendering of a few members, such as JSON.

mod value;

use core::fmt;
use core::time::Duration;

use serde::Deserialize;

use super::document::{Dates, Document, judge, start_of_day};
use super::error::{DocumentError, ElementError};
use super::mso::Authorizations;
use crate::crypto::HashAlgorithm;
use crate::datamodel::{FullDate, age, photo_id};
use crate::time::UnixTime;
use value::Value;

/// How long a document is valid that does not say.
const DEFAULT_DAYS: u32 = 90;

/// A document in readable form.
///
/// ```json
/// {
///   "docType": "org.iso.23220.photoid.1",
///   "validity": { "days": 90 },
///   "ageOver": [18, 20],
///   "nameSpaces": {
///     "org.iso.23220.1": {
///       "family_name": "Nordmann",
///       "birth_date": "1984-01-26",
///       "portrait": { "base64": "/9j/4AAQ..." }
///     }
///   }
/// }
/// ```
///
/// * `validity`: `validUntil`, or `days` from `validFrom` (90 where neither stands there); `signed` and `validFrom` where
///   they are not the start of today, UTC; `expectedUpdate`. Dates are `YYYY-MM-DD` or RFC 3339 date-times.
/// * `nameSpaces`: values are written as they come naturally. For an element that a data model knows, the model decides:
///   `"1984-01-26"` becomes a full-date where a full-date belongs, text where text belongs, and base64 text becomes bytes
///   where bytes belong. Elsewhere text stays text. `{"base64": ..}`, `{"hex": ..}`, `{"full-date": ..}` and
///   `{"tdate": ..}` say it explicitly, anywhere.
/// * `ageOver`: ages to attest as `age_over_NN`, computed as of `validFrom` from the element `birth_date`, or from the
///   template's own `birthDate` where the document is not to hold it.
/// * `keyAuthorizations`: `nameSpaces` (a list) and `dataElements` (lists by namespace), what the device may sign.
/// * `digestAlgorithm`: `SHA-256` (the default), `SHA-384` or `SHA-512`.
///
/// Members that are not known are an error, so that a slip of the pen does not pass.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Template {
    doc_type: String,
    #[serde(default)]
    validity: Validity,
    digest_algorithm: Option<String>,
    #[serde(alias = "age_over", default)]
    age_over: Vec<u8>,
    #[serde(alias = "birth_date")]
    birth_date: Option<String>,
    #[serde(default)]
    key_authorizations: KeyAuthorizations,
    #[serde(default)]
    name_spaces: Value,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Validity {
    signed: Option<String>,
    valid_from: Option<String>,
    valid_until: Option<String>,
    days: Option<u32>,
    expected_update: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyAuthorizations {
    #[serde(default)]
    name_spaces: Vec<String>,
    #[serde(default)]
    data_elements: Value,
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template").field("doc_type", &self.doc_type).finish_non_exhaustive()
    }
}

impl Template {
    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The document, as issued at `now`.
    ///
    /// # Errors
    /// [`DocumentError`], naming the element or the template's member.
    pub fn document(&self, now: UnixTime) -> Result<Document, DocumentError> {
        let mut document = Document::new(self.doc_type.clone(), self.validity.dates(now)?);
        document.dates.check()?;
        if let Some(name) = &self.digest_algorithm {
            let algorithm = HashAlgorithm::from_name(name);
            document.digest_algorithm =
                algorithm.ok_or(DocumentError::Template("digestAlgorithm", "is not SHA-256, SHA-384 or SHA-512"))?;
        }
        document.authorizations = self.key_authorizations.read()?;
        document.authorizations.check()?;
        for (name_space, elements) in entries(&self.name_spaces, "nameSpaces", "must be a map of maps")? {
            for (identifier, value) in entries(elements, "nameSpaces", "must be a map of maps")? {
                document = self.element(document, name_space, identifier, value)?;
            }
        }
        self.attest_ages(document)
    }

    fn element(
        &self,
        document: Document,
        name_space: &str,
        identifier: &str,
        value: &Value,
    ) -> Result<Document, DocumentError> {
        if name_space.is_empty() || identifier.is_empty() {
            return Err(DocumentError::EmptyName);
        }
        let encoded = encode(&self.doc_type, name_space, identifier, value);
        let encoded = encoded.map_err(|error| DocumentError::element(name_space, identifier, error))?;
        // Names are unique, since the template's maps hold no key twice.
        Ok(document.raw_element(name_space, identifier, encoded))
    }

    fn attest_ages(&self, document: Document) -> Result<Document, DocumentError> {
        if self.age_over.is_empty() {
            return Ok(document);
        }
        let names = document.name_spaces.iter().map(|(name_space, _)| name_space.clone());
        let name_space = names
            .chain([document.doc_type.clone()])
            .find(|name_space| age::applies(name_space))
            .ok_or(DocumentError::Template("ageOver", "needs a namespace that knows age_over_NN"))?;
        let birth_date = match &self.birth_date {
            Some(text) => FullDate::from_text(text),
            None => document.value(&name_space, photo_id::BIRTH_DATE.identifier).and_then(birth_date),
        };
        let birth_date = birth_date.ok_or(DocumentError::Template("ageOver", "needs a birth date, YYYY-MM-DD"))?;
        document.attest_ages(&name_space, birth_date, &self.age_over)
    }
}

/// The day of a birth date, in any of the models' forms.
fn birth_date(encoded: &[u8]) -> Option<FullDate> {
    let (value, _) = crate::cbor::from_slice(encoded, crate::cbor::Encoding::Strict).ok()?;
    photo_id::BIRTH_DATE.read(value).ok().map(|birth| birth.date)
}

/// The encoding of an element's value: the first of its readings that the data model accepts, or the natural one where
/// no model knows the element.
fn encode(doc_type: &str, name_space: &str, identifier: &str, value: &Value) -> Result<Vec<u8>, ElementError> {
    let natural = value.natural().map_err(ElementError::Value)?;
    let judged = judge(doc_type, name_space, identifier, &natural);
    let Err(error @ ElementError::Type(_)) = judged else { return judged.map(|()| natural) };
    value.other_readings().find(|reading| judge(doc_type, name_space, identifier, reading).is_ok()).ok_or(error)
}

impl Validity {
    fn dates(&self, now: UnixTime) -> Result<Dates, DocumentError> {
        let date = |text: &Option<String>, member| text.as_deref().map(|text| instant(text, member)).transpose();
        let signed = date(&self.signed, "signed")?.unwrap_or(start_of_day(now));
        let valid_from = date(&self.valid_from, "validFrom")?.unwrap_or(signed);
        let valid_until = match (date(&self.valid_until, "validUntil")?, self.days) {
            (Some(_), Some(_)) => return Err(DocumentError::Template("validity", "has both validUntil and days")),
            (Some(until), None) => until,
            (None, days) => {
                let days = u64::from(days.unwrap_or(DEFAULT_DAYS));
                valid_from.plus(Duration::from_secs(days.saturating_mul(86_400)))
            }
        };
        Ok(Dates { signed, valid_from, valid_until, expected_update: date(&self.expected_update, "expectedUpdate")? })
    }
}

/// A day's start, or an RFC 3339 date-time.
fn instant(text: &str, member: &'static str) -> Result<UnixTime, DocumentError> {
    let midnight = FullDate::from_text(text).map(|day| format!("{day}T00:00:00Z"));
    UnixTime::from_rfc3339(midnight.as_deref().unwrap_or(text))
        .map_err(|_| DocumentError::Template(member, "is neither YYYY-MM-DD nor an RFC 3339 date-time"))
}

impl KeyAuthorizations {
    fn read(&self) -> Result<Authorizations, DocumentError> {
        const RULE: &str = "must be a map of lists of texts";
        let wrong = || DocumentError::Template("keyAuthorizations", RULE);
        let mut data_elements = Vec::new();
        for (name_space, identifiers) in entries(&self.data_elements, "keyAuthorizations", RULE)? {
            data_elements.push((name_space.clone(), identifiers.texts().ok_or_else(wrong)?));
        }
        Ok(Authorizations { name_spaces: self.name_spaces.clone(), data_elements })
    }
}

/// The entries of a map; none for an absent one.
fn entries<'v>(
    value: &'v Value,
    member: &'static str,
    rule: &'static str,
) -> Result<&'v [(String, Value)], DocumentError> {
    match value {
        Value::Map(entries) => Ok(entries),
        Value::Null => Ok(&[]),
        _ => Err(DocumentError::Template(member, rule)),
    }
}
