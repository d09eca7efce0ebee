//! What a connection is to be.

use core::time::Duration;

use crate::transport::ble::{GattSide, Ident, Mode, Psm, Role, ValueSize};

/// Whether the connection may be an L2CAP channel (edition 2 11.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum L2cap {
    /// GATT only.
    #[default]
    Never,
    /// Server: the driver listens at this PSM; whichever the client opens first is used.
    Offered(Psm),
    /// Client: a channel where there is one, otherwise GATT. With the PSM of the engagement GATT is not needed at all;
    /// without, it is read from the L2CAP characteristic.
    Preferred(Option<Psm>),
}

/// How long to wait. `None` waits for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From a connection, or from a peer's first use of the service, to Start. Default 15 s; discovery on a slow phone takes
    /// a few.
    pub start: Option<Duration>,
    /// Between two values of a message. Default 32 s, the longest supervision time-out of a connection (Bluetooth Core,
    /// volume 6 part B, 4.5.2): after it the radio itself would give the connection up.
    pub fragment: Option<Duration>,
    /// From the first value of a message to its last. Default 300 s: what may be silence in a session (edition 1 8.2.4,
    /// edition 2 9.4) is not more as a trickle.
    pub message: Option<Duration>,
    /// For a value that the radio does not take. Default 32 s, as above.
    pub sending: Option<Duration>,
    /// How long a client stays connected after it wrote End: a write without response is only queued when it returns, and a
    /// disconnection would overtake it. Default 0.5 s, several connection intervals.
    pub drain: Duration,
    /// How long a server waits for the client to disconnect after an end. Default 3 s.
    pub linger: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            start: Some(Duration::from_secs(15)),
            fragment: Some(Duration::from_secs(32)),
            message: Some(Duration::from_secs(300)),
            sending: Some(Duration::from_secs(32)),
            drain: Duration::from_millis(500),
            linger: Duration::from_secs(3),
        }
    }
}

/// What a connection is to be. [`Config::new`] gives the standard's; fields are set as needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The mode.
    pub mode: Mode,
    /// Whose side this is.
    pub role: Role,
    /// In mdoc central client mode: the Ident that a reader serves, and that an mdoc expects. An mdoc that has one here goes
    /// on only with a reader that serves it. Not used in the other mode.
    pub ident: Option<Ident>,
    /// L2CAP.
    pub l2cap: L2cap,
    /// How long a value this side's stack can send.
    pub value_size: ValueSize,
    /// How many values, or pieces of a channel's stream, the driver holds before it has reported the first as sent; at least
    /// 1, the default.
    pub window: usize,
    /// The largest piece of a channel's stream. Default 8 KiB.
    pub chunk: usize,
    /// Time.
    pub limits: Limits,
}

impl Config {
    /// The standard's: no L2CAP, no Ident, min(MTU - 3, 512), one value at a time.
    #[must_use]
    pub fn new(mode: Mode, role: Role) -> Self {
        Self {
            mode,
            role,
            ident: None,
            l2cap: L2cap::Never,
            value_size: ValueSize::STANDARD,
            window: 1,
            chunk: 8 * 1024,
            limits: Limits::default(),
        }
    }

    /// This side's end of GATT.
    #[must_use]
    pub fn side(&self) -> GattSide {
        self.mode.side(self.role)
    }
}
