//! The mdoc's side of NFC as a phone emulates it: both applications behind one radio.

#[cfg(test)]
mod tests;

use crate::transport::nfc::apdu::{Command, StatusWord};
use crate::transport::nfc::tag::{self, BY_NAME, FIRST_ANSWER, HandedOver, NO_ANSWER, SELECT, Tag};
use crate::transport::nfc::transfer::{self, Picc, Reaction};

/// A card with the NDEF application, the data transfer application, or both.
#[derive(Debug, Clone)]
pub struct Card {
    tag: Option<Tag>,
    picc: Option<Picc>,
    selected: Option<Application>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Application {
    Tag,
    Transfer,
}

impl Card {
    /// A card with these applications. One that is absent is not found.
    #[must_use]
    pub const fn new(tag: Option<Tag>, picc: Option<Picc>) -> Self {
        Self { tag, picc, selected: None }
    }

    /// Answers a command APDU, as [`Tag::command`] and [`Picc::command`] do; before any application is selected with 6A82,
    /// 6985, 6D00 or 6E00.
    pub fn command(&mut self, command: &[u8]) -> Reaction {
        let read = Command::read(command);
        if let Ok(read) = &read
            && (read.class, read.instruction) == (0, SELECT)
            && matches!(read.parameters, [BY_NAME, FIRST_ANSWER | NO_ANSWER])
        {
            let wanted = match read.data {
                name if name == tag::APPLICATION && self.tag.is_some() => Application::Tag,
                name if name == transfer::APPLICATION && self.picc.is_some() => Application::Transfer,
                _ => {
                    self.leave_parts();
                    return Reaction::Answer(StatusWord::NOT_FOUND.to_vec());
                }
            };
            if self.selected != Some(wanted) {
                self.deactivated();
            }
            self.selected = Some(wanted);
        }
        match (self.selected, &mut self.tag, &mut self.picc) {
            (Some(Application::Tag), Some(tag), _) => Reaction::Answer(tag.command(command)),
            (Some(Application::Transfer), _, Some(picc)) => picc.command(command),
            _ => Reaction::Answer(unselected(read.ok()).to_vec()),
        }
    }

    /// The answer to a message that waits, as [`Picc::respond`].
    pub fn respond(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        self.picc.as_mut()?.respond(message)
    }

    /// Refuses a message that waits, as [`Picc::refuse`].
    pub fn refuse(&mut self, status: StatusWord) -> Option<Vec<u8>> {
        self.picc.as_mut()?.refuse(status)
    }

    /// The field is gone.
    pub fn deactivated(&mut self) {
        self.selected = None;
        if let Some(tag) = &mut self.tag {
            tag.deactivated();
        }
        if let Some(picc) = &mut self.picc {
            picc.deactivated();
        }
    }

    /// A handover of which a reader has read anything, as [`Tag::take_handover`].
    pub fn take_handover(&mut self) -> Option<HandedOver> {
        self.tag.as_mut()?.take_handover()
    }

    /// The tag.
    pub fn tag(&mut self) -> Option<&mut Tag> {
        self.tag.as_mut()
    }

    /// Whether data transfer is selected: a session may be in progress.
    #[must_use]
    pub fn is_transferring(&self) -> bool {
        self.picc.as_ref().is_some_and(Picc::is_selected)
    }

    /// Whether the reader broke the protocol of data transfer.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.picc.as_ref().is_some_and(Picc::is_broken)
    }

    /// Another application is asked for in vain: the one that is selected stays so, without its half-sent parts.
    fn leave_parts(&mut self) {
        if let (Some(Application::Transfer), Some(picc)) = (self.selected, &mut self.picc) {
            picc.interrupted();
        }
    }
}

/// What a command gets before any application is selected.
fn unselected(command: Option<Command<'_>>) -> StatusWord {
    match command.map(|command| (command.class, command.instruction)) {
        None => StatusWord::LENGTH,
        Some((0, SELECT)) => StatusWord::NOT_FOUND,
        Some((0, tag::READ_BINARY | tag::UPDATE_BINARY) | (0 | 0x10, 0xc3) | (0, 0xc0)) => StatusWord::CONDITIONS,
        Some((0 | 0x10, _)) => StatusWord::INSTRUCTION,
        Some(_) => StatusWord::CLASS,
    }
}
