//! The reader's side of a session, whatever the link.

use std::time::{Duration, Instant};

use mdoc_proximity::crypto::CryptoRng;
use mdoc_proximity::driver::{Clock, Link, next_event};
use mdoc_proximity::reader::{Config, Engagement, Event, Request, Session, UnverifiedResponse};
use mdoc_proximity::session::{CloseReason, Endpoint};

use crate::failure::Failure;
use crate::heard::Heard;
use crate::runtime;

/// What came of asking.
pub struct Inquiry {
    /// The answers, not verified yet, one for each request that was answered.
    pub responses: Vec<UnverifiedResponse>,
    /// Why the session ended.
    pub reason: CloseReason,
    /// How long it took to make the key, sign and encrypt the request.
    pub asking: Duration,
    /// How long the last answer took.
    pub waiting: Duration,
    /// What the radio told of the holder.
    pub heard: Heard,
}

/// The engagement that a QR code's text is.
pub fn engagement(text: &str) -> Result<Engagement, Failure> {
    Engagement::from_qr(text).map_err(|error| Failure::unreadable("the engagement", error))
}

/// Asks one after the other and ends the session, by status unless it is to end silently. Ctrl-C ends it too.
pub async fn inquire(
    config: &Config,
    engagement: Engagement,
    requests: Vec<Request>,
    silently: bool,
    link: &mut (impl Link + Send),
    clock: &(impl Clock + Sync),
    rng: &mut (dyn CryptoRng + Send),
) -> Result<Inquiry, Failure> {
    let start = Instant::now();
    let mut requests = requests.into_iter();
    let request = requests.next().ok_or_else(|| Failure::Unreadable("there is nothing to ask for".to_owned()))?;
    let session = Session::new(config, engagement, request, rng, clock.now());
    let mut session = session.map_err(|error| Failure::unreadable("the engagement", error))?;
    let asking = start.elapsed();
    let mut start = Instant::now();
    let (mut responses, mut waiting) = (Vec::new(), Duration::ZERO);
    loop {
        let event = tokio::select! {
            event = next_event(&mut session, link, clock) => event,
            () = runtime::interrupted() => {
                session.close();
                continue;
            }
        };
        match event {
            Event::Response(answer) => {
                waiting = start.elapsed();
                responses.push(answer);
                start = Instant::now();
                let asked = requests.next().is_some_and(|next| session.request(clock.now(), next).is_ok());
                match (asked, silently) {
                    (true, _) => {}
                    (false, false) => session.close(),
                    (false, true) => {
                        link.close().await;
                        session.handle_link_closed();
                    }
                }
            }
            Event::Closed(reason) => {
                link.close().await;
                return Ok(Inquiry { responses, reason, asking, waiting, heard: Heard::default() });
            }
        }
    }
}
