//! What is listed.

use super::error::ContentError;
use super::inflate;
use crate::budget;
use crate::cbor::{Decode, Error, ErrorKind, Key, RawValue, Reader};

/// The content of a list, ready to be looked up.
pub(super) enum Content {
    /// A bit for each index, the least significant of each byte first.
    Statuses(Box<[u8]>),
    /// What is revoked.
    Identifiers(Identifiers),
}

/// Byte strings, sorted. A list may hold millions, so they share one allocation.
pub(super) struct Identifiers {
    bytes: Box<[u8]>,
    /// Where each begins and ends.
    places: Box<[(u32, u32)]>,
}

impl Content {
    /// Reads claim 65533, `{ "bits": 1, "lst": bstr, ? "aggregation_uri": tstr }`.
    pub(super) fn statuses(claim: &RawValue<'_>) -> Result<Self, ContentError> {
        let StatusListClaim { bits, lst } = claim.decode()?;
        if bits != 1 {
            return Err(ContentError::Bits(bits));
        }
        Ok(Self::Statuses(inflate::zlib(lst, budget::STATUS_LIST_BYTES)?))
    }

    /// Reads claim 65530, `{ "identifiers": { * bstr => { * (tstr / int) => any } }, ? "aggregation_uri": tstr }`.
    pub(super) fn identifiers(claim: &RawValue<'_>) -> Result<Self, ContentError> {
        Ok(Self::Identifiers(claim.decode()?))
    }

    /// Whether the bit at this index is set; `None` where the list does not reach so far, or is of another kind.
    pub(super) fn is_set(&self, index: u64) -> Option<bool> {
        let Self::Statuses(statuses) = self else { return None };
        let byte = statuses.get(usize::try_from(index / 8).ok()?)?;
        Some((byte >> (index % 8)) & 1 == 1)
    }

    /// Whether this identifier is listed; `None` where the list is of another kind.
    pub(super) fn lists(&self, identifier: &[u8]) -> Option<bool> {
        let Self::Identifiers(identifiers) = self else { return None };
        let found = identifiers.places.binary_search_by(|place| identifiers.at(*place).cmp(identifier));
        Some(found.is_ok())
    }
}

struct StatusListClaim<'a> {
    bits: u64,
    lst: &'a [u8],
}

impl<'a> Decode<'a> for StatusListClaim<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut bits, mut lst) = (None, None);
        reader.map(|reader, key| {
            match key {
                Key::Text("bits") => bits = Some(reader.uint()?),
                Key::Text("lst") => lst = Some(reader.bytes()?),
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let missing = |name| Error::new(ErrorKind::Missing(name), offset);
        Ok(Self { bits: bits.ok_or(missing("bits"))?, lst: lst.ok_or(missing("lst"))? })
    }
}

impl Identifiers {
    fn at(&self, (start, end): (u32, u32)) -> &[u8] {
        at(&self.bytes, (start, end))
    }
}

fn at(bytes: &[u8], (start, end): (u32, u32)) -> &[u8] {
    let place = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    place.and_then(|(start, end)| bytes.get(start..end)).unwrap_or_default()
}

impl<'a> Decode<'a> for Identifiers {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let mut identifiers = None;
        reader.map(|reader, key| {
            match key {
                Key::Text("identifiers") => identifiers = Some(listed(reader)?),
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        identifiers.ok_or(Error::new(ErrorKind::Missing("identifiers"), offset))
    }
}

fn listed(reader: &mut Reader<'_>) -> Result<Identifiers, Error> {
    let (mut bytes, mut places) = (Vec::new(), Vec::new());
    reader.map(|reader, key| {
        let Key::Bytes(identifier) = key else {
            return Err(reader.error(ErrorKind::Structure("an identifier is not a byte string")));
        };
        let start = bytes.len();
        bytes.extend_from_slice(identifier);
        // A message's length is far below what 32 bits count.
        let place = u32::try_from(start).ok().zip(u32::try_from(bytes.len()).ok());
        places.push(place.ok_or(reader.error(ErrorKind::TooLarge))?);
        reader.map(|reader, _| reader.skip().map(drop)).map(drop)
    })?;
    places.sort_unstable_by(|a, b| at(&bytes, *a).cmp(at(&bytes, *b)));
    Ok(Identifiers { bytes: bytes.into_boxed_slice(), places: places.into_boxed_slice() })
}
