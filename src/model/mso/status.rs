//! Status: where the issuer publishes whether a mobile security object is revoked (edition 2 12.3.6).

use core::fmt;

use crate::cbor::{Decode, Encode, Error, Key, Reader, Writer};
use crate::model::name::{self, required};

#[cfg(test)]
mod tests;

/// `Status` (edition 2), the `status` of a mobile security object.
///
/// ```cddl
/// Status = {
///   ? "identifier_list": { "id": bstr, "uri": tstr, ? "certificate": bstr, * tstr => RFU },
///   ? "status_list":     { "idx": uint, "uri": tstr, ? "certificate": bstr },
///   * tstr => RFU
/// }
/// ```
///
/// Null counts as absent, and unknown members are passed over in both maps. There may be neither, where the issuer uses
/// a mechanism that is not known here.
///
/// A URI here comes from the peer until the issuer's signature was verified: nobody should fetch it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status<'a> {
    /// `identifier_list`.
    pub identifier_list: Option<IdentifierReference<'a>>,
    /// `status_list`.
    pub status_list: Option<StatusReference<'a>>,
}

/// An entry of an identifier list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdentifierReference<'a> {
    /// `id`, which the list holds when the mobile security object is revoked.
    pub id: &'a [u8],
    /// `uri` of the list.
    pub uri: &'a str,
    /// `certificate`, DER: what the list's signer must lead to, instead of the CA that issued the document signer.
    pub certificate: Option<&'a [u8]>,
}

/// An entry of a token status list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusReference<'a> {
    /// `idx`, from 0.
    pub idx: u64,
    /// `uri` of the list.
    pub uri: &'a str,
    /// `certificate`, DER: what the list's signer must lead to, instead of the CA that issued the document signer.
    pub certificate: Option<&'a [u8]>,
}

impl<'a> Status<'a> {
    /// The lists' URIs: what a caller hands in lists for.
    pub fn uris(&self) -> impl Iterator<Item = &'a str> {
        let identifiers = self.identifier_list.map(|list| list.uri);
        identifiers.into_iter().chain(self.status_list.map(|list| list.uri))
    }
}

impl<'a> Decode<'a> for Status<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut status = Self::default();
        reader.map(|reader, key| {
            match key {
                Key::Text("identifier_list") => status.identifier_list = reader.nullable(Decode::decode)?,
                Key::Text("status_list") => status.status_list = reader.nullable(Decode::decode)?,
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(status)
    }
}

impl<'a> Decode<'a> for IdentifierReference<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let (id, uri, certificate) = entry(reader, "id", Reader::bytes)?;
        Ok(Self { id, uri, certificate })
    }
}

impl<'a> Decode<'a> for StatusReference<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let (idx, uri, certificate) = entry(reader, "idx", Reader::uint)?;
        Ok(Self { idx, uri, certificate })
    }
}

/// `{ place => T, "uri": tstr, ? "certificate": bstr, * any => any }`.
fn entry<'a, T>(
    reader: &mut Reader<'a>,
    place: &'static str,
    read: impl Fn(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<(T, &'a str, Option<&'a [u8]>), Error> {
    let offset = reader.offset();
    let (mut at, mut uri, mut certificate) = (None, None, None);
    reader.map(|reader, key| {
        match key {
            Key::Text("uri") => uri = Some(name::name(reader, "uri")?),
            Key::Text("certificate") => certificate = reader.nullable(Reader::bytes)?,
            Key::Text(name) if name == place => at = Some(read(reader)?),
            _ => drop(reader.skip()?),
        }
        Ok(())
    })?;
    Ok((required(at, place, offset)?, required(uri, "uri", offset)?, certificate))
}

impl Encode for Status<'_> {
    fn encode(&self, writer: &mut Writer) {
        let lists = [self.identifier_list.is_some(), self.status_list.is_some()];
        writer.map(lists.into_iter().filter(|present| *present).count());
        if let Some(list) = &self.identifier_list {
            writer.text("identifier_list").map(members(list.certificate)).text("id").bytes(list.id);
            write_rest(list.uri, list.certificate, writer);
        }
        if let Some(list) = &self.status_list {
            writer.text("status_list").map(members(list.certificate)).text("idx").uint(list.idx);
            write_rest(list.uri, list.certificate, writer);
        }
    }
}

const fn members(certificate: Option<&[u8]>) -> usize {
    if certificate.is_some() { 3 } else { 2 }
}

fn write_rest(uri: &str, certificate: Option<&[u8]>, writer: &mut Writer) {
    writer.text("uri").text(uri);
    if let Some(certificate) = certificate {
        writer.text("certificate").bytes(certificate);
    }
}

// The place in a list is the same in every transaction: enough to follow its holder by a log.
impl fmt::Debug for IdentifierReference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentifierReference").field("uri", &self.uri).finish_non_exhaustive()
    }
}

impl fmt::Debug for StatusReference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusReference").field("uri", &self.uri).finish_non_exhaustive()
    }
}
