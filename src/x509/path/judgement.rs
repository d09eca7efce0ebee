//! One line of a report, collected from several observations about one certificate.

use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, Text};

/// What speaks against one rule. The gravest observation decides the outcome, and all of them are told.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    id: CheckId,
    broken: Vec<Text>,
    deviations: Vec<Text>,
}

impl Judgement {
    pub(crate) fn new(id: CheckId) -> Self {
        Self { id, broken: Vec::new(), deviations: Vec::new() }
    }

    /// The rule is broken under every profile.
    pub(crate) fn broken(&mut self, what: impl Into<Text>) {
        self.broken.push(what.into());
    }

    /// The rule is broken, and the profile decides.
    pub(crate) fn deviates(&mut self, what: impl Into<Text>) {
        self.deviations.push(what.into());
    }

    /// Writes the line; `holds` is its sentence when nothing speaks against the rule.
    pub(crate) fn record(self, report: &mut Report, profile: Profile, subject: &Text, holds: impl Into<Text>) {
        report.push(self.conclude(profile, Subject::certificate(subject.clone()), holds));
    }

    /// The line itself.
    pub(crate) fn conclude(self, profile: Profile, subject: Subject, holds: impl Into<Text>) -> Check {
        if self.broken.is_empty() && self.deviations.is_empty() {
            return Check::new(self.id, Outcome::Pass, holds).about(subject);
        }
        let outcome = if self.broken.is_empty() { profile.deviation() } else { Outcome::Fail };
        let observations: Vec<Text> = self.broken.into_iter().chain(self.deviations).collect();
        Check::new(self.id, outcome, observations.join("; ")).about(subject)
    }
}
