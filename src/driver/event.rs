//! The loop between a session and a link.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;

use crate::driver::{Clock, Link, LinkError};
use crate::session::{Endpoint, Output};

/// Sends what the session wants sent, hands it what arrives and lets its deadlines pass, until it has an event.
///
/// A link that fails is told to the session, whose own event (`Closed`) says so; there is no second error path. After
/// `Closed` the caller drops the session and closes the link. Cancellation: safe while it waits for a message; when it
/// is dropped while sending, the link must be dropped too (a session that misses a message cannot go on).
pub async fn next_event<S: Endpoint>(session: &mut S, link: &mut impl Link, clock: &impl Clock) -> S::Event {
    loop {
        match session.poll_output() {
            Output::Event(event) => return event,
            Output::Transmit(message) => {
                if let Err(error) = link.send(&message).await {
                    tracing::debug!(%error, "link failed while sending");
                    session.handle_link_closed();
                }
            }
            Output::Idle { deadline } => {
                let received = match deadline {
                    Some(deadline) => first(link.recv(), clock.sleep_until(deadline)).await,
                    None => Some(link.recv().await),
                };
                match received {
                    Some(Ok(message)) => session.handle_message(clock.now(), &message),
                    Some(Err(error)) => {
                        if !matches!(error, LinkError::Closed) {
                            tracing::debug!(%error, "link failed while receiving");
                        }
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
