//! DeviceResponse (edition 1 8.3.2.1.2.2, edition 2 10.3).

use crate::cbor::{Decode, Embedded, Error, RawValue, Reader};
use crate::cose::{Mac0, Sign1};
use crate::model::version::Version;

/// `DeviceResponse`.
#[derive(Debug, Clone)]
pub struct DeviceResponse<'a> {
    /// `version`.
    pub version: Version,
    /// `documents`. Each stands alone: one that does not fit its CDDL leaves the others readable.
    pub documents: Vec<Result<Document<'a>, MalformedDocument<'a>>>,
    /// `documentErrors`: document type and code.
    pub document_errors: Vec<(&'a str, i64)>,
    /// Number of `zkDocuments` (edition 2), which are not understood.
    pub zk_documents: usize,
    /// Number of `encryptedDocuments` (edition 2), which are not understood.
    pub encrypted_documents: usize,
    /// `status`.
    pub status: u64,
}

/// A document that is well-formed CBOR but does not fit its CDDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedDocument<'a> {
    /// The document type, where it could be read.
    pub doc_type: Option<&'a str>,
    /// What is wrong, where.
    pub error: Error,
}

/// `Document`.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// `docType`.
    pub doc_type: &'a str,
    /// `issuerSigned`.
    pub issuer_signed: IssuerSigned<'a>,
    /// `deviceSigned`.
    pub device_signed: DeviceSigned<'a>,
    /// `errors`: namespace, element identifier, code.
    pub errors: Vec<(&'a str, &'a str, i64)>,
    /// Where the document starts in the input.
    pub offset: usize,
}

/// `IssuerSigned`.
#[derive(Debug, Clone)]
pub struct IssuerSigned<'a> {
    /// `issuerAuth`.
    pub issuer_auth: Sign1<'a>,
    /// `nameSpaces`, in the order received; empty where absent.
    pub name_spaces: Vec<(&'a str, Vec<Embedded<'a, IssuerSignedItem<'a>>>)>,
}

/// `IssuerSignedItem`.
#[derive(Clone, Copy)]
pub struct IssuerSignedItem<'a> {
    /// `digestID`.
    pub digest_id: u64,
    /// `random`.
    pub random: &'a [u8],
    /// `elementIdentifier`.
    pub element_identifier: &'a str,
    /// `elementValue`, exact.
    pub element_value: RawValue<'a>,
}

/// `DeviceSigned`.
#[derive(Debug, Clone)]
pub struct DeviceSigned<'a> {
    /// `nameSpaces`: `DeviceNameSpacesBytes`, exact.
    pub name_spaces: Embedded<'a, DeviceNameSpaces<'a>>,
    /// `deviceAuth`.
    pub device_auth: DeviceAuth<'a>,
}

/// `DeviceNameSpaces = { * NameSpace => { + DataElementIdentifier => DataElementValue } }`.
#[derive(Debug, Clone, Default)]
pub struct DeviceNameSpaces<'a> {
    /// Namespace, then element identifier and value, in the order received.
    pub name_spaces: Vec<(&'a str, Vec<(&'a str, RawValue<'a>)>)>,
}

/// `DeviceAuth`: exactly one of the two, which is the verifier's to check.
#[derive(Debug, Clone)]
pub struct DeviceAuth<'a> {
    /// `deviceSignature`.
    pub device_signature: Option<Sign1<'a>>,
    /// `deviceMac`.
    pub device_mac: Option<Mac0<'a>>,
}

impl<'a> Decode<'a> for DeviceResponse<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

impl<'a> Decode<'a> for Document<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

impl<'a> Decode<'a> for IssuerSigned<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

impl<'a> Decode<'a> for IssuerSignedItem<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

impl core::fmt::Debug for IssuerSignedItem<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("IssuerSignedItem").field("element_identifier", &self.element_identifier).finish_non_exhaustive()
    }
}

/// A document of our own to be encoded: every part is encoded already and goes in unchanged.
#[derive(Debug, Clone)]
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

/// The encoding of a DeviceResponse of version 1.0.
#[must_use]
pub fn encode_response(documents: &[DocumentParts<'_>], document_errors: &[(&str, i64)], status: u64) -> Vec<u8> {
    todo!()
}

/// The encoding of a bare IssuerSigned.
#[must_use]
pub fn encode_issuer_signed(name_spaces: &[(&str, Vec<&[u8]>)], issuer_auth: &[u8]) -> Vec<u8> {
    todo!()
}

/// The encoding of an IssuerSignedItem (the content of IssuerSignedItemBytes), members in the order of the CDDL.
#[must_use]
pub fn encode_item(digest_id: u64, random: &[u8], element_identifier: &str, element_value: &[u8]) -> Vec<u8> {
    todo!()
}
