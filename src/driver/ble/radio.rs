//! The seam between a connection's rules and a radio: calls out, callbacks in.

use core::fmt;

use crate::driver::ble::RadioError;
use crate::transport::ble::connection::PeerId;
use crate::transport::ble::{Characteristic, Psm};

/// What a [`Radio`] is to do. The platform's name for it stands in brackets: Android, then iOS.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Call {
    /// Server: serve the service, then advertise its UUID and nothing else: no name, no manufacturer data (`openGattServer`,
    /// `startAdvertising`; `CBPeripheralManager.add`, `startAdvertising`).
    Advertise,
    /// Server: advertise no longer; the service stays.
    StopAdvertising,
    /// Client: scan for the service's UUID, connect to who advertises it and ask for the highest MTU; then
    /// [`Event::Connected`] or [`Event::ConnectFailed`] (`startScan`, `connectGatt`, `requestMtu`;
    /// `scanForPeripherals`, `connect`).
    Connect,
    /// Client: look for the service's characteristics, past any cache; then [`Event::Discovered`] (`discoverServices`;
    /// `discoverServices`, `discoverCharacteristics`).
    Discover(PeerId),
    /// Client: read; then [`Event::Read`] (`readCharacteristic`; `readValue`).
    Read(PeerId, Characteristic),
    /// Client: ask for notifications; then [`Event::Subscribed`] (`setCharacteristicNotification` and the descriptor
    /// 0x2902; `setNotifyValue`).
    Subscribe(PeerId, Characteristic),
    /// Client: write without response; then [`Event::Sent`], when the stack takes the next one (`writeCharacteristic`,
    /// `onCharacteristicWrite`; `writeValue`, `peripheralIsReady(toSendWriteWithoutResponse:)`).
    Write {
        /// To whom.
        peer: PeerId,
        /// Where.
        characteristic: Characteristic,
        /// The whole value.
        value: Vec<u8>,
    },
    /// Server: notify; then [`Event::Sent`], when the stack takes the next one (`notifyCharacteristicChanged`,
    /// `onNotificationSent`; `updateValue`, `peripheralManagerIsReady(toUpdateSubscribers:)`).
    Notify {
        /// To whom.
        peer: PeerId,
        /// Where.
        characteristic: Characteristic,
        /// The whole value.
        value: Vec<u8>,
    },
    /// Client: open an L2CAP channel; then [`Event::ChannelOpened`] (`createInsecureL2capChannel`; `openL2CAPChannel`).
    OpenChannel(PeerId, Psm),
    /// Write these bytes into the channel, all of them; then [`Event::Sent`].
    ChannelBytes {
        /// To whom.
        peer: PeerId,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Close the peer's channel, where there is one, and disconnect; then [`Event::Disconnected`]. What the stack has
    /// queued for the peer goes first, where it can tell (`cancelConnection`, `disconnect`; `cancelPeripheralConnection`).
    /// A system that lets no server disconnect, such as iOS, tells [`Event::Disconnected`] at once.
    Disconnect(PeerId),
}

/// Bytes are counted, not shown.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advertise => f.write_str("Advertise"),
            Self::StopAdvertising => f.write_str("StopAdvertising"),
            Self::Connect => f.write_str("Connect"),
            Self::Discover(peer) => write!(f, "Discover({peer})"),
            Self::Read(peer, characteristic) => write!(f, "Read({peer}, {characteristic})"),
            Self::Subscribe(peer, characteristic) => write!(f, "Subscribe({peer}, {characteristic})"),
            Self::Write { peer, characteristic, value } => {
                write!(f, "Write({peer}, {characteristic}, {} bytes)", value.len())
            }
            Self::Notify { peer, characteristic, value } => {
                write!(f, "Notify({peer}, {characteristic}, {} bytes)", value.len())
            }
            Self::OpenChannel(peer, psm) => write!(f, "OpenChannel({peer}, {psm})"),
            Self::ChannelBytes { peer, bytes } => write!(f, "ChannelBytes({peer}, {} bytes)", bytes.len()),
            Self::Disconnect(peer) => write!(f, "Disconnect({peer})"),
        }
    }
}

/// A radio, for one connection: what a wallet implements on a platform that this library has no radio for.
///
/// Dropping it is the last call: it stops scanning and advertising, disconnects, takes the service down and makes the
/// stack forget the peer.
pub trait Radio: Send {
    /// Begins what is called for and returns at once; what comes of it is told through
    /// [`Callbacks`](super::Callbacks). Calls are carried out in order.
    fn call(&mut self, call: Call);
}

impl<R: Radio + ?Sized> Radio for Box<R> {
    fn call(&mut self, call: Call) {
        (**self).call(call);
    }
}

/// What a radio tells.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A peer is there: whom the client connected to, or who uses the server. An id is given to one connection and never
    /// again, so that a peer that comes back is another.
    Connected {
        /// Who.
        peer: PeerId,
        /// ATT_MTU, in bytes; 23 where it is not known.
        mtu: u16,
    },
    /// Client: nobody was found, or the connection did not come about.
    ConnectFailed(RadioError),
    /// Another ATT_MTU was agreed upon.
    Mtu {
        /// With whom.
        peer: PeerId,
        /// Bytes.
        mtu: u16,
    },
    /// Client: the characteristics that the service has; none where it is not there.
    Discovered {
        /// Whose.
        peer: PeerId,
        /// Which.
        characteristics: Vec<Characteristic>,
    },
    /// Client: what was read.
    Read {
        /// Whose.
        peer: PeerId,
        /// Which.
        characteristic: Characteristic,
        /// The value.
        value: Vec<u8>,
    },
    /// A client takes notifications of this: this side's own call is done, or the peer asked for it.
    Subscribed(PeerId, Characteristic),
    /// Server: a client takes notifications of this no longer.
    Unsubscribed(PeerId, Characteristic),
    /// What was called for last did not work, though the peer is still connected. After Start that is a value or bytes of a
    /// channel that the stack does not take, which ends the connection; the radio drops those behind it.
    Refused(PeerId),
    /// The peer wrote or notified.
    Value {
        /// Who.
        peer: PeerId,
        /// Where.
        characteristic: Characteristic,
        /// The whole value.
        value: Vec<u8>,
    },
    /// The stack took a value, or bytes of a channel: the next may come.
    Sent(PeerId),
    /// The L2CAP channel is open.
    ChannelOpened(PeerId),
    /// Bytes came on the channel, in any pieces.
    ChannelBytes {
        /// Whose.
        peer: PeerId,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The peer closed the channel.
    ChannelClosed(PeerId),
    /// The connection is gone.
    Disconnected(PeerId),
    /// How strong the peer's signal is, in dBm. A hint and no more: a relay makes it what it likes.
    Rssi {
        /// Whose.
        peer: PeerId,
        /// Usually between -100 (far) and -30 (beside).
        dbm: i16,
    },
    /// The radio cannot go on.
    Failed(RadioError),
}

impl Event {
    /// What it counts for in the inbox.
    pub(super) fn weight(&self) -> usize {
        let bytes = match self {
            Self::Value { value, .. } | Self::Read { value, .. } => value.len(),
            Self::ChannelBytes { bytes, .. } => bytes.len(),
            _ => 0,
        };
        bytes.saturating_add(size_of::<Self>())
    }
}

/// Bytes are counted, not shown.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected { peer, mtu } => write!(f, "Connected({peer}, MTU {mtu})"),
            Self::ConnectFailed(error) => write!(f, "ConnectFailed({error})"),
            Self::Mtu { peer, mtu } => write!(f, "Mtu({peer}, {mtu})"),
            Self::Discovered { peer, characteristics } => write!(f, "Discovered({peer}, {characteristics:?})"),
            Self::Read { peer, characteristic, value } => {
                write!(f, "Read({peer}, {characteristic}, {} bytes)", value.len())
            }
            Self::Subscribed(peer, characteristic) => write!(f, "Subscribed({peer}, {characteristic})"),
            Self::Unsubscribed(peer, characteristic) => write!(f, "Unsubscribed({peer}, {characteristic})"),
            Self::Refused(peer) => write!(f, "Refused({peer})"),
            Self::Value { peer, characteristic, value } => {
                write!(f, "Value({peer}, {characteristic}, {} bytes)", value.len())
            }
            Self::Sent(peer) => write!(f, "Sent({peer})"),
            Self::ChannelOpened(peer) => write!(f, "ChannelOpened({peer})"),
            Self::ChannelBytes { peer, bytes } => write!(f, "ChannelBytes({peer}, {} bytes)", bytes.len()),
            Self::ChannelClosed(peer) => write!(f, "ChannelClosed({peer})"),
            Self::Disconnected(peer) => write!(f, "Disconnected({peer})"),
            Self::Rssi { peer, dbm } => write!(f, "Rssi({peer}, {dbm})"),
            Self::Failed(error) => write!(f, "Failed({error})"),
        }
    }
}
