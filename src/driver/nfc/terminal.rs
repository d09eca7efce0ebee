//! The reader's side: a terminal that transmits commands.

use core::fmt;
use core::future::{Future, pending};
use std::io;

use crate::driver::{Clock, Link, LinkError};
use crate::model::retrieval::NfcOptions;
use crate::transport::nfc::handover::Handover;
use crate::transport::nfc::reader::{HandoverReader, ReadError, Step};
use crate::transport::nfc::transfer::{Pcd, Progress, TransferError};

/// A contactless terminal with one card in its field.
pub trait Terminal {
    /// Starts to transmit a command APDU. Where the answer to the one before was not taken, because whoever waited for it
    /// gave up, it is passed over.
    ///
    /// # Errors
    /// [`LinkError`], after which the terminal is unusable.
    fn begin(&mut self, command: &[u8]) -> Result<(), LinkError>;

    /// Waits for the answer. It may take minutes: the card holds it while its user thinks. Cancellation-safe: dropping
    /// the future loses nothing, the next call waits for the same answer.
    ///
    /// # Errors
    /// [`LinkError`], after which the terminal is unusable; [`LinkError::Closed`] when the card is gone.
    fn answer(&mut self) -> impl Future<Output = Result<Vec<u8>, LinkError>> + Send;
}

/// Why NFC did not work out.
#[derive(Debug)]
#[non_exhaustive]
pub enum NfcError {
    /// The terminal failed.
    Link(LinkError),
    /// The handover failed.
    Handover(ReadError),
    /// Data transfer failed.
    Transfer(TransferError),
}

impl NfcError {
    /// What a person can do about it; `None` where there is nothing to be done but trying again.
    #[must_use]
    pub const fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Link(LinkError::Closed) => "hold the phone still at the terminal until it is done",
            Self::Handover(ReadError::NotATag(_)) => {
                "open the wallet and let it show the ID, then hold the phone to the terminal"
            }
            Self::Handover(ReadError::NotReady) => {
                "say in the wallet that the ID may be shown, and hold the phone still"
            }
            Self::Handover(ReadError::Refused(_)) => {
                "the wallet offers none of the ways that were asked for: ask for another one"
            }
            Self::Link(_) | Self::Handover(_) | Self::Transfer(_) => return None,
        })
    }
}

impl fmt::Display for NfcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link(LinkError::Closed) => f.write_str("the phone left the terminal"),
            Self::Link(error) => error.fmt(f),
            Self::Handover(error) => write!(f, "NFC engagement failed: {error}"),
            Self::Transfer(error) => write!(f, "NFC data transfer failed: {error}"),
        }
    }
}

impl core::error::Error for NfcError {}

impl From<LinkError> for NfcError {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

/// Runs a handover to its end. Where the future is dropped before, another handover with the same card starts anew.
///
/// # Errors
/// [`NfcError::Link`] or [`NfcError::Handover`].
pub async fn engage(
    terminal: &mut impl Terminal,
    mut reader: HandoverReader,
    clock: &impl Clock,
) -> Result<Handover, NfcError> {
    let mut step = reader.start();
    loop {
        step = match step.map_err(NfcError::Handover)? {
            Step::Transmit(command) => {
                terminal.begin(&command)?;
                reader.answer(&terminal.answer().await?)
            }
            Step::Wait(time) => {
                clock.sleep_until(clock.now().monotonic.plus(time)).await;
                reader.waited()
            }
            Step::Done(handover) => return Ok(handover),
        };
    }
}

/// The session's end of a terminal.
#[derive(Debug)]
pub struct TerminalLink<T> {
    terminal: T,
    pcd: Pcd,
    /// A command is out whose answer was not taken.
    waiting: bool,
    failure: Option<NfcError>,
}

impl<T: Terminal + Send> TerminalLink<T> {
    /// Selects the data transfer of an mdoc that announced the lengths `mdoc`, with a terminal that can do `own`.
    ///
    /// # Errors
    /// [`NfcError::Link`] or [`NfcError::Transfer`].
    pub async fn connect(mut terminal: T, mdoc: NfcOptions, own: NfcOptions) -> Result<Self, NfcError> {
        let mut pcd = Pcd::new(mdoc, own);
        let mut command = pcd.select().map_err(NfcError::Transfer)?;
        loop {
            terminal.begin(&command)?;
            match pcd.response(&terminal.answer().await?).map_err(NfcError::Transfer)? {
                Progress::Transmit(next) => command = next,
                Progress::Selected | Progress::Message(_) => {
                    return Ok(Self { terminal, pcd, waiting: false, failure: None });
                }
            }
        }
    }

    /// The terminal, for another handover with another card.
    pub fn into_terminal(self) -> T {
        self.terminal
    }

    /// Why the link failed; `None` where it did not. A session says of it only that the connection was lost.
    #[must_use]
    pub const fn failure(&self) -> Option<&NfcError> {
        self.failure.as_ref()
    }

    /// Waits until the mdoc has answered the command that is out, where there is one, and passes the answer over.
    ///
    /// This is for whoever drops the link or ends the program after a farewell, which [`Link::send`] only begins. An
    /// mdoc may hold an answer for minutes, so the caller gives it a limit of its own. Cancellation-safe.
    pub async fn settle(&mut self) {
        if self.waiting {
            let _passed_over = self.terminal.answer().await;
            self.waiting = false;
        }
    }

    /// Takes the answer to the command that is out, and transmits the next one; a message, where it has come to one.
    async fn advance(&mut self) -> Result<Option<Vec<u8>>, NfcError> {
        let answer = self.terminal.answer().await?;
        self.waiting = false;
        match self.pcd.response(&answer).map_err(NfcError::Transfer)? {
            Progress::Transmit(command) => {
                self.terminal.begin(&command)?;
                self.waiting = true;
                Ok(None)
            }
            Progress::Message(message) => Ok(Some(message)),
            Progress::Selected => Err(NfcError::Transfer(TransferError::OutOfOrder)),
        }
    }

    async fn transmit(&mut self, message: &[u8]) -> Result<(), NfcError> {
        let command = self.pcd.send(message).map_err(NfcError::Transfer)?;
        self.terminal.begin(&command)?;
        self.waiting = true;
        while !self.pcd.is_receiving() {
            // No message can come before the last command is out.
            let _none = self.advance().await?;
        }
        Ok(())
    }

    /// Keeps the error, and gives what the session is told of it.
    fn failed(&mut self, error: NfcError) -> LinkError {
        let told = match &error {
            NfcError::Link(LinkError::Closed) => LinkError::Closed,
            NfcError::Link(LinkError::TooLarge) | NfcError::Transfer(TransferError::TooLarge) => LinkError::TooLarge,
            NfcError::Transfer(error) => LinkError::Io(io::Error::new(io::ErrorKind::InvalidData, *error)),
            NfcError::Link(error) => LinkError::Io(io::Error::other(error.to_string())),
            NfcError::Handover(error) => LinkError::Io(io::Error::new(io::ErrorKind::InvalidData, *error)),
        };
        self.waiting = false;
        self.failure = Some(error);
        told
    }
}

impl<T: Terminal + Send> Link for TerminalLink<T> {
    /// Sends a message up to its last command. While the mdoc holds its answer nothing can be sent: a farewell then fails
    /// with [`LinkError::Closed`], and taking the card out of the field says the same.
    async fn send(&mut self, message: &[u8]) -> Result<(), LinkError> {
        if self.waiting || self.failure.is_some() {
            return Err(LinkError::Closed);
        }
        let sent = self.transmit(message).await;
        sent.map_err(|error| self.failed(error))
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        while self.waiting {
            match self.advance().await {
                Ok(None) => {}
                Ok(Some(message)) => return Ok(message),
                Err(error) => return Err(self.failed(error)),
            }
        }
        match self.failure {
            Some(_) => Err(LinkError::Closed),
            // Nothing comes unasked.
            None => pending().await,
        }
    }

    /// What is in flight goes on its way by itself; waiting for an answer could take as long as a user thinks
    /// ([`settle`](Self::settle)).
    async fn close(&mut self) {}
}
