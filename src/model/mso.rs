//! MobileSecurityObject (edition 1 9.1.2.4, edition 2 12.3.4).

use crate::cbor::{Decode, Error, RawValue, Reader};
use crate::cose::CoseKey;
use crate::model::version::Version;
use crate::time::UnixTime;

/// `MobileSecurityObject`.
#[derive(Debug, Clone)]
pub struct MobileSecurityObject<'a> {
    /// `version`.
    pub version: Version,
    /// `digestAlgorithm`, as named.
    pub digest_algorithm: &'a str,
    /// `valueDigests`: namespace, then digest id and digest sorted by id.
    pub value_digests: Vec<(&'a str, Vec<(u64, &'a [u8])>)>,
    /// `deviceKeyInfo`.
    pub device_key_info: DeviceKeyInfo<'a>,
    /// `docType`.
    pub doc_type: &'a str,
    /// `validityInfo`.
    pub validity_info: ValidityInfo<'a>,
    /// `status` (edition 2), exact.
    pub status: Option<RawValue<'a>>,
}

/// `DeviceKeyInfo`.
#[derive(Debug, Clone)]
pub struct DeviceKeyInfo<'a> {
    /// `deviceKey`.
    pub device_key: CoseKey<'a>,
    /// `keyAuthorizations`.
    pub key_authorizations: Option<KeyAuthorizations<'a>>,
}

/// `KeyAuthorizations`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyAuthorizations<'a> {
    /// `nameSpaces`.
    pub name_spaces: Vec<&'a str>,
    /// `dataElements`.
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

/// `tdate = #6.0(tstr)` as received. Readable as an instant where it is any RFC 3339 date-time; conformant only as
/// `YYYY-MM-DDTHH:MM:SSZ` behind tag 0.
#[derive(Debug, Clone, Copy)]
pub struct Tdate<'a> {
    /// The text.
    pub text: &'a str,
    /// Whether tag 0 was there.
    pub tagged: bool,
    /// The instant, where the text is a date-time.
    pub at: Option<UnixTime>,
}

impl Tdate<'_> {
    /// Whether the date is as the standard wants it: tag 0, UTC as `Z`, no fraction.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        todo!()
    }
}

impl KeyAuthorizations<'_> {
    /// Whether the device may sign this element.
    #[must_use]
    pub fn permit(&self, name_space: &str, element_identifier: &str) -> bool {
        todo!()
    }
}

impl<'a> MobileSecurityObject<'a> {
    /// The digest the issuer signed for this id in this namespace.
    #[must_use]
    pub fn digest(&self, name_space: &str, digest_id: u64) -> Option<&'a [u8]> {
        todo!()
    }
}

impl<'a> Decode<'a> for MobileSecurityObject<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}
