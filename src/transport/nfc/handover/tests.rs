//! R18, T25, T26, on messages written by hand and by this library.

use super::*;
use crate::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use crate::transport::nfc::carrier::{Carrier, CarrierErrorKind, LeRole, NfcCarrier};
use crate::transport::nfc::ndef::{NdefErrorKind, Record, TypeNameFormat, message};

const ENGAGEMENT: &[u8] = &[0xa0];
const UUID: [u8; 16] = [7; 16];
const OWN: [u8; 16] = [8; 16];
const LENGTHS: NfcOptions = NfcOptions { max_command: 512, max_response: 1024 };

fn ble(peripheral: Option<[u8; 16]>, central: Option<[u8; 16]>) -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { peripheral_server: peripheral, central_client: central, ..BleOptions::default() })
}

fn everything() -> RequestOptions {
    RequestOptions {
        ble_peripheral: Some(UUID),
        ble_central: true,
        nfc: true,
        reader_engagement: true,
        ..RequestOptions::default()
    }
}

fn ac(reference: &[u8]) -> Vec<u8> {
    [&[1, u8::try_from(reference.len()).unwrap()][..], reference, b"\x01\x04mdoc"].concat()
}

/// A Handover Select of this version, with these `ac` payloads and carrier records.
fn select(version: u8, alternatives: &[&[u8]], carriers: &[Record<'_>]) -> Vec<u8> {
    let embedded: Vec<_> =
        alternatives.iter().map(|payload| Record::new(TypeNameFormat::WellKnown, b"ac", None, payload)).collect();
    let payload =
        [&[version][..], &if embedded.is_empty() { Vec::new() } else { message(&embedded).unwrap() }].concat();
    let mut all = vec![Record::new(TypeNameFormat::WellKnown, b"Hs", None, &payload)];
    all.extend(carriers);
    all.push(Record::new(TypeNameFormat::External, b"iso.org:18013:deviceengagement", Some(b"mdoc"), ENGAGEMENT));
    message(&all).unwrap()
}

fn ble_record<'a>(id: &'a [u8], payload: &'a [u8]) -> Record<'a> {
    Record::new(TypeNameFormat::Media, b"application/vnd.bluetooth.le.oob", Some(id), payload)
}

#[test]
fn static_handover_both_ways() {
    let methods = [ble(Some(UUID), Some(UUID)), RetrievalMethod::Nfc(LENGTHS)];
    let written = Select::message(ENGAGEMENT, &methods).unwrap();
    let read = Select::read(&written).unwrap();
    assert_eq!((read.version, read.engagement, read.alternatives.len()), (0x15, ENGAGEMENT, 2));
    assert!(read.alternatives.iter().all(|ac| ac.auxiliaries == [b"mdoc"] && ac.power == PowerState::Active));
    assert_eq!(read.methods(None).into_iter().collect::<Result<Vec<_>, _>>().unwrap(), methods);
    assert_eq!(Select::read_answer(&written).unwrap_err().kind(), NdefErrorKind::ExtraAlternativeCarrier);
    let one_mode = [ble(None, Some(UUID))];
    let written = Select::message(ENGAGEMENT, &one_mode).unwrap();
    assert_eq!(Select::read_answer(&written).unwrap().methods(None), [Ok(one_mode[0].clone())]);
}

#[test]
fn what_a_static_handover_cannot_say() {
    let kind = |methods: &[RetrievalMethod]| Select::message(ENGAGEMENT, methods).unwrap_err().kind();
    assert_eq!(kind(&[]), NdefErrorKind::NoAlternativeCarrier);
    assert_eq!(kind(&[RetrievalMethod::WifiAware]), NdefErrorKind::NoAlternativeCarrier);
    assert_eq!(kind(&[ble(Some(UUID), Some(OWN))]), NdefErrorKind::AlternativeCarrier);
    assert_eq!(kind(&[ble(None, None)]), NdefErrorKind::AlternativeCarrier);
    assert_eq!(kind(&[ble(None, Some(UUID)), ble(Some(UUID), None)]), NdefErrorKind::ExtraAlternativeCarrier);
}

#[test]
fn requests_both_ways() {
    let written = Request::message(&everything()).unwrap();
    let read = Request::read(&written).unwrap();
    let ble = read.ble().unwrap();
    assert_eq!((ble.role, ble.uuid), (LeRole::BothPeripheralPreferred, Some(UUID)));
    // The reader sends no lengths.
    assert_eq!(read.nfc(), Some(NfcCarrier::default()));
    let central = Request::message(&RequestOptions { ble_central: true, ..RequestOptions::default() }).unwrap();
    let read = Request::read(&central).unwrap();
    assert_eq!((read.ble().unwrap().role, read.ble().unwrap().uuid, read.nfc()), (LeRole::Central, None, None));
    let kind = Request::message(&RequestOptions::default()).unwrap_err().kind();
    assert_eq!(kind, NdefErrorKind::NoAlternativeCarrier);
}

#[test]
fn r18_versions_and_numbers_of_carriers() {
    let record = ble_record(b"0", &[2, 0x1c, 1]);
    let kind = |message: &[u8]| Select::read(message).map(drop).map_err(|error| error.kind());
    let ac = ac(b"0");
    for (version, expected) in [
        (0x15, Ok(())),
        (0x12, Ok(())),
        (0x16, Ok(())),
        (0x25, Err(NdefErrorKind::HandoverVersion)),
        (0x05, Err(NdefErrorKind::HandoverVersion)),
    ] {
        assert_eq!(kind(&select(version, &[&ac], &[record])), expected, "{version:#x}");
    }
    assert_eq!(kind(&select(0x15, &[], &[record])), Err(NdefErrorKind::NoAlternativeCarrier));
    let two = select(0x15, &[&ac, &ac], &[record]);
    assert_eq!(kind(&two), Ok(()));
    assert_eq!(Select::read_answer(&two).unwrap_err().kind(), NdefErrorKind::ExtraAlternativeCarrier);
    let many = vec![ac.as_slice(); crate::budget::CARRIERS + 1];
    assert_eq!(kind(&select(0x15, &many, &[record])), Err(NdefErrorKind::ExtraAlternativeCarrier));
    assert_eq!(kind(&select(0x15, &many[1..], &[record])), Ok(()));
    let records = vec![record; crate::budget::NDEF_RECORDS];
    assert_eq!(kind(&select(0x15, &[&ac], &records)), Err(NdefErrorKind::TooManyRecords));
    for cut in [&b""[..], &[1], &[1, 2, b'0'], &[1, 1, b'0'], &[1, 1, b'0', 1], &[1, 1, b'0', 1, 4, b'm']] {
        assert_eq!(kind(&select(0x15, &[cut], &[record])), Err(NdefErrorKind::AlternativeCarrier));
    }
    let mut empty = select(0x15, &[], &[record]);
    // The payload of Hs loses its version byte.
    empty.drain(5..6);
    empty[2] = 0;
    assert_eq!(kind(&empty), Err(NdefErrorKind::HandoverVersion));
}

#[test]
fn t26_a_bad_carrier_leaves_the_others() {
    let bad = ble_record(b"0", &[2, 0x1c, 1, 0]);
    let nfc = Record::new(TypeNameFormat::External, b"iso.org:18013:nfc", Some(b"nfc"), &[1]);
    let message = select(
        0x15,
        &[&ac(b"0"), &ac(b"nfc"), &ac(b"W"), &ac(b"gone")],
        &[nfc, Record::new(TypeNameFormat::Media, b"application/vnd.wfa.nan", Some(b"W"), &[0]), bad],
    );
    let read = Select::read(&message).unwrap();
    let methods: Vec<_> = read.methods(None).into_iter().map(|method| method.map_err(|error| error.kind())).collect();
    assert_eq!(
        methods,
        [
            Err(CarrierErrorKind::EmptyStructure),
            Ok(RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 })),
            Ok(RetrievalMethod::WifiAware),
            Err(CarrierErrorKind::NoRecord),
        ]
    );
}

#[test]
fn the_service_uuid_comes_from_the_message_whose_mode_it_is() {
    let request = Request::message(&everything()).unwrap();
    let asked = Request::read(&request).unwrap();
    let uuid = |role: u8, uuid: Option<[u8; 16]>, asked: Option<&Request<'_>>| {
        let list = uuid.map(|uuid| [&[17, 7][..], &uuid].concat()).unwrap_or_default();
        let payload = [&[2, 0x1c, role][..], &list].concat();
        let message = select(0x15, &[&ac(b"0")], &[ble_record(b"0", &payload)]);
        let read = Select::read(&message).unwrap();
        read.methods(asked).remove(0).map_err(|error| error.kind())
    };
    // Central client: the reader's, whatever the mdoc sends beside.
    assert_eq!(uuid(1, None, Some(&asked)), Ok(ble(None, Some(UUID))));
    assert_eq!(uuid(1, Some(OWN), Some(&asked)), Ok(ble(None, Some(UUID))));
    // Peripheral server: the mdoc's.
    assert_eq!(uuid(0, Some(OWN), Some(&asked)), Ok(ble(Some(OWN), None)));
    // Static: the one there is.
    assert_eq!(uuid(2, Some(OWN), None), Ok(ble(Some(OWN), Some(OWN))));
    assert_eq!(uuid(1, None, None), Err(CarrierErrorKind::NoUuid));
}

#[test]
fn the_mdoc_answers_with_one_common_carrier() {
    let answer = |methods: &[RetrievalMethod], options: &RequestOptions| {
        let request = Request::message(options).unwrap();
        let negotiated = negotiate(ENGAGEMENT, methods, &request).unwrap()?;
        assert_eq!(negotiated.handover.request.as_ref(), Some(&request));
        let asked = Request::read(&request).unwrap();
        let select = Select::read_answer(&negotiated.handover.select).unwrap();
        assert_eq!(select.engagement, ENGAGEMENT);
        // The reader arrives at the same method.
        assert_eq!(select.methods(Some(&asked)), [Ok(negotiated.method.clone())]);
        Some((negotiated.method, select.alternatives[0].carrier.clone().unwrap()))
    };
    let only = |ble_peripheral, ble_central, nfc| RequestOptions {
        ble_peripheral,
        ble_central,
        nfc,
        ..RequestOptions::default()
    };
    let both = ble(Some(OWN), Some(OWN));
    let (method, carrier) = answer(std::slice::from_ref(&both), &everything()).unwrap();
    assert_eq!(method, ble(None, Some(UUID)));
    // The central client's record has no UUID.
    assert!(matches!(carrier, Carrier::Ble(oob) if oob.uuid.is_none() && oob.role == LeRole::Central));
    assert_eq!(answer(std::slice::from_ref(&both), &only(None, true, false)).unwrap().0, ble(Some(OWN), None));
    assert_eq!(answer(&[ble(Some(OWN), None)], &everything()).unwrap().0, ble(Some(OWN), None));
    let nfc = RetrievalMethod::Nfc(LENGTHS);
    let (method, carrier) = answer(&[nfc.clone(), both.clone()], &everything()).unwrap();
    assert_eq!((&method, carrier), (&nfc, Carrier::Nfc(NfcCarrier::of_mdoc(LENGTHS))));
    assert_eq!(answer(&[both.clone(), nfc.clone()], &only(None, false, true)).unwrap().0, nfc);
    // T25: nothing in common.
    assert_eq!(answer(&[ble(None, Some(OWN))], &only(None, true, true)), None);
    assert_eq!(answer(&[ble(Some(OWN), None)], &only(Some(UUID), false, true)), None);
    assert_eq!(answer(&[nfc], &only(Some(UUID), true, false)), None);
    assert_eq!(answer(&[RetrievalMethod::WifiAware], &everything()), None);
}

#[test]
fn t25_versions_of_requests_and_their_place() {
    let good = Request::message(&everything()).unwrap();
    assert_eq!(good[..6], [0x91, 2, 0x15, b'H', b'r', 0x15]);
    let with = |version| {
        let mut message = good.clone();
        message[5] = version;
        Request::read(&message).map(drop).map_err(|error| error.kind())
    };
    assert_eq!([with(0x15), with(0x16)], [Ok(()); 2]);
    assert_eq!([with(0x14), with(0x25), with(0)], [Err(NdefErrorKind::HandoverVersion); 3]);
    let select = Select::message(ENGAGEMENT, &[ble(None, Some(UUID))]).unwrap();
    assert_eq!(Request::read(&select).unwrap_err().kind(), NdefErrorKind::NotHandoverRequest);
    assert_eq!(Request::read(b"").unwrap_err().kind(), NdefErrorKind::UnexpectedEnd);
    assert_eq!(Request::read(b"\xd1\x02\x01Hr\x15").unwrap_err().kind(), NdefErrorKind::NoAlternativeCarrier);
    assert_eq!(Request::read(b"\xd1\x02\x00Hr").unwrap_err().kind(), NdefErrorKind::HandoverVersion);
}

#[test]
fn power_states() {
    let read = |code: u8| {
        let mut payload = ac(b"0");
        payload[0] = code;
        Select::read(&select(0x15, &[&payload], &[ble_record(b"0", &[2, 0x1c, 1])])).unwrap().alternatives[0].power
    };
    let states = [PowerState::Inactive, PowerState::Active, PowerState::Activating, PowerState::Unknown];
    assert_eq!([0, 1, 2, 3].map(read), states);
    // The other bits are reserved.
    assert_eq!(read(0xfe), PowerState::Activating);
}
