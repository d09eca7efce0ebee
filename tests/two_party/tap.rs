//! Presentations that begin with a tap, over a field that loses, breaks and lets others in: every run ends, and both sides can
//! say how.

use core::time::Duration;
use std::collections::BTreeMap;

use mdoc_proximity::holder::{self, Engagement};
use mdoc_proximity::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use mdoc_proximity::reader;
use mdoc_proximity::session::{CloseReason, Endpoint, Output, Status};
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::transport::ble::Mode;
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::{Handover, RequestOptions, Select, negotiate};
use mdoc_proximity::transport::nfc::tag::{HandedOver, Tag};
use mdoc_proximity::transport::nfc::tnep::ServiceParameters;
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, Picc, SHORT};

use crate::air::{self, Air};
use crate::field::{Cost, Faults, Field, JUNK, Said, Who};
use crate::lossy::{self, Stage};
use crate::presentation::names_and_age;
use crate::radio::ends;
use crate::terminal::{Failure, Terminal, Told};
use crate::world::NOW;

/// The runs on a bad field.
const RUNS: u64 = 600;
/// A user who is asked again engages anew so often.
const ENGAGEMENTS: u64 = 3;
const UUID: [u8; 16] = [0x5d; 16];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverKind {
    Static,
    Negotiated,
    /// Negotiated, and the wallet asks its user before it answers.
    ByHand,
}

/// What a run is to be.
#[derive(Debug, Clone)]
pub struct Plan {
    pub handover: HandoverKind,
    /// MLe and MLc of the tag.
    pub limits: (u16, u16),
    /// By BLE, or by NFC.
    pub mode: Option<Mode>,
    /// What the mdoc announces for data transfer, and what the terminal can do.
    pub lengths: NfcOptions,
    pub own: NfcOptions,
    pub rounds: u32,
    pub holder_closes: bool,
    /// How long the user looks at the request, in milliseconds at most.
    pub thinks: u32,
    /// How long the user takes to choose the carriage.
    pub chooses: u32,
    pub faults: Faults,
    pub air: air::Faults,
}

impl Plan {
    pub fn new(seed: u64) -> Self {
        let pick = |by: u64, of: u64| usize::try_from(seed / by % of).unwrap();
        let modes = [None, None, Some(Mode::PeripheralServer), Some(Mode::CentralClient)];
        let commands = [255, 256, 1000, 65_535];
        let responses = [256, 300, 4096, 65_536];
        let own = [SHORT, EXTENDED, NfcOptions { max_command: 600, max_response: 512 }];
        Self {
            handover: [HandoverKind::Static, HandoverKind::Negotiated, HandoverKind::ByHand][pick(1, 3)],
            limits: [(15, 13), (20, 64), (59, 59), (255, 255), (0x7fff, 0x7fff)][pick(3, 5)],
            mode: modes[pick(2, 4)],
            lengths: NfcOptions { max_command: commands[pick(4, 4)], max_response: responses[pick(5, 4)] },
            own: own[pick(7, 3)],
            rounds: 1 + u32::from(seed.is_multiple_of(7)),
            holder_closes: !seed.is_multiple_of(5),
            thinks: if seed % 11 == 3 { 290_000 } else { 5000 },
            chooses: 10_000,
            faults: Faults::default(),
            air: air::Faults::default(),
        }
    }

    /// On a field this bad, 0 to 5.
    fn on_a_bad_field(mut self, severity: u32) -> Self {
        self.faults = Faults {
            unseen: 4 * severity,
            unanswered: 4 * severity,
            refused: 3 * severity,
            short: 3 * severity,
            foreign: 6 * severity,
            taken: 40 * severity,
            slow: 30 * severity,
        };
        self.air = air::Faults { operation: 40 * severity, cut: 2 * severity, drop: severity, foreign: 20 * severity };
        if severity > 0 {
            // Users take longer than anybody waits.
            self.thinks = if self.thinks > 5000 { 700_000 } else { self.thinks };
            self.chooses = 20_000;
        }
        self
    }

    fn method(&self) -> RetrievalMethod {
        match self.mode {
            None => RetrievalMethod::Nfc(self.lengths),
            Some(Mode::PeripheralServer) => {
                RetrievalMethod::Ble(BleOptions { peripheral_server: Some(UUID), ..BleOptions::default() })
            }
            Some(_) => RetrievalMethod::Ble(BleOptions { central_client: Some(UUID), ..BleOptions::default() }),
        }
    }

    fn options(&self) -> RequestOptions {
        RequestOptions {
            nfc: true,
            ble_central: true,
            ble_peripheral: Some(UUID),
            collision: Some([1, 2]),
            reader_engagement: self.rounds == 2,
            ..RequestOptions::default()
        }
    }

    /// The card of a wallet that shows this engagement.
    fn card(&self, engagement: &[u8]) -> Card {
        let methods = [self.method()];
        let tag = match self.handover {
            HandoverKind::Static => Tag::fixed(&Select::message(engagement, &methods).unwrap()),
            HandoverKind::Negotiated => Tag::negotiated(engagement, &methods),
            HandoverKind::ByHand => {
                Tag::by_hand(&ServiceParameters { waiting_time: 40, ..ServiceParameters::default() })
            }
        };
        let tag = tag.unwrap().with_limits(self.limits.0, self.limits.1, 0x7fff).unwrap();
        Card::new(Some(tag), self.mode.is_none().then(|| Picc::new(self.lengths)))
    }
}

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
                self.holder.handle_message(now, &message);
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
                    reader.handle_message(now, &message);
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
        let mut air = Air::new(self.seed, self.plan.air, 185, client, server);
        air.now = self.field.now;
        let sessions = (self.holder, self.reader.unwrap());
        let run = lossy::Run::over(self.stage, air, mode, sessions, (self.plan.rounds, self.plan.holder_closes));
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

#[test]
fn on_a_good_field_every_presentation_succeeds() {
    let mut stage = Stage::new();
    let mut long = Duration::ZERO;
    for seed in 0..240 {
        let plan = Plan::new(seed);
        let ended = Tap::new(&mut stage, seed, &plan).run();
        assert_eq!(ended.verified, usize::try_from(plan.rounds).unwrap(), "{seed}: {plan:?}: {ended:?}");
        let told = CloseReason::Peer(Status::Termination);
        let expected = if plan.holder_closes { (CloseReason::Local, told) } else { (told, CloseReason::Local) };
        assert_eq!((ended.holder, ended.reader), (expected.0, OfReader::Session(expected.1, None)), "{seed}");
        assert!(ended.took < Duration::from_secs(600), "{seed}: {:?}", ended.took);
        long = long.max(ended.took);
    }
    assert!(long > Duration::from_secs(200), "nobody thought for long: {long:?}");
}

/// How something came out, without the particulars.
fn kind(reason: &impl core::fmt::Debug) -> String {
    let text = format!("{reason:?}").replace("NoSession(", "never ").replace("Session(", "");
    let end = text.find(['{', ',']).into_iter().chain(text.find("(StatusWord")).chain(text.find("(Error")).min();
    text[..end.unwrap_or(text.len())].trim_end_matches([')', ' ']).to_owned()
}

#[test]
fn on_a_bad_field_every_presentation_ends_and_both_sides_say_how() {
    let mut stage = Stage::new();
    let (mut of_holder, mut of_terminal) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    let mut seen = BTreeMap::<&str, usize>::new();
    let mut successes = [0_usize; 4];
    for seed in 0..RUNS {
        let severity = u32::try_from(seed % 6).unwrap();
        let plan = Plan::new(seed / 6 * 7 + seed).on_a_bad_field(severity);
        let mut success = 0;
        for engagement in 1..=ENGAGEMENTS {
            let ended = Tap::new(&mut stage, seed * ENGAGEMENTS + engagement, &plan).run();
            for (name, count) in &ended.seen {
                *seen.entry(name).or_default() += count;
            }
            *of_holder.entry(kind(&ended.holder)).or_default() += 1;
            *of_terminal.entry(kind(&ended.reader)).or_default() += 1;
            if let OfReader::Session(_, Some(failure)) = &ended.reader {
                *of_terminal.entry(kind(failure)).or_default() += 1;
            }
            if ended.verified > 0 {
                success = engagement;
                break;
            }
        }
        assert!(severity > 0 || success == 1, "{seed}: nothing was wrong, and it failed");
        successes[usize::try_from(success).unwrap()] += 1;
    }
    let [never, first, later @ ..] = successes;
    println!("of {RUNS} taps {first} succeeded, {later:?} after coming back with a new engagement, {never} never");
    println!("the holders: {of_holder:?}\nthe terminals: {of_terminal:?}\nwhat happened: {seen:?}");
    // The field is bad enough to show all of it, and good enough for most.
    let runs = usize::try_from(RUNS).unwrap();
    assert!(first > runs / 3 && first < runs * 9 / 10 && never < runs / 3 && later.iter().all(|count| *count > 0));
    for expected in ["Local", "LinkClosed", "TimedOut", "Undecodable", "Peer(Termination"] {
        assert!(of_holder.contains_key(expected), "no holder ended with {expected}");
    }
    for expected in [
        "never Gone",
        "never Handover(Status",
        "never Handover(Apdu(TooShort",
        "never Handover(Refused(1",
        "never Handover(NotReady",
        "never Transfer(",
        "Gone",
        "Transfer(Status",
        "Transfer(Object(Incomplete",
        "LinkClosed",
        "TimedOut",
        "Local",
        "Peer(Termination",
    ] {
        assert!(of_terminal.keys().any(|kind| kind.starts_with(expected)), "no terminal ended with {expected}");
    }
    let faults = ["unseen", "unanswered", "refused", "short", "foreign", "foreign outside", "taken", "slow", "by BLE"];
    assert!(faults.iter().all(|fault| seen.get(fault).is_some_and(|count| *count > 9)), "{seen:?}");
}
