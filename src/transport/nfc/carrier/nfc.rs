//! The NFC carrier record: a version, and up to two lengths.

use core::ops::RangeInclusive;

use super::{CarrierError, CarrierErrorKind};
use crate::model::retrieval::NfcOptions;

const VERSION: u8 = 1;
const COMMAND: u8 = 1;
const RESPONSE: u8 = 2;

/// What every mdoc can do that says no lengths: the command data field of a short APDU.
const SHORT_COMMAND: u32 = 255;
/// The response data field of a short APDU.
const SHORT_RESPONSE: u32 = 256;

/// The data transfer over NFC of a handover: `version(1) [length 01 value] [length 02 value]`, big-endian.
///
/// The mdoc sends both lengths, the reader neither; any combination is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NfcCarrier {
    /// Field 1: the largest command data field, 255 to 65535 bytes.
    pub max_command: Option<u32>,
    /// Field 2: the largest response data field, 256 to 65536 bytes.
    pub max_response: Option<u32>,
}

impl NfcCarrier {
    /// What the mdoc writes.
    #[must_use]
    pub const fn of_mdoc(options: NfcOptions) -> Self {
        Self { max_command: Some(options.max_command), max_response: Some(options.max_response) }
    }

    /// The lengths; one that was not sent is that of a short APDU.
    #[must_use]
    pub fn options(&self) -> NfcOptions {
        NfcOptions {
            max_command: self.max_command.unwrap_or(SHORT_COMMAND),
            max_response: self.max_response.unwrap_or(SHORT_RESPONSE),
        }
    }

    /// Reads the payload of the record. Fields of other types are passed over.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub fn read(payload: &[u8]) -> Result<Self, CarrierError> {
        let Some((&VERSION, mut rest)) = payload.split_first() else {
            return Err(CarrierError::new(CarrierErrorKind::Version, 0));
        };
        let mut read = Self::default();
        let mut offset = 1_usize;
        while let Some((length, behind)) = rest.split_first() {
            let fail = |kind| CarrierError::new(kind, offset);
            let length = usize::from(*length);
            let (field, next) = behind.split_at_checked(length).ok_or(fail(CarrierErrorKind::UnexpectedEnd))?;
            let (kind, value) = field.split_first().ok_or(fail(CarrierErrorKind::EmptyStructure))?;
            match *kind {
                COMMAND => set(&mut read.max_command, value, 255..=65_535).map_err(fail)?,
                RESPONSE => set(&mut read.max_response, value, 256..=65_536).map_err(fail)?,
                _ => {}
            }
            offset = offset.saturating_add(length).saturating_add(1);
            rest = next;
        }
        Ok(read)
    }

    /// The payload of the record.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut payload = vec![VERSION];
        for (kind, value) in [(COMMAND, self.max_command), (RESPONSE, self.max_response)] {
            let Some(value) = value else { continue };
            let bytes = value.to_be_bytes();
            let zeros = bytes.iter().take(3).take_while(|byte| **byte == 0).count();
            let significant = bytes.get(zeros..).unwrap_or_default();
            // At most 4 bytes and the type.
            payload.push(u8::try_from(significant.len()).unwrap_or_default().saturating_add(1));
            payload.push(kind);
            payload.extend(significant);
        }
        payload
    }
}

fn set(place: &mut Option<u32>, value: &[u8], range: RangeInclusive<u32>) -> Result<(), CarrierErrorKind> {
    let value = number(value).filter(|value| range.contains(value)).ok_or(CarrierErrorKind::Range)?;
    if place.replace(value).is_some() { Err(CarrierErrorKind::Repeated) } else { Ok(()) }
}

/// An unsigned integer of 1 to 4 bytes, big-endian.
fn number(bytes: &[u8]) -> Option<u32> {
    matches!(bytes.len(), 1..=4).then(|| bytes.iter().fold(0, |value, byte| (value << 8) | u32::from(*byte)))
}
