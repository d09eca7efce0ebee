//! The Handover Select message.

use super::alternative::{Alternative, embed};
use super::{BLE_ID, MAJOR, NFC_ID, Request, VERSION};
use crate::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use crate::transport::nfc::carrier::{self, BleOob, Carrier, CarrierError, CarrierErrorKind, LeRole, NfcCarrier};
use crate::transport::nfc::ndef::{self, NdefError, NdefErrorKind, Record, TypeNameFormat, records};
use crate::transport::nfc::{DEVICE_ENGAGEMENT, DEVICE_ENGAGEMENT_ID, HANDOVER_SELECT, device_engagement};

/// A Handover Select message: version, alternative carriers, DeviceEngagement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select<'a> {
    /// The version of connection handover, 0x15 for 1.5.
    pub version: u8,
    /// The carriers offered, at least one.
    pub alternatives: Vec<Alternative<'a>>,
    /// The DeviceEngagement, exactly as sent.
    pub engagement: &'a [u8],
}

impl<'a> Select<'a> {
    /// Reads a complete message, without the 2-byte length of a Type 4 Tag.
    ///
    /// # Errors
    /// Those of [`device_engagement`]; another major version of connection handover than 1, an `ac` record that is not
    /// readable, none, or more than the budget. A carrier's record that is not readable is told in its alternative.
    pub fn read(message: &'a [u8]) -> Result<Self, NdefError> {
        let engagement = device_engagement(message)?;
        let all = records(message).collect::<Result<Vec<_>, _>>()?;
        let payload = all.first().map(|record| record.payload).unwrap_or_default();
        let fail = |kind| NdefError::new(kind, 0);
        let (version, embedded) = payload.split_first().ok_or(fail(NdefErrorKind::HandoverVersion))?;
        // A later minor version adds, an earlier one is what older wallets with a static handover have.
        if version & MAJOR != VERSION & MAJOR {
            return Err(fail(NdefErrorKind::HandoverVersion));
        }
        let alternatives = Alternative::read_all(embedded, &all)?;
        if alternatives.is_empty() {
            return Err(fail(NdefErrorKind::NoAlternativeCarrier));
        }
        Ok(Self { version: *version, alternatives, engagement })
    }

    /// Reads the answer to `request`, which names exactly one carrier.
    ///
    /// # Errors
    /// Those of [`read`](Self::read), and more than one alternative carrier.
    pub fn read_answer(message: &'a [u8]) -> Result<Self, NdefError> {
        let select = Self::read(message)?;
        if select.alternatives.len() > 1 {
            return Err(NdefError::new(NdefErrorKind::ExtraAlternativeCarrier, 0));
        }
        Ok(select)
    }

    /// The carriers as retrieval methods, in the order offered; of each that cannot be used, why.
    ///
    /// With negotiated handover the service UUID of the mdoc central client mode is the request's. Where the standard's
    /// place has no UUID, one in the other message is taken.
    pub fn methods(&self, request: Option<&Request<'_>>) -> Vec<Result<RetrievalMethod, CarrierError>> {
        let asked = request.and_then(Request::ble);
        self.alternatives
            .iter()
            .map(|alternative| match alternative.carrier.as_ref().map_err(|error| *error)? {
                Carrier::Ble(ble) => method(ble, asked).map(RetrievalMethod::Ble),
                Carrier::Nfc(carrier) => Ok(RetrievalMethod::Nfc(carrier.options())),
                Carrier::WifiAware => Ok(RetrievalMethod::WifiAware),
            })
            .collect()
    }

    /// Writes the message of a static handover: `Hs`, the carriers' records, the DeviceEngagement.
    ///
    /// Both modes of a BLE method need the same service UUID, of which the record has one. Wi-Fi Aware is not written.
    ///
    /// # Errors
    /// A BLE method without a mode or with two service UUIDs ([`NdefErrorKind::AlternativeCarrier`]), no method, more
    /// than one of a kind, or an engagement above 4 GB.
    pub fn message(engagement: &[u8], methods: &[RetrievalMethod]) -> Result<Vec<u8>, NdefError> {
        let carriers = methods.iter().filter_map(|method| match method {
            RetrievalMethod::Ble(options) => Some(of_static(options).map(Written::Ble)),
            RetrievalMethod::Nfc(options) => Some(Some(Written::Nfc(*options))),
            RetrievalMethod::WifiAware => None,
        });
        let carriers = carriers.collect::<Option<Vec<_>>>();
        write(engagement, &carriers.ok_or(NdefError::new(NdefErrorKind::AlternativeCarrier, 0))?)
    }
}

/// A carrier to be written.
pub(super) enum Written {
    Ble(BleOob),
    Nfc(NfcOptions),
}

/// Writes the message of these carriers.
pub(super) fn write(engagement: &[u8], carriers: &[Written]) -> Result<Vec<u8>, NdefError> {
    let fail = |kind| Err(NdefError::new(kind, 0));
    if carriers.is_empty() {
        return fail(NdefErrorKind::NoAlternativeCarrier);
    }
    let parts: Vec<_> = carriers
        .iter()
        .map(|carrier| match carrier {
            Written::Ble(oob) => (TypeNameFormat::Media, carrier::BLE, BLE_ID, oob.to_vec()),
            Written::Nfc(options) => {
                (TypeNameFormat::External, carrier::NFC, NFC_ID, NfcCarrier::of_mdoc(*options).to_vec())
            }
        })
        .collect();
    let repeated = |id: &[u8]| parts.iter().filter(|part| part.2 == id).count() > 1;
    if repeated(BLE_ID) || repeated(NFC_ID) {
        return fail(NdefErrorKind::ExtraAlternativeCarrier);
    }
    let alternatives: Vec<_> =
        parts.iter().map(|(_, _, id, _)| Alternative::payload(id, &[DEVICE_ENGAGEMENT_ID])).collect();
    let select = embed(VERSION, None, &alternatives)?;
    let mut all = vec![Record::new(TypeNameFormat::WellKnown, HANDOVER_SELECT, None, &select)];
    all.extend(parts.iter().map(|(format, kind, id, payload)| Record::new(*format, kind, Some(id), payload)));
    all.push(Record::new(TypeNameFormat::External, DEVICE_ENGAGEMENT, Some(DEVICE_ENGAGEMENT_ID), engagement));
    ndef::message(&all)
}

/// The OOB data of a static handover.
fn of_static(options: &BleOptions) -> Option<BleOob> {
    let (peripheral, central) = (options.peripheral_server, options.central_client);
    let role = LeRole::of(peripheral.is_some(), central.is_some())?;
    let uuid = match (peripheral, central) {
        (Some(one), Some(other)) if one != other => return None,
        _ => peripheral.or(central),
    };
    let of_peripheral = peripheral.is_some();
    let address = options.address.clone().filter(|_| of_peripheral);
    Some(BleOob { role, address, uuid, psm: options.psm.filter(|_| of_peripheral) })
}

/// The BLE method that the OOB data of a Handover Select message stand for.
fn method(ble: &BleOob, asked: Option<&BleOob>) -> Result<BleOptions, CarrierError> {
    let of_reader = asked.and_then(|asked| asked.uuid);
    let peripheral_server = ble.uuid.or(of_reader).filter(|_| ble.role.peripheral());
    let central_client = of_reader.or(ble.uuid).filter(|_| ble.role.central());
    if peripheral_server.is_none() && central_client.is_none() {
        return Err(CarrierError::new(CarrierErrorKind::NoUuid, 0));
    }
    let server = peripheral_server.is_some();
    let address = ble.address.clone().filter(|_| server);
    Ok(BleOptions { peripheral_server, central_client, address, psm: ble.psm.filter(|_| server) })
}
