//! The holder's session: any calls, any messages, any steps of time.

use std::sync::{Arc, LazyLock};

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::holder::{
    Config, Credential, Engagement, Event, LinkId, LocalSigningKey, MemoryLog, Request, Response, Session,
};
use mdoc_proximity::model::session::{SessionData, encode_data};
use mdoc_proximity::session::{Endpoint, Side};
use mdoc_proximity::{budget, crypto::CryptoProvider};

use super::cursor::Cursor;
use super::driven::{Driven, Told};
use super::peers::Peer;
use super::providers::{choose, trusting, watched};
use super::world::{PROFILES, WORLD, ble, request};

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
        0 => holder.driven.advance(input.time()),
        1 => holder.driven.told(input.piece()),
        2 => holder.driven.told(&peer.establishment(&REQUEST)),
        3 => holder.driven.told(&peer.establishment(input.piece())),
        4 => holder.driven.told(&peer.data(&REQUEST, None)),
        5 => holder.driven.told(&peer.data(input.piece(), None)),
        6 => holder.driven.told(&peer.data(&REQUEST, Some(u64::from(input.byte())))),
        7 => holder.driven.told(&encode_data(None, Some(u64::from(input.byte())))),
        8 => {
            let mut message = peer.data(input.piece(), None);
            spoil(&mut message, input);
            holder.driven.told(&message);
        }
        9 => {
            let mut message = peer.establishment(&REQUEST);
            spoil(&mut message, input);
            holder.driven.told(&message);
        }
        10 => {
            let (now, link) = (holder.driven.now(), LinkId(u16::from(input.byte() & 3)));
            let message = if input.bit() { peer.establishment(&REQUEST) } else { input.piece().to_vec() };
            let _ = holder.driven.session.handle_message_from(now, link, message);
        }
        11 => holder.driven.session.handle_link_closed(),
        12 => holder.driven.session.handle_link_closed_of(LinkId(u16::from(input.byte() & 3))),
        13 => holder.driven.session.close(),
        14 => {
            let select = input.piece();
            let taken = holder.driven.session.offer_nfc(select, input.bit().then_some(&[1, 2, 3][..])).is_ok();
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
    pub driven: Driven<Session>,
    requests_held: Vec<Request>,
    prepared: Vec<Response>,
    /// Requests that were put to the wallet.
    pub requests: u32,
    answered: u32,
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
        let driven = Driven::new(engagement.into_session(Driven::<Session>::start()));
        Self { driven, requests_held: Vec::new(), prepared: Vec::new(), requests: 0, answered: 0 }
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
        let now = self.driven.now();
        let sent = match close {
            true => self.driven.session.respond_and_close(now, response),
            false => self.driven.session.respond(now, response),
        };
        if sent.is_ok() {
            assert!(self.driven.closed.is_none(), "answered after the end");
            self.answered += 1;
        }
    }

    /// Empties the outputs; the messages that leave.
    pub fn look(&mut self) -> Vec<Vec<u8>> {
        let (requests, held) = (&mut self.requests, &mut self.requests_held);
        let messages = self.driven.look(|event| match event {
            Event::Request(request) => {
                *requests += 1;
                held.push(*request);
                Told::Nothing
            }
            Event::Established(_) => {
                assert_eq!(*requests, 0, "established twice");
                Told::Established
            }
            Event::Closed(reason) => Told::Closed(reason),
        });
        assert!(self.requests <= budget::REQUESTS_PER_SESSION && self.answered <= self.requests);
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
