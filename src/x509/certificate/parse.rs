//! Reading the outer structure of a certificate, exact slices kept (RFC 5280 4.1).

use std::sync::OnceLock;

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, DecodeValue, FixedTag, Header, Reader, Sequence, SliceReader, Tag, TagMode, TagNumber, Tagged};
use x509_cert::time::{Time, Validity};

use super::Parts;
use crate::budget;
use crate::time::UnixTime;
use crate::x509::CertificateError;
use crate::x509::algorithm::KeyInfo;
use crate::x509::extension::Extension;
use crate::x509::name::DistinguishedName;
use crate::x509::part::Part;

/// X.509 version 3, as the structure counts.
const V3: u8 = 2;

/// TBSCertificate, in slices of the input.
struct Fields<'a> {
    version: u8,
    serial: &'a [u8],
    algorithm: &'a [u8],
    issuer: &'a [u8],
    validity: Validity,
    subject: &'a [u8],
    key: &'a [u8],
    extensions: Vec<RawExtension<'a>>,
}

/// `Extension` with its identifier unread: those of private extensions may have numbers (2.25 and a UUID) larger than
/// any library counts.
#[derive(Sequence)]
pub(crate) struct RawExtension<'a> {
    pub(crate) id: AnyRef<'a>,
    #[asn1(default = "Default::default")]
    pub(crate) critical: bool,
    pub(crate) value: &'a OctetStringRef,
}

/// Extensions, no more of them than the budget allows.
struct RawExtensions<'a>(Vec<RawExtension<'a>>);

impl FixedTag for RawExtensions<'_> {
    const TAG: Tag = Tag::Sequence;
}

impl<'a> DecodeValue<'a> for RawExtensions<'a> {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, _: Header) -> der::Result<Self> {
        let mut read = Vec::new();
        while !reader.is_finished() {
            if read.len() >= budget::CERTIFICATE_EXTENSIONS {
                return Err(der::Error::from(der::ErrorKind::Overlength));
            }
            read.push(RawExtension::decode(reader)?);
        }
        Ok(Self(read))
    }
}

pub(super) fn certificate(input: &[u8]) -> Result<Parts, CertificateError> {
    if input.len() > budget::CERTIFICATE_BYTES {
        return Err(CertificateError::Malformed);
    }
    read(input).ok().flatten().ok_or(CertificateError::Malformed)
}

/// `None` where the encoding is sound and the certificate is not.
fn read(input: &[u8]) -> der::Result<Option<Parts>> {
    let mut reader = SliceReader::new(input)?;
    let (tbs, outer_algorithm, signature) = reader.sequence(|outer: &mut SliceReader<'_>| {
        Ok::<_, der::Error>((outer.tlv_bytes()?, outer.tlv_bytes()?, BitStringRef::decode(outer)?))
    })?;
    reader.finish()?;

    let mut inner = SliceReader::new(tbs)?;
    let fields = inner.sequence(fields)?;
    inner.finish()?;

    let der = Part::all(input);
    let part = |part: &[u8]| der.like(input, part).ok_or(der::Error::from(der::ErrorKind::Failed));
    let (Some(signature), Some(extensions)) = (signature.as_bytes(), extensions(&fields, part)?) else {
        return Ok(None);
    };
    let subject = DistinguishedName::of(part(fields.subject)?)?;
    Ok(Some(Parts {
        tbs: part(tbs)?,
        version: fields.version,
        serial: part(fields.serial)?,
        inner_algorithm: part(fields.algorithm)?,
        outer_algorithm: part(outer_algorithm)?,
        issuer: DistinguishedName::of(part(fields.issuer)?)?,
        not_before: unix_time(fields.validity.not_before),
        not_after: unix_time(fields.validity.not_after),
        subject_text: subject.to_short_text(),
        subject,
        key: KeyInfo::read(fields.key, part),
        valid_key: OnceLock::new(),
        said: OnceLock::new(),
        extensions,
        signature: part(signature)?,
        der,
    }))
}

fn fields<'a>(reader: &mut SliceReader<'a>) -> der::Result<Fields<'a>> {
    let fields = Fields {
        version: reader.context_specific::<u8>(TagNumber(0), TagMode::Explicit)?.unwrap_or(0),
        serial: integer(AnyRef::decode(reader)?)?,
        algorithm: reader.tlv_bytes()?,
        issuer: reader.tlv_bytes()?,
        validity: Validity::decode(reader)?,
        subject: reader.tlv_bytes()?,
        key: reader.tlv_bytes()?,
        extensions: {
            // The unique identifiers of version 2 carry nothing that is used.
            reader.context_specific::<BitStringRef<'_>>(TagNumber(1), TagMode::Implicit)?;
            reader.context_specific::<BitStringRef<'_>>(TagNumber(2), TagMode::Implicit)?;
            let read = reader.context_specific::<RawExtensions<'_>>(TagNumber(3), TagMode::Explicit)?;
            read.map(|read| read.0).unwrap_or_default()
        },
    };
    Ok(fields)
}

/// The content octets of an INTEGER of any value: serial numbers in the field are zero, negative or too long.
fn integer(value: AnyRef<'_>) -> der::Result<&[u8]> {
    value.tag().assert_eq(Tag::Integer)?;
    Ok(value.value())
}

/// Extensions belong to version 3, and none may stand twice. One whose identifier cannot be read is passed over, unless
/// it is critical.
fn extensions(fields: &Fields<'_>, part: impl Fn(&[u8]) -> der::Result<Part>) -> der::Result<Option<Vec<Extension>>> {
    if fields.version > V3 || (fields.version < V3 && !fields.extensions.is_empty()) {
        return Ok(None);
    }
    let mut extensions = Vec::with_capacity(fields.extensions.len());
    for RawExtension { id, critical, value } in &fields.extensions {
        match id.decode_as() {
            Ok(oid) => extensions.push(Extension::read(oid, *critical, part(value.as_bytes())?)),
            Err(_) if id.tag() == Tag::ObjectIdentifier && !critical => {}
            Err(_) => return Ok(None),
        }
    }
    let mut seen: Vec<_> = extensions.iter().map(|extension| extension.oid).collect();
    seen.sort_unstable();
    seen.dedup();
    Ok((seen.len() == extensions.len()).then_some(extensions))
}

pub(crate) fn unix_time(time: Time) -> UnixTime {
    UnixTime::from_unix_seconds(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
}
