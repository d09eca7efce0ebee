//! Fuzz bodies: plain functions from bytes to nothing that panic when the library breaks a promise.
//!
//! The binaries in `fuzz_targets/` hand them the fuzzer's inputs, `tests/fuzz_corpora.rs` of the library includes this
//! file by its path and replays the committed inputs under `cargo test`, on every provider. Nothing here is part of the
//! published library. Time, randomness and choices come from the input: the same input always does the same.

mod ciborium_values;
mod cursor;
mod driven;
mod peers;
mod profiles;
mod providers;
mod world;

mod apdu;
mod ble_connection;
mod ble_fragments;
mod cbor;
mod certificate;
mod crl;
mod device_request;
mod device_response;
mod engagement;
mod holder_session;
mod l2cap;
mod mso;
mod ndef;
mod pair;
mod reader_session;
mod session_messages;
mod status_list;
mod trust_list;

pub mod seeds;

pub use providers::under;

/// A fuzz target: what its binary and its corpus folder are called, and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("cbor", cbor::body),
    ("engagement", engagement::body),
    ("session_messages", session_messages::body),
    ("device_request", device_request::body),
    ("device_response", device_response::body),
    ("mso", mso::body),
    ("certificate", certificate::body),
    ("trust_list", trust_list::body),
    ("crl", crl::body),
    ("status_list", status_list::body),
    ("ble_fragments", ble_fragments::body),
    ("ble_connection", ble_connection::body),
    ("l2cap", l2cap::body),
    ("ndef", ndef::body),
    ("apdu", apdu::body),
    ("holder_session", holder_session::body),
    ("reader_session", reader_session::body),
    ("pair", pair::body),
];

/// Runs the target of this name.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(target, _)| *target == name);
    target.unwrap_or_else(|| panic!("there is no target {name}")).1(data);
}

/// How many documents an input makes a reader verify.
pub fn verified(name: &str, data: &[u8]) -> usize {
    match name {
        "device_response" => device_response::verified_by(data),
        "reader_session" => reader_session::verified_by(data),
        "pair" => pair::verified_by(data),
        _ => 0,
    }
}
