//! Certificate profiles: what Annexes B, C and F ask of each [`Kind`] of certificate beyond a path that holds.
//!
//! Whether the key signed, the validity covers now and a CA is one belongs to the path and is judged there, under both
//! profiles alike. What is judged here is how the issuer went about it: strict refuses it, field reports it.

mod authority;
mod extension;
mod identifier;
mod issuer_name;
mod key;
mod link;
mod number;
mod revocation;
mod subject;

use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, Text, text};
use crate::x509::{Certificate, Judgement, Kind};

/// A day, in seconds.
const DAY: i64 = 24 * 60 * 60;

/// Judges one certificate by the profile of its kind, and writes a line per rule that the kind has, by the clause of the
/// kind's table. `issuer` is the certificate above, where it is known.
///
/// Of kinds whose profile the standard leaves open only what B.1 asks of every certificate is judged. Extended key
/// usage, and the key usage of certificates that are no CAs, are judged with the path; so are the forbidden extensions.
pub fn judge_profile(
    certificate: &Certificate,
    kind: Kind,
    issuer: Option<&Certificate>,
    profile: Profile,
    report: &mut Report,
) {
    let mut examination = Examination::new(certificate, kind, issuer, profile, report);
    examination.version();
    examination.serial();
    examination.algorithm();
    examination.key();
    examination.validity();
    examination.subject();
    examination.issuer();
    examination.subject_key_identifier();
    examination.authority_key_identifier();
    examination.authority();
    examination.issuer_alternative_name();
    examination.crl_distribution_points();
    examination.information_access();
    examination.extensions();
    examination.link();
}

/// Judges what a CA between leaf and anchor has to have of its profile: that its constraints are critical.
pub(crate) fn judge_intermediate(certificate: &Certificate, kind: Kind, profile: Profile, report: &mut Report) {
    Examination::new(certificate, kind, None, profile, report).authority();
}

/// One certificate under examination.
struct Examination<'a> {
    certificate: &'a Certificate,
    kind: Kind,
    issuer: Option<&'a Certificate>,
    profile: Profile,
    /// What every line is about, put into text once.
    about: Subject,
    report: &'a mut Report,
}

impl<'a> Examination<'a> {
    fn new(
        certificate: &'a Certificate,
        kind: Kind,
        issuer: Option<&'a Certificate>,
        profile: Profile,
        report: &'a mut Report,
    ) -> Self {
        let about = Subject::certificate(certificate.subject_text());
        Self { certificate, kind, issuer, profile, about, report }
    }

    /// Writes the line; `holds` is its sentence when nothing speaks against the rule.
    fn record(&mut self, judgement: Judgement, holds: impl Into<Text>) {
        let line = judgement.conclude(self.profile, self.about.clone(), holds);
        self.report.push(line.by(self.kind.clause()));
    }

    fn skip(&mut self, id: CheckId, why: &'static str) {
        let line = Check::new(id, Outcome::Skipped, why).about(self.about.clone());
        self.report.push(line.by(self.kind.clause()));
    }

    /// The certificate is of version 3.
    fn version(&mut self) {
        let mut judgement = Judgement::new(CheckId::ProfileVersion);
        let version = self.certificate.version();
        if version != 3 {
            judgement.deviates(text!("the certificate is of version {version}"));
        }
        self.record(judgement, "the certificate is of version 3");
    }

    /// No longer than the kind may live, to the second.
    fn validity(&mut self) {
        let Some(days) = self.kind.longest_life() else { return };
        let mut judgement = Judgement::new(CheckId::ProfileValidity);
        let (from, until) = (self.certificate.not_before(), self.certificate.not_after());
        let life = until.unix_seconds().saturating_sub(from.unix_seconds());
        let lived = life.saturating_add(DAY - 1) / DAY;
        if life > i64::from(days).saturating_mul(DAY) {
            judgement.deviates(text!("valid for {lived} days, where {days} are allowed"));
        }
        self.record(judgement, text!("valid for {lived} days of {days}"));
    }
}
