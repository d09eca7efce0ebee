//! Validity periods.

use super::{Judgement, Validation};
use crate::report::{Check, CheckId, Outcome, Report, Subject, Text, text};
use crate::x509::Certificate;

impl Validation<'_> {
    /// Within notBefore and notAfter, the instants themselves included. A breach that the clock tolerance covers is a
    /// deviation under both profiles: the caller chose to tolerate it and is told that it decided.
    ///
    /// `holds` is the sentence when it is.
    pub(super) fn judge_validity(&self, certificate: &Certificate, holds: Text, report: &mut Report) {
        let (from, until) = (certificate.not_before(), certificate.not_after());
        let mut judgement = Judgement::new(CheckId::PathValidity);
        let early = self.at < from;
        let late = self.at > until;
        if early && self.at.plus(self.skew) < from {
            judgement.broken(text!("not valid before {from}"));
        } else if late && self.at.minus(self.skew) > until {
            judgement.broken(text!("expired at {until}"));
        } else if early || late {
            let skew = self.skew.as_secs();
            let detail = text!("valid from {from} to {until}, and accepted because the clock may be {skew} s off");
            report.push(
                Check::new(CheckId::PathValidity, Outcome::Deviation, detail)
                    .about(Subject::certificate(certificate.subject_text())),
            );
            return;
        }
        judgement.record(report, self.profile, &certificate.subject_text(), holds);
    }
}
