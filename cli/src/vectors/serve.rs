//! `mdoc vectors serve`: this library as the other implementation, for whoever writes an adapter.

use std::io::BufRead;
use std::process::ExitCode;

use mdoc_spec_vectors::library::Library;
use mdoc_spec_vectors::run::Implementation;

use super::protocol::{Answer, Asked};
use crate::failure::Failure;
use crate::terminal::say;

pub fn run() -> Result<ExitCode, Failure> {
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| Failure::unreadable("standard input", error))?;
        let Asked { id, input } =
            serde_json::from_str(&line).map_err(|error| Failure::unreadable("standard input", error))?;
        let performed = Library::default().perform(&id, &input);
        let answer = serde_json::to_string(&Answer::new(id, performed))
            .map_err(|error| Failure::unreadable("the answer", error))?;
        say!("{answer}");
    }
    Ok(ExitCode::SUCCESS)
}
