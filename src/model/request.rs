//! DeviceRequest (edition 1 8.3.2.1.2.1, edition 2 10.2).

use crate::cbor::{Decode, Embedded, Error, Key, Reader, Writer};
use crate::cose::Sign1;
use crate::model::name::{self, required};
use crate::model::request_info::{DeviceRequestInfo, DocRequestInfo, bounded};
use crate::model::version::Version;

#[cfg(test)]
mod tests;

/// `DeviceRequest`. The members of version 1.1 are ignored in a 1.0 request; null counts as absent.
///
/// ```cddl
/// DeviceRequest = {
///   "version": tstr, "docRequests": [ + DocRequest ],
///   ? "deviceRequestInfo": #6.24(bstr .cbor DeviceRequestInfo), ? "readerAuthAll": [ + COSE_Sign1 ], * tstr => any
/// }
/// ```
#[derive(Debug, Clone)]
pub struct DeviceRequest<'a> {
    /// `version`.
    pub version: Version,
    /// `docRequests`, 1 to [`budget::DOCUMENTS`](crate::budget::DOCUMENTS).
    pub doc_requests: Vec<DocRequest<'a>>,
    /// `deviceRequestInfo` (edition 2).
    pub device_request_info: Option<Embedded<'a, DeviceRequestInfo<'a>>>,
    /// `readerAuthAll` (edition 2).
    pub reader_auth_all: Vec<Sign1<'a>>,
    /// What is wrong with the members of `readerAuthAll` that do not parse: invalid signatures, not an invalid request.
    pub reader_auth_all_errors: Vec<Error>,
}

/// `DocRequest = { "itemsRequest": ItemsRequestBytes, ? "readerAuth": COSE_Sign1, * tstr => any }`.
#[derive(Debug, Clone)]
pub struct DocRequest<'a> {
    /// `itemsRequest`.
    pub items_request: Embedded<'a, ItemsRequest<'a>>,
    /// `readerAuth`. One that does not parse as a COSE_Sign1 is an invalid signature, not an invalid request.
    pub reader_auth: Option<Result<Sign1<'a>, Error>>,
}

/// `ItemsRequest`.
///
/// ```cddl
/// ItemsRequest = {
///   "docType": DocType, "nameSpaces": { + NameSpace => { + DataElementIdentifier => bool } },
///   ? "requestInfo": DocRequestInfo, * tstr => any
/// }
/// ```
#[derive(Debug, Clone)]
pub struct ItemsRequest<'a> {
    /// `docType`; an empty one is the type of no document.
    pub doc_type: &'a str,
    /// `nameSpaces`: namespace, then element identifier and intent to retain, in the order received; none empty.
    pub name_spaces: Vec<(&'a str, Vec<(&'a str, bool)>)>,
    /// `requestInfo`.
    pub request_info: Option<DocRequestInfo<'a>>,
}

impl<'a> Decode<'a> for DeviceRequest<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        // The version decides about other members and may come behind them.
        let version = required(version_ahead(reader.clone())?, "version", offset)?;
        let mut doc_requests = None;
        let (mut device_request_info, mut reader_auth_all) = (None, Vec::new());
        reader.map(|reader, key| {
            match key {
                Key::Text("docRequests") => {
                    doc_requests = Some(bounded(reader, "docRequests", DocRequest::decode)?);
                }
                Key::Text("deviceRequestInfo") if version >= Version::V1_1 => {
                    device_request_info = reader.nullable(Reader::embedded)?;
                }
                Key::Text("readerAuthAll") if version >= Version::V1_1 => {
                    let signature = |reader: &mut Reader<'a>| reader.attempt(Sign1::decode);
                    let all = reader.nullable(|reader| bounded(reader, "readerAuthAll", signature))?;
                    reader_auth_all = all.unwrap_or_default();
                }
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let mut request = Self {
            version,
            doc_requests: required(doc_requests, "docRequests", offset)?,
            device_request_info,
            reader_auth_all: Vec::new(),
            reader_auth_all_errors: Vec::new(),
        };
        for signature in reader_auth_all {
            match signature {
                Ok(signature) => request.reader_auth_all.push(signature),
                Err(error) => request.reader_auth_all_errors.push(error),
            }
        }
        Ok(request)
    }
}

fn version_ahead(mut reader: Reader<'_>) -> Result<Option<Version>, Error> {
    let mut version = None;
    reader.map(|reader, key| {
        match key {
            Key::Text("version") => version = Some(Version::decode(reader)?),
            _ => drop(reader.skip()?),
        }
        Ok(())
    })?;
    Ok(version)
}

impl<'a> Decode<'a> for DocRequest<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut items_request, mut reader_auth) = (None, None);
        reader.map(|reader, key| {
            match key {
                Key::Text("itemsRequest") => items_request = Some(reader.embedded()?),
                Key::Text("readerAuth") => reader_auth = reader.nullable(|reader| reader.attempt(Sign1::decode))?,
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self { items_request: required(items_request, "itemsRequest", offset)?, reader_auth })
    }
}

impl<'a> Decode<'a> for ItemsRequest<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut doc_type, mut name_spaces, mut request_info) = (None, None, None);
        reader.map(|reader, key| {
            match key {
                Key::Text("docType") => doc_type = Some(reader.text()?),
                Key::Text("nameSpaces") => name_spaces = Some(name::elements(reader, "nameSpaces", Reader::bool)?),
                Key::Text("requestInfo") => request_info = reader.nullable(DocRequestInfo::decode)?,
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            doc_type: required(doc_type, "docType", offset)?,
            name_spaces: required(name_spaces, "nameSpaces", offset)?,
            request_info,
        })
    }
}

/// The content of an ItemsRequest of our own.
#[must_use]
pub fn encode_items_request<'a>(
    doc_type: &str,
    name_spaces: impl IntoIterator<Item = (&'a str, Vec<(&'a str, bool)>)>,
) -> Vec<u8> {
    let name_spaces: Vec<_> = name_spaces.into_iter().collect();
    let mut writer = Writer::new();
    writer.map(2).text("docType").text(doc_type).text("nameSpaces").map(name_spaces.len());
    for (name_space, elements) in &name_spaces {
        writer.text(name_space).map(elements.len());
        for (element, intent_to_retain) in elements {
            writer.text(element).bool(*intent_to_retain);
        }
    }
    writer.into_vec()
}

/// The encoding of a DeviceRequest of version 1.0: per document the content of its ItemsRequest and its readerAuth.
#[must_use]
pub fn encode_request(doc_requests: &[(&[u8], Option<&[u8]>)]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(2).text("version").value(&Version::V1_0).text("docRequests").array(doc_requests.len());
    for (items_request, reader_auth) in doc_requests {
        writer.map(if reader_auth.is_some() { 2 } else { 1 }).text("itemsRequest").embedded(items_request);
        if let Some(reader_auth) = reader_auth {
            writer.text("readerAuth").raw(reader_auth);
        }
    }
    writer.into_vec()
}
