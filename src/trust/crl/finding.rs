//! What a CA's lists say about one of its certificates (ISO/IEC 18013-5 B.3.2, RFC 5280 6.3.3).

use super::assessment::{Assessment, Judge};
use super::{Crl, Crls, Entry, profile};
use crate::x509::Certificate;
use crate::x509::name::Likeness;

/// What is known of a certificate, with the list it is known from.
pub(in crate::trust) enum Finding<'l> {
    /// The newest list that can be used does not name it.
    Good(Assessment<'l>),
    /// A list that the CA signed names it.
    Revoked(Assessment<'l>, String),
    /// There is no list of the CA, or none that can be used: the one that comes closest.
    Undetermined(Option<Assessment<'l>>),
}

/// The question put to the lists.
pub(in crate::trust) struct Search<'a> {
    pub(in crate::trust) judge: Judge<'a>,
    pub(in crate::trust) certificate: &'a Certificate,
    /// The CA that issued it.
    pub(in crate::trust) ca: &'a Certificate,
}

impl<'l> Search<'_> {
    /// Lists of several CAs may bear one name; whose they are, the signature decides.
    pub(in crate::trust) fn run(&self, lists: &'l Crls) -> Finding<'l> {
        let named =
            || lists.lists.iter().filter(|list| self.ca.subject_likeness(&list.parts.issuer) != Likeness::Different);
        if let Some(revoked) = named().find_map(|list| self.revoked(list)) {
            return revoked;
        }
        let mut closest: Option<Assessment<'l>> = None;
        for list in named() {
            let assessment = Assessment::new(&self.judge, list, self.ca);
            if assessment.is_usable() {
                return Finding::Good(assessment);
            }
            if closest.as_ref().is_none_or(|closest| !closest.is_signed() && assessment.is_signed()) {
                closest = Some(assessment);
            }
        }
        Finding::Undetermined(closest)
    }

    /// Revocation is permanent, so a list that the CA signed proves it whatever its age and form. A hold may pass, and
    /// counts while its list is current.
    fn revoked(&self, list: &'l Crl) -> Option<Finding<'l>> {
        let entries = list.parts.entries_about(self.certificate.serial_octets());
        let removed = |entry: &Entry| list.parts.is_delta && entry.reason == Some(profile::REMOVED);
        let mut counting = entries.iter().filter(|entry| !entry.foreign && !removed(entry)).peekable();
        counting.peek()?;
        let assessment = Assessment::new(&self.judge, list, self.ca);
        if !assessment.is_signed() {
            return None;
        }
        let entry = counting.find(|entry| assessment.is_current() || entry.reason != Some(profile::HOLD))?;
        Some(Finding::Revoked(assessment, described(entry)))
    }
}

fn described(entry: &Entry) -> String {
    let reason = entry.reason().map(|reason| format!(", for the reason {reason}")).unwrap_or_default();
    format!("revoked as of {}{reason}", entry.date)
}
