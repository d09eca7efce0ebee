//! The report for an auditor's file: one page that needs nothing else.

use askama::Template;
use mdoc_spec_vectors::format::{Case, Entry};
use mdoc_spec_vectors::run::{Count, Status};

use super::explain::{expectation, pretty};
use super::record::Record;

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    implementation: String,
    at: String,
    good: bool,
    all: Count,
    vectors: usize,
    tests: usize,
    pending: usize,
    left_out: usize,
    roles: Vec<Row>,
    clauses: Vec<Row>,
    groups: Vec<Group>,
    elsewhere: Vec<Elsewhere>,
}

/// Counts of a role or clause.
struct Row {
    name: String,
    anchor: String,
    count: Count,
}

/// The cases of a clause.
struct Group {
    clause: String,
    anchor: String,
    cases: Vec<Line>,
}

/// A case.
struct Line {
    id: String,
    title: String,
    role: &'static str,
    numbers: String,
    /// `passed`, `failed`, `excepted` or `unsupported`, which is also its colour.
    class: &'static str,
    word: &'static str,
    detail: String,
    differs: Option<String>,
    expected: String,
    observed: String,
    input: String,
    milliseconds: u128,
}

/// A number that no vector shows.
struct Elsewhere {
    number: String,
    kind: &'static str,
    text: String,
}

/// The page.
pub fn report(record: &Record) -> Result<String, String> {
    let summary = record.summary();
    let anchor = |clause: &str| clause.replace([' ', ','], "-");
    let groups = summary.clauses.keys().map(|clause| Group {
        clause: clause.clone(),
        anchor: anchor(clause),
        cases: record
            .runs
            .iter()
            .filter(|(case, ..)| case.clause.to_string() == *clause)
            .map(|(case, result, took)| {
                let observed = result.observed.as_ref().map(pretty).unwrap_or_default();
                line(case, &result.status, observed, took.as_millis())
            })
            .collect(),
    });
    let page = Page {
        implementation: record.implementation.clone(),
        at: record.at.clone(),
        good: record.is_good(),
        all: summary.all,
        vectors: summary.numbers,
        tests: summary.tests,
        pending: summary.pending,
        left_out: record.left_out,
        roles: summary.roles.iter().map(|(role, count)| row(role.as_str(), String::new(), count)).collect(),
        clauses: summary.clauses.iter().map(|(clause, count)| row(clause, anchor(clause), count)).collect(),
        groups: groups.collect(),
        elsewhere: record.elsewhere.iter().map(|(number, entry)| elsewhere(number, entry)).collect(),
    };
    page.render().map_err(|error| error.to_string())
}

fn row(name: &str, anchor: String, count: &Count) -> Row {
    Row { name: name.to_owned(), anchor, count: *count }
}

fn line(case: &Case, status: &Status, observed: String, milliseconds: u128) -> Line {
    let class = match status {
        Status::Passed => "passed",
        Status::Excepted { .. } => "excepted",
        Status::Unsupported(_) => "unsupported",
        Status::Failed(_) | Status::Stale { .. } | Status::Broken(_) => "failed",
    };
    Line {
        id: case.id.clone(),
        title: case.title.clone(),
        role: case.role.as_str(),
        numbers: case.tests.join(" "),
        class,
        word: status.word(),
        detail: status.detail(),
        differs: case.twin.as_ref().map(|twin| format!("{}, in {}", twin.id, twin.differs)),
        expected: expectation(&case.expect),
        observed,
        input: pretty(&case.input),
        milliseconds,
    }
}

fn elsewhere(number: &str, entry: &Entry) -> Elsewhere {
    let (kind, text) = match entry {
        Entry::Test { path, title } => ("test", format!("{title}: {path}")),
        Entry::Pending { reason } => ("pending", reason.clone()),
    };
    Elsewhere { number: number.to_owned(), kind, text }
}
