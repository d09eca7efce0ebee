//! What a connection wants of its driver.

use core::fmt;

use super::{CloseReason, PeerId};
use crate::time::Monotonic;
use crate::transport::ble::{Characteristic, Psm};

/// What carries the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// Values of the characteristics.
    Gatt,
    /// An L2CAP channel.
    L2cap,
}

/// What a connection wants next.
///
/// The driver carries each out before it asks for the next. Those of a peer it no longer has it passes over.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Output {
    /// Server: serve the service and advertise it. May be asked for again after [`StopAdvertising`](Self::StopAdvertising).
    Advertise,
    /// Server: advertise no longer, a peer has started. The service stays.
    StopAdvertising,
    /// Client: find a server of the service and connect, then [`handle_connected`](super::Connection::handle_connected), or
    /// [`handle_connect_failed`](super::Connection::handle_connect_failed). It should ask for the highest MTU first. Asked
    /// for again when a connection was lost before it started.
    Connect,
    /// Client: look which characteristics the service has, past any cache, then
    /// [`handle_discovered`](super::Connection::handle_discovered).
    Discover(PeerId),
    /// Client: read this, then [`handle_read`](super::Connection::handle_read).
    Read(PeerId, Characteristic),
    /// Client: subscribe to this, then [`handle_subscribed`](super::Connection::handle_subscribed).
    Subscribe(PeerId, Characteristic),
    /// Client: open the L2CAP channel of this PSM, then
    /// [`handle_channel_opened`](super::Connection::handle_channel_opened).
    OpenChannel(PeerId, Psm),
    /// The peer and this side have begun: it owns the connection from now on, and messages flow.
    Started(PeerId, Bearer),
    /// Client: write this without response; then [`handle_sent`](super::Connection::handle_sent) once the stack has taken it.
    Write {
        /// To whom.
        peer: PeerId,
        /// Where.
        characteristic: Characteristic,
        /// The whole value.
        value: Vec<u8>,
    },
    /// Server: notify this peer, and no other; then [`handle_sent`](super::Connection::handle_sent) once the stack has
    /// taken it.
    Notify {
        /// To whom.
        peer: PeerId,
        /// Where.
        characteristic: Characteristic,
        /// The whole value.
        value: Vec<u8>,
    },
    /// Put these bytes into the L2CAP channel, all of them; then [`handle_sent`](super::Connection::handle_sent).
    ChannelBytes {
        /// To whom.
        peer: PeerId,
        /// A piece of the stream.
        bytes: Vec<u8>,
    },
    /// A whole message of the peer.
    Message(Vec<u8>),
    /// The connection is over for the session. Nothing but [`Disconnect`](Self::Disconnect) follows, perhaps later.
    Closed(CloseReason),
    /// Disconnect this peer, with its L2CAP channel where it has one. Then it is gone: there is no need of
    /// [`handle_disconnected`](super::Connection::handle_disconnected).
    Disconnect {
        /// Whom.
        peer: PeerId,
        /// Why.
        why: CloseReason,
    },
    /// Nothing until something happens or the deadline passes. After [`Closed`](Self::Closed) and without a deadline it is
    /// the end: drop the service, and every trace of the peer that the stack keeps.
    Idle {
        /// When to call [`handle_timeout`](super::Connection::handle_timeout); `None` when there is nothing to wait for.
        deadline: Option<Monotonic>,
    },
}

/// Bytes are counted, not shown.
impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advertise => f.write_str("Advertise"),
            Self::StopAdvertising => f.write_str("StopAdvertising"),
            Self::Connect => f.write_str("Connect"),
            Self::Discover(peer) => write!(f, "Discover({peer})"),
            Self::Read(peer, characteristic) => write!(f, "Read({peer}, {characteristic})"),
            Self::Subscribe(peer, characteristic) => write!(f, "Subscribe({peer}, {characteristic})"),
            Self::OpenChannel(peer, psm) => write!(f, "OpenChannel({peer}, {psm})"),
            Self::Started(peer, bearer) => write!(f, "Started({peer}, {bearer:?})"),
            Self::Write { peer, characteristic, value } => {
                write!(f, "Write({peer}, {characteristic}, {} bytes)", value.len())
            }
            Self::Notify { peer, characteristic, value } => {
                write!(f, "Notify({peer}, {characteristic}, {} bytes)", value.len())
            }
            Self::ChannelBytes { peer, bytes } => write!(f, "ChannelBytes({peer}, {} bytes)", bytes.len()),
            Self::Message(message) => write!(f, "Message({} bytes)", message.len()),
            Self::Closed(reason) => write!(f, "Closed({reason:?})"),
            Self::Disconnect { peer, why } => write!(f, "Disconnect({peer}, {why:?})"),
            Self::Idle { deadline } => write!(f, "Idle({deadline:?})"),
        }
    }
}
