//! DeviceRequest (edition 1 8.3.2.1.2.1, edition 2 10.2).

use crate::cbor::{Decode, Embedded, Error, Key, Reader, Writer, members};
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

members! {
    /// Of `DeviceRequest`.
    enum RequestMember {
        Version = "version",
        DocRequests = "docRequests",
        DeviceRequestInfo = "deviceRequestInfo",
        ReaderAuthAll = "readerAuthAll",
    }
}

impl<'a> Decode<'a> for DeviceRequest<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let before = reader.clone();
        Self::read(reader, &before).map_err(|error| {
            // What is wrong with the whole as CBOR, or with its version, comes before what is wrong with a member.
            version_ahead(before).err().unwrap_or(error)
        })
    }
}

impl<'a> DeviceRequest<'a> {
    fn read(reader: &mut Reader<'a>, before: &Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut version, mut doc_requests) = (None, None);
        let (mut device_request_info, mut reader_auth_all) = (None, Vec::new());
        reader.members(|reader, member| {
            // The version decides about other members and may come behind them.
            let is_1_1 = || Ok(version.map_or_else(|| version_ahead(before.clone()), Ok)? >= Version::V1_1);
            match member {
                Some(RequestMember::Version) => version = Some(Version::decode(reader)?),
                Some(RequestMember::DocRequests) => {
                    doc_requests = Some(bounded(reader, "docRequests", DocRequest::decode)?);
                }
                Some(RequestMember::DeviceRequestInfo) if is_1_1()? => {
                    device_request_info = reader.nullable(Reader::embedded)?;
                }
                Some(RequestMember::ReaderAuthAll) if is_1_1()? => {
                    let signature = |reader: &mut Reader<'a>| reader.attempt(Sign1::decode);
                    let all = reader.nullable(|reader| bounded(reader, "readerAuthAll", signature))?;
                    reader_auth_all = all.unwrap_or_default();
                }
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let mut request = Self {
            version: required(version, "version", offset)?,
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

fn version_ahead(mut reader: Reader<'_>) -> Result<Version, Error> {
    let offset = reader.offset();
    let mut version = None;
    reader.map(|reader, key| {
        match key {
            Key::Text("version") => version = Some(Version::decode(reader)?),
            _ => drop(reader.skip()?),
        }
        Ok(())
    })?;
    required(version, "version", offset)
}

members! {
    /// Of `DocRequest`.
    enum DocRequestMember { ItemsRequest = "itemsRequest", ReaderAuth = "readerAuth" }
}

impl<'a> Decode<'a> for DocRequest<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut items_request, mut reader_auth) = (None, None);
        reader.members(|reader, member| {
            match member {
                Some(DocRequestMember::ItemsRequest) => items_request = Some(reader.embedded()?),
                Some(DocRequestMember::ReaderAuth) => {
                    reader_auth = reader.nullable(|reader| reader.attempt(Sign1::decode))?;
                }
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self { items_request: required(items_request, "itemsRequest", offset)?, reader_auth })
    }
}

members! {
    /// Of `ItemsRequest`.
    enum ItemsRequestMember { DocType = "docType", NameSpaces = "nameSpaces", RequestInfo = "requestInfo" }
}

impl<'a> Decode<'a> for ItemsRequest<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut doc_type, mut name_spaces, mut request_info) = (None, None, None);
        reader.members(|reader, member| {
            match member {
                Some(ItemsRequestMember::DocType) => doc_type = Some(reader.text()?),
                Some(ItemsRequestMember::NameSpaces) => {
                    name_spaces = Some(name::elements(reader, "nameSpaces", Reader::bool)?);
                }
                Some(ItemsRequestMember::RequestInfo) => request_info = reader.nullable(DocRequestInfo::decode)?,
                None => drop(reader.skip()?),
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
    let elements = name_spaces.iter().flat_map(|(_, elements)| elements).map(|(element, _)| element.len());
    let names = name_spaces.iter().map(|(name_space, _)| name_space.len()).chain(elements);
    // Of each name the head, and what is said of it; "docType", "nameSpaces" and their heads.
    let room =
        names.map(|length| length.saturating_add(4)).fold(doc_type.len().saturating_add(24), usize::saturating_add);
    let mut writer = Writer::with_capacity(room);
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
    let parts = doc_requests.iter().map(|(items, auth)| items.len().saturating_add(auth.map_or(0, <[u8]>::len)));
    // Of each the names of its members, a tag and heads; "version", "docRequests" and theirs.
    let room = parts.map(|length| length.saturating_add(40)).fold(32, usize::saturating_add);
    let mut writer = Writer::with_capacity(room);
    writer.map(2).text("version").value(&Version::V1_0).text("docRequests").array(doc_requests.len());
    for (items_request, reader_auth) in doc_requests {
        writer.map(if reader_auth.is_some() { 2 } else { 1 }).text("itemsRequest").embedded(items_request);
        if let Some(reader_auth) = reader_auth {
            writer.text("readerAuth").raw(reader_auth);
        }
    }
    writer.into_vec()
}
