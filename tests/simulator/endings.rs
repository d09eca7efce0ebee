//! The 18 ways in which two phones can end a session: either side; by status 20, by the transport's own end, or by going
//! away; before, during and after a message.
//!
//! During a message a status can only be that which comes with its data, where its sender ends; the other side's crosses it.

use crate::plan::{Dice, Side};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Status 20: alone, or with the data of the message.
    Status,
    /// State 0x02 on GATT, the end of a stream or channel, a status word or a field switched off in NFC; no status.
    Transport,
    /// The connection is gone, without a word.
    Disconnect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Its sender was about to send it.
    Before,
    /// A part of it has arrived.
    During,
    /// It has arrived.
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    pub who: Side,
    pub how: How,
    pub when: When,
    /// Counted from the session establishment, which is 0; the holder's are odd.
    pub message: usize,
}

impl Ending {
    /// The 18 of a message.
    pub fn of(message: usize) -> impl Iterator<Item = Self> {
        let whens = [When::Before, When::During, When::After];
        let hows = [How::Status, How::Transport, How::Disconnect];
        let each = move |who| {
            hows.into_iter().flat_map(move |how| whens.into_iter().map(move |when| Self { who, how, when, message }))
        };
        Side::BOTH.into_iter().flat_map(each)
    }

    pub fn drawn(dice: &mut Dice) -> Self {
        let message = usize::try_from(dice.below(4)).unwrap();
        let all: Vec<_> = Self::of(message).collect();
        dice.of(&all)
    }

    /// Whether it is the sender of the message who ends.
    pub fn is_by_sender(&self) -> bool {
        (self.who == Side::Reader) == self.message.is_multiple_of(2)
    }
}
