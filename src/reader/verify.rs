//! The reader's validation procedure (edition 1 9.3, edition 2 12.8).

use core::fmt;

use crate::auth::device::{self, Binding};
use crate::auth::issuer::{self, IssuerAuthentication, SignerTrust};
use crate::auth::{Policy, data, status};
use crate::budget;
use crate::cbor::{self, Encoding, NonPreferred};
use crate::crypto::{AgreementKey, PublicKey};
use crate::model::mso::MobileSecurityObject;
use crate::model::response::{DeviceResponse, DeviceSigned, Document, IssuerSigned};
use crate::model::transcript::SessionTranscript;
use crate::reader::document::Validity;
use crate::reader::requested::{self, Returned};
use crate::reader::{Config, DocumentVerdict, IssuerTrust, Malformed, Request, Verdict, VerifiedDocument};
use crate::report::{Check, CheckId, Outcome, Profile, Report};
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
    encoding_check(verification.config.profile, non_preferred, &mut report);
    version(&response, &mut report);
    status(&response, &mut report);
    contents(&response, &mut report);
    // A response that is refused as a whole takes its documents along, whatever they are worth.
    let refusals: Vec<Check> = report.failures().cloned().collect();
    let documents = response.documents.into_iter().map(|document| match document {
        document if !refusals.is_empty() => {
            let doc_type = document.map_or_else(|malformed| malformed.doc_type, |document| Some(document.doc_type));
            rejected(doc_type, refusals.iter().cloned())
        }
        Err(malformed) => {
            let detail = format!("the document does not fit its structure: {}", malformed.error);
            let check = Check::new(CheckId::DocumentStructure, Outcome::Fail, detail).at(malformed.error.offset());
            rejected(malformed.doc_type, [check])
        }
        Ok(document) => judge(verification, Claim::from(document)),
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
    encoding_check(verification.config.profile, non_preferred, &mut report);
    for id in [CheckId::ResponseVersion, CheckId::ResponseStatus, CheckId::ResponseDocuments] {
        report.skip(id, "this is an IssuerSigned and no DeviceResponse");
    }
    let claim = Claim { doc_type: None, issuer_signed, device_signed: None, errors: Vec::new() };
    let documents = vec![judge(verification, claim)];
    Ok(Verdict { report, status: 0, documents, document_errors: Vec::new() })
}

impl<'c> Verification<'c> {
    fn encoding(&self) -> Encoding {
        Encoding::from(self.config.profile)
    }

    fn policy(&self) -> Policy<'c> {
        let Config { provider, profile, skew, revocation, .. } = self.config;
        Policy { provider, profile: *profile, at: self.at, skew: *skew, revocation }
    }

    fn trust(&self) -> SignerTrust<'c> {
        match &self.config.issuer_trust {
            IssuerTrust::PinnedSigners(keys) => SignerTrust::Pinned(keys),
            IssuerTrust::Roots(roots) => SignerTrust::Roots { anchors: roots, purposes: &self.config.signer_purposes },
        }
    }
}

fn rejected<'r>(doc_type: Option<&str>, checks: impl IntoIterator<Item = Check>) -> DocumentVerdict<'r> {
    let mut report = Report::new();
    checks.into_iter().for_each(|check| report.push(check));
    DocumentVerdict::Rejected { doc_type: doc_type.map(str::to_owned), report }
}

fn encoding_check(profile: Profile, non_preferred: NonPreferred, report: &mut Report) {
    const ID: CheckId = CheckId::ResponseEncoding;
    match non_preferred.first {
        None => report.pass(ID, "the CBOR is well-formed, with heads of preferred length and nothing behind it"),
        Some(first) => {
            let detail = format!("encodings that the strict profile refuses: {}", non_preferred.count);
            report.push(Check::new(ID, profile.deviation(), detail).at(first));
        }
    }
}

fn version(response: &DeviceResponse<'_>, report: &mut Report) {
    let version = response.version;
    if version.major == 1 {
        report.pass(CheckId::ResponseVersion, format!("the version is {version}"));
    } else {
        report.fail(CheckId::ResponseVersion, format!("the version is {version}, of which nothing is known"));
    }
}

fn status(response: &DeviceResponse<'_>, report: &mut Report) {
    const ID: CheckId = CheckId::ResponseStatus;
    let meaning = match response.status {
        0 => return report.pass(ID, "the status is 0, OK"),
        10 => " (general error)",
        11 => " (CBOR decoding error)",
        12 => " (CBOR validation error)",
        _ => "",
    };
    let and_documents = if response.documents.is_empty() { "" } else { ", and yet there are documents" };
    report.fail(ID, format!("the status is {}{meaning}{and_documents}", response.status));
}

fn contents(response: &DeviceResponse<'_>, report: &mut Report) {
    const ID: CheckId = CheckId::ResponseDocuments;
    let count = response.documents.len();
    if response.zk_documents > 0 || response.encrypted_documents > 0 {
        let detail = format!(
            "Zero-knowledge documents ({}) and encrypted documents ({}) were not asked for and are not looked at",
            response.zk_documents, response.encrypted_documents
        );
        report.note(ID, detail);
    }
    // Every element may be worth several lines of a report, and a message has room for millions.
    let elements = response.documents.iter().flatten().map(elements_of).fold(0, usize::saturating_add);
    if elements > budget::RETURNED_ELEMENTS {
        let detail = format!("{elements} elements were returned, where {} are allowed", budget::RETURNED_ELEMENTS);
        report.fail(ID, detail);
    } else if count == 0 {
        report.skip(ID, "no document was returned");
    } else {
        report.pass(ID, format!("documents returned: {count}"));
    }
}

/// How many elements a document returns, whoever signed them.
fn elements_of(document: &Document<'_>) -> usize {
    let by_issuer = document.issuer_signed.name_spaces.iter().map(|(_, items)| items.len());
    let by_device = document.device_signed.name_spaces.name_spaces.iter().map(|(_, elements)| elements.len());
    by_issuer.chain(by_device).fold(0, usize::saturating_add)
}

/// What is to be judged.
struct Claim<'r> {
    doc_type: Option<&'r str>,
    issuer_signed: IssuerSigned<'r>,
    device_signed: Option<DeviceSigned<'r>>,
    errors: Vec<(&'r str, &'r str, i64)>,
}

impl<'r> From<Document<'r>> for Claim<'r> {
    fn from(document: Document<'r>) -> Self {
        let Document { doc_type, issuer_signed, device_signed, errors, .. } = document;
        Self { doc_type: Some(doc_type), issuer_signed, device_signed: Some(device_signed), errors }
    }
}

/// What must have been judged, and not badly, before a document is verified. Whatever was skipped does not count.
const INDISPENSABLE: &[CheckId] = &[
    CheckId::DocumentStructure,
    CheckId::DocumentElementsUnique,
    CheckId::IssuerAlgorithm,
    CheckId::IssuerSignature,
    CheckId::IssuerPayload,
    CheckId::MsoVersion,
    CheckId::MsoDocType,
    CheckId::MsoDigestAlgorithm,
    CheckId::MsoDigestIds,
    CheckId::MsoDigests,
    CheckId::MsoValidFrom,
    CheckId::MsoValidUntil,
    CheckId::MsoValidityOrder,
    CheckId::MsoDeviceKey,
    CheckId::DeviceAlgorithm,
    CheckId::DeviceAuthentication,
    CheckId::DeviceAuthorization,
];

fn judge<'r>(verification: &Verification<'_>, claim: Claim<'r>) -> DocumentVerdict<'r> {
    let Claim { doc_type, issuer_signed, device_signed, errors } = claim;
    let policy = verification.policy();
    let mut report = Report::new();
    report.pass(CheckId::DocumentStructure, "the document fits its structure");

    let mut issuer_report = Report::new();
    let IssuerAuthentication { mso, signer, device_key } =
        issuer::verify(&policy, &verification.trust(), doc_type, &issuer_signed, &mut issuer_report);
    let mso_status = status::judge(&policy, mso.as_ref(), signer.as_ref(), &mut issuer_report);
    let doc_type = doc_type.or(mso.as_ref().map(|mso| mso.doc_type));
    let mut elements = issuer_elements(&issuer_signed);
    let mut device_elements = device_signed.as_ref().map(device_elements).unwrap_or_default();

    match doc_type {
        Some(doc_type) => requested::judge_document(verification.request, doc_type, &mut report),
        None => report.skip(CheckId::DocumentRequested, "the document type is not known"),
    }
    requested::judge_unique(&elements, &device_elements, &mut report);
    let typed = doc_type.unwrap_or_default();
    let mut data_report = Report::new();
    data::judge(policy.profile, typed, signer.as_ref(), &elements, &device_elements, &mut data_report);
    requested::drop_unrequested(verification.request, typed, &mut elements, &mut device_elements, &mut report);
    report.append(issuer_report);
    device_checks(verification, &policy, typed, device_signed.as_ref(), device_key.as_ref(), mso.as_ref(), &mut report);
    report.append(data_report);

    let judged = |id: &CheckId| matches!(report.outcome(*id), Some(Outcome::Pass | Outcome::Deviation));
    let sound = !report.has_failed() && INDISPENSABLE.iter().all(judged);
    match (sound, signer, mso) {
        (true, Some(signer), Some(mso)) => match Validity::read(&mso.validity_info) {
            Some(validity) => DocumentVerdict::Verified(Box::new(VerifiedDocument {
                doc_type: mso.doc_type,
                elements,
                device_elements,
                errors,
                signer,
                validity,
                status: mso.status,
                mso_status,
                report,
            })),
            None => DocumentVerdict::Rejected { doc_type: doc_type.map(str::to_owned), report },
        },
        _ => DocumentVerdict::Rejected { doc_type: doc_type.map(str::to_owned), report },
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
