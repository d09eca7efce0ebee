//! A verified document: the only place where claims can be read.

use core::fmt;

use crate::auth::issuer::Signer;
use crate::auth::status::MsoStatus;
use crate::cbor::RawValue;
use crate::datamodel::age::{self, AgeAnswer, age_over, applies};
use crate::datamodel::{Element, FromElement, TypeError};
use crate::model::mso::ValidityInfo;
use crate::model::mso::status::Status;
use crate::reader::{DeviceSigned, Retained};
use crate::report::Report;
use crate::time::UnixTime;

/// A document whose issuer, digests, dates, device and data were verified.
///
/// What was not asked for is not here; the report names it. What the issuer signed and what the device alone signed are
/// of two types. Values borrow from the response: what may be kept beyond it is [`retained`](Self::retained).
pub struct VerifiedDocument<'r> {
    pub(crate) doc_type: &'r str,
    pub(crate) elements: Vec<(&'r str, &'r str, RawValue<'r>)>,
    pub(crate) device_elements: Vec<(&'r str, &'r str, RawValue<'r>)>,
    pub(crate) errors: Vec<(&'r str, &'r str, i64)>,
    /// What was asked for with the intent to retain: namespace and identifier.
    pub(crate) retain: Vec<(String, String)>,
    pub(crate) signer: Signer,
    pub(crate) validity: Validity,
    pub(crate) status: Option<RawValue<'r>>,
    pub(crate) mso_status: MsoStatus,
    pub(crate) report: Report,
}

/// When the issuer's attestation was signed and holds. The document that it is about may expire on another day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// `signed`.
    pub signed: UnixTime,
    /// `validFrom`.
    pub valid_from: UnixTime,
    /// `validUntil`.
    pub valid_until: UnixTime,
    /// `expectedUpdate`, where given and readable.
    pub expected_update: Option<UnixTime>,
}

impl Validity {
    pub(super) fn read(info: &ValidityInfo<'_>) -> Option<Self> {
        Some(Self {
            signed: info.signed.at?,
            valid_from: info.valid_from.at?,
            valid_until: info.valid_until.at?,
            expected_update: info.expected_update.and_then(|date| date.at),
        })
    }
}

impl<'r> VerifiedDocument<'r> {
    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &'r str {
        self.doc_type
    }

    /// The value of an element the issuer signed, as its exact bytes.
    #[must_use]
    pub fn element(&self, name_space: &str, element_identifier: &str) -> Option<RawValue<'r>> {
        find(&self.elements, name_space, element_identifier)
    }

    /// The elements the issuer signed: namespace, identifier, value, in the order received.
    pub fn elements(&self) -> impl Iterator<Item = (&'r str, &'r str, RawValue<'r>)> {
        self.elements.iter().copied()
    }

    /// The value of an element that the device alone signed, as the issuer authorized it to.
    #[must_use]
    pub fn device_element(&self, name_space: &str, element_identifier: &str) -> Option<DeviceSigned<RawValue<'r>>> {
        find(&self.device_elements, name_space, element_identifier).map(DeviceSigned::new)
    }

    /// The elements that the device alone signed: namespace, identifier, value, in the order received.
    pub fn device_elements(&self) -> impl Iterator<Item = (&'r str, &'r str, DeviceSigned<RawValue<'r>>)> {
        let elements = self.device_elements.iter().copied();
        elements.map(|(name_space, identifier, value)| (name_space, identifier, DeviceSigned::new(value)))
    }

    /// The value of an element of a data model, where the issuer signed it and it was returned.
    ///
    /// # Errors
    /// [`TypeError`] when the value is not of the element's type.
    pub fn get<T: FromElement + ?Sized>(&self, element: &Element<T>) -> Result<Option<T::Value<'r>>, TypeError> {
        self.element(element.name_space, element.identifier).map(|value| element.read(value)).transpose()
    }

    /// Whether the holder is `years` old or older, by what the issuer attested as of `validFrom`.
    ///
    /// An attestation of another age may prove or disprove it (edition 1 7.2.5, edition 2 13.4.6).
    #[must_use]
    pub fn age_at_least(&self, years: u8) -> AgeAnswer {
        age::answer(self.attested(applies), years)
    }

    /// The ages the issuer attested in some namespaces.
    pub(super) fn attested(&self, of: impl Fn(&str) -> bool + Clone) -> impl Iterator<Item = (u8, bool)> + Clone {
        let attested = self.elements.iter().filter(move |(name_space, _, _)| of(name_space));
        attested.filter_map(|(_, identifier, value)| age_over(identifier).zip(value.as_bool()))
    }

    /// What may be kept: only what was asked for with the intent to retain, as owned values. Everything else borrows from
    /// the response, and goes with it.
    #[must_use]
    pub fn retained(&self) -> Retained {
        Retained::of(self)
    }

    /// What the device says about elements it did not return: namespace, identifier, code.
    #[must_use]
    pub fn errors(&self) -> &[(&'r str, &'r str, i64)] {
        &self.errors
    }

    /// Who signed the document.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// When the issuer's attestation was signed and holds.
    #[must_use]
    pub fn validity(&self) -> &Validity {
        &self.validity
    }

    /// The mobile security object's `status` (edition 2), exact: where revocation is published.
    #[must_use]
    pub fn revocation_status(&self) -> Option<RawValue<'r>> {
        self.status
    }

    /// Where revocation is published (edition 2), where that can be read: the lists to hand in
    /// ([`StatusLists`](crate::trust::StatusLists)) when such a document is verified the next time.
    #[must_use]
    pub fn published_status(&self) -> Option<Status<'r>> {
        self.status.and_then(|status| status.decode().ok())
    }

    /// What is known of the mobile security object's revocation. Never [`MsoStatus::Revoked`], which is not verified.
    #[must_use]
    pub fn mso_status(&self) -> MsoStatus {
        self.mso_status
    }

    /// The checks made.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

fn find<'r>(
    elements: &[(&'r str, &'r str, RawValue<'r>)],
    name_space: &str,
    element_identifier: &str,
) -> Option<RawValue<'r>> {
    let mut matching = elements.iter().filter(|(ns, id, _)| *ns == name_space && *id == element_identifier);
    matching.next().map(|(_, _, value)| *value)
}

impl fmt::Debug for VerifiedDocument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedDocument").field("doc_type", &self.doc_type).finish_non_exhaustive()
    }
}
