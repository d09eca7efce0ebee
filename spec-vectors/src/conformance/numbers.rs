//! The tables of the numbers of the list of negative tests.

use core::fmt::Write;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use mdoc_proximity::report::CheckId;

use super::{Sources, checks, compact, quoted};
use crate::format::{Case, Clause, Entry, Input, Number};
use crate::run::Suite;

/// The list, by number.
///
/// # Errors
/// When it cannot be read.
pub fn list(root: &Path) -> io::Result<BTreeMap<String, Number>> {
    let text = std::fs::read_to_string(root.join("spec-vectors/numbers.json"))?;
    serde_json::from_str(&text).map_err(io::Error::other)
}

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

/// How many numbers are shown by vectors, by tests alone, and not yet.
pub(super) fn counts(suite: &Suite) -> [usize; 3] {
    let of = |wanted: usize| {
        let place = |number: &String| match (cases(suite, number).is_empty(), suite.elsewhere.get(number)) {
            (false, _) => 0,
            (true, Some(Entry::Test { .. })) => 1,
            (true, _) => 2,
        };
        all().filter(|number| place(number) == wanted).count()
    };
    [of(0), of(1), of(2)]
}

fn cases<'s>(suite: &'s Suite, number: &str) -> Vec<&'s Case> {
    suite.cases.values().filter(|case| case.tests.iter().any(|shown| shown == number)).collect()
}

/// The table of the numbers that begin with `letter`.
pub(super) fn table(letter: &str, list: &BTreeMap<String, Number>, sources: &Sources, suite: &Suite) -> String {
    let mut table = String::from(
        "| number | what is wrong | what must come of it | ed1 | ed2 | code | shown by | state |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for number in all().filter(|number| number.starts_with(letter)) {
        let cases = cases(suite, &number);
        let (shown_by, state) = match (suite.elsewhere.get(&number), cases.is_empty()) {
            (_, false) => (compact(cases.iter().map(|case| case.id.as_str())), "vectors".to_owned()),
            (Some(Entry::Test { path, title }), true) => (format!("`{path}`: {title}"), "test".to_owned()),
            (Some(Entry::Pending { reason }), true) => ("-".to_owned(), format!("pending: {reason}")),
            (None, true) => ("-".to_owned(), "missing".to_owned()),
        };
        let said = list.get(&number);
        let clauses = |of: fn(&Clause) -> &str| {
            let known = cases.iter().map(|case| &case.clause).chain(said.and_then(|said| said.clause.as_ref()));
            let clauses: BTreeSet<&str> = known.map(of).filter(|clause| *clause != "-").collect();
            if clauses.is_empty() { "-".to_owned() } else { clauses.into_iter().collect::<Vec<_>>().join(", ") }
        };
        let (ed1, ed2) = (clauses(|clause| &clause.ed1), clauses(|clause| &clause.ed2));
        let code: BTreeSet<&str> = cases.iter().flat_map(|case| code(case, sources)).collect();
        let (wrong, expected) = said.map_or(("-", "-"), |said| (&*said.wrong, &*said.expected));
        let code = quoted(code);
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {number} | {wrong} | {expected} | {ed1} | {ed2} | {code} | {shown_by} | {state} |");
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
        Input::BleConnection(_) => &["transport/ble/connection.rs", "transport/ble/fragment.rs"],
        Input::NfcCard(_) => &["transport/nfc/card.rs"],
        Input::ReadTag(_) => &["transport/nfc/reader.rs"],
    };
    files.to_vec()
}
