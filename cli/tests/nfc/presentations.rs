//! Whole presentations: the real program, the real PC/SC service, a phone that is the library's own.

use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::session::{CloseReason, Status};
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, SHORT};
use serde_json::Value;

use super::phone::{Consent, Id};
use super::virtual_card::service;

const NFC: RetrievalMethod = RetrievalMethod::Nfc(EXTENDED);

fn ble() -> RetrievalMethod {
    let uuid = Some([7; 16]);
    RetrievalMethod::Ble(BleOptions { peripheral_server: uuid, central_client: uuid, ..BleOptions::default() })
}

#[test]
fn by_static_and_negotiated_handover() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    for (negotiated, apdu) in [(false, "auto"), (true, "short"), (true, "extended")] {
        let phone = id.tap(negotiated, &[NFC], Consent::Given, usize::MAX);
        let output = id.read(&["--format", "json", "--apdu", apdu]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{told}");
        let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(verdict["verdict"], "verified", "{verdict:#}");
        assert_eq!(verdict["documents"][0]["elements"]["org.iso.23220.1"]["age_over_20"], true);
        assert!(told.contains("keep it at the terminal") && !told.contains("note:"), "{told}");
        // The farewell reached the phone before the program ended.
        assert_eq!(phone.end(), Some(CloseReason::Peer(Status::Termination)));
    }
}

#[test]
fn two_requests_in_one_session() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    let phone = id.tap(true, &[RetrievalMethod::Nfc(SHORT)], Consent::Given, usize::MAX);
    let output = id.read(&["--then", "parcel", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let verdicts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!([&verdicts[0]["verdict"], &verdicts[1]["verdict"]], ["verified", "verified"]);
    assert_eq!(phone.end(), Some(CloseReason::Peer(Status::Termination)));
}

#[test]
fn a_phone_that_has_bluetooth_too_goes_on_over_nfc_where_only_that_is_asked_for() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    for negotiated in [false, true] {
        let phone = id.tap(negotiated, &[ble(), NFC], Consent::Given, usize::MAX);
        let output = id.read(&[]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(phone.end().is_some());
    }
}

#[test]
fn a_phone_that_is_taken_away_too_early_may_come_again() {
    let Some(_service) = service() else { return };
    let id = Id::new();
    let path = id.path().to_owned();
    let torn = id.tap(false, &[NFC], Consent::Given, 3);
    let reading = std::thread::scope(|scope| {
        let reading = scope.spawn(|| id.read(&["--wait", "30"]));
        // It has begun, and is gone by itself.
        std::thread::sleep(std::time::Duration::from_secs(2));
        drop(torn);
        let phone = id.tap(true, &[NFC], Consent::Given, usize::MAX);
        let output = reading.join().unwrap();
        assert_eq!(phone.end(), Some(CloseReason::Peer(Status::Termination)));
        output
    });
    let told = String::from_utf8([reading.stdout, reading.stderr].concat()).unwrap();
    assert_eq!(reading.status.code(), Some(0), "{path}: {told}");
    assert!(told.contains("the phone left the terminal") && told.contains("waiting on"), "{told}");
}
