//! R18 as far as the engagement record goes.

use super::*;

/// Type name format, type, id, payload.
type Parts = (u8, &'static [u8], Option<&'static [u8]>, &'static [u8]);

const SELECT: Parts = (1, b"Hs", None, &[0x15]);
const ENGAGEMENT: Parts = (4, DEVICE_ENGAGEMENT, Some(b"mdoc"), &[0xa0]);
const CARRIER: Parts = (2, b"application/vnd.bluetooth.le.oob", Some(b"0"), &[2, 0x1c, 1]);

/// A message of these records.
fn message(parts: &[Parts]) -> Vec<u8> {
    let mut message = Vec::new();
    for (index, (format, kind, id, payload)) in parts.iter().enumerate() {
        let begin = if index == 0 { 0x80 } else { 0 };
        let end = if index + 1 == parts.len() { 0x40 } else { 0 };
        let with_id = if id.is_some() { 0x08 } else { 0 };
        message.extend([begin | end | with_id | 0x10 | format, kind.len() as u8, payload.len() as u8]);
        message.extend(id.map(|id| id.len() as u8));
        message.extend([kind, id.unwrap_or_default(), payload].concat());
    }
    message
}

fn refused(parts: &[Parts]) -> NdefErrorKind {
    device_engagement(&message(parts)).unwrap_err().kind()
}

#[test]
fn the_order_behind_the_first_record_does_not_matter() {
    for parts in [[SELECT, ENGAGEMENT, CARRIER], [SELECT, CARRIER, ENGAGEMENT]] {
        assert_eq!(device_engagement(&message(&parts)), Ok(&[0xa0][..]));
    }
}

#[test]
fn the_first_record_must_be_a_handover_select() {
    assert_eq!(refused(&[ENGAGEMENT, SELECT]), NdefErrorKind::NotHandoverSelect);
    assert_eq!(refused(&[(1, b"Hr", None, &[0x15]), ENGAGEMENT]), NdefErrorKind::NotHandoverSelect);
    assert_eq!(refused(&[(4, b"Hs", None, &[0x15]), ENGAGEMENT]), NdefErrorKind::NotHandoverSelect);
    assert_eq!(refused(&[(1, b"Tp", None, &[0x10])]), NdefErrorKind::NotHandoverSelect);
}

#[test]
fn a_missing_engagement_or_another_id() {
    assert_eq!(refused(&[SELECT, CARRIER]), NdefErrorKind::NoDeviceEngagement);
    for id in [None, Some(&b"mdocreader"[..]), Some(b"MDOC"), Some(b"")] {
        assert_eq!(refused(&[SELECT, (4, DEVICE_ENGAGEMENT, id, &[0xa0])]), NdefErrorKind::NoDeviceEngagement);
    }
    let reader: &[u8] = b"iso.org:18013:readerengagement";
    assert_eq!(refused(&[SELECT, (4, reader, Some(b"mdoc"), &[0xa0])]), NdefErrorKind::NoDeviceEngagement);
    assert_eq!(refused(&[SELECT, (2, DEVICE_ENGAGEMENT, Some(b"mdoc"), &[0xa0])]), NdefErrorKind::NoDeviceEngagement);
}

#[test]
fn two_engagements_are_one_too_many() {
    assert_eq!(refused(&[SELECT, ENGAGEMENT, ENGAGEMENT]), NdefErrorKind::RepeatedDeviceEngagement);
}

#[test]
fn what_follows_the_engagement_is_checked_too() {
    let mut bytes = message(&[SELECT, ENGAGEMENT, CARRIER]);
    bytes.pop();
    assert_eq!(device_engagement(&bytes).unwrap_err().kind(), NdefErrorKind::UnexpectedEnd);
    assert_eq!(device_engagement(&[]).unwrap_err().kind(), NdefErrorKind::UnexpectedEnd);
}
