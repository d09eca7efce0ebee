//! Sig_structure and MAC_structure (RFC 9052, 4.4 and 6.3), with the empty `external_aad` that ISO/IEC 18013-5 uses
//! throughout (edition 1 9.1.2.4, 9.1.3.5, 9.1.3.6, 9.1.4.5; edition 2 12.3.4, 12.4.5, 12.4.6, 12.5.4).

use crate::cbor::Writer;

pub(super) const SIGNATURE1: &str = "Signature1";
pub(super) const MAC0: &str = "MAC0";

/// Room for the heads of a structure: of the array, and of its four strings.
const HEADS: usize = 1 + 4 * 9;

/// `Sig_structure = ["Signature1", protected, h'', payload]`, the bytes that a COSE_Sign1 signs.
///
/// `protected` is the content of the protected byte string.
#[must_use]
pub fn sig_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    structure(SIGNATURE1, protected, payload)
}

/// `MAC_structure = ["MAC0", protected, h'', payload]`, the bytes that a COSE_Mac0 authenticates.
///
/// `protected` is the content of the protected byte string.
#[must_use]
pub fn mac_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    structure(MAC0, protected, payload)
}

fn structure(context: &str, protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer = write_prefix(context, protected, &[payload], payload.len());
    writer.raw(payload);
    writer.into_vec()
}

/// All of a structure up to the content of the payload's byte string, so that a payload in parts is never copied.
pub(super) fn prefix(context: &str, protected: &[u8], payload: &[&[u8]]) -> Vec<u8> {
    write_prefix(context, protected, payload, 0).into_vec()
}

/// The same, with room for so many bytes behind it.
fn write_prefix(context: &str, protected: &[u8], payload: &[&[u8]], room: usize) -> Writer {
    let length =
        payload.iter().fold(0_u64, |sum, part| sum.saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX)));
    let parts = [context.len(), protected.len(), room];
    let mut writer = Writer::with_capacity(parts.into_iter().fold(HEADS, usize::saturating_add));
    writer.array(4).text(context).bytes(protected).bytes(&[]).bytes_head(length);
    writer
}
