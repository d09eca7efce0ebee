//! Layer 5: what carries the messages, as byte codecs that know no session.
//!
//! * [`qr`] is the URI inside the QR code, both ways.
//! * [`nfc`] engages over NFC and carries messages in APDUs, both sides.
//! * [`ble`] frames the messages of an L2CAP channel, both ways.

pub mod ble;
pub mod nfc;
pub mod qr;
