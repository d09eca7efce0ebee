//! The two GATT services (edition 1 tables 11 and 12, edition 2 tables 5 to 7).
//!
//! | characteristic | mdoc service | reader service | properties |
//! |---|---|---|---|
//! | State | `00000001` | `00000005` | Notify, Write Without Response |
//! | Client2Server | `00000002` | `00000006` | Write Without Response |
//! | Server2Client | `00000003` | `00000007` | Notify |
//! | Ident | - | `00000008` | Read |
//! | L2CAP | `0000000A` | `0000000B` | Read |
//!
//! Behind each stands `-A123-48CE-896B-4C76973373E6`. The service's own UUID is the one of the engagement, fresh in every
//! transaction. A server may offer more properties than these. Each characteristic that notifies has the descriptor
//! [`CLIENT_CONFIGURATION`].

use core::fmt;

/// What every characteristic's UUID ends with: the last 12 of its 16 bytes, as printed.
const SUFFIX: [u8; 12] = [0xa1, 0x23, 0x48, 0xce, 0x89, 0x6b, 0x4c, 0x76, 0x97, 0x33, 0x73, 0xe6];

/// The 16-bit UUID of the Client Characteristic Configuration descriptor, by which a client subscribes.
pub const CLIENT_CONFIGURATION: u16 = 0x2902;

/// What a client writes to [`CLIENT_CONFIGURATION`] to get notifications, as on the air.
pub const NOTIFICATIONS_ON: [u8; 2] = [0x01, 0x00];

/// Who of the two parties this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The holder's side.
    Mdoc,
    /// The verifier's side.
    Reader,
}

/// Which end of GATT this is. The client is the Bluetooth central, which scans and connects; the server is the
/// peripheral, which advertises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GattSide {
    /// Scans, connects, subscribes and writes.
    Client,
    /// Advertises, serves and notifies.
    Server,
}

/// One of the two ways to use BLE. Where an engagement offers both, a reader should take the mdoc central client mode
/// (edition 1 8.3.3.1.1.2, edition 2 11.1.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// mdoc peripheral server mode: the mdoc advertises and serves, under BleOptions key 10.
    PeripheralServer,
    /// mdoc central client mode: the reader advertises and serves, under BleOptions key 11.
    CentralClient,
}

impl Mode {
    /// The end of GATT that `role` takes.
    #[must_use]
    pub const fn side(self, role: Role) -> GattSide {
        match (self, role) {
            (Self::PeripheralServer, Role::Mdoc) | (Self::CentralClient, Role::Reader) => GattSide::Server,
            (Self::PeripheralServer, Role::Reader) | (Self::CentralClient, Role::Mdoc) => GattSide::Client,
        }
    }

    /// The party that serves.
    #[must_use]
    pub const fn server(self) -> Role {
        match self {
            Self::PeripheralServer => Role::Mdoc,
            Self::CentralClient => Role::Reader,
        }
    }

    /// The characteristics of this mode's service; [`Characteristic::L2cap`] is there only where a channel is offered.
    #[must_use]
    pub const fn characteristics(self) -> &'static [Characteristic] {
        use Characteristic::{ClientToServer, Ident, L2cap, ServerToClient, State};
        match self {
            Self::PeripheralServer => &[State, ClientToServer, ServerToClient, L2cap],
            Self::CentralClient => &[State, ClientToServer, ServerToClient, Ident, L2cap],
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PeripheralServer => "mdoc peripheral server mode",
            Self::CentralClient => "mdoc central client mode",
        })
    }
}

/// A characteristic of either service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Characteristic {
    /// Begins and ends a connection, see [`state`](super::state).
    State,
    /// Messages of the client, fragment by fragment.
    ClientToServer,
    /// Messages of the server, fragment by fragment.
    ServerToClient,
    /// The reader's [`Ident`](super::Ident), in mdoc central client mode only.
    Ident,
    /// The [`Psm`](super::Psm) of the server's L2CAP channel.
    L2cap,
}

/// What a client may do with a characteristic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Properties {
    /// Read.
    pub read: bool,
    /// Write Without Response.
    pub write_without_response: bool,
    /// Notify, with the descriptor [`CLIENT_CONFIGURATION`].
    pub notify: bool,
}

impl Characteristic {
    /// Those that every service must have.
    pub const REQUIRED: [Self; 3] = [Self::State, Self::ClientToServer, Self::ServerToClient];

    /// The UUID in the service of `mode`, as printed (RFC 4122 order); `None` where that service has it not.
    #[must_use]
    pub fn uuid(self, mode: Mode) -> Option<[u8; 16]> {
        let number = match (self, mode) {
            (Self::State, Mode::PeripheralServer) => 0x01,
            (Self::ClientToServer, Mode::PeripheralServer) => 0x02,
            (Self::ServerToClient, Mode::PeripheralServer) => 0x03,
            (Self::Ident, Mode::PeripheralServer) => return None,
            (Self::L2cap, Mode::PeripheralServer) => 0x0a,
            (Self::State, Mode::CentralClient) => 0x05,
            (Self::ClientToServer, Mode::CentralClient) => 0x06,
            (Self::ServerToClient, Mode::CentralClient) => 0x07,
            (Self::Ident, Mode::CentralClient) => 0x08,
            (Self::L2cap, Mode::CentralClient) => 0x0b,
        };
        let [a, b, c, d, e, f, g, h, i, j, k, l] = SUFFIX;
        Some([0, 0, 0, number, a, b, c, d, e, f, g, h, i, j, k, l])
    }

    /// The characteristic of this UUID in the service of `mode`; `None` for any that is not of the standard.
    #[must_use]
    pub fn from_uuid(mode: Mode, uuid: &[u8; 16]) -> Option<Self> {
        mode.characteristics().iter().copied().find(|known| known.uuid(mode).as_ref() == Some(uuid))
    }

    /// The properties that the standard asks for.
    #[must_use]
    pub const fn properties(self) -> Properties {
        let (read, write_without_response, notify) = match self {
            Self::State => (false, true, true),
            Self::ClientToServer => (false, true, false),
            Self::ServerToClient => (false, false, true),
            Self::Ident | Self::L2cap => (true, false, false),
        };
        Properties { read, write_without_response, notify }
    }
}

impl fmt::Display for Characteristic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::State => "State",
            Self::ClientToServer => "Client2Server",
            Self::ServerToClient => "Server2Client",
            Self::Ident => "Ident",
            Self::L2cap => "L2CAP",
        })
    }
}
