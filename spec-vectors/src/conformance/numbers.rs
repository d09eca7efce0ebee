//! The tables of the numbers of the list of negative tests.

use core::fmt::Write;
use std::collections::BTreeSet;

use mdoc_proximity::report::CheckId;

use super::{Sources, checks, quoted};
use crate::format::{Case, Entry, Input};
use crate::run::Suite;

/// Every number: H01 to H85 against a holder, T01 to T27 against its transports, R01 to R106 against a reader.
pub fn all() -> impl Iterator<Item = String> {
    [("H", 85), ("T", 27), ("R", 106)]
        .into_iter()
        .flat_map(|(letter, last)| (1..=last).map(move |number: u32| format!("{letter}{number:02}")))
}

/// The numbers that neither a vector nor `elsewhere.json` knows.
#[must_use]
pub fn missing(suite: &Suite) -> Vec<String> {
    let shown: BTreeSet<&str> = suite.cases.values().flat_map(|case| &case.tests).map(String::as_str).collect();
    all().filter(|number| !shown.contains(number.as_str()) && !suite.elsewhere.contains_key(number)).collect()
}

/// The table of the numbers that begin with `letter`.
pub(super) fn table(letter: &str, sources: &Sources, suite: &Suite) -> String {
    let mut table = String::from(
        "| number | what is shown | ed1 | ed2 | code | vectors | state |\n|---|---|---|---|---|---|---|\n",
    );
    for number in all().filter(|number| number.starts_with(letter)) {
        let cases: Vec<&Case> = suite.cases.values().filter(|case| case.tests.contains(&number)).collect();
        let (mut titles, state) = match (suite.elsewhere.get(&number), cases.is_empty()) {
            (_, false) => (Vec::new(), "vectors".to_owned()),
            (Some(Entry::Test { path, title }), true) => (vec![title.as_str()], format!("test: `{path}`")),
            (Some(Entry::Pending { reason }), true) => (vec![], format!("pending: {reason}")),
            (None, true) => (vec![], "missing".to_owned()),
        };
        titles.extend(cases.iter().map(|case| case.title.as_str()));
        let clauses = |of: fn(&Case) -> &str| {
            let clauses: BTreeSet<&str> = cases.iter().map(|case| of(case)).collect();
            if clauses.is_empty() { "-".to_owned() } else { clauses.into_iter().collect::<Vec<_>>().join(", ") }
        };
        let ed1 = clauses(|case| &case.clause.ed1);
        let ed2 = clauses(|case| &case.clause.ed2);
        let code: BTreeSet<&str> = cases.iter().flat_map(|case| code(case, sources)).collect();
        let vectors = quoted(cases.iter().map(|case| &case.id));
        let (titles, code) = (titles.join("; "), quoted(code));
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {number} | {titles} | {ed1} | {ed2} | {code} | {vectors} | {state} |");
    }
    table
}

/// Where the code is that a case is about: that of the checks it names, or of the operation.
fn code<'s>(case: &Case, sources: &'s Sources) -> Vec<&'s str> {
    let named = CheckId::ALL.iter().filter(|check| checks::names(case, **check));
    let code: Vec<&str> = named.flat_map(|check| sources.code(*check)).collect();
    if !code.is_empty() {
        return code;
    }
    let files: &[&str] = match &case.input {
        Input::VerifyResponse(_) => &["reader/verify.rs"],
        Input::ReaderSession(_) => &["reader/session.rs"],
        Input::ReadEngagement(_) => &["reader/engagement.rs", "model/engagement.rs"],
        Input::HolderSession(_) => &["holder/session.rs", "holder/request.rs"],
        Input::LoadAnchor(_) => &["trust/anchors.rs"],
        Input::ReadList(_) => &["trust/vical.rs", "trust/rical.rs"],
        Input::SessionKeys(_) => &["session/keys.rs"],
        Input::ReadRequest(_) => &["auth/reader.rs"],
        Input::ReceiveCredential(_) => &["holder/issuance.rs"],
        Input::L2cap(_) => &["transport/ble/l2cap.rs"],
    };
    files.to_vec()
}
