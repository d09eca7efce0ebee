//! Waiting for a reader on a socket.

use std::path::PathBuf;

use mdoc_proximity::driver::stream::StreamLink;
use mdoc_proximity::driver::{Clock, Link, LinkError};
use mdoc_proximity::holder::Session;
use mdoc_proximity::session::{Endpoint, Output};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::failure::Failure;
use crate::terminal::note;

/// How many connections may be open that have not said anything yet.
const SILENT: usize = 16;

/// How long a connection may take over its first message, before it makes room for others.
const SILENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// How long to wait after a connection that could not be accepted.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// A byte stream.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A link over any kind of socket.
pub type SocketLink = StreamLink<Box<dyn Stream>>;

/// A socket that readers connect to.
pub enum Listener {
    /// HOST:PORT.
    Tcp(TcpListener),
    /// `unix:PATH`.
    #[cfg(unix)]
    Unix(tokio::net::UnixListener, PathBuf),
}

impl Listener {
    /// Listens at HOST:PORT or `unix:PATH`.
    pub async fn bind(address: &str) -> Result<Self, Failure> {
        let failure = |error| Failure::socket(format_args!("--listen {address}"), &error);
        #[cfg(unix)]
        if let Some(path) = address.strip_prefix("unix:") {
            let listener = tokio::net::UnixListener::bind(path).map_err(failure)?;
            return Ok(Self::Unix(listener, PathBuf::from(path)));
        }
        TcpListener::bind(address).await.map(Self::Tcp).map_err(failure)
    }

    /// Where readers connect, with the port the system chose.
    pub fn address(&self) -> String {
        match self {
            Self::Tcp(listener) => listener.local_addr().map_or_else(|_| "?".to_owned(), |address| address.to_string()),
            #[cfg(unix)]
            Self::Unix(_, path) => format!("unix:{}", path.display()),
        }
    }

    async fn accept(&self) -> std::io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Box::new(stream)
            }
            #[cfg(unix)]
            Self::Unix(listener, _) => Box::new(listener.accept().await?.0),
        })
    }

    /// The link of the first reader that says something, whose message the session has then been given. Connections
    /// that stay silent, fail or close without a word keep nobody else out. `None` when the session ended while waiting.
    pub async fn first_reader(&self, session: &mut Session, clock: &impl Clock) -> Result<Option<SocketLink>, Failure> {
        let mut silent: JoinSet<Result<(SocketLink, Vec<u8>), LinkError>> = JoinSet::new();
        loop {
            // The session has no message and so nothing to send; only its deadline matters here.
            let Output::Idle { deadline: Some(deadline) } = session.poll_output() else { return Ok(None) };
            tokio::select! {
                accepted = self.accept(), if silent.len() < SILENT => match accepted {
                    Ok(stream) => {
                        silent.spawn(spoken(stream));
                    }
                    Err(error) => {
                        note!("note: a connection failed: {error}");
                        // Such as too many open files, which does not pass at once.
                        tokio::time::sleep(PAUSE).await;
                    }
                },
                Some(spoken) = silent.join_next() => match spoken {
                    Ok(Ok((link, message))) => {
                        session.handle_message(clock.now(), message);
                        return Ok(Some(link));
                    }
                    Ok(Err(LinkError::Closed)) | Err(_) => {}
                    Ok(Err(error)) => note!("note: a connection failed: {error}"),
                },
                () = clock.sleep_until(deadline) => session.handle_timeout(clock.now()),
            }
        }
    }
}

/// A connection's first message.
async fn spoken(stream: Box<dyn Stream>) -> Result<(SocketLink, Vec<u8>), LinkError> {
    let mut link = StreamLink::new(stream);
    let message = tokio::time::timeout(SILENCE, link.recv()).await.map_err(|_| LinkError::Closed)??;
    Ok((link, message))
}

#[cfg(unix)]
impl Drop for Listener {
    fn drop(&mut self) {
        if let Self::Unix(_, path) = self {
            let _ = std::fs::remove_file(path);
        }
    }
}
