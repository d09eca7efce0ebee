//! What is known to be revoked, and what to do where nothing is known.

use core::time::Duration;

use crate::crypto::CryptoProvider;
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, text};
use crate::time::UnixTime;
use crate::trust::crl::{Finding, Judge, Search};
use crate::trust::{Crls, StatusLists};
use crate::x509::{Certificate, Path};

/// What to make of a certificate or mobile security object of which nobody knows whether it is revoked.
///
/// The standard leaves it to the verifier (edition 1 and 2 B.3.2; edition 2 12.3.6). Whatever is chosen, the report says
/// that it is undetermined and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undetermined {
    /// It is reported: skipped where no list was handed in, a deviation where one was that could not be used.
    #[default]
    Report,
    /// It fails.
    Reject,
}

/// Revocation lists, handed in as bytes and never fetched, and the policy for what they do not tell.
#[derive(Debug, Clone, Default)]
pub struct Revocation {
    /// Certificate revocation lists.
    pub crls: Crls,
    /// Token status lists and identifier lists (edition 2).
    pub status_lists: StatusLists,
    /// What to make of what they do not tell.
    pub undetermined: Undetermined,
}

/// What is known of a certificate, or of the worst of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// A list that can be used does not name it.
    Good,
    /// There is no list to tell, or none that can be used.
    Undetermined,
    /// A list of its CA names it.
    Revoked,
}

impl Revocation {
    /// Judges every certificate of a path below its anchor, each by the lists of its own issuer (B.3.2, RFC 5280
    /// 6.3), and writes one `revocation.certificate` for each to `report`. Returns the worst standing.
    ///
    /// A certificate is revoked, which fails, where any list that its issuer signed names it, on hold or for good,
    /// however old the list and whatever else is wrong with it; only a hold counts in current lists alone. It is good
    /// where the newest list that can be used does not name it. A list cannot be used, which the `crl` checks tell, when
    /// its issuer did not sign it, it is not current (`skew` widens this at both ends and is reported when it decided),
    /// or it is a delta list, an indirect one, for one distribution point, or has a critical extension that cannot be
    /// processed; under the strict profile also when it is out of its profile (B.2) or its issuer's key usage lacks
    /// cRLSign.
    pub fn judge_path(
        &self,
        provider: &CryptoProvider,
        path: &Path,
        at: UnixTime,
        skew: Duration,
        profile: Profile,
        report: &mut Report,
    ) -> Standing {
        let judge = Judge { provider, at, skew, profile };
        path.issued()
            .map(|(certificate, ca)| self.judge_certificate(judge, certificate, ca, report))
            .max()
            .unwrap_or(Standing::Undetermined)
    }

    fn judge_certificate(
        &self,
        judge: Judge<'_>,
        certificate: &Certificate,
        ca: &Certificate,
        report: &mut Report,
    ) -> Standing {
        let (standing, outcome, detail) = match (Search { judge, certificate, ca }.run(&self.crls)) {
            Finding::Good(list) => {
                let detail = text!("not revoked by the list of {}", list.this_update());
                list.record(Outcome::Deviation, report);
                (Standing::Good, Outcome::Pass, detail)
            }
            Finding::Revoked(list, detail) => {
                // It said enough: what is wrong with it otherwise is worth knowing, and decides nothing.
                list.record(Outcome::Deviation, report);
                (Standing::Revoked, Outcome::Fail, detail.into())
            }
            Finding::Undetermined(Some(list)) => {
                let detail =
                    text!("undetermined, for no list of {} can be used: {}", ca.subject_text(), list.obstacles());
                let outcome = self.undetermined.outcome(Outcome::Deviation);
                list.record(outcome, report);
                (Standing::Undetermined, outcome, detail)
            }
            Finding::Undetermined(None) => {
                let detail = text!("undetermined, for no revocation list of {} was handed in", ca.subject_text());
                (Standing::Undetermined, self.undetermined.outcome(Outcome::Skipped), detail)
            }
        };
        let subject = Subject::certificate(certificate.subject_text());
        report.push(Check::new(CheckId::RevocationCertificate, outcome, detail).about(subject));
        standing
    }
}

impl Undetermined {
    /// The outcome of what is undetermined, where `reported` is how it would be reported.
    const fn outcome(self, reported: Outcome) -> Outcome {
        match self {
            Self::Report => reported,
            Self::Reject => Outcome::Fail,
        }
    }
}
