//! Reading a revocation list, exact slices kept (RFC 5280 5.1).
//!
//! The structure of `x509-cert` allocates several times for every entry and refuses the whole list for one odd entry;
//! here an entry costs 24 bytes beside its own.

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, ErrorKind, Reader, SliceReader, Tag, Tagged};
use x509_cert::time::Time;

use super::profile::{self, Traits};
use super::{CrlError, Entry, Parts, shortest};
use crate::budget;
use crate::time::UnixTime;
use crate::x509::name::DistinguishedName;
use crate::x509::{RawExtension, unix_time};

/// X.509 version 2, as the structure counts.
const V2: u8 = 1;

/// TBSCertList, in slices of the input.
struct Fields<'a> {
    is_v2: bool,
    algorithm: &'a [u8],
    issuer: DistinguishedName,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    /// Absent where revokedCertificates is.
    entries: Option<Vec<Entry>>,
    traits: Traits,
    extensions: Vec<RawExtension<'a>>,
}

pub(super) fn list(input: &[u8]) -> Result<Parts, CrlError> {
    if input.len() > budget::CRL_BYTES {
        return Err(CrlError::TooLong(input.len()));
    }
    read(input).map_err(|error| match error.kind() {
        // Nothing else here is overlong.
        ErrorKind::Overlength => CrlError::TooManyEntries,
        _ => CrlError::Malformed,
    })
}

fn read(input: &[u8]) -> der::Result<Parts> {
    let mut reader = SliceReader::new(input)?;
    let (tbs, end, outer_algorithm, signature) = reader.sequence(|outer: &mut SliceReader<'_>| {
        let tbs = outer.tlv_bytes()?;
        let end = usize::try_from(outer.position())?;
        Ok::<_, der::Error>((tbs, end, outer.tlv_bytes()?, BitStringRef::decode(outer)?))
    })?;
    reader.finish()?;
    let signature = signature.as_bytes().ok_or(ErrorKind::Value { tag: Tag::BitString })?;

    let mut inner = SliceReader::new(tbs)?;
    let fields = inner.sequence(fields)?;
    inner.finish()?;

    let Fields { is_v2, algorithm, issuer, this_update, next_update, entries, mut traits, extensions } = fields;
    traits.is_v2 = is_v2;
    traits.is_empty = entries.as_ref().is_some_and(Vec::is_empty);
    let mut entries = entries.unwrap_or_default();
    entries.sort_by(|one, other| one.serial_in(tbs).cmp(other.serial_in(tbs)));
    entries.shrink_to_fit();
    let read = profile::judge(&traits, this_update, next_update, &extensions).ok_or(malformed())?;
    Ok(Parts {
        tbs: end.saturating_sub(tbs.len())..end,
        der: input.to_vec(),
        inner_algorithm: algorithm.to_vec(),
        outer_algorithm: outer_algorithm.to_vec(),
        signature: signature.to_vec(),
        issuer,
        this_update,
        next_update,
        entries,
        authority_key_identifier: read.authority_key_identifier,
        is_delta: read.is_delta,
        findings: read.findings,
    })
}

fn fields<'a>(reader: &mut SliceReader<'a>) -> der::Result<Fields<'a>> {
    let is_v2 = match Option::<u8>::decode(reader)? {
        None | Some(0) => false,
        Some(V2) => true,
        Some(_) => return Err(malformed()),
    };
    let algorithm = reader.tlv_bytes()?;
    let issuer = DistinguishedName::from_der(reader.tlv_bytes()?)?;
    let this_update = unix_time(Time::decode(reader)?);
    let next_update = Option::<Time>::decode(reader)?.map(unix_time);
    let mut traits = Traits::default();
    let entries = match reader.peek_byte() {
        Some(0x30) => Some(reader.sequence(|list| entries(list, issuer.der(), &mut traits))?),
        _ => None,
    };
    let extensions = if reader.is_finished() { Vec::new() } else { tagged_extensions(reader)? };
    Ok(Fields { is_v2, algorithm, issuer, this_update, next_update, entries, traits, extensions })
}

fn entries(reader: &mut SliceReader<'_>, issuer: &[u8], traits: &mut Traits) -> der::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    // The issuer of an entry is that of the one before until another is named (RFC 5280 5.3.3).
    let mut foreign = false;
    while !reader.is_finished() {
        if entries.len() == budget::CRL_ENTRIES {
            return Err(ErrorKind::Overlength.into());
        }
        entries.push(reader.sequence(|reader| entry(reader, issuer, &mut foreign, traits))?);
    }
    Ok(entries)
}

fn entry(reader: &mut SliceReader<'_>, issuer: &[u8], foreign: &mut bool, traits: &mut Traits) -> der::Result<Entry> {
    let serial = AnyRef::decode(reader)?;
    serial.tag().assert_eq(Tag::Integer)?;
    let end = u32::from(reader.position());
    let length = u32::try_from(shortest(serial.value()).len()).map_err(|_| malformed())?;
    if length == 0 {
        return Err(malformed());
    }
    let date = unix_time(Time::decode(reader)?);
    let extensions = if reader.is_finished() { Vec::new() } else { extensions(reader)? };
    if let Some(other) = traits.names_another(&extensions, issuer) {
        *foreign = other;
    }
    let reason = traits.reason(&extensions);
    Ok(Entry { serial: (end.saturating_sub(length), end), date, reason, foreign: *foreign })
}

/// `[0] EXPLICIT Extensions`.
fn tagged_extensions<'a>(reader: &mut SliceReader<'a>) -> der::Result<Vec<RawExtension<'a>>> {
    const TAG: u8 = 0xa0;
    if reader.peek_byte() != Some(TAG) {
        return Err(malformed());
    }
    let mut content = SliceReader::new(AnyRef::decode(reader)?.value())?;
    let extensions = extensions(&mut content)?;
    content.finish()?;
    Ok(extensions)
}

fn extensions<'a>(reader: &mut SliceReader<'a>) -> der::Result<Vec<RawExtension<'a>>> {
    reader.sequence(|reader| {
        let mut extensions = Vec::new();
        while !reader.is_finished() {
            if extensions.len() == budget::CRL_EXTENSIONS {
                return Err(malformed());
            }
            let extension = RawExtension::decode(reader)?;
            extension.id.tag().assert_eq(Tag::ObjectIdentifier)?;
            extensions.push(extension);
        }
        Ok(extensions)
    })
}

fn malformed() -> der::Error {
    ErrorKind::Value { tag: Tag::Sequence }.into()
}
