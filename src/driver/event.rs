//! The loop between a session and a link.

use core::future::{Future, pending, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use crate::driver::{Clock, Link, LinkError};
use crate::session::{Endpoint, Output};

/// How long a link may take over one message where the session has no deadline, as for its farewell: the time after
/// which a session may end for inactivity (edition 1 8.2.4, edition 2 9.4).
const SENDING: Duration = Duration::from_secs(300);

/// Sends what the session wants sent, hands it what arrives and lets its deadlines pass, until it has an event.
///
/// A link that fails is told to the session, whose own event (`Closed`) says so; there is no second error path. A peer
/// that takes no message cannot hold a deadline up: a message that is not gone by then is given up, and the link with
/// it. After `Closed` the caller drops the session and closes the link; a further call may never complete.
///
/// Cancellation: safe while it waits for a message; when it is dropped while sending, the link must be dropped too (a
/// session that misses a message cannot go on).
pub async fn next_event<S: Endpoint>(session: &mut S, link: &mut impl Link, clock: &impl Clock) -> S::Event {
    let mut lost = false;
    loop {
        match session.poll_output() {
            Output::Event(event) => return event,
            Output::Transmit(message) => {
                let limit = session.deadline().unwrap_or_else(|| clock.now().monotonic.plus(SENDING));
                match first(link.send(&message), clock.sleep_until(limit)).await {
                    Some(Ok(())) => continue,
                    Some(Err(error)) => tracing::debug!(%error, "link failed while sending"),
                    None => {
                        tracing::debug!("link took too long over a message");
                        session.handle_timeout(clock.now());
                    }
                }
                lost = true;
                session.handle_link_closed();
            }
            Output::Idle { deadline } => {
                let received = async {
                    // Whatever a failed link still says, it says at once and for ever.
                    if lost { pending().await } else { link.recv().await }
                };
                let received = match deadline {
                    Some(deadline) => first(received, clock.sleep_until(deadline)).await,
                    None => Some(received.await),
                };
                match received {
                    Some(Ok(message)) => session.handle_message(clock.now(), message),
                    Some(Err(error)) => {
                        if !matches!(error, LinkError::Closed) {
                            tracing::debug!(%error, "link failed while receiving");
                        }
                        lost = true;
                        session.handle_link_closed();
                    }
                    None => session.handle_timeout(clock.now()),
                }
            }
        }
    }
}

/// The output of `work`, or `None` when `limit` completes first.
async fn first<T>(work: impl Future<Output = T>, limit: impl Future<Output = ()>) -> Option<T> {
    let mut work = pin!(work);
    let mut limit = pin!(limit);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}
