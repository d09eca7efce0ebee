//! Writing messages: members are encoded already and go in unchanged.

use crate::cbor::Writer;

use super::header::{ALG, X5CHAIN};

/// The header map of an algorithm and an x5chain, where they are there (RFC 9052, 3.1, and RFC 9360). One certificate is
/// a byte string, several are an array.
pub(super) fn headers(algorithm: Option<i64>, x5chain: &[&[u8]]) -> Vec<u8> {
    let certificates = x5chain.iter().map(|certificate| certificate.len().saturating_add(HEAD));
    let mut writer = Writer::with_capacity(certificates.fold(ROOM, usize::saturating_add));
    writer.map(usize::from(algorithm.is_some()).saturating_add(usize::from(!x5chain.is_empty())));
    if let Some(algorithm) = algorithm {
        writer.int(ALG).int(algorithm);
    }
    if !x5chain.is_empty() {
        writer.int(X5CHAIN);
    }
    if x5chain.len() > 1 {
        writer.array(x5chain.len());
    }
    for certificate in x5chain {
        writer.bytes(certificate);
    }
    writer.into_vec()
}

/// `[protected bstr, unprotected map, payload bstr / nil, seal bstr]`, untagged (RFC 9052, 4.2 and 6.2).
pub(super) fn write_message(protected: &[u8], unprotected: &[u8], payload: Option<&[u8]>, seal: &[u8]) -> Vec<u8> {
    let parts = [protected, unprotected, payload.unwrap_or_default(), seal].map(<[u8]>::len);
    let mut writer = Writer::with_capacity(parts.into_iter().fold(ROOM, usize::saturating_add));
    writer.array(4).bytes(protected).raw(unprotected);
    match payload {
        Some(payload) => writer.bytes(payload),
        None => writer.null(),
    };
    writer.bytes(seal);
    writer.into_vec()
}

/// The longest head of an item.
const HEAD: usize = 9;

/// Room for heads, labels and an algorithm.
const ROOM: usize = 48;
