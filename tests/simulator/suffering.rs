//! What happens to a run beside its messages: cuts, crashes, strangers, and the ends that the plan asks for.

use mdoc_proximity::holder::LinkId;
use mdoc_proximity::model::session::encode_data;
use mdoc_proximity::session::{Endpoint, Output};

use crate::carriage::{Leave, Off};
use crate::endings::How;
use crate::fault::{Effect, Kind};
use crate::party::{Holder, Reader};
use crate::plan::{Side, Transport};
use crate::sim::{Happening, Sim, end};

impl Sim<'_> {
    pub(crate) fn suffer(&mut self, from: Side, applied: Option<Kind>, effect: Option<Effect>) {
        if let Some(kind) = applied {
            self.trace(|| format!("fault: {kind:?}"));
            self.applied.push(kind);
        }
        match effect {
            None => {}
            Some(Effect::Disconnect) => self.cut(None),
            Some(Effect::Crash { who, told }) => self.crash(who, told),
            Some(Effect::Refused) => {
                if let Some(link) = self.link {
                    let now = self.time();
                    self.ends[from.index()].refused(now, link);
                }
            }
            Some(Effect::Foreign(doing)) => self.somebody_else(doing),
        }
    }

    /// The link goes, and each side notices in its own time.
    fn cut(&mut self, by: Option<Side>) {
        let link = self.link.take();
        for side in Side::BOTH {
            if by == Some(side) {
                let now = self.time();
                self.ends[side.index()].leave(now, Leave::AtOnce);
                self.link_closed(side);
            } else if let Some(link) = link {
                let after = self.dice.millis(0, 4000);
                self.schedule(after, Happening::Lost(side, link));
            }
        }
    }

    /// The end that the plan asks for.
    pub(crate) fn end_here(&mut self) {
        let Some(ending) = self.plan.ending else { return };
        self.struck = true;
        self.trace(|| format!("ending: {ending:?}"));
        match (ending.how, ending.who) {
            (How::Status, Side::Holder) => {
                if let Some(holder) = &mut self.holder {
                    holder.session.close();
                }
            }
            (How::Status, Side::Reader) => {
                if let Some(reader) = &mut self.reader {
                    reader.session.close();
                }
            }
            (How::Transport, who) => self.link_closed(who),
            (How::Disconnect, who) => self.cut(Some(who)),
        }
    }

    /// A third device does something of what one can do.
    fn somebody_else(&mut self, doing: u32) {
        let now = self.time();
        if self.plan.transport != Transport::Stream {
            return self.ends.iter_mut().for_each(|end| end.foreign(now, doing / 16));
        }
        // On a link of its own.
        let link = LinkId(9);
        match doing / 16 % 6 {
            0 => self.tell_holder(link, &[1, 2, 3]),
            1 => self.tell_holder(link, &encode_data(None, Some(20))),
            // What it overheard.
            2 => {
                let last = self.last.clone();
                self.tell_holder(link, &last);
            }
            3 => {
                if let Some(holder) = &mut self.holder {
                    holder.session.handle_link_closed_of(link);
                }
            }
            4 => self.tell_holder(link, &encode_data(Some(&[7; 40]), None)),
            // It has seen the engagement, too.
            _ => {
                let now = self.both();
                let mut other = Reader::new(self.stage, &self.plan, &self.shown, &mut self.random, now);
                if let Output::Transmit(establishment) = other.session.poll_output() {
                    self.tell_holder(link, &establishment);
                }
            }
        }
    }

    pub(crate) fn restart(&mut self, side: Side) {
        let now = self.both();
        let (stage, plan) = (self.stage, &self.plan);
        match side {
            Side::Holder => {
                let (holder, shown) = Holder::new(stage, plan, &mut self.random, now);
                self.shown = shown;
                self.holder = Some(holder);
            }
            Side::Reader => {
                self.reader = Some(Reader::new(stage, plan, &self.shown, &mut self.random, now));
                self.sending[1] = Some(0);
            }
        }
        let key = self.holder.as_ref().map(|holder| holder.e_device_key_bytes.clone()).unwrap_or_default();
        self.ends[side.index()] = end(&self.plan, side, &key, now.monotonic);
        // Where the other side has not noticed, the link is the old one.
        if self.plan.transport == Transport::Stream
            && let Some(link) = self.link
        {
            self.ends[side.index()].connected(now.monotonic, link);
        }
    }

    /// A side dies without a word.
    pub(crate) fn crash(&mut self, who: Side, told: bool) {
        let index = who.index();
        if self.lives[index] > 2 {
            return;
        }
        self.lives[index] += 1;
        self.ends[index] = Box::new(Off);
        self.links[index] = None;
        self.sending[index] = None;
        match who {
            Side::Holder => self.holder = None,
            Side::Reader => (self.reader, self.opening, self.started, self.mute) = (None, None, false, None),
        }
        if (told || self.plan.transport != Transport::Stream)
            && let Some(link) = self.link.take()
        {
            let after = self.dice.millis(0, 4000);
            self.schedule(after, Happening::Lost(who.other(), link));
        }
        let after = self.dice.millis(500, 3000);
        self.schedule(after, Happening::Restart(who));
    }
}
