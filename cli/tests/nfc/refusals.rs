//! What goes wrong is told as what it is, with what to do.

use std::process::Output;

use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::session::{CloseReason, Status};
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, SHORT};
use serde_json::Value;
use tempfile::TempDir;

use super::phone::{Consent, Id};
use super::shared::mdoc;
use super::virtual_card::{TERMINAL, insert, service, service_without_reader};

const NFC: RetrievalMethod = RetrievalMethod::Nfc(EXTENDED);

/// What was told of it, with exit code 1.
fn refused(output: &Output) -> String {
    let told = [&output.stdout[..], &output.stderr].concat();
    let told = String::from_utf8(told).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    told
}

/// The program where no PC/SC service listens.
fn without_service(arguments: &[&str]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("mdoc").unwrap();
    command.env("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm").args(arguments).output().unwrap()
}

#[test]
fn consent_is_refused() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    let phone = id.tap(true, &[NFC], Consent::Refused, usize::MAX);
    let output = id.read(&["--format", "json"]);
    refused(&output);
    let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verdict["verdict"], "empty");
    assert_eq!(phone.end(), Some(CloseReason::Peer(Status::Termination)));
}

#[test]
fn a_phone_that_leaves_in_the_middle() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    // Six commands are the handover, the next is SELECT; then the response comes in many parts.
    for left in [7, 12] {
        let phone = id.tap(false, &[RetrievalMethod::Nfc(SHORT)], Consent::Given, left);
        let told = refused(&id.read(&["--apdu", "short", "--wait", "5"]));
        assert!(
            told.contains("the phone left the terminal") && told.contains("hold the phone still"),
            "{left}: {told}"
        );
        assert_eq!(phone.end(), Some(CloseReason::LinkClosed), "{left}");
    }
}

#[test]
fn a_card_that_is_no_mdoc() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    let _card = insert(|command| command.map(|_| vec![0x6a, 0x82]));
    let told = refused(&id.read(&["--wait", "2"]));
    assert!(told.contains("no mdoc, or its wallet is not open (6A82)") && told.contains("open the wallet"), "{told}");
    assert_eq!(told.matches("; waiting on").count(), 1, "once is enough: {told}");
}

#[test]
fn a_handover_that_is_refused() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    // It has the application, and nothing in it.
    let mut selected = false;
    let _card = insert(move |command| {
        let first = command.is_some() && !core::mem::replace(&mut selected, true);
        command.map(|_| if first { vec![0x90, 0x00] } else { vec![0x69, 0x85] })
    });
    let told = refused(&id.read(&["--wait", "20"]));
    assert!(told.contains("NFC engagement failed: the tag refused a command with 6985"), "{told}");
}

#[test]
fn ways_that_are_not_meant() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    let ble = BleOptions { central_client: Some([7; 16]), ..BleOptions::default() };
    let phone = id.tap(false, &[RetrievalMethod::Ble(ble)], Consent::Given, usize::MAX);
    let told = refused(&id.read(&["--wait", "20"]));
    assert!(told.contains("offers Bluetooth only: ask with --ble"), "{told}");
    drop(phone);
}

#[test]
fn nobody_and_nothing() {
    let Some(service) = service() else { return };
    let id = Id::new();
    let told = refused(&id.read(&["--wait", "1"]));
    assert!(told.contains("nothing came to the terminal within 1 s") && told.contains("open the wallet"), "{told}");
    let elsewhere = ["reader", "--nfc", "--terminal", "No such", "--request", "wine", "--trust", id.path()];
    let told = refused(&mdoc(&elsewhere, b""));
    assert!(told.contains("name has \"No such\" in it") && told.contains("leave it out"), "{told}");
    let found: Value = serde_json::from_slice(&mdoc(&["nfc", "doctor", "--format", "json"], b"").stdout).unwrap();
    let named = |terminal: &&Value| terminal["name"].as_str().unwrap().contains(TERMINAL);
    let terminal = found["terminals"].as_array().unwrap().iter().find(named).unwrap();
    assert_eq!((&terminal["contactless"], &terminal["card"]), (&true.into(), &false.into()));
    // Its driver does not say.
    assert!(terminal["extended"].is_null(), "{terminal}");
    assert_eq!(found["problems"], Value::Array(Vec::new()));
    let output = mdoc(&["nfc", "doctor"], b"");
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && told.contains("will do: try `mdoc reader --nfc`"), "{told}");
    drop(service);
}

#[test]
fn without_a_terminal() {
    let empty = TempDir::new().unwrap();
    let Some(_service) = service_without_reader(empty.path()) else { return };
    let told = refused(&mdoc(&["reader", "--nfc", "--request", "wine", "--trust", Id::new().path()], b""));
    assert!(told.contains("no PC/SC terminal is connected; connect a contactless"), "{told}");
    let output = mdoc(&["nfc", "doctor", "--format", "json"], b"");
    assert_eq!(output.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["terminals"], Value::Array(Vec::new()));
    assert_eq!(found["problems"][0]["problem"], "no PC/SC terminal is connected");
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_service() {
    let id = Id::new();
    let told = refused(&without_service(&["reader", "--nfc", "--request", "wine", "--trust", id.path()]));
    assert!(told.contains("PC/SC service does not answer") && told.contains("apt install pcscd"), "{told}");
    let told = refused(&without_service(&["nfc", "doctor"]));
    assert!(told.contains("PC/SC service does not answer"), "{told}");
    let output = without_service(&["nfc", "doctor", "--format", "json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found["problems"][0]["advice"].as_str().unwrap().contains("systemctl"));
}

/// Bluetooth that is asked for is looked for before anybody is asked to tap.
#[test]
#[cfg(target_os = "linux")]
fn bluetooth_after_the_tap_has_to_be_there() {
    let id = Id::new();
    let mut command = assert_cmd::Command::cargo_bin("mdoc").unwrap();
    command.env("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    command.args(["reader", "--nfc", "--ble", "--request", "wine", "--trust", id.path()]);
    let told = refused(&command.output().unwrap());
    let missing = if cfg!(feature = "ble") { "Bluetooth service is not running" } else { "without Bluetooth" };
    assert!(told.contains(missing) && !told.contains("hold the phone"), "{told}");
}
