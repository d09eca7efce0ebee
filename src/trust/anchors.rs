//! Trust anchors: IACA roots for issuers, reader CAs for readers.

mod listed;
mod scope;

use core::fmt;

use self::scope::Scope;
pub(crate) use self::scope::{Origin, Ruling};

use crate::crypto::CryptoProvider;
use crate::report::{CheckId, Profile, Report};
use crate::x509::{Certificate, CertificateError, Judgement, judge_authority, judge_extensions};

/// Trust anchors, profiled when loaded.
#[derive(Debug, Clone, Default)]
pub struct TrustAnchors {
    anchors: Vec<Certificate>,
    /// What each anchor may vouch for, in the same order.
    scopes: Vec<Scope>,
    /// Certificates that a list names, and that no path may end at.
    intermediates: Vec<(Certificate, Scope)>,
}

/// A certificate that cannot be an anchor, with the checks that say why.
#[derive(Debug, Clone)]
pub struct AnchorError {
    /// The checks made, at least one failed.
    pub report: Report,
}

impl TrustAnchors {
    /// No anchors.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate (DER). It must be a CA that may sign certificates; a missing pathLen is a deviation.
    /// Returns the checks made. An expired anchor is kept and refused when used.
    ///
    /// It may vouch for any document type, or for any reader; [`add_vical`](Self::add_vical) and
    /// [`add_rical`](Self::add_rical) add such as may not. A certificate that was added before is not kept twice. One that somebody else issued is an anchor as good as a
    /// self-signed one: the caller vouches for it. Reader CAs may allow intermediate certificates.
    ///
    /// # Errors
    /// [`AnchorError`], and the certificate is not added.
    pub fn add(&mut self, provider: &CryptoProvider, der: &[u8], profile: Profile) -> Result<Report, AnchorError> {
        let certificate = Certificate::from_der(der)?;
        let report = judge(provider, &certificate, profile);
        if report.has_failed() {
            return Err(AnchorError { report });
        }
        self.insert(certificate, Scope::by_hand());
        Ok(report)
    }

    /// The anchors, whatever each may vouch for.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.anchors
    }
}

/// Whether a certificate can be an anchor.
fn judge(provider: &CryptoProvider, certificate: &Certificate, profile: Profile) -> Report {
    let mut report = Report::new();
    judge_key(provider, certificate, profile, &mut report);
    judge_authority(certificate, profile, &mut report);
    judge_path_length(certificate, profile, &mut report);
    judge_extensions(certificate, profile, &mut report);
    report
}

/// The key can be used, and where the certificate claims to have signed itself it did.
fn judge_key(provider: &CryptoProvider, certificate: &Certificate, profile: Profile, report: &mut Report) {
    let subject = certificate.subject();
    let mut anchor = Judgement::new(CheckId::PathAnchor);
    let key = certificate.public_key(provider);
    if let Err(error) = &key {
        anchor.broken(error.to_string());
    }
    anchor.record(report, profile, &subject, "the caller trusts this certificate");
    let Ok(key) = key else { return };
    if certificate.is_self_issued() {
        let mut signature = Judgement::new(CheckId::PathSignature);
        if let Err(error) = certificate.verify_signature(provider, &key) {
            signature.broken(error.to_string());
        }
        signature.record(report, profile, &subject, "signed by itself");
    } else {
        report.skip(CheckId::PathSignature, format!("{subject} was issued by another CA, which need not be known"));
    }
}

/// pathLen is there (B.1.2).
fn judge_path_length(certificate: &Certificate, profile: Profile, report: &mut Report) {
    let mut judgement = Judgement::new(CheckId::PathLength);
    let length = certificate.basic_constraints().and_then(|constraints| constraints.path_length);
    if length.is_none() {
        judgement.deviates("the basic constraints set no path length");
    }
    let holds = format!("the path length is {}", length.unwrap_or_default());
    judgement.record(report, profile, &certificate.subject(), holds);
}

impl fmt::Display for AnchorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate cannot be a trust anchor: ")?;
        let details: Vec<&str> = self.report.failures().map(|check| check.detail.as_str()).collect();
        f.write_str(&details.join("; "))
    }
}

impl core::error::Error for AnchorError {}

impl From<CertificateError> for AnchorError {
    fn from(error: CertificateError) -> Self {
        let mut report = Report::new();
        report.fail(CheckId::PathChain, error.to_string());
        Self { report }
    }
}
