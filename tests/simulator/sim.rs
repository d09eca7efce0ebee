//! One run: two devices, a link that fails as the plan says, and a clock that jumps from one event to the next.

use core::time::Duration;
use std::collections::BTreeMap;

use mdoc_proximity::budget;
use mdoc_proximity::session::{CloseReason, Endpoint};
use mdoc_proximity::time::{Monotonic, Now};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::ble::Ble;
use crate::carriage::{End, LinkNumber, Piece, Want};
use crate::endings::When;
use crate::fault::{Kind, Level, Way};
use crate::nfc::{Terminal, Wallet};
use crate::nonce::{Sealed, take_sealed};
use crate::party::{Holder, Reader, Released, Shown};
use crate::plan::{Dice, Plan, Side, Transport};
use crate::stage::Stage;
use crate::stream::Stream;
use crate::world::NOW;

#[derive(Debug)]
pub(crate) enum Happening {
    Connect(Side, u32),
    Piece(Side, LinkNumber, Piece),
    /// All at once, while whoever should look is busy.
    Burst(Side, LinkNumber, Vec<Piece>),
    Message(Side, u32, Vec<u8>),
    Sent(Side, u32, LinkNumber),
    Lost(Side, LinkNumber),
    Restart(Side),
    Flush(Level, Side),
    /// The holder's user has decided; the reader's has read.
    Answer(u32),
    Ask(u32),
}

/// How a run came out.
#[derive(Debug)]
pub struct Ended {
    pub success: bool,
    pub responses: usize,
    pub holder: CloseReason,
    pub reader: CloseReason,
    /// Why each end of the transport closed, the holder's first.
    pub links: [Option<String>; 2],
    pub took: Duration,
    pub applied: Vec<Kind>,
    /// The ending of the plan has happened.
    pub struck: bool,
    pub crashes: u32,
    pub sealed: Sealed,
}

/// Messages that a transport keeps for its session, at most.
const WAITING: usize = budget::BLE_QUEUED_MESSAGES;
const _: () = assert!(WAITING >= budget::NFC_QUEUED_MESSAGES);

pub struct Sim<'s> {
    pub(crate) stage: &'s Stage,
    pub(crate) plan: Plan,
    pub(crate) dice: Dice,
    pub(crate) random: ChaCha20Rng,
    pub(crate) now: Duration,
    pub(crate) queue: BTreeMap<(Duration, u64), Happening>,
    pub(crate) scheduled: u64,
    pub(crate) holder: Option<Holder>,
    pub(crate) reader: Option<Reader>,
    pub(crate) ends: [Box<dyn End>; 2],
    pub(crate) links: [Option<String>; 2],
    pub(crate) link: Option<LinkNumber>,
    pub(crate) numbers: LinkNumber,
    pub(crate) lives: [u32; 2],
    pub(crate) shown: Shown,
    pub(crate) pieces: [Way<Piece>; 2],
    pub(crate) messages: [Way<Vec<u8>>; 2],
    /// When the latest piece of each side arrives: none overtakes another by itself.
    pub(crate) arrivals: [Duration; 2],
    /// The number of the message that each side is about to hand over.
    pub(crate) sending: [Option<usize>; 2],
    /// The establishment, while there is no link for it.
    pub(crate) opening: Option<Vec<u8>>,
    pub(crate) started: bool,
    /// The message that crosses, its sender, and how many of its pieces have come.
    pub(crate) crossing: Option<(Side, usize, u32)>,
    pub(crate) released: Vec<(usize, Released)>,
    pub(crate) applied: Vec<Kind>,
    pub(crate) struck: bool,
    /// What this side says is not heard by its transport.
    pub(crate) mute: Option<Side>,
    pub(crate) last: Vec<u8>,
    traced: bool,
}

impl<'s> Sim<'s> {
    pub fn new(stage: &'s Stage, plan: Plan) -> Self {
        let mut random = ChaCha20Rng::seed_from_u64(plan.seed);
        let now = Now { monotonic: Monotonic::default(), wall: NOW };
        let (holder, shown) = Holder::new(stage, &plan, &mut random, now);
        let reader = Reader::new(stage, &plan, &shown, &mut random, now);
        drop(take_sealed());
        let way = |side| Way::new(Level::Piece, side);
        let ends = Side::BOTH.map(|side| end(&plan, side, &holder.e_device_key_bytes, Monotonic::default()));
        Self {
            stage,
            dice: Dice::new(plan.seed ^ 0x11),
            plan,
            random,
            now: Duration::ZERO,
            queue: BTreeMap::new(),
            scheduled: 0,
            holder: Some(holder),
            reader: Some(reader),
            ends,
            links: [None, None],
            link: None,
            numbers: 0,
            lives: [0; 2],
            shown,
            pieces: Side::BOTH.map(way),
            messages: Side::BOTH.map(|side| Way::new(Level::Message, side)),
            arrivals: [Duration::ZERO; 2],
            sending: [None, Some(0)],
            opening: None,
            started: false,
            crossing: None,
            released: Vec::new(),
            applied: Vec::new(),
            struck: false,
            mute: None,
            last: Vec::new(),
            traced: false,
        }
    }

    /// Prints what happens.
    pub fn traced(mut self) -> Self {
        self.traced = true;
        self
    }

    pub(crate) fn trace(&self, what: impl FnOnce() -> String) {
        if self.traced {
            println!("{:>12.6} {}", self.now.as_secs_f64(), what());
        }
    }

    pub(crate) fn time(&self) -> Monotonic {
        Monotonic::new(self.now)
    }

    pub(crate) fn both(&self) -> Now {
        Now { monotonic: self.time(), wall: NOW.plus(self.now) }
    }

    pub(crate) fn schedule(&mut self, after: Duration, happening: Happening) {
        self.scheduled += 1;
        self.queue.insert((self.now + after, self.scheduled), happening);
    }

    /// Whether the plan's ending comes here.
    pub(crate) fn strikes(&self, when: When, message: usize) -> bool {
        let here = |ending: &crate::endings::Ending| ending.when == when && ending.message == message;
        !self.struck && self.plan.ending.as_ref().is_some_and(here)
    }

    pub fn run(mut self) -> Ended {
        let mut steps = 0;
        loop {
            self.settle();
            steps += 1;
            assert!(steps < 200_000 && self.now < Duration::from_secs(7200), "a run without end");
            let deadlines = self.deadlines().into_iter().flatten().map(Monotonic::since_start);
            let queued = self.queue.first_key_value().map(|((at, _), _)| *at);
            let Some(next) = deadlines.chain(queued).min() else { break };
            self.now = self.now.max(next);
            match self.queue.first_entry() {
                Some(entry) if entry.key().0 <= self.now => {
                    let happening = entry.remove();
                    self.trace(|| format!("{happening:?}"));
                    self.happen(happening);
                }
                _ => self.time_passes(),
            }
        }
        self.finish()
    }

    fn deadlines(&self) -> [Option<Monotonic>; 4] {
        [
            self.holder.as_ref().and_then(|holder| holder.session.deadline()),
            self.reader.as_ref().and_then(|reader| reader.session.deadline()),
            self.ends[0].deadline(),
            self.ends[1].deadline(),
        ]
    }

    fn time_passes(&mut self) {
        let now = self.both();
        if let Some(holder) = &mut self.holder {
            holder.session.handle_timeout(now);
        }
        if let Some(reader) = &mut self.reader {
            reader.session.handle_timeout(now);
        }
        self.ends.iter_mut().for_each(|end| end.timeout(now.monotonic));
        let past = self.deadlines().into_iter().flatten().any(|deadline| deadline <= now.monotonic);
        assert!(!past, "a deadline has passed and nothing came of it");
    }

    fn finish(self) -> Ended {
        let sealed = take_sealed();
        assert!(sealed.repeated.is_empty(), "one key and IV twice: {:?}", sealed.repeated);
        let (holder, reader) = (self.holder.unwrap(), self.reader.unwrap());
        assert!(self.links.iter().all(Option::is_some), "an end of the transport does not end: {:?}", self.links);
        let rounds = self.plan.rounds.len();
        let ended = Ended {
            success: reader.responses == rounds && holder.answered == rounds,
            responses: reader.responses,
            holder: holder.closed.expect("the holder knows how it ended"),
            reader: reader.closed.expect("the reader knows how it ended"),
            links: self.links,
            took: self.now,
            applied: self.applied,
            struck: self.struck,
            crashes: self.lives[0] + self.lives[1],
            sealed,
        };
        if self.traced {
            println!("{ended:#?}");
        }
        ended
    }

    /// Carries out what everybody wants, until all are quiet.
    fn settle(&mut self) {
        loop {
            let mut quiet = true;
            for side in Side::BOTH {
                let mut messages = 0;
                while let Some(want) = self.ends[side.index()].poll() {
                    quiet = false;
                    messages += usize::from(matches!(want, Want::Message(_)));
                    self.carry(side, want);
                }
                let bounded = self.plan.transport != Transport::Stream;
                assert!(messages <= WAITING || !bounded, "{messages} messages waited");
            }
            quiet &= !self.hear_holder();
            quiet &= !self.hear_reader();
            if quiet {
                return;
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        let now = self.time();
        match happening {
            Happening::Connect(side, life) if self.lives[side.index()] == life => {
                let other = side.other();
                if self.link.is_some() || !self.ends[other.index()].accepts() {
                    return self.ends[side.index()].connect_failed(now);
                }
                self.numbers += 1;
                self.link = Some(self.numbers);
                self.ends[other.index()].connected(now, self.numbers);
                self.ends[side.index()].connected(now, self.numbers);
            }
            Happening::Piece(to, link, piece) if self.link == Some(link) => {
                self.cross(to, &piece);
                self.ends[to.index()].take(now, link, piece);
            }
            Happening::Burst(to, link, pieces) if self.link == Some(link) => {
                pieces.into_iter().for_each(|piece| self.ends[to.index()].take(now, link, piece));
            }
            Happening::Message(side, life, message) => self.deliver(side, life, &message),
            Happening::Sent(side, life, link) if self.lives[side.index()] == life => {
                self.ends[side.index()].sent(now, link);
            }
            Happening::Lost(side, link) => self.ends[side.index()].lost(now, link),
            Happening::Restart(side) => self.restart(side),
            Happening::Flush(Level::Piece, side) => {
                if let (Some(piece), Some(link)) = (self.pieces[side.index()].flush(), self.link) {
                    self.on_its_way(side, link, Duration::ZERO, piece);
                }
            }
            Happening::Flush(Level::Message, side) => {
                if let Some(message) = self.messages[side.index()].flush() {
                    let to = side.other();
                    self.deliver(to, self.lives[to.index()], &message);
                }
            }
            Happening::Answer(life) if self.lives[0] == life => self.answer(),
            Happening::Ask(life) if self.lives[1] == life => self.ask(),
            // Of a connection or a life that is no more.
            _ => {}
        }
    }
}

pub(crate) fn end(plan: &Plan, side: Side, key: &[u8], now: Monotonic) -> Box<dyn End> {
    match (plan.transport, side) {
        (Transport::Stream, side) => Box::new(Stream::new(side == Side::Reader, plan.chunk)),
        (Transport::Gatt(mode), side) => Box::new(Ble::new(plan, side, (mode, false), key, now)),
        (Transport::L2cap(mode), side) => Box::new(Ble::new(plan, side, (mode, true), key, now)),
        (Transport::Nfc, Side::Holder) => Box::new(Wallet::new(plan.chunk)),
        (Transport::Nfc, Side::Reader) => Box::new(Terminal::new(plan.chunk)),
    }
}
