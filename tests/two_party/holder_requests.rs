//! Requests that decrypt and are none (H36 to H41), requests without measure (H78), without end (H79).

use mdoc_proximity::budget;
use mdoc_proximity::cbor::{Encoding, Writer, from_slice};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::holder::Event;
use mdoc_proximity::model::request::encode_request;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::session::CloseReason;

use crate::hostile::{Bench, device_request, ended, silent};
use crate::wire::{drain, request};

/// `{"version": version, "docRequests": [..]}` with the right DocRequests.
fn with_version(version: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let right = device_request();
    // A2, "version" "1.0", then the rest.
    let rest = &right[1 + 8 + 4..];
    let mut writer = Writer::new();
    writer.map(2).text("version");
    version(&mut writer);
    [writer.as_slice(), rest].concat()
}

/// The request is answered by an encrypted DeviceResponse with this status and no documents, and the session goes on.
#[track_caller]
fn refused(what: &str, plaintext: &[u8], status: u64) {
    let mut bench = Bench::new(Curve::P256);
    let said = bench.tell(&bench.reader.establish(plaintext));
    assert!(matches!(said.events[..], [Event::Established(_)]), "{what}: {:?}", said.events);
    assert_eq!(said.messages.len(), 1, "{what}");
    assert_eq!(status_of(&bench.reader.open(1, &said.messages[0])), status, "{what}");

    // A later request is refused in the same way, a right one is put to the holder and answered.
    let said = bench.tell(&bench.reader.message(2, plaintext));
    assert_eq!(status_of(&bench.reader.open(2, &said.messages[0])), status, "{what}, again");
    let said = bench.tell(&bench.reader.message(3, &device_request()));
    assert!(said.messages.is_empty(), "{what}: a right request waits for consent");
    bench.holder.respond(bench.clock.now(), request(said.events).decline()).unwrap();
    let said = drain(&mut bench.holder);
    assert_eq!(status_of(&bench.reader.open(3, &said.messages[0])), 0, "{what}, then a right one");
}

fn status_of(plaintext: &[u8]) -> u64 {
    let (response, _) = from_slice::<DeviceResponse<'_>>(plaintext, Encoding::Strict).unwrap();
    assert!(response.documents.is_empty() && response.document_errors.is_empty());
    response.status
}

#[test]
fn h36_a_request_that_is_not_cbor_is_device_response_status_11() {
    refused("H36", &[0xff], 11);
    refused("H36 empty", &[], 11);
    refused("H36 cut short", &device_request()[..20], 11);
    refused("H36 trailing", &[device_request(), vec![0]].concat(), 11);
}

#[test]
fn h37_h38_and_h41_a_request_of_another_form_is_device_response_status_12() {
    let mut only_version = Writer::new();
    only_version.map(1).text("version").text("1.0");
    refused("H37 no docRequests", only_version.as_slice(), 12);
    refused("H37 no version", &[&[0xa1], &device_request()[1 + 8 + 4..]].concat(), 12);
    refused("H37 nothing", &[0xa0], 12);
    refused("H38", &encode_request(&[]), 12);
    refused(
        "H41 an integer",
        &with_version(|writer| {
            writer.uint(1);
        }),
        12,
    );
    refused(
        "H41 \"1\"",
        &with_version(|writer| {
            writer.text("1");
        }),
        12,
    );
    refused(
        "H41 \"one\"",
        &with_version(|writer| {
            writer.text("one");
        }),
        12,
    );
}

#[test]
fn h39_another_major_version_is_device_response_status_10() {
    refused(
        "H39",
        &with_version(|writer| {
            writer.text("2.0");
        }),
        10,
    );
}

#[test]
fn h40_another_minor_version_with_unknown_members_is_answered() {
    let right = with_version(|writer| {
        writer.text("1.7");
    });
    let mut more = Writer::new();
    more.map(3).text("x-new").array(1).null();
    let plaintext = [more.as_slice(), &right[1..]].concat();
    let mut bench = Bench::new(Curve::P256);
    let said = bench.tell(&bench.reader.establish(&plaintext));
    assert_eq!(request(said.events).documents().len(), 1);
}

fn deep() -> Vec<u8> {
    [vec![0x81; 10_000], vec![0]].concat()
}

/// A map of 2^32 entries, of which none comes.
const ENDLESS_MAP: [u8; 9] = [0xbb, 0, 0, 0, 1, 0, 0, 0, 0];

/// H78: a message without measure is refused from its head.
#[test]
fn h78_a_message_without_measure_is_status_11() {
    let in_a_member = |member: &[u8]| [&[0xa1, 0x61, b'x'], member].concat();
    for (what, message) in [
        ("H78 10 MB", vec![0; 10_000_000]),
        ("H78 depth 10,000", deep()),
        ("H78 depth 10,000 in a member", in_a_member(&deep())),
        ("H78 2^32 entries", ENDLESS_MAP.to_vec()),
        ("H78 2^32 entries in a member", in_a_member(&ENDLESS_MAP)),
        ("H78 above the budget", vec![0x60; budget::MESSAGE_BYTES + 1]),
    ] {
        let mut bench = Bench::new(Curve::P256);
        ended(what, &bench.tell(&message), Some(11));
        silent(what, &bench.tell(&bench.reader.establish(&device_request())));
        let mut bench = Bench::answered();
        ended(what, &bench.tell(&message), Some(11));
    }
}

/// H78: 10 MB that do not decrypt.
#[test]
fn h78_a_ciphertext_of_10_mb_is_status_10() {
    let mut bench = Bench::new(Curve::P256);
    let message =
        mdoc_proximity::model::session::encode_establishment(&bench.reader.key_bytes, &vec![0x55; 10_000_000]);
    ended("H78", &bench.tell(&message), Some(10));
}

/// H78 in the clear: the fault is the request's, so the DeviceResponse says so; the session's own limit ends what
/// does not stop.
#[test]
fn h78_a_plaintext_without_measure_is_a_refused_request() {
    let mut ten_megabytes = Writer::new();
    ten_megabytes.map(1).text("version").bytes(&vec![0; 10_000_000]);
    refused("H78 10 MB", ten_megabytes.as_slice(), 12);
    refused("H78 depth 10,000", &deep(), 11);
    refused("H78 2^32 entries", &ENDLESS_MAP, 11);
}

/// H79: the request after the last one permitted ends the session, whether requests were answered or refused.
#[test]
fn h79_a_reader_that_asks_too_often_is_sent_away() {
    for plaintext in [device_request(), vec![0xff]] {
        let mut bench = Bench::new(Curve::P256);
        let mut said = bench.tell(&bench.reader.establish(&plaintext));
        for counter in 2..=budget::REQUESTS_PER_SESSION + 1 {
            if said.messages.is_empty() {
                bench.holder.respond(bench.clock.now(), request(said.events).decline()).unwrap();
                said = drain(&mut bench.holder);
            }
            assert_eq!(said.messages.len(), 1, "request {counter}");
            said = bench.tell(&bench.reader.message(counter, &plaintext));
        }
        assert_eq!(ended("H79", &said, Some(20)), CloseReason::TooManyRequests);
    }
}
