//! This library as an implementation under test.

use crate::format::{Input, Outcome};
use crate::run::{Implementation, Unperformed};

/// This library, with its pure-Rust cryptography.
#[derive(Debug, Clone, Copy, Default)]
pub struct Library;

impl Implementation for Library {
    fn perform(&mut self, _case: &str, input: &Input) -> Result<Outcome, Unperformed> {
        match input {
            Input::VerifyResponse(_)
            | Input::ReaderSession(_)
            | Input::ReadEngagement(_)
            | Input::HolderSession(_)
            | Input::LoadAnchor(_)
            | Input::ReadList(_)
            | Input::SessionKeys(_)
            | Input::ReadRequest(_)
            | Input::L2cap(_) => Err(Unperformed::Unsupported("not there yet".to_owned())),
        }
    }
}
