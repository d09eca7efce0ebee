//! `mdoc ble`, `mdoc holder --ble` and `mdoc reader --ble` where there is no Bluetooth: it is said what is missing, how to
//! get it, and nothing is shown.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use assert_cmd::Command;
use tempfile::TempDir;

fn mdoc() -> Command {
    Command::cargo_bin("mdoc").unwrap()
}

/// The command with a system bus that is not there.
fn without_bus() -> Command {
    let mut command = mdoc();
    command.env("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    command
}

#[cfg(feature = "ble")]
const MISSING: &str = "Bluetooth service is not running";
#[cfg(not(feature = "ble"))]
const MISSING: &str = "without Bluetooth";

#[cfg(any(target_os = "linux", not(feature = "ble")))]
#[test]
fn a_holder_shows_no_qr_code_that_nobody_can_follow() {
    let directory = TempDir::new().unwrap();
    let credential = directory.path().join("credential");
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/photo_id.json");
    mdoc().args(["issue", "--template", template, "--out"]).arg(&credential).assert().success();
    for mode in ["peripheral", "central", "both"] {
        let picture = directory.path().join("qr.png");
        let mut command = without_bus();
        command.args(["holder", "--ble", "--mode", mode, "--credential"]).arg(&credential);
        let output = command.arg("--qr-out").arg(&picture).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(MISSING), "{told}");
        assert!(!picture.exists());
    }
}

#[cfg(all(feature = "ble", target_os = "linux"))]
#[test]
fn the_doctor_says_what_is_missing_and_how_to_get_it() {
    let output = without_bus().args(["ble", "doctor", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["adapters"], serde_json::json!([]));
    assert!(found["problems"][0]["problem"].as_str().unwrap().contains(MISSING));
    assert!(found["problems"][0]["advice"].as_str().unwrap().contains("systemctl"));
    let output = without_bus().args(["ble", "doctor"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains(MISSING));
}

#[cfg(not(feature = "ble"))]
#[test]
fn a_build_without_bluetooth_says_how_to_get_it() {
    for arguments in [&["ble", "doctor"][..], &["--help"]] {
        let output = without_bus().args(arguments).output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains("--features ble") && told.contains("libdbus-1-dev"), "{told}");
    }
}

#[test]
fn a_link_is_asked_for_and_only_one() {
    for command in ["holder", "reader"] {
        let (listen, further) = match command {
            "holder" => ("--listen", vec!["--credential", "x"]),
            _ => ("--connect", vec!["--engagement", "mdoc:", "--request", "wine", "--trust", "x"]),
        };
        for link in [vec![], vec![listen, "127.0.0.1:1", "--ble"], vec![listen, "127.0.0.1:1", "--mode", "both"]] {
            let output = mdoc().arg(command).args(&further).args(&link).output().unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code() == Some(2) && told.contains("Usage:"), "{command} {link:?}: {told}");
        }
    }
}
