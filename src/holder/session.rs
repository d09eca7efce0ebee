//! The holder's session: waits for a reader, decrypts requests, sends responses (edition 1 9.1.1, edition 2 12.2).

use crate::budget;
use crate::cbor::{self, Encoding};
use crate::cose::Form;
use crate::crypto::{AgreementKey, PublicKey};
use crate::holder::engagement::{self, Engagement, Offer, OfferError};
use crate::holder::exchange::Ticket;
use crate::holder::log::Journal;
use crate::holder::request::Context;
use crate::holder::{Config, Request, Response};
use crate::model::session::{Received, SessionData, SessionEstablishment};
use crate::model::transcript::SessionTranscript;
use crate::session::{
    Channel, ChannelError, CloseReason, Endpoint, Outbox, Output, Plaintext, SessionKeys, Side, Status,
};
use crate::time::{Monotonic, Now};

use core::fmt;
use core::ops::Range;

/// What the holder's session tells.
#[derive(Debug)]
pub enum Event {
    /// A reader opened the session, by this kind of engagement. Other links may be shut down.
    Established(EngagedBy),
    /// A request to be answered with [`Session::respond`].
    Request(Box<Request>),
    /// The session ended. Nothing follows.
    Closed(CloseReason),
}

/// How the reader that won was engaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngagedBy {
    /// The QR code.
    Qr,
    /// The NFC handover.
    Nfc,
}

/// One of several links an engagement was offered on. The first that opens the session keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkId(pub u16);

/// A response that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RespondError {
    /// It answers another session's request, or one that was answered already.
    NotPending,
    /// The session has ended.
    Closed,
}

impl fmt::Display for RespondError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPending => "the response does not answer the pending request of this session",
            Self::Closed => "the session has ended",
        })
    }
}

impl core::error::Error for RespondError {}

/// The holder's side of one session. Neither `Clone` nor `Serialize`.
pub struct Session {
    config: Config,
    state: State,
    outbox: Outbox<Event>,
    journal: Journal,
}

enum State {
    ExpectEstablishment(ExpectEstablishment),
    Open(Box<Open>),
    Closed,
}

struct ExpectEstablishment {
    key: Box<dyn AgreementKey>,
    e_device_key_bytes: Vec<u8>,
    offers: Vec<Offer>,
    deadline: Option<Monotonic>,
}

struct Open {
    channel: Channel,
    transcript: SessionTranscript,
    e_reader_key: PublicKey,
    link: LinkId,
    requests: u32,
    /// The ticket of the latest request.
    ticket: Ticket,
    /// Whether that request waits for its answer.
    pending: bool,
    deadline: Option<Monotonic>,
}

impl Session {
    pub(crate) fn new(engagement: Engagement, now: Now) -> Self {
        let Engagement { config, key, e_device_key_bytes, offers } = engagement;
        let deadline = config.timeouts.establishment.map(|wait| now.monotonic.plus(wait));
        let state = State::ExpectEstablishment(ExpectEstablishment { key, e_device_key_bytes, offers, deadline });
        let journal = Journal::start(config.log.clone(), now.wall);
        Self { config, state, outbox: Outbox::new(), journal }
    }

    /// Adds an NFC handover that happened while the session was waiting.
    ///
    /// # Errors
    /// Those of [`Engagement::offer_nfc`], and [`OfferError::TooLate`] once a reader has opened the session.
    pub fn offer_nfc(&mut self, select: &[u8], request: Option<&[u8]>) -> Result<(), OfferError> {
        let State::ExpectEstablishment(waiting) = &mut self.state else { return Err(OfferError::TooLate) };
        let expected = engagement::encode(&self.config, &waiting.e_device_key_bytes, &[]);
        engagement::nfc_offer(&expected, select, request)?.add_to(&mut waiting.offers)
    }

    /// Takes one whole message from one of several links, which is decrypted where it stands; returns whether the link
    /// may still speak here. After one link has opened the session the others' messages are dropped.
    ///
    /// What is to be sent goes to the link that opened the session; a refusal of the first message, to the link it
    /// came from.
    pub fn handle_message_from(&mut self, now: Now, link: LinkId, message: Vec<u8>) -> bool {
        self.handle_timeout(now);
        match &self.state {
            State::ExpectEstablishment(_) => self.establish(now, link, message),
            State::Open(open) if open.link == link => self.receive(now, message),
            State::Open(_) | State::Closed => return false,
        }
        true
    }

    /// One of several links is gone. The session ends with the link it was opened on; while it waits, others may come.
    pub fn handle_link_closed_of(&mut self, link: LinkId) {
        if matches!(&self.state, State::Open(open) if open.link == link) {
            self.handle_link_closed();
        }
    }

    /// Sends the response to the pending request; the session stays open for more.
    ///
    /// # Errors
    /// [`RespondError`]; nothing is sent.
    pub fn respond(&mut self, now: Now, response: Response) -> Result<(), RespondError> {
        self.send(now, response, None)
    }

    /// Sends the response to the pending request together with status 20, and ends the session.
    ///
    /// # Errors
    /// [`RespondError`]; nothing is sent.
    pub fn respond_and_close(&mut self, now: Now, response: Response) -> Result<(), RespondError> {
        self.send(now, response, Some(Status::Termination))
    }

    /// Ends the session; the reader is told by status 20 where there is one.
    pub fn close(&mut self) {
        match core::mem::replace(&mut self.state, State::Closed) {
            State::ExpectEstablishment(_) => self.ended(CloseReason::Local),
            State::Open(_) => {
                self.journal.closed(CloseReason::Local);
                self.outbox.close(CloseReason::Local, Event::Closed);
            }
            State::Closed => {}
        }
    }

    fn send(&mut self, now: Now, mut response: Response, status: Option<Status>) -> Result<(), RespondError> {
        self.handle_timeout(now);
        let State::Open(open) = &mut self.state else { return Err(RespondError::Closed) };
        if !(open.pending && open.ticket.is(&response.ticket)) {
            return Err(RespondError::NotPending);
        }
        open.pending = false;
        open.deadline = self.config.timeouts.inactivity.map(|wait| now.monotonic.plus(wait));
        match open.channel.seal_in_place(response.envelope.message_mut()) {
            Ok(tag) => {
                // Before a byte of it can leave.
                response.record_use();
                self.journal.answered(&response);
                self.outbox.transmit(response.envelope.finish(tag, status.map(Status::code)));
                if status.is_some() {
                    self.state = State::Closed;
                    self.ended(CloseReason::Local);
                }
                Ok(())
            }
            Err(error) => {
                self.close_with(CloseReason::Channel(error));
                Err(RespondError::Closed)
            }
        }
    }

    fn encoding(&self) -> Encoding {
        Encoding::from(self.config.profile)
    }

    /// Drops the keys, then queues the farewell and the end.
    fn close_with(&mut self, reason: CloseReason) {
        if !matches!(core::mem::replace(&mut self.state, State::Closed), State::Closed) {
            tracing::debug!(%reason, "holder session closed");
            self.journal.closed(reason);
            self.outbox.close(reason, Event::Closed);
        }
    }

    /// Tells of an end that the reader need not be told of, or was told of already.
    fn ended(&mut self, reason: CloseReason) {
        self.journal.closed(reason);
        self.outbox.event(Event::Closed(reason));
    }

    fn establish(&mut self, now: Now, link: LinkId, message: Vec<u8>) {
        match self.try_establish(link, message) {
            Ok((by, plaintext)) => {
                tracing::debug!(?by, "holder session established");
                self.journal.established(by);
                self.outbox.event(Event::Established(by));
                self.request(now, &plaintext);
            }
            Err(reason) => self.close_with(reason),
        }
    }

    fn try_establish(&mut self, link: LinkId, mut message: Vec<u8>) -> Result<(EngagedBy, Plaintext), CloseReason> {
        let encoding = self.encoding();
        let State::ExpectEstablishment(waiting) = &self.state else { return Err(CloseReason::Unexpected) };
        let establishment = match cbor::from_slice::<SessionEstablishment<'_>>(&message, encoding) {
            Ok((establishment, _)) => establishment,
            // A reader that gives up before it began.
            Err(error) => return Err(peer_status(&message, encoding).unwrap_or(CloseReason::Undecodable(error))),
        };
        let provider = &self.config.provider;
        // A key on another curve is the peer's fault, as a bad point is.
        let agreed = establishment.e_reader_key.agree(provider, Form::Uncompressed, &*waiting.key);
        let (e_reader_key, zab) = agreed.map_err(CloseReason::PeerKey)?;
        let e_reader_key_bytes = establishment.e_reader_key.bytes().to_vec();
        let data = establishment.data_range(&message);
        let mut refusal = CloseReason::Channel(ChannelError::Decrypt);
        let mut offers = waiting.offers.iter().peekable();
        while let Some(offer) = offers.next() {
            let transcript = offer.transcript(&e_reader_key_bytes);
            let keys = SessionKeys::derive(provider, &zab, &transcript).map_err(CloseReason::Crypto)?;
            let mut channel = Channel::new(*provider, keys, Side::Mdoc);
            // A key that does not fit may leave nothing of the ciphertext for the next one.
            let tried = if offers.peek().is_some() { message.clone() } else { core::mem::take(&mut message) };
            match channel.open(tried, data.clone()) {
                Ok(plaintext) => {
                    let by = match offer {
                        Offer::Qr { .. } => EngagedBy::Qr,
                        Offer::Nfc { .. } => EngagedBy::Nfc,
                    };
                    let open = Open {
                        channel,
                        transcript,
                        e_reader_key,
                        link,
                        requests: 0,
                        ticket: Ticket::first(),
                        pending: false,
                        deadline: None,
                    };
                    self.state = State::Open(Box::new(open));
                    return Ok((by, plaintext));
                }
                Err(error) => refusal = CloseReason::Channel(error),
            }
        }
        Err(refusal)
    }

    fn receive(&mut self, now: Now, message: Vec<u8>) {
        let encoding = self.encoding();
        let State::Open(open) = &mut self.state else { return };
        let is_establishment = || cbor::from_slice::<SessionEstablishment<'_>>(&message, encoding).is_ok();
        let data = match cbor::from_slice::<Received<'_>>(&message, encoding) {
            Err(error) => Err(CloseReason::Undecodable(error)),
            Ok((Received { data, has_e_reader_key }, _)) => match data.status {
                // A status ends the session; a request that comes with it is not answered.
                Some(code) => Err(CloseReason::Peer(Status::from_code(code))),
                // The session keeps the keys it has: there is no second establishment, under whatever keys it comes.
                None if has_e_reader_key && is_establishment() => Err(CloseReason::Unexpected),
                None => data.data_range(&message).ok_or(CloseReason::Unexpected),
            },
        };
        match data.and_then(|data| open.open(message, data)) {
            Ok(plaintext) => self.request(now, &plaintext),
            Err(reason) => self.close_with(reason),
        }
    }

    /// Puts a decrypted request to the caller, or answers that it is none.
    fn request(&mut self, now: Now, plaintext: &[u8]) {
        let State::Open(open) = &mut self.state else { return };
        open.requests = open.requests.saturating_add(1);
        if open.requests > budget::REQUESTS_PER_SESSION {
            return self.close_with(CloseReason::TooManyRequests);
        }
        open.ticket = open.ticket.next();
        open.deadline = self.config.timeouts.inactivity.map(|wait| now.monotonic.plus(wait));
        let context = Context {
            transcript: open.transcript.clone(),
            e_reader_key: Some(open.e_reader_key),
            ticket: open.ticket.clone(),
            at: now.wall,
        };
        match Request::decode(plaintext, &self.config, context) {
            Ok(request) => {
                open.pending = true;
                self.journal.asked(&request);
                self.outbox.event(Event::Request(Box::new(request)));
            }
            Err(fault) => {
                tracing::debug!(status = fault.status(), "holder refused a request");
                self.journal.refused(fault);
                let mut refusal = fault.response(open.ticket.clone()).envelope;
                match open.channel.seal_in_place(refusal.message_mut()) {
                    Ok(tag) => self.outbox.transmit(refusal.finish(tag, None)),
                    Err(error) => self.close_with(CloseReason::Channel(error)),
                }
            }
        }
    }
}

impl Open {
    /// Decrypts a message, which must not come while a request waits for its answer.
    fn open(&mut self, message: Vec<u8>, data: Range<usize>) -> Result<Plaintext, CloseReason> {
        let plaintext = self.channel.open(message, data).map_err(CloseReason::Channel)?;
        if self.pending { Err(CloseReason::Unexpected) } else { Ok(plaintext) }
    }
}

impl Endpoint for Session {
    type Event = Event;

    fn handle_message(&mut self, now: Now, message: Vec<u8>) {
        self.handle_message_from(now, LinkId::default(), message);
    }

    fn handle_link_closed(&mut self) {
        self.outbox.link_closed();
        self.close_with(CloseReason::LinkClosed);
    }

    fn handle_timeout(&mut self, now: Now) {
        self.journal.at = now.wall;
        if self.deadline().is_none_or(|deadline| now.monotonic < deadline) {
            return;
        }
        if matches!(self.state, State::ExpectEstablishment(_)) {
            // Nobody to say farewell to.
            self.state = State::Closed;
            self.ended(CloseReason::TimedOut);
        } else {
            self.close_with(CloseReason::TimedOut);
        }
    }

    fn poll_output(&mut self) -> Output<Event> {
        self.outbox.poll(self.deadline())
    }

    fn deadline(&self) -> Option<Monotonic> {
        match &self.state {
            State::ExpectEstablishment(waiting) => waiting.deadline,
            State::Open(open) => open.deadline,
            State::Closed => None,
        }
    }
}

/// The end that a SessionData with a status asks for.
fn peer_status(message: &[u8], encoding: Encoding) -> Option<CloseReason> {
    let (data, _) = cbor::from_slice::<SessionData<'_>>(message, encoding).ok()?;
    data.status.map(|code| CloseReason::Peer(Status::from_code(code)))
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.state {
            State::ExpectEstablishment(_) => "holder::Session(waiting)",
            State::Open(_) => "holder::Session(open)",
            State::Closed => "holder::Session(closed)",
        })
    }
}
