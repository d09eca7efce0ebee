//! What happens on a BLE connection.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// One end of a BLE connection. Every value or piece that it sends is taken at once, and every operation of a client is
/// answered by the next event that is not a wait. Time passes in waits alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BleConnection {
    /// `peripheral-server` (the mdoc serves) or `central-client` (the reader does).
    pub mode: String,
    /// The end of GATT that is under test: `client` or `server`.
    pub side: String,
    /// EDeviceKeyBytes, from which the Ident is made; in `central-client` mode only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e_device_key_bytes: Option<Bytes>,
    /// What this end does about L2CAP; absent, it knows GATT only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub l2cap: Option<BleChannel>,
    /// How long this end waits; absent, the case lets no time pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<BleLimits>,
    /// What happens, in order.
    pub events: Vec<BleEvent>,
}

/// An L2CAP channel: a server listens for one, a client wants one and takes GATT where there is none.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BleChannel {
    /// Of a server, where it listens; of a client, what the engagement says. A client without one reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psm: Option<u16>,
}

/// How long an end waits, in milliseconds. A limit has passed as soon as it is reached.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BleLimits {
    /// From a connection, or at a server from a peer's first use of the service, to Start.
    pub start: u64,
    /// From one value, or piece of a channel's stream, of a message to the next.
    pub fragment: u64,
    /// From the first value or piece of a message to its last.
    pub message: u64,
    /// For a value or piece that cannot be sent.
    pub sending: u64,
}

/// What the radio, a peer or the session does. Characteristics are `state`, `client-to-server`, `server-to-client`, `ident`
/// and `l2cap`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum BleEvent {
    /// A peer is connected; of a client, its server.
    Connected {
        /// The peer's number.
        peer: u64,
        /// The MTU agreed.
        mtu: usize,
    },
    /// A client has found these characteristics.
    Discovered {
        /// The peer's number.
        peer: u64,
        /// Their names.
        characteristics: Vec<String>,
    },
    /// A client has read this.
    Read {
        /// The peer's number.
        peer: u64,
        /// The characteristic.
        characteristic: String,
        /// What it read.
        value: Bytes,
    },
    /// A client has subscribed to this, or a server's client has.
    Subscribed {
        /// The peer's number.
        peer: u64,
        /// The characteristic.
        characteristic: String,
    },
    /// A peer wrote or notified this.
    Value {
        /// The peer's number.
        peer: u64,
        /// The characteristic.
        characteristic: String,
        /// The value.
        value: Bytes,
        /// How often, one after the other; once where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<u32>,
    },
    /// A peer is disconnected.
    Disconnected {
        /// The peer's number.
        peer: u64,
    },
    /// What a client asked for last did not work, though the peer is still connected.
    Failed {
        /// The peer's number.
        peer: u64,
    },
    /// An L2CAP channel is open: of a client the one that it asked for, of a server one that a peer opened.
    ChannelOpened {
        /// The peer's number.
        peer: u64,
    },
    /// Bytes of a channel's stream, cut anywhere.
    ChannelBytes {
        /// The peer's number.
        peer: u64,
        /// The bytes.
        bytes: Bytes,
    },
    /// A peer closed its channel.
    ChannelClosed {
        /// The peer's number.
        peer: u64,
    },
    /// Time passes, and nothing else happens in it.
    Wait {
        /// How much, in milliseconds.
        ms: u64,
    },
    /// The session has a message to send.
    Send {
        /// The message.
        message: Bytes,
    },
    /// The session ends.
    End,
}
