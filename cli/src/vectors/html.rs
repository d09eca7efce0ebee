//! The report for an auditor's file: one page that needs nothing else.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use mdoc_spec_vectors::format::{Case, Clause, Entry, Role};
use mdoc_spec_vectors::run::{CaseResult, Count, Status};

use super::explain::{checks, expectation, pretty};
use super::record::Record;
use crate::terminal::{escaped, safe};

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    implementation: String,
    at: String,
    digest: String,
    good: bool,
    all: Count,
    vectors: usize,
    tests: usize,
    pending: usize,
    left_out: usize,
    wrong: Vec<Wrong>,
    /// Whether the cases that failed are shown open: not when there are many.
    opens: bool,
    unsupported: Vec<(String, usize)>,
    tables: [Table; 2],
    groups: Vec<Group>,
    elsewhere: Vec<Elsewhere>,
}

/// How many failures are shown open.
const OPEN: usize = 20;

/// A case that did not come out as expected.
struct Wrong {
    id: String,
    title: String,
    class: &'static str,
    word: &'static str,
}

/// Counts by role or clause.
struct Table {
    of: &'static str,
    rows: Vec<Row>,
}

/// Counts of a role or clause.
#[derive(Clone)]
struct Row {
    name: String,
    /// Where its cases are; empty for a role.
    anchor: String,
    count: Count,
}

impl Row {
    fn class(&self) -> &'static str {
        match self.count {
            Count { failed: 1.., .. } => "failed",
            Count { excepted: 1.., .. } => "excepted",
            Count { passed: 1.., .. } => "passed",
            _ => "unsupported",
        }
    }

    fn sign(&self) -> char {
        match self.class() {
            "failed" => '\u{2717}',
            "unsupported" => '\u{2013}',
            "excepted" => '~',
            _ => '\u{2713}',
        }
    }

    /// What there is of every kind, as in `2 failed, 13 passed`.
    fn words(&self) -> String {
        let Count { passed, failed, excepted, unsupported } = self.count;
        let counts = [(failed, "failed"), (excepted, "excepted"), (unsupported, "unsupported"), (passed, "passed")];
        let words = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// The cases of a clause.
struct Group {
    row: Row,
    cases: Vec<Line>,
}

/// A case.
struct Line {
    id: String,
    title: String,
    /// Who is under test, and how.
    about: String,
    numbers: String,
    class: &'static str,
    word: &'static str,
    detail: String,
    twin: Option<Twin>,
    expected: String,
    /// What the checks that it names demand.
    rules: Vec<(&'static str, &'static str)>,
    observed: String,
    input: String,
}

/// The accepted case that a case differs from.
struct Twin {
    id: String,
    differs: String,
    /// Whether it is on the page too.
    is_here: bool,
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
    let clauses: Vec<Row> =
        summary.clauses.iter().zip(1..).map(|((clause, count), at)| row(clause, at, count)).collect();
    let ids: BTreeSet<&str> = record.runs.iter().map(|(case, ..)| case.id.as_str()).collect();
    let mut cases: BTreeMap<&Clause, Vec<Line>> = BTreeMap::new();
    for (case, result, took) in &record.runs {
        cases.entry(&case.clause).or_default().push(line(case, result, took.as_millis(), &ids));
    }
    let roles = summary.roles.iter().map(|(role, count)| Row {
        name: role.as_str().to_owned(),
        anchor: String::new(),
        count: *count,
    });
    let wrong: Vec<Wrong> = record.runs.iter().filter_map(|(case, result, _)| wrong(case, &result.status)).collect();
    let page = Page {
        implementation: safe(&record.implementation),
        at: record.at.clone(),
        digest: record.vectors.clone(),
        good: record.is_good(),
        all: summary.all,
        vectors: summary.numbers,
        tests: summary.tests,
        pending: summary.pending,
        left_out: record.left_out,
        opens: wrong.len() <= OPEN,
        wrong,
        unsupported: record.unsupported().into_iter().map(|(why, count)| (safe(why), count)).collect(),
        tables: [Table { of: "role", rows: roles.collect() }, Table { of: "clause", rows: clauses.clone() }],
        // Both are in the order of the clauses.
        groups: clauses.into_iter().zip(cases.into_values()).map(|(row, cases)| Group { row, cases }).collect(),
        elsewhere: record.elsewhere.iter().map(|(number, entry)| elsewhere(number, entry)).collect(),
    };
    page.render().map_err(|error| error.to_string())
}

fn row(clause: &Clause, at: usize, count: &Count) -> Row {
    let Clause { ed1, ed2 } = clause;
    let name = match (ed1.as_str(), ed2.as_str()) {
        ("-", "-") => "in neither edition".to_owned(),
        // An edition and its clause stay on one line.
        _ => safe(&format!("ed1\u{a0}{ed1}, ed2\u{a0}{ed2}")),
    };
    Row { name, anchor: format!("clause-{at}"), count: *count }
}

fn class(status: &Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Excepted { .. } => "excepted",
        Status::Unsupported(_) => "unsupported",
        Status::Failed(_) | Status::Stale { .. } | Status::Broken(_) => "failed",
    }
}

fn wrong(case: &Case, status: &Status) -> Option<Wrong> {
    let class = class(status);
    let is_wrong = ["failed", "excepted"].contains(&class);
    is_wrong.then(|| Wrong { id: case.id.clone(), title: safe(&case.title), class, word: status.word() })
}

fn line(case: &Case, result: &CaseResult, milliseconds: u128, ids: &BTreeSet<&str>) -> Line {
    let twin = case.twin.as_ref().map(|twin| Twin {
        id: twin.id.clone(),
        differs: safe(&twin.differs),
        is_here: ids.contains(twin.id.as_str()),
    });
    Line {
        id: case.id.clone(),
        title: safe(&case.title),
        about: about(case, milliseconds),
        numbers: safe(&case.tests.join(" ")),
        class: class(&result.status),
        word: result.status.word(),
        detail: safe(&result.status.detail()),
        twin,
        expected: escaped(&expectation(&case.expect)),
        rules: checks(case).map(|check| (check.as_str(), check.rule())).collect(),
        observed: result.observed.as_ref().map(|observed| escaped(&pretty(observed))).unwrap_or_default(),
        input: escaped(&pretty(&case.input)),
    }
}

/// Who is under test, what is done under which profile, and how long it took.
fn about(case: &Case, milliseconds: u128) -> String {
    let who = match case.role {
        Role::Holder => "A holder",
        Role::Reader => "A reader",
        Role::Both => "Either side",
    };
    let profile = case.input.profile().map_or_else(String::new, |profile| format!(", {profile} profile"));
    format!("{who} is under test: {}{profile}, {milliseconds} ms.", case.input.operation())
}

fn elsewhere(number: &str, entry: &Entry) -> Elsewhere {
    let (kind, text) = match entry {
        Entry::Test { path, title } => ("test", format!("{title}: {path}")),
        Entry::Pending { reason } => ("pending", reason.clone()),
    };
    Elsewhere { number: safe(number), kind, text: safe(&text) }
}
