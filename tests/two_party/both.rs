//! One engagement on show as a QR code and in the field at once, and two readers: the first wins, by radio as by session.

use core::time::Duration;

use mdoc_proximity::holder::{self, EngagedBy, Engagement, LinkId};
use mdoc_proximity::model::retrieval::{NfcOptions, RetrievalMethod};
use mdoc_proximity::reader;
use mdoc_proximity::session::{CloseReason, Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::transport::ble::Mode;
use mdoc_proximity::transport::ble::connection::Farewell;
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::{RequestOptions, Select};
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, Picc, TransferError};

use crate::air::{self, Air, End};
use crate::by_air::Stage;
use crate::field::{self, Field};
use crate::presentation::{ble, names_and_age};
use crate::radio::ends;
use crate::terminal::{Failure, Terminal, Told};
use crate::world::NOW;

const BLE: LinkId = LinkId(1);
const NFC: LinkId = LinkId(2);

/// How a reader came out.
#[derive(Debug, Default)]
struct Reader {
    session: Option<reader::Session>,
    verified: usize,
    closed: Option<CloseReason>,
    failure: Option<Failure>,
}

impl Reader {
    /// What it wants sent.
    fn listen(&mut self, now: Now) -> Vec<Vec<u8>> {
        let mut messages = Vec::new();
        while let Some(session) = &mut self.session {
            match session.poll_output() {
                Output::Idle { .. } => break,
                Output::Transmit(message) => messages.push(message),
                Output::Event(reader::Event::Response(response)) => {
                    assert!(response.verify(now.wall).is_verified());
                    self.verified += 1;
                }
                Output::Event(reader::Event::Closed(reason)) => assert_eq!(self.closed.replace(reason), None),
            }
        }
        messages
    }

    fn deadline(&self) -> Option<Monotonic> {
        self.session.as_ref().and_then(Endpoint::deadline)
    }

    fn link_closed(&mut self) {
        if let Some(session) = &mut self.session {
            session.handle_link_closed();
        }
    }

    fn message(&mut self, now: Now, message: &[u8]) {
        if let Some(session) = &mut self.session {
            session.handle_message(now, message.to_vec());
        }
    }
}

struct Both<'s> {
    stage: &'s Stage,
    random: rand_chacha::ChaCha20Rng,
    air: Air,
    field: Field,
    terminal: Terminal,
    holder: holder::Session,
    scans: Reader,
    taps: Reader,
    tapped: Option<reader::Engagement>,
    established: Option<EngagedBy>,
    holder_closed: Option<CloseReason>,
    pending: Option<(Monotonic, holder::Request)>,
}

impl<'s> Both<'s> {
    fn new(stage: &'s mut Stage, seed: u64) -> Self {
        let lengths = NfcOptions { max_command: 255, max_response: 256 };
        let mut engagement = Engagement::new(&stage.holder, &mut stage.world.rng).unwrap();
        let uri = engagement.offer_qr(&[ble()]).unwrap();
        let methods = [RetrievalMethod::Nfc(lengths)];
        let inner = engagement.nfc_device_engagement();
        let tag = match seed % 2 {
            0 => Tag::fixed(&Select::message(&inner, &methods).unwrap()),
            _ => Tag::negotiated(&inner, &methods),
        };
        let card = Card::new(Some(tag.unwrap()), Some(Picc::new(lengths)));
        let (client, server) = ends(Mode::PeripheralServer, false, engagement.e_device_key_bytes(), 2);
        let mut random: rand_chacha::ChaCha20Rng = rand_chacha::rand_core::SeedableRng::seed_from_u64(seed);
        let now = Now { monotonic: Monotonic::default(), wall: NOW };
        let scanned = reader::Engagement::from_qr(&uri).unwrap();
        let scans = reader::Session::new(&stage.reader, scanned, names_and_age(), &mut random, now).unwrap();
        Self {
            air: Air::new(seed, 517, client, server),
            field: Field::new(seed, field::Faults::default(), card),
            terminal: Terminal::new(RequestOptions { nfc: true, ..RequestOptions::default() }, EXTENDED),
            holder: engagement.into_session(now),
            scans: Reader { session: Some(scans), ..Reader::default() },
            taps: Reader::default(),
            tapped: None,
            established: None,
            holder_closed: None,
            pending: None,
            random,
            stage,
        }
    }

    fn now(&self) -> Now {
        Now { monotonic: Monotonic::new(self.air.now), wall: NOW.plus(self.air.now) }
    }

    /// The wallet gives what the session says to the link that opened it.
    fn listen(&mut self) {
        let now = self.now();
        loop {
            match self.holder.poll_output() {
                Output::Idle { .. } => break,
                Output::Transmit(message) => match self.established {
                    Some(EngagedBy::Qr) => self.air.server.send(now.monotonic, message).unwrap(),
                    _ => assert!(self.field.respond(message)),
                },
                Output::Event(holder::Event::Established(by)) => assert_eq!(self.established.replace(by), None),
                Output::Event(holder::Event::Request(request)) => {
                    let thinks = Duration::from_millis(u64::from(self.field.below(3000)));
                    self.pending = Some((now.monotonic.plus(thinks), *request));
                }
                Output::Event(holder::Event::Closed(reason)) => {
                    assert_eq!(self.holder_closed.replace(reason), None);
                    self.air.server.end(now.monotonic, Farewell::State);
                    self.field.close();
                }
            }
        }
        for message in self.scans.listen(now) {
            if self.air.client.send(now.monotonic, message).is_err() {
                self.scans.link_closed();
            }
        }
        if self.scans.closed.is_some() {
            self.air.client.end(now.monotonic, Farewell::State);
        }
        for message in self.taps.listen(now) {
            if !self.terminal.send(&mut self.field, &message) {
                self.taps.link_closed();
            }
        }
    }

    fn by_air(&mut self, end: End, said: air::Said) {
        let now = self.now();
        match (end, said) {
            (_, air::Said::Started) => {}
            (End::Client, air::Said::Message(message)) => self.scans.message(now, &message),
            (End::Client, air::Said::Closed(_)) => self.scans.link_closed(),
            (End::Server, air::Said::Message(message)) => {
                if !self.holder.handle_message_from(now, BLE, message) {
                    // The other one was first: this one is left.
                    self.air.server.end(now.monotonic, Farewell::State);
                }
            }
            (End::Server, air::Said::Closed(_)) => self.holder.handle_link_closed_of(BLE),
        }
    }

    fn by_field(&mut self, said: field::Said) {
        let now = self.now();
        let told = self.terminal.hear(&mut self.field, &said);
        match said {
            field::Said::Message(_, message) => {
                let heard = self.holder.handle_message_from(now, NFC, message);
                if !heard {
                    self.field.close();
                }
            }
            field::Said::HandedOver(handed_over) => {
                let handover = handed_over.handover;
                let offered = self.holder.offer_nfc(&handover.select, handover.request.as_deref());
                let late = self.established.is_some() || self.holder_closed.is_some();
                assert_eq!(offered, if late { Err(holder::OfferError::TooLate) } else { Ok(()) });
            }
            field::Said::LinkClosed => self.holder.handle_link_closed_of(NFC),
            _ => {}
        }
        match told {
            Some(Told::Engaged(handover, _)) => {
                let request = handover.request.as_deref();
                self.tapped = Some(reader::Engagement::from_nfc(&handover.select, request).unwrap());
            }
            Some(Told::Selected) => {
                let (engagement, random) = (self.tapped.take().unwrap(), &mut self.random);
                let session = reader::Session::new(&self.stage.reader, engagement, names_and_age(), random, now);
                self.taps.session = Some(session.unwrap());
            }
            None => {}
            Some(Told::Message(message)) => self.taps.message(now, &message),
            Some(Told::Failed(failure)) => {
                self.taps.failure = Some(failure);
                self.taps.link_closed();
            }
        }
    }

    fn answer(&mut self) {
        let now = self.now();
        if let Some((_, request)) = self.pending.take_if(|(at, _)| *at <= now.monotonic) {
            let answer = request.disclose(&[&self.stage.licence], |_| true).sign(&self.stage.key).unwrap();
            self.holder.respond_and_close(now, answer).unwrap();
        }
    }

    fn run(mut self) -> Self {
        let (mut steps, mut off) = (0, false);
        loop {
            self.listen();
            if !off && (self.taps.failure.is_some() || (self.taps.closed.is_some() && self.terminal.is_done())) {
                off = true;
                self.field.switch_off(false);
            }
            steps += 1;
            assert!(steps < 100_000 && self.air.now < Duration::from_secs(600), "a run without end");
            let sessions = [self.holder.deadline(), self.scans.deadline(), self.taps.deadline()];
            let others = [self.pending.as_ref().map(|(at, _)| *at), self.field.next().map(Monotonic::new)];
            let Some(said) = self.air.step(sessions.into_iter().chain(others).flatten().min()) else { return self };
            for (end, said) in said {
                self.by_air(end, said);
            }
            for said in self.field.advance(self.air.now) {
                self.by_field(said);
            }
            let now = self.now();
            self.holder.handle_timeout(now);
            for reader in [&mut self.scans, &mut self.taps] {
                if let Some(session) = &mut reader.session {
                    session.handle_timeout(now);
                }
            }
            self.answer();
        }
    }
}

#[test]
fn of_two_readers_the_first_has_the_session_and_the_other_a_reason() {
    let mut stage = Stage::new();
    let mut wins = [0, 0];
    let mut refused = 0;
    for seed in 0..60 {
        let both = Both::new(&mut stage, seed).run();
        assert_eq!(both.holder_closed, Some(CloseReason::Local), "{seed}");
        let (won, lost) = match both.established.unwrap() {
            EngagedBy::Qr => (&both.scans, &both.taps),
            EngagedBy::Nfc => (&both.taps, &both.scans),
        };
        wins[usize::from(both.established == Some(EngagedBy::Nfc))] += 1;
        assert_eq!((won.verified, won.failure), (1, None), "{seed}: {won:?}");
        assert!(matches!(won.closed, Some(CloseReason::Peer(_))), "{seed}: {won:?}");
        assert_eq!(lost.verified, 0, "{seed}");
        match (lost.closed, lost.failure) {
            // The radio says it, or the card's status word.
            (Some(CloseReason::LinkClosed), None) => {}
            (Some(CloseReason::LinkClosed), Some(Failure::Transfer(TransferError::Status(status)))) => {
                assert_eq!(status.0, 0x6985, "{seed}");
                refused += 1;
            }
            other => panic!("{seed}: {other:?}"),
        }
    }
    println!("the QR code's reader and the tap's won {wins:?} of 60");
    assert!(wins.iter().all(|wins| *wins >= 10), "{wins:?}");
    assert!(refused > 0);
}
