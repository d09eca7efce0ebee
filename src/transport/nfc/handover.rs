//! The messages of connection handover (NFC Forum Connection Handover 1.5; edition 1 8.2.2.1, edition 2 9.2.1).
//!
//! [`Select`] is the mdoc's Handover Select message (`Hs`), [`Request`] the reader's Handover Request message (`Hr`).
//! Only the first record has a fixed place; every other is found by its id.

mod alternative;
mod negotiation;
mod request;
mod select;

#[cfg(test)]
mod tests;

pub use alternative::{Alternative, PowerState};
pub use negotiation::{Negotiated, negotiate};
pub use request::{Request, RequestOptions};
pub use select::Select;

/// Connection Handover 1.5.
const VERSION: u8 = 0x15;
const MAJOR: u8 = 0xf0;

const BLE_ID: &[u8] = b"0";
const NFC_ID: &[u8] = b"nfc";

/// Both messages of a handover that has happened, complete and exact, without their 2-byte lengths: what enters the
/// session transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Handover Select.
    pub select: Vec<u8>,
    /// Handover Request, where the handover was negotiated.
    pub request: Option<Vec<u8>>,
}
