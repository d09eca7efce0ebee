//! What a run is to be, all of it from one number.

use core::time::Duration;

use mdoc_proximity::report::Profile;
use mdoc_proximity::transport::ble::Mode;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::endings::Ending;
use crate::fault::{Fault, Kind, Level, delay};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Holder,
    Reader,
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Holder, Self::Reader];

    pub fn other(self) -> Self {
        match self {
            Self::Holder => Self::Reader,
            Self::Reader => Self::Holder,
        }
    }

    pub fn index(self) -> usize {
        usize::from(self == Self::Reader)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Stream,
    Gatt(Mode),
    L2cap(Mode),
    Nfc,
}

impl Transport {
    pub const ALL: [Self; 6] = [
        Self::Stream,
        Self::Gatt(Mode::PeripheralServer),
        Self::Gatt(Mode::CentralClient),
        Self::L2cap(Mode::PeripheralServer),
        Self::L2cap(Mode::CentralClient),
        Self::Nfc,
    ];

    /// Whether it may be cut anywhere and put together as one likes.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Stream | Self::L2cap(_))
    }
}

/// What the user gives of what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    All,
    /// All but the element of this number.
    Without(usize),
    Decline,
}

/// One request and its answer.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Which elements are asked for, a bit for each.
    pub asks: u32,
    pub consent: Consent,
    pub thinks: Duration,
    /// How long the reader's user looks at the answer.
    pub reads: Duration,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub transport: Transport,
    pub mtu: usize,
    pub window: usize,
    /// The largest piece of a stream, and the lengths of APDUs.
    pub chunk: usize,
    pub mac: bool,
    pub profile: Profile,
    /// The engagement announces capabilities (version 1.1).
    pub edition2: bool,
    pub by_nfc: bool,
    pub authenticated: bool,
    pub rounds: Vec<Round>,
    pub holder_closes: bool,
    /// On GATT: the end is said by State, too.
    pub says_end: bool,
    pub faults: Vec<Fault>,
    pub ending: Option<Ending>,
    /// The user never answers.
    pub away: bool,
}

pub struct Dice(ChaCha20Rng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed ^ 0x5157_0000_0000_0000))
    }

    pub fn below(&mut self, most: u32) -> u32 {
        self.0.next_u32() % most.max(1)
    }

    pub fn one_in(&mut self, many: u32) -> bool {
        self.below(many) == 0
    }

    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(u32::try_from(choices.len()).unwrap())).unwrap()]
    }

    pub fn number(&mut self) -> u32 {
        self.0.next_u32()
    }

    pub fn millis(&mut self, least: u32, most: u32) -> Duration {
        Duration::from_micros(u64::from(least) * 1000 + u64::from(self.below((most - least) * 1000)))
    }
}

impl Plan {
    /// Without anything that goes wrong.
    pub fn calm(seed: u64) -> Self {
        let dice = &mut Dice::new(seed);
        let transport = dice.of(&Transport::ALL);
        let rounds = (0..1 + dice.below(3).saturating_sub(1) + u32::from(dice.one_in(12)))
            .map(|_| Round {
                asks: 1 + dice.below(7),
                consent: match dice.below(8) {
                    0 => Consent::Decline,
                    1 => Consent::Without(0),
                    _ => Consent::All,
                },
                thinks: if dice.one_in(16) { dice.millis(200_000, 280_000) } else { dice.millis(0, 5000) },
                reads: dice.millis(0, 1000),
            })
            .collect();
        Self {
            seed,
            transport,
            mtu: dice.of(&[23, 64, 185, 247, 517, 517]),
            window: dice.of(&[1, 2, 4]),
            chunk: dice.of(&[100, 255, 300, 1000, 4096, 65_535]),
            mac: dice.one_in(2),
            profile: dice.of(&[Profile::Strict, Profile::Field]),
            edition2: dice.one_in(2),
            by_nfc: dice.one_in(3),
            authenticated: dice.one_in(3),
            rounds,
            holder_closes: dice.one_in(2),
            says_end: dice.one_in(2) && matches!(transport, Transport::Gatt(_)),
            faults: Vec::new(),
            ending: None,
            away: false,
        }
    }

    pub fn new(seed: u64) -> Self {
        let mut plan = Self::calm(seed);
        let dice = &mut Dice::new(seed ^ 0xfa17);
        match seed % 16 {
            // Left alone, so that it is seen that they succeed.
            0 => {}
            1 => plan.faults = vec![harmless(dice, plan.transport)],
            2..=10 => plan.faults = vec![fault(dice)],
            11 | 12 => plan.faults = (0..2 + dice.below(3)).map(|_| fault(dice)).collect(),
            13 | 14 => {
                plan.ending = Some(Ending::drawn(dice));
                if dice.one_in(4) {
                    plan.faults = vec![fault(dice)];
                }
            }
            _ => {
                plan.away = dice.one_in(2);
                plan.faults = (0..dice.below(2)).map(|_| fault(dice)).collect();
            }
        }
        plan
    }

    /// Whether nothing can keep it from success.
    pub fn is_harmless(&self) -> bool {
        let harmless = |fault: &Fault| match (fault.kind, fault.level) {
            (Kind::Split | Kind::Merge, Level::Piece) => self.transport.is_stream(),
            (Kind::Delay, Level::Piece) => delay(fault.salt) < Duration::from_secs(10),
            _ => false,
        };
        !self.away && self.ending.is_none() && self.faults.len() < 2 && self.faults.iter().all(harmless)
    }

    /// Under which name it is counted.
    pub fn name(&self) -> String {
        match (&self.faults[..], self.ending) {
            _ if self.away => "nobody answers".to_owned(),
            (_, Some(_)) => "one of the 18 ends".to_owned(),
            ([], None) => "nothing".to_owned(),
            ([fault], None) => format!("{:?}, {:?}", fault.kind, fault.level).to_lowercase(),
            _ => "several".to_owned(),
        }
    }
}

/// Early ones often, late ones now and then: there are some five messages, and three to three hundred pieces.
fn at(dice: &mut Dice, level: Level) -> u32 {
    match level {
        Level::Message if dice.one_in(4) => dice.below(4),
        Level::Message => dice.below(2),
        Level::Piece => {
            let most = 1 << dice.below(8);
            dice.below(most)
        }
    }
}

fn fault(dice: &mut Dice) -> Fault {
    let level = if dice.one_in(3) { Level::Message } else { Level::Piece };
    let from = dice.of(&Side::BOTH);
    Fault { kind: dice.of(&Kind::ALL), level, from, at: at(dice, level), salt: dice.number() }
}

/// A delay that everybody waits for, or a stream cut otherwise.
fn harmless(dice: &mut Dice, transport: Transport) -> Fault {
    let mut fault = fault(dice);
    (fault.kind, fault.level) = (Kind::Delay, Level::Piece);
    fault.salt = 1 + 4 * dice.below(9000);
    if transport.is_stream() && dice.one_in(2) {
        fault.kind = dice.of(&[Kind::Split, Kind::Merge]);
    }
    fault
}
