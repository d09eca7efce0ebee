//! Trust anchors: IACA roots for issuers, reader CAs for readers, CAs for those who sign lists.

mod link;
mod listed;
mod scope;

use core::fmt;

use self::scope::Scope;
pub(crate) use self::scope::{Origin, Ruling};
use crate::crypto::CryptoProvider;
use crate::report::{CheckId, Profile, Report, text};
use crate::x509::{Certificate, CertificateError, Judgement, Kind, judge_authority, judge_extensions, judge_profile};

/// Trust anchors of one kind, judged by its profile when loaded.
#[derive(Debug, Clone)]
pub struct TrustAnchors {
    kind: Kind,
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
    /// No anchors yet, for issuers of documents: IACA roots (B.1.2), and link certificates (B.1.3).
    #[must_use]
    pub const fn issuers() -> Self {
        Self::of(Kind::Iaca)
    }

    /// No anchors yet, for readers: reader CAs, whose profile the standard leaves open.
    #[must_use]
    pub const fn readers() -> Self {
        Self::of(Kind::ReaderCa)
    }

    /// No anchors yet, for signers of VICALs, RICALs and status lists: CAs, whose profile the standard leaves open.
    #[must_use]
    pub const fn list_signers() -> Self {
        Self::of(Kind::ListCa)
    }

    const fn of(kind: Kind) -> Self {
        Self { kind, anchors: Vec::new(), scopes: Vec::new(), intermediates: Vec::new() }
    }

    /// What the anchors are: [`Kind::Iaca`], [`Kind::ReaderCa`] or [`Kind::ListCa`].
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Adds a certificate (DER). It must be a CA that may sign certificates and fit the profile of its kind, about which
    /// `profile` decides. Returns the checks made. An expired anchor is kept and refused when used.
    ///
    /// It may vouch for any document type, or for any reader; [`add_vical`](Self::add_vical) and
    /// [`add_rical`](Self::add_rical) add such as may not. A certificate that was added before is not kept twice. One
    /// that somebody else issued is an anchor as good as a self-signed one: the caller vouches for it. Among IACA roots
    /// it is judged as a link certificate; where the old root is at hand, [`add_link`](Self::add_link) proves it.
    ///
    /// # Errors
    /// [`AnchorError`], and the certificate is not added.
    pub fn add(&mut self, provider: &CryptoProvider, der: &[u8], profile: Profile) -> Result<Report, AnchorError> {
        let certificate = Certificate::from_der(der)?;
        let report = judge(provider, &certificate, self.kind, profile);
        self.admit(certificate, Scope::by_hand(), report)
    }

    /// The anchors, whatever each may vouch for.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.anchors
    }

    /// Keeps the certificate, to vouch for what `scope` says, unless something failed.
    fn admit(&mut self, certificate: Certificate, scope: Scope, report: Report) -> Result<Report, AnchorError> {
        if report.has_failed() {
            return Err(AnchorError { report });
        }
        self.insert(certificate, scope);
        Ok(report)
    }
}

/// Whether a certificate can be an anchor of a kind.
fn judge(provider: &CryptoProvider, certificate: &Certificate, kind: Kind, profile: Profile) -> Report {
    let mut report = Report::new();
    judge_key(provider, certificate, profile, &mut report);
    judge_authority(certificate, profile, &mut report);
    judge_extensions(certificate, profile, &mut report);
    let is_link = kind == Kind::Iaca && !certificate.claims_to_be_a_root();
    judge_profile(certificate, if is_link { Kind::Link } else { kind }, None, profile, &mut report);
    report
}

/// The key can be used, and where the certificate claims to have signed itself it did.
fn judge_key(provider: &CryptoProvider, certificate: &Certificate, profile: Profile, report: &mut Report) {
    let subject = certificate.subject_text();
    let mut anchor = Judgement::new(CheckId::PathAnchor);
    let key = certificate.public_key(provider);
    if let Err(error) = &key {
        anchor.broken(error.to_string());
    }
    anchor.record(report, profile, &subject, "the caller trusts this certificate");
    let Ok(key) = key else { return };
    if certificate.claims_to_be_a_root() {
        let mut signature = Judgement::new(CheckId::PathSignature);
        if let Err(error) = certificate.verify_signature(provider, &key) {
            signature.broken(error.to_string());
        }
        signature.record(report, profile, &subject, "signed by itself");
    } else {
        report.skip(CheckId::PathSignature, text!("{subject} was issued by another CA, which need not be known"));
    }
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
