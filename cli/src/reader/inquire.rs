//! The reader's side of a session, whatever the link.

use std::time::{Duration, Instant};

use mdoc_proximity::crypto::CryptoRng;
use mdoc_proximity::driver::{Clock, Link, next_event};
use mdoc_proximity::reader::{Config, Engagement, Event, Request, Session, UnverifiedResponse};
use mdoc_proximity::session::CloseReason;

use crate::failure::Failure;
use crate::runtime;

/// What came of asking.
pub struct Inquiry {
    /// The answer, not verified yet; none where the session ended without.
    pub response: Option<UnverifiedResponse>,
    /// Why the session ended.
    pub reason: CloseReason,
    /// How long it took to make the key, sign and encrypt the request.
    pub asking: Duration,
    /// How long the answer took, from then on.
    pub waiting: Duration,
}

/// The engagement that a QR code's text is.
pub fn engagement(text: &str) -> Result<Engagement, Failure> {
    Engagement::from_qr(text).map_err(|error| Failure::unreadable("the engagement", error))
}

/// Asks once and ends the session. Ctrl-C ends it too.
pub async fn inquire(
    config: &Config,
    engagement: Engagement,
    request: Request,
    link: &mut (impl Link + Send),
    clock: &(impl Clock + Sync),
    rng: &mut (dyn CryptoRng + Send),
) -> Result<Inquiry, Failure> {
    let start = Instant::now();
    let session = Session::new(config, engagement, request, rng, clock.now());
    let mut session = session.map_err(|error| Failure::unreadable("the engagement", error))?;
    let asking = start.elapsed();
    let start = Instant::now();
    let (mut response, mut waiting) = (None, Duration::ZERO);
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
                response = Some(answer);
                session.close();
            }
            Event::Closed(reason) => {
                link.close().await;
                return Ok(Inquiry { response, reason, asking, waiting });
            }
        }
    }
}
