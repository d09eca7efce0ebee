//! `ble-probe serve|copy`: the raw copy in the guest. `ble-probe report`: the table of a run, on the host.

use std::{env, process::ExitCode};

mod central;
mod options;
mod peripheral;

use options::Options;

// bluer reorders writes on a runtime of several threads.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let result = match verb.as_str() {
        "serve" => peripheral::serve(&Options::read(arguments)).await,
        "copy" => central::copy(&Options::read(arguments)).await,
        "report" => return ble_probe::report::run(&arguments.collect::<Vec<_>>()),
        _ => Err(
            "usage: ble-probe serve|copy --adapter hciN --service UUID --bytes N [--l2cap], ble-probe report FOLDER [--real-time]"
                .into(),
        ),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ble-probe: {error}");
            ExitCode::FAILURE
        }
    }
}
