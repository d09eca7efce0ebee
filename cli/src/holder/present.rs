//! The holder's side of a session, whatever the link.

use std::time::{Duration, Instant};

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::driver::{Clock, Link, next_event};
use mdoc_proximity::holder::{AuthMethod, Credential, DeviceKey, Event, Proposal, Response, Session};
use mdoc_proximity::session::{CloseReason, Status};
use serde::Serialize;

use crate::asked::{self, AskedDocument, DisclosedElement};
use crate::consent::{self, Decision, Mode};
use crate::failure::Failure;
use crate::runtime;
use crate::store::Held;
use crate::terminal::{FAINT, GOOD, Voice, note, styled};

/// The credentials a holder has, each with its key.
pub struct Wallet {
    held: Vec<Held>,
}

impl Wallet {
    /// A wallet.
    pub fn new(held: Vec<Held>) -> Self {
        Self { held }
    }

    /// The curve for the session: that of a device key that makes MACs, which needs the reader's key on its own curve.
    pub fn curve(&self) -> Curve {
        let macs = self.held.iter().filter(|held| held.key.method() == AuthMethod::Mac);
        let mut curves = macs.filter_map(|held| Some(held.credential.device_key(&PROVIDER).ok()?.curve()));
        curves.next().unwrap_or(Curve::P256)
    }

    fn propose(&self, request: mdoc_proximity::holder::Request) -> Proposal {
        let credentials: Vec<&Credential> = self.held.iter().map(|held| &held.credential).collect();
        request.propose(&credentials)
    }

    fn key(&self, credential: usize) -> Option<&dyn DeviceKey> {
        self.held.get(credential).map(|held| &*held.key as &dyn DeviceKey)
    }
}

/// One request and what came of it.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// What was asked, by whom.
    pub asked: Vec<AskedDocument>,
    /// What was shown; nothing where it was refused or not there.
    pub disclosed: Vec<DisclosedElement>,
    /// Whether it was the holder who refused.
    pub refused: bool,
    /// How long it took to select, sign and encrypt.
    #[serde(skip)]
    pub took: Duration,
}

/// A session from its first request to its end.
#[derive(Debug)]
pub struct Presentation {
    /// The requests, in order.
    pub answers: Vec<Answer>,
    /// Why it ended.
    pub reason: CloseReason,
}

impl Presentation {
    /// Everything that was shown.
    pub fn disclosed(&self) -> Vec<&DisclosedElement> {
        self.answers.iter().flat_map(|answer| &answer.disclosed).collect()
    }

    /// Whether something was shown, nothing was refused, and the session ended as it should.
    pub fn is_good(&self) -> bool {
        let ended = matches!(
            self.reason,
            CloseReason::Local | CloseReason::LinkClosed | CloseReason::Peer(Status::Termination)
        );
        ended && !self.disclosed().is_empty() && !self.answers.iter().any(|answer| answer.refused)
    }
}

/// Answers requests until the session ends. Ctrl-C ends it with a farewell.
pub async fn present(
    session: &mut Session,
    link: &mut (impl Link + Send),
    clock: &(impl Clock + Sync),
    wallet: &Wallet,
    mode: Mode,
    voice: Voice,
) -> Result<Presentation, Failure> {
    let mut answers = Vec::new();
    let (mut early, mut failure) = (None, None);
    loop {
        let event = tokio::select! {
            event = next_or(early.take(), session, link, clock) => event,
            () = runtime::interrupted() => {
                session.close();
                continue;
            }
        };
        match event {
            Event::Established(_) => {}
            Event::Request(request) => {
                let asked = asked::by_reader(&request);
                let proposal = wallet.propose(*request);
                voice.tell(asked::screen(&asked, &proposal));
                let mut deciding = tokio::task::spawn_blocking(move || consent::decide(mode, proposal));
                // A reader that leaves takes its question along.
                let decided = tokio::select! {
                    decided = &mut deciding => Ok(decided),
                    event = next_event(session, link, clock) => Err(event),
                    () = runtime::interrupted() => {
                        session.close();
                        continue;
                    }
                };
                let decided = match decided {
                    Ok(decided) => decided,
                    Err(event) => {
                        answers.push(Answer { asked, disclosed: Vec::new(), refused: false, took: Duration::ZERO });
                        early = Some(event);
                        continue;
                    }
                };
                let decided = decided.map_err(|error| Failure::Refused(error.to_string())).and_then(|decided| decided);
                let (proposal, decision) = match decided {
                    Ok(decided) => decided,
                    Err(error) => {
                        // Whoever cannot be asked permits nothing, and the reader need not wait.
                        failure = Some(error);
                        session.close();
                        continue;
                    }
                };
                let start = Instant::now();
                let refused = matches!(decision, Decision::Refuse) && !proposal.is_empty();
                let (response, disclosed) = respond(wallet, proposal, decision)?;
                if session.respond(clock.now(), response).is_err() {
                    // The session has ended, as the next event says, and nothing was shown.
                    continue;
                }
                voice.tell(outcome(&disclosed, refused));
                answers.push(Answer { asked, disclosed, refused, took: start.elapsed() });
            }
            Event::Closed(reason) => {
                link.close().await;
                return failure.map_or(Ok(Presentation { answers, reason }), Err);
            }
        }
    }
}

/// The event that came early, or else the next one.
async fn next_or(
    early: Option<Event>,
    session: &mut Session,
    link: &mut (impl Link + Send),
    clock: &(impl Clock + Sync),
) -> Event {
    match early {
        Some(event) => event,
        None => next_event(session, link, clock).await,
    }
}

fn outcome(disclosed: &[DisclosedElement], refused: bool) -> String {
    if refused {
        return styled(FAINT, "– refused: the reader gets nothing");
    }
    if disclosed.is_empty() {
        return styled(FAINT, "– there is nothing to show: the reader gets nothing");
    }
    let names: Vec<String> = disclosed.iter().map(|element| crate::terminal::safe(&element.identifier)).collect();
    format!("{} {}", styled(GOOD, "✓ shown:"), names.join(", "))
}

/// Signs what was permitted, or declines.
fn respond(
    wallet: &Wallet,
    proposal: Proposal,
    decision: Decision,
) -> Result<(Response, Vec<DisclosedElement>), Failure> {
    let Decision::Permit(places) = decision else { return Ok((proposal.decline(), Vec::new())) };
    let mut permitted: Vec<(Option<usize>, DisclosedElement)> = Vec::new();
    let disclosure = proposal.disclose(|item| {
        let permits = places.contains(&consent::place(item));
        if permits {
            let (doc_type, name_space) = (item.doc_type().to_owned(), item.name_space().to_owned());
            let element = DisclosedElement { doc_type, name_space, identifier: item.identifier().to_owned() };
            let chosen = item.document().candidates().get(item.document().chosen());
            let entry = (chosen.map(|candidate| candidate.credential_index()), element);
            if !permitted.contains(&entry) {
                permitted.push(entry);
            }
        }
        permits
    });
    // The portrait rule can take a whole document back: a driving licence is shown with its portrait or not at all.
    let shown: Vec<usize> = disclosure.credentials().collect();
    permitted.retain(|(credential, _)| credential.is_some_and(|credential| shown.contains(&credential)));
    let disclosed = permitted.into_iter().map(|(_, element)| element).collect();
    if disclosure.is_empty() {
        return Ok((disclosure.decline(), disclosed));
    }
    let Some(first) = disclosure.credentials().next().and_then(|credential| wallet.key(credential)) else {
        return Ok((disclosure.decline(), Vec::new()));
    };
    let signed = disclosure.sign_with(|credential| wallet.key(credential).unwrap_or(first));
    match signed {
        Ok(response) => Ok((response, disclosed)),
        Err(error) => {
            note!("mdoc: the response was not signed: {}", error.error());
            Ok((error.decline(), Vec::new()))
        }
    }
}
