//! A report is good only where everything was performed.
#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf};

use ble_probe::{
    air::Side,
    report::{Clock, all_passed},
};

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
    exchanged(&folder.join("runs/try"), outcome, back, 1000);
}

fn exchanged(run: &std::path::Path, outcome: &str, back: usize, pace: u64) {
    let mut made = Made::new();
    made.pace = pace;
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
    fs::write(run.join("air.btsnoop"), made.file()).unwrap();
    fs::write(run.join("outcome"), outcome).unwrap();
}

#[test]
fn what_was_performed_and_is_right_passes() {
    let folder = folder("good", LINE);
    copied(&folder, "reader=0\nholder=0\nseconds=1.5\n", 60);
    assert_eq!(all_passed(&folder, Clock::Real), Ok(true));
    let results = fs::read_to_string(folder.join("results.json")).unwrap();
    assert!(results.contains("\"bytes\": 60") && results.contains("\"mtu\": 23"), "{results}");
}

#[test]
fn nothing_performed_is_nothing_passed() {
    assert_eq!(all_passed(&folder("empty", "# none\n"), Clock::Real), Ok(false));
    assert_eq!(all_passed(&folder("missing", LINE), Clock::Real), Ok(false));
    assert!(all_passed(&std::env::temp_dir().join("ble-probe-there-is-none"), Clock::Real).is_err());
}

#[test]
fn a_failed_program_or_a_short_answer_fails() {
    let failed = folder("failed", LINE);
    copied(&failed, "reader=1\nholder=0\nseconds=1.5\n", 60);
    assert_eq!(all_passed(&failed, Clock::Real), Ok(false));
    let short = folder("short", LINE);
    copied(&short, "reader=0\nholder=0\nseconds=1.5\n", 59);
    assert_eq!(all_passed(&short, Clock::Real), Ok(false));
}

/// What is said of the pace of a session beside a copy of as many bytes.
fn is_slow(name: &str, bytes: usize, pace: u64, clock: Clock) -> bool {
    let folder = folder(name, &format!("{LINE}slow once peripheral hci1 23 gatt 60 both\n"));
    copied(&folder, "reader=0\nholder=0\nseconds=1.5\n", bytes);
    fs::create_dir_all(folder.join("runs/slow")).unwrap();
    exchanged(&folder.join("runs/slow"), "reader=0\nholder=0\nseconds=1.5\n", bytes, pace);
    // It is no session and so does not pass.
    assert_eq!(all_passed(&folder, clock), Ok(false));
    fs::read_to_string(folder.join("results.json")).unwrap().contains("of the raw copy's goodput")
}

#[test]
fn a_slow_session_fails_by_the_clock_of_instructions_and_one_that_crawls_by_any() {
    assert!(!is_slow("even", 2400, 1040, Clock::Instructions));
    assert!(is_slow("slower", 2400, 1070, Clock::Instructions));
    assert!(!is_slow("slower-in-real-time", 2400, 1070, Clock::Real));
    assert!(is_slow("crawling", 2400, 4100, Clock::Real));
    // What is over in a few ticks has more room.
    assert!(!is_slow("short", 60, 1070, Clock::Instructions));
    assert!(is_slow("short-and-slow", 60, 1200, Clock::Instructions));
}
