//! SessionEstablishment and SessionData (edition 1 9.1.1.4, edition 2 12.2.4).

use core::ops::Range;

use crate::cbor::{Decode, Embedded, Error, ErrorKind, Reader, Writer, members};
use crate::cose::CoseKey;

mod envelope;
#[cfg(test)]
mod tests;

pub(crate) use envelope::Envelope;

const E_READER_KEY: &str = "eReaderKey";
const DATA: &str = "data";
const STATUS: &str = "status";

/// Room for the heads and names around the members.
const OVERHEAD: usize = 40;

/// `SessionEstablishment = { "eReaderKey": EReaderKeyBytes, "data": bstr, * tstr => RFU }`.
///
/// The reader's first message. Other members are passed over, as both editions allow.
#[derive(Debug, Clone)]
pub struct SessionEstablishment<'a> {
    /// The reader's ephemeral key, exact.
    pub e_reader_key: Embedded<'a, CoseKey<'a>>,
    /// Ciphertext and tag.
    pub data: &'a [u8],
}

/// `SessionData = { ? "data": bstr, ? "status": uint, * tstr => RFU }`.
///
/// Every later message, in both directions. Null counts as absent. Whether the members make sense together is for the
/// session to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionData<'a> {
    /// Ciphertext and tag.
    pub data: Option<&'a [u8]>,
    /// A status code.
    pub status: Option<u64>,
}

members! {
    /// Of `SessionEstablishment`.
    enum EstablishmentMember { EReaderKey = "eReaderKey", Data = "data" }
}

impl<'a> Decode<'a> for SessionEstablishment<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = reader.offset();
        let (mut e_reader_key, mut data) = (None, None);
        reader.members(|reader, member| {
            match member {
                Some(EstablishmentMember::EReaderKey) => e_reader_key = Some(reader.embedded()?),
                Some(EstablishmentMember::Data) => data = Some(reader.bytes()?),
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let missing = |name| Error::new(ErrorKind::Missing(name), start);
        Ok(Self {
            e_reader_key: e_reader_key.ok_or_else(|| missing(E_READER_KEY))?,
            data: data.ok_or_else(|| missing(DATA))?,
        })
    }
}

impl<'a> Decode<'a> for SessionData<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Received::decode(reader).map(|received| received.data)
    }
}

/// A SessionData as it is received, which may be a SessionEstablishment.
#[derive(Default)]
pub(crate) struct Received<'a> {
    pub(crate) data: SessionData<'a>,
    /// Whether it has a member `eReaderKey`, whatever is in it.
    pub(crate) has_e_reader_key: bool,
}

members! {
    /// Of `SessionData`, and the one that it does not have.
    enum DataMember { Data = "data", Status = "status", EReaderKey = "eReaderKey" }
}

impl<'a> Decode<'a> for Received<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut received = Self::default();
        reader.members(|reader, member| {
            match member {
                Some(DataMember::Data) => received.data.data = reader.nullable(Reader::bytes)?,
                Some(DataMember::Status) => received.data.status = reader.nullable(Reader::uint)?,
                other => {
                    received.has_e_reader_key |= other.is_some();
                    reader.skip()?;
                }
            }
            Ok(())
        })?;
        Ok(received)
    }
}

impl SessionEstablishment<'_> {
    /// Where `data` stands in the message that this was read from.
    pub(crate) fn data_range(&self, message: &[u8]) -> Range<usize> {
        range(self.data, message)
    }
}

impl SessionData<'_> {
    /// Where `data` stands in the message that this was read from, where it is there.
    pub(crate) fn data_range(&self, message: &[u8]) -> Option<Range<usize>> {
        self.data.map(|data| range(data, message))
    }
}

/// Where a part stands in its whole; nowhere, where it is another's.
fn range(part: &[u8], whole: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr().wrapping_sub(whole.as_ptr().addr());
    let found = start..start.saturating_add(part.len());
    if whole.get(found.clone()).is_some() { found } else { 0..0 }
}

/// The encoding of a SessionEstablishment, members in the order of the standard's example.
///
/// `e_reader_key_bytes` is the tag-24 item that also goes into the session transcript.
#[must_use]
pub fn encode_establishment(e_reader_key_bytes: &[u8], data: &[u8]) -> Vec<u8> {
    let length = e_reader_key_bytes.len().saturating_add(data.len());
    let mut writer = Writer::with_capacity(length.saturating_add(OVERHEAD));
    writer.map(2);
    writer.text(E_READER_KEY).raw(e_reader_key_bytes);
    writer.text(DATA).bytes(data);
    writer.into_vec()
}

/// The encoding of a SessionData, members in the order of the standard's example.
#[must_use]
pub fn encode_data(data: Option<&[u8]>, status: Option<u64>) -> Vec<u8> {
    let length = data.map_or(0, <[u8]>::len);
    let mut writer = Writer::with_capacity(length.saturating_add(OVERHEAD));
    writer.map(usize::from(data.is_some()).saturating_add(usize::from(status.is_some())));
    if let Some(data) = data {
        writer.text(DATA).bytes(data);
    }
    if let Some(status) = status {
        writer.text(STATUS).uint(status);
    }
    writer.into_vec()
}
