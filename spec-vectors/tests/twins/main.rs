//! The law of negative cases: each differs from an accepted case in one named field. README.md says what that means.
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]

mod fields;
mod tree;

use std::collections::BTreeMap;
use std::path::Path;

use mdoc_spec_vectors::format::{Case, Expect, HolderReply, Input, Outcome, ReaderReply, ResponseOutcome, Twin};
use mdoc_spec_vectors::run::Suite;
use mdoc_spec_vectors::twin::differing_entries;

fn cases() -> BTreeMap<String, Case> {
    Suite::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap().cases
}

/// Every negative case that breaks the rule, with what it makes of it.
#[track_caller]
fn each_negative(breaks: impl Fn(&Case, &Twin, &Case) -> Option<String>) {
    let cases = cases();
    let negative = cases.values().filter_map(|case| case.twin.as_ref().map(|twin| (case, twin)));
    let (mut count, mut wrong) = (0, Vec::new());
    for (case, twin) in negative {
        count = usize::saturating_add(count, 1);
        let problem = match cases.get(&twin.id) {
            Some(of) => breaks(case, twin, of),
            None => Some(format!("there is no twin {}", twin.id)),
        };
        wrong.extend(problem.map(|problem| format!("{}: {problem}", case.id)));
    }
    assert!(count > 700, "only {count} negative cases");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

fn outcomes(case: &Case) -> &[Outcome] {
    match &case.expect {
        Expect::Is(outcome) => core::slice::from_ref(outcome),
        Expect::OneOf { one_of } => one_of,
    }
}

/// Whether nothing is refused and nothing is wrong.
fn accepts(outcome: &Outcome) -> bool {
    let verdict = |verdict: &ResponseOutcome| verdict.verdict != "rejected";
    match outcome {
        Outcome::Verdict(judged) => verdict(judged),
        Outcome::Trust { accepted, failing, .. } => *accepted && failing.iter().all(Vec::is_empty),
        Outcome::Engagement { accepted, .. } => *accepted,
        Outcome::Readers { readers, failing, .. } => {
            readers.iter().all(|reader| reader == "valid" || reader == "absent") && failing.iter().all(Vec::is_empty)
        }
        Outcome::ReaderSession { replies, .. } => replies.iter().all(|reply| match reply {
            ReaderReply::Response(judged) => verdict(judged),
            ReaderReply::Silence => true,
            ReaderReply::Status { .. } => false,
        }),
        Outcome::HolderSession { replies, .. } => replies.iter().all(|reply| match reply {
            HolderReply::Response { status, .. } => *status == 0,
            HolderReply::Silence | HolderReply::Status { .. } => false,
        }),
        Outcome::SessionKeys { .. } => true,
        Outcome::Messages { refused, .. } => !refused,
        Outcome::Responses { responses, .. } => {
            responses.iter().all(|response| matches!(response.to_vec()[..], [.., 0x90, 0] | [.., 0x61, _]))
        }
        Outcome::Handover { select, .. } => select.is_some(),
        Outcome::Malformed { .. } | Outcome::NoSession { .. } | Outcome::RefusedRequest { .. } => false,
    }
}

#[test]
fn the_twin_is_an_accepted_case_of_the_same_kind() {
    each_negative(|case, _, of| {
        let [mine, theirs] = [case, of].map(|case| serde_json::to_value(&case.input).unwrap());
        if of.twin.is_some() {
            Some("the twin is negative itself".to_owned())
        } else if !outcomes(of).iter().all(accepts) {
            Some(format!("the twin {} is not accepted", of.id))
        } else if of.role != case.role {
            Some("the twin has another role".to_owned())
        } else {
            let differs = |name: &&str| mine.get(name) != theirs.get(name);
            let differing = ["operation", "profile", "kind", "anchor"].iter().find(|name| differs(name));
            differing.map(|name| format!("the twin has another {name}"))
        }
    });
}

/// Where an outcome names checks, the difference is in one of them. Elsewhere a choice may be to put up with it.
#[test]
fn where_checks_are_named_a_negative_case_comes_out_otherwise_than_its_twin() {
    each_negative(|case, _, of| {
        let judged = |input: &Input| {
            matches!(
                input,
                Input::VerifyResponse(_) | Input::LoadAnchor(_) | Input::ReadList(_) | Input::ReadRequest(_)
            )
        };
        let same = judged(&case.input) && outcomes(case).iter().any(|outcome| outcomes(of).contains(outcome));
        same.then(|| format!("nothing comes of the difference from {}", of.id))
    });
}

#[test]
fn a_negative_case_differs_from_its_twin_in_the_one_entry_that_it_names() {
    each_negative(|case, twin, of| {
        let entries = differing_entries(&case.input, &of.input).unwrap();
        (entries != [twin.entry.as_str()]).then(|| format!("named {:?}, and differs in {entries:?}", twin.entry))
    });
}

/// Responses, requests, lists and certificates are looked into.
#[test]
fn inside_the_entry_nothing_differs_but_the_field_and_what_is_made_of_it() {
    each_negative(fields::elsewhere);
    let cases = cases();
    let seen = cases.values().filter(|case| case.twin.as_ref().is_some_and(|twin| fields::are_seen(case, twin)));
    let seen = seen.count();
    assert!(seen > 500, "only {seen} cases were looked into");
}

/// Ids are unique and say which tests are shown, and a file is called as its case.
#[test]
fn ids_are_well_formed() {
    for (id, case) in cases() {
        let well_formed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        assert!(id == case.id && id.chars().all(well_formed), "{id}");
    }
}
