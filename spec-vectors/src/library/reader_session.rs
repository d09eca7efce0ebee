//! A reader's session.

mod observer;

use core::time::Duration;

use mdoc_proximity::crypto::{CryptoProvider, rustcrypto};
use mdoc_proximity::reader::{Engagement, Event, Request, Session, StartError};
use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now};

use super::{case, engagement, instant, profile, verify};
use crate::format::{Bytes, Outcome, ReaderReply, ReaderSession};
use crate::run::Unperformed;
use observer::Observer;

pub(super) fn perform(provider: &CryptoProvider, input: &ReaderSession) -> Result<Outcome, Unperformed> {
    let no_session = |error| Ok(Outcome::NoSession { reason: engagement::reason(&error).to_owned() });
    let engagement = match engagement::read(provider, &input.engagement) {
        Ok(engagement) => engagement,
        Err(error) => return no_session(error),
    };
    let mut requests = input.requests.iter().map(Bytes::to_vec);
    let mut run = match start(provider, input, engagement, requests.next().unwrap_or_default())? {
        Ok(run) => run,
        Err(StartError::Engagement(error)) => return no_session(error),
        Err(error) => return Err(broken(error)),
    };
    let mut replies = Vec::new();
    for message in &input.messages {
        let was_closed = run.closed;
        let reply = run.handle(&message.to_vec(), &mut requests)?;
        match (was_closed, reply) {
            (false, reply) => replies.push(reply),
            (true, ReaderReply::Silence) => {}
            (true, _) => return Err(broken("something came of a message after the end")),
        }
    }
    Ok(Outcome::ReaderSession { replies, closed: run.closed })
}

fn broken(problem: impl core::fmt::Display) -> Unperformed {
    Unperformed::Broken(problem.to_string())
}

fn read(request: &[u8]) -> Result<Request, Unperformed> {
    Request::from_device_request(request).map_err(case)
}

/// A session that has sent its first request.
fn start(
    provider: &CryptoProvider,
    input: &ReaderSession,
    engagement: Engagement,
    request: Vec<u8>,
) -> Result<Result<Run, StartError>, Unperformed> {
    let profile = profile(&input.profile)?;
    let config = verify::trusting(provider, &input.trust, profile, instant(&input.at)?)?
        .profile(profile)
        .build()
        .map_err(case)?;
    let key = |provider| input.e_reader_key.agreement_key(provider).map_err(case);
    let mut observer = Observer::new(key(&rustcrypto::PROVIDER)?, &engagement, &input.engagement)?;
    let now = Now { monotonic: Monotonic::default(), wall: instant(&input.at)? };
    let session = match Session::with_key(&config, engagement, read(&request)?, key(provider)?, now) {
        Ok(session) => session,
        Err(error) => return Ok(Err(error)),
    };
    let mut run = Run { session, observer: None, now, closed: false };
    match run.outputs()?.as_slice() {
        [Said::Message(establishment)] => observer.expect_establishment(establishment, &request)?,
        _ => return Err(broken("the session did not begin with one message")),
    }
    run.observer = Some(observer);
    Ok(Ok(run))
}

struct Run {
    session: Session,
    observer: Option<Observer>,
    now: Now,
    closed: bool,
}

/// What comes out of a session.
enum Said {
    Message(Vec<u8>),
    Reply(ReaderReply),
}

impl Run {
    /// A message of the holder; the next request goes out behind a response.
    fn handle(
        &mut self,
        message: &[u8],
        requests: &mut impl Iterator<Item = Vec<u8>>,
    ) -> Result<ReaderReply, Unperformed> {
        self.now.monotonic = self.now.monotonic.plus(Duration::from_secs(1));
        self.session.handle_message(self.now, message.to_vec());
        let mut said = self.outputs()?.into_iter();
        let reply = match (said.next(), said.next()) {
            (None, None) => return Ok(ReaderReply::Silence),
            (Some(Said::Message(message)), None) => return observer::status(&message),
            (Some(Said::Reply(reply)), None) => reply,
            _ => return Err(broken("more than one thing came of a message")),
        };
        if let Some(request) = requests.next().filter(|_| !self.closed) {
            self.session.request(self.now, read(&request)?).map_err(broken)?;
            match (self.outputs()?.as_slice(), &mut self.observer) {
                ([Said::Message(message)], Some(observer)) => observer.expect_request(message, &request)?,
                _ => return Err(broken("the request was not sent")),
            }
        }
        Ok(reply)
    }

    fn outputs(&mut self) -> Result<Vec<Said>, Unperformed> {
        let mut said = Vec::new();
        loop {
            match self.session.poll_output() {
                Output::Idle { .. } => return Ok(said),
                Output::Transmit(message) => said.push(Said::Message(message)),
                Output::Event(Event::Closed(_)) => self.closed = true,
                Output::Event(Event::Response(response)) => {
                    let verdict = response.verify(self.now.wall);
                    said.push(Said::Reply(ReaderReply::Response(verify::judged(&verdict, &[]))));
                }
            }
        }
    }
}
