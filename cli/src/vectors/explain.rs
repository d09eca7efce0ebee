//! `mdoc vectors explain`: a case, a number or a check, in full.

use std::process::ExitCode;

use mdoc_proximity::report::CheckId;
use mdoc_spec_vectors::format::{Case, Entry, Expect, Outcome};
use mdoc_spec_vectors::run::Suite;

use super::suite;
use crate::args::VectorsExplainArgs;
use crate::failure::Failure;
use crate::terminal::{self, STRONG, say, styled};

pub fn run(args: &VectorsExplainArgs) -> Result<ExitCode, Failure> {
    let suite = suite(&args.dir)?;
    let check = CheckId::ALL.iter().find(|check| check.as_str() == args.id);
    let number = args.id.to_uppercase();
    let text = if let Some(case) = suite.cases.get(&args.id) {
        case_in_full(case)
    } else if let Some(check) = check {
        check_in_full(*check, &suite)
    } else if let Some(text) = number_in_full(&number, &suite) {
        text
    } else {
        let what = format!("{} is no case, no number and no check", args.id.escape_debug());
        return Err(Failure::Unreadable(what));
    };
    say!("{text}");
    Ok(ExitCode::SUCCESS)
}

fn case_in_full(case: &Case) -> String {
    let mut lines = vec![styled(STRONG, &case.id), case.title.clone(), String::new()];
    lines.push(format!("role      {}", case.role.as_str()));
    lines.push(format!("clause    {}", case.clause));
    if !case.tests.is_empty() {
        lines.push(format!("numbers   {}", case.tests.join(", ")));
    }
    if let Some(twin) = &case.twin {
        lines.push(format!("differs   from {}, which is accepted, in {}", twin.id, twin.differs));
    }
    lines.push(format!("expected  {}", expectation(&case.expect)));
    lines.push("input".to_owned());
    lines.push(terminal::escaped(&pretty(&case.input)));
    lines.join("\n")
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
    match elsewhere {
        Some(Entry::Test { path, title }) => lines.push(format!("shown by a test: {title}\n  {path}")),
        Some(Entry::Pending { reason }) => lines.push(format!("pending: {reason}")),
        None => {}
    }
    lines.extend(cases.iter().map(|case| line(case)));
    Some(lines.join("\n"))
}

fn line(case: &Case) -> String {
    format!("  {}  {}", case.id, case.title)
}
