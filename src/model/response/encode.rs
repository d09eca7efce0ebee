//! Writing responses: parts that are encoded already go in unchanged.

use crate::cbor::Writer;
use crate::model::version::Version;

/// A document of our own to be encoded: every part is encoded already and goes in unchanged.
#[derive(Clone)]
pub struct DocumentParts<'k> {
    /// The document type.
    pub doc_type: &'k str,
    /// Namespace, then `IssuerSignedItemBytes`; a namespace without items is left out.
    pub issuer_name_spaces: Vec<(&'k str, Vec<&'k [u8]>)>,
    /// The untagged COSE_Sign1.
    pub issuer_auth: &'k [u8],
    /// The tag-24 item.
    pub device_name_spaces_bytes: &'k [u8],
    /// Whether `device_auth` is a signature (true) or a MAC.
    pub is_signature: bool,
    /// The untagged COSE_Sign1 or COSE_Mac0.
    pub device_auth: &'k [u8],
}

impl core::fmt::Debug for DocumentParts<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("DocumentParts").field("doc_type", &self.doc_type).finish_non_exhaustive()
    }
}

/// The encoding of a DeviceResponse of version 1.0; without documents or errors, their members are left out.
#[must_use]
pub fn encode_response(documents: &[DocumentParts<'_>], document_errors: &[(&str, i64)], status: u64) -> Vec<u8> {
    let mut writer = Writer::with_capacity(response_room(documents, document_errors));
    write_response(documents, document_errors, status, &mut writer);
    writer.into_vec()
}

/// Writes what [`encode_response`] gives.
pub(crate) fn write_response(
    documents: &[DocumentParts<'_>],
    document_errors: &[(&str, i64)],
    status: u64,
    writer: &mut Writer,
) {
    let members = [true, !documents.is_empty(), !document_errors.is_empty(), true];
    writer.map(members.iter().filter(|there| **there).count());
    writer.text("version").value(&Version::V1_0);
    if !documents.is_empty() {
        writer.text("documents").array(documents.len());
        for document in documents {
            write_document(document, writer);
        }
    }
    if !document_errors.is_empty() {
        writer.text("documentErrors").array(document_errors.len());
        for (doc_type, code) in document_errors {
            writer.map(1).text(doc_type).int(*code);
        }
    }
    writer.text("status").uint(status);
}

/// Room for the response, so that no byte of it is ever moved: heads and names of the structures are counted generously.
pub(crate) fn response_room(documents: &[DocumentParts<'_>], document_errors: &[(&str, i64)]) -> usize {
    const RESPONSE: usize = 96;
    const DOCUMENT: usize = 160;
    const HEAD: usize = 9;
    let of = |document: &DocumentParts<'_>| {
        let items = document.issuer_name_spaces.iter().flat_map(|(_, items)| items).map(|item| item.len());
        let names =
            document.issuer_name_spaces.iter().map(|(name, _)| name.len().saturating_add(HEAD).saturating_add(HEAD));
        let parts = [document.issuer_auth, document.device_name_spaces_bytes, document.device_auth].map(<[u8]>::len);
        let all = items.chain(names).chain(parts).chain([document.doc_type.len()]);
        all.fold(DOCUMENT, usize::saturating_add)
    };
    let errors = document_errors.iter().map(|(doc_type, _)| doc_type.len().saturating_add(HEAD).saturating_add(HEAD));
    documents.iter().map(of).chain(errors).fold(RESPONSE, usize::saturating_add)
}

fn write_document(document: &DocumentParts<'_>, writer: &mut Writer) {
    writer.map(3).text("docType").text(document.doc_type);
    writer.text("issuerSigned");
    write_issuer_signed(&document.issuer_name_spaces, document.issuer_auth, writer);
    writer.text("deviceSigned").map(2).text("nameSpaces").raw(document.device_name_spaces_bytes);
    let method = if document.is_signature { "deviceSignature" } else { "deviceMac" };
    writer.text("deviceAuth").map(1).text(method).raw(document.device_auth);
}

fn write_issuer_signed(name_spaces: &[(&str, Vec<&[u8]>)], issuer_auth: &[u8], writer: &mut Writer) {
    let filled = || name_spaces.iter().filter(|(_, items)| !items.is_empty());
    match filled().count() {
        0 => writer.map(1),
        count => writer.map(2).text("nameSpaces").map(count),
    };
    for (name_space, items) in filled() {
        writer.text(name_space).array(items.len());
        for item in items {
            writer.raw(item);
        }
    }
    writer.text("issuerAuth").raw(issuer_auth);
}

/// The encoding of a bare IssuerSigned; a namespace without items is left out.
#[must_use]
pub fn encode_issuer_signed(name_spaces: &[(&str, Vec<&[u8]>)], issuer_auth: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    write_issuer_signed(name_spaces, issuer_auth, &mut writer);
    writer.into_vec()
}

/// The encoding of an IssuerSignedItem (the content of IssuerSignedItemBytes), members in the order of the CDDL.
#[must_use]
pub fn encode_item(digest_id: u64, random: &[u8], element_identifier: &str, element_value: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(4).text("digestID").uint(digest_id).text("random").bytes(random);
    writer.text("elementIdentifier").text(element_identifier).text("elementValue").raw(element_value);
    writer.into_vec()
}
