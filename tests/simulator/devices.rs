//! What the two devices say, and when their users act.

use mdoc_proximity::holder::{self, LinkId};
use mdoc_proximity::reader;
use mdoc_proximity::session::{CloseReason, Endpoint, Output, Timeouts};

use crate::carriage::Leave;
use crate::endings::{How, When};
use crate::party::{round, with_status};
use crate::plan::Side;
use crate::sim::{Happening, Sim};
use crate::stage::request;

/// What one call may make a side say, at most: messages and events, and bytes.
const SAID: (usize, usize) = (80, 1 << 20);

impl Sim<'_> {
    pub(crate) fn hear_holder(&mut self) -> bool {
        let (mut said, mut bytes) = (0, 0);
        loop {
            let Some(holder) = &mut self.holder else { return said > 0 };
            let output = holder.session.poll_output();
            match (&output, holder.closed) {
                (Output::Idle { deadline }, closed) => {
                    assert!(closed.is_none() || deadline.is_none(), "a deadline after the end");
                    assert!(said <= SAID.0 && bytes <= SAID.1, "{said} outputs of {bytes} bytes waited");
                    return said > 0;
                }
                (_, Some(_)) => panic!("output after the end"),
                _ => said += 1,
            }
            match output {
                Output::Idle { .. } => {}
                Output::Transmit(message) => {
                    bytes += message.len();
                    self.transmit(Side::Holder, message);
                }
                Output::Event(holder::Event::Established(_)) => {}
                Output::Event(holder::Event::Request(asked)) => {
                    let number = holder.requests;
                    holder.requests += 1;
                    holder.since = self.now;
                    holder.pending = Some(*asked);
                    self.trace(|| format!("holder: request {number}"));
                    self.received(2 * number);
                    if !self.plan.away {
                        let thinks = round(&self.plan, number).thinks;
                        self.schedule(thinks, Happening::Answer(self.lives[0]));
                    }
                }
                Output::Event(holder::Event::Closed(reason)) => {
                    holder.closed = Some(reason);
                    let idle = if holder.requests == 0 {
                        Timeouts::default().establishment
                    } else {
                        Timeouts::default().inactivity
                    };
                    assert!(self.now <= holder.since + idle.unwrap(), "the holder ends too late");
                    self.left(Side::Holder, reason);
                }
            }
        }
    }

    pub(crate) fn hear_reader(&mut self) -> bool {
        let (mut said, mut bytes) = (0, 0);
        loop {
            let now = self.both();
            let Some(reader) = &mut self.reader else { return said > 0 };
            let output = reader.session.poll_output();
            match (&output, reader.closed) {
                (Output::Idle { deadline }, closed) => {
                    assert!(closed.is_none() || deadline.is_none(), "a deadline after the end");
                    assert!(said <= SAID.0 && bytes <= SAID.1, "{said} outputs of {bytes} bytes waited");
                    return said > 0;
                }
                (_, Some(_)) => panic!("output after the end"),
                _ => said += 1,
            }
            match output {
                Output::Idle { .. } => {}
                Output::Transmit(message) => {
                    bytes += message.len();
                    self.transmit(Side::Reader, message);
                }
                Output::Event(reader::Event::Response(response)) => {
                    reader.judge(&response, now, &self.released);
                    reader.since = self.now;
                    let number = reader.responses - 1;
                    self.trace(|| format!("reader: response {number}"));
                    self.received(2 * number + 1);
                    let reads = round(&self.plan, number).reads;
                    self.schedule(reads, Happening::Ask(self.lives[1]));
                }
                Output::Event(reader::Event::Closed(reason)) => {
                    reader.closed = Some(reason);
                    let idle = Timeouts::default().inactivity.unwrap();
                    assert!(self.now <= reader.since + idle, "the reader ends too late");
                    self.left(Side::Reader, reason);
                }
            }
        }
    }

    /// A side's session is over: it leaves its transport.
    pub(crate) fn left(&mut self, side: Side, reason: CloseReason) {
        self.trace(|| format!("{side:?}: closed, {reason:?}"));
        let saying = self.plan.says_end || reason == CloseReason::LinkClosed;
        let now = self.time();
        self.ends[side.index()].leave(now, if saying { Leave::Saying } else { Leave::Silently });
    }

    /// A session wants a message sent.
    pub(crate) fn transmit(&mut self, side: Side, mut message: Vec<u8>) {
        if self.mute == Some(side) {
            return;
        }
        if side == Side::Holder && self.holder.as_ref().is_some_and(|holder| holder.owner == Some(LinkId(9))) {
            // It is another reader's.
            self.sending[0] = None;
            return;
        }
        if side == Side::Reader && !self.started && self.sending[1] == Some(0) {
            self.opening = Some(message);
            return;
        }
        let number = self.sending[side.index()].take();
        let mut closes = false;
        if let Some(number) = number {
            if side == Side::Reader && number == 0 && self.strikes(When::Before, 0) {
                self.end_here();
                if self.plan.ending.as_ref().is_some_and(|ending| ending.who == Side::Reader) {
                    return;
                }
            }
            let ending = self.plan.ending.as_ref();
            closes = self.strikes(When::During, number)
                && side == Side::Reader
                && ending.is_some_and(|ending| ending.who == side && ending.how == How::Status);
            // An establishment has no status; one that follows at once is what comes next to it.
            if closes && number > 0 {
                message = with_status(&message);
            }
            self.crossing = Some((side, number, 0));
        }
        let now = self.time();
        self.trace(|| format!("{side:?}: sends {} bytes, message {number:?}", message.len()));
        let taken = self.ends[side.index()].send(now, message);
        if !taken {
            self.link_closed(side);
        }
        if closes {
            self.mute = number.filter(|number| *number > 0).map(|_| side);
            self.end_here();
        }
    }

    pub(crate) fn link_closed(&mut self, side: Side) {
        match (side, &mut self.holder, &mut self.reader) {
            (Side::Holder, Some(holder), _) => holder.session.handle_link_closed(),
            (Side::Reader, _, Some(reader)) => reader.session.handle_link_closed(),
            _ => {}
        }
    }

    /// The message of this number has arrived.
    pub(crate) fn received(&mut self, number: usize) {
        if self.crossing.is_some_and(|(_, crossing, _)| crossing == number) {
            self.crossing = None;
        }
        if self.strikes(When::After, number) {
            self.end_here();
        }
    }

    /// The holder's user has decided.
    pub(crate) fn answer(&mut self) {
        let Some(holder) = &self.holder else { return };
        let (number, open) = (holder.answered, holder.pending.is_some() && holder.closed.is_none());
        let message = 2 * number + 1;
        if open && self.strikes(When::Before, message) {
            self.end_here();
        }
        let now = self.both();
        let last = number + 1 >= self.plan.rounds.len();
        let ending = self.plan.ending.as_ref();
        let with_status = self.strikes(When::During, message)
            && ending.is_some_and(|ending| ending.who == Side::Holder && ending.how == How::Status);
        let close = with_status || (last && self.plan.holder_closes);
        let Some(holder) = &mut self.holder else { return };
        if let Some(released) = holder.answer(self.stage, &self.plan, now, close) {
            holder.since = self.now;
            self.released.push((number, released));
            self.sending[0] = Some(message);
            self.struck |= with_status;
        }
    }

    /// The reader's user has read: asks again, or ends.
    pub(crate) fn ask(&mut self) {
        let now = self.both();
        let Some(reader) = &self.reader else { return };
        let number = reader.responses;
        if number < self.plan.rounds.len() {
            if reader.closed.is_none() && self.strikes(When::Before, 2 * number) {
                self.end_here();
            }
            let request = request(self.plan.rounds[number].asks);
            let Some(reader) = &mut self.reader else { return };
            if reader.session.request(now, request).is_ok() {
                reader.since = self.now;
                self.sending[1] = Some(2 * number);
            }
        } else if !self.plan.holder_closes
            && let Some(reader) = &mut self.reader
        {
            reader.session.close();
        }
    }
}
