//! Writing NDEF messages.

use super::{ID_LENGTH, MESSAGE_BEGIN, MESSAGE_END, NdefError, NdefErrorKind, Record, SHORT};

/// The message of these records, in this order: payloads of up to 255 bytes in short records, an id only where a
/// record has one. No records make a message of one empty record, as NDEF has it.
///
/// # Errors
/// [`NdefErrorKind::TooLong`] when a type or id has more than 255 bytes, or a payload more than 4 GB.
pub fn message(records: &[Record<'_>]) -> Result<Vec<u8>, NdefError> {
    let mut message = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let begin = if index == 0 { MESSAGE_BEGIN } else { 0 };
        let end = if index.saturating_add(1) == records.len() { MESSAGE_END } else { 0 };
        write(record, begin | end, &mut message).map_err(|_| NdefError::new(NdefErrorKind::TooLong, message.len()))?;
    }
    if records.is_empty() {
        message.extend([MESSAGE_BEGIN | MESSAGE_END | SHORT, 0, 0]);
    }
    Ok(message)
}

fn write(record: &Record<'_>, place: u8, message: &mut Vec<u8>) -> Result<(), core::num::TryFromIntError> {
    let kind = u8::try_from(record.kind.len())?;
    let id = record.id.map(|id| u8::try_from(id.len())).transpose()?;
    let short = u8::try_from(record.payload.len());
    let long = u32::try_from(record.payload.len())?;
    let with_id = if id.is_some() { ID_LENGTH } else { 0 };
    let with_short = if short.is_ok() { SHORT } else { 0 };
    message.extend([place | with_id | with_short | record.format.code(), kind]);
    match short {
        Ok(length) => message.push(length),
        Err(_) => message.extend(long.to_be_bytes()),
    }
    message.extend(id);
    message.extend_from_slice(record.kind);
    message.extend_from_slice(record.id.unwrap_or_default());
    message.extend_from_slice(record.payload);
    Ok(())
}
