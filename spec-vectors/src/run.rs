//! Running cases against an implementation.

mod compare;
mod result;
mod suite;
mod summary;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use crate::format::{Case, Expect, Input, Outcome};

pub use compare::{Difference, Precision, compare};
pub use result::{CaseResult, Status};
pub use suite::{LoadError, Suite};
pub use summary::{Count, Summary};

/// Something that can be tested.
pub trait Implementation {
    /// Performs what a case says.
    ///
    /// # Errors
    /// [`Unperformed`], when nothing came of it.
    fn perform(&mut self, case: &str, input: &Input) -> Result<Outcome, Unperformed>;

    /// How exactly its outcomes are compared.
    fn precision(&self) -> Precision {
        Precision::Exact
    }
}

/// Why an implementation did not perform a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unperformed {
    /// It does not do such a thing, and says so.
    Unsupported(String),
    /// The case itself cannot be read: it is to blame.
    Case(String),
    /// It broke down.
    Broken(String),
}

/// Runs one case. `exception` is the reason why it is known to fail, where it is.
pub fn run(implementation: &mut dyn Implementation, case: &Case, exception: Option<&str>) -> CaseResult {
    let (status, observed) = match implementation.perform(&case.id, &case.input) {
        Err(Unperformed::Unsupported(why)) => (Status::Unsupported(why), None),
        Err(Unperformed::Case(why)) => (Status::Broken(format!("the case cannot be read: {why}")), None),
        Err(Unperformed::Broken(why)) => (Status::Broken(why), None),
        Ok(outcome) => match judge(&case.expect, &outcome, implementation.precision()) {
            Ok(()) => (Status::Passed, Some(outcome)),
            Err(difference) => (Status::Failed(difference), Some(outcome)),
        },
    };
    CaseResult { status: status.excepted(exception), observed }
}

/// The outcome is the one expected, or one of those; else how it differs from the first.
fn judge(expect: &Expect, outcome: &Outcome, precision: Precision) -> Result<(), Difference> {
    let choices = match expect {
        Expect::Is(expected) => core::slice::from_ref(expected),
        Expect::OneOf { one_of } => one_of.as_slice(),
    };
    let mut differences = Vec::new();
    for expected in choices {
        match compare(expected, outcome, precision) {
            Ok(()) => return Ok(()),
            Err(difference) => differences.push(difference),
        }
    }
    let nothing =
        || Difference { at: String::new(), expected: "nothing at all".to_owned(), found: "an outcome".to_owned() };
    Err(differences.into_iter().next().unwrap_or_else(nothing))
}
