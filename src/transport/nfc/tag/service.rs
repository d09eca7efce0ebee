//! Which message the tag holds, and what a written one leads to.

use super::{HandedOver, TagError};
use crate::budget;
use crate::model::retrieval::RetrievalMethod;
use crate::transport::nfc::apdu::StatusWord;
use crate::transport::nfc::handover::{Handover, Negotiated, Request, negotiate};
use crate::transport::nfc::tnep::{self, HANDOVER_SERVICE, ServiceParameters};

#[derive(Debug, Clone)]
pub(super) struct Service {
    /// The message that a reader finds first.
    first: Vec<u8>,
    answers: Answers,
    state: State,
    /// What of the held message is to be told when it is read.
    unread: Option<HandedOver>,
    /// The requests answered so far.
    answered: Vec<Vec<u8>>,
}

#[derive(Debug, Clone)]
enum Answers {
    Fixed,
    Automatic { engagement: Vec<u8>, methods: Vec<RetrievalMethod> },
    ByHand,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// The service is not selected.
    Idle,
    /// It is: a request is expected.
    Selected,
    /// A request waits for its answer.
    Pending(Vec<u8>),
    /// The answer can be read.
    Answered,
}

impl Service {
    pub(super) fn fixed(select: &[u8]) -> Self {
        let mut service = Self::new(select.to_vec(), Answers::Fixed);
        service.unread = Some(service.of_fixed());
        service
    }

    pub(super) fn automatic(
        engagement: &[u8],
        methods: &[RetrievalMethod],
        parameters: &ServiceParameters,
    ) -> Result<Self, TagError> {
        let answers = Answers::Automatic { engagement: engagement.to_vec(), methods: methods.to_vec() };
        Ok(Self::new(parameters.message().map_err(TagError::Ndef)?, answers))
    }

    pub(super) fn by_hand(parameters: &ServiceParameters) -> Result<Self, TagError> {
        Ok(Self::new(parameters.message().map_err(TagError::Ndef)?, Answers::ByHand))
    }

    fn new(first: Vec<u8>, answers: Answers) -> Self {
        Self { first, answers, state: State::Idle, unread: None, answered: Vec::new() }
    }

    fn of_fixed(&self) -> HandedOver {
        HandedOver { handover: Handover { select: self.first.clone(), request: None }, method: None }
    }

    pub(super) fn first(&self) -> &[u8] {
        &self.first
    }

    pub(super) fn restart(&mut self) {
        self.state = State::Idle;
        if !matches!(self.answers, Answers::Fixed) {
            self.unread = None;
        }
    }

    pub(super) fn pending(&self) -> Option<&[u8]> {
        match &self.state {
            State::Pending(request) => Some(request),
            _ => None,
        }
    }

    /// The file is read: what there is to tell, once.
    pub(super) fn read(&mut self) -> Option<HandedOver> {
        self.unread.take()
    }

    /// Takes what a reader has written; returns the message to hold next, an empty one where it is not ready.
    pub(super) fn message(&mut self, message: &[u8]) -> Result<Vec<u8>, StatusWord> {
        if let Ok(service) = tnep::selected_service(message) {
            return self.service(service);
        }
        if self.state != State::Selected {
            return Err(StatusWord::DATA);
        }
        self.request(message)
    }

    fn service(&mut self, service: &[u8]) -> Result<Vec<u8>, StatusWord> {
        self.restart();
        let status = match service {
            HANDOVER_SERVICE => {
                self.state = State::Selected;
                tnep::SUCCESS
            }
            // The service is ended.
            b"" => tnep::SUCCESS,
            _ => tnep::PROTOCOL_ERROR,
        };
        tnep::status_message(status).map_err(|_| StatusWord::UNKNOWN)
    }

    fn request(&mut self, request: &[u8]) -> Result<Vec<u8>, StatusWord> {
        let known = self.answered.iter().any(|answered| answered == request);
        if !known && self.answered.len() >= budget::HANDOVERS {
            return Err(StatusWord::CONDITIONS);
        }
        let select = match &self.answers {
            Answers::Fixed => return Err(StatusWord::SECURITY),
            Answers::ByHand => {
                Request::read(request).map_err(|_| StatusWord::DATA)?;
                self.state = State::Pending(request.to_vec());
                Vec::new()
            }
            Answers::Automatic { engagement, methods } => {
                let negotiated = negotiate(engagement, methods, request).map_err(|_| StatusWord::DATA)?;
                let Negotiated { handover, method } = negotiated.ok_or(StatusWord::CONDITIONS)?;
                let select = handover.select.clone();
                self.state = State::Answered;
                self.unread = Some(HandedOver { handover, method: Some(method) });
                select
            }
        };
        if !known {
            self.answered.push(request.to_vec());
        }
        Ok(select)
    }

    /// The caller's answer is what the tag holds now.
    pub(super) fn answer(&mut self, select: &[u8]) {
        if let State::Pending(request) = core::mem::replace(&mut self.state, State::Answered) {
            let method = Request::read(&request).ok().and_then(|asked| {
                let select = crate::transport::nfc::handover::Select::read_answer(select).ok()?;
                select.methods(Some(&asked)).into_iter().flatten().next()
            });
            let handover = Handover { select: select.to_vec(), request: Some(request) };
            self.unread = Some(HandedOver { handover, method });
        }
    }

    /// Refuses the waiting request; returns the message to hold.
    pub(super) fn refuse(&mut self) -> Option<Vec<u8>> {
        self.pending()?;
        self.state = State::Idle;
        tnep::status_message(tnep::PROTOCOL_ERROR).ok()
    }
}
