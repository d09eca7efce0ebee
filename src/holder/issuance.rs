//! What the holder checks of what an issuer delivers, before storing it (edition 1 9.3.1, edition 2 12.8.1).

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::auth::issuer::{self, IssuerAuthentication, SignerTrust};
use crate::auth::{Policy, data};
use crate::cbor::{self, Encoding};
use crate::crypto::PublicKey;
use crate::datamodel::mdl;
use crate::holder::{Credential, CredentialError};
use crate::model::mso::MobileSecurityObject;
use crate::model::response::IssuerSigned;
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, shown, text};
use crate::time::UnixTime;

/// A credential that a reader would accept from this holder, with the checks that say so. Only [`verify_issuance`] makes
/// one, or the caller's word that it did so earlier.
#[derive(Debug, Clone)]
pub struct VerifiedCredential {
    credential: Credential,
    report: Report,
}

impl VerifiedCredential {
    /// Takes the caller's word: this credential was verified before it was stored, and its store is trusted.
    #[must_use]
    pub fn from_trusted_store(credential: Credential) -> Self {
        Self { credential, report: Report::new() }
    }

    /// The credential.
    #[must_use]
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The checks made; none where it came from a trusted store.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The credential alone.
    #[must_use]
    pub fn into_credential(self) -> Credential {
        self.credential
    }
}

/// What must have been judged, and not badly. Whatever was skipped does not count.
const INDISPENSABLE: [&[CheckId]; 2] = [CheckId::ISSUER_DATA, &[CheckId::IssuanceDeviceKey]];

/// Judges a bare IssuerSigned as the holder gets it from an issuer: everything a reader will judge of the issuer's part,
/// for all of its items, and that it is of the type asked for and issued to the holder's `device_key`. `issuer_signed`
/// is wiped.
///
/// One that is not valid yet is as good as any, since issuers deliver ahead of time: this is reported and does not
/// refuse it. One whose validity is over is refused.
///
/// # Errors
/// The report, with at least one failed check, for a credential that must not be stored.
pub fn verify_issuance(
    issuer_signed: Vec<u8>,
    device_key: &PublicKey,
    doc_type: &str,
    policy: &Policy<'_>,
    trust: &SignerTrust<'_>,
) -> Result<VerifiedCredential, Report> {
    let bytes = Zeroizing::new(issuer_signed);
    let credential = Credential::from_issuer_signed(bytes.to_vec());
    let unique = credential.as_ref().err() != Some(&CredentialError::Duplicate);
    let mut report = judge(&bytes, unique, device_key, doc_type, policy, trust);
    if !report.has_failed() {
        for id in INDISPENSABLE.into_iter().flatten() {
            if !matches!(report.outcome(*id), Some(Outcome::Pass | Outcome::Deviation)) {
                report.fail(*id, "this could not be judged, and a credential cannot do without it");
            }
        }
    }
    match credential {
        Ok(credential) if !report.has_failed() => return Ok(VerifiedCredential { credential, report }),
        Err(error) if !report.has_failed() => report.fail(CheckId::DocumentStructure, error.to_string()),
        _ => {}
    }
    Err(report)
}

fn judge(
    bytes: &[u8],
    unique: bool,
    device_key: &PublicKey,
    doc_type: &str,
    policy: &Policy<'_>,
    trust: &SignerTrust<'_>,
) -> Report {
    const STRUCTURE: CheckId = CheckId::DocumentStructure;
    let mut report = Report::new();
    let issuer_signed = match cbor::from_slice::<IssuerSigned<'_>>(bytes, Encoding::from(policy.profile)) {
        Ok((issuer_signed, non_preferred)) => {
            if let Some(first) = non_preferred.first {
                let detail = text!("encodings that the strict profile refuses: {}", non_preferred.count);
                report.push(Check::new(CheckId::ResponseEncoding, policy.profile.deviation(), detail).at(first));
            }
            report.pass(STRUCTURE, "the credential is an IssuerSigned structure, every item of which can be read");
            issuer_signed
        }
        Err(error) => {
            let detail = text!("the credential is not an IssuerSigned structure: {error}");
            report.push(Check::new(STRUCTURE, Outcome::Fail, detail).at(error.offset()));
            return report;
        }
    };
    match unique {
        true => report.pass(CheckId::DocumentElementsUnique, "every element stands once in its namespace"),
        false => report.fail(CheckId::DocumentElementsUnique, "an element stands twice in a namespace"),
    }
    let mut issuer_report = Report::new();
    let IssuerAuthentication { mso, signer, device_key: issued_to } =
        issuer::verify(policy, trust, Some(doc_type), &issuer_signed, &mut issuer_report);
    report.append(as_holder(issuer_report, doc_type, mso.as_ref(), policy.at));
    randoms(policy.profile, &issuer_signed, &mut report);
    own_key(issued_to.as_ref(), device_key, &mut report);
    let items = issuer_signed.name_spaces.iter();
    let elements: Vec<_> = items
        .flat_map(|(name_space, items)| {
            items.iter().map(|item| (*name_space, item.element_identifier, item.element_value))
        })
        .collect();
    data::judge(policy.profile, doc_type, signer.as_ref(), &elements, &[], &mut report);
    mandatory(policy.profile, doc_type, elements.iter().map(|(name_space, name, _)| (*name_space, *name)), &mut report);
    report
}

/// What a reader finds, as the holder has to take it: a credential for later is no fault of its issuer, and there is no
/// document yet that could claim a type.
fn as_holder(report: Report, doc_type: &str, mso: Option<&MobileSecurityObject<'_>>, at: UnixTime) -> Report {
    let Some(mso) = mso else { return report };
    let later = mso.validity_info.valid_from.at.filter(|from| *from > at);
    let mut holders = Report::new();
    for mut check in report.checks().iter().cloned() {
        match (check.id, later) {
            (CheckId::MsoValidFrom, Some(from)) => {
                check.outcome = Outcome::Deviation;
                check.detail = text!("not valid before {from}, and not to be shown before");
            }
            (CheckId::MsoDocType, _) if check.outcome == Outcome::Fail => {
                let (signed, wanted) = (shown(mso.doc_type), shown(doc_type));
                check.detail = text!("the issuer signed for {signed}, where {wanted} was to be issued");
            }
            _ => {}
        }
        holders.push(check);
    }
    holders
}

/// Two items of one random lend each other their secret.
fn randoms(profile: Profile, issuer_signed: &IssuerSigned<'_>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    let items = issuer_signed.name_spaces.iter();
    let mut items = items.flat_map(|(name_space, items)| items.iter().map(move |item| (name_space, item)));
    if let Some((name_space, item)) = items.find(|(_, item)| !seen.insert(item.random)) {
        let check = Check::new(CheckId::MsoRandom, profile.deviation(), "another item has the same random");
        report.push(check.about(Subject::element(name_space, item.element_identifier)));
    }
}

fn own_key(issued_to: Option<&PublicKey>, own: &PublicKey, report: &mut Report) {
    const ID: CheckId = CheckId::IssuanceDeviceKey;
    match issued_to {
        None => report.skip(ID, "there is no device key to compare with the holder's"),
        Some(key) if key == own => report.pass(ID, "the credential is issued to the holder's device key"),
        Some(_) => report.fail(ID, "the credential is issued to another device key than the holder's"),
    }
}

fn mandatory<'e>(
    profile: Profile,
    doc_type: &str,
    elements: impl Iterator<Item = (&'e str, &'e str)>,
    report: &mut Report,
) {
    const ID: CheckId = CheckId::IssuanceElements;
    if doc_type != mdl::DOCTYPE {
        return report.skip(ID, "no element is known to be mandatory in this document type");
    }
    let held: BTreeSet<_> = elements.filter(|(name_space, _)| *name_space == mdl::NAMESPACE).collect();
    let mut complete = true;
    for identifier in mdl::MANDATORY {
        if !held.contains(&(mdl::NAMESPACE, identifier)) {
            complete = false;
            let check = Check::new(ID, profile.deviation(), "the licence lacks a mandatory element");
            report.push(check.about(Subject::element(mdl::NAMESPACE, identifier)));
        }
    }
    if complete {
        report.pass(ID, "the licence holds every mandatory element");
    }
}
