//! The reader's side of NFC engagement: which command comes next, and what the tag's answers amount to.
//!
//! [`HandoverReader`] has no clock and no radio. It says what to transmit and how long to wait, and ends with both
//! messages of the handover, exactly as exchanged.

mod error;

#[cfg(test)]
mod tests;

pub use error::ReadError;

use core::time::Duration;

use crate::budget;
use crate::transport::nfc::apdu::{Command, Response, StatusWord};
use crate::transport::nfc::container::{self, CapabilityContainer};
use crate::transport::nfc::handover::{Handover, Request, RequestOptions, Select};
use crate::transport::nfc::ndef::NdefError;
use crate::transport::nfc::tag::{
    APPLICATION, BY_ID, BY_NAME, CONTAINER_FILE, NO_ANSWER, READ_BINARY, SELECT, UPDATE_BINARY,
};
use crate::transport::nfc::tnep::{self, ServiceParameters};

/// Bytes of the length before a message (NLEN).
const HEADER: usize = 2;
/// Offsets have 15 bits.
const LARGEST_FILE: u16 = 0x7fff;
/// The most data of a short command. Of a short answer it would be one more, which not every tag can count.
const SHORT: u16 = 255;
/// The least time between two reads of a length that was 0, and the most: a tag may ask for half a minute.
const LEAST_WAIT: Duration = Duration::from_millis(20);
const MOST_WAIT: Duration = Duration::from_millis(500);

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Transmit this command, and hand its answer to [`HandoverReader::answer`].
    Transmit(Vec<u8>),
    /// Wait this long, then call [`HandoverReader::waited`].
    Wait(Duration),
    /// The handover has happened.
    Done(Handover),
}

/// One handover with a tag.
#[derive(Debug, Clone)]
pub struct HandoverReader {
    request: Vec<u8>,
    patience: Duration,
    /// How long the message that is being read was waited for.
    waited: Duration,
    /// How long to wait between two reads.
    wait: Duration,
    container: Option<CapabilityContainer>,
    message: Vec<u8>,
    state: State,
}

/// Which message the tag holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The first: Service Parameters, or the Handover Select of a static handover.
    First,
    /// The status after a service was selected.
    Status,
    /// The answer to the Handover Request.
    Answer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Start,
    Application,
    ContainerFile,
    Container,
    NdefFile,
    Length(Stage),
    Message {
        stage: Stage,
        length: usize,
        asked: usize,
    },
    Waiting(Stage),
    /// The commands of a write that are left, and the message that answers it.
    Writing {
        left: Vec<Vec<u8>>,
        next: Stage,
    },
    Ended,
}

impl HandoverReader {
    /// A reader that asks for these carriers when the tag negotiates.
    ///
    /// # Errors
    /// The options have no carrier.
    pub fn new(options: &RequestOptions) -> Result<Self, NdefError> {
        Request::message(options).map(Self::with_request)
    }

    /// A reader with this complete Handover Request message.
    #[must_use]
    pub fn with_request(request: Vec<u8>) -> Self {
        Self {
            request,
            patience: budget::HANDOVER_WAIT,
            waited: Duration::ZERO,
            wait: LEAST_WAIT,
            container: None,
            message: Vec::new(),
            state: State::Start,
        }
    }

    /// With another limit for the time that one message of the tag is waited for.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The first command.
    ///
    /// # Errors
    /// [`ReadError::OutOfOrder`] when it was started before.
    pub fn start(&mut self) -> Result<Step, ReadError> {
        if self.state != State::Start {
            return Err(self.fail(ReadError::OutOfOrder));
        }
        self.state = State::Application;
        transmit(&Command::new(0, SELECT, [BY_NAME, 0]).data(&APPLICATION).expecting(256))
    }

    /// Takes the answer to the command before.
    ///
    /// # Errors
    /// [`ReadError`], after which nothing can follow.
    pub fn answer(&mut self, response: &[u8]) -> Result<Step, ReadError> {
        let step = self.take(response);
        step.map_err(|error| self.fail(error))
    }

    /// The time of [`Step::Wait`] is over.
    ///
    /// # Errors
    /// [`ReadError::OutOfOrder`] when there was none to wait.
    pub fn waited(&mut self) -> Result<Step, ReadError> {
        let State::Waiting(stage) = self.state else { return Err(self.fail(ReadError::OutOfOrder)) };
        self.read_length(stage)
    }

    fn fail(&mut self, error: ReadError) -> ReadError {
        self.state = State::Ended;
        error
    }

    fn take(&mut self, response: &[u8]) -> Result<Step, ReadError> {
        let response = Response::read(response).map_err(ReadError::Apdu)?;
        if matches!(self.state, State::Start | State::Waiting(_) | State::Ended) {
            return Err(ReadError::OutOfOrder);
        }
        if response.status != StatusWord::OK {
            return Err(match self.state {
                State::Application => ReadError::NotATag(response.status),
                _ => ReadError::Status(response.status),
            });
        }
        match core::mem::replace(&mut self.state, State::Ended) {
            State::Application => self.select_file(CONTAINER_FILE, State::ContainerFile),
            State::ContainerFile => {
                self.state = State::Container;
                transmit(&read(0, container::LENGTH))
            }
            State::Container => {
                let container = CapabilityContainer::read(response.data).map_err(ReadError::Container)?;
                self.container = Some(container);
                self.select_file(container.file, State::NdefFile)
            }
            State::NdefFile => self.read_length(Stage::First),
            State::Length(stage) => self.length(stage, response.data),
            State::Message { stage, length, asked } => self.part(stage, length, asked, response.data),
            State::Writing { left, next } => self.written(left, next),
            State::Start | State::Waiting(_) | State::Ended => Err(ReadError::OutOfOrder),
        }
    }

    fn select_file(&mut self, id: u16, state: State) -> Result<Step, ReadError> {
        self.state = state;
        transmit(&Command::new(0, SELECT, [BY_ID, NO_ANSWER]).data(&id.to_be_bytes()))
    }

    fn read_length(&mut self, stage: Stage) -> Result<Step, ReadError> {
        self.state = State::Length(stage);
        transmit(&read(0, HEADER))
    }

    fn limits(&self) -> Result<CapabilityContainer, ReadError> {
        let container = self.container.ok_or(ReadError::OutOfOrder)?;
        Ok(CapabilityContainer {
            max_read: container.max_read.min(SHORT),
            max_write: container.max_write.min(SHORT),
            max_file: container.max_file.min(LARGEST_FILE),
            ..container
        })
    }

    fn length(&mut self, stage: Stage, data: &[u8]) -> Result<Step, ReadError> {
        let length = <[u8; HEADER]>::try_from(data).map_err(|_| ReadError::Length)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length == 0 {
            return self.not_ready(stage, self.wait.max(LEAST_WAIT));
        }
        if length > usize::from(self.limits()?.max_file).saturating_sub(HEADER) {
            return Err(ReadError::TooLong);
        }
        self.message = Vec::new();
        self.read_part(stage, length)
    }

    /// Waits, as long as there is patience left.
    fn not_ready(&mut self, stage: Stage, wait: Duration) -> Result<Step, ReadError> {
        let wait = wait.min(MOST_WAIT);
        self.waited = self.waited.saturating_add(wait);
        if self.waited > self.patience {
            return Err(ReadError::NotReady);
        }
        self.state = State::Waiting(stage);
        Ok(Step::Wait(wait))
    }

    fn read_part(&mut self, stage: Stage, length: usize) -> Result<Step, ReadError> {
        let left = length.saturating_sub(self.message.len());
        let asked = left.min(self.limits()?.max_read.into());
        self.state = State::Message { stage, length, asked };
        transmit(&read(HEADER.saturating_add(self.message.len()), asked))
    }

    fn part(&mut self, stage: Stage, length: usize, asked: usize, data: &[u8]) -> Result<Step, ReadError> {
        // Less than was asked for is a step; nothing at all would be one for ever.
        if data.is_empty() || data.len() > asked {
            return Err(ReadError::Length);
        }
        self.message.extend_from_slice(data);
        if self.message.len() < length {
            return self.read_part(stage, length);
        }
        self.waited = Duration::ZERO;
        let message = core::mem::take(&mut self.message);
        match stage {
            Stage::First if tnep::negotiates(&message) => {
                let parameters = ServiceParameters::read(&message).map_err(ReadError::Ndef)?;
                if !self.limits()?.writable || self.request.len() > usize::from(parameters.max_message) {
                    return Err(ReadError::NotWritable);
                }
                self.wait = parameters.wait();
                self.write(&tnep::service_select().map_err(ReadError::Ndef)?, Stage::Status)
            }
            Stage::First => {
                Select::read(&message).map_err(ReadError::Ndef)?;
                Ok(Step::Done(Handover { select: message, request: None }))
            }
            Stage::Status => match tnep::status(&message).map_err(ReadError::Ndef)? {
                tnep::SUCCESS => self.write(&self.request.clone(), Stage::Answer),
                status => Err(ReadError::Refused(status)),
            },
            Stage::Answer => {
                if let Ok(status) = tnep::status(&message) {
                    return Err(ReadError::Refused(status));
                }
                Select::read_answer(&message).map_err(ReadError::Ndef)?;
                Ok(Step::Done(Handover { select: message, request: Some(self.request.clone()) }))
            }
        }
    }

    /// Writes a message in one command where it fits; else the length 0, the parts, the length.
    fn write(&mut self, message: &[u8], next: Stage) -> Result<Step, ReadError> {
        let limits = self.limits()?;
        let length = u16::try_from(message.len()).map_err(|_| ReadError::NotWritable)?;
        if message.len() > usize::from(limits.max_file).saturating_sub(HEADER) {
            return Err(ReadError::NotWritable);
        }
        let whole = [&length.to_be_bytes(), message].concat();
        let most = usize::from(limits.max_write);
        let commands = if whole.len() <= most {
            vec![update(0, &whole)?]
        } else if most < HEADER {
            return Err(ReadError::NotWritable);
        } else {
            let mut commands = vec![update(0, &[0; HEADER])?];
            let mut offset = HEADER;
            for part in message.chunks(most) {
                commands.push(update(offset, part)?);
                offset = offset.saturating_add(part.len());
            }
            commands.push(update(0, &length.to_be_bytes())?);
            commands
        };
        self.written(commands.into_iter().rev().collect(), next)
    }

    /// The next command of a write, the last of `left`; then the time to wait.
    fn written(&mut self, mut left: Vec<Vec<u8>>, next: Stage) -> Result<Step, ReadError> {
        if let Some(command) = left.pop() {
            self.state = State::Writing { left, next };
            return Ok(Step::Transmit(command));
        }
        self.not_ready(next, self.wait)
    }
}

fn transmit(command: &Command<'_>) -> Result<Step, ReadError> {
    command.to_vec().map(Step::Transmit).map_err(ReadError::Apdu)
}

/// READ BINARY; offsets were measured against the file's size.
fn read(offset: usize, length: usize) -> Command<'static> {
    let offset = u16::try_from(offset).unwrap_or(LARGEST_FILE).to_be_bytes();
    Command::new(0, READ_BINARY, offset).expecting(u32::try_from(length).unwrap_or(u32::MAX))
}

/// UPDATE BINARY.
fn update(offset: usize, data: &[u8]) -> Result<Vec<u8>, ReadError> {
    let offset = u16::try_from(offset).unwrap_or(LARGEST_FILE).to_be_bytes();
    Command::new(0, UPDATE_BINARY, offset).data(data).to_vec().map_err(ReadError::Apdu)
}
