//! The mdoc's side of NFC engagement: a Type 4 Tag that answers one command after the other.
//!
//! [`Tag`] is a function of the commands so far: no clock, no radio. It never waits; with negotiated handover, while
//! the answer is not ready the file's length is 0, and the reader asks again.

mod error;
mod file;
mod service;

#[cfg(test)]
mod tests;

pub use error::TagError;

use crate::model::retrieval::RetrievalMethod;
use crate::transport::nfc::apdu::{Command, Response, StatusWord};
use crate::transport::nfc::container::CapabilityContainer;
use crate::transport::nfc::handover::{Handover, Select};
use crate::transport::nfc::tnep::ServiceParameters;

use file::{File, Written};
use service::Service;

/// The application identifier of the NDEF tag application.
pub const APPLICATION: [u8; 7] = [0xd2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01];

pub(super) const CONTAINER_FILE: u16 = 0xe103;
const NDEF_FILE: u16 = 0xe104;

pub(super) const SELECT: u8 = 0xa4;
pub(super) const READ_BINARY: u8 = 0xb0;
pub(super) const UPDATE_BINARY: u8 = 0xd6;
pub(super) const BY_NAME: u8 = 0x04;
pub(super) const BY_ID: u8 = 0x00;
/// P2 of SELECT: no answer, or the file control information, which a tag has none of.
pub(super) const NO_ANSWER: u8 = 0x0c;
pub(super) const FIRST_ANSWER: u8 = 0x00;

/// MLe, MLc and the size of the file, as wallets have them.
const SIZE: u16 = 0x7fff;

/// A handover that a reader has begun to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// Both messages, for [`offer_nfc`](crate::holder::Engagement::offer_nfc).
    pub handover: Handover,
    /// With negotiated handover the method that was chosen; with static handover the reader chooses.
    pub method: Option<RetrievalMethod>,
}

/// A Type 4 Tag with one engagement.
#[derive(Debug, Clone)]
pub struct Tag {
    container: CapabilityContainer,
    service: Service,
    file: File,
    selected: Selected,
    handed_over: Option<HandedOver>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Selected {
    Nothing,
    Application,
    Container,
    Ndef,
}

impl Tag {
    /// A tag with a static handover: `select` is a complete Handover Select message, as of [`Select::message`].
    ///
    /// # Errors
    /// The message is no Handover Select, or too long for the file.
    pub fn fixed(select: &[u8]) -> Result<Self, TagError> {
        Select::read(select).map_err(TagError::Ndef)?;
        Self::new(Service::fixed(select), false)
    }

    /// A tag that negotiates: it answers a Handover Request message at once with the first of `methods` that the reader
    /// can do too, as [`negotiate`](super::handover::negotiate) says.
    ///
    /// # Errors
    /// The engagement is too long for the file.
    pub fn negotiated(engagement: &[u8], methods: &[RetrievalMethod]) -> Result<Self, TagError> {
        Self::new(Service::automatic(engagement, methods, &ServiceParameters::default())?, true)
    }

    /// A tag that negotiates and leaves the answer to the caller: see [`request`](Self::request).
    ///
    /// # Errors
    /// None that `parameters` can cause.
    pub fn by_hand(parameters: &ServiceParameters) -> Result<Self, TagError> {
        Self::new(Service::by_hand(parameters)?, true)
    }

    fn new(service: Service, writable: bool) -> Result<Self, TagError> {
        let container =
            CapabilityContainer { max_read: SIZE, max_write: SIZE, file: NDEF_FILE, max_file: SIZE, writable };
        let file = File::new(service.first(), SIZE).ok_or(TagError::TooLong)?;
        Ok(Self { container, service, file, selected: Selected::Nothing, handed_over: None })
    }

    /// With other limits: MLe (at least 15), MLc (at least 13), and the size of the file. Smaller ones are raised.
    ///
    /// # Errors
    /// The tag's first message is too long for the file.
    pub fn with_limits(mut self, max_read: u16, max_write: u16, max_file: u16) -> Result<Self, TagError> {
        (self.container.max_read, self.container.max_write) = (max_read.max(15), max_write.max(13));
        self.container.max_file = max_file.clamp(5, SIZE);
        self.file = File::new(self.service.first(), self.container.max_file).ok_or(TagError::TooLong)?;
        Ok(self)
    }

    /// Answers a command APDU. Whatever the bytes are, there is an answer.
    ///
    /// | status | when |
    /// |---|---|
    /// | 9000 | done |
    /// | 6282 | a read asks for more than is left of the capability container; what is left comes with it |
    /// | 6700 | lengths that do not go with the command, no Le in a read, more than MLc in a write |
    /// | 6982 | a write to a static tag or to the capability container |
    /// | 6985 | no carrier in common, or too many different requests |
    /// | 6986 | a read or write without a selected file |
    /// | 6A80 | a written message that is not what the negotiation expects, or shorter than its length says |
    /// | 6A82 | another application or file |
    /// | 6A84 | a written message longer than the file |
    /// | 6A86 | P1 and P2 |
    /// | 6B00 | an offset at or behind the end of what is there |
    /// | 6D00, 6E00 | another instruction, another class |
    pub fn command(&mut self, command: &[u8]) -> Vec<u8> {
        let Ok(command) = Command::read(command) else { return StatusWord::LENGTH.to_vec() };
        if command.class != 0 {
            return StatusWord::CLASS.to_vec();
        }
        match command.instruction {
            SELECT => self.select(&command).to_vec(),
            READ_BINARY => self.read(&command),
            UPDATE_BINARY => self.update(&command).to_vec(),
            _ => StatusWord::INSTRUCTION.to_vec(),
        }
    }

    /// The field is gone, or another application was selected: what was half written is dropped, and the tag is as at
    /// first. A handover that was read remains to be taken.
    pub fn deactivated(&mut self) {
        self.selected = Selected::Nothing;
        self.restart();
    }

    /// A handover of which a reader has read anything, once: the caller offers it to its session.
    pub fn take_handover(&mut self) -> Option<HandedOver> {
        self.handed_over.take()
    }

    /// The Handover Request message that waits for [`answer`](Self::answer) or [`refuse`](Self::refuse); only a tag
    /// made [`by_hand`](Self::by_hand) has one. Until then the reader finds a length of 0.
    #[must_use]
    pub fn request(&self) -> Option<&[u8]> {
        self.service.pending()
    }

    /// Answers the waiting request with a complete Handover Select message.
    ///
    /// # Errors
    /// No request waits, or the message is no answer to one: not exactly one carrier, or too long.
    pub fn answer(&mut self, select: &[u8]) -> Result<(), TagError> {
        Select::read_answer(select).map_err(TagError::Ndef)?;
        if self.service.pending().is_none() {
            return Err(TagError::NotPending);
        }
        if !self.file.hold(select) {
            return Err(TagError::TooLong);
        }
        self.service.answer(select);
        Ok(())
    }

    /// Refuses the waiting request: the reader finds a TNEP status of 1.
    ///
    /// # Errors
    /// No request waits.
    pub fn refuse(&mut self) -> Result<(), TagError> {
        let status = self.service.refuse().ok_or(TagError::NotPending)?;
        if self.file.hold(&status) { Ok(()) } else { Err(TagError::TooLong) }
    }

    fn restart(&mut self) {
        self.service.restart();
        // It fitted when the tag was made.
        self.file.hold(self.service.first());
    }

    fn select(&mut self, command: &Command<'_>) -> StatusWord {
        match command.parameters {
            [BY_NAME, FIRST_ANSWER | NO_ANSWER] => {
                if command.data != APPLICATION {
                    return StatusWord::NOT_FOUND;
                }
                self.selected = Selected::Application;
                self.restart();
                StatusWord::OK
            }
            [BY_ID, FIRST_ANSWER | NO_ANSWER] => {
                let id = <[u8; 2]>::try_from(command.data).map(u16::from_be_bytes);
                self.selected = match (self.selected, id) {
                    (_, Err(_)) => return StatusWord::LENGTH,
                    (Selected::Nothing, _) => return StatusWord::NOT_FOUND,
                    (_, Ok(CONTAINER_FILE)) => Selected::Container,
                    (_, Ok(NDEF_FILE)) => Selected::Ndef,
                    _ => return StatusWord::NOT_FOUND,
                };
                StatusWord::OK
            }
            _ => StatusWord::PARAMETERS,
        }
    }

    fn read(&mut self, command: &Command<'_>) -> Vec<u8> {
        let (Some(offset), Some(expected)) = (offset(command), command.expected) else {
            let status = if command.expected.is_none() { StatusWord::LENGTH } else { StatusWord::PARAMETERS };
            return status.to_vec();
        };
        let container = self.container.to_bytes();
        let content = match self.selected {
            Selected::Container => &container[..],
            Selected::Ndef => self.file.content(),
            Selected::Nothing | Selected::Application => return StatusWord::NO_FILE.to_vec(),
        };
        let left = content.get(offset..).filter(|left| !left.is_empty());
        let Some(left) = left else { return StatusWord::OFFSET.to_vec() };
        let limit = usize::try_from(expected).unwrap_or(usize::MAX).min(self.container.max_read.into());
        let data = left.get(..limit).unwrap_or(left);
        // An Le of zeros means whatever there is. The NDEF file is longer than its message.
        let definite = !matches!(expected, 256 | 65_536);
        let short = self.selected == Selected::Container && definite && limit > left.len();
        let status = if short { StatusWord::END_OF_FILE } else { StatusWord::OK };
        let answer = Response { data, status }.to_vec();
        if self.selected == Selected::Ndef
            && let Some(handed_over) = self.service.read()
        {
            self.handed_over = Some(handed_over);
        }
        answer
    }

    fn update(&mut self, command: &Command<'_>) -> StatusWord {
        match self.selected {
            Selected::Nothing | Selected::Application => return StatusWord::NO_FILE,
            Selected::Container => return StatusWord::SECURITY,
            Selected::Ndef if !self.container.writable => return StatusWord::SECURITY,
            Selected::Ndef => {}
        }
        let Some(offset) = offset(command) else { return StatusWord::PARAMETERS };
        if command.data.is_empty() || command.data.len() > usize::from(self.container.max_write) {
            return StatusWord::LENGTH;
        }
        let message = match self.file.write(offset, command.data) {
            Ok(Written::Part) => return StatusWord::OK,
            Ok(Written::Whole(message)) => message,
            Err(status) => {
                self.restart();
                return status;
            }
        };
        match self.service.message(&message) {
            Ok(next) if self.file.hold(&next) => StatusWord::OK,
            Ok(_) => {
                self.restart();
                StatusWord::MEMORY
            }
            Err(status) => {
                self.restart();
                status
            }
        }
    }
}

/// P1 and P2 as an offset of 15 bits; the other bit would be a short file identifier.
fn offset(command: &Command<'_>) -> Option<usize> {
    let offset = u16::from_be_bytes(command.parameters);
    (offset < 0x8000).then_some(usize::from(offset))
}
