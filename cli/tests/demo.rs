//! `mdoc demo` at the three counters.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "support/shared.rs"]
mod shared;

use serde_json::Value;
use shared::{mdoc, mdoc_json};

fn demo(scenario: &str) -> Value {
    let (code, value) = mdoc_json(&["demo", "--scenario", scenario, "--format", "json"]);
    assert_eq!((code, &value["verdict"]["verdict"]), (0, &Value::from("verified")), "{value:#}");
    assert!(value["engagement"].as_str().unwrap().starts_with("mdoc:"));
    assert!(value["steps"].as_array().unwrap().len() >= 8);
    assert_eq!(value["requests"][0]["asked"][0]["reader"]["name"], value["counter"]);
    value
}

/// The elements of a document of the verdict: their identifiers, sorted.
fn elements(value: &Value, document: usize) -> Vec<String> {
    let elements = value["verdict"]["documents"][document]["elements"].as_object().unwrap();
    let mut names: Vec<String> =
        elements.values().flat_map(|elements| elements.as_object().unwrap().keys().cloned()).collect();
    names.sort();
    names
}

#[test]
fn wine_proves_an_age_and_nothing_more() {
    let value = demo("wine");
    assert_eq!(elements(&value, 0), ["age_over_18", "age_over_20", "portrait"]);
    assert_eq!(value["verdict"]["ages"][0]["age"], 20);
    assert_eq!(value["verdict"]["ages"][0]["answer"], "proven");
    assert_eq!(value["requests"][0]["disclosed"].as_array().unwrap().len(), 3);
}

#[test]
fn a_parcel_goes_to_a_name() {
    let value = demo("parcel");
    assert_eq!(elements(&value, 0), ["document_number", "family_name", "given_name", "portrait"]);
}

#[test]
fn a_prescription_takes_two_documents_in_one_request() {
    let value = demo("prescription");
    assert_eq!(value["verdict"]["documents"].as_array().unwrap().len(), 2);
    assert_eq!(elements(&value, 0), ["birth_date", "family_name", "given_name", "personal_administrative_number"]);
    assert_eq!(elements(&value, 1), ["birth_date", "family_name", "given_name", "portrait"]);
}

#[test]
fn the_text_shows_everything_without_colours_in_a_pipe() {
    let output = mdoc(&["demo"], b"");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for part in [
        "mdoc:",
        "█▀▀▀▀▀█",
        "Vinmonopolet ✓ proven",
        "not kept",
        "✓ shown: age_over_20",
        "✓ issuer.signature",
        "✓ device.authentication",
        "20 or older: proven",
        "JPEG, 3.2 KB",
        "reader: verification",
        " ms",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "there are escape sequences");
}
