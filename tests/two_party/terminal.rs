//! A reader's device at an NFC field: it engages, and transfers where NFC is the carriage.

use mdoc_proximity::model::retrieval::{NfcOptions, RetrievalMethod};
use mdoc_proximity::transport::nfc::handover::{Handover, Request, RequestOptions, Select};
use mdoc_proximity::transport::nfc::reader::{HandoverReader, ReadError, Step};
use mdoc_proximity::transport::nfc::transfer::{Pcd, Progress, TransferError};

use crate::field::{Field, Said};

/// A hand brings a phone back so often.
const TAPS: u32 = 3;

/// Why the terminal's side did not work out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    Gone,
    Handover(ReadError),
    Transfer(TransferError),
}

/// What the terminal tells its session.
#[derive(Debug)]
pub enum Told {
    /// The handover has happened, with this carriage.
    Engaged(Handover, RetrievalMethod),
    /// Data transfer is selected.
    Selected,
    Message(Vec<u8>),
    /// Nothing more comes of it.
    Failed(Failure),
}

enum State {
    /// No card is there.
    Waiting,
    Engaging(Box<HandoverReader>),
    /// Data transfer, and whether the session's message is on its way or being answered.
    Transferring(Pcd, bool),
    Over,
}

pub struct Terminal {
    options: RequestOptions,
    own: NfcOptions,
    taps: u32,
    state: State,
}

impl Terminal {
    pub fn new(options: RequestOptions, own: NfcOptions) -> Self {
        Self { options, own, taps: 0, state: State::Waiting }
    }

    /// Hears what the field says to the terminal.
    pub fn hear(&mut self, field: &mut Field, said: &Said) -> Option<Told> {
        match (said, &mut self.state) {
            (Said::Entered, State::Waiting) => {
                self.taps += 1;
                let mut reader = HandoverReader::new(&self.options).unwrap();
                let step = reader.start();
                self.state = State::Engaging(Box::new(reader));
                self.step(field, step)
            }
            (Said::Answer(answer), State::Engaging(reader)) => {
                let step = reader.answer(answer);
                self.step(field, step)
            }
            (Said::Waited, State::Engaging(reader)) => {
                let step = reader.waited();
                self.step(field, step)
            }
            (Said::Answer(answer), State::Transferring(pcd, busy)) => match pcd.response(answer) {
                Ok(Progress::Transmit(command)) => {
                    field.transmit(command);
                    None
                }
                Ok(Progress::Selected) => Some(Told::Selected),
                Ok(Progress::Message(message)) => {
                    *busy = false;
                    Some(Told::Message(message))
                }
                Err(error) => Some(self.failed(Failure::Transfer(error))),
            },
            (Said::Gone, State::Engaging(_)) => self.again(field, Failure::Gone, false),
            (Said::Gone, State::Transferring(..)) => Some(self.failed(Failure::Gone)),
            _ => None,
        }
    }

    fn step(&mut self, field: &mut Field, step: Result<Step, ReadError>) -> Option<Told> {
        match step {
            Ok(Step::Transmit(command)) => field.transmit(command),
            Ok(Step::Wait(time)) => field.wait(time),
            Ok(Step::Done(handover)) => {
                let request = handover.request.as_deref().map(|request| Request::read(request).unwrap());
                let methods = Select::read(&handover.select).unwrap().methods(request.as_ref());
                let method = methods.into_iter().flatten().next().unwrap();
                if let RetrievalMethod::Nfc(lengths) = method {
                    let mut pcd = Pcd::new(lengths, self.own);
                    field.transmit(pcd.select().unwrap());
                    self.state = State::Transferring(pcd, false);
                } else {
                    self.state = State::Over;
                }
                return Some(Told::Engaged(handover, method));
            }
            Err(error) => return self.again(field, Failure::Handover(error), true),
        }
        None
    }

    /// A handover that did not happen may be tried anew: nothing secret was said.
    fn again(&mut self, field: &mut Field, failure: Failure, there: bool) -> Option<Told> {
        if self.taps >= TAPS {
            return Some(self.failed(failure));
        }
        self.state = State::Waiting;
        if there {
            // The card is told by what it sees of the field.
            field.switch_off(true);
        }
        None
    }

    fn failed(&mut self, failure: Failure) -> Told {
        self.state = State::Over;
        Told::Failed(failure)
    }

    /// Sends the session's message; whether it could.
    pub fn send(&mut self, field: &mut Field, message: &[u8]) -> bool {
        match &mut self.state {
            State::Transferring(pcd, busy) if !*busy => {
                field.transmit(pcd.send(message).unwrap());
                *busy = true;
                true
            }
            // While the card holds its answer nothing can be sent: nothing is waited for either.
            _ => {
                self.state = State::Over;
                false
            }
        }
    }

    /// Whether nothing is on its way.
    pub fn is_done(&self) -> bool {
        !matches!(self.state, State::Transferring(_, true))
    }
}
