use super::*;
use crate::cbor::{Writer, to_vec};
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::model::engagement::EngagementTemplate;
use crate::model::retrieval::{BleOptions, NfcOptions};
use crate::transport::nfc::handover::RequestOptions;
use crate::transport::nfc::ndef::NdefErrorKind;

/// EDeviceKeyBytes around a P-256 key that was never validated.
fn key_bytes() -> Vec<u8> {
    let mut key = Writer::new();
    key.map(4).uint(1).uint(2).int(-1).uint(1).int(-2).bytes(&[7; 32]).int(-3).bytes(&[8; 32]);
    let mut item = Writer::new();
    item.embedded(key.as_slice());
    item.into_vec()
}

fn engagement(methods: &[RetrievalMethod]) -> Vec<u8> {
    to_vec(&EngagementTemplate { e_device_key_bytes: &key_bytes(), retrieval_methods: methods, capabilities: None })
}

fn ble() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some([9; 16]), ..BleOptions::default() })
}

fn from_qr(engagement: &[u8]) -> Result<Engagement, EngagementError> {
    Engagement::from_qr(&qr::to_uri(engagement))
}

/// A Handover Select message with these carriers.
fn select(engagement: &[u8], carriers: &[RetrievalMethod]) -> Vec<u8> {
    Select::message(engagement, carriers).unwrap()
}

#[test]
fn r04_and_r07_what_no_session_can_be_made_from() {
    let good = engagement(&[ble()]);
    assert_eq!(from_qr(&good).unwrap().retrieval_methods(), [ble()]);
    let mut version = good.clone();
    assert_eq!(version[..6], *b"\xa3\x00\x631.0");
    version[3] = b'2';
    assert!(matches!(from_qr(&version), Err(EngagementError::Malformed(_))));
    let mut suite = good;
    assert_eq!(suite[6..9], [1, 0x82, 1]);
    suite[8] = 2;
    assert_eq!(from_qr(&suite).unwrap_err(), EngagementError::CipherSuite(2));
}

#[test]
fn r08_a_key_that_is_no_point_is_found_when_used() {
    let read = from_qr(&engagement(&[ble()])).unwrap();
    assert!(matches!(read.device_key(&PROVIDER), Err(EngagementError::DeviceKey(_))));
}

#[test]
fn r08_a_key_on_a_curve_that_only_signs() {
    let secret = crate::crypto::SecretKey::from_bytes(crate::crypto::Curve::Ed25519, vec![7; 32].into());
    let mut key = Writer::new();
    crate::cose::encode_key(PROVIDER.keys.signing_key(&secret).unwrap().public_key(), &mut key);
    let mut bytes = Writer::new();
    bytes.embedded(key.as_slice());
    let template =
        EngagementTemplate { e_device_key_bytes: bytes.as_slice(), retrieval_methods: &[ble()], capabilities: None };
    let refused = CryptoError::UnsupportedCurve(crate::crypto::Curve::Ed25519);
    let read = from_qr(&to_vec(&template)).unwrap();
    assert_eq!(read.device_key(&PROVIDER).unwrap_err(), EngagementError::DeviceKey(refused.into()));
}

#[test]
fn r11_a_qr_code_without_a_usable_method() {
    let good = engagement(&[ble()]);
    assert_eq!(from_qr(&engagement(&[])).unwrap_err(), EngagementError::NoUsableMethod);
    // [2, 1, {...}] becomes [9, 1, {...}], and [2, 2, {...}].
    let at = good.windows(3).position(|window| window == [0x83, 2, 1]).unwrap();
    for (offset, byte) in [(1, 9), (2, 2)] {
        let mut other = good.clone();
        other[at + offset] = byte;
        assert_eq!(from_qr(&other).unwrap_err(), EngagementError::NoUsableMethod);
    }
}

#[test]
fn r20_by_nfc_the_carriers_count_and_not_key_2() {
    let nfc = RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 });
    for methods in [&[][..], std::slice::from_ref(&nfc)] {
        let bytes = engagement(methods);
        let read = Engagement::from_nfc(&select(&bytes, &[ble()]), None).unwrap();
        assert_eq!(read.retrieval_methods(), [ble()]);
        assert_eq!(read.bytes(), bytes);
    }
    assert!(matches!(Engagement::from_nfc(b"", None), Err(EngagementError::Ndef(_))));
}

#[test]
fn r18_how_many_carriers_a_handover_has() {
    let nfc = RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 });
    let inner = engagement(&[]);
    let two = select(&inner, &[ble(), nfc]);
    assert_eq!(Engagement::from_nfc(&two, None).unwrap().retrieval_methods().len(), 2);
    let uuid = [3; 16];
    let asked = RequestOptions { ble_peripheral: Some(uuid), ..RequestOptions::default() };
    let asked = Request::message(&asked).unwrap();
    let refused = |select: &[u8], request| match Engagement::from_nfc(select, request).unwrap_err() {
        EngagementError::Ndef(error) => error.kind(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&two, Some(&asked)), NdefErrorKind::ExtraAlternativeCarrier);
    // A Handover Select record with the version alone, and the engagement.
    let kind = b"iso.org:18013:deviceengagement";
    let head = [0x5c, u8::try_from(kind.len()).unwrap(), u8::try_from(inner.len()).unwrap(), 4];
    let none = [&b"\x91\x02\x01Hs\x15"[..], &head, kind, b"mdoc", &inner].concat();
    assert_eq!(refused(&none, None), NdefErrorKind::NoAlternativeCarrier);
    // The service UUID is the reader's own.
    let one = select(&inner, &[ble()]);
    let expected = BleOptions { central_client: Some(uuid), ..BleOptions::default() };
    let read = Engagement::from_nfc(&one, Some(&asked)).unwrap();
    assert_eq!(read.retrieval_methods(), [RetrievalMethod::Ble(expected)]);
}
