//! A report is good only where everything was performed.
#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf};

use ble_probe::{air::Side, report::all_passed};

#[path = "support/made.rs"]
mod made;

use made::Made;

const LINE: &str = "try copy peripheral hci1 23 gatt 60 both\n";

fn folder(name: &str, list: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ble-probe-{}-{name}", std::process::id()));
    fs::create_dir_all(folder.join("runs/try")).unwrap();
    fs::write(folder.join("scenarios"), list).unwrap();
    folder
}

/// A raw copy of 60 bytes there and back.
fn copied(folder: &std::path::Path, outcome: &str, back: usize) {
    let mut made = Made::new();
    made.advertise(&made::advertisement());
    made.connect();
    made.discover(&[1, 2, 3]);
    made.subscribe(1);
    made.subscribe(3);
    made.write(1, &[1]);
    made.say(Side::Central, &[5; 60]);
    made.say(Side::Peripheral, &vec![5; back]);
    made.write(1, &[2]);
    made.disconnect();
    fs::write(folder.join("runs/try/air.btsnoop"), made.file()).unwrap();
    fs::write(folder.join("runs/try/outcome"), outcome).unwrap();
}

#[test]
fn what_was_performed_and_is_right_passes() {
    let folder = folder("good", LINE);
    copied(&folder, "reader=0\nholder=0\nseconds=1.5\n", 60);
    assert_eq!(all_passed(&folder), Ok(true));
    let results = fs::read_to_string(folder.join("results.json")).unwrap();
    assert!(results.contains("\"bytes\": 60") && results.contains("\"mtu\": 23"), "{results}");
}

#[test]
fn nothing_performed_is_nothing_passed() {
    assert_eq!(all_passed(&folder("empty", "# none\n")), Ok(false));
    assert_eq!(all_passed(&folder("missing", LINE)), Ok(false));
    assert!(all_passed(&std::env::temp_dir().join("ble-probe-there-is-none")).is_err());
}

#[test]
fn a_failed_program_or_a_short_answer_fails() {
    let failed = folder("failed", LINE);
    copied(&failed, "reader=1\nholder=0\nseconds=1.5\n", 60);
    assert_eq!(all_passed(&failed), Ok(false));
    let short = folder("short", LINE);
    copied(&short, "reader=0\nholder=0\nseconds=1.5\n", 59);
    assert_eq!(all_passed(&short), Ok(false));
}
