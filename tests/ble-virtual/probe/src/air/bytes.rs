//! Little-endian pieces of a packet. A packet that is cut short has no such piece.

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A UUID or an address as it is written, from how it is sent.
pub fn reversed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut turned = [0; N];
    for (to, from) in turned.iter_mut().zip(bytes.iter().rev()) {
        *to = *from;
    }
    turned
}
