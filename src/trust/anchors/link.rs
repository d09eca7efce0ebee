//! Link certificates: an IACA's new key, vouched for by its old one (B.1.3).

use super::scope::Scope;
use super::{AnchorError, TrustAnchors};
use crate::crypto::CryptoProvider;
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, Text, text};
use crate::x509::name::COUNTRY;
use crate::x509::{
    Certificate, CertificateError, Judgement, Kind, judge_authority, judge_country, judge_extensions, judge_profile,
    judge_state,
};

impl TrustAnchors {
    /// Adds a link certificate (DER) that one of these anchors, the old root, issued: what the new key signs is then
    /// trusted, under the name of the link's subject, no longer than the old root and for no more than it: where a list
    /// names the old root for some document types, the link vouches for those. Returns the checks made.
    ///
    /// Nobody vouches for a link certificate but the old root, so its signature has to verify under an anchor of the
    /// issuer's name, and it may neither outlive that anchor nor leave its country and state: it is a certificate that an
    /// IACA issued, like any signer's (12.8.3, B.1.1). Like any anchor it is refused when it is used expired.
    ///
    /// Nobody asks later whether the link was revoked, as no anchor is looked up in a revocation list: before adding it,
    /// the caller looks for its serial number in the old root's.
    ///
    /// # Errors
    /// [`AnchorError`], and the certificate is not added.
    pub fn add_link(&mut self, provider: &CryptoProvider, der: &[u8], profile: Profile) -> Result<Report, AnchorError> {
        let mut report = Report::new();
        let certificate = Certificate::from_der(der)?;
        let about = || Subject::certificate(certificate.subject_text());
        let line = |id, outcome, detail: Text| Check::new(id, outcome, detail).about(about()).by(Kind::Link.clause());

        let mut key = Judgement::new(CheckId::PathChain);
        if let Err(error) = certificate.public_key(provider) {
            key.broken(error.to_string());
        }
        report.push(key.conclude(profile, about(), "the link certificate is there").by(Kind::Link.clause()));

        let found = self.old_root(provider, &certificate);
        let old = match &found {
            Old::Signed(old, _) => {
                let name = old.subject_text();
                report.push(line(CheckId::PathAnchor, Outcome::Pass, text!("the old root is {name}")));
                report.push(line(CheckId::PathSignature, Outcome::Pass, text!("signed by {name}")));
                let mut judgement = Judgement::new(CheckId::PathIssuerName);
                if certificate.issuer_der() != old.subject_der() {
                    judgement.deviates("the issuer's name is the old root's, but not byte for byte");
                }
                let holds = text!("issued by {name}");
                report.push(judgement.conclude(profile, about(), holds).by(Kind::Link.clause()));
                Some(*old)
            }
            Old::NotSigned(error) => {
                report.push(line(CheckId::PathSignature, Outcome::Fail, error.to_string().into()));
                None
            }
            Old::Unknown => {
                let detail = text!("no trusted root is {}, which issued this", certificate.issuer_text());
                report.push(line(CheckId::PathAnchor, Outcome::Fail, detail));
                None
            }
        };
        judge_authority(&certificate, profile, &mut report);
        judge_extensions(&certificate, profile, &mut report);
        if let Some(old) = old {
            judge_place(&certificate, old, profile, &mut report);
        }
        judge_profile(&certificate, Kind::Link, old, profile, &mut report);
        let scope = if let Old::Signed(_, scope) = found { scope.clone() } else { Scope::default() };
        self.admit(certificate, scope, report)
    }

    /// The anchor that signed a link certificate. Several may have its issuer's name, and several certificates of one
    /// key may be anchors: of those the one that lives longest.
    fn old_root(&self, provider: &CryptoProvider, link: &Certificate) -> Old<'_> {
        let mut found = Old::Unknown;
        // Only an IACA has links.
        let named = |anchor: &Certificate| self.kind == Kind::Iaca && link.is_issued_in_the_name_of(anchor);
        for (anchor, scope) in self.anchors.iter().zip(&self.scopes).filter(|(anchor, _)| named(anchor)) {
            let signed = anchor.public_key(provider).and_then(|key| link.verify_signature(provider, &key));
            match (signed, &found) {
                (Ok(()), Old::Signed(other, _)) if other.not_after() >= anchor.not_after() => {}
                (Ok(()), _) => found = Old::Signed(anchor, scope),
                (Err(_), Old::Signed(..)) => {}
                (Err(error), _) => found = Old::NotSigned(error),
            }
        }
        found
    }
}

/// The old root's country and state. One that drops the country fails under both profiles: it could speak for any.
fn judge_place(link: &Certificate, old: &Certificate, profile: Profile, report: &mut Report) {
    let role = Kind::Link.role();
    if old.named(COUNTRY).is_some() && link.named(COUNTRY).is_none() {
        let mut judgement = Judgement::new(CheckId::PathCountry);
        judgement.broken("the link certificate names no country, and the old root does");
        judgement.record(report, profile, &link.subject_text(), "");
    } else {
        judge_country(link, old, role, profile, report);
    }
    judge_state(link, old, role, profile, report);
}

/// What is known of the issuer of a link certificate.
enum Old<'a> {
    /// This anchor signed it, which may vouch for this.
    Signed(&'a Certificate, &'a Scope),
    /// Anchors of the name did not.
    NotSigned(CertificateError),
    /// There is no anchor of the name.
    Unknown,
}
