//! What a run found, in the form every report is made from.

use std::collections::BTreeMap;
use std::time::Duration;

use mdoc_spec_vectors::format::{Case, Elsewhere};
use mdoc_spec_vectors::run::{CaseResult, Count, Status, Summary};
use serde_json::{Value, json};

/// A run.
pub struct Record {
    /// What was tested.
    pub implementation: String,
    /// When, RFC 3339.
    pub at: String,
    /// SHA-256 of the vectors, hexadecimal.
    pub vectors: String,
    /// The cases run, by id, with what came of each and how long it took.
    pub runs: Vec<(Case, CaseResult, Duration)>,
    /// The tests that are no vectors.
    pub elsewhere: Elsewhere,
    /// How many cases the filter left out.
    pub left_out: usize,
}

impl Record {
    /// The counts.
    pub fn summary(&self) -> Summary {
        Summary::of(self.runs.iter().map(|(case, result, _)| (case, &result.status)), &self.elsewhere)
    }

    /// Why cases were not supported, with how many were not for each reason.
    pub fn unsupported(&self) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for (_, result, _) in &self.runs {
            if let Status::Unsupported(why) = &result.status {
                let count: &mut usize = reasons.entry(why.as_str()).or_default();
                *count = count.saturating_add(1);
            }
        }
        reasons
    }

    /// Whether every case came out as expected, or as it is known to.
    pub fn is_good(&self) -> bool {
        !self.runs.iter().any(|(_, result, _)| result.status.is_failure())
    }

    /// The run for a program.
    pub fn to_json(&self) -> Value {
        let summary = self.summary();
        let count = |count: &Count| {
            json!({
                "cases": count.total(), "passed": count.passed, "failed": count.failed,
                "excepted": count.excepted, "unsupported": count.unsupported,
            })
        };
        let case = |(case, result, took): &(Case, CaseResult, Duration)| {
            json!({
                "id": case.id, "tests": case.tests, "title": case.title, "role": case.role,
                "operation": case.input.operation(), "clause": case.clause, "status": result.status.word(),
                "detail": result.status.detail(), "observed": result.observed, "seconds": took.as_secs_f64(),
            })
        };
        json!({
            "implementation": self.implementation,
            "at": self.at,
            "vectors": self.vectors,
            "good": self.is_good(),
            "summary": {
                "all": count(&summary.all),
                "roles": summary.roles.iter().map(|(role, of)| (role.as_str().to_owned(), count(of))).collect::<serde_json::Map<_, _>>(),
                "clauses": summary.clauses.iter().map(|(clause, of)| (clause.to_string(), count(of))).collect::<serde_json::Map<_, _>>(),
                "numbers": { "vectors": summary.numbers, "tests": summary.tests, "pending": summary.pending },
                "leftOut": self.left_out,
            },
            "cases": self.runs.iter().map(case).collect::<Vec<_>>(),
            "elsewhere": self.elsewhere,
        })
    }
}
