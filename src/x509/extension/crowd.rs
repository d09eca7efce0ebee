//! Extensions that hold more than is read: an empty name takes two bytes, and many times that once it is read.

use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tagged};

use crate::budget;

/// However many values fit into so many bytes, they are few.
const SHORT: usize = 512;
/// Deeper than any structure that is read here: distribution points that are names go nine levels down.
const DEPTH: u8 = 16;

/// Whether the DER holds more values than the budget allows.
pub(super) fn is_crowded(der: &[u8]) -> bool {
    der.len() > SHORT && count(der, DEPTH, &mut { budget::EXTENSION_VALUES }).is_none()
}

/// Takes each value off `left`, those inside others too. What is no DER is left to who reads it, and fails there at the
/// same place.
fn count(der: &[u8], depth: u8, left: &mut usize) -> Option<()> {
    let Ok(mut reader) = SliceReader::new(der) else { return Some(()) };
    while !reader.is_finished() {
        let Ok(value) = AnyRef::decode(&mut reader) else { break };
        *left = left.checked_sub(1)?;
        if value.tag().is_constructed() {
            count(value.value(), depth.checked_sub(1)?, left)?;
        }
    }
    Some(())
}
