//! The Handover Request message.

use super::alternative::{Alternative, embed};
use super::{BLE_ID, MAJOR, NFC_ID, VERSION};
use crate::cbor::Writer;
use crate::transport::nfc::carrier::{self, BleOob, Carrier, LeRole, NfcCarrier};
use crate::transport::nfc::ndef::{self, NdefError, NdefErrorKind, Record, TypeNameFormat, records};

const HANDOVER_REQUEST: &[u8] = b"Hr";
const COLLISION_RESOLUTION: &[u8] = b"cr";
const READER_ENGAGEMENT: &[u8] = b"iso.org:18013:readerengagement";
const READER_ENGAGEMENT_ID: &[u8] = b"mdocreader";

/// A Handover Request message: version and the carriers that the reader has. What else is in it, such as a collision
/// resolution or a reader engagement, is passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<'a> {
    /// The version of connection handover, 0x15 for 1.5.
    pub version: u8,
    /// The carriers, at least one.
    pub alternatives: Vec<Alternative<'a>>,
}

/// What a reader puts into a Handover Request message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestOptions {
    /// The service UUID, in RFC 4122 order, where the reader serves the mdoc central client mode: fresh for every
    /// transaction.
    pub ble_peripheral: Option<[u8; 16]>,
    /// Whether the reader serves the mdoc peripheral server mode.
    pub ble_central: bool,
    /// The reader's own address, little-endian, 6 or 7 bytes.
    pub ble_address: Option<Vec<u8>>,
    /// Whether the reader serves data transfer over NFC.
    pub nfc: bool,
    /// Two random bytes for a collision resolution record, which nothing needs any more; Annex D has one.
    pub collision: Option<[u8; 2]>,
    /// Whether to send a ReaderEngagement, `{0: "1.0"}`.
    pub reader_engagement: bool,
}

impl<'a> Request<'a> {
    /// Reads a complete message, without the 2-byte length of a Type 4 Tag.
    ///
    /// # Errors
    /// No `Hr` record first, a version other than 1.5 or a later 1.x (before it, there was no negotiation of this
    /// kind), an `ac` record that is not readable, none, or more than the budget.
    pub fn read(message: &'a [u8]) -> Result<Self, NdefError> {
        let all = records(message).collect::<Result<Vec<_>, _>>()?;
        let fail = |kind| NdefError::new(kind, 0);
        let first = all.first().filter(|record| record.is(TypeNameFormat::WellKnown, HANDOVER_REQUEST));
        let first = first.ok_or(fail(NdefErrorKind::NotHandoverRequest))?;
        let (version, embedded) = first.payload.split_first().ok_or(fail(NdefErrorKind::HandoverVersion))?;
        if version & MAJOR != VERSION & MAJOR || *version < VERSION {
            return Err(fail(NdefErrorKind::HandoverVersion));
        }
        let alternatives = Alternative::read_all(embedded, &all)?;
        if alternatives.is_empty() {
            return Err(fail(NdefErrorKind::NoAlternativeCarrier));
        }
        Ok(Self { version: *version, alternatives })
    }

    /// The BLE carrier, where it is offered and readable.
    #[must_use]
    pub fn ble(&self) -> Option<&BleOob> {
        self.alternatives.iter().find_map(|alternative| match &alternative.carrier {
            Ok(Carrier::Ble(ble)) => Some(ble),
            _ => None,
        })
    }

    /// The NFC carrier, where it is offered and readable.
    #[must_use]
    pub fn nfc(&self) -> Option<NfcCarrier> {
        self.alternatives.iter().find_map(|alternative| match &alternative.carrier {
            Ok(Carrier::Nfc(nfc)) => Some(*nfc),
            _ => None,
        })
    }

    /// Writes the message: `Hr`, the carriers' records, the ReaderEngagement.
    ///
    /// # Errors
    /// [`NdefErrorKind::NoAlternativeCarrier`] when the options have no carrier.
    pub fn message(options: &RequestOptions) -> Result<Vec<u8>, NdefError> {
        let role = LeRole::of(options.ble_peripheral.is_some(), options.ble_central);
        let ble = role.map(|role| {
            BleOob { role, address: options.ble_address.clone(), uuid: options.ble_peripheral, psm: None }.to_vec()
        });
        let nfc = options.nfc.then(|| NfcCarrier::default().to_vec());
        let carriers: Vec<_> = [
            ble.map(|ble| (TypeNameFormat::Media, carrier::BLE, BLE_ID, ble)),
            nfc.map(|nfc| (TypeNameFormat::External, carrier::NFC, NFC_ID, nfc)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if carriers.is_empty() {
            return Err(NdefError::new(NdefErrorKind::NoAlternativeCarrier, 0));
        }
        let alternatives: Vec<_> = carriers.iter().map(|(_, _, id, _)| Alternative::payload(id, &[])).collect();
        let collision = options
            .collision
            .as_ref()
            .map(|random| Record::new(TypeNameFormat::WellKnown, COLLISION_RESOLUTION, None, random));
        let request = embed(VERSION, collision, &alternatives)?;
        let mut engagement = Writer::new();
        engagement.map(1).uint(0).text("1.0");
        let mut all = vec![Record::new(TypeNameFormat::WellKnown, HANDOVER_REQUEST, None, &request)];
        all.extend(carriers.iter().map(|(format, kind, id, payload)| Record::new(*format, kind, Some(id), payload)));
        if options.reader_engagement {
            let id = Some(READER_ENGAGEMENT_ID);
            all.push(Record::new(TypeNameFormat::External, READER_ENGAGEMENT, id, engagement.as_slice()));
        }
        ndef::message(&all)
    }
}
