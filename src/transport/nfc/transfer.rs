//! Data transfer over NFC (edition 1 8.3.3.1.2, edition 2 11.2): messages in command and response chains.
//!
//! The mdoc is the card ([`Picc`]), the reader the terminal ([`Pcd`]). Each message is wrapped in a data object
//! ([`do53`]); the reader's goes in a chain of ENVELOPE commands, the mdoc's comes back in the answer to the last and, as
//! far as it does not fit, to GET RESPONSE. So the mdoc can only speak when it is spoken to.

pub mod do53;
mod pcd;
mod picc;

#[cfg(test)]
mod tests;

pub use pcd::{Pcd, Progress, TransferError};
pub use picc::{Picc, Reaction};

use crate::model::retrieval::NfcOptions;
use crate::transport::nfc::apdu::StatusWord;

/// The application identifier of data transfer.
pub const APPLICATION: [u8; 7] = [0xa0, 0x00, 0x00, 0x02, 0x48, 0x04, 0x00];

/// The lengths of short APDUs, which everyone must be able to do.
pub const SHORT: NfcOptions = NfcOptions { max_command: 255, max_response: 256 };
/// The lengths of extended APDUs.
pub const EXTENDED: NfcOptions = NfcOptions { max_command: 65_535, max_response: 65_536 };

const ENVELOPE: u8 = 0xc3;
const GET_RESPONSE: u8 = 0xc0;
/// CLA: further commands of the chain follow.
const CHAINED: u8 = 0x10;

/// How much of `left` bytes an answer has that may have `expected`, and its status word (edition 2, 11.2):
///
/// * left <= Le: all, 9000;
/// * Le < left <= Le + 255: Le bytes, 61XX with XX = left - Le;
/// * left > Le + 255: Le bytes, 6100.
#[must_use]
pub fn portion(left: usize, expected: u32) -> (usize, StatusWord) {
    let expected = usize::try_from(expected).unwrap_or(usize::MAX);
    match left.checked_sub(expected) {
        None | Some(0) => (left, StatusWord::OK),
        // 256 and more cannot be said.
        Some(behind) => (expected, StatusWord::more(u8::try_from(behind).unwrap_or(0))),
    }
}
