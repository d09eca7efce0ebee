//! A BLE connection as a link.

use core::future::{pending, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::collections::{BTreeSet, VecDeque};

use crate::driver::ble::inbox::{Inbox, Overflow};
use crate::driver::ble::{Call, Event, Radio, RadioError};
use crate::driver::{Clock, Link, LinkError};
use crate::time::Monotonic;
use crate::transport::ble::connection::{CloseReason, Config, Connection, Output, PeerId, Progress, SendError};

/// How long a radio may take to disconnect.
const PARTING: Duration = Duration::from_secs(8);

/// How this side says that it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Farewell {
    /// By State 0x02 after the last message, whether or not that had a status (edition 1 table 13, edition 2 table 7).
    #[default]
    State,
    /// By the session's status alone: nothing is written to State.
    Status,
}

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
        }
    }

    /// How this side says that it ends.
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

    /// Carries out what the connection wants; returns when it wants to be called again at the latest.
    fn perform(&mut self) -> Option<Monotonic> {
        loop {
            let call = match self.connection.poll_output() {
                Output::Advertise => Call::Advertise,
                Output::StopAdvertising => Call::StopAdvertising,
                Output::Connect => Call::Connect,
                Output::Discover(peer) => Call::Discover(peer),
                Output::Read(peer, characteristic) => Call::Read(peer, characteristic),
                Output::Subscribe(peer, characteristic) => Call::Subscribe(peer, characteristic),
                Output::OpenChannel(peer, psm) => Call::OpenChannel(peer, psm),
                Output::Write { peer, characteristic, value } => Call::Write { peer, characteristic, value },
                Output::Notify { peer, characteristic, value } => Call::Notify { peer, characteristic, value },
                Output::ChannelBytes { peer, bytes } => Call::ChannelBytes { peer, bytes },
                Output::Disconnect { peer, why } => {
                    tracing::debug!(%peer, %why, "disconnecting");
                    self.parting.insert(peer);
                    Call::Disconnect(peer)
                }
                Output::Started(peer, bearer) => {
                    tracing::debug!(%peer, ?bearer, "the connection has started");
                    self.started = true;
                    self.failure = None;
                    continue;
                }
                Output::Message(message) => {
                    self.messages.push_back(message);
                    continue;
                }
                Output::Closed(_) => continue,
                Output::Idle { deadline } => {
                    self.tell_progress();
                    return deadline;
                }
            };
            tracing::trace!(?call, "to the radio");
            self.radio.call(call);
        }
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

    fn handle(&mut self, now: Monotonic, event: Event) {
        tracing::trace!(?event, "from the radio");
        let connection = &mut self.connection;
        match event {
            Event::Connected { peer, mtu } => connection.handle_connected(now, peer, mtu.into()),
            Event::ConnectFailed(error) => {
                tracing::debug!(%error, "no connection came about");
                self.failure = Some(error);
                connection.handle_connect_failed(now);
            }
            Event::Mtu { peer, mtu } => connection.handle_mtu(peer, mtu.into()),
            Event::Discovered { peer, characteristics } => connection.handle_discovered(now, peer, characteristics),
            Event::Read { peer, characteristic, value } => connection.handle_read(now, peer, characteristic, &value),
            Event::Subscribed(peer, characteristic) => connection.handle_subscribed(now, peer, characteristic),
            Event::Unsubscribed(peer, characteristic) => connection.handle_unsubscribed(now, peer, characteristic),
            Event::Refused(peer) => connection.handle_failed(now, peer),
            Event::Value { peer, characteristic, value } => connection.handle_value(now, peer, characteristic, &value),
            Event::Sent(peer) => connection.handle_sent(now, peer, 1),
            Event::ChannelOpened(peer) => connection.handle_channel_opened(now, peer),
            Event::ChannelBytes { peer, bytes } => connection.handle_channel_bytes(now, peer, &bytes),
            Event::ChannelClosed(peer) => connection.handle_channel_closed(now, peer),
            Event::Disconnected(peer) => {
                self.parting.remove(&peer);
                connection.handle_disconnected(now, peer);
            }
            Event::Rssi { peer, dbm } => {
                let dbm = dbm.clamp(i8::MIN.into(), i8::MAX.into());
                connection.handle_rssi(peer, i8::try_from(dbm).unwrap_or_default());
            }
            Event::Failed(error) => {
                tracing::debug!(%error, "the radio failed");
                self.failure = Some(error);
                connection.cancel(now);
            }
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

    /// Whether the radio took everything that was to be sent.
    fn is_sent(&self) -> bool {
        self.connection.progress().sending.is_none()
    }

    /// Lets the stack send what it took: a write without response is only queued when it is taken.
    async fn drain(&mut self) {
        let until = self.now().plus(self.connection.config().limits.drain);
        while self.connection.closed().is_none() && self.now() < until {
            let deadline = self.perform();
            self.wait(Some(deadline.map_or(until, |deadline| deadline.min(until)))).await;
        }
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
            self.alive()?;
            if self.is_sent() {
                return Ok(());
            }
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
        if self.farewell == Farewell::State {
            self.connection.end(self.now());
        } else {
            self.drain().await;
            self.connection.cancel(self.now());
        }
        while let deadline = self.perform()
            && (deadline.is_some() || self.connection.closed().is_none())
        {
            self.wait(deadline).await;
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
