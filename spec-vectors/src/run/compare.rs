//! Whether an outcome is the expected one.

use core::fmt;

use serde_json::Value;

use crate::format::Outcome;

/// How exactly outcomes are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// In every member.
    Exact,
    /// For an implementation that has no check ids of ours: members that it leaves out are not compared.
    Given,
}

/// Where an outcome differs from the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path to the member, as in `documents[0].failing`; empty for the outcome itself.
    pub at: String,
    /// What was expected, JSON.
    pub expected: String,
    /// What was found, JSON.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, expected, found } = self;
        if !at.is_empty() {
            write!(f, "{at}: ")?;
        }
        write!(f, "expected {expected}, found {found}")
    }
}

/// Members that an implementation may leave out: check ids, and what its interface does not tell.
const OPTIONAL: [&str; 8] =
    ["failing", "deviations", "readers", "anchors", "reason", "ages", "elements", "deviceElements"];

/// Compares two outcomes.
///
/// # Errors
/// The first [`Difference`].
pub fn compare(expected: &Outcome, found: &Outcome, precision: Precision) -> Result<(), Difference> {
    walk(&value(expected), &value(found), precision, "")
}

/// An outcome as JSON. Its types serialize whatever they hold, so `null` stands for nothing that happens.
fn value(outcome: &Outcome) -> Value {
    serde_json::to_value(outcome).unwrap_or_default()
}

fn walk(expected: &Value, found: &Value, precision: Precision, at: &str) -> Result<(), Difference> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for name in expected.keys().chain(found.keys().filter(|name| !expected.contains_key(*name))) {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                match (expected.get(name), found.get(name)) {
                    (Some(expected), Some(found)) => walk(expected, found, precision, &at)?,
                    (_, None) if precision == Precision::Given && OPTIONAL.contains(&name.as_str()) => {}
                    (expected, found) => return Err(difference(&at, expected, found)),
                }
            }
            Ok(())
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let mut pairs = expected.iter().zip(found).enumerate();
            pairs.try_for_each(|(index, (expected, found))| walk(expected, found, precision, &format!("{at}[{index}]")))
        }
        (expected, found) if expected == found => Ok(()),
        (expected, found) => Err(difference(at, Some(expected), Some(found))),
    }
}

fn difference(at: &str, expected: Option<&Value>, found: Option<&Value>) -> Difference {
    let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), brief);
    Difference { at: at.to_owned(), expected: text(expected), found: text(found) }
}

/// JSON, cut where it is long.
fn brief(value: &Value) -> String {
    const LENGTH: usize = 400;
    let text = value.to_string();
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "\u{2026}",
        None => text,
    }
}
