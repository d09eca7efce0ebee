//! Whatever a link, a peer and a caller do in whatever order, the rules of a session hold.

use core::time::Duration;
use std::collections::BTreeSet;

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::holder::{self, Credential, LinkId, LocalSigningKey};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment};
use mdoc_proximity::reader;
use mdoc_proximity::session::{Endpoint, Output};
use proptest::prelude::*;

use crate::hostile::{Bench, Ended, HostileHolder, device_request};
use crate::presentation::{names_and_age, start};
use crate::wire::{Pair, drain};
use crate::world::World;

/// What can happen. A message is meant by its place among those in flight, taken modulo.
#[derive(Debug, Clone)]
enum Happening {
    ToHolder(usize),
    ToReader(usize),
    Drop(usize),
    Duplicate(usize),
    Corrupt { message: usize, at: usize, bit: u8 },
    Truncate { message: usize, to: usize },
    Garbage { to_holder: bool, bytes: Vec<u8> },
    OtherLink(usize),
    Tick(u64),
    Respond { close: bool },
    Decline,
    ForeignAnswer,
    Ask,
    CloseHolder,
    CloseReader,
    LinkLost { holder: bool },
    SecondEstablishment,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    prop_oneof![
        6 => any::<usize>().prop_map(ToHolder),
        6 => any::<usize>().prop_map(ToReader),
        1 => any::<usize>().prop_map(Drop),
        1 => any::<usize>().prop_map(Duplicate),
        1 => (any::<usize>(), any::<usize>(), 0..8_u8).prop_map(|(message, at, bit)| Corrupt { message, at, bit }),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(message, to)| Truncate { message, to }),
        1 => (any::<bool>(), proptest::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(to_holder, bytes)| Garbage { to_holder, bytes }),
        1 => any::<usize>().prop_map(OtherLink),
        2 => (0..200_u64).prop_map(Tick),
        4 => any::<bool>().prop_map(|close| Respond { close }),
        2 => Just(Decline),
        1 => Just(ForeignAnswer),
        4 => Just(Ask),
        1 => Just(CloseHolder),
        1 => Just(CloseReader),
        1 => any::<bool>().prop_map(|holder| LinkLost { holder }),
        1 => Just(SecondEstablishment),
    ]
}

/// What one side has said, and the rules for it.
struct Witness {
    closed: bool,
    ciphertexts: BTreeSet<Vec<u8>>,
    farewells: usize,
    /// Requests put to the holder, or sent by the reader.
    asked: usize,
    answers: usize,
}

impl Witness {
    fn new() -> Self {
        Self { closed: false, ciphertexts: BTreeSet::new(), farewells: 0, asked: 0, answers: 0 }
    }

    /// Empties the side's queue; returns its messages and other events.
    fn hear<S: Endpoint<Event: Ended>>(&mut self, side: &mut S) -> (Vec<Vec<u8>>, Vec<S::Event>) {
        let (mut messages, mut events) = (Vec::new(), Vec::new());
        loop {
            match side.poll_output() {
                Output::Idle { deadline } => {
                    assert!(!(self.closed && deadline.is_some()), "a deadline after the end");
                    return (messages, events);
                }
                _ if self.closed => panic!("output after the end"),
                Output::Transmit(message) => {
                    assert_eq!(self.farewells, 0, "a message after the farewell");
                    self.see(&message);
                    messages.push(message);
                }
                Output::Event(event) => {
                    self.closed = event.reason().is_some();
                    events.push(event);
                }
            }
        }
    }

    /// No ciphertext of one direction may repeat: one key, one counter, never the same value twice.
    fn see(&mut self, message: &[u8]) {
        let (data, _) = from_slice::<SessionData<'_>>(message, Encoding::Strict).unwrap();
        self.farewells += usize::from(data.status.is_some());
        if let Some(data) = data.data {
            self.answers += 1;
            assert!(self.ciphertexts.insert(data.to_vec()), "the same ciphertext twice");
        } else {
            assert!(data.status.is_some(), "an empty message");
        }
    }
}

struct Scene {
    pair: Pair,
    licence: Credential,
    key: LocalSigningKey,
    to_holder: Vec<Vec<u8>>,
    to_reader: Vec<Vec<u8>>,
    of_holder: Witness,
    of_reader: Witness,
    pending: Option<holder::Request>,
    establishment: Vec<u8>,
    responses: usize,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let (licence, key) = world.licence();
        let config = world.reader_config();
        let pair = start(&mut world, Curve::P256, &config, names_and_age());
        let mut scene = Self {
            pair,
            licence,
            key,
            to_holder: Vec::new(),
            to_reader: Vec::new(),
            of_holder: Witness::new(),
            of_reader: Witness::new(),
            pending: None,
            establishment: Vec::new(),
            responses: 0,
        };
        scene.of_reader.asked = 1;
        scene.listen();
        scene.establishment = scene.to_holder[0].clone();
        assert!(from_slice::<SessionEstablishment<'_>>(&scene.establishment, Encoding::Strict).is_ok());
        scene
    }

    fn listen(&mut self) {
        let (messages, events) = self.of_reader.hear(&mut self.pair.reader);
        self.to_holder.extend(messages);
        self.responses += events.iter().filter(|event| matches!(event, reader::Event::Response(_))).count();
        let (messages, events) = self.of_holder.hear(&mut self.pair.holder);
        self.to_reader.extend(messages);
        for event in events {
            if let holder::Event::Request(request) = event {
                self.of_holder.asked += 1;
                self.pending = Some(*request);
            }
        }
        assert!(self.responses <= self.of_reader.asked, "an answer nobody asked for");
        assert!(self.of_holder.answers <= self.of_holder.asked, "an answer to no request");
        assert!(self.of_reader.answers <= self.of_reader.asked);
    }

    fn happen(&mut self, happening: Happening) {
        let now = self.pair.clock.now();
        let count = self.to_holder.len() + self.to_reader.len();
        match happening {
            Happening::ToHolder(index) => {
                if let Some(message) = take(&mut self.to_holder, index) {
                    self.pair.holder.handle_message(now, message);
                }
            }
            Happening::ToReader(index) => {
                if let Some(message) = take(&mut self.to_reader, index) {
                    self.pair.reader.handle_message(now, message);
                }
            }
            Happening::Drop(index) if count > 0 => drop(self.remove(index % count)),
            Happening::Duplicate(index) if count > 0 => {
                let message = self.message(index % count).clone();
                if index % count < self.to_holder.len() { &mut self.to_holder } else { &mut self.to_reader }
                    .push(message);
            }
            Happening::Corrupt { message, at, bit } if count > 0 => {
                let message = self.message(message % count);
                let at = at % message.len().max(1);
                if let Some(byte) = message.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            Happening::Truncate { message, to } if count > 0 => {
                let message = self.message(message % count);
                message.truncate(to % message.len().max(1));
            }
            Happening::Garbage { to_holder: true, bytes } => self.pair.holder.handle_message(now, bytes),
            Happening::Garbage { to_holder: false, bytes } => self.pair.reader.handle_message(now, bytes),
            Happening::OtherLink(index) => {
                if let Some(message) = take(&mut self.to_holder, index) {
                    self.pair.holder.handle_message_from(now, LinkId(7), message);
                    self.pair.holder.handle_link_closed_of(LinkId(8));
                }
            }
            Happening::Tick(seconds) => {
                self.pair.clock.advance(Duration::from_secs(seconds));
                self.pair.holder.handle_timeout(self.pair.clock.now());
                self.pair.reader.handle_timeout(self.pair.clock.now());
            }
            Happening::Respond { close } => {
                if let Some(request) = self.pending.take() {
                    let answer = request.disclose(&[&self.licence], |_| true).sign(&self.key).unwrap();
                    let sent = if close {
                        self.pair.holder.respond_and_close(now, answer)
                    } else {
                        self.pair.holder.respond(now, answer)
                    };
                    assert_eq!(sent.is_err(), self.of_holder.closed, "a pending request can be answered");
                }
            }
            Happening::Decline => {
                if let Some(request) = self.pending.take() {
                    let _ = self.pair.holder.respond(now, request.decline());
                }
            }
            Happening::ForeignAnswer => {
                let foreign = Bench::asked().1.decline();
                assert!(self.pair.holder.respond(now, foreign).is_err(), "an answer to another session");
            }
            Happening::Ask => {
                if self.pair.reader.request(now, names_and_age()).is_ok() {
                    self.of_reader.asked += 1;
                }
            }
            Happening::CloseHolder => self.pair.holder.close(),
            Happening::CloseReader => self.pair.reader.close(),
            Happening::LinkLost { holder: true } => self.pair.holder.handle_link_closed(),
            Happening::LinkLost { holder: false } => self.pair.reader.handle_link_closed(),
            Happening::SecondEstablishment => {
                let establishment = self.establishment.clone();
                self.pair.holder.handle_message(now, establishment);
            }
            // Nothing is in flight.
            Happening::Drop(_) | Happening::Duplicate(_) | Happening::Corrupt { .. } | Happening::Truncate { .. } => {}
        }
        self.listen();
    }

    fn message(&mut self, index: usize) -> &mut Vec<u8> {
        let there = self.to_holder.len();
        if index < there { &mut self.to_holder[index] } else { &mut self.to_reader[index - there] }
    }

    fn remove(&mut self, index: usize) -> Vec<u8> {
        let there = self.to_holder.len();
        if index < there { self.to_holder.remove(index) } else { self.to_reader.remove(index - there) }
    }
}

fn take(messages: &mut Vec<Vec<u8>>, index: usize) -> Option<Vec<u8>> {
    (!messages.is_empty()).then(|| messages.remove(index % messages.len()))
}

/// What an honest pair does in one round.
#[derive(Debug, Clone)]
enum Round {
    Given,
    Declined,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_rules_hold_whatever_happens(seed in 0..1000_u64, happenings in prop::collection::vec(happening(), 0..40)) {
        let mut scene = Scene::new(seed);
        for happening in happenings {
            scene.happen(happening);
        }
        // Time ends every session.
        scene.happen(Happening::Tick(1_000));
        prop_assert!(scene.of_holder.closed && scene.of_reader.closed);
        prop_assert!(scene.of_holder.farewells <= 1 && scene.of_reader.farewells <= 1);
    }

    #[test]
    fn an_untouched_pair_always_completes(
        seed in 0..1000_u64,
        rounds in prop::collection::vec(
            (prop_oneof![Just(Round::Given), Just(Round::Declined)], 0..300_u64, 0..300_u64),
            1..6,
        ),
    ) {
        let mut world = World::new(seed);
        let (licence, key) = world.licence();
        let config = world.reader_config();
        let mut pair = start(&mut world, Curve::P256, &config, names_and_age());
        let last = rounds.len() - 1;
        for (index, (round, thinking, idle)) in rounds.into_iter().enumerate() {
            let request = crate::wire::request(pair.run().0);
            pair.clock.advance(Duration::from_secs(thinking));
            let given = matches!(round, Round::Given);
            let answer =
                if given { request.disclose(&[&licence], |_| true).sign(&key).unwrap() } else { request.decline() };
            if index == last {
                pair.holder.respond_and_close(pair.clock.now(), answer).unwrap();
            } else {
                pair.holder.respond(pair.clock.now(), answer).unwrap();
            }
            let (_, events) = pair.run();
            prop_assert_eq!(events.len(), if index == last { 2 } else { 1 });
            let response = crate::wire::response(events);
            let verdict = response.verify(pair.clock.wall());
            prop_assert_eq!((verdict.status(), verdict.is_verified()), (0, given));
            if index != last {
                pair.clock.advance(Duration::from_secs(idle));
                pair.reader.request(pair.clock.now(), names_and_age()).unwrap();
            }
        }
        pair.run();
        prop_assert!(pair.reader.transcript().is_none());
    }

    #[test]
    fn no_bytes_make_a_session_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        // As any message, on either side, and as what a peer with the right keys encrypts.
        let mut spoilt = device_request();
        let at = at.index(spoilt.len());
        spoilt[at] = byte;
        for plaintext in [&bytes, &spoilt] {
            let mut bench = Bench::new(Curve::P256);
            let said = bench.tell(&bench.reader.establish(plaintext));
            prop_assert_eq!(said.messages.len() + said.events.len(), 2, "established, and a request or a refusal");
            drop(bench.tell(&bench.reader.message(2, plaintext)));
        }
        let mut bench = Bench::new(Curve::P256);
        bench.tell(&bytes);
        let mut bench = Bench::answered();
        bench.tell(&bytes);
        let mut peer = HostileHolder::asked(70);
        peer.tell(&bytes);
        let mut peer = HostileHolder::asked(70);
        let sealed = peer.message(1, &bytes);
        for event in peer.tell(&sealed).events {
            if let reader::Event::Response(response) = event {
                prop_assert!(!response.verify(peer.clock.wall()).is_verified());
            }
        }
        drop(drain(&mut peer.reader));
    }
}
