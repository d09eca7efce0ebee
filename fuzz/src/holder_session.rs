//! The holder's session: any calls, any messages, any steps of time.

use std::sync::{Arc, LazyLock};

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::holder::{
    Config, Credential, Engagement, Event, LinkId, LocalSigningKey, MemoryLog, Request, Response, Session,
};
use mdoc_proximity::model::session::{SessionData, encode_data};
use mdoc_proximity::session::{CloseReason, Endpoint, Output, Side};
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::{budget, crypto::CryptoProvider};

use super::cursor::Cursor;
use super::peers::Peer;
use super::providers::{choose, trusting, watched};
use super::world::{NOW, PROFILES, WORLD, ble, request};

pub static CREDENTIAL: LazyLock<Credential> = LazyLock::new(|| WORLD.credential());
static DEVICE_KEY: LazyLock<LocalSigningKey> = LazyLock::new(|| WORLD.device_signer(&choose(0)));
/// A request nothing is wrong with.
pub static REQUEST: LazyLock<Vec<u8>> =
    LazyLock::new(|| request().encode(Some(&WORLD.reader), &WORLD.transcript).expect("a request"));

/// A byte of configuration, then calls.
/// * No key and IV seals twice.
/// * Every message that leaves is a SessionData, and the reader can open those with data, in order.
/// * A request is answered at most once, and never that of another session.
/// * A deadline that is told lies ahead, and does not go back while the session is open.
/// * The end is told once; then nothing leaves, nothing is due, and nothing can be answered.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let choice = input.byte();
    let provider = watched(trusting(choose(choice >> 1)));
    let mut holder = Holder::new(provider, choice & 1);
    let mut peer = Peer::new(provider, Side::Reader);
    for _ in 0..256 {
        if input.is_empty() {
            break;
        }
        call(&mut holder, &mut peer, &mut input);
        for message in holder.look() {
            let (message, _) = from_slice::<SessionData<'_>>(&message, Encoding::Strict).expect("a SessionData");
            if let Some(data) = message.data {
                assert!(peer.open(data).is_some(), "a message that the reader cannot open");
            }
        }
    }
}

fn call(holder: &mut Holder, peer: &mut Peer, input: &mut Cursor<'_>) {
    match input.byte() % 20 {
        0 => holder.advance(input.time()),
        1 => holder.told(input.piece()),
        2 => holder.told(&peer.establishment(&REQUEST)),
        3 => holder.told(&peer.establishment(input.piece())),
        4 => holder.told(&peer.data(&REQUEST, None)),
        5 => holder.told(&peer.data(input.piece(), None)),
        6 => holder.told(&peer.data(&REQUEST, Some(u64::from(input.byte())))),
        7 => holder.told(&encode_data(None, Some(u64::from(input.byte())))),
        8 => {
            let mut message = peer.data(input.piece(), None);
            spoil(&mut message, input);
            holder.told(&message);
        }
        9 => {
            let mut message = peer.establishment(&REQUEST);
            spoil(&mut message, input);
            holder.told(&message);
        }
        10 => {
            let (now, link) = (holder.now(), LinkId(u16::from(input.byte() & 3)));
            let message = if input.bit() { peer.establishment(&REQUEST) } else { input.piece().to_vec() };
            let _ = holder.session.handle_message_from(now, link, message);
        }
        11 => holder.session.handle_link_closed(),
        12 => holder.session.handle_link_closed_of(LinkId(u16::from(input.byte() & 3))),
        13 => holder.session.close(),
        14 => {
            let select = input.piece();
            let taken = holder.session.offer_nfc(select, input.bit().then_some(&[1, 2, 3][..])).is_ok();
            assert!(!taken || holder.requests == 0, "a handover after the session was opened");
        }
        15 => holder.answer(true, input.bit()),
        16 => holder.answer(false, input.bit()),
        17 => holder.prepare(),
        18 => holder.answer_late(),
        _ => holder.requests_held.clear(),
    }
}

/// Changes a few bytes, or cuts some off.
pub fn spoil(message: &mut Vec<u8>, input: &mut Cursor<'_>) {
    for _ in 0..input.byte() & 3 {
        let (at, by) = (usize::from(input.u16()), input.byte());
        if let Some(byte) = message.len().checked_sub(1).and_then(|last| message.get_mut(at.min(last))) {
            *byte ^= by;
        }
    }
    if input.bit() {
        message.truncate(usize::from(input.u16()));
    }
}

/// A holder's session and what is known of it.
pub struct Holder {
    pub session: Session,
    clock: Monotonic,
    requests_held: Vec<Request>,
    prepared: Vec<Response>,
    /// Requests that were put to the wallet.
    pub requests: u32,
    answered: u32,
    pub closed: Option<CloseReason>,
    deadline: Option<Monotonic>,
}

impl Holder {
    pub fn new(provider: CryptoProvider, profile: u8) -> Self {
        let profile = PROFILES[usize::from(profile & 1)];
        let config = Config::builder(provider)
            .reader_anchors(WORLD.reader_roots.clone())
            .profile(profile)
            .event_log(Arc::new(MemoryLog::new(8)))
            .build()
            .expect("a configuration");
        let mut engagement =
            Engagement::with_key(&config, Box::new(WORLD.e_device_key.clone())).expect("an engagement");
        engagement.offer_qr(&[ble()]).expect("a QR code");
        let clock = Monotonic::default();
        let session = engagement.into_session(Now { monotonic: clock, wall: NOW });
        let deadline = session.deadline();
        Self {
            session,
            clock,
            requests_held: Vec::new(),
            prepared: Vec::new(),
            requests: 0,
            answered: 0,
            closed: None,
            deadline,
        }
    }

    pub fn now(&self) -> Now {
        Now { monotonic: self.clock, wall: NOW.plus(self.clock.since_start()) }
    }

    pub fn advance(&mut self, by: core::time::Duration) {
        self.clock = self.clock.plus(by);
        let now = self.now();
        self.session.handle_timeout(now);
        assert!(self.session.deadline().is_none_or(|at| at > self.clock), "a deadline that has passed");
    }

    pub fn told(&mut self, message: &[u8]) {
        let now = self.now();
        self.session.handle_message(now, message.to_vec());
    }

    /// Answers the latest request, with what was asked for or with nothing.
    pub fn answer(&mut self, disclose: bool, close: bool) {
        let Some(request) = self.requests_held.pop() else { return };
        let response = respond(request, disclose);
        self.send(response, close);
    }

    fn prepare(&mut self) {
        if let Some(request) = self.requests_held.pop() {
            self.prepared.push(respond(request, false));
        }
    }

    /// Sends a response that was made some time ago.
    fn answer_late(&mut self) {
        if !self.prepared.is_empty() {
            let response = self.prepared.remove(0);
            self.send(response, false);
        }
    }

    fn send(&mut self, response: Response, close: bool) {
        let now = self.now();
        let sent = match close {
            true => self.session.respond_and_close(now, response),
            false => self.session.respond(now, response),
        };
        if sent.is_ok() {
            assert!(self.closed.is_none(), "answered after the end");
            self.answered += 1;
        }
    }

    /// Empties the outputs; the messages that leave.
    pub fn look(&mut self) -> Vec<Vec<u8>> {
        let mut messages = Vec::new();
        for count in 0.. {
            assert!(count < 1000, "the outputs do not end");
            let output = self.session.poll_output();
            assert!(self.closed.is_none() || matches!(output, Output::Idle { deadline: None }), "{output:?}");
            match output {
                Output::Transmit(message) => messages.push(message),
                Output::Event(Event::Request(request)) => {
                    self.requests += 1;
                    self.requests_held.push(*request);
                }
                Output::Event(Event::Established(_)) => {
                    assert_eq!(self.requests, 0, "established twice");
                    self.deadline = None;
                }
                Output::Event(Event::Closed(reason)) => {
                    assert!(!reason.to_string().is_empty());
                    self.closed = Some(reason);
                }
                Output::Idle { deadline } => {
                    assert_eq!(deadline, self.session.deadline());
                    break;
                }
            }
        }
        assert!(self.requests <= budget::REQUESTS_PER_SESSION && self.answered <= self.requests);
        if let (Some(before), Some(now)) = (self.deadline, self.session.deadline()) {
            assert!(now >= before, "a deadline goes back");
        }
        self.deadline = self.session.deadline();
        messages
    }
}

fn respond(request: Request, disclose: bool) -> Response {
    if !disclose {
        return request.decline();
    }
    let disclosure = request.disclose(&[&CREDENTIAL], |_| true);
    if disclosure.is_empty() {
        return disclosure.decline();
    }
    disclosure.sign(&*DEVICE_KEY).unwrap_or_else(|error| error.decline())
}
