use super::*;
use crate::cbor::{Encoding, from_slice, to_vec};

fn method(kind: u64, version: u64, options: &[u8]) -> Option<RetrievalMethod> {
    let mut writer = Writer::new();
    writer.array(3).uint(kind).uint(version).raw(options);
    let bytes = writer.into_vec();
    let (method, _) = from_slice::<DeviceRetrievalMethod<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!((method.kind, method.version, method.options.bytes()), (kind, version, options));
    method.usable()
}

/// The options of these keys and encoded values.
fn options(entries: &[(u64, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(entries.len());
    for (key, value) in entries {
        writer.uint(*key).raw(value);
    }
    writer.into_vec()
}

fn uuid(byte: u8, length: usize) -> Vec<u8> {
    to_vec(&vec![byte; length][..])
}

const TRUE: &[u8] = &[0xf5];
const FALSE: &[u8] = &[0xf4];

fn ble(entries: &[(u64, &[u8])]) -> Option<BleOptions> {
    match method(BLE, 1, &options(entries)) {
        Some(RetrievalMethod::Ble(options)) => Some(options),
        None => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn ble_modes_with_their_uuids() {
    let (p, c) = (uuid(1, 16), uuid(2, 16));
    let both = ble(&[(0, TRUE), (1, TRUE), (10, &p), (11, &c)]).unwrap();
    assert_eq!((both.peripheral_server, both.central_client), (Some([1; 16]), Some([2; 16])));
    let address: &[u8] = &[0x46, 1, 2, 3, 4, 5, 6];
    let peripheral = ble(&[(0, TRUE), (1, FALSE), (10, &p), (20, address), (21, &[0x18, 0x80])]).unwrap();
    assert_eq!(peripheral.address.as_deref(), Some(&address[1..]));
    assert_eq!((peripheral.psm, peripheral.central_client), (Some(128), None));
    // Option 42 is not in either edition, and is passed over.
    assert_eq!(ble(&[(0, FALSE), (1, TRUE), (11, &c), (42, TRUE)]).unwrap().central_client, Some([2; 16]));
}

#[test]
fn r13_a_mode_without_a_good_uuid_is_not_offered() {
    let (short, long, good) = (uuid(1, 15), uuid(1, 17), uuid(2, 16));
    for bad in [&[(0, TRUE)][..], &[(0, TRUE), (10, &short)], &[(0, TRUE), (10, &long)], &[(0, TRUE), (10, &[1])]] {
        assert_eq!(ble(&[bad, &[(1, FALSE)]].concat()), None);
        let other = ble(&[bad, &[(1, TRUE), (11, &good)]].concat()).unwrap();
        assert_eq!((other.peripheral_server, other.central_client), (None, Some([2; 16])));
    }
    assert_eq!(ble(&[(0, FALSE), (1, TRUE)]), None);
    let other = ble(&[(0, TRUE), (1, TRUE), (10, &good), (11, &short)]).unwrap();
    assert_eq!((other.peripheral_server, other.central_client), (Some([2; 16]), None));
    // A UUID of a mode that is not announced.
    assert_eq!(ble(&[(0, FALSE), (1, FALSE), (10, &good), (11, &good)]), None);
    assert_eq!(ble(&[(10, &good), (11, &good)]), None);
}

#[test]
fn r14_ble_with_neither_mode() {
    assert_eq!(ble(&[(0, FALSE), (1, FALSE)]), None);
    assert_eq!(ble(&[]), None);
    assert_eq!(method(BLE, 1, &[0x80]), None);
}

#[test]
fn address_and_psm_need_the_peripheral_server() {
    let (good, address) = (uuid(2, 16), uuid(3, 6));
    let central = ble(&[(0, FALSE), (1, TRUE), (11, &good), (20, &address), (21, &[1])]).unwrap();
    assert_eq!((central.address, central.psm), (None, None));
    for (length, kept) in [(5, false), (6, true), (7, true), (8, false)] {
        let address = uuid(3, length);
        let options = ble(&[(0, TRUE), (1, FALSE), (10, &good), (20, &address), (21, &[0x1b, 1, 0, 0, 0, 0, 0, 0, 0])]);
        let options = options.unwrap();
        assert_eq!((options.address.is_some(), options.psm), (kept, None), "{length} bytes");
    }
}

#[test]
fn r15_nfc_lengths_outside_their_range() {
    let nfc = |command: u64, response: u64| {
        let (command, response) = (to_vec(&command), to_vec(&response));
        method(NFC, 1, &options(&[(0, &command), (1, &response), (9, TRUE)]))
    };
    for (command, response) in [(255, 256), (65_535, 65_536)] {
        let expected =
            NfcOptions { max_command: command.try_into().unwrap(), max_response: response.try_into().unwrap() };
        assert_eq!(nfc(command, response), Some(RetrievalMethod::Nfc(expected)));
    }
    for (command, response) in [(254, 256), (65_536, 256), (65_537, 256), (255, 255), (255, 65_537), (1 << 32, 256)] {
        assert_eq!(nfc(command, response), None, "{command} {response}");
    }
    assert_eq!(method(NFC, 1, &options(&[(0, &[0x19, 1, 0])])), None);
    assert_eq!(method(NFC, 1, &options(&[(1, &[0x19, 1, 0])])), None);
}

#[test]
fn unknown_types_and_versions_are_not_usable() {
    assert_eq!(method(WIFI_AWARE, 1, &[0xa0]), Some(RetrievalMethod::WifiAware));
    assert_eq!(method(WIFI_AWARE, 1, &[0x80]), None);
    let nfc = options(&[(0, &[0x19, 1, 0]), (1, &[0x19, 1, 0])]);
    for (kind, version) in [(NFC, 0), (NFC, 2), (BLE, 2), (WIFI_AWARE, 2), (0, 1), (4, 1), (5, 1), (u64::MAX, 1)] {
        assert_eq!(method(kind, version, &nfc), None, "{kind} {version}");
    }
}

#[test]
fn options_are_written_as_the_standard_orders_them() {
    let options = BleOptions {
        peripheral_server: Some([1; 16]),
        central_client: Some([2; 16]),
        address: Some(vec![3; 6]),
        psm: Some(0x80),
    };
    let written = to_vec(&RetrievalMethod::Ble(options.clone()));
    let expected = [&[0x83, 2, 1, 0xa6, 0, 0xf5, 1, 0xf5, 10, 0x50][..], &[1; 16], &[11, 0x50], &[2; 16]].concat();
    let expected = [&expected[..], &[20, 0x46, 3, 3, 3, 3, 3, 3, 21, 0x18, 0x80]].concat();
    assert_eq!(written, expected);
    // Without the peripheral server its address and PSM have no meaning.
    let written = to_vec(&RetrievalMethod::Ble(BleOptions { peripheral_server: None, ..options }));
    assert_eq!(written, [&[0x83, 2, 1, 0xa3, 0, 0xf4, 1, 0xf5, 11, 0x50][..], &[2; 16]].concat());
    let written = to_vec(&RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 65_536 }));
    assert_eq!(written, [0x83, 1, 1, 0xa2, 0, 0x18, 255, 1, 0x1a, 0, 1, 0, 0]);
    assert_eq!(to_vec(&RetrievalMethod::WifiAware), [0x83, 3, 1, 0xa0]);
}
