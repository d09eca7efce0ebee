//! Terminals of PC/SC: pcscd on Linux, and what macOS and Windows have of themselves.

use core::fmt;
use core::future::poll_fn;
use core::task::{Poll, Waker};
use core::time::Duration;
use std::ffi::CString;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use pcsc::{
    Card, Context, Error, MAX_BUFFER_SIZE_EXTENDED, PNP_NOTIFICATION, Protocols, ReaderState, Scope, ShareMode, State,
};

use crate::driver::LinkError;
use crate::driver::nfc::Terminal;

/// Why there is no terminal, or no card.
#[derive(Debug)]
#[non_exhaustive]
pub enum PcscError {
    /// The PC/SC service (pcscd) does not run, or may not be used.
    NoService(Error),
    /// No reader is connected, or none of the wanted name.
    NoReader,
    /// No card came into the field in time.
    NoCard,
    /// The service failed otherwise.
    Other(Error),
    /// The operating system gave no thread.
    Thread(io::Error),
}

impl fmt::Display for PcscError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoService(error) => write!(f, "the PC/SC service does not answer; is pcscd running? ({error})"),
            Self::NoReader => f.write_str("no such PC/SC reader is connected"),
            Self::NoCard => f.write_str("no card came into the field in time"),
            Self::Other(error) => write!(f, "PC/SC failed: {error}"),
            Self::Thread(error) => write!(f, "no thread for the PC/SC reader: {error}"),
        }
    }
}

impl core::error::Error for PcscError {}

impl From<Error> for PcscError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoService | Error::ServiceStopped | Error::NoAccess => Self::NoService(error),
            Error::NoReadersAvailable | Error::UnknownReader | Error::ReaderUnavailable => Self::NoReader,
            Error::NoSmartcard | Error::RemovedCard | Error::Timeout => Self::NoCard,
            other => Self::Other(other),
        }
    }
}

/// The names of the readers that are connected.
///
/// # Errors
/// [`PcscError`].
pub fn readers() -> Result<Vec<String>, PcscError> {
    let context = Context::establish(Scope::User)?;
    let names = context.list_readers_owned()?;
    Ok(names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect())
}

/// A card in the field of a PC/SC reader. Dropping it resets the card.
#[derive(Debug)]
pub struct PcscTerminal {
    commands: Sender<Vec<u8>>,
    slot: Arc<Mutex<Slot>>,
}

#[derive(Debug, Default)]
struct Slot {
    answer: Option<Result<Vec<u8>, LinkError>>,
    ended: bool,
    waker: Option<Waker>,
}

impl PcscTerminal {
    /// Waits, on this thread, until a card is in the field of the reader whose name contains `name`, or of any reader.
    ///
    /// # Errors
    /// [`PcscError`].
    pub fn wait(name: Option<&str>, patience: Duration) -> Result<Self, PcscError> {
        let context = Context::establish(Scope::User)?;
        let names = context.list_readers_owned()?;
        let wanted = |reader: &CString| name.is_none_or(|name| reader.to_string_lossy().contains(name));
        let mut states: Vec<_> = names
            .into_iter()
            .filter(|reader| wanted(reader) && reader.as_c_str() != PNP_NOTIFICATION())
            .map(|reader| ReaderState::new(reader, State::UNAWARE))
            .collect();
        if states.is_empty() {
            return Err(PcscError::NoReader);
        }
        let deadline = std::time::Instant::now().checked_add(patience);
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(std::time::Instant::now()));
            context.get_status_change(left, &mut states)?;
            for state in &mut states {
                let now = state.event_state();
                if now.contains(State::PRESENT) && !now.intersects(State::EXCLUSIVE | State::MUTE) {
                    return Self::of_card(context.connect(state.name(), ShareMode::Shared, Protocols::ANY)?);
                }
                state.sync_current_state();
            }
        }
    }

    fn of_card(card: Card) -> Result<Self, PcscError> {
        let (commands, receiver) = channel();
        let slot = Arc::<Mutex<Slot>>::default();
        let shared = Arc::clone(&slot);
        // Transmitting blocks for as long as the card holds its answer.
        let worker = thread::Builder::new().name("pcsc".to_owned()).spawn(move || work(&card, &receiver, &shared));
        worker.map(|_| Self { commands, slot }).map_err(PcscError::Thread)
    }
}

/// Transmits one command after the other, until nobody has any more.
fn work(card: &Card, commands: &Receiver<Vec<u8>>, slot: &Mutex<Slot>) {
    let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
    for command in commands {
        let answer = card.transmit(&command, &mut buffer).map(<[u8]>::to_vec).map_err(failed);
        let gone = answer.is_err();
        put(slot, Some(answer));
        if gone {
            break;
        }
    }
    put(slot, None);
}

fn put(slot: &Mutex<Slot>, answer: Option<Result<Vec<u8>, LinkError>>) {
    let mut slot = lock(slot);
    match answer {
        Some(answer) => slot.answer = Some(answer),
        None => slot.ended = true,
    }
    if let Some(waker) = slot.waker.take() {
        waker.wake();
    }
}

fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    // No code panics while it holds the lock.
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(error: Error) -> LinkError {
    match error {
        Error::RemovedCard
        | Error::NoSmartcard
        | Error::ResetCard
        | Error::UnpoweredCard
        | Error::ReaderUnavailable => LinkError::Closed,
        other => LinkError::Io(io::Error::other(other)),
    }
}

impl Terminal for PcscTerminal {
    fn begin(&mut self, command: &[u8]) -> Result<(), LinkError> {
        self.commands.send(command.to_vec()).map_err(|_| LinkError::Closed)
    }

    async fn answer(&mut self) -> Result<Vec<u8>, LinkError> {
        poll_fn(|context| {
            let mut slot = lock(&self.slot);
            match slot.answer.take() {
                Some(answer) => Poll::Ready(answer),
                None if slot.ended => Poll::Ready(Err(LinkError::Closed)),
                None => {
                    slot.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}
