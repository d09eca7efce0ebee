//! A holder's session.

mod listener;
mod wallet;

use core::time::Duration;

use mdoc_proximity::crypto::{AgreementKey, CryptoProvider, Curve};
use mdoc_proximity::holder::{Config, Engagement, Event, Session};
use mdoc_proximity::model::engagement::Capabilities;
use mdoc_proximity::report::Profile;
use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now, UnixTime};
use mdoc_proximity::trust::{Revocation, Rical, TrustAnchors, Undetermined};

use super::verify::{crls, list_signers};
use super::{case, engagement, instant, profile, request};
use crate::format::{Bytes, Handover, HolderReply, HolderSession, Outcome, Trust};
use crate::run::Unperformed;
use listener::Listener;
use wallet::Wallet;

pub(super) fn perform(provider: &CryptoProvider, input: &HolderSession) -> Result<Outcome, Unperformed> {
    let key = input.e_device_key.agreement_key(provider).map_err(case)?;
    let offered = engagement::read(provider, &input.handover).map_err(case)?;
    let mut listener = Listener::new(input, *key.public_key(), offered.bytes().to_vec())?;
    let wallet = Wallet::new(provider, &input.credentials)?;
    let mut clock = Clock { now: Now { monotonic: Monotonic::default(), wall: instant(&input.at)? } };
    let mut session = open(provider, input, key, &offered, clock.now)?;
    let (mut replies, mut closed) = (Vec::new(), false);
    for message in &input.messages {
        let message = message.to_vec();
        listener.hear(&message);
        session.handle_message(clock.tick(), message);
        let was_closed = closed;
        let (mut sent, mut readers) = (Vec::new(), None);
        loop {
            match session.poll_output() {
                Output::Idle { .. } => break,
                Output::Transmit(message) => sent.push(message),
                Output::Event(Event::Established(_)) => {}
                Output::Event(Event::Closed(_)) => closed = true,
                Output::Event(Event::Request(request)) => {
                    readers = Some(request::readers(&request));
                    let response = wallet.answer(*request, &input.consent);
                    session.respond(clock.now, response).map_err(|error| Unperformed::Broken(error.to_string()))?;
                }
            }
        }
        match (was_closed, sent.as_slice()) {
            (false, []) => replies.push(HolderReply::Silence),
            (false, [message]) => replies.push(listener.reply(message, readers)?),
            (true, []) => {}
            _ => return Err(Unperformed::Broken("a message too many was sent".to_owned())),
        }
    }
    Ok(Outcome::HolderSession { replies, closed })
}

/// A second for every message.
struct Clock {
    now: Now,
}

impl Clock {
    fn tick(&mut self) -> Now {
        self.now.monotonic = self.now.monotonic.plus(Duration::from_secs(1));
        self.now
    }
}

/// A holder's configuration.
pub(super) fn config(
    provider: &CryptoProvider,
    trust: &Trust,
    profile_name: &str,
    at: UnixTime,
    engagement: Option<(Curve, Option<Capabilities>)>,
) -> Result<Config, Unperformed> {
    let profile = profile(profile_name)?;
    let builder = Config::builder(*provider).profile(profile);
    let builder = match engagement {
        None => builder,
        Some((curve, None)) => builder.curve(curve),
        Some((curve, Some(capabilities))) => builder.curve(curve).capabilities(capabilities),
    };
    builder.revocation(revocation(trust)).reader_anchors(anchors(provider, trust, at, profile)).build().map_err(case)
}

/// The reader CAs. What cannot be an anchor is none, as a holder would find when it loads it; nor is what a list names
/// that does not verify.
fn anchors(provider: &CryptoProvider, trust: &Trust, at: UnixTime, profile: Profile) -> TrustAnchors {
    let mut anchors = roots(provider, &trust.roots, profile);
    let revocation = revocation(trust);
    for list in &trust.lists {
        let signers = list_signers(provider, &list.signer_roots, profile);
        if let Ok(rical) =
            Rical::verify(provider, &list.list.to_vec(), &signers, &revocation, at, Duration::ZERO, profile)
        {
            drop(anchors.add_rical(provider, &rical, profile));
        }
    }
    anchors
}

fn roots(provider: &CryptoProvider, roots: &[Bytes], profile: Profile) -> TrustAnchors {
    let mut anchors = TrustAnchors::readers();
    for root in roots {
        drop(anchors.add(provider, &root.to_vec(), profile));
    }
    anchors
}

/// What is known to be revoked. A list that cannot be read is none.
fn revocation(trust: &Trust) -> Revocation {
    let undetermined = if trust.reject_undetermined { Undetermined::Reject } else { Undetermined::Report };
    Revocation { crls: crls(&trust.crls), undetermined, ..Revocation::default() }
}

/// A session of a holder that offers the engagement of the case, and makes it itself.
fn open(
    provider: &CryptoProvider,
    input: &HolderSession,
    key: Box<dyn AgreementKey>,
    offered: &mdoc_proximity::reader::Engagement,
    now: Now,
) -> Result<Session, Unperformed> {
    let curve = key.public_key().curve();
    let config = config(provider, &input.trust, &input.profile, now.wall, Some((curve, offered.capabilities())))?;
    let mut engagement = Engagement::with_key(&config, key).map_err(|error| Unperformed::Broken(error.to_string()))?;
    let broken = |what: &str| Unperformed::Broken(format!("the engagement cannot be offered: {what}"));
    match &input.handover {
        Handover::Qr(text) => {
            let own = engagement.offer_qr(offered.retrieval_methods()).map_err(|error| broken(&error.to_string()))?;
            if own != *text {
                return Err(broken("another one is made of the key"));
            }
        }
        Handover::Nfc { select, request } => {
            let request = request.as_ref().map(Bytes::to_vec);
            let offer = engagement.offer_nfc(&select.to_vec(), request.as_deref());
            offer.map_err(|error| broken(&error.to_string()))?;
        }
    }
    Ok(engagement.into_session(now))
}
