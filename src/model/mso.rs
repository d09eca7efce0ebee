//! MobileSecurityObject (edition 1 9.1.2.4, edition 2 12.3.4).

pub use crate::cbor::Tdate;
use crate::cbor::{Decode, Error, ErrorKind, Key, RawValue, Reader, members};
use crate::cose::CoseKey;
use crate::model::name::{self, ByName, required};
use crate::model::version::Version;

pub mod status;
#[cfg(test)]
mod tests;

/// `MobileSecurityObject`.
///
/// ```cddl
/// MobileSecurityObject = {
///   "version": tstr, "digestAlgorithm": tstr,
///   "valueDigests": { + NameSpace => { + DigestID => bstr } },
///   "deviceKeyInfo": DeviceKeyInfo, "docType": DocType, "validityInfo": ValidityInfo,
///   ? "status": Status, * tstr => any
/// }
/// ```
///
/// The payload of issuerAuth is it as [`Embedded`](crate::cbor::Embedded) (`MobileSecurityObjectBytes`).
#[derive(Clone)]
pub struct MobileSecurityObject<'a> {
    /// `version`.
    pub version: Version,
    /// `digestAlgorithm`, as named.
    pub digest_algorithm: &'a str,
    /// `valueDigests`: namespace, then digest id and digest, both sorted.
    pub value_digests: Vec<(&'a str, DigestIds<'a>)>,
    /// `deviceKeyInfo`.
    pub device_key_info: DeviceKeyInfo<'a>,
    /// `docType`.
    pub doc_type: &'a str,
    /// `validityInfo`.
    pub validity_info: ValidityInfo<'a>,
    /// `status` (edition 2), exact; null counts as absent. It is a [`Status`](status::Status), where it fits.
    pub status: Option<RawValue<'a>>,
    /// Where the members are. Dates and the device key know it themselves.
    pub offsets: Offsets,
}

/// Where members of a mobile security object start in the outermost input, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offsets {
    /// `version`.
    pub version: usize,
    /// `digestAlgorithm`.
    pub digest_algorithm: usize,
    /// `valueDigests`.
    pub value_digests: usize,
    /// `docType`.
    pub doc_type: usize,
}

/// `DigestIDs = { + DigestID => Digest }`, sorted by id.
pub type DigestIds<'a> = Vec<(u64, &'a [u8])>;

/// `DeviceKeyInfo = { "deviceKey": COSE_Key, ? "keyAuthorizations": KeyAuthorizations, ? "keyInfo": {...}, * tstr => any }`.
#[derive(Debug, Clone)]
pub struct DeviceKeyInfo<'a> {
    /// `deviceKey`.
    pub device_key: CoseKey<'a>,
    /// `keyAuthorizations`; `Some` of an empty one where it is there but lists nothing, which the standard forbids.
    pub key_authorizations: Option<KeyAuthorizations<'a>>,
    /// Where `keyAuthorizations` start in the outermost input, where they are there.
    pub key_authorizations_offset: Option<usize>,
}

/// `KeyAuthorizations = { ? "nameSpaces": [+ NameSpace], ? "dataElements": { + NameSpace => [+ DataElementIdentifier] } }`.
///
/// Null counts as absent. All lists are sorted; what a list repeats is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyAuthorizations<'a> {
    /// `nameSpaces`, sorted.
    pub name_spaces: Vec<&'a str>,
    /// `dataElements`, namespaces and identifiers sorted.
    pub data_elements: Vec<(&'a str, Vec<&'a str>)>,
}

/// `ValidityInfo`.
#[derive(Debug, Clone, Copy)]
pub struct ValidityInfo<'a> {
    /// `signed`.
    pub signed: Tdate<'a>,
    /// `validFrom`.
    pub valid_from: Tdate<'a>,
    /// `validUntil`.
    pub valid_until: Tdate<'a>,
    /// `expectedUpdate`.
    pub expected_update: Option<Tdate<'a>>,
}

impl KeyAuthorizations<'_> {
    /// Whether the device may sign this element.
    #[must_use]
    pub fn permit(&self, name_space: &str, element_identifier: &str) -> bool {
        let elements = found(&self.data_elements, name_space);
        self.name_spaces.binary_search(&name_space).is_ok()
            || elements.is_some_and(|elements| elements.binary_search(&element_identifier).is_ok())
    }

    /// Whether nothing is authorized, though the structure is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name_spaces.is_empty() && self.data_elements.is_empty()
    }
}

impl<'a> MobileSecurityObject<'a> {
    /// The digest the issuer signed for this id in this namespace.
    #[must_use]
    pub fn digest(&self, name_space: &str, digest_id: u64) -> Option<&'a [u8]> {
        let digests = found(&self.value_digests, name_space)?;
        let index = digests.binary_search_by_key(&digest_id, |(id, _)| *id).ok()?;
        digests.get(index).map(|(_, digest)| *digest)
    }
}

/// The entry of a name in a map sorted by names. A peer may send a million of them, so they are not searched one by one.
fn found<'m, T>(map: &'m ByName<'_, T>, name: &str) -> Option<&'m T> {
    let index = map.binary_search_by_key(&name, |(key, _)| *key).ok()?;
    map.get(index).map(|(_, value)| value)
}

impl core::fmt::Debug for MobileSecurityObject<'_> {
    // Digests are the same in every transaction: enough to follow their holder by a log.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut shown = f.debug_struct("MobileSecurityObject");
        shown.field("version", &self.version).field("digest_algorithm", &self.digest_algorithm);
        shown.field("doc_type", &self.doc_type).field("validity_info", &self.validity_info).finish_non_exhaustive()
    }
}

members! {
    /// Of `MobileSecurityObject`.
    enum Member { Version = "version", DigestAlgorithm = "digestAlgorithm", ValueDigests = "valueDigests", DeviceKeyInfo = "deviceKeyInfo", DocType = "docType", ValidityInfo = "validityInfo", Status = "status" }
}

impl<'a> Decode<'a> for MobileSecurityObject<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut version, mut digest_algorithm, mut value_digests) = (None, None, None);
        let (mut device_key_info, mut doc_type, mut validity_info, mut status) = (None, None, None, None);
        let mut offsets = Offsets::default();
        reader.members(|reader, member| {
            let at = reader.offset();
            match member {
                Some(Member::Version) => (offsets.version, version) = (at, Some(Version::decode(reader)?)),
                Some(Member::DigestAlgorithm) => {
                    (offsets.digest_algorithm, digest_algorithm) = (at, Some(reader.text()?));
                }
                Some(Member::ValueDigests) => {
                    let mut read = name::filled_map(reader, "valueDigests", name::NAME_SPACE, digests)?;
                    read.sort_unstable_by_key(|(name_space, _)| *name_space);
                    (offsets.value_digests, value_digests) = (at, Some(read));
                }
                Some(Member::DeviceKeyInfo) => device_key_info = Some(DeviceKeyInfo::decode(reader)?),
                Some(Member::DocType) => (offsets.doc_type, doc_type) = (at, Some(name::name(reader, "docType")?)),
                Some(Member::ValidityInfo) => validity_info = Some(ValidityInfo::decode(reader)?),
                Some(Member::Status) => status = reader.nullable(Reader::raw)?,
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            version: required(version, "version", offset)?,
            digest_algorithm: required(digest_algorithm, "digestAlgorithm", offset)?,
            value_digests: required(value_digests, "valueDigests", offset)?,
            device_key_info: required(device_key_info, "deviceKeyInfo", offset)?,
            doc_type: required(doc_type, "docType", offset)?,
            validity_info: required(validity_info, "validityInfo", offset)?,
            status,
            offsets,
        })
    }
}

/// Bytes that an entry of a long list of digests takes at least. With the digest of SHA-256, it has 35.
const ENTRY: usize = 3;

fn digests<'a>(reader: &mut Reader<'a>) -> Result<DigestIds<'a>, Error> {
    let offset = reader.offset();
    let mut digests = Vec::with_capacity(reader.announced(ENTRY));
    reader.map(|reader, key| {
        let Key::Unsigned(id) = key else { return Err(reader.error(ErrorKind::OutOfRange("DigestID"))) };
        digests.push((id, reader.bytes()?));
        Ok(())
    })?;
    digests.sort_unstable_by_key(|(id, _)| *id);
    name::not_empty(reader, digests.is_empty(), "DigestIDs", offset)?;
    Ok(digests)
}

members! {
    /// Of `DeviceKeyInfo`.
    enum DeviceKeyInfoMember { DeviceKey = "deviceKey", KeyAuthorizations = "keyAuthorizations" }
}

impl<'a> Decode<'a> for DeviceKeyInfo<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut device_key, mut key_authorizations, mut key_authorizations_offset) = (None, None, None);
        reader.members(|reader, member| {
            match member {
                Some(DeviceKeyInfoMember::DeviceKey) => device_key = Some(CoseKey::decode(reader)?),
                Some(DeviceKeyInfoMember::KeyAuthorizations) => {
                    key_authorizations_offset = Some(reader.offset());
                    key_authorizations = reader.nullable(KeyAuthorizations::decode)?;
                }
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let device_key = required(device_key, "deviceKey", offset)?;
        Ok(Self { device_key, key_authorizations, key_authorizations_offset })
    }
}

members! {
    /// Of `KeyAuthorizations`.
    enum KeyAuthorizationsMember { NameSpaces = "nameSpaces", DataElements = "dataElements" }
}

impl<'a> Decode<'a> for KeyAuthorizations<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut authorizations = Self::default();
        reader.members(|reader, member| {
            match member {
                Some(KeyAuthorizationsMember::NameSpaces) => {
                    let names = reader.nullable(|reader| names(reader, name::NAME_SPACE))?;
                    authorizations.name_spaces = names.unwrap_or_default();
                }
                Some(KeyAuthorizationsMember::DataElements) => {
                    let elements = |reader: &mut Reader<'a>| names(reader, name::ELEMENT);
                    let read = reader.nullable(|reader| name::map(reader, name::NAME_SPACE, elements))?;
                    authorizations.data_elements = read.unwrap_or_default();
                    authorizations.data_elements.sort_unstable();
                }
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(authorizations)
    }
}

fn names<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<Vec<&'a str>, Error> {
    // A name takes two bytes.
    let mut names = Vec::with_capacity(reader.announced(2));
    reader.array(|reader| {
        names.push(name::name(reader, what)?);
        Ok(())
    })?;
    names.sort_unstable();
    Ok(names)
}

members! {
    /// Of `ValidityInfo`.
    enum ValidityInfoMember { Signed = "signed", ValidFrom = "validFrom", ValidUntil = "validUntil", ExpectedUpdate = "expectedUpdate" }
}

impl<'a> Decode<'a> for ValidityInfo<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut signed, mut valid_from, mut valid_until, mut expected_update) = (None, None, None, None);
        reader.members(|reader, member| {
            match member {
                Some(ValidityInfoMember::Signed) => signed = Some(Tdate::decode(reader)?),
                Some(ValidityInfoMember::ValidFrom) => valid_from = Some(Tdate::decode(reader)?),
                Some(ValidityInfoMember::ValidUntil) => valid_until = Some(Tdate::decode(reader)?),
                Some(ValidityInfoMember::ExpectedUpdate) => expected_update = reader.nullable(Tdate::decode)?,
                None => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(Self {
            signed: required(signed, "signed", offset)?,
            valid_from: required(valid_from, "validFrom", offset)?,
            valid_until: required(valid_until, "validUntil", offset)?,
            expected_update,
        })
    }
}
