//! Issuer data authentication (edition 1 9.1.2 and 9.3.1, edition 2 12.3 and 12.8.1): who signed the mobile security
//! object, whether it still holds, and whether it covers what was returned.

use crate::auth::path;
use crate::auth::{Policy, digests, validity};
use crate::cbor::{Embedded, Encoding};
use crate::cose::{CoseError, Form, Sign1};
use crate::crypto::PublicKey;
use crate::datamodel::mdl;
use crate::model::mso::{KeyAuthorizations, MobileSecurityObject};
use crate::model::response::IssuerSigned;
use crate::model::version::Version;
use crate::report::{Check, CheckId, Outcome, Profile, Report, Text, shown, text};
use crate::trust::TrustAnchors;
use crate::x509::{self, Certificate, Path, Purpose};

/// Who may sign mobile security objects.
#[derive(Debug, Clone, Copy)]
pub enum SignerTrust<'c> {
    /// Document signers whose path ends at one of these that may vouch for the document type.
    Roots {
        /// The IACA certificates.
        anchors: &'c TrustAnchors,
        /// Document types, each with an extended key usage (dotted) that its signers may have beside the standard one.
        purposes: &'c [(String, String)],
    },
    /// The holders of these keys, whatever their certificates say.
    Pinned(&'c [PublicKey]),
}

/// Who signed.
#[derive(Debug, Clone)]
pub enum Signer {
    /// A document signer with a valid certification path.
    Certified(Box<Path>),
    /// The holder of a key that the caller pinned.
    Pinned(PublicKey),
}

impl Signer {
    /// The document signer's certificate; none where its key was pinned.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match self {
            Self::Certified(path) => Some(&path.leaf),
            Self::Pinned(_) => None,
        }
    }

    /// The anchor its path ends at; none where its key was pinned.
    #[must_use]
    pub fn anchor(&self) -> Option<&Certificate> {
        match self {
            Self::Certified(path) => Some(&path.anchor),
            Self::Pinned(_) => None,
        }
    }

    /// The key that signed.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        match self {
            Self::Certified(path) => &path.key,
            Self::Pinned(key) => key,
        }
    }
}

/// What issuer data authentication found. It is worth something together with its report only.
#[derive(Debug, Clone)]
pub struct IssuerAuthentication<'a> {
    /// The mobile security object, where it could be read.
    pub mso: Option<MobileSecurityObject<'a>>,
    /// Who signed it, where the signature verifies under a trusted key.
    pub signer: Option<Signer>,
    /// The device key, where it is valid.
    pub device_key: Option<PublicKey>,
}

/// Judges the issuer's part of a document and writes every check to `report`.
///
/// `doc_type` is the document's claim; `None` for an IssuerSigned on its own.
pub fn verify<'a>(
    policy: &Policy<'_>,
    trust: &SignerTrust<'_>,
    doc_type: Option<&str>,
    issuer_signed: &IssuerSigned<'a>,
    report: &mut Report,
) -> IssuerAuthentication<'a> {
    let issuer_auth = &issuer_signed.issuer_auth;
    let mut payload_report = Report::new();
    let mso = payload(policy.profile, issuer_auth, &mut payload_report);
    let claimed = doc_type.or(mso.as_ref().map(|mso| mso.doc_type)).unwrap_or_default();
    let signer = signer(policy, trust, claimed, issuer_auth, report);
    report.append(payload_report);

    let Some(mso) = mso else {
        for id in MSO_CHECKS {
            report.skip(*id, "there is no mobile security object to judge");
        }
        return IssuerAuthentication { mso: None, signer, device_key: None };
    };
    version_and_type(&mso, doc_type, report);
    digests::judge(policy, &mso, &issuer_signed.name_spaces, report);
    validity::judge(policy, &mso.validity_info, signer.as_ref(), report);
    let device_key = device_key(policy, &mso, report);
    key_authorizations(policy.profile, mso.device_key_info.key_authorizations.as_ref(), report);
    IssuerAuthentication { mso: Some(mso), signer, device_key }
}

/// The checks that need a mobile security object.
const MSO_CHECKS: &[CheckId] = &[
    CheckId::MsoVersion,
    CheckId::MsoDocType,
    CheckId::MsoDigestAlgorithm,
    CheckId::MsoDigestIds,
    CheckId::MsoDigests,
    CheckId::MsoRandom,
    CheckId::MsoDates,
    CheckId::MsoSigned,
    CheckId::MsoValidFrom,
    CheckId::MsoValidUntil,
    CheckId::MsoValidityOrder,
    CheckId::MsoWithinSigner,
    CheckId::MsoDeviceKey,
    CheckId::MsoKeyAuthorizations,
];

fn payload<'a>(profile: Profile, issuer_auth: &Sign1<'a>, report: &mut Report) -> Option<MobileSecurityObject<'a>> {
    const ID: CheckId = CheckId::IssuerPayload;
    let at = issuer_auth.offset;
    let Some(payload) = issuer_auth.content else {
        report.push(Check::new(ID, Outcome::Fail, "the issuer-signed envelope has no payload").at(at));
        return None;
    };
    let encoding = Encoding::from(profile);
    let (mso, non_preferred) = match payload.decode::<Embedded<'a, MobileSecurityObject<'a>>>(encoding) {
        Ok((mso, non_preferred)) => (mso.into_value(), non_preferred),
        Err(error) => {
            let detail = text!("the payload is no mobile security object: {error}");
            report.push(Check::new(ID, Outcome::Fail, detail).at(error.offset()));
            return None;
        }
    };
    if issuer_auth.tagged {
        let detail = "the issuer-signed envelope carries tag 18; the standard wants it untagged";
        report.push(Check::new(ID, profile.deviation(), detail).at(at));
    }
    if non_preferred.count > 0 {
        let detail =
            text!("encodings in the mobile security object that the strict profile refuses: {}", non_preferred.count);
        report.push(Check::new(ID, profile.deviation(), detail).at(non_preferred.first.unwrap_or(at)));
    }
    if !issuer_auth.tagged && non_preferred.count == 0 {
        report.pass(ID, "the issuer-signed envelope holds a mobile security object");
    }
    Some(mso)
}

/// What the extended key usage of a document signer for `doc_type` must contain one of.
fn purpose(doc_type: &str, purposes: &[(String, String)]) -> Purpose {
    let standard = if doc_type == mdl::DOCTYPE { Purpose::MDL_DOCUMENT_SIGNER } else { Purpose::MDOC_DOCUMENT_SIGNER };
    let configured = purposes.iter().filter(|(of, _)| of == doc_type).map(|(_, oid)| oid.clone());
    Purpose::document_signer(core::iter::once(standard.to_owned()).chain(configured).collect())
}

fn signer(
    policy: &Policy<'_>,
    trust: &SignerTrust<'_>,
    doc_type: &str,
    issuer_auth: &Sign1<'_>,
    report: &mut Report,
) -> Option<Signer> {
    match trust {
        SignerTrust::Pinned(keys) => pinned(policy, keys, issuer_auth, report),
        SignerTrust::Roots { anchors, purposes } => {
            let purpose = purpose(doc_type, purposes);
            certified(policy, anchors, doc_type, &purpose, issuer_auth, report)
        }
    }
}

fn pinned(policy: &Policy<'_>, keys: &[PublicKey], issuer_auth: &Sign1<'_>, report: &mut Report) -> Option<Signer> {
    for id in CheckId::PATH {
        report.skip(*id, "the signer's key is pinned, so its certificates are not looked at");
    }
    report.skip(CheckId::PathDocType, "the signer's key is pinned, so no anchor vouches for it");
    report.skip(CheckId::RevocationCertificate, "the signer's key is pinned, so it is the caller who may revoke it");
    // Of several keys, the refusal to show is the one of the key that comes furthest.
    let outcomes = || keys.iter().map(|key| issuer_auth.algorithm(key));
    algorithm(outcomes().find(Result::is_ok).or_else(|| outcomes().next()), report);
    let signer = keys.iter().find(|key| issuer_auth.verify_attached(policy.provider, key).is_ok());
    match signer {
        Some(_) => report.pass(CheckId::IssuerSignature, "the signature verifies under a pinned signer key"),
        None => {
            let detail = text!("the signature verifies under none of the pinned signer keys ({})", keys.len());
            report.fail(CheckId::IssuerSignature, detail);
        }
    }
    signer.copied().map(Signer::Pinned)
}

fn certified(
    policy: &Policy<'_>,
    anchors: &TrustAnchors,
    doc_type: &str,
    purpose: &Purpose,
    issuer_auth: &Sign1<'_>,
    report: &mut Report,
) -> Option<Signer> {
    const ID: CheckId = CheckId::IssuerSignature;
    let chain = issuer_auth.x5chain();
    let Policy { provider, profile, at, skew, revocation, known_paths } = *policy;
    let tiers = [anchors.for_doc_type(doc_type, at, skew), anchors.all(at)];
    let validate = |anchors: &[Certificate], report: &mut Report| {
        x509::validate_known(known_paths, provider, chain, anchors, purpose, at, skew, profile, report)
    };
    let rule = |path: &Path| anchors.rule_doc_type(&path.anchor, doc_type, at, skew);
    let Some(path) = path::find(CheckId::PathDocType, &tiers, validate, rule, report) else {
        report.skip(CheckId::RevocationCertificate, x509::NO_PATH);
        // Nobody vouches for this key; whether it signed is for the person who looks for the reason.
        let leaf = chain.first().and_then(|leaf| Certificate::from_der(leaf).ok());
        let key = leaf.and_then(|leaf| leaf.public_key(provider).ok());
        algorithm(key.as_ref().map(|key| issuer_auth.algorithm(key)), report);
        match key.map(|key| issuer_auth.verify_attached(provider, &key)) {
            None => report.skip(ID, "there is no key to verify the signature under"),
            Some(Ok(())) => report.skip(ID, "the signature verifies, but under a certificate that is not trusted"),
            Some(Err(error)) => {
                report.fail(ID, text!("the signature does not hold under the enclosed certificate: {error}"));
            }
        }
        return None;
    };
    revocation.judge_path(provider, &path, at, skew, profile, report);
    algorithm(Some(issuer_auth.algorithm(&path.key)), report);
    match issuer_auth.verify_attached(provider, &path.key) {
        Ok(()) => {
            let leaf = shown(&path.leaf.subject_text());
            report.pass(ID, Text::joined(&["the signature verifies under the key of ", &leaf]));
            Some(Signer::Certified(Box::new(path)))
        }
        Err(error) => {
            report.fail(ID, text!("the signature does not hold: {error}"));
            None
        }
    }
}

fn algorithm<A>(outcome: Option<Result<A, CoseError>>, report: &mut Report) {
    const ID: CheckId = CheckId::IssuerAlgorithm;
    match outcome {
        Some(Ok(_)) => report.pass(ID, "the algorithm is permitted and goes with the signer's key"),
        Some(Err(error)) => report.fail(ID, text!("the issuer's signature cannot be used: {error}")),
        None => report.skip(ID, "there is no key to judge the algorithm with"),
    }
}

fn version_and_type(mso: &MobileSecurityObject<'_>, doc_type: Option<&str>, report: &mut Report) {
    let version = mso.version;
    if version.major == 1 {
        let is_first = version == Version::V1_0;
        let holds = if is_first { "the version is 1.0".into() } else { text!("the version is {version}") };
        report.pass(CheckId::MsoVersion, holds);
    } else {
        report.fail(CheckId::MsoVersion, text!("the version is {version}, of which nothing is known"));
    }
    let signed = shown(mso.doc_type);
    match doc_type {
        None => report.skip(CheckId::MsoDocType, text!("no document claims a type; the issuer signed {signed}")),
        Some(claimed) if claimed == mso.doc_type => {
            report.pass(CheckId::MsoDocType, Text::joined(&["the issuer signed for ", &signed]));
        }
        Some(claimed) => {
            let detail = text!("the document claims {}, but the issuer signed for {signed}", shown(claimed));
            report.fail(CheckId::MsoDocType, detail);
        }
    }
}

fn device_key(policy: &Policy<'_>, mso: &MobileSecurityObject<'_>, report: &mut Report) -> Option<PublicKey> {
    const ID: CheckId = CheckId::MsoDeviceKey;
    let key = &mso.device_key_info.device_key;
    if key.has_private {
        let detail = "the mobile security object gives away the private part of the device key";
        report.deviate(policy.profile, ID, detail);
    }
    match key.validate(policy.provider, Form::Any) {
        Ok(valid) => {
            if !key.has_private {
                report.pass(ID, text!("the device key is a valid key on {}", valid.curve()));
            }
            Some(valid)
        }
        Err(error) => {
            report.fail(ID, text!("the device key cannot be used: {error}"));
            None
        }
    }
}

fn key_authorizations(profile: Profile, authorizations: Option<&KeyAuthorizations<'_>>, report: &mut Report) {
    const ID: CheckId = CheckId::MsoKeyAuthorizations;
    let Some(authorizations) = authorizations else {
        report.pass(ID, "the device is authorized to sign no element");
        return;
    };
    let none_of = |(_, elements): &(&str, Vec<&str>)| elements.is_empty();
    if authorizations.is_empty() || authorizations.data_elements.iter().any(none_of) {
        report.deviate(profile, ID, "the key authorizations, or their elements of a namespace, are there, but empty");
        return;
    }
    // All lists are sorted, and a map does not have a name twice.
    let twice = |names: &[&str]| names.iter().zip(names.iter().skip(1)).any(|(a, b)| a == b);
    let (whole, in_part) = (&authorizations.name_spaces, &authorizations.data_elements);
    if in_part.iter().any(|(_, elements)| twice(elements)) {
        report.deviate(profile, ID, "the key authorizations name an element twice");
    } else if twice(whole) || in_part.iter().any(|(name_space, _)| whole.binary_search(name_space).is_ok()) {
        report.deviate(profile, ID, "the key authorizations name a namespace twice");
    } else {
        report.pass(ID, "the key authorizations are not empty and name nothing twice");
    }
}
