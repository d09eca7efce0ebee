//! Where in the standard a rule stands.

use core::cmp::Ordering;
use core::fmt;

use serde::{Deserialize, Serialize};

/// Clauses of ISO/IEC 18013-5:2021 and of the second edition's draft of 2025-09-14; a dash where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// In edition 1.
    pub ed1: String,
    /// In edition 2.
    pub ed2: String,
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ed1 {}, ed2 {}", self.ed1, self.ed2)
    }
}

/// The order of the standard: 9.3 before 10.2, annexes behind the clauses, and last what an edition does not have.
impl Ord for Clause {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |clause: &'_ Self| [place(&clause.ed1), place(&clause.ed2)];
        // Two ways to write one place are still two clauses.
        key(self).cmp(&key(other)).then_with(|| (&self.ed1, &self.ed2).cmp(&(&other.ed1, &other.ed2)))
    }
}

impl PartialOrd for Clause {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A part of a clause's number.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u32),
    Annex(String),
    Nowhere,
}

fn place(clause: &str) -> Vec<Part> {
    let part = |part: &str| match part.parse() {
        Ok(number) => Part::Number(number),
        Err(_) if part == "-" => Part::Nowhere,
        Err(_) => Part::Annex(part.to_owned()),
    };
    clause.split('.').map(part).collect()
}
