//! Reports for a person.

use core::fmt;

use super::{Check, Clause, Outcome, Report};

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ed1 {}, ed2 {}", self.ed1, self.ed2)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One line for a person: outcome, id, clause, subject and detail.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<9} {} ({})", self.outcome.as_str(), self.id, self.clause)?;
        if let Some(subject) = &self.subject {
            write!(f, " [{subject}]")?;
        }
        write!(f, ": {}", self.detail)
    }
}

/// Several lines for a person: the counts, then every check on a line of its own, what failed first, then deviations,
/// what passed and what was skipped.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ORDER: [(Outcome, &str); 4] = [
            (Outcome::Fail, "failed"),
            (Outcome::Deviation, "tolerated"),
            (Outcome::Pass, "passed"),
            (Outcome::Skipped, "skipped"),
        ];
        write!(f, "{} checks", self.checks().len())?;
        for (index, (outcome, word)) in ORDER.into_iter().enumerate() {
            write!(f, "{} {} {word}", if index == 0 { ":" } else { "," }, self.count(outcome))?;
        }
        ORDER.into_iter().flat_map(|(outcome, _)| self.of(outcome)).try_for_each(|check| write!(f, "\n{check}"))
    }
}
