//! `read-list`.

use crate::format::{Outcome, ReadList};
use crate::run::Unperformed;

/// Judges a VICAL or RICAL as the case says.
pub(super) fn perform(_: &ReadList) -> Result<Outcome, Unperformed> {
    Err(Unperformed::Unsupported("lists are not read yet".to_owned()))
}
