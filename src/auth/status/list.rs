//! Whether one list can be relied on: its structure, signer, signature, subject and dates.

use super::Entry;
use crate::auth::Policy;
use crate::auth::issuer::Signer;
use crate::cose::Sign1;
use crate::report::{Check, CheckId, Outcome, Report, Subject, Text, shown, text};
use crate::trust::{Standing, StatusList};
use crate::x509::{self, Certificate, Path, Purpose};

/// What a list's signer must lead to.
#[derive(Clone, Copy)]
pub(super) enum Trust<'a> {
    /// The certificate that the mobile security object names, DER.
    Named(&'a [u8]),
    /// The CA that issued the document signer.
    Issuer(&'a Certificate),
}

impl<'a> Trust<'a> {
    /// `certificate`, or else the anchor of the document signer's path; `None` where its key was pinned.
    pub(super) fn of(certificate: Option<&'a [u8]>, signer: &'a Signer) -> Option<Self> {
        certificate.map(Self::Named).or(signer.anchor().map(Self::Issuer))
    }
}

/// Writes every check to `report`; the list can be relied on where none of them failed.
pub(super) fn judge(policy: &Policy<'_>, entry: &Entry<'_>, trust: Trust<'_>, list: &StatusList, report: &mut Report) {
    structure(policy, entry, list, report);
    match list.message() {
        Ok(message) => signature(policy, entry, trust, &message, report),
        // It was read before.
        Err(error) => report.fail(CheckId::StatusListStructure, error.to_string()),
    }
    subject(entry, list, report);
    dates(policy, entry, list, report);
}

/// The lines about one rule. One that holds in every respect gets a line that says so.
struct Rule<'r> {
    id: CheckId,
    subject: Subject,
    sound: bool,
    report: &'r mut Report,
}

impl<'r> Rule<'r> {
    fn new(id: CheckId, entry: &Entry<'_>, report: &'r mut Report) -> Self {
        Self { id, subject: Subject::list(entry.uri), sound: true, report }
    }

    fn line(&mut self, outcome: Outcome, detail: impl Into<Text>) {
        self.report.push(Check::new(self.id, outcome, detail).about(self.subject.clone()));
    }

    fn broken(&mut self, outcome: Outcome, detail: impl Into<Text>) {
        self.sound = false;
        self.line(outcome, detail);
    }

    fn conclude(mut self, holds: impl Into<Text>) {
        if self.sound {
            self.line(Outcome::Pass, holds);
        }
    }
}

fn structure(policy: &Policy<'_>, entry: &Entry<'_>, list: &StatusList, report: &mut Report) {
    let mut rule = Rule::new(CheckId::StatusListStructure, entry, report);
    let deviation = policy.profile.deviation();
    let wanted = entry.kind();
    match &list.typ {
        Ok(kind) if *kind == wanted => {}
        Ok(kind) => {
            let detail = text!("this is {}, where the issuer refers to {}", kind.indefinite(), wanted.indefinite());
            rule.broken(Outcome::Fail, detail);
        }
        Err(None) => rule.broken(Outcome::Fail, "the protected header names no type"),
        Err(Some(typ)) => rule.broken(Outcome::Fail, text!("the type is {typ}")),
    }
    if list.typ.is_ok() && !list.has_content() {
        rule.broken(Outcome::Fail, "the claim that holds the list is missing");
    }
    if list.issued_at().is_none() {
        rule.broken(Outcome::Fail, "the list does not say when it was issued (iat)");
    }
    let slips = list.slips;
    if slips.untagged {
        rule.broken(deviation, "the list does not carry tag 18");
    }
    if slips.cwt_tag {
        rule.broken(deviation, "the list carries the CWT tag 61, where the standard has tag 18 alone");
    }
    if slips.unprotected_chain {
        rule.broken(deviation, "the certificates stand in the unprotected header");
    }
    if slips.non_preferred > 0 {
        let detail = text!("encodings in the list that the strict profile refuses: {}", slips.non_preferred);
        rule.broken(deviation, detail);
    }
    rule.conclude(text!("this is {} with the claims it must have", wanted.indefinite()));
}

fn signature(policy: &Policy<'_>, entry: &Entry<'_>, trust: Trust<'_>, message: &Sign1<'_>, report: &mut Report) {
    let path = signer(policy, entry, trust, message, report);
    let mut rule = Rule::new(CheckId::StatusListSignature, entry, report);
    let Some(path) = path else {
        // Nobody vouches for this key; whether it signed is for the person who looks for the reason.
        let leaf = message.x5chain().first().and_then(|leaf| Certificate::from_der(leaf).ok());
        let key = leaf.and_then(|leaf| leaf.public_key(policy.provider).ok());
        return match key.map(|key| message.verify_attached(policy.provider, &key)) {
            None => rule.line(Outcome::Skipped, "there is no key to verify the signature under"),
            Some(Ok(())) => {
                rule.line(Outcome::Skipped, "the signature verifies, but under a certificate that is not trusted");
            }
            Some(Err(error)) => {
                let detail = text!("the signature does not hold under the enclosed certificate: {error}");
                rule.line(Outcome::Fail, detail);
            }
        };
    };
    if let Err(error) = message.verify_attached(policy.provider, &path.key) {
        rule.broken(Outcome::Fail, text!("the signature does not hold: {error}"));
    }
    rule.conclude(text!("the signature verifies under the key of {}", shown(&path.leaf.subject_text())));
}

/// The path of the list's signer, where it leads to what it must lead to.
fn signer(
    policy: &Policy<'_>,
    entry: &Entry<'_>,
    trust: Trust<'_>,
    message: &Sign1<'_>,
    report: &mut Report,
) -> Option<Path> {
    let (path, to) = match trust {
        Trust::Issuer(anchor) => {
            let path = validate(policy, message, core::slice::from_ref(anchor), report);
            (path, "the CA that issued the document signer")
        }
        Trust::Named(certificate) => {
            (named(policy, message, certificate, report), "the certificate that the issuer named")
        }
    };
    let mut rule = Rule::new(CheckId::StatusListSigner, entry, report);
    let Some(path) = path else {
        rule.line(Outcome::Fail, text!("the list's signer does not lead to {to}"));
        return None;
    };
    let refused = match purpose(&path.leaf) {
        Other::None => None,
        Other::DocumentSigner => Some(policy.profile.deviation()),
        Other::Another => Some(Outcome::Fail),
    };
    if let Some(outcome) = refused {
        let purposes = path.leaf.extended_key_usage().join(", ");
        rule.broken(outcome, text!("the certificate is for another purpose than signing lists: {purposes}"));
    }
    rule.conclude(text!("the list's signer leads to {to}"));
    Some(path).filter(|_| refused != Some(Outcome::Fail))
}

fn validate(policy: &Policy<'_>, message: &Sign1<'_>, anchors: &[Certificate], report: &mut Report) -> Option<Path> {
    let Policy { provider, profile, at, skew, revocation, .. } = *policy;
    let path =
        x509::validate(provider, message.x5chain(), anchors, &Purpose::list_signer(), at, skew, profile, report)?;
    // Whoever lost the right to sign lists may not unsay a revocation.
    let standing = revocation.judge_path(provider, &path, at, skew, profile, report);
    (standing != Standing::Revoked).then_some(path)
}

/// The certificate named may be the signer's own or a CA's above it.
fn named(policy: &Policy<'_>, message: &Sign1<'_>, certificate: &[u8], report: &mut Report) -> Option<Path> {
    let Policy { provider, profile, at, skew, .. } = *policy;
    if message.x5chain().first() == Some(&certificate) {
        return x509::validate_trusted(provider, certificate, &Purpose::list_signer(), at, skew, profile, report);
    }
    let anchor = match Certificate::from_der(certificate) {
        Ok(anchor) => anchor,
        Err(error) => {
            report.fail(CheckId::PathAnchor, text!("the certificate that the issuer named: {error}"));
            return None;
        }
    };
    // Other anchors are profiled when they are loaded.
    let mut checks = Report::new();
    x509::judge_extensions(&anchor, profile, &mut checks);
    let usable = !checks.has_failed();
    report.append(checks);
    validate(policy, message, &[anchor], report).filter(|_| usable)
}

/// What else a certificate is for.
enum Other {
    None,
    /// The issuer's own, so that nobody gets to say more than he could before.
    DocumentSigner,
    Another,
}

/// The extended key usage of list signers is optional and has no number yet. One that is for other things only, of this
/// standard or of RFC 5280 (TLS, e-mail, OCSP), is not for lists.
fn purpose(leaf: &Certificate) -> Other {
    const ARCS: [&str; 2] = ["1.0.18013.5.1.", "1.0.23220.4.1."];
    const PKIX: &str = "1.3.6.1.5.5.7.3.";
    const SIGNERS: [&str; 2] = [Purpose::MDL_DOCUMENT_SIGNER, Purpose::MDOC_DOCUMENT_SIGNER];
    let purposes = leaf.extended_key_usage();
    let pkix = |oid: &str| oid.strip_prefix(PKIX).and_then(|last| last.parse().ok()).is_some_and(|last: u32| last < 10);
    let known = |oid: &String| ARCS.iter().any(|arc| oid.starts_with(arc)) || pkix(oid);
    if purposes.is_empty() || !purposes.iter().all(known) {
        Other::None
    } else if purposes.iter().any(|oid| SIGNERS.contains(&oid.as_str())) {
        Other::DocumentSigner
    } else {
        Other::Another
    }
}

fn subject(entry: &Entry<'_>, list: &StatusList, report: &mut Report) {
    let mut rule = Rule::new(CheckId::StatusListSubject, entry, report);
    if list.subject() != entry.uri {
        rule.broken(Outcome::Fail, text!("the list is for {}", shown(list.subject())));
    }
    rule.conclude("the list is for this URI");
}

fn dates(policy: &Policy<'_>, entry: &Entry<'_>, list: &StatusList, report: &mut Report) {
    let mut rule = Rule::new(CheckId::StatusListDates, entry, report);
    let skew = policy.skew.as_secs();
    let begins = [("issued", list.issued_at()), ("valid from", list.not_before)];
    for (how, from) in begins.into_iter().filter_map(|(how, from)| from.map(|from| (how, from))) {
        if from > policy.at.plus(policy.skew) {
            rule.broken(Outcome::Fail, text!("{how} {from}, which is in the future"));
        } else if from > policy.at {
            rule.broken(Outcome::Deviation, text!("{how} {from}, which the tolerance of {skew} s lets pass"));
        }
    }
    match list.expires() {
        None => rule.broken(policy.profile.deviation(), "the list does not say when it expires (exp)"),
        // On or after that instant it must not be accepted (RFC 8392, 3.1.4).
        Some(until) if until <= policy.at.minus(policy.skew) => {
            rule.broken(Outcome::Fail, text!("expired at {until}"));
        }
        Some(until) if until <= policy.at => {
            let detail = text!("expired at {until}, which the tolerance of {skew} s lets pass");
            rule.broken(Outcome::Deviation, detail);
        }
        Some(_) => {}
    }
    if let Some(until) = list.stale_after().filter(|until| *until < policy.at) {
        // It says when to fetch a newer one; until when this one holds, exp says.
        rule.broken(Outcome::Deviation, text!("a newer list should have been fetched since {until} (ttl)"));
    }
    rule.conclude("issued, and not expired");
}
