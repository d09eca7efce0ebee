//! Which structure an input is.

use mdoc_proximity::cbor::{self, Decode, Encoding, Error, Key, RawValue, Reader, Type};
use mdoc_proximity::cose::{CoseKey, Sign1};
use mdoc_proximity::model::engagement::DeviceEngagement;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::request::DeviceRequest;
use mdoc_proximity::model::response::{DeviceResponse, Document, IssuerSigned, IssuerSignedItem};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment};
use mdoc_proximity::transport::qr;

use super::node::Node;
use super::shape::{Payload, Shape};
use super::{Inspected, apdu, build, certificate, crl, ndef};
use crate::{input, pem};

/// How many byte strings, tags and payloads are opened to find out what an input is.
const LEVELS: usize = 4;

/// Recognises the input, or says why it cannot be read.
pub fn recognise(input: &[u8]) -> Result<Inspected, String> {
    if let Some(text) = std::str::from_utf8(input).ok().map(str::trim) {
        if text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mdoc:")) {
            let bytes = qr::from_uri(text).map_err(|error| error.to_string())?;
            return cbor(&bytes);
        }
        if text.contains("-----BEGIN ") {
            return pem(text);
        }
    }
    let bytes = input::decode(input);
    if let Some(children) = certificate::summary(&bytes) {
        return Ok(inspected(CERTIFICATE, &bytes, children));
    }
    if let Some(children) = crl::summary(&bytes) {
        return Ok(unverified(inspected(CRL, &bytes, children)));
    }
    if let Some((name, children)) = ndef::recognise(&bytes) {
        return Ok(inspected(name, &bytes, children));
    }
    cbor(&bytes).or_else(|why| {
        let (name, children) = apdu::recognise(&bytes).ok_or(why)?;
        Ok(inspected(name, &bytes, children))
    })
}

fn inspected(name: &str, bytes: &[u8], children: Vec<Node>) -> Inspected {
    let tree = Node { children, ..Node::default() };
    Inspected { name: name.to_owned(), length: bytes.len(), tree, remarks: Vec::new() }
}

const CERTIFICATE: &str = "X.509 certificate";
const CRL: &str = "Certificate revocation list";

/// Lists are there to be relied on, so it is said that nobody has looked whether they can.
const UNVERIFIED: &str = "nothing is verified here: neither who signed the list nor whether it is current";

fn unverified(inspected: Inspected) -> Inspected {
    Inspected { remarks: [vec![UNVERIFIED.to_owned()], inspected.remarks].concat(), ..inspected }
}

fn pem(text: &str) -> Result<Inspected, String> {
    let mut nodes = Vec::new();
    let mut lists = 0_usize;
    for (label, der) in pem::blocks(text)? {
        let children = match label.as_str() {
            "CERTIFICATE" => certificate::summary(&der).ok_or("a PEM block holds no certificate")?,
            "X509 CRL" => {
                lists = lists.saturating_add(1);
                crl::summary(&der).ok_or("a PEM block holds no certificate revocation list")?
            }
            _ => return Err(format!("a PEM block \"{label}\" is no structure of the protocol")),
        };
        nodes.push(Node {
            label: format!("[{}]", nodes.len()),
            text: format!("{} bytes", der.len()),
            children,
            ..Node::default()
        });
    }
    let name = match (nodes.len(), lists) {
        (1, 0) => CERTIFICATE,
        (1, 1) => CRL,
        (_, 0) => "X.509 certificates",
        (all, lists) if all == lists => "Certificate revocation lists",
        _ => "X.509 certificates and certificate revocation lists",
    };
    let inspected = inspected(name, text.as_bytes(), nodes);
    Ok(if lists == 0 { inspected } else { unverified(inspected) })
}

fn cbor(bytes: &[u8]) -> Result<Inspected, String> {
    let (name, shape, problem) = structure(bytes, LEVELS);
    let (tree, non_preferred) = build::tree(bytes, 0, shape).map_err(|error| format!("not CBOR: {error}"))?;
    let mut remarks: Vec<String> = problem.map(|error| format!("not a valid {name}: {error}")).into_iter().collect();
    if let Some(first) = non_preferred.first {
        remarks.push(format!(
            "encodings that the strict profile refuses: {}, the first at byte {first}",
            non_preferred.count
        ));
    }
    let inspected = Inspected { name: name.to_owned(), length: bytes.len(), tree, remarks };
    Ok(if shape.is_list() { unverified(inspected) } else { inspected })
}

/// The structure that the keys of the outermost item tell, and what is wrong with it.
fn structure(bytes: &[u8], levels: usize) -> (&'static str, Shape, Option<Error>) {
    let mut reader = Reader::new(bytes, Encoding::Field);
    let mut texts: Vec<&str> = Vec::new();
    let mut ints = Vec::new();
    let kind = reader.peek();
    match kind {
        Ok(Type::Map) => {
            // What cannot be walked to its end is told by the caller.
            let _ = reader.map(|reader, key| {
                match key {
                    Key::Text(text) => texts.push(text),
                    other => ints.extend(other.as_int()),
                }
                reader.skip().map(drop)
            });
        }
        Ok(Type::Array) => return array(bytes, levels),
        Ok(Type::Tag) => return tag(bytes, levels),
        _ => return ("CBOR item", Shape::Any, None),
    }
    let has = |name: &str| texts.contains(&name);
    if has("eReaderKey") {
        ("SessionEstablishment", Shape::SessionEstablishment, wrong::<SessionEstablishment<'_>>(bytes))
    } else if has("docRequests") {
        ("DeviceRequest", Shape::DeviceRequest, wrong::<DeviceRequest<'_>>(bytes))
    } else if has("version") && has("status") {
        ("DeviceResponse", Shape::DeviceResponse, response(bytes))
    } else if has("issuerSigned") {
        ("Document", Shape::Document, wrong::<Document<'_>>(bytes))
    } else if has("issuerAuth") {
        ("IssuerSigned", Shape::IssuerSigned, wrong::<IssuerSigned<'_>>(bytes))
    } else if has("deviceAuth") {
        ("DeviceSigned", Shape::DeviceSigned, None)
    } else if has("deviceSignature") || has("deviceMac") {
        ("DeviceAuth", Shape::DeviceAuth, None)
    } else if has("digestAlgorithm") {
        ("MobileSecurityObject", Shape::Mso, wrong::<MobileSecurityObject<'_>>(bytes))
    } else if has("digestID") {
        ("IssuerSignedItem", Shape::IssuerSignedItem, wrong::<IssuerSignedItem<'_>>(bytes))
    } else if has("vicalProvider") {
        ("VICAL", Shape::List, None)
    } else if has("provider") && has("certificateInfos") {
        ("RICAL", Shape::List, None)
    } else if has("docType") && has("nameSpaces") {
        ("ItemsRequest", Shape::ItemsRequest, None)
    } else if !texts.is_empty() && texts.iter().all(|name| matches!(*name, "data" | "status")) {
        ("SessionData", Shape::SessionData, wrong::<SessionData<'_>>(bytes))
    } else if ints.contains(&2) && ints.contains(&65_533) {
        ("Token status list", Shape::StatusClaims, None)
    } else if ints.contains(&2) && ints.contains(&65_530) {
        ("Identifier list", Shape::StatusClaims, None)
    } else if ints.contains(&0) && ints.contains(&1) {
        ("DeviceEngagement", Shape::DeviceEngagement, wrong::<DeviceEngagement<'_>>(bytes))
    } else if ints.contains(&1) && ints.contains(&-1) {
        ("COSE_Key", Shape::CoseKey, wrong::<CoseKey<'_>>(bytes))
    } else {
        ("CBOR map", Shape::Any, None)
    }
}

fn array(bytes: &[u8], levels: usize) -> (&'static str, Shape, Option<Error>) {
    if let Some((name, shape)) = context(bytes) {
        return (name, shape, None);
    }
    if let Ok((message, _)) = cbor::from_slice::<Sign1<'_>>(bytes, Encoding::Field) {
        let (name, payload) = match message.payload.and_then(|payload| inside(payload, levels)) {
            Some(("VICAL", ..)) => ("VICAL (COSE_Sign1)", Payload::List),
            Some(("RICAL", ..)) => ("RICAL (COSE_Sign1)", Payload::List),
            Some(("Token status list", ..)) => ("Token status list (CWT)", Payload::StatusClaims),
            Some(("Identifier list", ..)) => ("Identifier list (CWT)", Payload::StatusClaims),
            Some((_, Shape::Mso, _)) => ("IssuerAuth (COSE_Sign1)", Payload::Mso),
            _ => ("COSE_Sign1", Payload::Any),
        };
        return (name, Shape::Sign1(payload), None);
    }
    if mdoc_proximity::model::transcript::SessionTranscript::from_bytes(bytes).is_ok() {
        return ("SessionTranscript", Shape::SessionTranscript, None);
    }
    ("CBOR array", Shape::Any, None)
}

/// The structures that are signed or authenticated begin with a text that names them. A COSE_Mac0 is told from a
/// COSE_Sign1 by its algorithm.
fn context(bytes: &[u8]) -> Option<(&'static str, Shape)> {
    const HMAC_256: &[u8] = &[0xa1, 0x01, 0x05];
    let mut items: Vec<RawValue<'_>> = Vec::new();
    let all = |reader: &mut Reader<'_>| reader.array(|reader| reader.skip().map(drop));
    // No structure with a context has more than four items.
    all(&mut Reader::new(bytes, Encoding::Field)).ok().filter(|count| *count <= 4)?;
    Reader::new(bytes, Encoding::Field).array(|reader| reader.raw().map(|item| items.push(item))).ok()?;
    let first = items.first()?;
    Some(match (first.as_text(), items.len()) {
        (Some("DeviceAuthentication"), _) => ("DeviceAuthentication", Shape::DeviceAuthentication),
        (Some("ReaderAuthentication"), _) => ("ReaderAuthentication", Shape::ReaderAuthentication),
        (Some("ReaderAuthenticationAll"), _) => ("ReaderAuthenticationAll", Shape::ReaderAuthentication),
        (Some("Signature1"), _) => ("Sig_structure (COSE_Sign1)", Shape::ToBeSigned),
        (Some("MAC0"), _) => ("MAC_structure (COSE_Mac0)", Shape::ToBeSigned),
        (None, 4) if first.as_bytes() == Some(HMAC_256) => ("COSE_Mac0", Shape::Mac0),
        _ => return None,
    })
}

/// Tag 24 or a COSE tag around a structure.
fn tag(bytes: &[u8], levels: usize) -> (&'static str, Shape, Option<Error>) {
    let mut reader = Reader::new(bytes, Encoding::Field);
    let content = match reader.tag() {
        Ok(24) => reader.bytes().ok(),
        Ok(_) => bytes.get(reader.offset()..),
        Err(_) => None,
    };
    content.and_then(|content| inside(content, levels)).unwrap_or(("CBOR item", Shape::Any, None))
}

/// The structure one level further in, where there is a level left.
fn inside(bytes: &[u8], levels: usize) -> Option<(&'static str, Shape, Option<Error>)> {
    levels.checked_sub(1).map(|levels| structure(bytes, levels))
}

fn wrong<'a, T: Decode<'a>>(bytes: &'a [u8]) -> Option<Error> {
    cbor::from_slice::<T>(bytes, Encoding::Field).err()
}

fn response(bytes: &[u8]) -> Option<Error> {
    match cbor::from_slice::<DeviceResponse<'_>>(bytes, Encoding::Field) {
        Ok((response, _)) => {
            response.documents.iter().find_map(|document| document.as_ref().err()).map(|bad| bad.error)
        }
        Err(error) => Some(error),
    }
}
