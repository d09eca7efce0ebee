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
//!
//! # A reader
//!
//! ```text
//! PcscTerminal::wait(name, patience), on a thread of its own      ->  terminal, once a phone is at it
//! engage(&mut terminal, HandoverReader::new(&options), &clock)    ->  handover
//! reader::Engagement::from_nfc(select, request)                   ->  engagement, with the carriers as its methods
//! TerminalLink::connect(terminal, the phone's lengths, own ones)  ->  link, for a session as over any other
//! link.failure(), or link.settle() and drop                       ->  why it failed, or the farewell has arrived
//! ```
//!
//! Where the method is BLE instead, the terminal may be dropped after the handover, and the phone taken away. A handover
//! that failed has spent nothing: with [`ReadError::NotATag`](crate::transport::nfc::reader::ReadError::NotATag), where
//! the wallet was not open yet, or a phone that was taken away too early, try again. A limit for [`engage`] is the
//! caller's, for a card can hold any answer as long as it likes.

mod host;
#[cfg(feature = "nfc-pcsc")]
pub mod pcsc;
mod terminal;

pub use host::{Host, HostLink, host};
pub use terminal::{NfcError, Terminal, TerminalLink, engage};
