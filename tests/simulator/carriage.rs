//! What a transport is to the simulator: two ends, and pieces that cross between them.

use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::Characteristic;

use crate::fault::Unit;

/// What crosses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of a stream, and its end.
    Stream(Vec<u8>),
    End,
    /// A value written or notified.
    Value(Characteristic, Vec<u8>),
    /// What a GATT client asks its server for, and what comes back.
    Ask(Ask),
    Told(Told),
    /// An APDU each way.
    Command(Vec<u8>),
    Answer(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    Discover,
    Read(Characteristic),
    Subscribe(Characteristic),
    OpenChannel,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Discovered(Vec<Characteristic>),
    Read(Characteristic, Option<Vec<u8>>),
    Subscribed(Characteristic),
    ChannelOpened,
}

impl Unit for Piece {
    fn bytes(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Self::Stream(bytes)
            | Self::Value(_, bytes)
            | Self::Command(bytes)
            | Self::Answer(bytes)
            | Self::Told(Told::Read(_, Some(bytes))) => Some(bytes),
            Self::End | Self::Ask(_) | Self::Told(_) => None,
        }
    }

    fn divides(&self) -> bool {
        !matches!(self, Self::Told(_))
    }

    fn absorb(&mut self, next: &mut Self) -> bool {
        match (self, next) {
            (Self::Value(of, bytes), Self::Value(next_of, next)) if of == next_of => bytes.append(next),
            (Self::Stream(bytes), Self::Stream(next))
            | (Self::Command(bytes), Self::Command(next))
            | (Self::Answer(bytes), Self::Answer(next)) => bytes.append(next),
            _ => return false,
        }
        true
    }
}

/// A connection of the two ends; numbers do not repeat.
pub type LinkNumber = u64;

/// What an end wants of the world.
#[derive(Debug)]
pub enum Want {
    Connect,
    Transmit(LinkNumber, Piece),
    Disconnect(LinkNumber),
    /// Messages may flow.
    Started,
    /// A whole message for the session.
    Message(Vec<u8>),
    /// Nothing more will come; why, by name.
    Closed(String),
}

/// How a side leaves its transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// All that waits is sent, then the transport says that it ends where it can.
    Saying,
    /// As before, but it says nothing: the session's status is enough.
    Silently,
    /// At once.
    AtOnce,
}

/// One end of a transport. Every call is legal in every state.
pub trait End {
    /// Whether somebody may connect to it now.
    fn accepts(&self) -> bool;
    fn connected(&mut self, now: Monotonic, link: LinkNumber);
    fn connect_failed(&mut self, _now: Monotonic) {}
    /// Sends a message; whether it was taken.
    fn send(&mut self, now: Monotonic, message: Vec<u8>) -> bool;
    /// A piece of the other end.
    fn take(&mut self, now: Monotonic, link: LinkNumber, piece: Piece);
    /// The stack has taken a piece.
    fn sent(&mut self, _now: Monotonic, _link: LinkNumber) {}
    /// The stack could not do what was asked for last.
    fn refused(&mut self, now: Monotonic, link: LinkNumber);
    /// The connection is no more.
    fn lost(&mut self, now: Monotonic, link: LinkNumber);
    fn leave(&mut self, now: Monotonic, how: Leave);
    fn timeout(&mut self, _now: Monotonic) {}
    fn deadline(&self) -> Option<Monotonic> {
        None
    }
    fn poll(&mut self) -> Option<Want>;
    /// Another device does something of what one can do here.
    fn foreign(&mut self, now: Monotonic, doing: u32);
}

/// A device that is off.
pub struct Off;

impl End for Off {
    fn accepts(&self) -> bool {
        false
    }
    fn connected(&mut self, _: Monotonic, _: LinkNumber) {}
    fn send(&mut self, _: Monotonic, _: Vec<u8>) -> bool {
        false
    }
    fn take(&mut self, _: Monotonic, _: LinkNumber, _: Piece) {}
    fn refused(&mut self, _: Monotonic, _: LinkNumber) {}
    fn lost(&mut self, _: Monotonic, _: LinkNumber) {}
    fn leave(&mut self, _: Monotonic, _: Leave) {}
    fn poll(&mut self) -> Option<Want> {
        None
    }
    fn foreign(&mut self, _: Monotonic, _: u32) {}
}
