//! `mdoc vectors`: the conformance vectors, listed, explained and run.

mod against;
mod explain;
mod html;
mod junit;
mod list;
mod protocol;
mod record;
mod run;
mod serve;
#[cfg(test)]
mod tests;
mod text;

use std::path::Path;
use std::process::ExitCode;

use mdoc_spec_vectors::format::Case;
use mdoc_spec_vectors::run::Suite;

use crate::args::VectorsCommand;
use crate::failure::Failure;

/// Runs the command.
pub fn run(command: &VectorsCommand) -> Result<ExitCode, Failure> {
    match command {
        VectorsCommand::List(args) => list::run(args),
        VectorsCommand::Run(args) => run::run(args),
        VectorsCommand::Explain(args) => explain::run(args),
        VectorsCommand::Serve => serve::run(),
    }
}

/// The vectors in a folder.
fn suite(folder: &Path) -> Result<Suite, Failure> {
    if !folder.is_dir() {
        return Err(Failure::unreadable(folder.display(), "there is no such folder; give that of the vectors as DIR"));
    }
    Suite::load(folder).map_err(|error| Failure::Unreadable(error.to_string()))
}

/// Whether a case fits every filter, in whatever letter case: one of its numbers, or a text in what it says of itself.
fn is_chosen(case: &Case, filter: &[String]) -> bool {
    let operation = case.input.operation();
    let head = format!("{} {} {operation} {} {}", case.id, case.role.as_str(), case.clause, case.title).to_lowercase();
    filter.iter().all(|text| match number(text) {
        Some(number) => case.tests.contains(&number),
        None => head.contains(&text.to_lowercase()),
    })
}

/// The number of the list of negative tests that a text is, as in `h4` for H04.
fn number(text: &str) -> Option<String> {
    let letter =
        text.chars().next().map(|letter| letter.to_ascii_uppercase()).filter(|letter| "HTR".contains(*letter))?;
    let digits = text.get(1..).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    Some(format!("{letter}{:02}", digits.parse::<u16>().ok()?))
}
