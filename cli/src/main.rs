//! `mdoc`: issue, show, read, inspect and verify ISO/IEC 18013-5 documents from a terminal.
//!
//! Exit codes: 0 good; 1 refused (a document that does not verify, a request that was declined, a session that
//! failed); 2 input that cannot be read.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::string_slice, clippy::unreachable))]
#![allow(unreachable_pub, reason = "in a binary `pub` marks the face a module shows to its neighbours")]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

mod args;
mod asked;
mod ble;
mod consent;
mod demo;
#[cfg(any(feature = "ble", feature = "nfc"))]
mod doctor;
mod failure;
mod fetch;
mod heard;
mod holder;
mod input;
mod inspect;
mod issuance;
mod issue;
mod keys;
mod names;
mod nfc;
mod pem;
mod qr;
mod random;
mod reader;
mod runtime;
mod scenario;
mod store;
mod template;
mod terminal;
mod trust;
mod value;
mod vectors;
mod verify;
mod view;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log();
    let done: Result<ExitCode, Failure> = match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Issue(args) => issue::run(&args),
        Command::Holder(args) => holder::run(&args),
        Command::Reader(args) => reader::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Ble(command) => ble::run(&command),
        Command::Nfc(command) => nfc::run(&command),
        Command::Vectors(command) => vectors::run(&command),
    };
    done.unwrap_or_else(|failure| {
        terminal::note!("{failure}");
        failure.exit_code()
    })
}

/// What the library traces goes to standard error where `RUST_LOG` asks for it, as with `RUST_LOG=debug`.
fn log() {
    if std::env::var_os("RUST_LOG").is_some() {
        let filter = tracing_subscriber::EnvFilter::from_default_env();
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
}
