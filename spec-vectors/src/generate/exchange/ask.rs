//! Requests, part by part.

use mdoc_proximity::cbor::Writer;

use super::stage::text;
use crate::generate::scene::{Members, array};
use crate::generate::world::{MDL, MDL_NAME_SPACE};
use crate::wire;

/// A DocRequest about to be made.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    /// The members of ItemsRequest.
    pub(super) items: Members,
    /// The DocRequest's members beside itemsRequest.
    pub(super) further: Members,
    /// itemsRequest, where it is not the tag-24 item of `items`.
    pub(super) items_request: Option<Vec<u8>>,
}

impl Ask {
    /// For elements of a document, none of which is to be kept.
    pub(super) fn new(doc_type: &str, elements: &[(&str, &[&str])]) -> Self {
        let mut name_spaces = Members::default();
        for (name_space, identifiers) in elements {
            name_spaces.push(name_space, not_kept(identifiers));
        }
        let mut items = Members::default();
        items.set("docType", text(doc_type));
        items.set("nameSpaces", name_spaces.to_vec());
        Self { items, further: Members::default(), items_request: None }
    }

    /// For elements of the driving licence.
    pub(super) fn licence(identifiers: &[&str]) -> Self {
        Self::new(MDL, &[(MDL_NAME_SPACE, identifiers)])
    }

    /// With a member of ItemsRequest.
    pub(super) fn item(mut self, name: &str, value: Vec<u8>) -> Self {
        self.items.set(name, value);
        self
    }

    /// With a member of DocRequest.
    pub(super) fn with(mut self, name: &str, value: Vec<u8>) -> Self {
        self.further.set(name, value);
        self
    }

    /// With another itemsRequest.
    pub(super) fn items_request(self, value: Vec<u8>) -> Self {
        Self { items_request: Some(value), ..self }
    }

    /// With requestInfo of one member.
    pub(super) fn info(self, name: &str, value: Vec<u8>) -> Self {
        let mut info = Members::default();
        info.set(name, value);
        self.item("requestInfo", info.to_vec())
    }

    /// ItemsRequestBytes.
    pub(super) fn items_request_bytes(&self) -> Vec<u8> {
        self.items_request.clone().unwrap_or_else(|| wire::embedded(&self.items.to_vec()))
    }

    fn to_vec(&self) -> Vec<u8> {
        let mut members = Members::default();
        members.set("itemsRequest", self.items_request_bytes());
        members.0.extend(self.further.0.iter().cloned());
        members.to_vec()
    }
}

/// `{ + DataElementIdentifier => false }`.
pub(super) fn not_kept(identifiers: &[&str]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(identifiers.len());
    for identifier in identifiers {
        writer.text(identifier).bool(false);
    }
    writer.into_vec()
}

/// The members of a DeviceRequest of version 1.0.
pub(super) fn members(asks: &[Ask]) -> Members {
    let mut members = Members::default();
    members.set("version", text("1.0"));
    members.set("docRequests", array(&asks.iter().map(Ask::to_vec).collect::<Vec<_>>()));
    members
}

/// A DeviceRequest of version 1.0.
pub(super) fn request(asks: &[Ask]) -> Vec<u8> {
    members(asks).to_vec()
}
