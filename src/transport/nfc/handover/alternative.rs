//! Alternative carriers: `ac` records, and the records they refer to.

use crate::budget;
use crate::transport::nfc::carrier::{Carrier, CarrierError, CarrierErrorKind};
use crate::transport::nfc::ndef::{self, NdefError, NdefErrorKind, Record, TypeNameFormat, records};

const ALTERNATIVE: &[u8] = b"ac";

/// Whether a carrier is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PowerState {
    /// 0: switched off.
    Inactive,
    /// 1: ready.
    Active,
    /// 2: it will be ready.
    Activating,
    /// 3 (and what is reserved): not known.
    Unknown,
}

/// One alternative carrier of a handover.
///
/// ```text
/// payload of `ac`: power state(1) length(1) carrier reference, count(1), then of each auxiliary reference length(1) and bytes
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative<'a> {
    /// Whether the carrier is ready.
    pub power: PowerState,
    /// The id of the carrier's record.
    pub reference: &'a [u8],
    /// The ids of further records that belong to it, such as `mdoc`.
    pub auxiliaries: Vec<&'a [u8]>,
    /// What the carrier's record says; one that cannot be read leaves the others usable.
    pub carrier: Result<Carrier, CarrierError>,
}

impl<'a> Alternative<'a> {
    /// The alternatives in `embedded`, the NDEF message inside an `Hs` or `Hr` record, whose carriers are among `all`.
    /// Errors count from the start of the whole message, where the first record starts.
    pub(super) fn read_all(embedded: &'a [u8], all: &[Record<'a>]) -> Result<Vec<Self>, NdefError> {
        let fail = |kind| NdefError::new(kind, 0);
        let mut read = Vec::new();
        // A handover without carriers has no embedded message at all.
        if embedded.is_empty() {
            return Ok(read);
        }
        for record in records(embedded) {
            let record = record.map_err(|error| fail(error.kind()))?;
            // Others are collision resolution (`cr`) and `err`.
            if !record.is(TypeNameFormat::WellKnown, ALTERNATIVE) {
                continue;
            }
            if read.len() == budget::CARRIERS {
                return Err(fail(NdefErrorKind::ExtraAlternativeCarrier));
            }
            let alternative = parts(record.payload).ok_or(fail(NdefErrorKind::AlternativeCarrier))?;
            read.push(Self { carrier: carrier(alternative.reference, all), ..alternative });
        }
        Ok(read)
    }

    /// The payload of an `ac` record of an active carrier.
    pub(super) fn payload(reference: &[u8], auxiliaries: &[&[u8]]) -> Vec<u8> {
        // References are this library's own, of a few bytes.
        let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap_or_default();
        let mut payload = vec![1, length(reference)];
        payload.extend_from_slice(reference);
        payload.push(u8::try_from(auxiliaries.len()).unwrap_or_default());
        for auxiliary in auxiliaries {
            payload.push(length(auxiliary));
            payload.extend_from_slice(auxiliary);
        }
        payload
    }
}

/// The payload of an `Hs` or `Hr` record of these alternatives, behind the version.
pub(super) fn embed(version: u8, before: Option<Record<'_>>, alternatives: &[Vec<u8>]) -> Result<Vec<u8>, NdefError> {
    let alternatives =
        alternatives.iter().map(|payload| Record::new(TypeNameFormat::WellKnown, ALTERNATIVE, None, payload));
    let embedded: Vec<Record<'_>> = before.into_iter().chain(alternatives).collect();
    Ok([&[version][..], &ndef::message(&embedded)?].concat())
}

/// What an `ac` record says, with the carrier still to be found.
fn parts(payload: &[u8]) -> Option<Alternative<'_>> {
    let mut rest = payload;
    let byte = |rest: &mut &[u8]| {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        Some(*byte)
    };
    let power = match byte(&mut rest)? & 3 {
        0 => PowerState::Inactive,
        1 => PowerState::Active,
        2 => PowerState::Activating,
        _ => PowerState::Unknown,
    };
    let reference = |rest: &mut &'_ [u8]| -> Option<usize> { byte(rest).map(usize::from) };
    let length = reference(&mut rest)?;
    let (carrier_reference, behind) = rest.split_at_checked(length)?;
    rest = behind;
    let count = byte(&mut rest)?;
    let mut auxiliaries = Vec::new();
    for _ in 0..count {
        let length = reference(&mut rest)?;
        let (auxiliary, behind) = rest.split_at_checked(length)?;
        auxiliaries.push(auxiliary);
        rest = behind;
    }
    // What follows is reserved.
    let carrier = Err(CarrierError::new(CarrierErrorKind::NoRecord, 0));
    Some(Alternative { power, reference: carrier_reference, auxiliaries, carrier })
}

/// What the record with this id says. Of several with the same id the first counts.
fn carrier(reference: &[u8], all: &[Record<'_>]) -> Result<Carrier, CarrierError> {
    let record = all.iter().find(|record| record.id == Some(reference));
    record.ok_or(CarrierError::new(CarrierErrorKind::NoRecord, 0)).and_then(Carrier::read)
}
