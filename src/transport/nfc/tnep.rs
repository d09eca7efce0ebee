//! The service negotiation before a negotiated handover (NFC Forum Tag NDEF Exchange Protocol 1.0).
//!
//! The tag first holds [`ServiceParameters`] (`Tp`); the reader selects the service ([`service_select`], `Ts`), reads a
//! status ([`status`], `Te`), writes its request and reads the answer. While the answer is not ready the tag's NDEF
//! length is 0.

use core::time::Duration;

use crate::transport::nfc::ndef::{self, NdefError, NdefErrorKind, Record, TypeNameFormat, records};

#[cfg(test)]
mod tests;

/// The service of connection handover.
pub const HANDOVER_SERVICE: &[u8] = b"urn:nfc:sn:handover";

/// `Te`: the service was selected.
pub const SUCCESS: u8 = 0;
/// `Te`: what the reader wrote is not what the protocol wants here.
pub const PROTOCOL_ERROR: u8 = 1;

const PARAMETERS: &[u8] = b"Tp";
const SELECT: &[u8] = b"Ts";
const STATUS: &[u8] = b"Te";
/// TNEP 1.0.
const VERSION: u8 = 0x10;
const MAJOR: u8 = 0xf0;
/// Six bits.
const WAITING_TIME: u8 = 0x3f;
/// Four bits.
const EXTENSIONS: u8 = 0x0f;

/// The parameters of a service.
///
/// ```text
/// payload of `Tp`: version(1) length(1) name, mode(1), waiting time(1), extensions(1), largest NDEF message(2)
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceParameters {
    /// WT_INT, 0 to 63: the reader waits 2^(WT/4 - 1) milliseconds before it reads, and between reads.
    pub waiting_time: u8,
    /// N_wait, 0 to 15: how often it reads again.
    pub extensions: u8,
    /// The largest message the tag takes, in bytes.
    pub max_message: u16,
}

impl Default for ServiceParameters {
    /// 8 ms, 15 times, and any size, as wallets have it.
    fn default() -> Self {
        Self { waiting_time: 16, extensions: 15, max_message: u16::MAX }
    }
}

impl ServiceParameters {
    /// How long to wait before each read: 0.5 ms to 27.6 s.
    #[must_use]
    pub fn wait(&self) -> Duration {
        // 2^(WT/4 - 1) ms in microseconds: a whole power times one of the four roots.
        const ROOTS: [u32; 4] = [500, 595, 707, 841];
        let root = ROOTS.get(usize::from(self.waiting_time & 3)).copied().unwrap_or(500);
        let power = u32::from((self.waiting_time & WAITING_TIME) >> 2);
        Duration::from_micros(u64::from(root) << power)
    }

    /// The parameters of connection handover in the tag's first message, which may name other services and have other
    /// records beside.
    ///
    /// # Errors
    /// The message is not readable, or does not name the service in a version that is known.
    pub fn read(message: &[u8]) -> Result<Self, NdefError> {
        let mut found = None;
        for record in records(message) {
            let record = record?;
            if record.is(TypeNameFormat::WellKnown, PARAMETERS) && found.is_none() {
                found = Self::of_payload(record.payload);
            }
        }
        found.ok_or(NdefError::new(NdefErrorKind::Service, 0))
    }

    fn of_payload(payload: &[u8]) -> Option<Self> {
        let (version, rest) = payload.split_first()?;
        if version & MAJOR != VERSION & MAJOR {
            return None;
        }
        let (length, rest) = rest.split_first()?;
        let (name, rest) = rest.split_at_checked(usize::from(*length))?;
        // The last two are the size; the communication mode has one value so far.
        let [_, waiting_time, extensions, high, low, ..] = rest else { return None };
        (name == HANDOVER_SERVICE).then_some(Self {
            waiting_time: waiting_time & WAITING_TIME,
            extensions: extensions & EXTENSIONS,
            max_message: u16::from_be_bytes([*high, *low]),
        })
    }

    /// Writes the tag's first message.
    ///
    /// # Errors
    /// None that these lengths can have.
    pub fn message(&self) -> Result<Vec<u8>, NdefError> {
        let mut payload = vec![VERSION];
        payload.extend(name(HANDOVER_SERVICE));
        payload.extend([0, self.waiting_time & WAITING_TIME, self.extensions & EXTENSIONS]);
        payload.extend(self.max_message.to_be_bytes());
        ndef::message(&[Record::new(TypeNameFormat::WellKnown, PARAMETERS, None, &payload)])
    }
}

/// Whether a tag's first message begins a negotiation: its first record is a `Tp`.
#[must_use]
pub fn negotiates(message: &[u8]) -> bool {
    records(message)
        .next()
        .is_some_and(|record| record.is_ok_and(|record| record.is(TypeNameFormat::WellKnown, PARAMETERS)))
}

/// The name in a Service Select message; an empty one ends the service.
///
/// # Errors
/// The message is not readable, or is no Service Select.
pub fn selected_service(message: &[u8]) -> Result<&[u8], NdefError> {
    let payload = only(message, SELECT)?;
    let (length, name) = payload.split_first().ok_or(NdefError::new(NdefErrorKind::Service, 0))?;
    if usize::from(*length) == name.len() { Ok(name) } else { Err(NdefError::new(NdefErrorKind::Service, 0)) }
}

/// A Service Select message for the service of connection handover.
///
/// # Errors
/// None that these lengths can have.
pub fn service_select() -> Result<Vec<u8>, NdefError> {
    ndef::message(&[Record::new(TypeNameFormat::WellKnown, SELECT, None, &name(HANDOVER_SERVICE))])
}

/// The status in a TNEP status message.
///
/// # Errors
/// The message is not readable, or is no TNEP status.
pub fn status(message: &[u8]) -> Result<u8, NdefError> {
    match only(message, STATUS)? {
        [status] => Ok(*status),
        _ => Err(NdefError::new(NdefErrorKind::Service, 0)),
    }
}

/// A TNEP status message.
///
/// # Errors
/// None that these lengths can have.
pub fn status_message(status: u8) -> Result<Vec<u8>, NdefError> {
    ndef::message(&[Record::new(TypeNameFormat::WellKnown, STATUS, None, &[status])])
}

/// The payload of the first record, which must be of this type.
fn only<'a>(message: &'a [u8], kind: &[u8]) -> Result<&'a [u8], NdefError> {
    let mut first = None;
    for record in records(message) {
        let record = record?;
        first.get_or_insert(record);
    }
    first
        .filter(|record| record.is(TypeNameFormat::WellKnown, kind))
        .map(|record| record.payload)
        .ok_or(NdefError::new(NdefErrorKind::Service, 0))
}

/// A name behind its length.
fn name(name: &[u8]) -> Vec<u8> {
    [&[u8::try_from(name.len()).unwrap_or_default()], name].concat()
}
