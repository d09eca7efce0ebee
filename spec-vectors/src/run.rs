//! Running cases against an implementation.

use crate::format::{Input, Outcome};

/// Something that can be tested.
pub trait Implementation {
    /// Performs what a case says.
    ///
    /// # Errors
    /// [`Unperformed`], when nothing came of it.
    fn perform(&mut self, input: &Input) -> Result<Outcome, Unperformed>;
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
