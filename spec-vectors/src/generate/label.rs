//! What an id says about its case.

use mdoc_proximity::report::CheckId;

use crate::format::Clause;

/// The numbers of the tests that an id begins with, as in `r83-r84-mac-by-another-key`.
#[must_use]
pub fn numbers(id: &str) -> Vec<String> {
    let is_number = |part: &&str| {
        let digits = part.strip_prefix(['h', 'r', 't']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    id.split('-').take_while(is_number).map(str::to_ascii_uppercase).collect()
}

/// The clause given, or the one of the first of the checks, or the one of responses as a whole.
#[must_use]
pub fn clause_of(given: Option<&(String, String)>, about: &[&str]) -> Clause {
    if let Some((ed1, ed2)) = given {
        return Clause { ed1: ed1.clone(), ed2: ed2.clone() };
    }
    let check = about.iter().map(|id| check(id)).next().unwrap_or(CheckId::DocumentStructure);
    Clause { ed1: check.clause_ed1().to_owned(), ed2: check.clause_ed2().to_owned() }
}

/// The check of an id.
#[must_use]
pub fn check(id: &str) -> CheckId {
    CheckId::ALL.iter().copied().find(|check| check.as_str() == id).unwrap_or_else(|| panic!("no check is called {id}"))
}
