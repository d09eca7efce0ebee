//! A presentation that begins with a tap: a wallet and a terminal with a field between them that may lose, break and let others
//! in, and goes on by NFC or by BLE.

use core::time::Duration;
use std::collections::BTreeMap;

use mdoc_proximity::holder::{self, Engagement};
use mdoc_proximity::reader;
use mdoc_proximity::session::{CloseReason, Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::transport::ble::Mode;
use mdoc_proximity::transport::nfc::handover::{Handover, negotiate};
use mdoc_proximity::transport::nfc::tag::HandedOver;

use crate::air::Air;
use crate::by_air::{self, Stage};
use crate::field::{Cost, Field, JUNK, Said, Who};
use crate::plan::Plan;
use crate::presentation::names_and_age;
use crate::radio::ends;
use crate::terminal::{Failure, Terminal, Told};
use crate::world::NOW;

/// How the reader's side came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfReader {
    /// It never had a session.
    NoSession(Failure),
    /// The session's end, and the terminal's where that was the cause.
    Session(CloseReason, Option<Failure>),
}

/// How one engagement came out.
#[derive(Debug)]
pub struct Ended {
    pub verified: usize,
    pub holder: CloseReason,
    pub reader: OfReader,
    pub took: Duration,
    pub cost: Cost,
    /// The handover, where it happened.
    pub handover: Option<Handover>,
    /// The lengths of the messages by NFC, in order, the reader's first.
    pub messages: Vec<(bool, usize)>,
    pub seen: BTreeMap<&'static str, usize>,
}

pub struct Tap<'s> {
    stage: &'s Stage,
    plan: Plan,
    seed: u64,
    field: Field,
    terminal: Terminal,
    engagement: Vec<u8>,
    e_device_key_bytes: Vec<u8>,
    holder: holder::Session,
    reader: Option<reader::Session>,
    random: rand_chacha::ChaCha20Rng,
    holder_closed: Option<CloseReason>,
    reader_closed: Option<CloseReason>,
    failure: Option<Failure>,
    /// What the tag told the wallet, and what the terminal made of it.
    handed_over: Vec<Handover>,
    handover: Option<Handover>,
    pending: Option<(Monotonic, holder::Request)>,
    choosing: Option<Monotonic>,
    from_reader: Vec<Vec<u8>>,
    from_holder: Vec<Vec<u8>>,
    messages: Vec<(bool, usize)>,
    rounds: u32,
    verified: usize,
}

impl<'s> Tap<'s> {
    pub fn new(stage: &'s mut Stage, seed: u64, plan: &Plan) -> Self {
        let engagement = Engagement::new(&stage.holder, &mut stage.world.rng).unwrap();
        let bytes = engagement.nfc_device_engagement();
        let e_device_key_bytes = engagement.e_device_key_bytes().to_vec();
        let field = Field::new(seed, plan.faults, plan.card(&bytes));
        let holder = engagement.into_session(Now { monotonic: Monotonic::default(), wall: NOW });
        Self {
            plan: plan.clone(),
            seed,
            field,
            terminal: Terminal::new(plan.options(), plan.own),
            engagement: bytes,
            e_device_key_bytes,
            holder,
            reader: None,
            random: rand_chacha::rand_core::SeedableRng::seed_from_u64(seed),
            holder_closed: None,
            reader_closed: None,
            failure: None,
            handed_over: Vec::new(),
            handover: None,
            pending: None,
            choosing: None,
            from_reader: Vec::new(),
            from_holder: Vec::new(),
            messages: Vec::new(),
            rounds: plan.rounds,
            verified: 0,
            stage,
        }
    }

    fn now(&self) -> Now {
        Now { monotonic: self.field.time(), wall: NOW.plus(self.field.now) }
    }

    /// The holder's outputs, as a wallet carries them out.
    fn listen_to_holder(&mut self) {
        loop {
            match self.holder.poll_output() {
                Output::Idle { .. } => return,
                Output::Transmit(message) => {
                    self.from_holder.push(message.clone());
                    self.messages.push((false, message.len()));
                    if !self.field.respond(message) {
                        self.holder.handle_link_closed();
                    }
                }
                Output::Event(holder::Event::Established(by)) => assert_eq!(by, holder::EngagedBy::Nfc),
                Output::Event(holder::Event::Request(request)) => {
                    let thinks = Duration::from_millis(u64::from(self.field.below(self.plan.thinks)));
                    self.pending = Some((self.now().monotonic.plus(thinks), *request));
                }
                Output::Event(holder::Event::Closed(reason)) => {
                    assert_eq!(self.holder_closed.replace(reason), None);
                    self.field.close();
                }
            }
        }
    }

    fn listen_to_reader(&mut self) {
        let now = self.now();
        loop {
            let Some(reader) = &mut self.reader else { return };
            match reader.poll_output() {
                Output::Idle { .. } => return,
                Output::Transmit(message) => {
                    if self.terminal.send(&mut self.field, &message) {
                        self.messages.push((true, message.len()));
                        self.from_reader.push(message);
                    } else {
                        reader.handle_link_closed();
                    }
                }
                Output::Event(reader::Event::Response(response)) => {
                    assert!(response.verify(now.wall).is_verified(), "what arrives whole is whole");
                    self.verified += 1;
                    self.rounds -= 1;
                    if self.rounds > 0 {
                        reader.request(now, names_and_age()).ok();
                    } else if !self.plan.holder_closes {
                        reader.close();
                    }
                }
                Output::Event(reader::Event::Closed(reason)) => {
                    assert_eq!(self.reader_closed.replace(reason), None);
                }
            }
        }
    }

    /// The user consents, once the time has come.
    fn answer(&mut self) {
        let now = self.now();
        if let Some((_, request)) = self.pending.take_if(|(at, _)| *at <= now.monotonic) {
            let answer = request.disclose(&[&self.stage.licence], |_| true).sign(&self.stage.key).unwrap();
            let last = self.plan.holder_closes && self.rounds == 1;
            let respond = if last { holder::Session::respond_and_close } else { holder::Session::respond };
            assert_ne!(respond(&mut self.holder, now, answer), Err(holder::RespondError::NotPending));
        }
    }

    /// The user chooses the carriage, or refuses; the tag may have been left by then.
    fn choose(&mut self) {
        let now = self.now().monotonic;
        if self.choosing.take_if(|at| *at <= now).is_none() {
            return;
        }
        let refuses = self.plan.faults.refused > 0 && self.field.below(12) == 0;
        let Some(tag) = self.field.card.tag() else { return };
        let Some(request) = tag.request().map(<[u8]>::to_vec) else { return };
        if refuses {
            return tag.refuse().unwrap();
        }
        let negotiated = negotiate(&self.engagement, &[self.plan.method()], &request).unwrap().unwrap();
        tag.answer(&negotiated.handover.select).unwrap();
    }

    fn handed_over(&mut self, HandedOver { handover, method }: HandedOver) {
        assert!(method.is_none_or(|method| method == self.plan.method()));
        // A reader that comes once the session is open learns nothing by it.
        let offered = self.holder.offer_nfc(&handover.select, handover.request.as_deref());
        assert!(matches!(offered, Ok(()) | Err(holder::OfferError::TooLate)), "{offered:?}");
        self.handed_over.push(handover);
    }

    /// What the field says; the carriage, where it is to be another.
    fn hear(&mut self, said: Said) -> Option<Mode> {
        let now = self.now();
        let told = self.terminal.hear(&mut self.field, &said);
        match said {
            Said::Message(who, message) => {
                let sent = if who == Who::Foreign { Some(JUNK) } else { self.from_reader.last().map(Vec::as_slice) };
                assert_eq!(sent, Some(&message[..]), "only whole messages arrive");
                self.holder.handle_message(now, message);
            }
            Said::HandedOver(handed_over) => self.handed_over(handed_over),
            Said::Asked => {
                let chooses = Duration::from_millis(u64::from(self.field.below(self.plan.chooses)));
                self.choosing = Some(now.monotonic.plus(chooses));
            }
            Said::LinkClosed => self.holder.handle_link_closed(),
            Said::Entered | Said::Answer(_) | Said::Waited | Said::Gone => {}
        }
        match told? {
            Told::Engaged(handover, method) => {
                assert!(self.handed_over.contains(&handover), "both sides have the same transcript");
                assert_eq!(method, self.plan.method());
                self.handover = Some(handover);
                return self.plan.mode;
            }
            Told::Selected => self.open(),
            Told::Message(message) => {
                assert!(self.from_holder.contains(&message), "only whole messages arrive");
                if let Some(reader) = &mut self.reader {
                    reader.handle_message(now, message);
                }
            }
            // The answer to a farewell is no matter.
            Told::Failed(_) if self.reader_closed.is_some() => {}
            Told::Failed(failure) => {
                self.failure = Some(failure);
                if let Some(reader) = &mut self.reader {
                    reader.handle_link_closed();
                }
            }
        }
        None
    }

    /// The reader's session begins.
    fn open(&mut self) {
        let now = self.now();
        let handover = self.handover.as_ref().unwrap();
        let engagement = reader::Engagement::from_nfc(&handover.select, handover.request.as_deref()).unwrap();
        assert_eq!(engagement.bytes(), self.engagement);
        let session =
            reader::Session::new(&self.stage.reader, engagement, names_and_age(), &mut self.random, now).unwrap();
        self.reader = Some(session);
    }

    pub fn run(mut self) -> Ended {
        let (mut steps, mut off) = (0, false);
        loop {
            self.listen_to_holder();
            self.listen_to_reader();
            if !off && (self.failure.is_some() || (self.reader_closed.is_some() && self.terminal.is_done())) {
                // The terminal is done with this card; a farewell was heard, if it could be sent at all.
                off = true;
                self.field.switch_off(false);
            }
            steps += 1;
            assert!(steps < 1_000_000 && self.field.now < Duration::from_secs(3600), "a run without end");
            let deadlines = [self.holder.deadline(), self.reader.as_ref().and_then(Endpoint::deadline), self.choosing];
            let answer = self.pending.as_ref().map(|(at, _)| *at);
            let times = deadlines.into_iter().chain([answer]).flatten().map(Monotonic::since_start);
            let Some(next) = times.chain(self.field.next()).min() else { break };
            for said in self.field.advance(next.max(self.field.now)) {
                if let Some(mode) = self.hear(said) {
                    return self.by_ble(mode);
                }
            }
            let now = self.now();
            self.holder.handle_timeout(now);
            if let Some(reader) = &mut self.reader {
                reader.handle_timeout(now);
            }
            self.answer();
            self.choose();
        }
        let reader = match self.reader_closed {
            Some(reason) => OfReader::Session(reason, self.failure),
            None => OfReader::NoSession(self.failure.expect("the terminal knows how it ended")),
        };
        assert_eq!(self.reader.is_some(), self.reader_closed.is_some());
        Ended {
            verified: self.verified,
            holder: self.holder_closed.expect("the holder knows how it ended"),
            reader,
            took: self.field.now,
            cost: self.field.cost,
            handover: self.handover,
            messages: self.messages,
            seen: self.field.seen,
        }
    }

    /// Goes on by BLE: the phones may be taken apart.
    fn by_ble(mut self, mode: Mode) -> Ended {
        self.open();
        let channel = self.seed.is_multiple_of(5);
        let (client, server) = ends(mode, channel, &self.e_device_key_bytes, 2);
        let mut air = Air::new(self.seed, 185, client, server);
        air.now = self.field.now;
        let sessions = (self.holder, self.reader.unwrap());
        let run = by_air::Run::over(self.stage, air, mode, sessions, (self.plan.rounds, self.plan.holder_closes));
        let ended = match self.holder_closed {
            Some(reason) => run.without_holder(reason).run(),
            None => run.run(),
        };
        let mut seen = self.field.seen;
        *seen.entry("by BLE").or_default() += 1;
        Ended {
            verified: ended.verified,
            holder: ended.holder,
            reader: OfReader::Session(ended.reader, None),
            took: ended.took,
            cost: self.field.cost,
            handover: self.handover,
            messages: Vec::new(),
            seen,
        }
    }
}
