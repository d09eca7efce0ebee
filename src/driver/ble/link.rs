//! A BLE connection as a link.

use core::future::{pending, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::collections::{BTreeSet, VecDeque};

use crate::driver::ble::inbox::{Inbox, Overflow};
use crate::driver::ble::{Radio, RadioError};
use crate::driver::{Approach, Clock, Link, LinkError, Way};
use crate::time::Monotonic;
use crate::transport::ble::Role;
use crate::transport::ble::connection::{CloseReason, Config, Connection, Farewell, PeerId, Progress, SendError};

mod exchange;

/// How long a radio may take to disconnect.
const PARTING: Duration = Duration::from_secs(8);

/// Called whenever messages have come a little further.
pub type OnProgress = Box<dyn FnMut(Progress) + Send>;

/// A connection over a radio: a [`Link`] whose rules are those of [`Connection`].
///
/// It begins to advertise or to scan when it is first waited for, and needs to be waited for all along: nothing happens
/// in the background but what the radio does. Dropping it gives the connection up and makes the radio clean up; to end in
/// peace, [`close`](Link::close) it.
pub struct BleLink<R, C> {
    connection: Connection,
    radio: R,
    inbox: Inbox,
    clock: C,
    messages: VecDeque<Vec<u8>>,
    /// Whom the radio still disconnects.
    parting: BTreeSet<PeerId>,
    started: bool,
    failure: Option<RadioError>,
    farewell: Farewell,
    on_progress: Option<OnProgress>,
    told: Progress,
    /// Whether a client is about to start, for who races this link.
    approach: Approach,
}

impl<R: Radio, C: Clock + Send + Sync> BleLink<R, C> {
    /// A link over `radio`, whose callbacks arrive at `inbox`.
    pub fn new(config: Config, radio: R, inbox: Inbox, clock: C) -> Self {
        let connection = Connection::new(config, clock.now().monotonic);
        Self {
            connection,
            radio,
            inbox,
            clock,
            messages: VecDeque::new(),
            parting: BTreeSet::new(),
            started: false,
            failure: None,
            farewell: Farewell::default(),
            on_progress: None,
            told: Progress::default(),
            approach: Approach::default(),
        }
    }

    /// How this side says that it ends when it is closed; by State 0x02 where nothing else is said.
    pub fn set_farewell(&mut self, farewell: Farewell) {
        self.farewell = farewell;
    }

    /// Tells how far messages have come, while the link is waited for.
    pub fn on_progress(&mut self, told: OnProgress) {
        self.on_progress = Some(told);
    }

    /// The connection: its round-trip times, signal strength, bearer and how it ended.
    #[must_use]
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What the radio failed with; `None` where it did not.
    #[must_use]
    pub const fn failure(&self) -> Option<&RadioError> {
        self.failure.as_ref()
    }

    /// Waits until the two sides have found each other and the connection has begun. Cancellation-safe.
    ///
    /// # Errors
    /// [`LinkError`] where that will not happen any more.
    pub async fn started(&mut self) -> Result<(), LinkError> {
        loop {
            let deadline = self.perform();
            if self.started {
                return Ok(());
            }
            self.alive()?;
            self.wait(deadline).await;
        }
    }

    /// The link as a way for a [`race`](crate::driver::race()), named after its mode: it is open once it has
    /// [`started`](Self::started).
    ///
    /// A reader that serves chooses by waiting: while a client is about to start here, the ways behind this one are held, so
    /// that the two sides do not start two connections and each give up the other's.
    pub fn into_way<'w>(mut self) -> Way<'w, Self>
    where
        R: 'w,
        C: 'w,
    {
        let config = self.connection.config();
        let (name, chooses) = (config.mode.to_string(), config.role == Role::Reader);
        let approach = self.approach.clone();
        let way = Way::new(name, async move {
            self.started().await?;
            Ok(self)
        });
        if chooses { way.holding(approach) } else { way }
    }

    fn tell_progress(&mut self) {
        let progress = self.connection.progress();
        if let Some(on_progress) = &mut self.on_progress
            && progress != self.told
        {
            self.told = progress;
            on_progress(progress);
        }
    }

    /// Waits for the radio or the time, and hands it to the connection. Cancellation-safe: what is taken from the inbox is
    /// handed on at once.
    async fn wait(&mut self, deadline: Option<Monotonic>) {
        let (clock, inbox) = (&self.clock, &self.inbox);
        let told = {
            let mut passed = pin!(async {
                match deadline {
                    Some(deadline) => clock.sleep_until(deadline).await,
                    None => pending().await,
                }
            });
            poll_fn(|context| match inbox.poll_next(context) {
                Poll::Ready(event) => Poll::Ready(Some(event)),
                Poll::Pending => passed.as_mut().poll(context).map(|()| None),
            })
            .await
        };
        let now = self.now();
        match told {
            Some(Ok(event)) => self.handle(now, event),
            Some(Err(Overflow)) => {
                self.failure =
                    Some(RadioError::Other { step: "receiving", said: "more came than was taken".to_owned() });
                self.connection.cancel(now);
                self.parting.clear();
            }
            None => self.connection.handle_timeout(now),
        }
    }

    /// Whether the connection goes on.
    fn alive(&self) -> Result<(), LinkError> {
        match (self.connection.closed(), &self.failure) {
            (None, _) => Ok(()),
            (Some(_), Some(error)) => Err(LinkError::Radio(error.clone())),
            (Some(CloseReason::Peer | CloseReason::Local), None) => Err(LinkError::Closed),
            (Some(reason), None) => Err(LinkError::Ble(reason)),
        }
    }

    fn now(&self) -> Monotonic {
        self.clock.now().monotonic
    }
}

impl<R: Radio, C: Clock + Send + Sync> Link for BleLink<R, C> {
    async fn send(&mut self, message: &[u8]) -> Result<(), LinkError> {
        self.alive()?;
        self.connection.send(self.now(), message.to_vec()).map_err(|error| match error {
            SendError::Message(_) => LinkError::TooLarge,
            _ => LinkError::Closed,
        })?;
        loop {
            let deadline = self.perform();
            if self.connection.is_sent() {
                return Ok(());
            }
            self.alive()?;
            self.wait(deadline).await;
        }
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        loop {
            let deadline = self.perform();
            if let Some(message) = self.messages.pop_front() {
                return Ok(message);
            }
            self.alive()?;
            self.wait(deadline).await;
        }
    }

    async fn close(&mut self) {
        // A peer that takes a value now and then keeps every other deadline away.
        let limit = self.connection.config().limits.message.map(|wait| self.now().plus(wait));
        self.connection.end(self.now(), self.farewell);
        while let deadline = self.perform()
            && (deadline.is_some() || self.connection.closed().is_none())
        {
            if limit.is_some_and(|limit| limit <= self.now()) {
                self.connection.cancel(self.now());
                continue;
            }
            self.wait([deadline, limit].into_iter().flatten().min()).await;
        }
        let limit = self.now().plus(PARTING);
        while !self.parting.is_empty() && self.now() < limit {
            self.wait(Some(limit)).await;
            self.perform();
        }
    }
}

impl<R, C> core::fmt::Debug for BleLink<R, C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "BleLink({:?})", self.connection)
    }
}
