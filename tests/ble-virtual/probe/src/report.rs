//! `ble-probe report FOLDER`: judges every run that the guest wrote down, prints the table and writes `results.json`.

mod engagement;
mod judge;
mod list;
mod table;

use std::{fs, path::Path, process::ExitCode};

use judge::Judged;

/// Passed only where every run of the list was performed and passed.
pub fn run(arguments: &[String]) -> ExitCode {
    let [folder] = arguments else {
        eprintln!("usage: ble-probe report FOLDER");
        return ExitCode::from(2);
    };
    let folder = Path::new(folder);
    let list = match fs::read_to_string(folder.join("scenarios")) {
        Ok(text) => list::read(&text),
        Err(error) => {
            eprintln!("ble-probe: {}: {error}", folder.join("scenarios").display());
            return ExitCode::from(2);
        }
    };
    let mut judged: Vec<Judged> = list.iter().map(|scenario| judge::judge(folder, scenario)).collect();
    judge::distinct(&mut judged);
    judge::compare(&mut judged);
    print!("{}", table::text(&judged));
    let results = folder.join("results.json");
    if let Err(error) = fs::write(&results, table::json(&judged)) {
        eprintln!("ble-probe: {}: {error}", results.display());
        return ExitCode::from(2);
    }
    println!("{}", results.display());
    let passed = !judged.is_empty() && judged.iter().all(Judged::passed);
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
