//! Carrier records: what an alternative carrier of the handover needs to be used.
//!
//! * [`BleOob`] is the record of Bluetooth Low Energy (edition 1 8.3.3.1.1.2, edition 2 11.1.2).
//! * [`NfcCarrier`] is the record of data transfer over NFC (edition 1 8.2.2.2, edition 2 9.2.2).

mod ble;
mod error;
mod nfc;

#[cfg(test)]
mod tests;

pub use ble::{BleOob, LeRole};
pub use error::{CarrierError, CarrierErrorKind};
pub use nfc::NfcCarrier;

use crate::transport::nfc::ndef::{Record, TypeNameFormat};

/// The media type of a BLE carrier record.
pub(super) const BLE: &[u8] = b"application/vnd.bluetooth.le.oob";
/// The external type of an NFC carrier record.
pub(super) const NFC: &[u8] = b"iso.org:18013:nfc";
/// The media type of a Wi-Fi Aware carrier record.
const WIFI_AWARE: &[u8] = b"application/vnd.wfa.nan";

/// A carrier record that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Carrier {
    /// Bluetooth Low Energy.
    Ble(BleOob),
    /// Data transfer over NFC.
    Nfc(NfcCarrier),
    /// Wi-Fi Aware: recognised, not served by this library.
    WifiAware,
}

impl Carrier {
    /// Reads a carrier record.
    ///
    /// # Errors
    /// [`CarrierError`]; its offset counts from the start of the record's payload.
    pub fn read(record: &Record<'_>) -> Result<Self, CarrierError> {
        match (record.format, record.kind) {
            (TypeNameFormat::Media, BLE) => BleOob::read(record.payload).map(Self::Ble),
            (TypeNameFormat::External, NFC) => NfcCarrier::read(record.payload).map(Self::Nfc),
            (TypeNameFormat::Media, WIFI_AWARE) => Ok(Self::WifiAware),
            _ => Err(CarrierError::new(CarrierErrorKind::Unknown, 0)),
        }
    }
}
