//! The reader's session: any calls, any messages, any steps of time.

use std::sync::LazyLock;

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::model::session::{SessionData, SessionEstablishment, encode_data};
use mdoc_proximity::reader::{Config, Engagement, Event, SendError, Session, UnverifiedResponse};
use mdoc_proximity::session::{Endpoint, Side};
use mdoc_proximity::transport::qr;

use super::cursor::Cursor;
use super::driven::{Driven, Told};
use super::holder_session::spoil;
use super::peers::Peer;
use super::providers::{choose, watched};
use super::world::{NOW, PROFILES, WORLD, request};

static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| WORLD.response(false));
static BY_MAC: LazyLock<Vec<u8>> = LazyLock::new(|| WORLD.response(true));

/// A byte of configuration, then calls.
/// * No key and IV seals twice.
/// * The first message is a SessionEstablishment, the others are SessionData, and the mdoc can open them in order.
/// * There is an answer for a request at most; a second request waits for the answer to the first.
/// * What is verified is what was issued.
/// * A deadline that is told lies ahead and does not go back.
/// * The end is told once; then nothing leaves, nothing is due, and nothing can be asked.
pub fn body(data: &[u8]) {
    verified_by(data);
}

/// How many documents were verified.
pub fn verified_by(data: &[u8]) -> usize {
    let mut input = Cursor(data);
    let choice = input.byte();
    let provider = watched(choose(choice >> 2));
    let mut reader = Reader::new(provider, choice & 1, choice & 2 == 2);
    let mut peer = Peer::new(provider, Side::Mdoc);
    for _ in 0..256 {
        for message in reader.look() {
            let data = sealed(&message, reader.sent == 0);
            reader.sent += 1;
            if let Some(data) = data {
                assert!(peer.open(&data).is_some(), "a message that the mdoc cannot open");
            }
        }
        if input.is_empty() {
            break;
        }
        call(&mut reader, &mut peer, &mut input);
    }
    reader.verified
}

/// The encrypted part of a message that the reader sent.
fn sealed(message: &[u8], first: bool) -> Option<Vec<u8>> {
    if first {
        let (message, _) =
            from_slice::<SessionEstablishment<'_>>(message, Encoding::Strict).expect("a SessionEstablishment");
        return Some(message.data.to_vec());
    }
    from_slice::<SessionData<'_>>(message, Encoding::Strict).expect("a SessionData").0.data.map(<[u8]>::to_vec)
}

fn call(reader: &mut Reader, peer: &mut Peer, input: &mut Cursor<'_>) {
    match input.byte() % 16 {
        0 => reader.driven.advance(input.time()),
        1 => reader.driven.told(input.piece()),
        2 => reader.driven.told(&peer.data(&SIGNED, None)),
        3 => reader.driven.told(&peer.data(&BY_MAC, None)),
        4 => reader.driven.told(&peer.data(&SIGNED, Some(u64::from(input.byte())))),
        5 => reader.driven.told(&peer.data(input.piece(), None)),
        6 => {
            let mut response = SIGNED.clone();
            spoil(&mut response, input);
            reader.driven.told(&peer.data(&response, None));
        }
        7 => {
            let mut message = peer.data(&SIGNED, None);
            spoil(&mut message, input);
            reader.driven.told(&message);
        }
        8 => reader.driven.told(&encode_data(None, Some(u64::from(input.byte())))),
        9 => reader.driven.told(&encode_data(Some(input.piece()), None)),
        10 => reader.driven.session.handle_link_closed(),
        11 => reader.driven.session.close(),
        12 | 13 => reader.ask(),
        _ => reader.verify(),
    }
}

/// A reader's session and what is known of it.
pub struct Reader {
    pub driven: Driven<Session>,
    pub sent: u32,
    asked: u32,
    answers: u32,
    responses: Vec<UnverifiedResponse>,
    pub verified: usize,
}

impl Reader {
    pub fn new(provider: CryptoProvider, profile: u8, authenticate: bool) -> Self {
        let builder = Config::builder(provider).issuer_roots(WORLD.issuer_roots.clone());
        let builder = if authenticate { builder.authenticate_as(WORLD.mute_reader()) } else { builder };
        let config = builder.profile(PROFILES[usize::from(profile & 1)]).build().expect("a configuration");
        let engagement = Engagement::from_qr(&qr::to_uri(&WORLD.engagement)).expect("our own engagement");
        let key = Box::new(WORLD.e_reader_key.clone());
        let now = Driven::<Session>::start();
        let session = Session::with_key(&config, engagement, request(), key, now).expect("a session");
        assert_eq!(session.transcript(), Some(&WORLD.transcript));
        Self { driven: Driven::new(session), sent: 0, asked: 1, answers: 0, responses: Vec::new(), verified: 0 }
    }

    pub fn ask(&mut self) {
        let (now, waits) = (self.driven.now(), self.asked > self.answers);
        match self.driven.session.request(now, request()) {
            Ok(()) => {
                assert!(!waits && self.driven.closed.is_none(), "asked out of turn");
                self.asked += 1;
            }
            Err(SendError::Unanswered) => assert!(waits),
            Err(_) => {}
        }
    }

    /// Judges the latest answer.
    pub fn verify(&mut self) {
        let Some(response) = self.responses.pop() else { return };
        let verdict = response.verify(NOW);
        for document in verdict.documents().iter().filter_map(|document| document.verified()) {
            assert_eq!(document.doc_type(), mdl::DOCTYPE);
            for (name_space, name, value) in document.elements() {
                assert!(WORLD.has_issued(name_space, name, value.bytes()), "verified, and never issued: {name}");
            }
            self.verified += 1;
        }
    }

    /// Empties the outputs; the messages that leave.
    pub fn look(&mut self) -> Vec<Vec<u8>> {
        let (answers, responses) = (&mut self.answers, &mut self.responses);
        let messages = self.driven.look(|event| match event {
            Event::Response(response) => {
                *answers += 1;
                responses.push(response);
                Told::Nothing
            }
            Event::Closed(reason) => Told::Closed(reason),
        });
        assert!(self.answers <= self.asked, "more answers than questions");
        assert!(self.driven.closed.is_none() || self.driven.session.transcript().is_none());
        messages
    }
}
