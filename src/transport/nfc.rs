//! NFC engagement (edition 1 8.2.2.1, edition 2 9.2): the NDEF messages of connection handover.

pub mod ndef;

#[cfg(test)]
mod tests;

use ndef::{NdefError, NdefErrorKind, Record, TypeNameFormat, records};

const HANDOVER_SELECT: &[u8] = b"Hs";
const DEVICE_ENGAGEMENT: &[u8] = b"iso.org:18013:deviceengagement";
const DEVICE_ENGAGEMENT_ID: &[u8] = b"mdoc";

/// The DeviceEngagement in a Handover Select message, exactly as sent.
///
/// `handover_select` is the complete NDEF message without the 2-byte length of a Type 4 Tag, the same bytes that go
/// into the session transcript. Its first record must be the `Hs` record; the others may come in any order, as they
/// do in the field.
///
/// # Errors
/// When the message is not well-formed NDEF, is no Handover Select, or has not exactly one device engagement record
/// with the id `mdoc`.
pub fn device_engagement(handover_select: &[u8]) -> Result<&[u8], NdefError> {
    let mut found = None;
    for (index, record) in records(handover_select).enumerate() {
        let record = record?;
        let fail = |kind| Err(NdefError::new(kind, record.offset));
        if index == 0 && !is_handover_select(&record) {
            return fail(NdefErrorKind::NotHandoverSelect);
        }
        if is_device_engagement(&record) && found.replace(record.payload).is_some() {
            return fail(NdefErrorKind::RepeatedDeviceEngagement);
        }
    }
    found.ok_or_else(|| NdefError::new(NdefErrorKind::NoDeviceEngagement, handover_select.len()))
}

fn is_handover_select(record: &Record<'_>) -> bool {
    record.format == TypeNameFormat::WellKnown && record.kind == HANDOVER_SELECT
}

fn is_device_engagement(record: &Record<'_>) -> bool {
    record.format == TypeNameFormat::External
        && record.kind == DEVICE_ENGAGEMENT
        && record.id == Some(DEVICE_ENGAGEMENT_ID)
}
