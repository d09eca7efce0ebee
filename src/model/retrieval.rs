//! DeviceRetrievalMethod and its options (edition 1 8.2.2.3, edition 2 9.3).

use crate::cbor::{Decode, Encode, Error, RawValue, Reader, Writer};

/// A method as received: `[type, version, options]`.
#[derive(Debug, Clone, Copy)]
pub struct DeviceRetrievalMethod<'a> {
    /// 1 NFC, 2 BLE, 3 Wi-Fi Aware, 4 website (TS 18013-7).
    pub kind: u64,
    /// Only version 1 is defined.
    pub version: u64,
    /// The options, exact.
    pub options: RawValue<'a>,
}

impl<'a> Decode<'a> for DeviceRetrievalMethod<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

impl DeviceRetrievalMethod<'_> {
    /// The method with its options understood; `None` where type, version or options make it unusable.
    #[must_use]
    pub fn usable(&self) -> Option<RetrievalMethod> {
        todo!()
    }
}

/// A method that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetrievalMethod {
    /// Type 1.
    Nfc(NfcOptions),
    /// Type 2.
    Ble(BleOptions),
    /// Type 3: recognised, not served by this library.
    WifiAware,
}

/// `NfcOptions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NfcOptions {
    /// Key 0: the largest command data field, 255 to 65535 bytes.
    pub max_command: u32,
    /// Key 1: the largest response data field, 256 to 65536 bytes.
    pub max_response: u32,
}

/// `BleOptions`. A mode is supported exactly when its UUID is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BleOptions {
    /// Keys 0 and 10: mdoc peripheral server mode, with the service UUID (RFC 4122 order).
    pub peripheral_server: Option<[u8; 16]>,
    /// Keys 1 and 11: mdoc central client mode, with the service UUID (RFC 4122 order).
    pub central_client: Option<[u8; 16]>,
    /// Key 20: the device address, 6 or 7 bytes, little-endian.
    pub address: Option<Vec<u8>>,
    /// Key 21 (edition 2): the L2CAP PSM.
    pub psm: Option<u32>,
}

impl Encode for RetrievalMethod {
    fn encode(&self, writer: &mut Writer) {
        todo!()
    }
}
