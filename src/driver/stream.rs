//! Any ordered byte stream as a link: each message behind its length, 4 bytes big-endian, not counting itself.
//!
//! This is the framing BLE L2CAP uses (edition 2, 11.1.4), so that a socket stands in for the radio message by message.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::budget;
use crate::driver::{Link, LinkError};

/// Bytes of the length before each message.
const HEADER: usize = 4;
/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// A stream that carries messages. An announced length is believed only as far as bytes arrive.
#[derive(Debug)]
pub struct StreamLink<S> {
    stream: S,
    /// Received and not handed out yet; survives a cancelled `recv`.
    buffer: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> StreamLink<S> {
    /// A link over `stream`.
    pub fn new(stream: S) -> Self {
        Self { stream, buffer: Vec::new() }
    }

    /// Takes a whole message out of the buffer, where there is one.
    fn take_message(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        let Some((header, rest)) = self.buffer.split_first_chunk::<HEADER>() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*header)).unwrap_or(usize::MAX);
        if length > budget::MESSAGE_BYTES {
            return Err(LinkError::TooLarge);
        }
        let Some(message) = rest.get(..length) else { return Ok(None) };
        let message = message.to_vec();
        self.buffer.drain(..HEADER.saturating_add(length));
        Ok(Some(message))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Link for StreamLink<S> {
    async fn send(&mut self, message: &[u8]) -> Result<(), LinkError> {
        let length = u32::try_from(message.len()).map_err(|_| LinkError::TooLarge)?;
        self.stream.write_all(&length.to_be_bytes()).await?;
        self.stream.write_all(message).await?;
        self.stream.flush().await?;
        Ok(())
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        loop {
            if let Some(message) = self.take_message()? {
                return Ok(message);
            }
            self.buffer.reserve(CHUNK);
            // `read_buf` is cancellation-safe: bytes are either in the buffer or not read.
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(LinkError::Closed);
            }
        }
    }

    async fn close(&mut self) {
        if let Err(error) = self.stream.shutdown().await {
            tracing::debug!(%error, "link did not shut down cleanly");
        }
    }
}
