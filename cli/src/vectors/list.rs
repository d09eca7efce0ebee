//! `mdoc vectors list`.

use std::process::ExitCode;

use serde_json::json;

use super::{is_chosen, suite};
use crate::args::{Format, VectorsListArgs};
use crate::failure::Failure;
use crate::terminal::{self, FAINT, say, styled};

pub fn run(args: &VectorsListArgs) -> Result<ExitCode, Failure> {
    let suite = suite(&args.dir)?;
    let chosen: Vec<_> = suite.cases.values().filter(|case| is_chosen(case, &args.filter)).collect();
    match args.format {
        Format::Json => {
            let line = |case: &&mdoc_spec_vectors::format::Case| json!({ "id": case.id, "tests": case.tests, "role": case.role, "clause": case.clause, "title": case.title });
            terminal::json(&chosen.iter().map(line).collect::<Vec<_>>());
        }
        Format::Text => {
            let width = chosen.iter().map(|case| case.id.len()).max().unwrap_or_default();
            for case in &chosen {
                say!("{:width$}  {:6}  {} {}", case.id, case.role.as_str(), case.title, styled(FAINT, &case.clause));
            }
            say!("{} of {} cases", chosen.len(), suite.cases.len());
        }
    }
    Ok(ExitCode::SUCCESS)
}
