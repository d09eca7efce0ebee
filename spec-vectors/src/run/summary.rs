//! How a run went, counted.

use std::collections::BTreeMap;

use crate::format::{Case, Clause, Elsewhere, Entry, Role};
use crate::run::Status;

/// Cases by how they went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// As expected.
    pub passed: usize,
    /// Otherwise, or broken, or a stale exception.
    pub failed: usize,
    /// Otherwise, as known.
    pub excepted: usize,
    /// Not done by the implementation.
    pub unsupported: usize,
}

impl Count {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.passed.saturating_add(self.failed).saturating_add(self.excepted).saturating_add(self.unsupported)
    }

    fn add(&mut self, status: &Status) {
        let which = match status {
            Status::Passed => &mut self.passed,
            Status::Excepted { .. } => &mut self.excepted,
            Status::Unsupported(_) => &mut self.unsupported,
            Status::Failed(_) | Status::Stale { .. } | Status::Broken(_) => &mut self.failed,
        };
        *which = which.saturating_add(1);
    }
}

/// How a run went: in all, per role, per clause of either edition; and what no vector shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// In all.
    pub all: Count,
    /// Per role under test.
    pub roles: BTreeMap<Role, Count>,
    /// Per clause, in the order of the standard.
    pub clauses: BTreeMap<Clause, Count>,
    /// How many numbers of the list of negative tests have at least one case that was run.
    pub numbers: usize,
    /// How many are shown by a test instead.
    pub tests: usize,
    /// How many are pending.
    pub pending: usize,
}

impl Summary {
    /// Counts.
    #[must_use]
    pub fn of<'a>(results: impl Iterator<Item = (&'a Case, &'a Status)>, elsewhere: &Elsewhere) -> Self {
        let mut summary = Self::default();
        let mut numbers = std::collections::BTreeSet::new();
        for (case, status) in results {
            summary.all.add(status);
            summary.roles.entry(case.role).or_default().add(status);
            summary.clauses.entry(case.clause.clone()).or_default().add(status);
            numbers.extend(case.tests.iter().map(String::as_str));
        }
        summary.numbers = numbers.len();
        for entry in elsewhere.values() {
            let which = match entry {
                Entry::Test { .. } => &mut summary.tests,
                Entry::Pending { .. } => &mut summary.pending,
            };
            *which = which.saturating_add(1);
        }
        summary
    }
}
