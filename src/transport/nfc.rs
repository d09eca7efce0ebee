//! NFC engagement (edition 1 8.2.2.1, edition 2 9.2), and data transfer over NFC (edition 1 8.3.3.1.2, edition 2 11.2).
//!
//! * [`ndef`] reads and writes NDEF messages, [`carrier`] the records of carriers, [`handover`] the messages of
//!   connection handover, [`tnep`] those before a negotiation, [`container`] the capability container;
//! * [`apdu`] reads and writes commands and responses;
//! * [`tag`] is the mdoc's side of engagement, a command in and an answer out; [`reader`] is the reader's;
//! * [`transfer`] has both sides of data transfer, [`card`] the mdoc's side of both.

pub mod apdu;
pub mod card;
pub mod carrier;
pub mod container;
pub mod handover;
pub mod ndef;
pub mod reader;
pub mod tag;
pub mod tnep;
pub mod transfer;

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
/// When the message is not well-formed NDEF, has more than [`NDEF_RECORDS`](crate::budget::NDEF_RECORDS) records, is no
/// Handover Select, or has not exactly one device engagement record with the id `mdoc`.
pub fn device_engagement(handover_select: &[u8]) -> Result<&[u8], NdefError> {
    let mut found = None;
    for (index, record) in records(handover_select).enumerate() {
        let record = record?;
        let fail = |kind| Err(NdefError::new(kind, record.offset));
        if index == 0 && !record.is(TypeNameFormat::WellKnown, HANDOVER_SELECT) {
            return fail(NdefErrorKind::NotHandoverSelect);
        }
        if is_device_engagement(&record) && found.replace(record.payload).is_some() {
            return fail(NdefErrorKind::RepeatedDeviceEngagement);
        }
    }
    found.ok_or_else(|| NdefError::new(NdefErrorKind::NoDeviceEngagement, handover_select.len()))
}

fn is_device_engagement(record: &Record<'_>) -> bool {
    record.is(TypeNameFormat::External, DEVICE_ENGAGEMENT) && record.id == Some(DEVICE_ENGAGEMENT_ID)
}
