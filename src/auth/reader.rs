//! mdoc reader authentication (edition 1 9.1.4, edition 2 12.5).

use crate::auth::{Policy, path};
use crate::cbor::Error;
use crate::cose::{self, CoseError, Sign1};
use crate::crypto::{CryptoError, CryptoProvider, SigningKey};
use crate::model::authentication::reader_authentication_bytes;
use crate::model::transcript::SessionTranscript;
use crate::report::{CheckId, Report, cut, text};
use crate::trust::TrustAnchors;
use crate::x509::{self, Certificate, Path, Purpose};

/// Who is asking, as far as it is proven. Four different things, judged per DocRequest.
#[derive(Debug, Clone)]
pub enum ReaderAuth {
    /// No readerAuth.
    Absent,
    /// A readerAuth whose signature, chain or certificate does not hold. No name may be shown.
    Invalid(Report),
    /// The signature holds, but the certificate leads to no trusted reader CA, or to one that a list trusts under
    /// constraints only, none of which is satisfied: nobody vouches for this reader. No name may be shown as proven.
    Untrusted(Report),
    /// The signature holds and the certificate leads to a trusted reader CA.
    Valid(ReaderIdentity),
}

/// A reader that was authenticated.
#[derive(Debug, Clone)]
pub struct ReaderIdentity {
    certificate: Certificate,
    anchor: Certificate,
    report: Report,
}

impl ReaderIdentity {
    /// The reader's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The trusted reader CA that its certificate leads to.
    #[must_use]
    pub fn anchor(&self) -> &Certificate {
        &self.anchor
    }

    /// A name for the consent screen: the organization, else the common name, else the whole subject; cut to 80 characters, but
    /// not escaped.
    #[must_use]
    pub fn display_name(&self) -> String {
        let certificate = &self.certificate;
        let name = certificate.organization().or_else(|| certificate.common_name());
        cut(name.unwrap_or_else(|| certificate.subject()))
    }

    /// The checks made.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl ReaderAuth {
    /// The reader, where it is authenticated. There is no other way to a name.
    #[must_use]
    pub fn identity(&self) -> Option<&ReaderIdentity> {
        match self {
            Self::Valid(identity) => Some(identity),
            _ => None,
        }
    }

    /// The checks made; none where there was nothing to check.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Absent => None,
            Self::Invalid(report) | Self::Untrusted(report) => Some(report),
            Self::Valid(identity) => Some(&identity.report),
        }
    }
}

/// Judges the readerAuth of one DocRequest.
///
/// The signature is always checked, under the key of the chain's first certificate, whether or not anybody vouches for
/// that certificate. [`ReaderAuth::Untrusted`] means that everything holds except that no anchor is known, or none that
/// may vouch for this reader (`path.constraints`); without an anchor nobody can say whether the reader was revoked.
#[must_use]
pub fn verify(
    policy: &Policy<'_>,
    anchors: &TrustAnchors,
    reader_auth: Option<&Result<Sign1<'_>, Error>>,
    items_request_bytes: &[u8],
    transcript: &SessionTranscript,
) -> ReaderAuth {
    let Policy { provider, profile, at, skew, revocation, .. } = *policy;
    let mut report = Report::new();
    let sign1 = match reader_auth {
        None => return ReaderAuth::Absent,
        Some(Err(error)) => {
            report.fail(CheckId::ReaderSignature, text!("the reader's signature cannot be read: {error}"));
            return ReaderAuth::Invalid(report);
        }
        Some(Ok(sign1)) => sign1,
    };
    if sign1.tagged {
        report.deviate(profile, CheckId::ReaderAlgorithm, "the reader's signature is tagged");
    }
    let chain = sign1.x5chain();
    check_signature(provider, sign1, chain, items_request_bytes, transcript, &mut report);
    let purpose = Purpose::reader();
    // A list may know intermediate certificates that the reader did not send.
    let chain = anchors.completed(chain);
    let tiers = [anchors.by_hand(at), anchors.for_readers(at, skew), anchors.all(at)];
    let validate = |anchors: &[Certificate], report: &mut Report| {
        x509::validate(provider, &chain, anchors, &purpose, at, skew, profile, report)
    };
    let rule = |path: &Path| anchors.rule_reader(&path.intermediates, &path.anchor, at, skew);
    let path = path::find(CheckId::PathConstraints, &tiers, validate, rule, &mut report);
    match &path {
        Some(path) => {
            revocation.judge_path(provider, path, at, skew, profile, &mut report);
        }
        None => report.skip(CheckId::RevocationCertificate, x509::NO_PATH),
    }
    match path {
        Some(path) if !report.has_failed() => {
            ReaderAuth::Valid(ReaderIdentity { certificate: path.leaf, anchor: path.anchor, report })
        }
        None if only_the_anchor_is_missing(&report) => ReaderAuth::Untrusted(report),
        _ => ReaderAuth::Invalid(report),
    }
}

/// No anchor at all, or none that may vouch for this reader.
fn only_the_anchor_is_missing(report: &Report) -> bool {
    const MISSING: [CheckId; 2] = [CheckId::PathAnchor, CheckId::PathConstraints];
    report.has_failed() && report.failures().all(|check| MISSING.contains(&check.id))
}

/// The signature itself, under the key of the chain's leaf.
fn check_signature(
    provider: &CryptoProvider,
    sign1: &Sign1<'_>,
    chain: &[&[u8]],
    items_request_bytes: &[u8],
    transcript: &SessionTranscript,
    report: &mut Report,
) {
    let Some(leaf) = chain.first() else {
        // That the chain is missing is for the path to say.
        return report.fail(CheckId::ReaderSignature, "there is no certificate to check the reader's signature with");
    };
    let key = match Certificate::from_der(leaf).and_then(|leaf| leaf.public_key(provider)) {
        Ok(key) => key,
        Err(error) => {
            return report.fail(CheckId::ReaderSignature, text!("the reader's key cannot be used: {error}"));
        }
    };
    match sign1.verify_detached(provider, &key, &[&reader_authentication_bytes(transcript, items_request_bytes)]) {
        Ok(()) => {
            report.pass(CheckId::ReaderAlgorithm, "the algorithm is permitted and goes with the reader's key");
            report.pass(CheckId::ReaderSignature, "the reader signed this request for this session");
        }
        Err(error @ CoseError::Crypto(CryptoError::BadSignature)) => {
            report.pass(CheckId::ReaderAlgorithm, "the algorithm is permitted and goes with the reader's key");
            report.fail(CheckId::ReaderSignature, text!("{error}"));
        }
        Err(error) => {
            report.fail(CheckId::ReaderAlgorithm, text!("{error}"));
            report.fail(CheckId::ReaderSignature, "the reader's signature was not accepted");
        }
    }
}

/// Makes the readerAuth of one DocRequest: a detached COSE_Sign1 over ReaderAuthenticationBytes.
///
/// # Errors
/// The key's.
pub fn sign(
    key: &dyn SigningKey,
    x5chain: &[&[u8]],
    items_request_bytes: &[u8],
    transcript: &SessionTranscript,
) -> Result<Vec<u8>, CryptoError> {
    cose::sign1(key, x5chain, reader_authentication_bytes(transcript, items_request_bytes), false)
}
