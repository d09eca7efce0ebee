//! What a driver needs of a link.

use core::fmt;
use core::future::Future;

/// An ordered, reliable way for whole messages.
pub trait Link {
    /// Sends one message. Dropping the future may cut it short; the link is then unusable.
    ///
    /// # Errors
    /// [`LinkError`], after which the link is unusable.
    fn send(&mut self, message: &[u8]) -> impl Future<Output = Result<(), LinkError>> + Send;

    /// Waits for one whole message. Cancellation-safe: dropping the future loses nothing, the next call goes on where
    /// this one stopped.
    ///
    /// # Errors
    /// [`LinkError`], after which the link is unusable.
    fn recv(&mut self) -> impl Future<Output = Result<Vec<u8>, LinkError>> + Send;

    /// Delivers what is in flight and shuts the link down.
    fn close(&mut self) -> impl Future<Output = ()> + Send;
}

/// A link that failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum LinkError {
    /// The peer or the radio closed it.
    Closed,
    /// The peer announces a message above the size budget.
    TooLarge,
    /// The operating system refused.
    Io(std::io::Error),
    /// The BLE connection came to an end that neither side asked for.
    Ble(crate::transport::ble::connection::CloseReason),
    /// The radio failed.
    Radio(crate::driver::ble::RadioError),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the link is closed"),
            Self::TooLarge => f.write_str("the peer announces a message that is too large"),
            Self::Io(error) => error.fmt(f),
            Self::Ble(reason) => reason.fmt(f),
            Self::Radio(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for LinkError {}

impl From<std::io::Error> for LinkError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof
            | std::io::ErrorKind::BrokenPipe
            | std::io::ErrorKind::ConnectionReset
            | std::io::ErrorKind::ConnectionAborted => Self::Closed,
            _ => Self::Io(error),
        }
    }
}
