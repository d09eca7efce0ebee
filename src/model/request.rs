//! DeviceRequest (edition 1 8.3.2.1.2.1, edition 2 10.2).

use crate::cbor::{Decode, Embedded, Error, Reader};
use crate::cose::Sign1;
use crate::model::request_info::{DeviceRequestInfo, DocRequestInfo};
use crate::model::version::Version;

/// `DeviceRequest`. The members of version 1.1 are ignored in a 1.0 request (null counts as absent).
#[derive(Debug, Clone)]
pub struct DeviceRequest<'a> {
    /// `version`.
    pub version: Version,
    /// `docRequests`, at least one.
    pub doc_requests: Vec<DocRequest<'a>>,
    /// `deviceRequestInfo` (edition 2).
    pub device_request_info: Option<Embedded<'a, DeviceRequestInfo<'a>>>,
    /// `readerAuthAll` (edition 2).
    pub reader_auth_all: Vec<Sign1<'a>>,
}

/// `DocRequest`.
#[derive(Debug, Clone)]
pub struct DocRequest<'a> {
    /// `itemsRequest`.
    pub items_request: Embedded<'a, ItemsRequest<'a>>,
    /// `readerAuth`. One that does not parse as a COSE_Sign1 is an invalid signature, not an invalid request.
    pub reader_auth: Option<Result<Sign1<'a>, Error>>,
}

/// `ItemsRequest`.
#[derive(Debug, Clone)]
pub struct ItemsRequest<'a> {
    /// `docType`.
    pub doc_type: &'a str,
    /// `nameSpaces`: namespace, then element identifier and intent to retain, in the order received; none empty.
    pub name_spaces: Vec<(&'a str, Vec<(&'a str, bool)>)>,
    /// `requestInfo`.
    pub request_info: Option<DocRequestInfo<'a>>,
}

impl<'a> Decode<'a> for DeviceRequest<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

/// The content of an ItemsRequest of our own.
#[must_use]
pub fn encode_items_request<'a>(
    doc_type: &str,
    name_spaces: impl IntoIterator<Item = (&'a str, Vec<(&'a str, bool)>)>,
) -> Vec<u8> {
    todo!()
}

/// The encoding of a DeviceRequest of version 1.0: per document the content of its ItemsRequest and its readerAuth.
#[must_use]
pub fn encode_request(doc_requests: &[(&[u8], Option<&[u8]>)]) -> Vec<u8> {
    todo!()
}
