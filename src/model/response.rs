//! DeviceResponse (edition 1 8.3.2.1.2.2, edition 2 10.3).

mod encode;

use crate::budget;
use crate::cbor::{Decode, Embedded, Error, ErrorKind, Key, RawValue, Reader, Type, members};
use crate::cose::{Mac0, Sign1};
use crate::model::name::{self, required};
use crate::model::version::Version;

#[cfg(test)]
mod tests;

pub use encode::{DocumentParts, encode_issuer_signed, encode_item, encode_response};
pub(crate) use encode::{response_room, write_response};

/// `DeviceResponse`. Null counts as absent for the optional members. Under [`Encoding::Field`](crate::cbor::Encoding)
/// namespaces and errors may be empty, which the standard leaves out; a list of no documents is refused all the same.
///
/// ```cddl
/// DeviceResponse = {
///   "version": tstr, ? "documents": [ + Document ], ? "zkDocuments": [ + any ], ? "encryptedDocuments": [ + any ],
///   ? "documentErrors": [ + { DocType => int } ], "status": uint, * tstr => any
/// }
/// ```
#[derive(Debug, Clone)]
pub struct DeviceResponse<'a> {
    /// `version`.
    pub version: Version,
    /// `documents`, at most [`budget::DOCUMENTS`].
    pub documents: Documents<'a>,
    /// `documentErrors`: document type and code.
    pub document_errors: Vec<(&'a str, i64)>,
    /// Number of `zkDocuments` (edition 2), which are not understood.
    pub zk_documents: usize,
    /// Number of `encryptedDocuments` (edition 2), which are not understood.
    pub encrypted_documents: usize,
    /// `status`.
    pub status: u64,
    /// Where the members are.
    pub offsets: ResponseOffsets,
}

/// Each stands alone: one that does not fit its CDDL leaves the others readable. In boxes, so that what was judged is not kept
/// until the last one is.
pub type Documents<'a> = Vec<Result<Box<Document<'a>>, MalformedDocument<'a>>>;

/// Where members of a response start in the input, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResponseOffsets {
    /// `version`.
    pub version: usize,
    /// `status`.
    pub status: usize,
    /// `documents`, where they are there.
    pub documents: Option<usize>,
    /// `documentErrors`, where they are there.
    pub document_errors: Option<usize>,
    /// The first of `zkDocuments` and `encryptedDocuments` that is there.
    pub not_understood: Option<usize>,
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
///
/// ```cddl
/// Document = {
///   "docType": DocType, "issuerSigned": IssuerSigned, "deviceSigned": DeviceSigned,
///   ? "errors": { + NameSpace => { + DataElementIdentifier => int } }, * tstr => any
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// `docType`.
    pub doc_type: &'a str,
    /// `issuerSigned`.
    pub issuer_signed: IssuerSigned<'a>,
    /// `deviceSigned`.
    pub device_signed: DeviceSigned<'a>,
    /// `errors`, in the order received.
    pub errors: Vec<ElementError<'a>>,
    /// Where the document starts in the input.
    pub offset: usize,
}

/// What a device says about an element it did not return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElementError<'a> {
    /// The namespace.
    pub name_space: &'a str,
    /// The element identifier.
    pub element_identifier: &'a str,
    /// `ErrorCode = int`: 0 (no reason given); other positive codes are reserved, negative ones are the application's.
    pub code: i64,
    /// Where the code starts in the input.
    pub offset: usize,
}

/// `IssuerSigned = { "issuerAuth": COSE_Sign1, ? "nameSpaces": { + NameSpace => [ + IssuerSignedItemBytes ] }, * tstr => any }`.
///
/// One that has members nobody knows, and no `nameSpaces`, is refused: what it returns could not be told.
#[derive(Debug, Clone)]
pub struct IssuerSigned<'a> {
    /// `issuerAuth`.
    pub issuer_auth: Sign1<'a>,
    /// `nameSpaces`, in the order received; empty where absent.
    pub name_spaces: Vec<(&'a str, Vec<Embedded<'a, IssuerSignedItem<'a>>>)>,
}

/// `IssuerSignedItem = { "digestID": uint, "random": bstr, "elementIdentifier": tstr, "elementValue": any, * tstr => any }`.
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

/// `DeviceSigned = { "nameSpaces": DeviceNameSpacesBytes, "deviceAuth": DeviceAuth, * tstr => any }`.
#[derive(Debug, Clone)]
pub struct DeviceSigned<'a> {
    /// `nameSpaces`: `DeviceNameSpacesBytes`, exact.
    pub name_spaces: Embedded<'a, DeviceNameSpaces<'a>>,
    /// `deviceAuth`.
    pub device_auth: DeviceAuth<'a>,
    /// Where it starts in the input.
    pub offset: usize,
}

/// `DeviceNameSpaces = { * NameSpace => { + DataElementIdentifier => DataElementValue } }`.
#[derive(Debug, Clone, Default)]
pub struct DeviceNameSpaces<'a> {
    /// Namespace, then element identifier and value, in the order received.
    pub name_spaces: Vec<(&'a str, Vec<(&'a str, RawValue<'a>)>)>,
}

/// `DeviceAuth = { "deviceSignature": COSE_Sign1 // "deviceMac": COSE_Mac0 }`: exactly one of the two, which is the
/// verifier's to check.
#[derive(Debug, Clone)]
pub struct DeviceAuth<'a> {
    /// `deviceSignature`.
    pub device_signature: Option<Sign1<'a>>,
    /// `deviceMac`.
    pub device_mac: Option<Mac0<'a>>,
}

members! {
    /// Of `DeviceResponse`.
    enum ResponseMember { Version = "version", Documents = "documents", DocumentErrors = "documentErrors", ZkDocuments = "zkDocuments", EncryptedDocuments = "encryptedDocuments", Status = "status" }
}

impl<'a> Decode<'a> for DeviceResponse<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut version, mut status) = (None, None);
        let (mut documents, mut document_errors) = (Vec::new(), Vec::new());
        let (mut zk_documents, mut encrypted_documents) = (0, 0);
        let mut offsets = ResponseOffsets::default();
        reader.members(|reader, member| {
            let at = reader.offset();
            match member {
                Some(ResponseMember::Version) => (offsets.version, version) = (at, Some(Version::decode(reader)?)),
                Some(ResponseMember::Documents) => {
                    offsets.documents = Some(at);
                    documents = reader.nullable(read_documents)?.unwrap_or_default();
                }
                Some(ResponseMember::DocumentErrors) => {
                    offsets.document_errors = Some(at);
                    document_errors = reader.nullable(read_document_errors)?.unwrap_or_default();
                }
                Some(ResponseMember::ZkDocuments) => {
                    offsets.not_understood.get_or_insert(at);
                    zk_documents = count(reader)?;
                }
                Some(ResponseMember::EncryptedDocuments) => {
                    offsets.not_understood.get_or_insert(at);
                    encrypted_documents = count(reader)?;
                }
                Some(ResponseMember::Status) => (offsets.status, status) = (at, Some(reader.uint()?)),
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            version: required(version, "version", offset)?,
            documents,
            document_errors,
            zk_documents,
            encrypted_documents,
            status: required(status, "status", offset)?,
            offsets,
        })
    }
}

/// For how many documents there is room from the start; more are made room for as they come.
const ROOM: usize = 2;

fn read_documents<'a>(reader: &mut Reader<'a>) -> Result<Documents<'a>, Error> {
    let offset = reader.offset();
    let mut documents = Vec::with_capacity(reader.room(ROOM));
    reader.array(|reader| {
        if documents.len() >= budget::DOCUMENTS {
            return Err(Error::new(ErrorKind::OutOfRange("documents"), offset));
        }
        let before = reader.clone();
        documents.push(match Document::decode(reader) {
            Ok(document) => Ok(Box::new(document)),
            Err(error) => {
                // Only a document that is CBOR can be stepped over.
                *reader = before;
                let doc_type = doc_type(reader.raw()?);
                Err(MalformedDocument { doc_type, error })
            }
        });
        Ok(())
    })?;
    if documents.is_empty() { Err(Error::new(ErrorKind::Empty("documents"), offset)) } else { Ok(documents) }
}

/// The document type of a document that does not fit its CDDL.
fn doc_type<'a>(document: RawValue<'a>) -> Option<&'a str> {
    let mut doc_type = None;
    let read = document.reader().map(|reader, key| {
        let value = reader.raw()?;
        if key == Key::Text("docType") {
            doc_type = value.as_text();
        }
        Ok(())
    });
    read.ok().and(doc_type)
}

fn read_document_errors<'a>(reader: &mut Reader<'a>) -> Result<Vec<(&'a str, i64)>, Error> {
    let offset = reader.offset();
    let mut errors = Vec::new();
    reader.array(|reader| {
        errors.append(&mut name::response_map(reader, "documentErrors", "docType", Reader::int)?);
        let few = errors.len() <= budget::REQUESTED_ELEMENTS;
        if few { Ok(()) } else { Err(Error::new(ErrorKind::OutOfRange("documentErrors"), offset)) }
    })?;
    name::not_empty(reader, errors.is_empty(), "documentErrors", offset)?;
    Ok(errors)
}

/// How many items an array has that edition 1 does not know; anything else there counts as one.
fn count(reader: &mut Reader<'_>) -> Result<usize, Error> {
    match reader.peek()? {
        Type::Array => reader.array(|reader| reader.skip().map(drop)),
        Type::Null => reader.null().map(|()| 0),
        _ => reader.skip().map(|_| 1),
    }
}

members! {
    /// Of `Document`.
    enum DocumentMember { DocType = "docType", IssuerSigned = "issuerSigned", DeviceSigned = "deviceSigned", Errors = "errors" }
}

impl<'a> Decode<'a> for Document<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut doc_type, mut issuer_signed, mut device_signed, mut errors) = (None, None, None, Vec::new());
        reader.members(|reader, member| {
            match member {
                Some(DocumentMember::DocType) => doc_type = Some(name::name(reader, "docType")?),
                Some(DocumentMember::IssuerSigned) => issuer_signed = Some(IssuerSigned::decode(reader)?),
                Some(DocumentMember::DeviceSigned) => device_signed = Some(DeviceSigned::decode(reader)?),
                Some(DocumentMember::Errors) => errors = reader.nullable(read_errors)?.unwrap_or_default(),
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            doc_type: required(doc_type, "docType", offset)?,
            issuer_signed: required(issuer_signed, "issuerSigned", offset)?,
            device_signed: required(device_signed, "deviceSigned", offset)?,
            errors,
            offset,
        })
    }
}

fn read_errors<'a>(reader: &mut Reader<'a>) -> Result<Vec<ElementError<'a>>, Error> {
    let offset = reader.offset();
    let by_name_space = name::response_map(reader, "errors", name::NAME_SPACE, |reader| {
        name::response_map(reader, name::NAME_SPACE_ITEMS, name::ELEMENT, |reader| Ok((reader.offset(), reader.int()?)))
    })?;
    let count = by_name_space.iter().map(|(_, codes)| codes.len()).fold(0, usize::saturating_add);
    if count > budget::REQUESTED_ELEMENTS {
        return Err(Error::new(ErrorKind::OutOfRange("errors"), offset));
    }
    let mut errors = Vec::with_capacity(count);
    for (name_space, codes) in by_name_space {
        errors.extend(codes.into_iter().map(|(element_identifier, (offset, code))| ElementError {
            name_space,
            element_identifier,
            code,
            offset,
        }));
    }
    Ok(errors)
}

members! {
    /// Of `IssuerSigned`.
    enum IssuerSignedMember { IssuerAuth = "issuerAuth", NameSpaces = "nameSpaces" }
}

impl<'a> Decode<'a> for IssuerSigned<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut issuer_auth, mut name_spaces, mut unknown) = (None, None, false);
        reader.members(|reader, member| {
            match member {
                Some(IssuerSignedMember::IssuerAuth) => issuer_auth = Some(Sign1::decode(reader)?),
                Some(IssuerSignedMember::NameSpaces) => {
                    name_spaces = reader
                        .nullable(|reader| name::response_map(reader, "nameSpaces", name::NAME_SPACE, read_items))?;
                }
                None => {
                    unknown = true;
                    reader.skip()?;
                }
            }
            Ok(())
        })?;
        // Nobody signs the names of members. A holder may leave all elements out; a spoilt name must not.
        if unknown && name_spaces.is_none() {
            return Err(Error::new(ErrorKind::Missing("nameSpaces"), offset));
        }
        Ok(Self {
            issuer_auth: required(issuer_auth, "issuerAuth", offset)?,
            name_spaces: name_spaces.unwrap_or_default(),
        })
    }
}

/// Room for the items of one namespace, as many as are usually asked for; more are made room for as they come.
const ITEMS: usize = 16;

fn read_items<'a>(reader: &mut Reader<'a>) -> Result<Vec<Embedded<'a, IssuerSignedItem<'a>>>, Error> {
    let offset = reader.offset();
    let mut items = Vec::with_capacity(reader.room(ITEMS));
    reader.array(|reader| {
        items.push(reader.embedded()?);
        Ok(())
    })?;
    name::not_empty(reader, items.is_empty(), name::NAME_SPACE_ITEMS, offset)?;
    Ok(items)
}

members! {
    /// Of `IssuerSignedItem`.
    enum ItemMember { DigestID = "digestID", Random = "random", ElementIdentifier = "elementIdentifier", ElementValue = "elementValue" }
}

impl<'a> Decode<'a> for IssuerSignedItem<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut digest_id, mut random, mut element_identifier, mut element_value) = (None, None, None, None);
        reader.members(|reader, member| {
            match member {
                Some(ItemMember::DigestID) => digest_id = Some(reader.uint()?),
                Some(ItemMember::Random) => random = Some(reader.bytes()?),
                Some(ItemMember::ElementIdentifier) => {
                    element_identifier = Some(name::name(reader, "elementIdentifier")?)
                }
                Some(ItemMember::ElementValue) => element_value = Some(reader.raw()?),
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            digest_id: required(digest_id, "digestID", offset)?,
            random: required(random, "random", offset)?,
            element_identifier: required(element_identifier, "elementIdentifier", offset)?,
            element_value: required(element_value, "elementValue", offset)?,
        })
    }
}

impl core::fmt::Debug for IssuerSignedItem<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("IssuerSignedItem").field("element_identifier", &self.element_identifier).finish_non_exhaustive()
    }
}

members! {
    /// Of `DeviceSigned`.
    enum DeviceSignedMember { NameSpaces = "nameSpaces", DeviceAuth = "deviceAuth" }
}

impl<'a> Decode<'a> for DeviceSigned<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut name_spaces, mut device_auth) = (None, None);
        reader.members(|reader, member| {
            match member {
                Some(DeviceSignedMember::NameSpaces) => name_spaces = Some(reader.embedded()?),
                Some(DeviceSignedMember::DeviceAuth) => device_auth = Some(DeviceAuth::decode(reader)?),
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            name_spaces: required(name_spaces, "nameSpaces", offset)?,
            device_auth: required(device_auth, "deviceAuth", offset)?,
            offset,
        })
    }
}

impl<'a> Decode<'a> for DeviceNameSpaces<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut count = 0_usize;
        let name_spaces = name::map(reader, name::NAME_SPACE, |reader| {
            let offset = reader.offset();
            let elements = name::response_map(reader, name::NAME_SPACE_ITEMS, name::ELEMENT, Reader::raw)?;
            count = count.saturating_add(elements.len().max(1));
            if count > budget::DEVICE_ELEMENTS {
                return Err(Error::new(ErrorKind::OutOfRange("DeviceNameSpaces"), offset));
            }
            Ok(elements)
        })?;
        Ok(Self { name_spaces })
    }
}

members! {
    /// Of `DeviceAuth`.
    enum DeviceAuthMember { DeviceSignature = "deviceSignature", DeviceMac = "deviceMac" }
}

impl<'a> Decode<'a> for DeviceAuth<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let (mut device_signature, mut device_mac) = (None, None);
        reader.members(|reader, member| {
            match member {
                Some(DeviceAuthMember::DeviceSignature) => device_signature = reader.nullable(Sign1::decode)?,
                Some(DeviceAuthMember::DeviceMac) => device_mac = reader.nullable(Mac0::decode)?,
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self { device_signature, device_mac })
    }
}
