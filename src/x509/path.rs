//! Certification paths: RFC 5280 6.1, basic, with the additions of ISO/IEC 18013-5 (edition 1 9.3.3, edition 2 12.8.3).
//!
//! What the Annexes ask of a leaf beyond what a path needs (serial numbers, alternative names, distribution points) is
//! judged beside it, by the [profile](judge_profile) of its kind.

mod authority;
mod cache;
mod judgement;
mod leaf;
mod place;
pub(super) mod purpose;
mod route;
mod trusted;
mod validity;

use core::time::Duration;

pub(crate) use authority::{judge_authority, judge_extensions};
pub use cache::PathCache;
pub(crate) use judgement::Judgement;
pub(crate) use place::{judge_country, judge_state};
pub use purpose::Purpose;
pub(crate) use trusted::validate_trusted;

use self::route::{End, Route};
use crate::budget;
use crate::crypto::{CryptoProvider, PublicKey};
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, Text, text};
use crate::time::UnixTime;
use crate::x509::name::Likeness;
use crate::x509::profile::judge_intermediate;
use crate::x509::{Certificate, CertificateError, judge_profile};

/// A path that was validated.
#[derive(Debug, Clone)]
pub struct Path {
    /// The leaf.
    pub leaf: Certificate,
    /// The leaf's key.
    pub key: PublicKey,
    /// The certificates between leaf and anchor, the leaf's issuer first; empty where the anchor issued the leaf.
    pub intermediates: Vec<Certificate>,
    /// The anchor the path ends at.
    pub anchor: Certificate,
}

impl Path {
    /// Every certificate below the anchor with its issuer, the leaf first.
    pub fn issued(&self) -> impl Iterator<Item = (&Certificate, &Certificate)> {
        let issuers = self.intermediates.iter().chain([&self.anchor]);
        core::iter::once(&self.leaf).chain(&self.intermediates).zip(issuers)
    }
}

/// Validates the path from `chain` (leaf first) to one of `anchors` and writes every check to `report`; the path is
/// there exactly when none of them failed.
///
/// All anchors whose subject is the last certificate's issuer are tried; key identifiers are hints only. An anchor that
/// is embedded in the chain proves nothing and is passed over. `skew` widens validity at both ends and is reported when
/// it decided.
///
/// Under both profiles a path fails for its signatures, validity, names, CA flags, keyCertSign, length, purpose, a key
/// usage without the bit of the purpose, critical or forbidden extensions, and another country or state. The profile
/// decides about extensions that are absent or should be critical, about names that are equal but not byte for byte,
/// about a missing country, about whatever the leaf's [profile](judge_profile) asks, and about certificates above the
/// leaf that cannot be read: what stands behind the first of those is passed over.
#[expect(clippy::too_many_arguments)]
pub fn validate(
    provider: &CryptoProvider,
    chain: &[&[u8]],
    anchors: &[Certificate],
    purpose: &Purpose,
    at: UnixTime,
    skew: Duration,
    profile: Profile,
    report: &mut Report,
) -> Option<Path> {
    Validation { provider, purpose, at, skew, profile }.judge(chain, anchors, report)
}

/// As [`validate`], but a path that is known need not be validated again. A path that holds is known from then on.
#[expect(clippy::too_many_arguments)]
pub(crate) fn validate_known(
    known: Option<&PathCache>,
    provider: &CryptoProvider,
    chain: &[&[u8]],
    anchors: &[Certificate],
    purpose: &Purpose,
    at: UnixTime,
    skew: Duration,
    profile: Profile,
    report: &mut Report,
) -> Option<Path> {
    let validation = Validation { provider, purpose, at, skew, profile };
    let Some(known) = known else { return validation.judge(chain, anchors, report) };
    if let Some(path) = known.find(&validation, chain, anchors, report) {
        return Some(path);
    }
    let before = report.checks().len();
    let path = validation.judge(chain, anchors, report)?;
    known.keep(&validation, chain, anchors, &path, report.checks().get(before..).unwrap_or_default());
    Some(path)
}

/// What stays the same for all rules.
struct Validation<'a> {
    provider: &'a CryptoProvider,
    purpose: &'a Purpose,
    at: UnixTime,
    skew: Duration,
    profile: Profile,
}

impl Validation<'_> {
    fn judge(&self, chain: &[&[u8]], anchors: &[Certificate], report: &mut Report) -> Option<Path> {
        let before = report.checks().len();
        let path = self.run(chain, anchors, report);
        path.filter(|_| !report.has_failed_since(before))
    }

    fn run(&self, chain: &[&[u8]], anchors: &[Certificate], report: &mut Report) -> Option<Path> {
        let (chain, unreadable) = match read_chain(chain) {
            Ok(read) => read,
            Err(detail) => {
                report.fail(CheckId::PathChain, detail);
                for id in CheckId::PATH.iter().filter(|id| **id != CheckId::PathChain) {
                    report.skip(*id, "there is no readable chain");
                }
                return None;
            }
        };
        let route = Route::find(self.provider, &chain, anchors);
        let leaf = route.certificates.first()?;
        let anchor = match route.end {
            End::Anchor(anchor) => Some(anchor),
            End::NoSignature { .. } | End::Unknown => None,
        };
        let above: Vec<&Certificate> = route.certificates.iter().skip(1).chain(anchor).collect();

        let key = self.judge_chain(leaf, chain.len(), unreadable, report);
        judge_anchor(&route, anchors, report);
        self.judge_signatures(&route, report);
        self.judge_validity(leaf, leaf.valid(), report);
        above.iter().for_each(|above| self.judge_validity(above, above.said().valid.clone(), report));
        self.judge_names(&route, &above, report);
        self.judge_authorities(leaf, &above, anchor, report);
        self.judge_key_usage(leaf, report);
        self.judge_extended_key_usage(leaf, report);
        self.judge_purposes_above(route.certificates, report);
        // The anchor's own extensions were looked at when it was loaded.
        route.certificates.iter().for_each(|certificate| judge_extensions(certificate, self.profile, report));
        match anchor {
            _ if !self.purpose.issued_by_iaca => {
                for id in [CheckId::PathCountry, CheckId::PathState] {
                    report.skip(id, "asked of certificates that an IACA issued only");
                }
            }
            Some(anchor) => {
                judge_country(leaf, anchor, self.purpose.role(), self.profile, report);
                judge_state(leaf, anchor, self.purpose.role(), self.profile, report);
            }
            None => {
                for id in [CheckId::PathCountry, CheckId::PathState] {
                    report.skip(id, NO_ANCHOR);
                }
            }
        }
        judge_profile(leaf, self.purpose.kind, above.first().copied(), self.profile, report);
        // An anchor's profile was judged when it was loaded.
        let kind = self.purpose.kind.issuer();
        for intermediate in route.certificates.iter().skip(1) {
            judge_intermediate(intermediate, kind, self.profile, report);
        }
        let intermediates = route.certificates.iter().skip(1).cloned().collect();
        Some(Path { leaf: leaf.clone(), key: key?, intermediates, anchor: anchor?.clone() })
    }

    /// The chain was read; its leaf must have a key to be of use.
    fn judge_chain(
        &self,
        leaf: &Certificate,
        length: usize,
        unreadable: Option<Text>,
        report: &mut Report,
    ) -> Option<PublicKey> {
        let mut judgement = Judgement::new(CheckId::PathChain);
        if let Some(what) = unreadable {
            judgement.deviates(what);
        }
        let key = leaf.public_key(self.provider);
        if let Err(error) = &key {
            judgement.broken(error.to_string());
        }
        let holds = match length {
            1 => text!("{} is there", self.purpose.role()),
            2 => text!("{} and one more certificate are there", self.purpose.role()),
            more => text!("{} and {} more certificates are there", self.purpose.role(), more.saturating_sub(1)),
        };
        judgement.record(report, self.profile, &leaf.subject_text(), holds);
        key.ok()
    }

    fn judge_signatures(&self, route: &Route<'_>, report: &mut Report) {
        for (certificate, above) in route.certificates.iter().zip(route.certificates.iter().skip(1)) {
            let verified =
                above.public_key(self.provider).and_then(|key| certificate.verify_signature(self.provider, &key));
            report.push(signature(certificate, above, verified));
        }
        let Some(last) = route.certificates.last() else { return };
        report.push(match &route.end {
            End::Anchor(anchor) => signature(last, anchor, Ok(())),
            End::NoSignature { named: 1, error } => {
                Check::new(CheckId::PathSignature, Outcome::Fail, error.to_string())
                    .about(Subject::certificate(last.subject_text()))
            }
            End::NoSignature { named, error } => {
                let detail = text!("none of the {named} trust anchors of the issuer's name signed this: {error}");
                Check::new(CheckId::PathSignature, Outcome::Fail, detail)
                    .about(Subject::certificate(last.subject_text()))
            }
            End::Unknown => Check::new(CheckId::PathSignature, Outcome::Skipped, NO_ANCHOR)
                .about(Subject::certificate(last.subject_text())),
        });
    }

    fn judge_names(&self, route: &Route<'_>, above: &[&Certificate], report: &mut Report) {
        for (certificate, above) in route.certificates.iter().zip(above) {
            let mut judgement = Judgement::new(CheckId::PathIssuerName);
            match certificate.issuer_likeness(above) {
                Likeness::Same => {}
                Likeness::Equivalent => judgement.deviates(text!(
                    "the issuer's name is {}, but not byte for byte the subject's",
                    certificate.issuer_text()
                )),
                Likeness::Different => judgement.broken(text!(
                    "the issuer is {}, and the certificate above is of {}",
                    certificate.issuer_text(),
                    above.subject_text()
                )),
            }
            judgement.record(report, self.profile, &certificate.subject_text(), above.said().issued.clone());
        }
        if let (true, Some(last)) = (above.len() < route.certificates.len(), route.certificates.last()) {
            report.push(
                Check::new(CheckId::PathIssuerName, Outcome::Skipped, NO_ANCHOR)
                    .about(Subject::certificate(last.subject_text())),
            );
        }
    }

    /// The leaf is no CA.
    fn judge_no_authority(&self, leaf: &Certificate, report: &mut Report) {
        if leaf.basic_constraints().is_some_and(|constraints| constraints.ca) {
            let mut judgement = Judgement::new(CheckId::PathCa);
            judgement.deviates(text!("{} is marked as a CA", self.purpose.role()));
            judgement.record(report, self.profile, &leaf.subject_text(), "");
        }
    }

    fn judge_authorities(
        &self,
        leaf: &Certificate,
        above: &[&Certificate],
        anchor: Option<&Certificate>,
        report: &mut Report,
    ) {
        self.judge_no_authority(leaf, report);
        above.iter().for_each(|certificate| judge_authority(certificate, self.profile, report));
        if anchor.is_none() {
            if above.is_empty() {
                report.skip(CheckId::PathCa, NO_ANCHOR);
            }
            report.skip(CheckId::PathLength, NO_ANCHOR);
        } else {
            let issued_by_iaca = self.purpose.issued_by_iaca;
            authority::judge_length(above, issued_by_iaca, self.profile, &leaf.subject_text(), report);
        }
    }
}

/// Why nobody asks whether a certificate was revoked.
pub(crate) const NO_PATH: &str = "the path does not hold, so there is no issuer to ask for a revocation list";

const NO_ANCHOR: &str = "the path does not reach a trust anchor";

/// The certificates up to the first that cannot be read, and what is wrong with that one. The leaf must be readable.
fn read_chain(chain: &[&[u8]]) -> Result<(Vec<Certificate>, Option<Text>), Text> {
    if chain.is_empty() {
        return Err("there is no certificate".into());
    }
    if chain.len() > budget::CHAIN_CERTIFICATES {
        return Err(text!("{} certificates, where {} are allowed", chain.len(), budget::CHAIN_CERTIFICATES));
    }
    let mut read = Vec::with_capacity(chain.len());
    for der in chain {
        match Certificate::from_der(der) {
            Ok(certificate) => read.push(certificate),
            Err(error) => {
                let what = text!("certificate {}: {error}", read.len().saturating_add(1));
                return if read.is_empty() { Err(what) } else { Ok((read, Some(what))) };
            }
        }
    }
    Ok((read, None))
}

fn judge_anchor(route: &Route<'_>, anchors: &[Certificate], report: &mut Report) {
    let Some(last) = route.certificates.last() else { return };
    let (outcome, detail) = match &route.end {
        End::Anchor(anchor) => (Outcome::Pass, anchor.said().ends.clone()),
        End::NoSignature { named, .. } => {
            (Outcome::Pass, text!("{named} of {} trust anchors bear the issuer's name", anchors.len()))
        }
        End::Unknown if anchors.is_empty() => (Outcome::Fail, "no trust anchor is configured".into()),
        End::Unknown if last.is_self_issued() && route.certificates.len() == 1 => {
            (Outcome::Fail, "the certificate is self-signed, and no trust anchor issued it".into())
        }
        End::Unknown => (Outcome::Fail, text!("none of {} trust anchors is {}", anchors.len(), last.issuer_text())),
    };
    report.push(Check::new(CheckId::PathAnchor, outcome, detail).about(Subject::certificate(last.subject_text())));
}

fn signature(certificate: &Certificate, above: &Certificate, verified: Result<(), CertificateError>) -> Check {
    let (outcome, detail) = match verified {
        Ok(()) => (Outcome::Pass, above.said().signed.clone()),
        Err(error) => (Outcome::Fail, error.to_string().into()),
    };
    Check::new(CheckId::PathSignature, outcome, detail).about(Subject::certificate(certificate.subject_text()))
}
