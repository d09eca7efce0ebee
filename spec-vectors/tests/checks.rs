//! Every check is shown alone by a case: the one that fails and nothing else does, or the one deviation.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;

use mdoc_proximity::report::CheckId;
use mdoc_spec_vectors::format::{Case, Expect};
use mdoc_spec_vectors::run::Suite;

/// Checks that cannot be broken without another, and the other's share in it. They are shown in company.
const NEVER_ALONE: &[(CheckId, &str)] = &[
    (CheckId::CrlSignature, "a list that nobody signed does not count, which revocation.certificate tells"),
    (CheckId::IssuerAlgorithm, "under an algorithm that may not be used no signature holds: issuer.signature"),
    (CheckId::ProfileVersion, "versions 1 and 2 have no extensions, so that every rule about those is broken, too"),
];

/// The ids that a case expects to fail or to deviate, over all of its outcomes and documents.
fn named(case: &Case) -> BTreeSet<&str> {
    match &case.expect {
        Expect::Is(outcome) => outcome.checks().collect(),
        Expect::OneOf { one_of } => one_of.iter().flat_map(|outcome| outcome.checks()).collect(),
    }
}

#[test]
fn every_check_is_shown_alone() {
    let suite = Suite::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let named: Vec<BTreeSet<&str>> = suite.cases.values().map(named).collect();
    let alone: BTreeSet<&str> = named.iter().filter(|ids| ids.len() == 1).flatten().copied().collect();
    let at_all: BTreeSet<&str> = named.iter().flatten().copied().collect();
    let excused = |check: &CheckId| NEVER_ALONE.iter().any(|(excused, _)| excused == check);
    let missing: Vec<_> =
        CheckId::ALL.iter().filter(|check| !alone.contains(check.as_str()) && !excused(check)).collect();
    assert!(missing.is_empty(), "no case shows these alone: {missing:?}");
    for (check, why) in NEVER_ALONE {
        assert!(at_all.contains(check.as_str()), "no case shows {check}");
        assert!(!alone.contains(check.as_str()), "{check} is shown alone, and is said not to be: {why}");
    }
}

#[test]
fn cases_name_checks_that_exist() {
    let suite = Suite::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let known: BTreeSet<&str> = CheckId::ALL.iter().map(|check| check.as_str()).collect();
    for case in suite.cases.values() {
        let unknown: Vec<_> = named(case).into_iter().filter(|id| !known.contains(id)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", case.id);
    }
}

/// The ids that a case expects to fail, and those that it expects to deviate.
fn judged(case: &Case) -> (BTreeSet<String>, BTreeSet<String>) {
    let expect = serde_json::to_value(&case.expect).unwrap();
    let (mut failing, mut deviations) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![&expect];
    while let Some(value) = open.pop() {
        let ids = |name: &str| value.get(name).and_then(|ids| ids.as_array()).into_iter().flatten();
        failing.extend(ids("failing").filter_map(|id| id.as_str()).map(str::to_owned));
        deviations.extend(ids("deviations").filter_map(|id| id.as_str()).map(str::to_owned));
        open.extend(value.as_object().into_iter().flat_map(|members| members.values()));
        open.extend(value.as_array().into_iter().flatten());
    }
    (failing, deviations)
}

/// Where the table of treatments says that the field reports what the strict profile refuses, a pair of cases does, too:
/// one input under both profiles.
#[test]
fn every_tolerance_of_the_field_is_shown_beside_the_refusal() {
    let suite = Suite::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let pairs: Vec<_> = suite
        .cases
        .values()
        .filter_map(|case| Some((case, suite.cases.get(&format!("{}-field", case.id))?)))
        .map(|(strict, field)| (judged(strict), judged(field)))
        .collect();
    let tolerated = |id: &str| {
        pairs.iter().any(|((refused, _), (failing, deviations))| {
            refused.contains(id) && deviations.contains(id) && !failing.contains(id)
        })
    };
    let mut missing = Vec::new();
    for check in CheckId::ALL {
        let treatment = check.treatment();
        let differs = treatment.strict.starts_with("fails") && treatment.field.contains("deviates");
        // What deviates under both profiles is no tolerance of the field's.
        let alike = treatment.strict.contains("deviates where") && treatment.field == treatment.strict;
        if differs && !alike && !tolerated(check.as_str()) {
            missing.push(check.as_str());
        }
    }
    assert!(missing.is_empty(), "no pair of cases shows what the field tolerates of {missing:?}");
}
