//! Terminals of PC/SC: pcscd on Linux, and what macOS and Windows have of themselves.
//!
//! [`terminals`] says what is connected; [`PcscTerminal::wait`] waits for a phone at one of them. A driver that splits
//! long commands hides it well or not at all: [`PcscTerminal::lengths`] is what it says of itself, and
//! [`SHORT`](crate::transport::nfc::transfer::SHORT) goes everywhere.

mod error;
mod terminals;

use core::future::poll_fn;
use core::task::{Poll, Waker};
use core::time::Duration;
use std::ffi::CStr;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use pcsc::{
    Card, Context, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, Protocols, ReaderState, Scope, ShareMode, State,
};

use crate::driver::LinkError;
use crate::driver::nfc::Terminal;
use crate::model::retrieval::NfcOptions;
pub use error::PcscError;
pub use terminals::{TerminalInfo, terminals};

/// How long to wait at once: that another program lets go of a card wakes nobody up.
const SLICE: Duration = Duration::from_millis(250);

/// A card in the field of a PC/SC terminal. Dropping it resets the card.
#[derive(Debug)]
pub struct PcscTerminal {
    name: String,
    lengths: Option<NfcOptions>,
    commands: Sender<Command>,
    slot: Arc<Mutex<Slot>>,
}

/// A command and its number.
type Command = (u64, Vec<u8>);

#[derive(Debug, Default)]
struct Slot {
    /// The number of the latest command. What others are answered is for nobody any more.
    latest: u64,
    answer: Option<Result<Vec<u8>, LinkError>>,
    ended: bool,
    waker: Option<Waker>,
}

impl PcscTerminal {
    /// Waits, on this thread, until a card is at the terminal whose name contains `name`; without a name, until a
    /// contactless card is at any terminal, for there may be cards with contacts that never leave theirs.
    ///
    /// # Errors
    /// [`PcscError`].
    pub fn wait(name: Option<&str>, patience: Duration) -> Result<Self, PcscError> {
        let context = Context::establish(Scope::User)?;
        let none = || PcscError::NoTerminal { wanted: name.map(str::to_owned) };
        let mut states = terminals::states(&context)?;
        states.retain(|state| name.is_none_or(|name| state.name().to_string_lossy().contains(name)));
        let deadline = Instant::now().checked_add(patience);
        loop {
            if states.is_empty() {
                return Err(none());
            }
            let left = deadline.map_or(SLICE, |deadline| deadline.saturating_duration_since(Instant::now()));
            match context.get_status_change(left.min(SLICE), &mut states) {
                Err(Error::Timeout) if left <= SLICE => return Err(nobody(&states, patience)),
                Err(Error::Timeout) => {}
                changed => changed?,
            }
            let usable = |state: &ReaderState| {
                let now = state.event_state();
                now.contains(State::PRESENT)
                    && !now.intersects(State::EXCLUSIVE | State::MUTE)
                    && (name.is_some() || terminals::of_card(state.atr()) != Some(false))
            };
            if let Some(state) = states.iter().find(|state| usable(state)) {
                return Self::of_card(state.name(), connect(&context, state.name())?);
            }
            // One that was pulled out does not come back under the same state.
            states.retain(|state| !state.event_state().contains(State::UNKNOWN));
            states.iter_mut().for_each(ReaderState::sync_current_state);
        }
    }

    fn of_card(name: &CStr, card: Card) -> Result<Self, PcscError> {
        let name = name.to_string_lossy().into_owned();
        let lengths = terminals::lengths(&card);
        let (commands, receiver) = channel();
        let slot = Arc::<Mutex<Slot>>::default();
        let shared = Arc::clone(&slot);
        // Transmitting blocks for as long as the card holds its answer.
        let worker = thread::Builder::new().name("pcsc".to_owned()).spawn(move || work(card, &receiver, &shared));
        worker.map(|_| Self { name, lengths, commands, slot }).map_err(PcscError::Thread)
    }

    /// The terminal's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The APDUs that the terminal and its driver can do, where the driver says so.
    #[must_use]
    pub const fn lengths(&self) -> Option<NfcOptions> {
        self.lengths
    }
}

/// Connects to a card for this program alone, so that no other one's commands come between; where another has it
/// already, beside that.
fn connect(context: &Context, name: &CStr) -> Result<Card, Error> {
    match context.connect(name, ShareMode::Exclusive, Protocols::ANY) {
        Err(Error::SharingViolation) => context.connect(name, ShareMode::Shared, Protocols::ANY),
        connected => connected,
    }
}

/// Why the time was not enough.
fn nobody(states: &[ReaderState], waited: Duration) -> PcscError {
    let any = |what: State| states.iter().any(|state| state.event_state().contains(State::PRESENT | what));
    match (any(State::EXCLUSIVE), any(State::MUTE)) {
        (true, _) => PcscError::Busy,
        (false, true) => PcscError::Mute,
        (false, false) => PcscError::NoCard { waited },
    }
}

/// Transmits one command after the other, until nobody has any more.
fn work(card: Card, commands: &Receiver<Command>, slot: &Mutex<Slot>) {
    let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
    for (number, command) in commands {
        let answer = match card.transmit(&command, &mut buffer) {
            // Some drivers say so that the card went.
            Ok([]) => Err(LinkError::Closed),
            answer => answer.map(<[u8]>::to_vec).map_err(failed),
        };
        let gone = answer.is_err();
        put(slot, |slot| slot.answer = Some(answer).filter(|_| gone || slot.latest == number));
        if gone {
            // There is nothing left to reset, and a service that tries may lose track of the next card.
            let _left = card.disconnect(Disposition::LeaveCard);
            break;
        }
    }
    put(slot, |slot| slot.ended = true);
}

fn put(slot: &Mutex<Slot>, what: impl FnOnce(&mut Slot)) {
    let mut slot = lock(slot);
    what(&mut slot);
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
        // A phone that is taken away in the middle of an exchange does not always show as removed at once.
        Error::RemovedCard
        | Error::NoSmartcard
        | Error::ResetCard
        | Error::UnpoweredCard
        | Error::UnresponsiveCard
        | Error::NotTransacted
        | Error::CommError
        | Error::ReaderUnavailable => LinkError::Closed,
        other => LinkError::Io(io::Error::other(other)),
    }
}

impl Terminal for PcscTerminal {
    fn begin(&mut self, command: &[u8]) -> Result<(), LinkError> {
        let mut slot = lock(&self.slot);
        slot.latest = slot.latest.saturating_add(1);
        slot.answer = None;
        self.commands.send((slot.latest, command.to_vec())).map_err(|_| LinkError::Closed)
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
