//! What PC/SC fails with, told as what it is.

use core::fmt;
use core::time::Duration;
use std::io;

use pcsc::Error;

/// Why there is no terminal, or no card.
///
/// `Display` says what is wrong in a sentence; [`advice`](Self::advice) says what a person can do about it.
#[derive(Debug)]
#[non_exhaustive]
pub enum PcscError {
    /// The PC/SC service (pcscd) does not run.
    NoService(Error),
    /// The system does not let this program use the service.
    NotPermitted(Error),
    /// No terminal is connected, or not the one asked for.
    NoTerminal {
        /// A part of the name that was asked for.
        wanted: Option<String>,
    },
    /// No card came into the field in time.
    NoCard {
        /// How long was waited.
        waited: Duration,
    },
    /// The card left the field before anything was said.
    CardLeft,
    /// What is at the terminal does not answer, or speaks no protocol that carries commands.
    Mute,
    /// Another program has the card, and does not let go of it.
    Busy,
    /// The service failed otherwise.
    Other(Error),
    /// The operating system gave no thread.
    Thread(io::Error),
}

impl PcscError {
    /// What a person can do about it; `None` where there is nothing to be done but trying again.
    #[must_use]
    pub const fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoService(_) => {
                "on Linux install pcscd and start it: `sudo apt install pcscd`, `sudo systemctl enable --now pcscd.socket` \
                 (in a container, share the host's /run/pcscd); elsewhere it runs as soon as a terminal is connected"
            }
            Self::NotPermitted(_) => {
                "on Linux polkit decides: use a session at the machine itself, or add a rule for \
                 org.debian.pcsc-lite.access_pcsc and access_card; `sudo journalctl -u pcscd` tells more"
            }
            Self::NoTerminal { wanted: None } => {
                "connect a contactless PC/SC terminal; where it is connected, its driver is missing (Debian: libccid, \
                 libacsccid1), or the kernel keeps it (`sudo modprobe -r pn533_usb`)"
            }
            Self::NoTerminal { wanted: Some(_) } => "give a part of a name that is there, or leave it out",
            Self::NoCard { .. } => "open the wallet, and hold the phone's back to the terminal",
            Self::CardLeft => "hold the phone still until it is done",
            Self::Mute => "take away what lies at the terminal, and hold the phone to it",
            Self::Busy => "end the other program; often it is GnuPG's (`gpgconf --kill scdaemon`) or a browser",
            Self::Other(_) | Self::Thread(_) => return None,
        })
    }
}

impl fmt::Display for PcscError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoService(error) => write!(f, "the PC/SC service does not answer ({error})"),
            Self::NotPermitted(error) => write!(f, "this program may not use the PC/SC service ({error})"),
            Self::NoTerminal { wanted: None } => f.write_str("no PC/SC terminal is connected"),
            Self::NoTerminal { wanted: Some(name) } => {
                write!(f, "no PC/SC terminal is connected whose name has \"{}\" in it", name.escape_debug())
            }
            Self::NoCard { waited } => write!(f, "nothing came to the terminal within {} s", waited.as_secs()),
            Self::CardLeft => f.write_str("the card left the terminal at once"),
            Self::Mute => f.write_str("what is at the terminal does not answer"),
            Self::Busy => f.write_str("another program uses the card at the terminal"),
            Self::Other(error) => write!(f, "PC/SC failed: {error}"),
            Self::Thread(error) => write!(f, "no thread for the terminal: {error}"),
        }
    }
}

impl core::error::Error for PcscError {}

impl From<Error> for PcscError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoService | Error::ServiceStopped => Self::NoService(error),
            Error::NoAccess | Error::SecurityViolation => Self::NotPermitted(error),
            Error::NoReadersAvailable | Error::UnknownReader | Error::ReaderUnavailable => {
                Self::NoTerminal { wanted: None }
            }
            Error::NoSmartcard | Error::RemovedCard => Self::CardLeft,
            Error::UnresponsiveCard | Error::UnpoweredCard | Error::UnsupportedCard | Error::ProtoMismatch => {
                Self::Mute
            }
            Error::SharingViolation => Self::Busy,
            other => Self::Other(other),
        }
    }
}
