//! A holder and a reader, and a wire between them that does what it likes.

use std::collections::VecDeque;

use super::cursor::Cursor;
use super::holder_session::{Holder, spoil};
use super::providers::{choose, watched};
use super::reader_session::Reader;

/// A byte of configuration, then what the wire and the two callers do.
/// * Everything that holds of each side alone.
/// * What the reader verifies was issued, whatever the wire did.
/// * While the wire only carries, neither side ends by a fault of the other's.
pub fn body(data: &[u8]) {
    verified_by(data);
}

/// How many documents were verified.
pub fn verified_by(data: &[u8]) -> usize {
    let mut input = Cursor(data);
    let choice = input.byte();
    let provider = watched(choose(choice >> 3));
    let mut pair = Pair {
        holder: Holder::new(provider, choice),
        reader: Reader::new(provider, choice >> 1, choice & 4 == 4),
        to_holder: VecDeque::new(),
        to_reader: VecDeque::new(),
        faithful: true,
    };
    for _ in 0..256 {
        pair.look();
        if input.is_empty() {
            break;
        }
        pair.step(&mut input);
    }
    pair.look();
    if pair.faithful {
        let faults = |reason: &mdoc_proximity::session::CloseReason| {
            use mdoc_proximity::session::CloseReason::{Local, Peer};
            !matches!(reason, Local | Peer(mdoc_proximity::session::Status::Termination))
        };
        for reason in [pair.holder.driven.closed, pair.reader.driven.closed].iter().flatten() {
            assert!(!faults(reason), "ended by a fault though the wire was faithful: {reason}");
        }
    }
    pair.reader.verified
}

struct Pair {
    holder: Holder,
    reader: Reader,
    to_holder: VecDeque<Vec<u8>>,
    to_reader: VecDeque<Vec<u8>>,
    /// Whether the wire only carried, and time stood still.
    faithful: bool,
}

impl Pair {
    fn look(&mut self) {
        self.to_reader.extend(self.holder.look());
        self.to_holder.extend(self.reader.look());
    }

    fn step(&mut self, input: &mut Cursor<'_>) {
        let what = input.byte();
        match what % 16 {
            0 | 1 => {
                if let Some(message) = self.to_holder.pop_front() {
                    self.holder.driven.told(&message);
                }
            }
            2 | 3 => {
                if let Some(message) = self.to_reader.pop_front() {
                    self.reader.driven.told(&message);
                }
            }
            4 => self.holder.answer(true, input.bit()),
            5 => self.holder.answer(false, input.bit()),
            6 => self.reader.ask(),
            7 => self.reader.verify(),
            8 if what & 128 == 128 => self.reader.driven.session.close(),
            8 => self.holder.driven.session.close(),
            what => {
                self.faithful = false;
                self.disturb(what, input);
            }
        }
    }

    fn disturb(&mut self, what: u8, input: &mut Cursor<'_>) {
        let towards_holder = input.bit();
        let queue = if towards_holder { &mut self.to_holder } else { &mut self.to_reader };
        match what {
            9 => drop(queue.pop_front()),
            10 => {
                if let Some(message) = queue.front().cloned() {
                    queue.push_back(message);
                }
            }
            11 => {
                if let Some(message) = queue.front_mut() {
                    spoil(message, input);
                }
            }
            12 => queue.push_front(input.piece().to_vec()),
            13 => {
                let message = queue.pop_front();
                let other = if towards_holder { &mut self.to_reader } else { &mut self.to_holder };
                other.extend(message);
            }
            14 => {
                let time = input.time();
                self.holder.driven.advance(time);
                self.reader.driven.advance(time);
            }
            _ if towards_holder => {
                mdoc_proximity::session::Endpoint::handle_link_closed(&mut self.holder.driven.session)
            }
            _ => mdoc_proximity::session::Endpoint::handle_link_closed(&mut self.reader.driven.session),
        }
    }
}
