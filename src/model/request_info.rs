//! DocRequestInfo and DeviceRequestInfo (edition 2, 10.2.4 and 10.2.5), parsed as far as safety needs.

use crate::cbor::{Decode, Error, RawValue, Reader};

/// `DocRequestInfo`: which members are there, and the small ones.
#[derive(Debug, Clone, Default)]
pub struct DocRequestInfo<'a> {
    /// `alternativeDataElements`.
    pub alternative_data_elements: Option<RawValue<'a>>,
    /// `issuerIdentifiers`: authority key identifiers.
    pub issuer_identifiers: Option<Vec<&'a [u8]>>,
    /// `uniqueDocSetRequired`.
    pub unique_doc_set_required: Option<bool>,
    /// `maximumResponseSize`, in bytes of the unencrypted DeviceResponse.
    pub maximum_response_size: Option<u64>,
    /// `zkRequest`: whether `zkRequired` is true.
    pub zk_required: Option<bool>,
    /// `docResponseEncryption` is there.
    pub doc_response_encryption: bool,
}

/// `DeviceRequestInfo`.
#[derive(Debug, Clone, Default)]
pub struct DeviceRequestInfo<'a> {
    /// `useCases`.
    pub use_cases: Vec<UseCase>,
    /// Nothing borrowed is kept as yet; the lifetime ties it to its bytes.
    pub(crate) _borrowed: core::marker::PhantomData<&'a [u8]>,
}

/// `UseCase`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseCase {
    /// `mandatory`.
    pub mandatory: bool,
    /// `documentSets`: indices into docRequests.
    pub document_sets: Vec<Vec<u64>>,
}

impl<'a> Decode<'a> for DocRequestInfo<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

impl<'a> Decode<'a> for DeviceRequestInfo<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}
