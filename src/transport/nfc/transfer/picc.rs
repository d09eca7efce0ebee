//! The mdoc's side of data transfer.

use super::{APPLICATION, CHAINED, ENVELOPE, GET_RESPONSE, do53, portion};
use crate::model::retrieval::NfcOptions;
use crate::transport::nfc::apdu::{Command, Response, StatusWord};
use crate::transport::nfc::tag::{BY_NAME, NO_ANSWER, SELECT};

/// What a command leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// The answer, to be sent at once.
    Answer(Vec<u8>),
    /// A whole message has arrived. The answer to the command is held until [`Picc::respond`]; the radio's stack asks
    /// the reader for more time meanwhile.
    Message(Vec<u8>),
}

/// The data transfer application of an mdoc.
#[derive(Debug, Clone)]
pub struct Picc {
    max_response: u32,
    state: State,
    /// What the chain of ENVELOPE commands has brought.
    chain: Vec<u8>,
    /// What is being answered, and how much of it is gone.
    outgoing: Vec<u8>,
    sent: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unselected,
    Ready,
    /// A message waits for its answer, which may have this many bytes.
    Held(u32),
    /// The reader broke the protocol: nothing more is taken.
    Broken,
}

impl Picc {
    /// An application that was announced with these lengths.
    #[must_use]
    pub const fn new(announced: NfcOptions) -> Self {
        let max_response = announced.max_response;
        Self { max_response, state: State::Unselected, chain: Vec::new(), outgoing: Vec::new(), sent: 0 }
    }

    /// Answers a command APDU. Whatever the bytes are, there is an answer, bar a message that is to be answered.
    ///
    /// | status | when |
    /// |---|---|
    /// | 9000 | selected, or part of a chain taken, or the last of an answer |
    /// | 61XX | more of an answer is left |
    /// | 6700 | lengths that do not go with the command |
    /// | 6884 | another command than ENVELOPE is chained |
    /// | 6985 | ENVELOPE before SELECT or after a broken one, GET RESPONSE when nothing is left |
    /// | 6A80, 6A84 | what the chain brought is no data object 53, or one that is too large; nothing more is taken then |
    /// | 6A82 | another application |
    /// | 6A86 | P1 and P2 |
    /// | 6D00, 6E00 | another instruction, another class |
    pub fn command(&mut self, command: &[u8]) -> Reaction {
        self.release();
        let Ok(command) = Command::read(command) else {
            self.drop_parts(false);
            return Reaction::Answer(StatusWord::LENGTH.to_vec());
        };
        match (command.class, command.instruction) {
            (0 | CHAINED, ENVELOPE) => self.envelope(&command),
            (0, GET_RESPONSE) => {
                self.chain = Vec::new();
                Reaction::Answer(self.get_response(&command))
            }
            (class, instruction) => {
                self.drop_parts(true);
                let status = match (class, instruction) {
                    (0, SELECT) => self.select(&command),
                    (0, _) => StatusWord::INSTRUCTION,
                    (CHAINED, SELECT | GET_RESPONSE) => StatusWord::NO_CHAINING,
                    (CHAINED, _) => StatusWord::INSTRUCTION,
                    _ => StatusWord::CLASS,
                };
                Reaction::Answer(status.to_vec())
            }
        }
    }

    /// The answer to the command that brought the message, with the first part of `message`; the reader fetches the
    /// rest. `None` when no command waits.
    pub fn respond(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        let State::Held(expected) = self.state else { return None };
        self.state = State::Ready;
        self.outgoing = do53::wrap(message);
        self.sent = 0;
        Some(self.part(expected))
    }

    /// The answer to the command that brought the message, with a status word and no message. `None` when no command
    /// waits.
    pub fn refuse(&mut self, status: StatusWord) -> Option<Vec<u8>> {
        let State::Held(_) = self.state else { return None };
        self.state = State::Ready;
        Some(status.to_vec())
    }

    /// Whether the application is selected.
    #[must_use]
    pub fn is_selected(&self) -> bool {
        self.state != State::Unselected
    }

    /// Whether the reader broke the protocol: the session is over.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.state == State::Broken
    }

    /// The field is gone, or another application was selected. Of a session nothing is left but what its owner keeps.
    pub fn deactivated(&mut self) {
        self.state = State::Unselected;
        self.drop_parts(true);
    }

    /// Another command came in between: a chain, and what is left of an answer, are discarded.
    pub(in crate::transport::nfc) fn interrupted(&mut self) {
        self.release();
        self.drop_parts(true);
    }

    /// A reader that speaks while its answer is held has given it up: whatever it sent has an answer of its own.
    fn release(&mut self) {
        if matches!(self.state, State::Held(_)) {
            self.state = State::Ready;
        }
    }

    fn drop_parts(&mut self, outgoing: bool) {
        self.chain = Vec::new();
        if outgoing {
            self.outgoing = Vec::new();
            self.sent = 0;
        }
    }

    fn select(&mut self, command: &Command<'_>) -> StatusWord {
        match command.parameters {
            [BY_NAME, 0 | NO_ANSWER] if command.data == APPLICATION => {
                self.state = State::Ready;
                StatusWord::OK
            }
            [BY_NAME, 0 | NO_ANSWER] => StatusWord::NOT_FOUND,
            _ => StatusWord::PARAMETERS,
        }
    }

    fn envelope(&mut self, command: &Command<'_>) -> Reaction {
        self.outgoing = Vec::new();
        self.sent = 0;
        match self.collect(command) {
            Ok(None) => Reaction::Answer(StatusWord::OK.to_vec()),
            Ok(Some(message)) => {
                // Le belongs to the last command; without one, the answer says only how much there is.
                self.state = State::Held(command.expected.unwrap_or(0));
                Reaction::Message(message)
            }
            Err(status) => {
                self.chain = Vec::new();
                Reaction::Answer(status.to_vec())
            }
        }
    }

    /// Adds to the chain; its message, with the last command.
    fn collect(&mut self, command: &Command<'_>) -> Result<Option<Vec<u8>>, StatusWord> {
        if self.state != State::Ready {
            return Err(StatusWord::CONDITIONS);
        }
        if command.parameters != [0, 0] {
            return Err(StatusWord::PARAMETERS);
        }
        if command.data.is_empty() {
            return Err(StatusWord::LENGTH);
        }
        self.chain.extend_from_slice(command.data);
        // What the object announces is the most that is ever kept.
        if let Err(error) = do53::announced(&self.chain) {
            return Err(self.broken(error));
        }
        if command.class == CHAINED {
            return Ok(None);
        }
        let chain = core::mem::take(&mut self.chain);
        do53::unwrap(&chain).map(|message| Some(message.to_vec())).map_err(|error| self.broken(error))
    }

    fn broken(&mut self, error: do53::ObjectError) -> StatusWord {
        self.state = State::Broken;
        if error == do53::ObjectError::TooLarge { StatusWord::MEMORY } else { StatusWord::DATA }
    }

    fn get_response(&mut self, command: &Command<'_>) -> Vec<u8> {
        let status = if self.sent >= self.outgoing.len() {
            StatusWord::CONDITIONS
        } else if command.parameters != [0, 0] {
            StatusWord::PARAMETERS
        } else {
            match command.expected {
                Some(expected) if command.data.is_empty() => return self.part(expected),
                _ => StatusWord::LENGTH,
            }
        };
        status.to_vec()
    }

    /// The next part of what is being answered.
    fn part(&mut self, expected: u32) -> Vec<u8> {
        let left = self.outgoing.get(self.sent..).unwrap_or_default();
        let (length, status) = portion(left.len(), expected.min(self.max_response));
        let answer = Response { data: left.get(..length).unwrap_or(left), status }.to_vec();
        self.sent = self.sent.saturating_add(length);
        if self.sent >= self.outgoing.len() {
            self.outgoing = Vec::new();
            self.sent = 0;
        }
        answer
    }
}
