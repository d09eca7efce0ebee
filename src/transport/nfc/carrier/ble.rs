//! The Bluetooth LE carrier record: a run of AD structures, `length(1) type(1) data(length - 1)`, little-endian.

use super::{CarrierError, CarrierErrorKind};
use crate::cbor::{self, Decode, Encoding, Key, Reader, Writer};

const ROLE: u8 = 0x1c;
const ADDRESS: u8 = 0x1b;
const UUIDS: u8 = 0x07;
const SERVICE_DATA: u8 = 0x16;
/// A private type in which Multipaz sends the PSM, four bytes.
const PRIVATE_PSM: u8 = 0x77;
/// The 16-bit UUID of the service data, little-endian. Edition 2 leaves it open; this is what Multipaz stands in.
const SERVICE: [u8; 2] = [0x01, 0xff];
/// The type of a random address: behind six bytes that say none.
const RANDOM: u8 = 1;

/// The LE Role of the device that writes the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeRole {
    /// 0: peripheral only.
    Peripheral,
    /// 1: central only.
    Central,
    /// 2: both, peripheral preferred.
    BothPeripheralPreferred,
    /// 3: both, central preferred.
    BothCentralPreferred,
}

impl LeRole {
    /// Whether the device can be the peripheral.
    #[must_use]
    pub const fn peripheral(self) -> bool {
        !matches!(self, Self::Central)
    }

    /// Whether the device can be the central.
    #[must_use]
    pub const fn central(self) -> bool {
        !matches!(self, Self::Peripheral)
    }

    /// The role of a device that can be these; `None` when it can be neither.
    #[must_use]
    pub const fn of(peripheral: bool, central: bool) -> Option<Self> {
        match (peripheral, central) {
            (true, true) => Some(Self::BothPeripheralPreferred),
            (true, false) => Some(Self::Peripheral),
            (false, true) => Some(Self::Central),
            (false, false) => None,
        }
    }

    const fn code(self) -> u8 {
        match self {
            Self::Peripheral => 0,
            Self::Central => 1,
            Self::BothPeripheralPreferred => 2,
            Self::BothCentralPreferred => 3,
        }
    }

    const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Peripheral),
            1 => Some(Self::Central),
            2 => Some(Self::BothPeripheralPreferred),
            3 => Some(Self::BothCentralPreferred),
            _ => None,
        }
    }
}

/// The Bluetooth LE out-of-band data of a handover.
///
/// Read are, beside the standard's, the field's forms: an address without its type, several service UUIDs (the last
/// counts), a PSM in a private structure. Structures of other types, such as a name, are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BleOob {
    /// What the writing device can be.
    pub role: LeRole,
    /// Its address, little-endian, 6 bytes or, with its type behind (0 public, 1 random), 7.
    pub address: Option<Vec<u8>>,
    /// The service UUID, in RFC 4122 order.
    pub uuid: Option<[u8; 16]>,
    /// The L2CAP PSM (edition 2).
    pub psm: Option<u32>,
}

impl BleOob {
    /// Reads the payload of the record.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub fn read(payload: &[u8]) -> Result<Self, CarrierError> {
        let (mut role, mut address, mut uuid, mut psm) = (None, None, None, None);
        let mut rest = payload;
        let mut offset = 0_usize;
        while let Some((length, behind)) = rest.split_first() {
            let fail = |kind| Err(CarrierError::new(kind, offset));
            let length = usize::from(*length);
            let Some((structure, next)) = behind.split_at_checked(length) else {
                return fail(CarrierErrorKind::UnexpectedEnd);
            };
            let Some((kind, data)) = structure.split_first() else { return fail(CarrierErrorKind::EmptyStructure) };
            match *kind {
                ROLE => {
                    let code = <[u8; 1]>::try_from(data).ok();
                    let Some(read) = code.and_then(|[code]| LeRole::from_code(code)) else {
                        return fail(CarrierErrorKind::Role);
                    };
                    if role.replace(read).is_some() {
                        return fail(CarrierErrorKind::Repeated);
                    }
                }
                ADDRESS => {
                    let read = Some(data).filter(|data| matches!(data.len(), 6 | 7));
                    let Some(read) = read else { return fail(CarrierErrorKind::Address) };
                    if address.replace(read.to_vec()).is_some() {
                        return fail(CarrierErrorKind::Repeated);
                    }
                }
                UUIDS => {
                    let (uuids, []) = data.as_chunks::<16>() else { return fail(CarrierErrorKind::Uuid) };
                    let Some(last) = uuids.last() else { return fail(CarrierErrorKind::Uuid) };
                    let mut last = *last;
                    last.reverse();
                    uuid = Some(last);
                }
                SERVICE_DATA => {
                    if let Some(options) = data.strip_prefix(&SERVICE) {
                        let Ok((options, _)) = cbor::from_slice::<ServiceData>(options, Encoding::Field) else {
                            return fail(CarrierErrorKind::Psm);
                        };
                        psm = options.psm.or(psm);
                    }
                }
                PRIVATE_PSM => match private_psm(data) {
                    Some(read) => psm = psm.or(Some(read)),
                    None => return fail(CarrierErrorKind::Psm),
                },
                _ => {}
            }
            offset = offset.saturating_add(length).saturating_add(1);
            rest = next;
        }
        let role = role.ok_or(CarrierError::new(CarrierErrorKind::Role, payload.len()))?;
        Ok(Self { role, address, uuid, psm })
    }

    /// The payload of the record: address, role, service UUID, and where there is one the PSM. An address of 6 bytes is
    /// written as a random one, one of any other length not at all.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        if let Some(address) = self.address.as_ref().filter(|address| matches!(address.len(), 6 | 7)) {
            payload.extend([8, ADDRESS]);
            payload.extend(address.iter().copied().chain([RANDOM]).take(7));
        }
        payload.extend([2, ROLE, self.role.code()]);
        if let Some(uuid) = &self.uuid {
            payload.extend([17, UUIDS]);
            payload.extend(uuid.iter().rev());
        }
        if let Some(psm) = self.psm {
            let mut options = Writer::new();
            options.map(1).uint(0).uint(psm.into());
            // A map of one number: 3 to 7 bytes.
            let length = u8::try_from(options.as_slice().len().saturating_add(3)).unwrap_or(u8::MAX);
            payload.extend([length, SERVICE_DATA]);
            payload.extend(SERVICE);
            payload.extend(options.as_slice());
        }
        payload
    }
}

/// `{ ? 0: uint, * int => any }`.
struct ServiceData {
    psm: Option<u32>,
}

impl<'a> Decode<'a> for ServiceData {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, cbor::Error> {
        let mut psm = None;
        reader.map(|reader, key| {
            let value = reader.raw()?;
            if matches!(key, Key::Unsigned(0)) {
                psm = value.as_uint().and_then(|psm| psm.try_into().ok());
            }
            Ok(())
        })?;
        Ok(Self { psm })
    }
}

/// Four bytes. The order is nowhere said; a PSM takes two bytes at most, so that the zeros tell.
fn private_psm(data: &[u8]) -> Option<u32> {
    let data = <[u8; 4]>::try_from(data).ok()?;
    let readings = [u32::from_be_bytes(data), u32::from_le_bytes(data)];
    readings.into_iter().find(|psm| u16::try_from(*psm).is_ok())
}
