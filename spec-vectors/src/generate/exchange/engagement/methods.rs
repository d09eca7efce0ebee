//! Retrieval methods (R11 to R15).

use super::{accepted, ble, by_bytes, method, methods, refused, usual, with, without};
use crate::format::{Case, Outcome};
use crate::generate::exchange::stage::{bytes, text, uint};
use crate::generate::scene::headers;

pub(super) fn cases() -> Vec<Case> {
    [none(), twice(), ble_modes(), nfc()].concat()
}

/// The twin with these methods instead.
fn offers(list: &[Vec<u8>]) -> Vec<u8> {
    with(&[(2, methods(list))])
}

const METHODS: &str = "engagement[2]";

fn unusable() -> Outcome {
    refused("no-usable-method")
}

fn no(id: &str, title: &str, list: &[Vec<u8>]) -> Case {
    by_bytes(id, METHODS, title, &offers(list), [unusable()])
}

fn yes(id: &str, title: &str, list: &[Vec<u8>], names: &[&str]) -> Case {
    by_bytes(id, "", title, &offers(list), [accepted(names)])
}

fn none() -> Vec<Case> {
    let website = method(4, 1, &headers(&[(0, text("https://holder.example"))]));
    let unknown = method(9, 1, &[0xa0]);
    let version_2 = [&ble()[..2], &[2], &ble()[3..]].concat();
    let wifi = method(3, 1, &[0xa0]);
    let not_three = [&[0x82, 9][..], &[1]].concat();
    vec![
        by_bytes("r11-no-methods", METHODS, "No retrieval methods in a QR code", &without(2), [unusable()]),
        by_bytes(
            "r11-methods-null",
            METHODS,
            "The retrieval methods are null",
            &with(&[(2, vec![0xf6])]),
            [unusable(), refused("cbor")],
        ),
        by_bytes("r11-empty-list", METHODS, "A list of no methods", &offers(&[]), [refused("cbor"), unusable()]),
        no("r11-unknown-types", "Methods of types nobody knows", &[website.clone(), unknown.clone()]),
        no("r11-ble-version-2", "BLE in version 2", core::slice::from_ref(&version_2)),
        no("r11-nfc-version-2", "NFC in version 2", &[method(1, 2, &headers(&[(0, uint(255)), (1, uint(256))]))]),
        yes(
            "r11-unknown-type-beside-ble",
            "A type nobody knows beside BLE",
            &[unknown, website, ble()],
            &["ble-central"],
        ),
        yes("r11-ble-of-two-versions", "BLE in versions 2 and 1", &[version_2, ble()], &["ble-central"]),
        yes("engagement-wifi-aware", "Wi-Fi Aware beside BLE", &[wifi, ble()], &["wifi-aware", "ble-central"]),
        no("r11-wifi-options-text", "Wi-Fi Aware whose options are a text", &[method(3, 1, &text("?"))]),
        by_bytes(
            "r11-method-of-two-parts",
            METHODS,
            "A method that is no array of three beside BLE",
            &offers(&[not_three, ble()]),
            [usual(), refused("cbor")],
        ),
    ]
}

/// R12.
fn twice() -> Vec<Case> {
    let peripheral = method(2, 1, &headers(&[(0, vec![0xf5]), (1, vec![0xf4]), (10, bytes(&[8; 16]))]));
    let case = |id, title, list: &[Vec<u8>]| {
        by_bytes(id, METHODS, title, &offers(list), [usual(), refused("cbor"), unusable()])
    };
    vec![
        case("r12-method-twice", "BLE stands there twice", &[ble(), ble()]),
        case(
            "r12-method-twice-with-other-options",
            "BLE stands there twice, with other options: the first counts",
            &[ble(), peripheral],
        ),
    ]
}

/// R13, R14.
fn ble_modes() -> Vec<Case> {
    let (off, on) = (vec![0xf4], vec![0xf5]);
    let uuid = |byte: u8, length: usize| bytes(&vec![byte; length]);
    let options = |members: &[(i64, Vec<u8>)]| method(2, 1, &headers(members));
    let both = [(0, on.clone()), (1, on.clone()), (10, uuid(8, 16)), (11, uuid(7, 16))];
    let without = |key: i64| options(&both.iter().filter(|(found, _)| *found != key).cloned().collect::<Vec<_>>());
    let with = |key: i64, value: Vec<u8>| {
        let replace = |(found, old): &(i64, Vec<u8>)| (*found, if *found == key { value.clone() } else { old.clone() });
        options(&both.iter().map(replace).collect::<Vec<_>>())
    };
    let half = |id, title, method, names: &[&str]| {
        by_bytes(id, METHODS, title, &offers(&[method]), [accepted(names), unusable()])
    };
    let address = bytes(&[1, 2, 3, 4, 5, 6]);
    let further = options(&[&both[..], &[(20, address), (21, uint(192)), (22, uint(1)), (-1, text("?"))]].concat());
    vec![
        yes(
            "engagement-ble-both-modes",
            "BLE in both modes, with address and PSM",
            &[further],
            &["ble-central", "ble-peripheral"],
        ),
        yes(
            "engagement-ble-peripheral",
            "BLE in peripheral server mode",
            &[options(&[(0, on.clone()), (1, off.clone()), (10, uuid(8, 16))])],
            &["ble-peripheral"],
        ),
        half(
            "r13-peripheral-without-uuid",
            "Of both modes the peripheral one has no UUID",
            without(10),
            &["ble-central"],
        ),
        half("r13-central-without-uuid", "Of both modes the central one has no UUID", without(11), &["ble-peripheral"]),
        half(
            "r13-uuid-of-15-bytes",
            "Of both modes the central one has a UUID of 15 bytes",
            with(11, uuid(7, 15)),
            &["ble-peripheral"],
        ),
        half(
            "r13-uuid-of-17-bytes",
            "Of both modes the peripheral one has a UUID of 17 bytes",
            with(10, uuid(8, 17)),
            &["ble-central"],
        ),
        half(
            "r13-uuid-text",
            "Of both modes the central one has a text for a UUID",
            with(11, text("0707")),
            &["ble-peripheral"],
        ),
        half(
            "r13-mode-not-announced",
            "A UUID of a mode that is not announced",
            with(0, off.clone()),
            &["ble-central"],
        ),
        half(
            "r13-central-not-announced",
            "A UUID of a central mode that is not announced",
            with(1, off.clone()),
            &["ble-peripheral"],
        ),
        half("r13-mode-integer", "The announcement of a mode is an integer", with(0, uint(1)), &["ble-central"]),
        no("r13-no-uuid-at-all", "Central client mode without a UUID", &[options(&[(0, off.clone()), (1, on)])]),
        no("r14-neither-mode", "BLE in neither mode", &[options(&[(0, off.clone()), (1, off), (11, uuid(7, 16))])]),
        no("r14-no-options", "BLE without any option", &[method(2, 1, &[0xa0])]),
        no("r14-options-array", "The options are an array", &[method(2, 1, &[0x80])]),
    ]
}

/// R15: to be refused or brought into range.
fn nfc() -> Vec<Case> {
    let options = |command: u64, response: u64| method(1, 1, &headers(&[(0, uint(command)), (1, uint(response))]));
    let case =
        |id, title, method: Vec<u8>| by_bytes(id, METHODS, title, &offers(&[method]), [unusable(), accepted(&["nfc"])]);
    let only = |key: i64| method(1, 1, &headers(&[(key, uint(1000))]));
    vec![
        yes("engagement-nfc-least", "NFC with the least lengths", &[options(255, 256)], &["nfc"]),
        yes("engagement-nfc-most", "NFC with the largest lengths", &[options(65_535, 65_536)], &["nfc"]),
        yes("engagement-nfc-and-ble", "NFC and BLE", &[options(1000, 1000), ble()], &["nfc", "ble-central"]),
        case("r15-command-254", "A command length of 254", options(254, 256)),
        case("r15-command-65536", "A command length of 65,536", options(65_536, 65_536)),
        case("r15-response-255", "A response length of 255", options(255, 255)),
        case("r15-response-65537", "A response length of 65,537", options(65_535, 65_537)),
        case("r15-response-of-64-bits", "A response length of 64 bits", options(65_535, u64::MAX)),
        no("r15-without-response-length", "There is no response length", &[only(0)]),
        no("r15-without-command-length", "There is no command length", &[only(1)]),
    ]
}
