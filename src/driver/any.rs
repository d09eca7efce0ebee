//! A link of any kind.

use core::fmt;
use core::future::Future;
use core::pin::Pin;

use crate::driver::{Link, LinkError};

type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A link whose kind is known only when the program runs, such as the winner of a race between Bluetooth and NFC.
pub struct AnyLink(Box<dyn Erased>);

impl AnyLink {
    /// Any link.
    pub fn new(link: impl Link + Send + 'static) -> Self {
        Self(Box::new(link))
    }
}

/// [`Link`] with its futures in boxes.
trait Erased: Send {
    fn send<'a>(&'a mut self, message: &'a [u8]) -> Work<'a, Result<(), LinkError>>;
    fn recv(&mut self) -> Work<'_, Result<Vec<u8>, LinkError>>;
    fn close(&mut self) -> Work<'_, ()>;
}

impl<L: Link + Send> Erased for L {
    fn send<'a>(&'a mut self, message: &'a [u8]) -> Work<'a, Result<(), LinkError>> {
        Box::pin(Link::send(self, message))
    }

    fn recv(&mut self) -> Work<'_, Result<Vec<u8>, LinkError>> {
        Box::pin(Link::recv(self))
    }

    fn close(&mut self) -> Work<'_, ()> {
        Box::pin(Link::close(self))
    }
}

impl Link for AnyLink {
    async fn send(&mut self, message: &[u8]) -> Result<(), LinkError> {
        self.0.send(message).await
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        self.0.recv().await
    }

    async fn close(&mut self) {
        self.0.close().await;
    }
}

impl fmt::Debug for AnyLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyLink")
    }
}
