//! Several ways to the same peer at once.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::Poll;

use crate::driver::ble::{BleLink, Radio};
use crate::driver::{Clock, LinkError};

/// Waits until one of the links has started, and drops the others, which makes their radios clean up. An engagement that
/// offers both modes is served this way: a link advertises, another scans, and whoever finds the reader first wins.
///
/// Where several have started when it looks, the first in order wins: put the preferred one first. The link's place
/// among `links` is returned with it.
///
/// Dropping the future drops all links.
///
/// # Errors
/// The last link's, when none can start any more; [`LinkError::Closed`] for no links.
pub async fn first_started<R, C>(links: Vec<BleLink<R, C>>) -> Result<(usize, BleLink<R, C>), LinkError>
where
    R: Radio,
    C: Clock + Send + Sync,
{
    let mut runners: Vec<Pin<Box<_>>> =
        links.into_iter().enumerate().map(|(place, link)| Box::pin(run(place, link))).collect();
    let mut failure = LinkError::Closed;
    let race = poll_fn(move |context| {
        let mut at = 0;
        while let Some(runner) = runners.get_mut(at) {
            match runner.as_mut().poll(context) {
                Poll::Ready(Ok(winner)) => {
                    runners.clear();
                    return Poll::Ready(Ok(winner));
                }
                Poll::Ready(Err(error)) => {
                    tracing::debug!(%error, "one way to the peer is closed");
                    failure = error;
                    drop(runners.remove(at));
                }
                Poll::Pending => at = at.saturating_add(1),
            }
        }
        if runners.is_empty() {
            return Poll::Ready(Err(core::mem::replace(&mut failure, LinkError::Closed)));
        }
        Poll::Pending
    });
    pin!(race).await
}

async fn run<R, C>(place: usize, mut link: BleLink<R, C>) -> Result<(usize, BleLink<R, C>), LinkError>
where
    R: Radio,
    C: Clock + Send + Sync,
{
    link.started().await?;
    Ok((place, link))
}
