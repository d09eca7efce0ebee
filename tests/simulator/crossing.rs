//! What crosses between the two ends of a transport.

use core::time::Duration;

use mdoc_proximity::holder::LinkId;
use mdoc_proximity::session::Endpoint;
use mdoc_proximity::transport::ble::Characteristic;

use crate::carriage::{Leave, LinkNumber, Piece, Want};
use crate::endings::When;
use crate::fault::{Kind, Level};
use crate::plan::Side;
use crate::sim::{Happening, Sim};

/// How long something is held back for a next one.
const HELD: Duration = Duration::from_millis(300);
/// How much of the air's time a stack has room for.
const STACK: Duration = Duration::from_millis(400);

impl Sim<'_> {
    /// What an end of the transport wants.
    pub(crate) fn carry(&mut self, side: Side, want: Want) {
        match want {
            Want::Connect => {
                let after = self.dice.millis(100, 2000);
                self.schedule(after, Happening::Connect(side, self.lives[side.index()]));
            }
            Want::Transmit(link, piece) => self.send_piece(side, link, piece),
            Want::Disconnect(link) => {
                if self.link == Some(link) {
                    self.link = None;
                    let after = self.dice.millis(5, 100);
                    self.schedule(after, Happening::Lost(side.other(), link));
                }
            }
            Want::Started if side == Side::Reader => {
                self.started = true;
                let open = self.reader.as_ref().is_some_and(|reader| reader.closed.is_none());
                if let Some(establishment) = self.opening.take().filter(|_| open) {
                    self.transmit(side, establishment);
                }
            }
            Want::Started => {}
            Want::Message(message) => self.arrive(side, message),
            Want::Closed(why) => {
                self.trace(|| format!("{side:?}: link closed, {why}"));
                self.links[side.index()] = Some(why);
                self.link_closed(side);
            }
        }
    }

    pub(crate) fn send_piece(&mut self, side: Side, link: LinkNumber, piece: Piece) {
        let index = side.index();
        if self.link != Some(link) {
            return;
        }
        let passed = self.pieces[index].pass(&self.plan.faults, piece);
        if passed.applied == Some(Kind::Flood) {
            let pieces = passed.units.into_iter().map(|(_, piece)| piece).collect();
            self.schedule(Duration::from_millis(20), Happening::Burst(side.other(), link, pieces));
        } else {
            for (extra, piece) in passed.units {
                self.on_its_way(side, link, extra, piece);
            }
        }
        if !self.pieces[index].stalled || self.pieces[index].swallows {
            // A stack takes what it has room for: it is never far ahead of the air.
            let reported = self.now + self.dice.millis(1, 30);
            let reported = reported.max(self.arrivals[index].saturating_sub(STACK));
            self.schedule(reported - self.now, Happening::Sent(side, self.lives[index], link));
        }
        if self.pieces[index].holds() {
            self.schedule(HELD, Happening::Flush(Level::Piece, side));
        }
        self.suffer(side, passed.applied, passed.effect);
    }

    pub(crate) fn on_its_way(&mut self, side: Side, link: LinkNumber, extra: Duration, piece: Piece) {
        let arrival = self.now + self.dice.millis(2, 20) + extra;
        let arrival = arrival.max(self.arrivals[side.index()] + Duration::from_micros(1));
        self.arrivals[side.index()] = arrival;
        self.schedule(arrival - self.now, Happening::Piece(side.other(), link, piece));
    }

    /// A whole message has come out of a transport.
    pub(crate) fn arrive(&mut self, side: Side, message: Vec<u8>) {
        let way = &mut self.messages[side.other().index()];
        let passed = way.pass(&self.plan.faults, message);
        if way.holds() {
            self.schedule(HELD, Happening::Flush(Level::Message, side.other()));
        }
        let life = self.lives[side.index()];
        for (extra, message) in passed.units {
            if extra.is_zero() {
                self.deliver(side, life, &message);
            } else {
                self.schedule(extra, Happening::Message(side, life, message));
            }
        }
        self.suffer(side.other(), passed.applied, passed.effect);
    }

    pub(crate) fn deliver(&mut self, side: Side, life: u32, message: &[u8]) {
        if self.lives[side.index()] != life {
            return;
        }
        let now = self.both();
        match side {
            Side::Holder => self.tell_holder(LinkId::default(), message),
            Side::Reader => {
                if let Some(reader) = &mut self.reader {
                    reader.session.handle_message(now, message.to_vec());
                }
            }
        }
    }

    pub(crate) fn tell_holder(&mut self, link: LinkId, message: &[u8]) {
        let now = self.both();
        self.last = message.to_vec();
        let Some(holder) = &mut self.holder else { return };
        let heard = holder.session.handle_message_from(now, link, message.to_vec());
        if heard {
            holder.owner.get_or_insert(link);
        } else if link != LinkId(9) {
            // Another one was first: this link is left.
            self.ends[0].leave(now.monotonic, Leave::Saying);
        }
    }

    /// The ending may come while a message is on its way.
    pub(crate) fn cross(&mut self, to: Side, piece: &Piece) {
        let Some((from, number, come)) = &mut self.crossing else { return };
        let of_message = match piece {
            Piece::Stream(_) | Piece::Answer(_) => true,
            Piece::Value(characteristic, _) => *characteristic != Characteristic::State,
            Piece::Command(command) => command.get(1) == Some(&0xc3),
            Piece::End | Piece::Ask(_) | Piece::Told(_) => false,
        };
        if *from == to || !of_message {
            return;
        }
        *come += 1;
        let (number, come) = (*number, *come);
        if come == 2 && self.strikes(When::During, number) {
            self.end_here();
        }
    }
}
