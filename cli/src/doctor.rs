//! How the doctors tell what they found.

use serde_json::{Value, json};

use crate::terminal::{BAD, GOOD, ODD, say, styled};

/// What is wrong, and what can be done about it.
pub type Problem = (String, Option<&'static str>);

/// What is wrong, for a person.
pub fn tell(problems: &[Problem]) {
    for (problem, advice) in problems {
        say!("{} {problem}", styled(BAD, "✗"));
        if let Some(advice) = advice {
            say!("  {advice}");
        }
    }
}

/// What is wrong, for a program.
pub fn as_json(problems: &[Problem]) -> Value {
    problems.iter().map(|(problem, advice)| json!({ "problem": problem, "advice": advice })).collect()
}

/// A line about one thing that a device can or cannot do; what is not known is neither.
pub fn can(name: &str, what: &str, can: Option<bool>) -> String {
    match can {
        Some(true) => format!("  {} {name}: {what}", styled(GOOD, "✓")),
        Some(false) => format!("  {} {name}: {what}", styled(BAD, "✗")),
        None => format!("  {} {name}: {what} (not known here)", styled(ODD, "–")),
    }
}
