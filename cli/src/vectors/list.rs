//! `mdoc vectors list`.

use std::process::ExitCode;

use mdoc_spec_vectors::format::Case;
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
            let line = |case: &&Case| {
                json!({
                    "id": case.id, "tests": case.tests, "role": case.role, "operation": case.input.operation(),
                    "clause": case.clause, "title": case.title,
                })
            };
            terminal::json(&chosen.iter().map(line).collect::<Vec<_>>());
        }
        Format::Text => {
            let width = chosen.iter().map(|case| case.id.len()).max().unwrap_or_default();
            for case in &chosen {
                let (title, clause) = (terminal::safe(&case.title), terminal::safe(&case.clause.to_string()));
                say!("{:width$}  {:6}  {title} {}", case.id, case.role.as_str(), styled(FAINT, clause));
            }
            say!("{} of {} cases", chosen.len(), suite.cases.len());
        }
    }
    Ok(ExitCode::SUCCESS)
}
