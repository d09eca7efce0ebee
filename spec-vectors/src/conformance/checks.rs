//! The tables of checks.

use core::fmt::Write;
use std::collections::BTreeSet;

use mdoc_proximity::report::CheckId;

use super::{Sources, compact, quoted};
use crate::format::{Case, Expect, Outcome};
use crate::run::Suite;

/// Two tables of the checks of these families: what each is and what the profiles make of it; and where it is made and
/// shown.
pub(super) fn table(families: &[&str], sources: &Sources, suite: &Suite) -> String {
    let mut rules = String::from(
        "| id | ed1 | ed2 | what must hold | strict | field, and why |\n\
         |---|---|---|---|---|---|\n",
    );
    let mut evidence = String::from("\n| id | code | vectors | tests | state |\n|---|---|---|---|---|\n");
    for check in CheckId::ALL.iter().filter(|check| families.contains(&family(**check))) {
        let treatment = check.treatment();
        let vectors: Vec<&str> =
            suite.cases.values().filter(|case| names(case, *check)).map(|case| case.id.as_str()).collect();
        let tests = sources.tests(*check);
        let state = match (vectors.is_empty(), tests.is_empty()) {
            (false, _) => "shown by vectors",
            (true, false) => "shown by tests",
            (true, true) => "not shown",
        };
        let (ed1, ed2, rule) = (check.clause_ed1(), check.clause_ed2(), check.rule().trim_end_matches('.'));
        let strict = treatment.strict;
        let field = if treatment.field == strict { "as in strict" } else { treatment.field };
        let (code, tests, vectors) = (quoted(sources.code(*check)), quoted(tests), compact(vectors));
        // Writing to a string cannot fail.
        let _ = writeln!(rules, "| `{check}` | {ed1} | {ed2} | {rule} | {strict} | {field} |");
        let _ = writeln!(evidence, "| `{check}` | {code} | {vectors} | {tests} | {state} |");
    }
    rules + &evidence
}

/// How many checks there are, and how many of them vectors show.
pub(super) fn counts(suite: &Suite) -> (usize, usize) {
    let shown = CheckId::ALL.iter().filter(|check| suite.cases.values().any(|case| names(case, **check)));
    (CheckId::ALL.len(), shown.count())
}

/// What is wrong with the families that the prose names, where something is.
pub(super) fn families_that_differ(named: &[&str]) -> Option<String> {
    let all: BTreeSet<&str> = CheckId::ALL.iter().map(|check| family(*check)).collect();
    let once: BTreeSet<&str> = named.iter().copied().collect();
    if once.len() != named.len() {
        return Some("docs/CONFORMANCE.in.md has a family of checks twice".to_owned());
    }
    match all.symmetric_difference(&once).next() {
        Some(family) if all.contains(family) => Some(format!("docs/CONFORMANCE.in.md lacks the checks {family}.*")),
        Some(family) => Some(format!("docs/CONFORMANCE.in.md names checks {family}.*, which do not exist")),
        None => None,
    }
}

fn family(check: CheckId) -> &'static str {
    check.as_str().split('.').next().unwrap_or_default()
}

/// Whether a case expects the check to fail or to deviate.
pub(super) fn names(case: &Case, check: CheckId) -> bool {
    let outcomes: &[Outcome] = match &case.expect {
        Expect::Is(outcome) => core::slice::from_ref(outcome),
        Expect::OneOf { one_of } => one_of,
    };
    outcomes.iter().any(|outcome| outcome.checks().any(|named| named == check.as_str()))
}
