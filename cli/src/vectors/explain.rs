//! `mdoc vectors explain`: a case, a number or a check, in full.

use std::process::ExitCode;

use mdoc_proximity::report::CheckId;
use mdoc_spec_vectors::format::{Case, Entry, Expect, Number, Outcome};
use mdoc_spec_vectors::run::Suite;

use super::{number, suite};
use crate::args::VectorsExplainArgs;
use crate::failure::Failure;
use crate::terminal::{STRONG, escaped, safe, say, styled};

pub fn run(args: &VectorsExplainArgs) -> Result<ExitCode, Failure> {
    let suite = suite(&args.dir)?;
    let check = CheckId::ALL.iter().find(|check| check.as_str() == args.id);
    let text = if let Some(case) = suite.cases.get(&args.id) {
        case_in_full(case)
    } else if let Some(check) = check {
        check_in_full(*check, &suite)
    } else if let Some(text) = number(&args.id).and_then(|number| number_in_full(&number, &suite)) {
        text
    } else {
        return Err(Failure::Unreadable(unknown(&args.id, &suite)));
    };
    say!("{text}");
    Ok(ExitCode::SUCCESS)
}

/// That nothing has this name, and what comes near.
fn unknown(id: &str, suite: &Suite) -> String {
    const NEAR: usize = 5;
    let named = suite.cases.keys().map(String::as_str).chain(CheckId::ALL.iter().map(|check| check.as_str()));
    let wanted = id.to_lowercase();
    let mut near: Vec<(f64, &str)> = named
        .map(|name| (if name.starts_with(&wanted) { 1.0 } else { strsim::jaro_winkler(name, &wanted) }, name))
        .filter(|(likeness, _)| *likeness > 0.85)
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let near: Vec<_> = near.into_iter().take(NEAR).map(|(_, name)| name).collect();
    let nothing = format!("{} is no case, no number and no check", id.escape_debug());
    if near.is_empty() { nothing } else { format!("{nothing}; near it are: {}", near.join(", ")) }
}

fn case_in_full(case: &Case) -> String {
    let mut lines = vec![styled(STRONG, &case.id), safe(&case.title), String::new()];
    lines.push(format!("role      {}", case.role.as_str()));
    lines.push(format!("clause    {}", safe(&case.clause.to_string())));
    if !case.tests.is_empty() {
        lines.push(format!("numbers   {}", safe(&case.tests.join(", "))));
    }
    if let Some(twin) = &case.twin {
        lines.push(format!("differs   from {}, which is accepted, in {}", twin.id, safe(&twin.differs)));
    }
    lines.push(String::new());
    lines.push(styled(STRONG, "What must happen"));
    lines.push(escaped(&expectation(&case.expect)));
    for check in checks(case) {
        lines.push(format!("{}  {}", check, check.rule()));
    }
    lines.push(String::new());
    lines.push(styled(STRONG, "Input"));
    lines.push(escaped(&pretty(&case.input)));
    lines.join("\n")
}

/// The checks that a case expects to fail or to deviate, each once.
pub fn checks(case: &Case) -> impl Iterator<Item = CheckId> {
    CheckId::ALL.iter().copied().filter(|check| names(case, check.as_str()))
}

/// JSON, indented.
pub fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string())
}

/// What must come of a case, as JSON.
pub fn expectation(expect: &Expect) -> String {
    match expect {
        Expect::Is(outcome) => pretty(outcome),
        Expect::OneOf { one_of } => {
            one_of.iter().map(pretty).collect::<Vec<_>>().join("\nor, as the standard leaves the choice,\n")
        }
    }
}

fn check_in_full(check: CheckId, suite: &Suite) -> String {
    let treatment = check.treatment();
    let mut lines = vec![styled(STRONG, check), check.rule().to_owned(), String::new()];
    lines.push(format!("clause  {}", check.clause()));
    lines.push(format!("strict  {}", treatment.strict));
    lines.push(format!("field   {}", treatment.field));
    let cases: Vec<_> = suite.cases.values().filter(|case| names(case, check.as_str())).collect();
    lines.push(format!("cases   {}", cases.len()));
    lines.extend(cases.iter().map(|case| line(case)));
    lines.join("\n")
}

/// Whether a case expects this check to fail or to deviate.
fn names(case: &Case, check: &str) -> bool {
    let outcomes: &[Outcome] = match &case.expect {
        Expect::Is(outcome) => core::slice::from_ref(outcome),
        Expect::OneOf { one_of } => one_of,
    };
    outcomes.iter().any(|outcome| outcome.checks().any(|named| named == check))
}

fn number_in_full(number: &str, suite: &Suite) -> Option<String> {
    let cases: Vec<_> = suite.cases.values().filter(|case| case.tests.iter().any(|test| test == number)).collect();
    let elsewhere = suite.elsewhere.get(number);
    if cases.is_empty() && elsewhere.is_none() {
        return None;
    }
    let mut lines = vec![styled(STRONG, number)];
    if let Some(Number { wrong, expected, .. }) = suite.numbers.get(number) {
        lines.extend([format!("wrong     {}", safe(wrong)), format!("expected  {}", safe(expected)), String::new()]);
    }
    match elsewhere {
        Some(Entry::Test { path, title }) => {
            lines.push(format!("shown by a test: {}\n  {}", safe(title), safe(path)));
        }
        Some(Entry::Pending { reason }) => lines.push(format!("pending: {}", safe(reason))),
        None => {}
    }
    lines.extend(cases.iter().map(|case| line(case)));
    Some(lines.join("\n"))
}

fn line(case: &Case) -> String {
    format!("  {}  {}", case.id, safe(&case.title))
}
