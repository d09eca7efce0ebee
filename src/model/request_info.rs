//! DocRequestInfo and DeviceRequestInfo (edition 2, 10.2.4 and 10.2.5), parsed as far as safety needs.

use crate::budget;
use crate::cbor::{Decode, Error, ErrorKind, Key, RawValue, Reader, Type};
use crate::model::name::required;

#[cfg(test)]
mod tests;

/// `DocRequestInfo`: which members are there, and the small ones. Null counts as absent.
///
/// In edition 1 `requestInfo` is `{ * tstr => any }`, so a member of edition 2 that does not fit its CDDL does not spoil
/// the request. One that restricts the answer must not be overlooked either: see [`unreadable`](Self::unreadable).
#[derive(Debug, Clone, Default)]
pub struct DocRequestInfo<'a> {
    /// `alternativeDataElements`.
    pub alternative_data_elements: Option<RawValue<'a>>,
    /// `issuerIdentifiers`: authority key identifiers.
    pub issuer_identifiers: Option<Vec<&'a [u8]>>,
    /// `uniqueDocSetRequired`.
    pub unique_doc_set_required: Option<bool>,
    /// `maximumResponseSize`, in bytes of the unencrypted DeviceResponse.
    pub maximum_response_size: Option<u64>,
    /// `zkRequest`: whether `zkRequired` is true.
    pub zk_required: Option<bool>,
    /// `docResponseEncryption` is there.
    pub doc_response_encryption: bool,
    /// Whether a member that restricts the answer (`issuerIdentifiers`, `uniqueDocSetRequired`, `maximumResponseSize`,
    /// `zkRequest`) is there but does not fit its CDDL: the restriction is unknown, so no document satisfies it.
    pub unreadable: bool,
}

/// `DeviceRequestInfo = { ? "useCases": [ + UseCase ], * tstr => any }`.
#[derive(Debug, Clone, Default)]
pub struct DeviceRequestInfo<'a> {
    /// `useCases`.
    pub use_cases: Vec<UseCase>,
    /// Nothing borrowed is kept as yet; the lifetime ties it to its bytes.
    pub(crate) _borrowed: core::marker::PhantomData<&'a [u8]>,
}

/// `UseCase = { "mandatory": bool, "documentSets": [ + [ + uint ] ], ? "purposeHints": { + tstr => int }, * tstr => any }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseCase {
    /// `mandatory`.
    pub mandatory: bool,
    /// `documentSets`: indices into docRequests, which may be out of range.
    pub document_sets: Vec<Vec<u64>>,
}

impl<'a> Decode<'a> for DocRequestInfo<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut info = Self::default();
        reader.map(|reader, key| {
            match key {
                Key::Text("alternativeDataElements") => {
                    info.alternative_data_elements = reader.nullable(Reader::raw)?
                }
                Key::Text("issuerIdentifiers") => {
                    info.issuer_identifiers = restriction(reader, &mut info.unreadable, |reader| {
                        bounded(reader, "issuerIdentifiers", Reader::bytes)
                    })?;
                }
                Key::Text("uniqueDocSetRequired") => {
                    info.unique_doc_set_required = restriction(reader, &mut info.unreadable, Reader::bool)?;
                }
                Key::Text("maximumResponseSize") => {
                    info.maximum_response_size = restriction(reader, &mut info.unreadable, Reader::uint)?;
                }
                Key::Text("zkRequest") => info.zk_required = restriction(reader, &mut info.unreadable, zk_required)?,
                Key::Text("docResponseEncryption") => {
                    info.doc_response_encryption = reader.nullable(Reader::raw)?.is_some();
                }
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(info)
    }
}

/// Reads a restricting member; one that is well-formed but does not fit sets `unreadable`.
fn restriction<'a, T>(
    reader: &mut Reader<'a>,
    unreadable: &mut bool,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    Ok(reader.attempt(|reader| reader.nullable(read))?.unwrap_or_else(|_| {
        *unreadable = true;
        None
    }))
}

/// `zkRequired` of `ZkRequest = { "systemSpecs": [ + ZkSystemSpec ], "zkRequired": bool, * tstr => any }`.
fn zk_required(reader: &mut Reader<'_>) -> Result<bool, Error> {
    let offset = reader.offset();
    let mut required_flag = None;
    reader.map(|reader, key| {
        match key {
            Key::Text("zkRequired") => required_flag = Some(reader.bool()?),
            _ => drop(reader.skip()?),
        }
        Ok(())
    })?;
    required(required_flag, "zkRequired", offset)
}

impl<'a> Decode<'a> for DeviceRequestInfo<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut info = Self::default();
        reader.map(|reader, key| {
            match key {
                Key::Text("useCases") if reader.peek()? != Type::Null => {
                    info.use_cases = bounded(reader, "useCases", UseCase::decode)?;
                }
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(info)
    }
}

impl<'a> Decode<'a> for UseCase {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut mandatory, mut document_sets) = (None, None);
        reader.map(|reader, key| {
            match key {
                Key::Text("mandatory") => mandatory = Some(reader.bool()?),
                Key::Text("documentSets") => {
                    document_sets =
                        Some(bounded(reader, "documentSets", |reader| bounded(reader, "documentSet", Reader::uint))?);
                }
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            mandatory: required(mandatory, "mandatory", offset)?,
            document_sets: required(document_sets, "documentSets", offset)?,
        })
    }
}

/// Most requests are for one document, or two.
const ROOM: usize = 2;

/// `[ + T ]` of at most [`budget::DOCUMENTS`] items, as there are no more documents to be listed.
pub(super) fn bounded<'a, T>(
    reader: &mut Reader<'a>,
    name: &'static str,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let offset = reader.offset();
    let mut list = Vec::with_capacity(reader.room(ROOM));
    reader.array(|reader| {
        if list.len() >= budget::DOCUMENTS {
            return Err(Error::new(ErrorKind::OutOfRange(name), offset));
        }
        list.push(read(reader)?);
        Ok(())
    })?;
    if list.is_empty() { Err(Error::new(ErrorKind::Empty(name), offset)) } else { Ok(list) }
}
