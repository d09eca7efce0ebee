//! DeviceEngagement (edition 1 8.2.1.1, edition 2 9.1).

use crate::budget;
use crate::cbor::{Decode, Embedded, Encode, Error, ErrorKind, Key, RawValue, Reader, Writer};
use crate::cose::CoseKey;
use crate::model::retrieval::{DeviceRetrievalMethod, RetrievalMethod};
use crate::model::version::Version;

#[cfg(test)]
mod tests;

/// The only cipher suite there is (edition 1 9.1.5.2, edition 2 12.7.2).
pub const CIPHER_SUITE: i64 = 1;

/// `DeviceEngagement`.
///
/// ```cddl
/// DeviceEngagement = {
///   0: Version,
///   1: [int, EDeviceKeyBytes],        ; cipher suite and key
///   ? 2: [+ DeviceRetrievalMethod],
///   ? 3: any, ? 4: any,               ; edition 1: server retrieval, protocol info
///   ? 5: [* OriginInfo],              ; edition 2
///   ? 6: Capabilities,                ; edition 2
///   * uint => any, * nint => any
/// }
/// ```
///
/// What a careless sender may do without harm is accepted, because the transcript holds the bytes as received and not
/// what was understood of them:
///
/// * Any minor version of 1. Keys 5 and 6 are read whatever the version says, though a sender owes "1.1" exactly when
///   one of them is there.
/// * A retrieval method given twice counts once, as it came first.
/// * `null` for the optional keys 2, 5 and 6 counts as absent.
/// * Keys 3 and 4, other integer keys and keys of other types are passed over.
/// * Under [`Encoding::Field`](crate::cbor::Encoding) a method that is no array of three is passed over, and keys 5 and
///   6 of another shape count as absent: to the first edition they are unknown keys, which must cause no error.
///
/// Another major version, an empty list of methods, or a structure other than the above is an error. The cipher suite
/// is only read here; the reader must refuse any but [`CIPHER_SUITE`].
#[derive(Debug, Clone)]
pub struct DeviceEngagement<'a> {
    /// Key 0.
    pub version: Version,
    /// Key 1, first part: the cipher suite identifier.
    pub cipher_suite: i64,
    /// Key 1, second part.
    pub e_device_key: Embedded<'a, CoseKey<'a>>,
    /// Key 2, in the order offered, at most [`budget::RETRIEVAL_METHODS`]; `None` where absent (NFC). Methods of unknown
    /// type or version are kept as such.
    pub retrieval_methods: Option<Vec<DeviceRetrievalMethod<'a>>>,
    /// Key 5 (edition 2): raw, one per origin, at most [`budget::ORIGIN_INFOS`].
    pub origin_infos: Option<Vec<RawValue<'a>>>,
    /// Key 6 (edition 2).
    pub capabilities: Option<Capabilities>,
}

impl DeviceEngagement<'_> {
    /// The methods offered in the engagement itself that are understood, in the order offered.
    ///
    /// For NFC engagement the carriers come from the handover messages instead, and this is to be ignored.
    pub fn usable_methods(&self) -> impl Iterator<Item = RetrievalMethod> + '_ {
        self.retrieval_methods.iter().flatten().filter_map(DeviceRetrievalMethod::usable)
    }
}

impl<'a> Decode<'a> for DeviceEngagement<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = reader.offset();
        let (mut version, mut security) = (None, None);
        let (mut retrieval_methods, mut origin_infos, mut capabilities) = (None, None, None);
        reader.map(|reader, key| {
            match key {
                Key::Unsigned(0) => version = Some(read_version(reader)?),
                Key::Unsigned(1) => security = Some(reader.tuple(2, |r| Ok((r.int()?, r.embedded()?)))?),
                Key::Unsigned(2) => retrieval_methods = reader.nullable(read_methods)?,
                Key::Unsigned(5) => origin_infos = fitting(reader, |r| r.nullable(read_origin_infos))?.flatten(),
                Key::Unsigned(6) => capabilities = fitting(reader, |r| r.nullable(Capabilities::decode))?.flatten(),
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let missing = |name| Error::new(ErrorKind::Missing(name), start);
        let (cipher_suite, e_device_key) = security.ok_or_else(|| missing("Security"))?;
        Ok(Self {
            version: version.ok_or_else(|| missing("version"))?,
            cipher_suite,
            e_device_key,
            retrieval_methods,
            origin_infos,
            capabilities,
        })
    }
}

fn read_version(reader: &mut Reader<'_>) -> Result<Version, Error> {
    let start = reader.offset();
    let version = Version::decode(reader)?;
    if version.major == Version::V1_0.major {
        Ok(version)
    } else {
        Err(Error::new(ErrorKind::Structure("the engagement is of a major version other than 1"), start))
    }
}

fn read_methods<'a>(reader: &mut Reader<'a>) -> Result<Vec<DeviceRetrievalMethod<'a>>, Error> {
    let offset = reader.offset();
    let mut methods: Vec<DeviceRetrievalMethod<'a>> = Vec::new();
    let count = reader.array(|reader| {
        let Some(method) = fitting(reader, DeviceRetrievalMethod::decode)? else { return Ok(()) };
        let same = |seen: &DeviceRetrievalMethod<'_>| (seen.kind, seen.version) == (method.kind, method.version);
        if methods.iter().any(same) {
            return Ok(());
        }
        if methods.len() >= budget::RETRIEVAL_METHODS {
            return Err(Error::new(ErrorKind::OutOfRange("DeviceRetrievalMethods"), offset));
        }
        methods.push(method);
        Ok(())
    })?;
    if count == 0 { Err(Error::new(ErrorKind::Empty("DeviceRetrievalMethods"), offset)) } else { Ok(methods) }
}

/// Reads an item that the engagement can do without; about one that does not fit the policy decides.
fn fitting<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    match reader.attempt(read)? {
        Ok(value) => Ok(Some(value)),
        Err(breach) => reader.tolerate(breach).map(|()| None),
    }
}

fn read_origin_infos<'a>(reader: &mut Reader<'a>) -> Result<Vec<RawValue<'a>>, Error> {
    let mut infos = Vec::new();
    reader.array(|reader| {
        if infos.len() >= budget::ORIGIN_INFOS {
            return Err(reader.error(ErrorKind::OutOfRange("originInfos")));
        }
        infos.push(reader.raw()?);
        Ok(())
    })?;
    Ok(infos)
}

/// `Capabilities = { ? 2: bool, ? 3: bool, ? 4: bool, * int => any }` (edition 2).
///
/// A sender writes 2 and 3 only when true; `false` is accepted and means the same as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Key 2: session establishment during negotiated handover.
    pub handover_session_establishment: bool,
    /// Key 3: readerAuthAll is understood.
    pub reader_auth_all: bool,
    /// Key 4: alternative elements, issuer identifiers and use cases are understood.
    pub extended_request: bool,
}

impl<'a> Decode<'a> for Capabilities {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut capabilities = Self::default();
        reader.map(|reader, key| {
            match key {
                Key::Unsigned(2) => capabilities.handover_session_establishment = reader.bool()?,
                Key::Unsigned(3) => capabilities.reader_auth_all = reader.bool()?,
                Key::Unsigned(4) => capabilities.extended_request = reader.bool()?,
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(capabilities)
    }
}

impl Encode for Capabilities {
    fn encode(&self, writer: &mut Writer) {
        let members = [(2, self.handover_session_establishment), (3, self.reader_auth_all), (4, self.extended_request)];
        let present = || members.iter().filter(|(_, supported)| *supported);
        writer.map(present().count());
        for (key, supported) in present() {
            writer.uint(*key).bool(*supported);
        }
    }
}

/// What goes into an engagement of our own.
#[derive(Debug, Clone)]
pub struct EngagementTemplate<'k> {
    /// The ephemeral device key, as `EDeviceKeyBytes`.
    pub e_device_key_bytes: &'k [u8],
    /// Methods for a QR code; empty for NFC.
    pub retrieval_methods: &'k [RetrievalMethod],
    /// With capabilities the version is 1.1 and origin infos are an empty array; without it is 1.0.
    pub capabilities: Option<Capabilities>,
}

impl Encode for EngagementTemplate<'_> {
    fn encode(&self, writer: &mut Writer) {
        let version = if self.capabilities.is_some() { Version::V1_1 } else { Version::V1_0 };
        let with_methods = !self.retrieval_methods.is_empty();
        let optional = usize::from(with_methods).saturating_add(if self.capabilities.is_some() { 2 } else { 0 });
        writer.map(optional.saturating_add(2));
        writer.uint(0).value(&version);
        writer.uint(1).array(2).int(CIPHER_SUITE).raw(self.e_device_key_bytes);
        if with_methods {
            writer.uint(2).array(self.retrieval_methods.len());
            for method in self.retrieval_methods {
                writer.value(method);
            }
        }
        if let Some(capabilities) = &self.capabilities {
            writer.uint(5).array(0);
            writer.uint(6).value(capabilities);
        }
    }
}
