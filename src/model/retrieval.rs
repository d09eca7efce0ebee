//! DeviceRetrievalMethod and its options (edition 1 8.2.2.3, edition 2 9.3).

use crate::cbor::{Decode, Encode, Error, ErrorKind, Key, RawValue, Reader, Type, Writer};

#[cfg(test)]
mod tests;

/// The only version of any method so far.
const VERSION: u64 = 1;
const NFC: u64 = 1;
const BLE: u64 = 2;
const WIFI_AWARE: u64 = 3;

/// A method as received: `DeviceRetrievalMethod = [uint, uint, RetrievalOptions]`, that is type, version, options.
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
        reader.tuple(3, |reader| Ok(Self { kind: reader.uint()?, version: reader.uint()?, options: reader.raw()? }))
    }
}

impl DeviceRetrievalMethod<'_> {
    /// The method with its options understood; `None` where type, version or options make it unusable.
    #[must_use]
    pub fn usable(&self) -> Option<RetrievalMethod> {
        match (self.kind, self.version) {
            (NFC, VERSION) => self.options.decode().ok().map(RetrievalMethod::Nfc),
            (BLE, VERSION) => self.options.decode().ok().map(RetrievalMethod::Ble),
            (WIFI_AWARE, VERSION) => (self.options.kind() == Type::Map).then_some(RetrievalMethod::WifiAware),
            _ => None,
        }
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
    /// Type 3: recognised, not served by this library. Its options are not kept; encoded, they are an empty map.
    WifiAware,
}

impl Encode for RetrievalMethod {
    fn encode(&self, writer: &mut Writer) {
        writer.array(3);
        match self {
            Self::Nfc(options) => writer.uint(NFC).uint(VERSION).value(options),
            Self::Ble(options) => writer.uint(BLE).uint(VERSION).value(options),
            Self::WifiAware => writer.uint(WIFI_AWARE).uint(VERSION).map(0),
        };
    }
}

/// `NfcOptions = { 0: uint, 1: uint, * uint => any }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NfcOptions {
    /// Key 0: the largest command data field, 255 to 65535 bytes.
    pub max_command: u32,
    /// Key 1: the largest response data field, 256 to 65536 bytes.
    pub max_response: u32,
}

impl<'a> Decode<'a> for NfcOptions {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = reader.offset();
        let (mut max_command, mut max_response) = (None, None);
        reader.map(|reader, key| {
            match key {
                Key::Unsigned(0) => max_command = Some(within(reader, 255, 65_535, "maximum command data length")?),
                Key::Unsigned(1) => max_response = Some(within(reader, 256, 65_536, "maximum response data length")?),
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let missing = |name| Error::new(ErrorKind::Missing(name), start);
        Ok(Self {
            max_command: max_command.ok_or_else(|| missing("maximum command data length"))?,
            max_response: max_response.ok_or_else(|| missing("maximum response data length"))?,
        })
    }
}

/// Reads an unsigned integer of at least `least` and at most `most`.
fn within(reader: &mut Reader<'_>, least: u32, most: u32, name: &'static str) -> Result<u32, Error> {
    let start = reader.offset();
    let value = u32::try_from(reader.uint()?).ok().filter(|value| (least..=most).contains(value));
    value.ok_or_else(|| Error::new(ErrorKind::OutOfRange(name), start))
}

impl Encode for NfcOptions {
    fn encode(&self, writer: &mut Writer) {
        writer.map(2).uint(0).uint(self.max_command.into()).uint(1).uint(self.max_response.into());
    }
}

/// `BleOptions = { 0: bool, 1: bool, ? 10: bstr .size 16, ? 11: bstr .size 16, ? 20: bstr, ? 21: uint, * uint => any }`.
/// A mode is supported exactly when its UUID is there.
///
/// When read, a mode counts only if it is announced (keys 0, 1) and its UUID (keys 10, 11) is 16 bytes; a mode that
/// is half there leaves the other one usable, and options with neither are an error. The UUID's variant bits are not
/// looked at: the standard's own example has none of RFC 4122's. Address and PSM belong to the peripheral server mode;
/// without it, or unreadable, they are dropped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BleOptions {
    /// Keys 0 and 10: mdoc peripheral server mode, with the service UUID (RFC 4122 order).
    pub peripheral_server: Option<[u8; 16]>,
    /// Keys 1 and 11: mdoc central client mode, with the service UUID (RFC 4122 order).
    pub central_client: Option<[u8; 16]>,
    /// Key 20: the device address, little-endian, 6 bytes or, with its type behind, 7.
    pub address: Option<Vec<u8>>,
    /// Key 21 (edition 2): the L2CAP PSM.
    pub psm: Option<u32>,
}

impl<'a> Decode<'a> for BleOptions {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = reader.offset();
        let (mut peripheral, mut central) = (false, false);
        let mut options = Self::default();
        reader.map(|reader, key| {
            let value = reader.raw()?;
            let bytes = || value.as_bytes();
            match key {
                Key::Unsigned(0) => peripheral = value.as_bool() == Some(true),
                Key::Unsigned(1) => central = value.as_bool() == Some(true),
                Key::Unsigned(10) => options.peripheral_server = bytes().and_then(|uuid| uuid.try_into().ok()),
                Key::Unsigned(11) => options.central_client = bytes().and_then(|uuid| uuid.try_into().ok()),
                Key::Unsigned(20) => {
                    options.address = bytes().filter(|address| matches!(address.len(), 6 | 7)).map(<[u8]>::to_vec);
                }
                Key::Unsigned(21) => options.psm = value.as_uint().and_then(|psm| psm.try_into().ok()),
                _ => {}
            }
            Ok(())
        })?;
        options.peripheral_server = options.peripheral_server.filter(|_| peripheral);
        options.central_client = options.central_client.filter(|_| central);
        if options.peripheral_server.is_none() {
            (options.address, options.psm) = (None, None);
            if options.central_client.is_none() {
                return Err(Error::new(ErrorKind::Structure("no BLE mode is offered with its UUID"), start));
            }
        }
        Ok(options)
    }
}

impl Encode for BleOptions {
    fn encode(&self, writer: &mut Writer) {
        let peripheral = self.peripheral_server.as_ref();
        // Both are meaningful with the peripheral server only.
        let address = self.address.as_ref().filter(|_| peripheral.is_some());
        let psm = self.psm.filter(|_| peripheral.is_some());
        let optional = [peripheral.is_some(), self.central_client.is_some(), address.is_some(), psm.is_some()];
        writer.map(optional.iter().filter(|present| **present).count().saturating_add(2));
        writer.uint(0).bool(peripheral.is_some());
        writer.uint(1).bool(self.central_client.is_some());
        if let Some(uuid) = peripheral {
            writer.uint(10).bytes(uuid);
        }
        if let Some(uuid) = &self.central_client {
            writer.uint(11).bytes(uuid);
        }
        if let Some(address) = address {
            writer.uint(20).bytes(address);
        }
        if let Some(psm) = psm {
            writer.uint(21).uint(psm.into());
        }
    }
}
