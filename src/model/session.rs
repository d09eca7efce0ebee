//! SessionEstablishment and SessionData (edition 1 9.1.1.4, edition 2 12.2.4).

use crate::cbor::{Decode, Embedded, Error, Reader};
use crate::cose::CoseKey;

/// `SessionEstablishment = { "eReaderKey": EReaderKeyBytes, "data": bstr, * tstr => RFU }`.
#[derive(Debug, Clone)]
pub struct SessionEstablishment<'a> {
    /// The reader's ephemeral key, exact.
    pub e_reader_key: Embedded<'a, CoseKey<'a>>,
    /// Ciphertext and tag.
    pub data: &'a [u8],
}

/// `SessionData = { ? "data": bstr, ? "status": uint, * tstr => RFU }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionData<'a> {
    /// Ciphertext and tag.
    pub data: Option<&'a [u8]>,
    /// A status code.
    pub status: Option<u64>,
}

impl<'a> Decode<'a> for SessionEstablishment<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

impl<'a> Decode<'a> for SessionData<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        todo!()
    }
}

/// The encoding of a SessionEstablishment.
#[must_use]
pub fn encode_establishment(e_reader_key_bytes: &[u8], data: &[u8]) -> Vec<u8> {
    todo!()
}

/// The encoding of a SessionData.
#[must_use]
pub fn encode_data(data: Option<&[u8]>, status: Option<u64>) -> Vec<u8> {
    todo!()
}
