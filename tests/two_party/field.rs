//! The field between an NFC terminal and a card, in virtual time. It can be made to fail, as taps do; one seed, one course of
//! events.

use core::time::Duration;
use std::collections::BTreeMap;

use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::nfc::apdu::{Command, StatusWord};
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::tag::{self, HandedOver};
use mdoc_proximity::transport::nfc::transfer::{self, Reaction, do53};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// How often things go wrong, of a thousand commands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// The card leaves before it has seen the command.
    pub unseen: u32,
    /// The card leaves with its answer.
    pub unanswered: u32,
    /// A stack between the two answers with an error; the card has seen the command, or has not.
    pub refused: u32,
    /// A stack loses some of an answer.
    pub short: u32,
    /// Another reader speaks to the card: in the same field, or while the card is out of it.
    pub foreign: u32,
    /// The user takes the card away to look at it while it holds an answer.
    pub taken: u32,
    /// The card's stack is slow, by up to two seconds.
    pub slow: u32,
}

/// What terminal and card are told.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    /// Terminal: a card is in the field.
    Entered,
    /// Terminal: the answer to the command.
    Answer(Vec<u8>),
    /// Terminal: the time that it waited is over.
    Waited,
    /// Terminal: the card is gone.
    Gone,
    /// Card: a whole message of this one.
    Message(Who, Vec<u8>),
    /// Card: a reader has begun to read this.
    HandedOver(HandedOver),
    /// Card: a request waits for its user.
    Asked,
    /// Card: the session's link is closed.
    LinkClosed,
}

/// What happens belongs to one stay of the card in the field, but for its coming.
#[derive(Debug)]
enum Happening {
    Enter,
    Command(u32, Vec<u8>),
    Answer(u32, Vec<u8>),
    Waited(u32),
    Leave(u32),
    Gone,
    Foreign(u32),
}

/// What another reader sends as a message.
pub const JUNK: &[u8] = &[1, 2, 3];

/// Whose a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Terminal,
    /// The terminal, which will not see the answer.
    Unheard,
    Foreign,
}

/// What a terminal has spent: commands, their bytes, and the answers' bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    pub commands: usize,
    pub sent: usize,
    pub received: usize,
}

pub struct Field {
    pub now: Duration,
    pub card: Card,
    pub cost: Cost,
    faults: Faults,
    rng: ChaCha20Rng,
    queue: BTreeMap<(Duration, u64), Happening>,
    scheduled: u64,
    /// Which stay this is; odd while the card is in the field.
    stay: u32,
    /// Whose command the card holds.
    held: Option<Who>,
    /// A message that nobody has asked for yet.
    unasked: Option<Vec<u8>>,
    /// The session's link is closed.
    closed: bool,
    asked: bool,
    said: Vec<Said>,
    /// What went wrong, by name.
    pub seen: BTreeMap<&'static str, usize>,
}

impl Field {
    pub fn new(seed: u64, faults: Faults, card: Card) -> Self {
        let mut field = Self {
            now: Duration::ZERO,
            card,
            cost: Cost::default(),
            faults,
            rng: ChaCha20Rng::seed_from_u64(seed ^ 0x4e46_4300),
            queue: BTreeMap::new(),
            scheduled: 0,
            stay: 0,
            held: None,
            unasked: None,
            closed: false,
            asked: false,
            said: Vec::new(),
            seen: BTreeMap::new(),
        };
        field.comes(100, 2000);
        field
    }

    pub fn time(&self) -> Monotonic {
        Monotonic::new(self.now)
    }

    /// A number below `most`.
    pub fn below(&mut self, most: u32) -> u32 {
        self.rng.next_u32() % most.max(1)
    }

    fn fails(&mut self, name: &'static str, of_thousand: u32) -> bool {
        let fails = self.below(1000) < of_thousand;
        if fails {
            *self.seen.entry(name).or_default() += 1;
        }
        fails
    }

    fn schedule(&mut self, at: Duration, happening: Happening) {
        self.scheduled += 1;
        self.queue.insert((at, self.scheduled), happening);
    }

    fn within(&mut self, least: u32, most: u32) -> Duration {
        self.now + Duration::from_micros(u64::from(least * 1000 + self.below((most - least) * 1000)))
    }

    fn comes(&mut self, least: u32, most: u32) {
        let at = self.within(least, most);
        self.schedule(at, Happening::Enter);
    }

    /// When bytes are across that leave now: 106 kbit/s, and a little more.
    fn across(&self, bytes: usize) -> Duration {
        self.now + Duration::from_millis(1) + Duration::from_micros(80) * u32::try_from(bytes).unwrap()
    }

    /// When something happens next.
    pub fn next(&self) -> Option<Duration> {
        let next = self.queue.first_key_value().map(|((at, _), _)| *at);
        if self.said.is_empty() { next } else { Some(self.now) }
    }

    /// Lets happen what happens until `now`.
    pub fn advance(&mut self, now: Duration) -> Vec<Said> {
        // One at a time: whoever hears of it speaks first.
        if let Some(entry) = self.queue.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((at, _), happening) = entry.remove_entry();
            self.now = self.now.max(at);
            self.happen(happening);
        }
        if self.next().is_none_or(|next| next > now) {
            self.now = self.now.max(now);
        }
        core::mem::take(&mut self.said)
    }

    /// Terminal: transmits a command.
    pub fn transmit(&mut self, command: Vec<u8>) {
        self.cost.commands += 1;
        self.cost.sent += command.len();
        let stay = self.stay;
        if self.fails("unseen", self.faults.unseen) {
            let at = self.within(0, 20);
            return self.schedule(at, Happening::Leave(stay));
        }
        if self.fails("foreign", self.faults.foreign) {
            self.schedule(self.now, Happening::Foreign(stay));
        }
        let mut at = self.across(command.len());
        if self.fails("slow", self.faults.slow) {
            at = self.within(100, 2000).max(at);
        }
        self.schedule(at, Happening::Command(stay, command));
    }

    /// Terminal: waits.
    pub fn wait(&mut self, time: Duration) {
        let stay = self.stay;
        self.schedule(self.now + time, Happening::Waited(stay));
    }

    /// Terminal: switches the field off, and on again where it wants to try anew.
    pub fn switch_off(&mut self, on_again: bool) {
        if !self.stay.is_multiple_of(2) {
            self.out_of_field();
        }
        if on_again {
            self.comes(200, 400);
        }
    }

    /// Card: the session's message answers the command that is held, or waits for the next; whether the link is open.
    pub fn respond(&mut self, message: Vec<u8>) -> bool {
        if self.closed {
            return false;
        }
        match self.card.respond(&message) {
            Some(answer) => self.answer(answer),
            None => self.unasked = Some(message),
        }
        true
    }

    /// Card: the session closes its link.
    pub fn close(&mut self) {
        self.closed = true;
        if let Some(answer) = self.card.refuse(StatusWord::CONDITIONS) {
            self.answer(answer);
        }
    }

    /// The answer to the command that was held.
    fn answer(&mut self, answer: Vec<u8>) {
        if self.held.take() == Some(Who::Terminal) {
            self.back(answer);
        }
    }

    /// An answer on its way to the terminal.
    fn back(&mut self, mut answer: Vec<u8>) {
        let stay = self.stay;
        if self.fails("unanswered", self.faults.unanswered) {
            let at = self.within(0, 10);
            return self.schedule(at, Happening::Leave(stay));
        }
        if self.fails("short", self.faults.short) {
            let lost = usize::try_from(self.below(u32::try_from(answer.len()).unwrap() + 1)).unwrap();
            // Of the data, mostly; the status is the card's.
            let data = answer.len() - 2;
            answer.drain(data.saturating_sub(lost)..data);
            answer.truncate(if lost > data { 1 } else { answer.len() });
        }
        let at = self.across(answer.len());
        self.schedule(at, Happening::Answer(stay, answer));
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Enter if self.stay.is_multiple_of(2) => {
                self.stay += 1;
                self.said.push(Said::Entered);
            }
            Happening::Command(stay, command) if stay == self.stay => self.command(&command),
            Happening::Answer(stay, answer) if stay == self.stay => {
                self.cost.received += answer.len();
                self.said.push(Said::Answer(answer));
            }
            Happening::Waited(stay) if stay == self.stay => self.said.push(Said::Waited),
            Happening::Leave(stay) if stay == self.stay => {
                self.out_of_field();
                let notices = self.within(1, 150);
                self.schedule(notices, Happening::Gone);
                self.comes(200, 4000);
            }
            Happening::Gone => self.said.push(Said::Gone),
            Happening::Foreign(stay) if stay == self.stay => self.somebody_else(),
            // Of a stay that is over.
            _ => {}
        }
    }

    fn out_of_field(&mut self) {
        self.stay += 1;
        self.deactivate();
        // Another reader may have the card meanwhile.
        if self.fails("foreign outside", self.faults.foreign) {
            self.somebody_else();
            self.deactivate();
        }
    }

    fn deactivate(&mut self) {
        if self.card.is_transferring() {
            self.link_closed();
        }
        self.card.deactivated();
        (self.held, self.asked) = (None, false);
    }

    fn link_closed(&mut self) {
        if !core::mem::replace(&mut self.closed, true) {
            self.said.push(Said::LinkClosed);
        }
    }

    /// The terminal's command is at the card.
    fn command(&mut self, command: &[u8]) {
        if self.fails("refused", self.faults.refused) {
            let statuses = [0x6f00, 0x6985, 0x6a82, 0x6700, 0x6d00];
            let status = StatusWord(statuses[usize::try_from(self.below(5)).unwrap()]);
            if self.below(2) == 0 {
                // The card has seen it, but its answer is lost in the phone.
                self.give(Who::Unheard, command);
            }
            return self.back(status.to_vec());
        }
        if let Some(answer) = self.give(Who::Terminal, command) {
            self.back(answer);
        } else if self.held.is_some() && self.fails("taken", self.faults.taken) {
            let (stay, at) = (self.stay, self.within(50, 4000));
            self.schedule(at, Happening::Leave(stay));
        }
    }

    /// Gives a command to the card as a phone's driver does.
    fn give(&mut self, who: Who, command: &[u8]) -> Option<Vec<u8>> {
        self.held = None;
        let answer = match self.card.command(command) {
            Reaction::Answer(answer) => Some(answer),
            Reaction::Message(_) if self.closed => self.card.refuse(StatusWord::CONDITIONS),
            Reaction::Message(message) => match self.unasked.take() {
                Some(unasked) => self.card.respond(&unasked),
                None => {
                    self.held = Some(who);
                    self.said.push(Said::Message(who, message));
                    None
                }
            },
        };
        if let Some(handed_over) = self.card.take_handover() {
            self.said.push(Said::HandedOver(handed_over));
        }
        if self.card.is_broken() {
            self.link_closed();
        }
        let asks = self.card.tag().is_some_and(|tag| tag.request().is_some());
        if asks && !self.asked {
            self.said.push(Said::Asked);
        }
        self.asked = asks;
        answer
    }

    /// Another reader has the card, and does something of what one can do.
    fn somebody_else(&mut self) {
        let apdu = |command: Command<'_>| command.to_vec().unwrap();
        let select = |name: &[u8]| apdu(Command::new(0, 0xa4, [4, 0]).data(name).expecting(256));
        let file = apdu(Command::new(0, 0xa4, [0, 0x0c]).data(&[0xe1, 0x04]));
        let part = |class, data: &[u8]| apdu(Command::new(class, 0xc3, [0, 0]).data(data).expecting(256));
        let another_service = b"\xd1\x02\x14Ts\x13urn:nfc:sn:handoves";
        let update = apdu(Command::new(0, 0xd6, [0, 0]).data(&[&[0, 24], &another_service[..]].concat()));
        let commands = match self.below(8) {
            0 => vec![select(b"\xa0\x00\x00\x02\x48\x04\x01")],
            1 => vec![select(&tag::APPLICATION), file, apdu(Command::new(0, 0xb0, [0, 0]).expecting(2))],
            2 => vec![select(&tag::APPLICATION), file, update],
            3 => vec![select(&transfer::APPLICATION), part(0, &do53::wrap(JUNK))],
            4 => vec![part(0x10, &[0x53, 3, 1])],
            5 => vec![apdu(Command::new(0, 0xc0, [0, 0]).expecting(256))],
            6 => vec![vec![0, 0xca, 0, 0, 0], vec![0x80, 0xc3, 0, 0], vec![0]],
            _ => vec![select(&transfer::APPLICATION), part(0x10, &[0x53, 0x82, 0x10, 0])],
        };
        for command in commands {
            self.give(Who::Foreign, &command);
        }
    }
}
