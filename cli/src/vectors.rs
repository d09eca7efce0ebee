//! `mdoc vectors`: the conformance vectors, listed, explained and run.

mod against;
mod explain;
mod html;
mod junit;
mod list;
mod record;
mod run;
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
    }
}

/// The vectors in a folder.
fn suite(folder: &Path) -> Result<Suite, Failure> {
    Suite::load(folder).map_err(|error| Failure::Unreadable(error.to_string()))
}

/// Whether a case has every text in its id, numbers, role, clause or title, in whatever letter case.
fn is_chosen(case: &Case, filter: &[String]) -> bool {
    let head = format!("{} {} {} {} {}", case.id, case.tests.join(" "), case.role.as_str(), case.clause, case.title);
    let head = head.to_lowercase();
    filter.iter().all(|text| head.contains(&text.to_lowercase()))
}
