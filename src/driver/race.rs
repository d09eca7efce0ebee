//! Several ways to the same peer at once.

use core::fmt;
use core::future::{Future, pending, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::driver::ble::RadioError;
use crate::driver::{Clock, LinkError};
use crate::time::Monotonic;

/// How long the ways behind one that a peer is about to begin are held in all: the time that a peer of a BLE service has
/// for it.
const HOLD: Duration = Duration::from_secs(15);

type Beginning<'w, L> = Pin<Box<dyn Future<Output = Result<L, LinkError>> + Send + 'w>>;

/// One way to the peer, that may become a link: for [`race`].
#[must_use = "a way leads nowhere before it is raced"]
pub struct Way<'w, L> {
    name: String,
    after: Duration,
    within: Option<Duration>,
    approach: Option<Approach>,
    begins: Beginning<'w, L>,
}

impl<'w, L: 'w> Way<'w, L> {
    /// A way that is open once `begins` completes. Dropping that must give the way up and clean up after it.
    ///
    /// The name is for people: it says in [`NoWay`] which way failed.
    pub fn new(name: impl Into<String>, begins: impl Future<Output = Result<L, LinkError>> + Send + 'w) -> Self {
        Self { name: name.into(), after: Duration::ZERO, within: None, approach: None, begins: Box::pin(begins) }
    }

    /// Begins it so much later than the race, or when no way in front of it is left: a head start for what is preferred.
    pub fn after(self, delay: Duration) -> Self {
        Self { after: delay, ..self }
    }

    /// Gives it up where it is not open so long after the race began, with [`RadioError::NotFound`].
    pub fn within(self, limit: Duration) -> Self {
        Self { within: Some(limit), ..self }
    }

    /// Holds the ways behind it while a peer is about to begin this one, as its driver says by `approach`; but no longer
    /// than 15 s in all, so that nobody keeps the others closed by being slow.
    pub fn holding(self, approach: Approach) -> Self {
        Self { approach: Some(approach), ..self }
    }

    /// The same way, to another kind of link: all that are raced lead to one kind. See [`AnyLink`](super::AnyLink).
    pub fn map<M: 'w>(self, make: impl FnOnce(L) -> M + Send + 'w) -> Way<'w, M> {
        let Self { name, after, within, approach, begins } = self;
        let begins = Box::pin(async move { begins.await.map(make) });
        Way { name, after, within, approach, begins }
    }
}

impl<L> fmt::Debug for Way<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Way({})", self.name)
    }
}

/// Whether a peer is about to begin a way. Clones tell the same.
#[derive(Debug, Clone, Default)]
pub struct Approach(Arc<AtomicBool>);

impl Approach {
    /// Says so.
    pub fn set(&self, near: bool) {
        self.0.store(near, Ordering::Relaxed);
    }

    fn is_near(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// No way led to the peer.
#[derive(Debug)]
pub struct NoWay {
    failures: Vec<(String, LinkError)>,
}

impl NoWay {
    /// What each way failed with, by its name, in the order in which they failed.
    #[must_use]
    pub fn failures(&self) -> &[(String, LinkError)] {
        &self.failures
    }
}

impl fmt::Display for NoWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.failures.is_empty() {
            return f.write_str("there is no way to the peer");
        }
        for (index, (name, error)) in self.failures.iter().enumerate() {
            let comma = if index == 0 { "" } else { "; " };
            write!(f, "{comma}{name}: {error}")?;
        }
        Ok(())
    }
}

impl core::error::Error for NoWay {}

/// Waits until one of the ways is open, and drops the others, which makes them clean up. The winner's place among `ways` is
/// returned with its link.
///
/// They are in order of preference: where several are open when it looks, the first wins. A holder that offers several
/// ways races them all at once, and the reader chooses. A reader gives what it prefers a head start, by [`Way::after`].
///
/// Dropping the future gives all ways up.
///
/// # Errors
/// [`NoWay`], when all have failed: why each did.
pub async fn race<L>(ways: Vec<Way<'_, L>>, clock: &impl Clock) -> Result<(usize, L), NoWay> {
    let begun = clock.now().monotonic;
    let runners = ways.into_iter().enumerate().collect();
    let mut race = Race { begun, runners, held_until: None, failures: Vec::new() };
    loop {
        let deadline = race.deadline(clock.now().monotonic);
        let mut passed = pin!(async {
            match deadline {
                Some(deadline) => clock.sleep_until(deadline).await,
                None => pending().await,
            }
        });
        let result = poll_fn(|context| {
            if let Poll::Ready(result) = race.poll(context, clock.now().monotonic) {
                return Poll::Ready(Some(result));
            }
            if race.deadline(clock.now().monotonic) != deadline {
                return Poll::Ready(None);
            }
            passed.as_mut().poll(context).map(|()| None)
        })
        .await;
        if let Some(result) = result {
            return result;
        }
    }
}

struct Race<'w, L> {
    begun: Monotonic,
    /// Those that have not failed, with their places.
    runners: Vec<(usize, Way<'w, L>)>,
    /// Until when some were held, or are.
    held_until: Option<Monotonic>,
    failures: Vec<(String, LinkError)>,
}

impl<L> Race<'_, L> {
    fn poll(&mut self, context: &mut Context<'_>, now: Monotonic) -> Poll<Result<(usize, L), NoWay>> {
        let mut at = 0;
        while let Some((place, way)) = self.runners.get_mut(at) {
            let late = way.within.is_some_and(|within| self.begun.plus(within) <= now);
            if at > 0 && self.begun.plus(way.after) > now && !late {
                at = at.saturating_add(1);
                continue;
            }
            match way.begins.as_mut().poll(context) {
                Poll::Ready(Ok(link)) => {
                    let place = *place;
                    self.runners.clear();
                    return Poll::Ready(Ok((place, link)));
                }
                Poll::Ready(Err(error)) => self.fail(at, error),
                Poll::Pending if late => {
                    let waited = way.within.unwrap_or_default();
                    self.fail(at, LinkError::Radio(RadioError::NotFound { waited }));
                }
                Poll::Pending if way.approach.as_ref().is_some_and(Approach::is_near) => {
                    if *self.held_until.get_or_insert(now.plus(HOLD)) > now {
                        return Poll::Pending;
                    }
                    at = at.saturating_add(1);
                }
                Poll::Pending => at = at.saturating_add(1),
            }
        }
        if self.runners.is_empty() {
            return Poll::Ready(Err(NoWay { failures: core::mem::take(&mut self.failures) }));
        }
        Poll::Pending
    }

    fn fail(&mut self, at: usize, error: LinkError) {
        let (_, way) = self.runners.remove(at);
        tracing::debug!(way = way.name, %error, "one way to the peer is closed");
        self.failures.push((way.name, error));
    }

    /// When it must be looked at again, whatever happens.
    fn deadline(&self, now: Monotonic) -> Option<Monotonic> {
        let ends = self.runners.iter().filter_map(|(_, way)| way.within).map(|within| self.begun.plus(within));
        let begins = self.runners.iter().skip(1).map(|(_, way)| self.begun.plus(way.after));
        ends.chain(begins).chain(self.held_until).filter(|at| *at > now).min()
    }
}
