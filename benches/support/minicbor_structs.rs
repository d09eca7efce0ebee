//! The same response read into borrowed structures by `minicbor`: what decoding costs where nothing is checked but types.
#![allow(dead_code, unreachable_pub, missing_docs)]

use minicbor::data::{Tag, Type};
use minicbor::decode::{Decoder, Error};

pub struct Response<'b> {
    pub version: &'b str,
    pub documents: Vec<Document<'b>>,
    pub status: u64,
}

#[derive(Default)]
pub struct Document<'b> {
    pub doc_type: &'b str,
    pub name_spaces: Vec<(&'b str, Vec<Item<'b>>)>,
    pub issuer_auth: Message<'b>,
    pub mso: Mso<'b>,
    pub device_name_spaces: &'b [u8],
    pub device_auth: Message<'b>,
}

#[derive(Default)]
pub struct Item<'b> {
    pub digest_id: u64,
    pub random: &'b [u8],
    pub identifier: &'b str,
    pub value: &'b [u8],
}

/// A COSE_Sign1 or COSE_Mac0.
#[derive(Default)]
pub struct Message<'b> {
    pub protected: &'b [u8],
    pub alg: i64,
    pub x5chain: Vec<&'b [u8]>,
    pub payload: Option<&'b [u8]>,
    pub seal: &'b [u8],
}

type Digests<'b> = Vec<(u64, &'b [u8])>;

#[derive(Default)]
pub struct Mso<'b> {
    pub version: &'b str,
    pub digest_algorithm: &'b str,
    pub digests: Vec<(&'b str, Digests<'b>)>,
    pub device_key: Vec<(i64, &'b [u8])>,
    pub doc_type: &'b str,
    pub dates: Vec<(&'b str, &'b str)>,
}

fn map<'b>(
    decoder: &mut Decoder<'b>,
    mut entry: impl FnMut(&mut Decoder<'b>) -> Result<(), Error>,
) -> Result<(), Error> {
    let count = decoder.map()?.ok_or(Error::message("indefinite"))?;
    (0..count).try_for_each(|_| entry(decoder))
}

fn array<'b>(
    decoder: &mut Decoder<'b>,
    mut item: impl FnMut(&mut Decoder<'b>) -> Result<(), Error>,
) -> Result<(), Error> {
    let count = decoder.array()?.ok_or(Error::message("indefinite"))?;
    (0..count).try_for_each(|_| item(decoder))
}

fn embedded<'b>(decoder: &mut Decoder<'b>) -> Result<&'b [u8], Error> {
    if decoder.tag()? != Tag::new(24) {
        return Err(Error::message("no embedded CBOR"));
    }
    decoder.bytes()
}

pub fn response(bytes: &[u8]) -> Result<Response<'_>, Error> {
    let mut decoder = Decoder::new(bytes);
    let mut response = Response { version: "", documents: Vec::new(), status: 0 };
    map(&mut decoder, |decoder| {
        match decoder.str()? {
            "version" => response.version = decoder.str()?,
            "documents" => array(decoder, |decoder| {
                response.documents.push(document(decoder)?);
                Ok(())
            })?,
            "status" => response.status = decoder.u64()?,
            _ => decoder.skip()?,
        }
        Ok(())
    })?;
    Ok(response)
}

fn document<'b>(decoder: &mut Decoder<'b>) -> Result<Document<'b>, Error> {
    let mut document = Document::default();
    map(decoder, |decoder| {
        match decoder.str()? {
            "docType" => document.doc_type = decoder.str()?,
            "issuerSigned" => map(decoder, |decoder| {
                match decoder.str()? {
                    "nameSpaces" => map(decoder, |decoder| {
                        let name_space = decoder.str()?;
                        let mut items = Vec::new();
                        array(decoder, |decoder| {
                            items.push(item(embedded(decoder)?)?);
                            Ok(())
                        })?;
                        document.name_spaces.push((name_space, items));
                        Ok(())
                    })?,
                    "issuerAuth" => {
                        document.issuer_auth = message(decoder)?;
                        let payload = document.issuer_auth.payload.ok_or(Error::message("no payload"))?;
                        document.mso = mso(embedded(&mut Decoder::new(payload))?)?;
                    }
                    _ => decoder.skip()?,
                }
                Ok(())
            })?,
            "deviceSigned" => map(decoder, |decoder| {
                match decoder.str()? {
                    "nameSpaces" => document.device_name_spaces = embedded(decoder)?,
                    "deviceAuth" => map(decoder, |decoder| {
                        decoder.str()?;
                        document.device_auth = message(decoder)?;
                        Ok(())
                    })?,
                    _ => decoder.skip()?,
                }
                Ok(())
            })?,
            _ => decoder.skip()?,
        }
        Ok(())
    })?;
    Ok(document)
}

fn item(bytes: &[u8]) -> Result<Item<'_>, Error> {
    let mut decoder = Decoder::new(bytes);
    let mut item = Item::default();
    map(&mut decoder, |decoder| {
        match decoder.str()? {
            "digestID" => item.digest_id = decoder.u64()?,
            "random" => item.random = decoder.bytes()?,
            "elementIdentifier" => item.identifier = decoder.str()?,
            "elementValue" => {
                let start = decoder.position();
                decoder.skip()?;
                item.value = bytes.get(start..decoder.position()).unwrap_or_default();
            }
            _ => decoder.skip()?,
        }
        Ok(())
    })?;
    Ok(item)
}

fn message<'b>(decoder: &mut Decoder<'b>) -> Result<Message<'b>, Error> {
    let mut message = Message::default();
    decoder.array()?;
    message.protected = decoder.bytes()?;
    map(&mut Decoder::new(message.protected), |decoder| {
        match decoder.i64()? {
            1 => message.alg = decoder.i64()?,
            _ => decoder.skip()?,
        }
        Ok(())
    })?;
    map(decoder, |decoder| {
        match decoder.i64()? {
            33 if decoder.datatype()? == Type::Bytes => message.x5chain.push(decoder.bytes()?),
            _ => decoder.skip()?,
        }
        Ok(())
    })?;
    message.payload = match decoder.datatype()? {
        Type::Null => decoder.null().map(|()| None)?,
        _ => Some(decoder.bytes()?),
    };
    message.seal = decoder.bytes()?;
    Ok(message)
}

fn mso(bytes: &[u8]) -> Result<Mso<'_>, Error> {
    let mut decoder = Decoder::new(bytes);
    let mut mso = Mso::default();
    map(&mut decoder, |decoder| {
        match decoder.str()? {
            "version" => mso.version = decoder.str()?,
            "digestAlgorithm" => mso.digest_algorithm = decoder.str()?,
            "valueDigests" => map(decoder, |decoder| {
                let name_space = decoder.str()?;
                let mut digests = Vec::new();
                map(decoder, |decoder| {
                    digests.push((decoder.u64()?, decoder.bytes()?));
                    Ok(())
                })?;
                mso.digests.push((name_space, digests));
                Ok(())
            })?,
            "deviceKeyInfo" => map(decoder, |decoder| {
                match decoder.str()? {
                    "deviceKey" => map(decoder, |decoder| {
                        match decoder.i64()? {
                            label @ (-2 | -3) => mso.device_key.push((label, decoder.bytes()?)),
                            _ => decoder.skip()?,
                        }
                        Ok(())
                    })?,
                    _ => decoder.skip()?,
                }
                Ok(())
            })?,
            "docType" => mso.doc_type = decoder.str()?,
            "validityInfo" => map(decoder, |decoder| {
                let name = decoder.str()?;
                decoder.tag()?;
                mso.dates.push((name, decoder.str()?));
                Ok(())
            })?,
            _ => decoder.skip()?,
        }
        Ok(())
    })?;
    Ok(mso)
}
