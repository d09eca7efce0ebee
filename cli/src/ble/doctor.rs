//! `mdoc ble doctor`.

use std::process::ExitCode;

use mdoc_proximity::driver::ble::{AdapterInfo, RadioError, adapters};
use serde_json::json;

use crate::args::{DoctorArgs, Format};
use crate::doctor::{self, Problem, can};
use crate::failure::Failure;
use crate::runtime;
use crate::terminal::{self, GOOD, ODD, STRONG, say, styled};

/// Runs the command.
pub fn run(args: &DoctorArgs) -> Result<ExitCode, Failure> {
    let looked = runtime::run(async { Ok(adapters().await) })?;
    let found = looked.as_deref().unwrap_or_default();
    let problems: Vec<Problem> = problems(&looked).iter().map(|error| (error.to_string(), error.advice())).collect();
    match args.format {
        Format::Json => terminal::json(&json!({
            "adapters": found.iter().map(as_json).collect::<Vec<_>>(),
            "problems": doctor::as_json(&problems),
        })),
        Format::Text => {
            for adapter in found {
                say!("{}", told(adapter));
            }
            doctor::tell(&problems);
            if let Some(adapter) = found.iter().find(|adapter| is_good(adapter)) {
                say!("{} {} can do everything: try `mdoc holder --ble`", styled(GOOD, "✓"), adapter.name);
            }
        }
    }
    Ok(if found.iter().any(is_good) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Whether it can be a holder's and a reader's in either mode.
fn is_good(adapter: &AdapterInfo) -> bool {
    adapter.powered && adapter.central == Some(true) && adapter.peripheral == Some(true)
}

fn problems(looked: &Result<Vec<AdapterInfo>, RadioError>) -> Vec<RadioError> {
    let found = match looked {
        Err(error) => return vec![error.clone()],
        Ok(found) => found,
    };
    if found.is_empty() {
        return vec![RadioError::NoAdapter { wanted: None }];
    }
    let mut problems = Vec::new();
    for adapter in found {
        if !adapter.powered {
            problems.push(RadioError::PoweredOff { adapter: adapter.name.clone(), blocked: adapter.blocked });
        }
        if adapter.peripheral == Some(false) {
            problems.push(RadioError::Unsupported { what: format!("{} cannot advertise", adapter.name) });
        }
    }
    problems
}

fn as_json(adapter: &AdapterInfo) -> serde_json::Value {
    json!({
        "name": adapter.name,
        "powered": adapter.powered,
        "blocked": adapter.blocked,
        "central": adapter.central,
        "peripheral": adapter.peripheral,
        "l2cap": adapter.l2cap,
        "mtu": adapter.mtu,
        "random_addresses": adapter.random_addresses,
        "address_advice": adapter.address_advice(),
    })
}

fn told(adapter: &AdapterInfo) -> String {
    let power = match (adapter.powered, adapter.blocked) {
        (true, _) => "on",
        (false, true) => "blocked",
        (false, false) => "off",
    };
    let mut lines = vec![
        format!("{} ({power})", styled(STRONG, &adapter.name)),
        can("central", "scans and connects", adapter.central),
        can("peripheral", "advertises and serves", adapter.peripheral),
        can("L2CAP", "channels beside GATT", Some(adapter.l2cap)),
        format!("    MTU: up to {} bytes, as each peer agrees", adapter.mtu),
        match adapter.random_addresses {
            Some(true) => format!("  {} addresses: random, as the system is configured", styled(GOOD, "✓")),
            Some(false) => {
                format!("  {} addresses: one and the same, by which whoever listens knows it again", styled(ODD, "–"))
            }
            None => format!("  {} addresses: random or fixed (not known here)", styled(ODD, "–")),
        },
    ];
    lines.extend(adapter.address_advice().map(|advice| format!("    {advice}")));
    lines.join("\n")
}
