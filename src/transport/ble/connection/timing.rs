//! What the time and the radio tell about a peer: how long it took, and how strong it was heard.
//!
//! Neither stops a relay. The protocol binds the two devices to one another by keys and not by distance: whoever forwards
//! every message in time is not noticed. A caller may still find it worth a look when an answer took long.

use core::time::Duration;

use crate::budget;
use crate::time::Monotonic;

/// One message sent and the peer's next one, on this side's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundTrip {
    /// The stack took the last value of this side's message.
    pub sent: Monotonic,
    /// The first value of the peer's message came.
    pub answered: Monotonic,
    /// The peer's message was whole.
    pub complete: Option<Monotonic>,
}

impl RoundTrip {
    /// From this side's last value to the peer's first. It includes what the peer took to decide.
    #[must_use]
    pub fn waiting(&self) -> Duration {
        self.answered.since_start().saturating_sub(self.sent.since_start())
    }
}

#[derive(Debug, Default)]
pub(super) struct Timing {
    sent: Option<Monotonic>,
    pub(super) trips: Vec<RoundTrip>,
    pub(super) rssi: Option<i8>,
}

impl Timing {
    /// All that was to be sent has been.
    pub(super) fn sent(&mut self, now: Monotonic) {
        self.sent = Some(now);
    }

    /// A message of the peer begins.
    pub(super) fn begins(&mut self, now: Monotonic) {
        let most = usize::try_from(budget::REQUESTS_PER_SESSION).unwrap_or(usize::MAX);
        if let Some(sent) = self.sent.take().filter(|_| self.trips.len() < most) {
            self.trips.push(RoundTrip { sent, answered: now, complete: None });
        }
    }

    /// A message of the peer is whole.
    pub(super) fn completes(&mut self, now: Monotonic) {
        if let Some(trip) = self.trips.last_mut() {
            trip.complete.get_or_insert(now);
        }
    }
}
