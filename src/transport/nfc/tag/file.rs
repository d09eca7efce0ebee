//! The NDEF file: a 2-byte length, and the message.

use crate::transport::nfc::apdu::StatusWord;

/// Bytes of the length before the message (NLEN).
const HEADER: usize = 2;

/// The file of a tag. What a reader writes is kept apart until it is whole.
#[derive(Debug, Clone)]
pub(super) struct File {
    content: Vec<u8>,
    incoming: Vec<u8>,
    capacity: usize,
}

/// What a write has led to.
#[derive(Debug)]
pub(super) enum Written {
    /// The message is not whole yet.
    Part,
    /// The length was written: this is the message.
    Whole(Vec<u8>),
}

impl File {
    /// A file of at most `size` bytes, its length included; `None` when the message does not fit.
    pub(super) fn new(message: &[u8], size: u16) -> Option<Self> {
        let capacity = usize::from(size).saturating_sub(HEADER);
        let mut file = Self { content: Vec::new(), incoming: Vec::new(), capacity };
        file.hold(message).then_some(file)
    }

    /// Puts a message into the file, none for a length of 0; returns whether it fits.
    pub(super) fn hold(&mut self, message: &[u8]) -> bool {
        self.incoming = Vec::new();
        let Some(length) = u16::try_from(message.len()).ok().filter(|_| message.len() <= self.capacity) else {
            return false;
        };
        self.content = [&length.to_be_bytes(), message].concat();
        true
    }

    /// Length and message.
    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    /// Writes bytes. The message is whole when a length other than 0 is written.
    pub(super) fn write(&mut self, offset: usize, data: &[u8]) -> Result<Written, StatusWord> {
        let Some(at) = offset.checked_sub(HEADER) else { return self.write_length(offset, data) };
        self.empty();
        self.put(at, data)?;
        Ok(Written::Part)
    }

    fn write_length(&mut self, offset: usize, data: &[u8]) -> Result<Written, StatusWord> {
        // Half a length would be neither here nor there.
        let Some((length, data)) = data.split_first_chunk::<HEADER>().filter(|_| offset == 0) else {
            return Err(StatusWord::OFFSET);
        };
        let length = usize::from(u16::from_be_bytes(*length));
        self.empty();
        if length == 0 {
            self.incoming = Vec::new();
        }
        self.put(0, data)?;
        if length == 0 {
            return Ok(Written::Part);
        }
        let mut message = core::mem::take(&mut self.incoming);
        if length > message.len() {
            return Err(StatusWord::DATA);
        }
        message.truncate(length);
        Ok(Written::Whole(message))
    }

    /// While a message is written, there is none to be read.
    fn empty(&mut self) {
        self.content = vec![0; HEADER];
    }

    fn put(&mut self, at: usize, data: &[u8]) -> Result<(), StatusWord> {
        let end = at.saturating_add(data.len());
        if at > self.incoming.len() {
            return Err(StatusWord::OFFSET);
        }
        if end > self.capacity {
            return Err(StatusWord::MEMORY);
        }
        if self.incoming.len() < end {
            self.incoming.resize(end, 0);
        }
        if let Some(place) = self.incoming.get_mut(at..end) {
            place.copy_from_slice(data);
        }
        Ok(())
    }
}
