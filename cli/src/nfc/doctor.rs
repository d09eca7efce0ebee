//! `mdoc nfc doctor`.

use std::process::ExitCode;

use mdoc_proximity::driver::nfc::pcsc::{PcscError, TerminalInfo, terminals};
use mdoc_proximity::transport::nfc::transfer::SHORT;
use serde_json::json;

use crate::args::{Format, NfcDoctorArgs};
use crate::doctor::{self, Problem, can};
use crate::failure::Failure;
use crate::terminal::{self, GOOD, STRONG, safe, say, styled};

/// Runs the command.
pub fn run(args: &NfcDoctorArgs) -> Result<ExitCode, Failure> {
    let looked = terminals();
    let problems = problems(&looked);
    let found = looked.as_deref().unwrap_or_default();
    match args.format {
        Format::Json => terminal::json(&json!({
            "terminals": found.iter().map(as_json).collect::<Vec<_>>(),
            "problems": doctor::as_json(&problems),
        })),
        Format::Text => {
            found.iter().for_each(|terminal| say!("{}", told(terminal)));
            doctor::tell(&problems);
            if let Some(terminal) = found.iter().find(|terminal| is_good(terminal)) {
                say!("{} {} will do: try `mdoc reader --nfc`", styled(GOOD, "✓"), safe(&terminal.name));
            }
        }
    }
    Ok(if found.iter().any(is_good) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn is_good(terminal: &TerminalInfo) -> bool {
    terminal.contactless == Some(true)
}

fn problems(looked: &Result<Vec<TerminalInfo>, PcscError>) -> Vec<Problem> {
    let error = match looked {
        Ok(found) if found.iter().any(is_good) => return Vec::new(),
        Ok(found) if !found.is_empty() => {
            let advice = "hold a phone or a contactless card to a terminal and look again: its answer says what it is";
            return vec![("no terminal is known to be contactless".to_owned(), Some(advice))];
        }
        Ok(_) => &PcscError::NoTerminal { wanted: None },
        Err(error) => error,
    };
    vec![(error.to_string(), error.advice())]
}

fn as_json(terminal: &TerminalInfo) -> serde_json::Value {
    json!({
        "name": terminal.name,
        "contactless": terminal.contactless,
        "card": terminal.card,
        "extended": terminal.lengths.map(|lengths| lengths != SHORT),
        "maxCommand": terminal.lengths.map(|lengths| lengths.max_command),
        "maxResponse": terminal.lengths.map(|lengths| lengths.max_response),
    })
}

fn told(terminal: &TerminalInfo) -> String {
    let card = if terminal.card { "a card is at it" } else { "no card is at it" };
    let extended = terminal.lengths.map(|lengths| lengths != SHORT);
    let length = match terminal.lengths {
        Some(lengths) if lengths != SHORT => format!("commands of up to {} bytes", lengths.max_command),
        Some(_) => "short commands only, which is slower".to_owned(),
        None => "short commands, unless `--apdu extended` says otherwise".to_owned(),
    };
    [
        format!("{} ({card})", styled(STRONG, safe(&terminal.name))),
        can("contactless", "has a field", terminal.contactless),
        can("extended length", &length, extended),
    ]
    .join("\n")
}
