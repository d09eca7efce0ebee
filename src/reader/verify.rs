//! The reader's validation procedure (edition 1 9.3, edition 2 12.8).

use core::fmt;

use crate::auth::device::{self, Binding};
use crate::auth::issuer::{self, IssuerAuthentication, Signer, SignerTrust};
use crate::auth::{Policy, data, status};
use crate::cbor::{self, Encoding};
use crate::crypto::{AgreementKey, PublicKey};
use crate::model::mso::MobileSecurityObject;
use crate::model::response::{DeviceResponse, DeviceSigned, Document, ElementError, IssuerSigned};
use crate::model::transcript::SessionTranscript;
use crate::reader::document::Validity;
use crate::reader::place::Places;
use crate::reader::requested::{self, Returned};
use crate::reader::{
    Config, DocumentVerdict, IssuerTrust, Malformed, Request, Verdict, VerifiedDocument, errors, overall,
};
use crate::report::{Check, CheckId, Outcome, Report, Subject, text};
use crate::time::UnixTime;

/// What a response is judged against.
#[derive(Clone, Copy)]
pub struct Verification<'c> {
    /// Trust, profile and skew.
    pub config: &'c Config,
    /// The transcript; without it device authentication is skipped and nothing is verified.
    pub transcript: Option<&'c SessionTranscript>,
    /// EReaderKey's private part; without it a device MAC cannot be checked, which fails.
    pub e_reader_key: Option<&'c dyn AgreementKey>,
    /// What was asked; without it, requested-versus-returned is skipped.
    pub request: Option<&'c Request>,
    /// The wall clock.
    pub at: UnixTime,
}

impl fmt::Debug for Verification<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verification").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Judges a DeviceResponse in the clear.
///
/// # Errors
/// [`Malformed`] when it is not one.
pub fn verify<'r>(response: &'r [u8], verification: &Verification<'_>) -> Result<Verdict<'r>, Malformed> {
    let encoding = verification.encoding();
    let (response, non_preferred) = cbor::from_slice::<DeviceResponse<'r>>(response, encoding).map_err(Malformed)?;
    let mut report = Report::new();
    overall::encoding(verification.config.profile, non_preferred, &mut report);
    overall::judge(&response, verification.request, &mut report);
    // A response that is refused as a whole takes its documents along, whatever they are worth.
    let mut refusals = Report::new();
    report.failures().for_each(|refusal| refusals.push(refusal.clone()));
    let documents = response.documents.into_iter().map(|document| match document {
        document if refusals.has_failed() => {
            let doc_type = document.map_or_else(|malformed| malformed.doc_type, |document| Some(document.doc_type));
            rejected(doc_type, refusals.clone())
        }
        Err(malformed) => {
            let detail = text!("the document does not fit its structure: {}", malformed.error);
            let check = Check::new(CheckId::DocumentStructure, Outcome::Fail, detail).at(malformed.error.offset());
            let about = malformed.doc_type.map(Subject::document);
            let mut report = Report::new();
            report.push(Check { subject: about, ..check });
            rejected(malformed.doc_type, report)
        }
        Ok(document) => judge(verification, Claim::from(*document)),
    });
    let documents = documents.collect();
    Ok(Verdict { report, status: response.status, documents, document_errors: response.document_errors })
}

/// Judges an IssuerSigned on its own, as issuers hand it to a wallet. No device takes part, so the document is never
/// verified; the report tells what its issuer's part is worth.
///
/// # Errors
/// [`Malformed`] when it is not one.
pub fn verify_issuer_signed<'r>(
    issuer_signed: &'r [u8],
    verification: &Verification<'_>,
) -> Result<Verdict<'r>, Malformed> {
    let encoding = verification.encoding();
    let (issuer_signed, non_preferred) =
        cbor::from_slice::<IssuerSigned<'r>>(issuer_signed, encoding).map_err(Malformed)?;
    let mut report = Report::new();
    overall::encoding(verification.config.profile, non_preferred, &mut report);
    for id in [CheckId::ResponseVersion, CheckId::ResponseStatus, CheckId::ResponseDocuments] {
        report.skip(id, "this is an IssuerSigned and no DeviceResponse");
    }
    let claim = Claim { doc_type: None, issuer_signed, device_signed: None, errors: Vec::new(), offset: 0 };
    let documents = vec![judge(verification, claim)];
    Ok(Verdict { report, status: 0, documents, document_errors: Vec::new() })
}

impl<'c> Verification<'c> {
    fn encoding(&self) -> Encoding {
        Encoding::from(self.config.profile)
    }

    fn policy(&self) -> Policy<'c> {
        let Config { provider, profile, skew, revocation, known_paths, .. } = self.config;
        let known_paths = known_paths.as_deref();
        Policy { provider, profile: *profile, at: self.at, skew: *skew, revocation, known_paths }
    }

    fn trust(&self) -> SignerTrust<'c> {
        match &self.config.issuer_trust {
            IssuerTrust::PinnedSigners(keys) => SignerTrust::Pinned(keys),
            IssuerTrust::Roots(roots) => SignerTrust::Roots { anchors: roots, purposes: &self.config.signer_purposes },
        }
    }
}

/// What is wrong with a document may be said in more than it was sent in, so that no room is kept beside it.
fn rejected<'r>(doc_type: Option<&str>, mut report: Report) -> DocumentVerdict<'r> {
    report.shrink_to_fit();
    DocumentVerdict::Rejected { doc_type: doc_type.map(str::to_owned), report }
}

/// What is to be judged.
struct Claim<'r> {
    doc_type: Option<&'r str>,
    issuer_signed: IssuerSigned<'r>,
    device_signed: Option<DeviceSigned<'r>>,
    errors: Vec<ElementError<'r>>,
    /// Where it starts in the input.
    offset: usize,
}

impl<'r> From<Document<'r>> for Claim<'r> {
    fn from(document: Document<'r>) -> Self {
        let Document { doc_type, issuer_signed, device_signed, errors, offset } = document;
        Self { doc_type: Some(doc_type), issuer_signed, device_signed: Some(device_signed), errors, offset }
    }
}

/// What must have been judged, and not badly, before a document is verified. Whatever was skipped does not count.
const INDISPENSABLE: [&[CheckId]; 2] =
    [CheckId::ISSUER_DATA, &[CheckId::DeviceAlgorithm, CheckId::DeviceAuthentication, CheckId::DeviceAuthorization]];

/// Room for the checks of a good document: a list of this size is made once.
const DOCUMENT_CHECKS: usize = 72;

fn judge<'r>(verification: &Verification<'_>, claim: Claim<'r>) -> DocumentVerdict<'r> {
    let Claim { doc_type, issuer_signed, device_signed, errors, offset } = claim;
    let policy = verification.policy();
    let mut issuer_report = Report::new();
    let IssuerAuthentication { mso, signer, device_key } =
        issuer::verify(&policy, &verification.trust(), doc_type, &issuer_signed, &mut issuer_report);
    let mso_status = status::judge(&policy, mso.as_ref(), signer.as_ref(), &mut issuer_report);

    let mut report = Report::with_room(DOCUMENT_CHECKS);
    report.pass(CheckId::DocumentStructure, "the document fits its structure");
    let doc_type = doc_type.or(mso.as_ref().map(|mso| mso.doc_type));
    let mut elements = issuer_elements(&issuer_signed);
    let mut device_elements = device_signed.as_ref().map(device_elements).unwrap_or_default();

    match doc_type {
        Some(doc_type) => requested::judge_document(verification.request, doc_type, &mut report),
        None => report.skip(CheckId::DocumentRequested, "the document type is not known"),
    }
    requested::judge_unique(&elements, &device_elements, &mut report);
    errors::judge(&errors, &elements, &device_elements, &mut report);
    let typed = doc_type.unwrap_or_default();
    let mut data_report = Report::new();
    data::judge(policy.profile, typed, signer.as_ref(), &elements, &device_elements, &mut data_report);
    requested::drop_unrequested(verification.request, typed, &mut elements, &mut device_elements, &mut report);
    report.append(issuer_report);
    device_checks(verification, &policy, typed, device_signed.as_ref(), device_key.as_ref(), mso.as_ref(), &mut report);
    report.append(data_report);
    let leaf = signer.as_ref().and_then(Signer::certificate).cloned();
    let places = Places {
        doc_type,
        leaf,
        document: offset,
        issuer_auth: &issuer_signed.issuer_auth,
        device_signed: device_signed.as_ref(),
        mso: mso.as_ref(),
    };
    places.complete(&mut report);

    let sound = !report.has_failed() && report.has_judged(INDISPENSABLE.iter().copied().flatten());
    match (sound, signer, mso) {
        (true, Some(signer), Some(mso)) => match Validity::read(&mso.validity_info) {
            Some(validity) => DocumentVerdict::Verified(Box::new(VerifiedDocument {
                doc_type: mso.doc_type,
                elements,
                device_elements,
                errors: errors.iter().map(|error| (error.name_space, error.element_identifier, error.code)).collect(),
                retain: requested::to_retain(verification.request, mso.doc_type),
                signer,
                validity,
                status: mso.status,
                mso_status,
                report,
            })),
            None => rejected(doc_type, report),
        },
        _ => rejected(doc_type, report),
    }
}

fn issuer_elements<'r>(issuer_signed: &IssuerSigned<'r>) -> Vec<Returned<'r>> {
    let items = issuer_signed.name_spaces.iter();
    items
        .flat_map(|(name_space, items)| {
            items.iter().map(|item| (*name_space, item.element_identifier, item.element_value))
        })
        .collect()
}

fn device_elements<'r>(device_signed: &DeviceSigned<'r>) -> Vec<Returned<'r>> {
    let name_spaces = device_signed.name_spaces.name_spaces.iter();
    name_spaces
        .flat_map(|(name_space, elements)| {
            elements.iter().map(|(identifier, value)| (*name_space, *identifier, *value))
        })
        .collect()
}

fn device_checks(
    verification: &Verification<'_>,
    policy: &Policy<'_>,
    doc_type: &str,
    device_signed: Option<&DeviceSigned<'_>>,
    device_key: Option<&PublicKey>,
    mso: Option<&MobileSecurityObject<'_>>,
    report: &mut Report,
) {
    let Some(device_signed) = device_signed else {
        for id in [CheckId::DeviceAuthentication, CheckId::DeviceAlgorithm, CheckId::DeviceAuthorization] {
            report.skip(id, "no device took part: this is the issuer's part alone");
        }
        return;
    };
    let binding = Binding { transcript: verification.transcript, e_reader_key: verification.e_reader_key };
    let authorizations = mso.and_then(|mso| mso.device_key_info.key_authorizations.as_ref());
    device::verify(policy, binding, doc_type, device_signed, device_key, authorizations, report);
}
