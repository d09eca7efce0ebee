//! `mdoc inspect`: recognise a structure and print it as an annotated tree.

mod apdu;
mod build;
mod certificate;
mod crl;
mod ndef;
mod node;
mod recognise;
mod shape;

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use crate::args::{Format, InspectArgs};
use crate::failure::Failure;
use crate::terminal::say;
use crate::{input, terminal};
use node::Node;

/// What an input turned out to be.
struct Inspected {
    /// The structure's name.
    name: String,
    /// How many bytes it has.
    length: usize,
    tree: Node,
    /// Remarks on the whole: long heads, rules the structure breaks.
    remarks: Vec<String>,
}

/// Runs the command.
pub fn run(args: &InspectArgs) -> Result<ExitCode, Failure> {
    let path = args.file.as_deref().unwrap_or(Path::new("-"));
    let bytes = input::read(path)?;
    let inspected = recognise::recognise(&bytes).map_err(|why| Failure::unreadable(path.display(), why))?;
    match args.format {
        Format::Text => {
            say!("{} ({} bytes)", inspected.name, inspected.length);
            for line in inspected.tree.lines() {
                say!("{line}");
            }
            for remark in &inspected.remarks {
                say!("note: {remark}");
            }
        }
        Format::Json => {
            let value = json!({
                "structure": inspected.name,
                "length": inspected.length,
                "tree": inspected.tree,
                "remarks": inspected.remarks,
            });
            terminal::json(&value);
        }
    }
    Ok(ExitCode::SUCCESS)
}
