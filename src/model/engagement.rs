//! DeviceEngagement (edition 1 8.2.1.1, edition 2 9.1).

use crate::cbor::{Decode, Embedded, Error, RawValue, Reader};
use crate::cose::CoseKey;
use crate::model::retrieval::DeviceRetrievalMethod;
use crate::model::version::Version;

/// `DeviceEngagement`.
#[derive(Debug, Clone)]
pub struct DeviceEngagement<'a> {
    /// Key 0.
    pub version: Version,
    /// Key 1, first part: the cipher suite identifier.
    pub cipher_suite: i64,
    /// Key 1, second part.
    pub e_device_key: Embedded<'a, CoseKey<'a>>,
    /// Key 2, as offered and readable; `None` where absent (NFC). Methods of unknown type or version are kept as such.
    pub retrieval_methods: Option<Vec<DeviceRetrievalMethod<'a>>>,
    /// Key 5 (edition 2): raw, one per origin.
    pub origin_infos: Option<Vec<RawValue<'a>>>,
    /// Key 6 (edition 2).
    pub capabilities: Option<Capabilities>,
}

/// `Capabilities` (edition 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Key 2: session establishment during negotiated handover.
    pub handover_session_establishment: bool,
    /// Key 3: readerAuthAll is understood.
    pub reader_auth_all: bool,
    /// Key 4: alternative elements, issuer identifiers and use cases are understood.
    pub extended_request: bool,
}

impl<'a> Decode<'a> for DeviceEngagement<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

/// What goes into an engagement of our own.
#[derive(Debug, Clone)]
pub struct EngagementTemplate<'k> {
    /// The ephemeral device key, as `EDeviceKeyBytes`.
    pub e_device_key_bytes: &'k [u8],
    /// Methods for a QR code; empty for NFC.
    pub retrieval_methods: &'k [crate::model::retrieval::RetrievalMethod],
    /// With capabilities the version is 1.1 and origin infos are an empty array; without it is 1.0.
    pub capabilities: Option<Capabilities>,
}

impl crate::cbor::Encode for EngagementTemplate<'_> {
    fn encode(&self, writer: &mut crate::cbor::Writer) {
        todo!()
    }
}
