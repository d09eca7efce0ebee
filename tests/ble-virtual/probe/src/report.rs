//! `ble-probe report FOLDER [--real-time]`: judges every run that the guest wrote down, prints the table and writes `results.json`.

mod engagement;
mod judge;
mod list;
mod table;

use std::{fs, path::Path, process::ExitCode};

use judge::Judged;

pub use judge::Clock;

/// The command: 0 where all passed, 1 where not, 2 where there is nothing to judge.
pub fn run(arguments: &[String]) -> ExitCode {
    let (folder, clock) = match arguments {
        [folder] => (folder, Clock::Instructions),
        [folder, flag] if flag == "--real-time" => (folder, Clock::Real),
        _ => {
            eprintln!("usage: ble-probe report FOLDER [--real-time]");
            return ExitCode::from(2);
        }
    };
    match all_passed(Path::new(folder), clock) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("ble-probe: {error}");
            ExitCode::from(2)
        }
    }
}

/// True only where every run of the folder's list was performed and passed. Prints the table, writes `results.json`.
pub fn all_passed(folder: &Path, clock: Clock) -> Result<bool, String> {
    let tell = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let list = folder.join("scenarios");
    let list = list::read(&fs::read_to_string(&list).map_err(|error| tell(&list, error))?);
    let mut judged: Vec<Judged> = list.iter().map(|scenario| judge::judge(folder, scenario)).collect();
    judge::distinct(&mut judged);
    judge::compare(&mut judged, clock);
    print!("{}", table::text(&judged));
    let results = folder.join("results.json");
    fs::write(&results, table::json(&judged)).map_err(|error| tell(&results, error))?;
    println!("{}", results.display());
    Ok(!judged.is_empty() && judged.iter().all(Judged::passed))
}
