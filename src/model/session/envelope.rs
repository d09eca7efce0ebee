//! A SessionData that is written around its message.

use crate::cbor::Writer;
use crate::redact::Wiped;

use super::{DATA, STATUS};

/// The tag of AES-GCM.
const TAG: usize = 16;

/// The longest name and value of `status`.
const STATUS_ROOM: usize = 16;

/// The longest head has 15 bytes.
const HEAD_ROOM: usize = 16;

/// A SessionData in the making. The message is written with room before it for the head and behind it for tag and
/// status, encrypted where it stands, and leaves from there: no byte of it is copied again. Wiped when it is dropped.
pub(crate) struct Envelope {
    buffer: Wiped,
    /// Where the message starts.
    start: usize,
}

impl Envelope {
    /// Writes a message of about `length` bytes. Where the true length has a head of another size, the message is moved
    /// once.
    pub(crate) fn write(length: usize, write: impl FnOnce(&mut Writer)) -> Self {
        let room = [length, TAG, STATUS_ROOM].into_iter().fold(HEAD_ROOM, usize::saturating_add);
        let mut writer = Writer::with_capacity(room);
        // Only its length counts: it is written anew when the message is there.
        write_head(true, length, &mut writer);
        let start = writer.as_slice().len();
        write(&mut writer);
        Self { buffer: Wiped::new(writer.into_vec()), start }
    }

    /// The message.
    pub(crate) fn message(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// The message, to be encrypted.
    pub(crate) fn message_mut(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.start..).unwrap_or_default()
    }

    /// The SessionData around the encrypted message: [`encode_data`](super::encode_data) of it.
    pub(crate) fn finish(self, tag: [u8; TAG], status: Option<u64>) -> Vec<u8> {
        let Self { buffer, start } = self;
        let length = buffer.len().saturating_sub(start);
        let mut head = Writer::with_capacity(HEAD_ROOM);
        write_head(status.is_some(), length, &mut head);
        let mut buffer = buffer.into_vec();
        buffer.splice(..start, head.as_slice().iter().copied());
        buffer.extend_from_slice(&tag);
        if let Some(status) = status {
            let mut member = Writer::new();
            member.text(STATUS).uint(status);
            buffer.extend_from_slice(member.as_slice());
        }
        buffer
    }
}

/// What is before the ciphertext of a message of so many bytes.
fn write_head(with_status: bool, length: usize, writer: &mut Writer) {
    let sealed = u64::try_from(length.saturating_add(TAG)).unwrap_or(u64::MAX);
    writer.map(usize::from(with_status).saturating_add(1)).text(DATA).bytes_head(sealed);
}
