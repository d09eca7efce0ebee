//! The reader's side: a terminal that transmits commands.

use core::fmt;
use core::future::{Future, pending};

use crate::driver::{Clock, Link, LinkError};
use crate::model::retrieval::NfcOptions;
use crate::transport::nfc::handover::Handover;
use crate::transport::nfc::reader::{HandoverReader, ReadError, Step};
use crate::transport::nfc::transfer::{Pcd, Progress, TransferError};

/// A contactless terminal with one card in its field.
pub trait Terminal {
    /// Starts to transmit a command APDU. Called only when the answer to the one before has been taken.
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

impl fmt::Display for NfcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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

/// Runs a handover to its end.
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
                Progress::Selected | Progress::Message(_) => return Ok(Self { terminal, pcd, waiting: false }),
            }
        }
    }

    /// The terminal, for another handover with another card.
    pub fn into_terminal(self) -> T {
        self.terminal
    }

    /// Takes the answer to the command that is out, and transmits the next one; a message, where it has come to one.
    async fn advance(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        let answer = self.terminal.answer().await?;
        self.waiting = false;
        match self.pcd.response(&answer).map_err(protocol)? {
            Progress::Transmit(command) => {
                self.terminal.begin(&command)?;
                self.waiting = true;
                Ok(None)
            }
            Progress::Message(message) => Ok(Some(message)),
            Progress::Selected => Err(protocol(TransferError::OutOfOrder)),
        }
    }
}

fn protocol(error: TransferError) -> LinkError {
    match error {
        TransferError::TooLarge => LinkError::TooLarge,
        _ => LinkError::Io(std::io::Error::new(std::io::ErrorKind::InvalidData, error)),
    }
}

impl<T: Terminal + Send> Link for TerminalLink<T> {
    /// Sends a message up to its last command. While the mdoc holds its answer nothing can be sent: a farewell then fails
    /// with [`LinkError::Closed`], and taking the card out of the field says the same.
    async fn send(&mut self, message: &[u8]) -> Result<(), LinkError> {
        if self.waiting {
            return Err(LinkError::Closed);
        }
        let command = self.pcd.send(message).map_err(protocol)?;
        self.terminal.begin(&command)?;
        self.waiting = true;
        while !self.pcd.is_receiving() {
            // No message can come before the last command is out.
            let _none = self.advance().await?;
        }
        Ok(())
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        while self.waiting {
            if let Some(message) = self.advance().await? {
                return Ok(message);
            }
        }
        // Nothing comes unasked.
        pending().await
    }

    /// What is in flight goes on its way by itself; waiting for an answer could take as long as a user thinks.
    async fn close(&mut self) {}
}
