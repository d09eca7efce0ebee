//! NFC: the mdoc behind a phone's card emulation, the reader in front of a contactless terminal.
//!
//! The mdoc's operating system hands every command to [`Host::command`] and tells [`Host::deactivated`] when the field
//! is gone; [`HostLink`] is the session's end of it. The reader has a [`Terminal`] that transmits commands: [`engage`]
//! runs the handover over it, [`TerminalLink`] the session. With feature `nfc-pcsc`, `pcsc` has a terminal for every
//! PC/SC reader.
//!
//! The mdoc can only speak in an answer. While its user thinks, the answer is held and the phone's stack asks the reader
//! for more time; a message that nobody waits for is kept for the next command.
//!
//! # A wallet on Android
//!
//! ```text
//! HostApduService.processCommandApdu(apdu)  ->  host.command(apdu): bytes to return, or null for later
//! the callback given to `host`              ->  HostApduService.sendResponseApdu(bytes)
//! HostApduService.onDeactivated(reason)     ->  host.deactivated()
//! ```
//!
//! Both application identifiers, [`tag::APPLICATION`](crate::transport::nfc::tag::APPLICATION) and
//! [`transfer::APPLICATION`](crate::transport::nfc::transfer::APPLICATION), belong to the service.

mod host;
#[cfg(feature = "nfc-pcsc")]
pub mod pcsc;
mod terminal;

pub use host::{Host, HostLink, host};
pub use terminal::{NfcError, Terminal, TerminalLink, engage};
