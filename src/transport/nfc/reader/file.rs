//! A message out of the tag's NDEF file, and one into it (Type 4 Tag).

use core::time::Duration;

use super::{HandoverReader, ReadError, Stage, State, Step};
use crate::transport::nfc::apdu::Command;
use crate::transport::nfc::container::CapabilityContainer;
use crate::transport::nfc::tag::{BY_ID, NO_ANSWER, READ_BINARY, SELECT, UPDATE_BINARY};

/// Bytes of the length before a message (NLEN).
const HEADER: usize = 2;
/// Offsets have 15 bits.
const LARGEST_FILE: u16 = 0x7fff;
/// The most data of a short command. Of a short answer it would be one more, which not every tag can count.
const SHORT: u16 = 255;
/// The least time between two reads of a length that was 0, and the most: a tag may ask for half a minute.
pub(super) const LEAST_WAIT: Duration = Duration::from_millis(20);
pub(super) const MOST_WAIT: Duration = Duration::from_millis(500);

impl HandoverReader {
    pub(super) fn select_file(&mut self, id: u16, state: State) -> Result<Step, ReadError> {
        self.state = state;
        transmit(&Command::new(0, SELECT, [BY_ID, NO_ANSWER]).data(&id.to_be_bytes()))
    }

    pub(super) fn read_length(&mut self, stage: Stage) -> Result<Step, ReadError> {
        self.state = State::Length(stage);
        transmit(&read(0, HEADER))
    }

    pub(super) fn limits(&self) -> Result<CapabilityContainer, ReadError> {
        let container = self.container.ok_or(ReadError::OutOfOrder)?;
        Ok(CapabilityContainer {
            max_read: container.max_read.min(SHORT),
            max_write: container.max_write.min(SHORT),
            max_file: container.max_file.min(LARGEST_FILE),
            ..container
        })
    }

    pub(super) fn length(&mut self, stage: Stage, data: &[u8]) -> Result<Step, ReadError> {
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

    pub(super) fn part(&mut self, stage: Stage, length: usize, asked: usize, data: &[u8]) -> Result<Step, ReadError> {
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
        self.whole(stage, message)
    }

    /// Writes a message in one command where it fits; else the length 0, the parts, the length.
    pub(super) fn write(&mut self, message: &[u8], next: Stage) -> Result<Step, ReadError> {
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
    pub(super) fn written(&mut self, mut left: Vec<Vec<u8>>, next: Stage) -> Result<Step, ReadError> {
        if let Some(command) = left.pop() {
            self.state = State::Writing { left, next };
            return Ok(Step::Transmit(command));
        }
        self.not_ready(next, self.wait)
    }
}

pub(super) fn transmit(command: &Command<'_>) -> Result<Step, ReadError> {
    command.to_vec().map(Step::Transmit).map_err(ReadError::Apdu)
}

/// READ BINARY; offsets were measured against the file's size.
pub(super) fn read(offset: usize, length: usize) -> Command<'static> {
    let offset = u16::try_from(offset).unwrap_or(LARGEST_FILE).to_be_bytes();
    Command::new(0, READ_BINARY, offset).expecting(u32::try_from(length).unwrap_or(u32::MAX))
}

/// UPDATE BINARY.
fn update(offset: usize, data: &[u8]) -> Result<Vec<u8>, ReadError> {
    let offset = u16::try_from(offset).unwrap_or(LARGEST_FILE).to_be_bytes();
    Command::new(0, UPDATE_BINARY, offset).data(data).to_vec().map_err(ReadError::Apdu)
}
