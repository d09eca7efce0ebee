//! What a check of a document is about, and where in the response that is, for checks that do not say it themselves: the
//! layers below know an object, but not the document around it.

use crate::cose::Sign1;
use crate::model::mso::{MobileSecurityObject, Tdate};
use crate::model::response::DeviceSigned;
use crate::report::{Check, CheckId, Report, Subject};
use crate::x509::Certificate;

/// The parts of a document that checks are about.
pub(super) struct Places<'p, 'r> {
    /// The document type, where it is known.
    pub(super) doc_type: Option<&'r str>,
    /// Where the document starts.
    pub(super) document: usize,
    /// The signer's certificate, where it was read before.
    pub(super) leaf: Option<Certificate>,
    pub(super) issuer_auth: &'p Sign1<'r>,
    pub(super) device_signed: Option<&'p DeviceSigned<'r>>,
    pub(super) mso: Option<&'p MobileSecurityObject<'r>>,
}

impl Places<'_, '_> {
    /// Gives every check a subject, the document where it has none, and an offset where there is one.
    pub(super) fn complete(&self, report: &mut Report) {
        let read = || self.issuer_auth.x5chain().first().and_then(|leaf| Certificate::from_der(leaf).ok());
        let leaf = self.leaf.clone().or_else(read);
        // A self-issued leaf may bear the name of an anchor, which is not in the response.
        let leaf = leaf.filter(|leaf| !leaf.is_self_issued()).map(|leaf| Subject::certificate(leaf.subject_text()));
        let document = self.doc_type.map(Subject::document);
        for check in report.checks_mut() {
            if check.offset.is_none() {
                let is_leaf = check.subject.is_some() && check.subject == leaf;
                check.offset = if is_leaf { self.issuer_auth.x5chain_offset() } else { self.of(check) };
            }
            if check.subject.is_none() {
                check.subject.clone_from(&document);
            }
        }
    }

    fn of(&self, check: &Check) -> Option<usize> {
        match check.id {
            CheckId::DocumentStructure | CheckId::DocumentRequested => Some(self.document),
            CheckId::IssuerSignature => Some(self.issuer_auth.signature_offset),
            CheckId::IssuerAlgorithm | CheckId::IssuerPayload => Some(self.issuer_auth.offset),
            CheckId::DeviceAuthentication => self.device_authentication(|(_, seal)| seal),
            CheckId::DeviceAlgorithm => self.device_authentication(|(message, _)| message),
            CheckId::DeviceAuthorization => self.device_signed.map(|signed| signed.name_spaces.start()),
            _ => self.mso.and_then(|mso| in_mso(mso, check)),
        }
    }

    /// The place in the one device signature or MAC, or that of the device's part where there is not exactly one.
    fn device_authentication(&self, part: fn((usize, usize)) -> usize) -> Option<usize> {
        let signed = self.device_signed?;
        Some(match (&signed.device_auth.device_signature, &signed.device_auth.device_mac) {
            (Some(signature), None) => part((signature.offset, signature.signature_offset)),
            (None, Some(mac)) => part((mac.offset, mac.tag_offset)),
            _ => signed.offset,
        })
    }
}

/// The member of the mobile security object that a check is about.
fn in_mso(mso: &MobileSecurityObject<'_>, check: &Check) -> Option<usize> {
    let dates = &mso.validity_info;
    match check.id {
        CheckId::MsoVersion => Some(mso.offsets.version),
        CheckId::MsoDocType => Some(mso.offsets.doc_type),
        CheckId::MsoDigestAlgorithm => Some(mso.offsets.digest_algorithm),
        CheckId::MsoDates => {
            let Some(Subject::Member { name }) = &check.subject else { return None };
            let named: [(&str, Option<&Tdate<'_>>); 4] = [
                ("signed", Some(&dates.signed)),
                ("validFrom", Some(&dates.valid_from)),
                ("validUntil", Some(&dates.valid_until)),
                ("expectedUpdate", dates.expected_update.as_ref()),
            ];
            named.into_iter().find(|(of, _)| name == of).and_then(|(_, date)| date).map(|date| date.offset)
        }
        CheckId::MsoSigned => Some(dates.signed.offset),
        CheckId::MsoValidFrom | CheckId::MsoValidityOrder => Some(dates.valid_from.offset),
        CheckId::MsoValidUntil | CheckId::MsoWithinSigner => Some(dates.valid_until.offset),
        CheckId::MsoDeviceKey => Some(mso.device_key_info.device_key.offset),
        CheckId::MsoKeyAuthorizations => mso.device_key_info.key_authorizations_offset,
        CheckId::RevocationMso => mso.status.map(|status| status.offset()),
        _ => None,
    }
}
