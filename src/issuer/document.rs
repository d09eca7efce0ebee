//! What a document holds, before it is signed.

use core::fmt;
use core::time::Duration;

use super::error::{DocumentError, ElementError};
use super::mso::Authorizations;
use crate::cbor::{self, Encode, Encoding, RawValue};
use crate::crypto::HashAlgorithm;
use crate::datamodel::{self, FullDate, age};
use crate::time::UnixTime;

const DAY: i64 = 86_400;

/// The start of an instant's day, UTC.
///
/// Issuers write no finer time than this: documents of one batch must not be told apart, or linked to a visit, by the
/// second they were signed (edition 2, E.9.5).
#[must_use]
pub fn start_of_day(at: UnixTime) -> UnixTime {
    let seconds = at.unix_seconds();
    UnixTime::from_unix_seconds(seconds.saturating_sub(seconds.rem_euclid(DAY)))
}

/// The dates of a document (`ValidityInfo`), written exactly as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// `signed`.
    pub signed: UnixTime,
    /// `validFrom`, at `signed` or later.
    pub valid_from: UnixTime,
    /// `validUntil`, after `validFrom`.
    pub valid_until: UnixTime,
    /// `expectedUpdate`.
    pub expected_update: Option<UnixTime>,
}

impl Dates {
    /// Signed and valid from the start of the day of `at`, for that many days.
    #[must_use]
    pub fn days(at: UnixTime, days: u32) -> Self {
        let signed = start_of_day(at);
        let length = Duration::from_secs(u64::from(days).saturating_mul(DAY.unsigned_abs()));
        Self { signed, valid_from: signed, valid_until: signed.plus(length), expected_update: None }
    }

    /// Whether the order is right and every date can be written.
    pub(super) fn check(&self) -> Result<(), DocumentError> {
        let ordered = self.signed <= self.valid_from && self.valid_from < self.valid_until;
        let written = |at: UnixTime| FullDate::of(at).is_some_and(|day| day.year() >= 1970);
        let all = [Some(self.signed), Some(self.valid_from), Some(self.valid_until), self.expected_update];
        if ordered && all.into_iter().flatten().all(written) { Ok(()) } else { Err(DocumentError::Dates) }
    }
}

/// An element identifier and the encoded value.
pub(super) type EncodedElement = (String, Vec<u8>);

/// A document to be issued: type, dates, elements, and what the device may sign.
#[derive(Clone)]
pub struct Document {
    pub(super) doc_type: String,
    pub(super) dates: Dates,
    pub(super) digest_algorithm: HashAlgorithm,
    pub(super) authorizations: Authorizations,
    pub(super) name_spaces: Vec<(String, Vec<EncodedElement>)>,
}

impl Document {
    /// A document without elements, digested by SHA-256, in which the device may sign nothing.
    #[must_use]
    pub fn new(doc_type: impl Into<String>, dates: Dates) -> Self {
        Self {
            doc_type: doc_type.into(),
            dates,
            digest_algorithm: HashAlgorithm::Sha256,
            authorizations: Authorizations::default(),
            name_spaces: Vec::new(),
        }
    }

    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The dates.
    #[must_use]
    pub fn dates(&self) -> &Dates {
        &self.dates
    }

    /// Digests by another algorithm.
    #[must_use]
    pub fn digested_by(mut self, algorithm: HashAlgorithm) -> Self {
        self.digest_algorithm = algorithm;
        self
    }

    /// Lets the device sign what `authorizations` lists (`KeyAuthorizations`).
    #[must_use]
    pub fn authorize(mut self, authorizations: Authorizations) -> Self {
        self.authorizations = authorizations;
        self
    }

    /// Adds an element whose value the data model accepts, where it knows the element.
    ///
    /// # Errors
    /// [`DocumentError::Element`], naming the element.
    pub fn element(
        self,
        name_space: &str,
        identifier: &str,
        value: &(impl Encode + ?Sized),
    ) -> Result<Self, DocumentError> {
        let value = cbor::to_vec(value);
        if name_space.is_empty() || identifier.is_empty() {
            return Err(DocumentError::EmptyName);
        }
        let wrong = |error| DocumentError::element(name_space, identifier, error);
        judge(&self.doc_type, name_space, identifier, &value).map_err(wrong)?;
        if self.value(name_space, identifier).is_some() {
            return Err(wrong(ElementError::Duplicate));
        }
        Ok(self.raw_element(name_space, identifier, value))
    }

    /// Adds an element that nothing checks: for documents that must be refused.
    ///
    /// `value` should be one CBOR item; anything else makes the whole item undecodable.
    #[must_use]
    pub fn raw_element(mut self, name_space: &str, identifier: &str, value: Vec<u8>) -> Self {
        let element = (identifier.to_owned(), value);
        match self.name_spaces.iter_mut().find(|(name, _)| name == name_space) {
            Some((_, elements)) => elements.push(element),
            None => self.name_spaces.push((name_space.to_owned(), vec![element])),
        }
        self
    }

    /// Adds `age_over_NN` for each of `ages` (0 to 99), true or false as of `validFrom` (edition 1 7.2.5, edition 2
    /// 13.4.6).
    ///
    /// # Errors
    /// [`DocumentError::Template`] for an age of more than two digits, [`DocumentError::Dates`] where `validFrom` is no
    /// day of the calendar, and those of [`element`](Self::element).
    pub fn attest_ages(self, name_space: &str, birth_date: FullDate, ages: &[u8]) -> Result<Self, DocumentError> {
        let today = FullDate::of(self.dates.valid_from).ok_or(DocumentError::Dates)?;
        let years = birth_date.years_until(today);
        // Not born yet is not 0 years old.
        let born = birth_date <= today;
        ages.iter().try_fold(self, |document, nn| {
            let identifier = age::identifier(*nn).ok_or(DocumentError::Template("ageOver", "goes from 0 to 99"))?;
            document.element(name_space, identifier, &(born && years >= u16::from(*nn)))
        })
    }

    /// The encoded value of an element.
    pub(super) fn value(&self, name_space: &str, identifier: &str) -> Option<&[u8]> {
        let (_, elements) = self.name_spaces.iter().find(|(name, _)| name == name_space)?;
        elements.iter().find(|(name, _)| name == identifier).map(|(_, value)| value.as_slice())
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("doc_type", &self.doc_type).finish_non_exhaustive()
    }
}

/// Whether `value` is one CBOR item that the data model, where it knows the element, accepts.
pub(super) fn judge(doc_type: &str, name_space: &str, identifier: &str, value: &[u8]) -> Result<(), ElementError> {
    let (value, _) = cbor::from_slice::<RawValue<'_>>(value, Encoding::Strict).map_err(ElementError::Cbor)?;
    let judged = datamodel::check(doc_type, name_space, identifier, value).unwrap_or(Ok(()));
    judged.map_err(ElementError::Type)
}
