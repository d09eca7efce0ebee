//! Why a connection ended, or a peer was sent away.

use core::fmt;

use crate::transport::ble::Characteristic;
use crate::transport::ble::l2cap::FrameError;
use crate::transport::ble::reassembly::FragmentError;
use crate::transport::ble::state::StateError;

/// What an end left unfinished, in bytes of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cut {
    /// Received of a message that did not become whole.
    pub received: usize,
    /// Not handed to the driver yet.
    pub unsent: usize,
}

impl Cut {
    /// Whether no message was cut.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.received == 0 && self.unsent == 0
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of an unfinished message received, {} not sent", self.received, self.unsent)
    }
}

/// What a peer did that the standard does not let it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misuse {
    /// Messages, or an end, before the client wrote Start (edition 1 8.3.3.1.1.4, edition 2 11.1.3.3).
    BeforeStart(Characteristic),
    /// Start a second time.
    StartTwice,
    /// Start from the server; it is the client's to write (edition 1 table 13, edition 2 table 7).
    StartByServer,
    /// A State without a meaning.
    State(StateError),
    /// A value that no message can have.
    Fragment(FragmentError),
    /// A frame that no message can have.
    Frame(FrameError),
    /// A value on a characteristic that this side does not take values on.
    Direction(Characteristic),
    /// The reader's Ident is another's (edition 1 8.3.3.1.1.3, edition 2 11.1.3.1).
    Ident,
    /// An L2CAP channel that was not offered, or beside a connection that has started.
    Channel,
    /// More messages than the other side took.
    Flood,
    /// A second peer, while the connection is another's.
    Foreign,
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeStart(characteristic) => write!(f, "{characteristic} was used before the connection started"),
            Self::StartTwice => f.write_str("the connection was started twice"),
            Self::StartByServer => f.write_str("the server sent Start, which is the client's"),
            Self::State(error) => error.fmt(f),
            Self::Fragment(error) => error.fmt(f),
            Self::Frame(error) => error.fmt(f),
            Self::Direction(characteristic) => write!(f, "a value came on {characteristic}, which takes none"),
            Self::Ident => f.write_str("the reader is not the one that was engaged: its Ident differs"),
            Self::Channel => f.write_str("an L2CAP channel was opened where none is expected"),
            Self::Flood => f.write_str("more messages came than were taken"),
            Self::Foreign => f.write_str("the connection belongs to another peer"),
        }
    }
}

/// What may fail, most of it on a client's way to Start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Finding the server and connecting.
    Connect,
    /// Looking which characteristics there are.
    Discover,
    /// Reading a characteristic.
    Read(Characteristic),
    /// Subscribing to a characteristic.
    Subscribe(Characteristic),
    /// Opening the L2CAP channel.
    Channel,
    /// Writing Start.
    Start,
    /// Handing a value to the radio after Start.
    Send,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("connecting"),
            Self::Discover => f.write_str("discovering the service"),
            Self::Read(characteristic) => write!(f, "reading {characteristic}"),
            Self::Subscribe(characteristic) => write!(f, "subscribing to {characteristic}"),
            Self::Channel => f.write_str("opening the L2CAP channel"),
            Self::Start => f.write_str("writing Start"),
            Self::Send => f.write_str("sending a value"),
        }
    }
}

/// What did not come in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// Start, after a peer began to use the service, or a client's own way there.
    Start,
    /// The next value of a message.
    Fragment,
    /// The end of a message.
    Message,
    /// A value that the radio did not take, or the peer's subscription to it.
    Sending,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "the connection did not start in time",
            Self::Fragment => "the next part of a message did not come in time",
            Self::Message => "a message took too long",
            Self::Sending => "a value could not be sent in time",
        })
    }
}

/// Why a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// This side ended it, after all that was to be sent.
    Local,
    /// This side gave it up.
    Cancelled(Cut),
    /// The peer ended it between messages: State 0x02, or the end of its L2CAP channel.
    Peer,
    /// The peer ended it inside a message.
    CutOff(Cut),
    /// The connection was lost after it had started. There is no going on: a new engagement is needed (edition 1
    /// 8.3.3.1.1.6, edition 2 11.1.3.6).
    Lost(Cut),
    /// The peer broke a rule.
    Misuse(Misuse),
    /// The service lacks this.
    NotOffered(Characteristic),
    /// This did not work, as often as it was tried.
    Failed(Step),
    /// Something did not come in time.
    TimedOut(Wait),
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("ended by this side"),
            Self::Cancelled(cut) => write!(f, "given up by this side ({cut})"),
            Self::Peer => f.write_str("ended by the peer"),
            Self::CutOff(cut) => write!(f, "ended by the peer inside a message ({cut})"),
            Self::Lost(cut) => write!(f, "the connection was lost ({cut}); a new engagement is needed"),
            Self::Misuse(misuse) => misuse.fmt(f),
            Self::NotOffered(characteristic) => write!(f, "the service has no {characteristic} characteristic"),
            Self::Failed(step) => write!(f, "{step} failed"),
            Self::TimedOut(wait) => wait.fmt(f),
        }
    }
}

impl core::error::Error for CloseReason {}
