//! `mdoc`: issue, show, read, inspect and verify ISO/IEC 18013-5 documents from a terminal.
//!
//! Exit codes: 0 good; 1 refused (a document that does not verify, a request that was declined, a session that
//! failed); 2 input that cannot be read.

mod args;
mod failure;
mod input;
mod inspect;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done: Result<ExitCode, Failure> = match cli.command {
        Command::Demo(_) => Ok(ExitCode::SUCCESS),
        Command::Issue(_) => Ok(ExitCode::SUCCESS),
        Command::Holder(_) => Ok(ExitCode::SUCCESS),
        Command::Reader(_) => Ok(ExitCode::SUCCESS),
        Command::Inspect(args) => inspect::run(&args),
        Command::Verify(_) => Ok(ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|failure| {
        anstream::eprintln!("{failure}");
        failure.exit_code()
    })
}
