//! The reader's side of NFC engagement: which command comes next, and what the tag's answers amount to.
//!
//! [`HandoverReader`] has no clock and no radio. It says what to transmit and how long to wait, and ends with both
//! messages of the handover, exactly as exchanged.

mod error;
mod file;

#[cfg(test)]
mod tests;

pub use error::ReadError;

use core::time::Duration;

use crate::budget;
use crate::transport::nfc::apdu::{Command, Response, StatusWord};
use crate::transport::nfc::container::{self, CapabilityContainer};
use crate::transport::nfc::handover::{Handover, Request, RequestOptions, Select};
use crate::transport::nfc::ndef::NdefError;
use crate::transport::nfc::tag::{APPLICATION, BY_NAME, CONTAINER_FILE, SELECT};
use crate::transport::nfc::tnep::{self, ServiceParameters};
use file::{LEAST_WAIT, read, transmit};

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

    /// What a whole message means at its stage.
    fn whole(&mut self, stage: Stage, message: Vec<u8>) -> Result<Step, ReadError> {
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
}
