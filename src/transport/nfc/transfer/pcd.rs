//! The reader's side of data transfer.

use core::fmt;

use super::{APPLICATION, CHAINED, ENVELOPE, GET_RESPONSE, do53};
use crate::budget;
use crate::model::retrieval::NfcOptions;
use crate::transport::nfc::apdu::{ApduError, Command, Response, StatusWord};
use crate::transport::nfc::tag::{BY_NAME, NO_ANSWER, SELECT};

/// What an answer leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Transmit this command next.
    Transmit(Vec<u8>),
    /// The application is selected: a message may be sent.
    Selected,
    /// The mdoc's message, whole. The next one may be sent.
    Message(Vec<u8>),
}

/// A terminal that sends messages to an mdoc and takes its answers.
#[derive(Debug, Clone)]
pub struct Pcd {
    max_command: usize,
    max_response: u32,
    state: State,
    outgoing: Vec<u8>,
    sent: usize,
    incoming: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// SELECT is out; whether it was the second form.
    Selecting(bool),
    Idle,
    /// A part of a chain is out.
    Sending,
    /// An answer with at most this many bytes is awaited; whether it was asked for by GET RESPONSE.
    Receiving {
        most: u32,
        again: bool,
    },
    Ended,
}

impl Pcd {
    /// A terminal for an mdoc that announced the lengths `mdoc`, on a device that can do `own`: [`SHORT`](super::SHORT)
    /// or [`EXTENDED`](super::EXTENDED), or what is between. The smaller counts.
    #[must_use]
    pub fn new(mdoc: NfcOptions, own: NfcOptions) -> Self {
        // Whoever says less than the standard's least can do that.
        let max_command = mdoc.max_command.min(own.max_command).clamp(255, 65_535);
        let max_response = mdoc.max_response.min(own.max_response).clamp(256, 65_536);
        Self {
            max_command: usize::try_from(max_command).unwrap_or(255),
            max_response,
            state: State::Start,
            outgoing: Vec::new(),
            sent: 0,
            incoming: Vec::new(),
        }
    }

    /// SELECT, the first command: as the standard has it, without an answer.
    ///
    /// # Errors
    /// [`TransferError::OutOfOrder`] when it was sent before.
    pub fn select(&mut self) -> Result<Vec<u8>, TransferError> {
        if self.state != State::Start {
            return Err(TransferError::OutOfOrder);
        }
        self.state = State::Selecting(false);
        encode(&Command::new(0, SELECT, [BY_NAME, NO_ANSWER]).data(&APPLICATION))
    }

    /// The first command that carries `message`.
    ///
    /// # Errors
    /// [`TransferError::OutOfOrder`] when the application is not selected, or an answer is awaited;
    /// [`TransferError::TooLarge`].
    pub fn send(&mut self, message: &[u8]) -> Result<Vec<u8>, TransferError> {
        if self.state != State::Idle {
            return Err(TransferError::OutOfOrder);
        }
        if message.len() > budget::MESSAGE_BYTES {
            return Err(TransferError::TooLarge);
        }
        self.outgoing = do53::wrap(message);
        self.sent = 0;
        self.envelope()
    }

    /// Whether the command that is out ends the message: the answer to it may take as long as a person thinks.
    #[must_use]
    pub const fn is_receiving(&self) -> bool {
        matches!(self.state, State::Receiving { .. })
    }

    /// Takes the answer to the command before.
    ///
    /// # Errors
    /// [`TransferError`], after which nothing can follow.
    pub fn response(&mut self, response: &[u8]) -> Result<Progress, TransferError> {
        let progress = self.take(response);
        if progress.is_err() {
            self.state = State::Ended;
            (self.incoming, self.outgoing) = (Vec::new(), Vec::new());
        }
        progress
    }

    fn take(&mut self, response: &[u8]) -> Result<Progress, TransferError> {
        let response = Response::read(response).map_err(TransferError::Apdu)?;
        let refused = TransferError::Status(response.status);
        match self.state {
            State::Start | State::Idle | State::Ended => Err(TransferError::OutOfOrder),
            State::Selecting(_) if response.status == StatusWord::OK => {
                self.state = State::Idle;
                Ok(Progress::Selected)
            }
            // Some wallets know only the form that asks for an answer.
            State::Selecting(false) => {
                self.state = State::Selecting(true);
                let select = Command::new(0, SELECT, [BY_NAME, 0]).data(&APPLICATION).expecting(256);
                encode(&select).map(Progress::Transmit)
            }
            State::Selecting(true) => Err(refused),
            State::Sending if response.status != StatusWord::OK => Err(refused),
            State::Sending if !response.data.is_empty() => Err(TransferError::Length),
            State::Sending => self.envelope().map(Progress::Transmit),
            State::Receiving { most, again } => self.receive(response, most, again),
        }
    }

    /// The next command of the chain.
    fn envelope(&mut self) -> Result<Vec<u8>, TransferError> {
        let left = self.outgoing.get(self.sent..).unwrap_or_default();
        let command = match left.split_at_checked(self.max_command) {
            Some((part, rest)) if !rest.is_empty() => {
                self.state = State::Sending;
                self.sent = self.sent.saturating_add(part.len());
                return encode(&Command::new(CHAINED, ENVELOPE, [0, 0]).data(part));
            }
            _ => encode(&Command::new(0, ENVELOPE, [0, 0]).data(left).expecting(self.max_response))?,
        };
        (self.outgoing, self.sent, self.incoming) = (Vec::new(), 0, Vec::new());
        self.state = State::Receiving { most: self.max_response, again: false };
        Ok(command)
    }

    fn receive(&mut self, response: Response<'_>, most: u32, again: bool) -> Result<Progress, TransferError> {
        let left = response.status.left();
        if left.is_none() && response.status != StatusWord::OK {
            return Err(TransferError::Status(response.status));
        }
        // An answer without any bytes may come once, before the first of them: then they are asked for.
        let endless = response.data.is_empty() && (again || left.is_none());
        if endless || response.data.len() > usize::try_from(most).unwrap_or(usize::MAX) {
            return Err(TransferError::Length);
        }
        self.incoming.extend_from_slice(response.data);
        // What the object announces is the most that is ever kept.
        do53::announced(&self.incoming).map_err(TransferError::Object)?;
        let Some(left) = left else {
            let incoming = core::mem::take(&mut self.incoming);
            self.state = State::Idle;
            return do53::unwrap(&incoming)
                .map(|message| Progress::Message(message.to_vec()))
                .map_err(TransferError::Object);
        };
        let most = if left == 0 { self.max_response } else { u32::from(left) };
        self.state = State::Receiving { most, again: true };
        encode(&Command::new(0, GET_RESPONSE, [0, 0]).expecting(most)).map(Progress::Transmit)
    }
}

fn encode(command: &Command<'_>) -> Result<Vec<u8>, TransferError> {
    command.to_vec().map_err(TransferError::Apdu)
}

/// Why data transfer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransferError {
    /// The answer is no APDU.
    Apdu(ApduError),
    /// The mdoc refused a command.
    Status(StatusWord),
    /// An answer has more bytes than were asked for, none where some must come, or some where none may.
    Length,
    /// The answer is no data object 53.
    Object(do53::ObjectError),
    /// The message is above the size budget.
    TooLarge,
    /// A message while an answer is awaited, an answer without a command, or anything after the end.
    OutOfOrder,
}

impl fmt::Display for TransferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apdu(error) => error.fmt(f),
            Self::Status(status) => write!(f, "the mdoc refused a command with {status}"),
            Self::Length => f.write_str("an answer of the mdoc has another length than was asked for"),
            Self::Object(error) => error.fmt(f),
            Self::TooLarge => f.write_str("the message is too large"),
            Self::OutOfOrder => f.write_str("another step of the data transfer is due"),
        }
    }
}

impl core::error::Error for TransferError {}
