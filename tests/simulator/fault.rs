//! What a link does to what crosses it: one interposer for whole messages and for the pieces they cross in.

use core::time::Duration;

use crate::plan::Side;

/// Where a fault strikes: whole messages between a transport and its session, or what the transport puts on the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Message,
    Piece,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Drop,
    Duplicate,
    /// The next one overtakes it.
    Reorder,
    Truncate,
    /// It comes as two.
    Split,
    /// It comes together with the next one.
    Merge,
    Delay,
    /// One bit of it is changed.
    Corrupt,
    /// It comes many times.
    Flood,
    /// The stack says that it did not work.
    Refuse,
    /// Nothing comes this way any more, and nobody says so.
    Stall,
    Disconnect,
    /// One side dies without a word and begins anew.
    Crash,
    /// A third device meddles.
    Foreign,
}

impl Kind {
    pub const ALL: [Self; 14] = [
        Self::Drop,
        Self::Duplicate,
        Self::Reorder,
        Self::Truncate,
        Self::Split,
        Self::Merge,
        Self::Delay,
        Self::Corrupt,
        Self::Flood,
        Self::Refuse,
        Self::Stall,
        Self::Disconnect,
        Self::Crash,
        Self::Foreign,
    ];
}

/// One fault: at the unit of this number, counted from 0, that this side sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    pub level: Level,
    pub from: Side,
    pub at: u32,
    /// Where in the unit, how long, and who.
    pub salt: u32,
}

/// What can be faulted.
pub trait Unit: Clone {
    /// Its bytes, where it has any.
    fn bytes(&mut self) -> Option<&mut Vec<u8>>;

    /// Whether it can come in two.
    fn divides(&self) -> bool {
        true
    }

    /// Takes the next one in; whether it could.
    fn absorb(&mut self, next: &mut Self) -> bool;
}

impl Unit for Vec<u8> {
    fn bytes(&mut self) -> Option<&mut Vec<u8>> {
        Some(self)
    }

    fn absorb(&mut self, next: &mut Self) -> bool {
        self.append(next);
        true
    }
}

/// What a fault does beside what it does to the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Disconnect,
    Crash { who: Side, told: bool },
    Foreign(u32),
    Refused,
}

/// What comes of a unit.
pub struct Passed<U> {
    /// Each after this additional time.
    pub units: Vec<(Duration, U)>,
    pub effect: Option<Effect>,
    pub applied: Option<Kind>,
}

/// One direction on one level.
pub struct Way<U> {
    level: Level,
    from: Side,
    count: u32,
    held: Option<(Kind, U)>,
    pub stalled: bool,
    /// The radio takes all the same what is given to it.
    pub swallows: bool,
}

impl<U: Unit> Way<U> {
    pub fn new(level: Level, from: Side) -> Self {
        Self { level, from, count: 0, held: None, stalled: false, swallows: false }
    }

    /// What is held back for a next one that did not come.
    pub fn flush(&mut self) -> Option<U> {
        self.held.take().map(|(_, unit)| unit)
    }

    pub fn holds(&self) -> bool {
        self.held.is_some()
    }

    pub fn pass(&mut self, faults: &[Fault], mut unit: U) -> Passed<U> {
        let number = self.count;
        self.count += 1;
        let mut passed = Passed { units: Vec::new(), effect: None, applied: None };
        if self.stalled {
            return passed;
        }
        let mut behind = None;
        match self.held.take() {
            Some((Kind::Merge, mut held)) => {
                if held.absorb(&mut unit) {
                    unit = held;
                } else {
                    passed.units.push((Duration::ZERO, held));
                }
            }
            Some((_, held)) => behind = Some(held),
            None => {}
        }
        let here = |fault: &&Fault| (fault.level, fault.from, fault.at) == (self.level, self.from, number);
        match faults.iter().find(here) {
            Some(fault) => {
                passed.applied = Some(fault.kind);
                self.strike(*fault, unit, &mut passed);
            }
            None => passed.units.push((Duration::ZERO, unit)),
        }
        passed.units.extend(behind.map(|unit| (Duration::ZERO, unit)));
        passed
    }

    fn strike(&mut self, fault: Fault, mut unit: U, passed: &mut Passed<U>) {
        let salt = usize::try_from(fault.salt).unwrap();
        let now = Duration::ZERO;
        match fault.kind {
            Kind::Drop => {}
            Kind::Duplicate => passed.units.extend([(now, unit.clone()), (now, unit)]),
            Kind::Reorder | Kind::Merge => self.held = Some((fault.kind, unit)),
            Kind::Truncate => {
                // What has no bytes is lost.
                if let Some(bytes) = unit.bytes().filter(|bytes| !bytes.is_empty()) {
                    bytes.truncate(salt % bytes.len());
                    passed.units.push((now, unit));
                }
            }
            Kind::Split => {
                let (mut rest, divides) = (unit.clone(), unit.divides());
                match (unit.bytes(), rest.bytes()) {
                    (Some(bytes), Some(others)) if divides && bytes.len() > 1 => {
                        let at = 1 + salt % (bytes.len() - 1);
                        bytes.truncate(at);
                        others.drain(..at);
                        passed.units.extend([(now, unit), (now, rest)]);
                    }
                    _ => passed.units.push((now, unit)),
                }
            }
            Kind::Delay => passed.units.push((delay(fault.salt), unit)),
            Kind::Corrupt => {
                if let Some(bytes) = unit.bytes().filter(|bytes| !bytes.is_empty()) {
                    let at = salt % bytes.len();
                    bytes[at] ^= 1 << ((salt >> 20) % 8);
                    passed.units.push((now, unit));
                }
            }
            Kind::Flood => passed.units.extend((0..16 + salt % 240).map(|_| (now, unit.clone()))),
            Kind::Refuse => passed.effect = Some(Effect::Refused),
            Kind::Stall => (self.stalled, self.swallows) = (true, !salt.is_multiple_of(2)),
            Kind::Disconnect => passed.effect = Some(Effect::Disconnect),
            Kind::Crash => {
                let who = if salt.is_multiple_of(2) { Side::Holder } else { Side::Reader };
                passed.effect = Some(Effect::Crash { who, told: salt & 2 == 0 });
                // Its last words may still arrive.
                if salt & 4 == 0 {
                    passed.units.push((now, unit));
                }
            }
            Kind::Foreign => {
                passed.effect = Some(Effect::Foreign(fault.salt));
                passed.units.push((now, unit));
            }
        }
    }
}

/// Mostly what radios take, and now and then more than anybody waits.
pub fn delay(salt: u32) -> Duration {
    let most = if salt.is_multiple_of(4) { 400_000 } else { 20_000 };
    Duration::from_millis(u64::from(salt / 4 % most))
}
