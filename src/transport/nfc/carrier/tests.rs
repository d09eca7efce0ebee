use super::*;
use crate::model::retrieval::NfcOptions;

const UUID: [u8; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

fn reversed() -> Vec<u8> {
    UUID.iter().rev().copied().collect()
}

fn oob(payload: &[&[u8]]) -> Result<BleOob, (CarrierErrorKind, usize)> {
    BleOob::read(&payload.concat()).map_err(|error| (error.kind(), error.offset()))
}

const ROLE: &[u8] = &[2, 0x1c, 1];

#[test]
fn the_standards_record_both_ways() {
    let mut all = BleOob {
        role: LeRole::BothPeripheralPreferred,
        address: Some(vec![0x28, 7, 0x80, 0x80, 0xbf, 0x28, 1]),
        uuid: Some(UUID),
        psm: None,
    };
    let written = all.to_vec();
    let expected = [&[8, 0x1b, 0x28, 7, 0x80, 0x80, 0xbf, 0x28, 1, 2, 0x1c, 2, 17, 7][..], &reversed()].concat();
    assert_eq!(written, expected);
    assert_eq!(BleOob::read(&written).unwrap(), all);
    all.psm = Some(0xc5);
    let written = all.to_vec();
    assert_eq!(written[expected.len()..], [7, 0x16, 0x01, 0xff, 0xa1, 0, 0x18, 0xc5]);
    assert_eq!(BleOob::read(&written).unwrap(), all);
}

#[test]
fn the_four_roles() {
    let can = |code| oob(&[&[2, 0x1c, code]]).map(|read| (read.role.peripheral(), read.role.central()));
    assert_eq!([0, 1, 2, 3].map(can), [Ok((true, false)), Ok((false, true)), Ok((true, true)), Ok((true, true))]);
    assert_eq!(can(4), Err((CarrierErrorKind::Role, 0)));
    for (peripheral, central) in [(true, true), (true, false), (false, true)] {
        let role = LeRole::of(peripheral, central).unwrap();
        assert_eq!((role.peripheral(), role.central()), (peripheral, central));
    }
    assert_eq!(LeRole::of(false, false), None);
}

#[test]
fn forms_of_the_field() {
    // An address of six bytes, a private PSM, a name and an appearance, two UUIDs of which the last counts.
    let read = oob(&[
        &[7, 0x1b, 1, 2, 3, 4, 5, 6],
        &[5, 0x77, 0, 0, 0, 0xc5],
        &[3, 0x19, 0, 0x40],
        &[5, 0x09, b'n', b'a', b'm', b'e'],
        &[33, 0x07],
        &[9; 16],
        &reversed(),
        ROLE,
        // A structure of a type alone.
        &[1, 0x02],
    ])
    .unwrap();
    assert_eq!(read.address.as_deref(), Some(&[1, 2, 3, 4, 5, 6][..]));
    assert_eq!((read.psm, read.uuid, read.role), (Some(0xc5), Some(UUID), LeRole::Central));
    assert_eq!(oob(&[ROLE, &[5, 0x77, 0xc5, 0, 0, 0]]).unwrap().psm, Some(0xc5));
    // An address without a type is written as a random one.
    assert_eq!(read.to_vec()[..9], [8, 0x1b, 1, 2, 3, 4, 5, 6, 1]);
    // Service data of another service.
    assert_eq!(oob(&[ROLE, &[4, 0x16, 0x0a, 0x18, 1]]).unwrap().psm, None);
    assert_eq!(oob(&[ROLE, &[4, 0x16, 0x01, 0xff, 0xa0]]).unwrap().psm, None);
}

#[test]
fn t26_structures_that_are_not_what_they_say() {
    use CarrierErrorKind::{Address, EmptyStructure, Psm, Repeated, Role, UnexpectedEnd, Uuid};
    for (payload, expected) in [
        (&[ROLE, &[0]][..], (EmptyStructure, 3)),
        (&[&[0], ROLE], (EmptyStructure, 0)),
        (&[ROLE, &[3, 0x09, 1]], (UnexpectedEnd, 3)),
        (&[ROLE, &[255]], (UnexpectedEnd, 3)),
        (&[ROLE, &[16, 7], &[9; 15]], (Uuid, 3)),
        (&[ROLE, &[18, 7], &[9; 17]], (Uuid, 3)),
        (&[ROLE, &[1, 7]], (Uuid, 3)),
        (&[&[17, 7], &[9; 16]], (Role, 18)),
        (&[&[1, 0x1c]], (Role, 0)),
        (&[&[3, 0x1c, 1, 1]], (Role, 0)),
        (&[ROLE, ROLE], (Repeated, 3)),
        (&[&[6, 0x1b, 1, 2, 3, 4, 5], ROLE], (Address, 0)),
        (&[&[9, 0x1b, 1, 2, 3, 4, 5, 6, 1, 1], ROLE], (Address, 0)),
        (&[ROLE, &[4, 0x77, 0, 0, 0]], (Psm, 3)),
        (&[ROLE, &[5, 0x77, 1, 0, 0, 1]], (Psm, 3)),
        (&[ROLE, &[4, 0x16, 0x01, 0xff, 0xa1]], (Psm, 3)),
        (&[], (Role, 0)),
    ] {
        assert_eq!(oob(payload), Err(expected), "{payload:?}");
    }
}

#[test]
fn nfc_records_with_any_combination_of_lengths() {
    let read = |payload: &[u8]| NfcCarrier::read(payload).map_err(|error| (error.kind(), error.offset()));
    let lengths = |max_command, max_response| NfcOptions { max_command, max_response };
    for (payload, options) in [
        (&[1][..], lengths(255, 256)),
        (&[1, 3, 1, 0xff, 0xff, 4, 2, 1, 0, 0], lengths(65_535, 65_536)),
        (&[1, 2, 1, 0xff, 3, 2, 1, 0], lengths(255, 256)),
        (&[1, 3, 2, 2, 0], lengths(255, 512)),
        (&[1, 5, 1, 0, 0, 2, 0], lengths(512, 256)),
        (&[1, 1, 9, 3, 1, 2, 0], lengths(512, 256)),
    ] {
        assert_eq!(read(payload).unwrap().options(), options, "{payload:?}");
    }
    assert_eq!(NfcCarrier::default().to_vec(), [1]);
    assert_eq!(NfcCarrier::of_mdoc(lengths(65_535, 65_536)).to_vec(), [1, 3, 1, 0xff, 0xff, 4, 2, 1, 0, 0]);
    assert_eq!(NfcCarrier::of_mdoc(lengths(255, 256)).to_vec(), [1, 2, 1, 0xff, 3, 2, 1, 0]);
    use CarrierErrorKind::{EmptyStructure, Range, Repeated, UnexpectedEnd, Version};
    for (payload, expected) in [
        (&[][..], (Version, 0)),
        (&[2], (Version, 0)),
        (&[1, 0], (EmptyStructure, 1)),
        (&[1, 3, 1, 0xff], (UnexpectedEnd, 1)),
        (&[1, 2, 1, 254], (Range, 1)),
        (&[1, 4, 1, 1, 0, 0], (Range, 1)),
        (&[1, 2, 2, 255], (Range, 1)),
        (&[1, 4, 2, 1, 0, 1], (Range, 1)),
        (&[1, 1, 1], (Range, 1)),
        (&[1, 6, 1, 0, 0, 0, 2, 0], (Range, 1)),
        (&[1, 2, 1, 255, 2, 1, 255], (Repeated, 4)),
    ] {
        assert_eq!(read(payload), Err(expected), "{payload:?}");
    }
}

#[test]
fn records_of_other_types() {
    use crate::transport::nfc::ndef::Record;
    let read = |format, kind: &[u8]| Carrier::read(&Record::new(format, kind, None, ROLE));
    assert!(matches!(read(TypeNameFormat::Media, BLE), Ok(Carrier::Ble(_))));
    assert_eq!(read(TypeNameFormat::Media, WIFI_AWARE), Ok(Carrier::WifiAware));
    assert_eq!(read(TypeNameFormat::External, BLE).unwrap_err().kind(), CarrierErrorKind::Unknown);
    assert_eq!(read(TypeNameFormat::Media, NFC).unwrap_err().kind(), CarrierErrorKind::Unknown);
}

#[test]
fn every_role_both_ways() {
    use LeRole::*;
    for (code, role) in (0..).zip([Peripheral, Central, BothPeripheralPreferred, BothCentralPreferred]) {
        let written = BleOob { role, address: None, uuid: Some(UUID), psm: None }.to_vec();
        assert_eq!(written[..3], [2, 0x1c, code]);
        assert_eq!(BleOob::read(&written).unwrap().role, role);
    }
}

/// Other members of the service data are passed over, and so is a PSM that is no number of 32 bits.
#[test]
fn service_data_with_other_members() {
    let psm = |map: &[u8]| {
        let length = u8::try_from(map.len() + 3).unwrap();
        oob(&[ROLE, &[length, 0x16, 0x01, 0xff], map]).map(|read| read.psm)
    };
    assert_eq!(psm(&[0xa2, 0x01, 0x05, 0x00, 0x18, 0xc5]), Ok(Some(0xc5)));
    assert_eq!(psm(&[0xa1, 0x00, 0x1b, 1, 0, 0, 0, 0, 0, 0, 0]), Ok(None));
    assert_eq!(psm(&[0xa1, 0x00, 0x61, b'5']), Ok(None));
}

#[test]
fn errors_say_what_and_where() {
    use CarrierErrorKind::*;
    let kinds =
        [NoRecord, Unknown, EmptyStructure, UnexpectedEnd, Role, Repeated, Uuid, Address, Psm, Version, Range, NoUuid];
    let said = kinds.map(|kind| CarrierError::new(kind, 417).to_string());
    assert!(said.iter().all(|text| text.ends_with(" (at byte 417)")), "{said:?}");
    assert_eq!(said.iter().collect::<std::collections::BTreeSet<_>>().len(), kinds.len(), "{said:?}");
}
