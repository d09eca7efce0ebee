//! BLE connections by GATT and by L2CAP.

use core::time::Duration;

use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::connection::{CloseReason, Config, Farewell, L2cap, Limits, Output, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Connection, GattSide, Ident, Mode, Psm, Role};

use super::case;
use crate::format::{BleChannel, BleConnection, BleEvent, BleLimits, BleValue, Outcome};
use crate::run::Unperformed;

/// Names of characteristics.
const NAMES: [(&str, Characteristic); 5] = [
    ("state", Characteristic::State),
    ("client-to-server", Characteristic::ClientToServer),
    ("server-to-client", Characteristic::ServerToClient),
    ("ident", Characteristic::Ident),
    ("l2cap", Characteristic::L2cap),
];

fn named(name: &str) -> Result<Characteristic, Unperformed> {
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, characteristic)| *characteristic);
    known.ok_or_else(|| case(format!("no characteristic is called {name:?}")))
}

fn name(characteristic: Characteristic) -> String {
    NAMES.iter().find(|(_, known)| *known == characteristic).map_or("", |(name, _)| name).to_owned()
}

/// A connection, and what is seen of it from outside.
struct Seen {
    connection: Connection,
    /// What has passed in waits.
    now: Monotonic,
    started: bool,
    messages: Vec<Vec<u8>>,
    sent: Vec<BleValue>,
    channel: Vec<u8>,
    closed: Option<CloseReason>,
}

pub(super) fn perform(provider: &CryptoProvider, input: &BleConnection) -> Result<Outcome, Unperformed> {
    let mut seen = Seen {
        connection: Connection::new(config(provider, input)?, Monotonic::default()),
        now: Monotonic::default(),
        started: false,
        messages: Vec::new(),
        sent: Vec::new(),
        channel: Vec::new(),
        closed: None,
    };
    for event in &input.events {
        seen.happen(event)?;
    }
    let end = match seen.closed {
        None => "open",
        Some(CloseReason::Local | CloseReason::Peer) => "ended",
        Some(_) => "broken",
    };
    Ok(Outcome::BleConnection {
        started: seen.started,
        messages: seen.messages.into_iter().map(Into::into).collect(),
        sent: seen.sent,
        channel: (!seen.channel.is_empty()).then(|| seen.channel.into()),
        end: end.to_owned(),
    })
}

fn config(provider: &CryptoProvider, input: &BleConnection) -> Result<Config, Unperformed> {
    let mode = match input.mode.as_str() {
        "peripheral-server" => Mode::PeripheralServer,
        "central-client" => Mode::CentralClient,
        other => return Err(case(format!("no mode is called {other:?}"))),
    };
    let side = match input.side.as_str() {
        "client" => GattSide::Client,
        "server" => GattSide::Server,
        other => return Err(case(format!("no side of GATT is called {other:?}"))),
    };
    let role = if mode.side(Role::Mdoc) == side { Role::Mdoc } else { Role::Reader };
    let mut config = Config::new(mode, role);
    config.ident = match &input.e_device_key_bytes {
        Some(key) => Some(Ident::derive(provider, &key.to_vec()).map_err(case)?),
        None => None,
    };
    config.l2cap = match &input.l2cap {
        None => L2cap::Never,
        Some(BleChannel { psm }) => {
            let psm = psm.map(|psm| Psm::new(psm.into())).transpose().map_err(case)?;
            match (side, psm) {
                (GattSide::Client, psm) => L2cap::Preferred(psm),
                (GattSide::Server, Some(psm)) => L2cap::Offered(psm),
                (GattSide::Server, None) => return Err(case("a server listens at a PSM")),
            }
        }
    };
    if let Some(limits) = input.limits {
        config.limits = with(config.limits, limits);
    }
    Ok(config)
}

fn with(mut limits: Limits, wanted: BleLimits) -> Limits {
    let BleLimits { start, fragment, message, sending } = wanted;
    limits.start = Some(Duration::from_millis(start));
    limits.fragment = Some(Duration::from_millis(fragment));
    limits.message = Some(Duration::from_millis(message));
    limits.sending = Some(Duration::from_millis(sending));
    limits
}

impl Seen {
    fn happen(&mut self, event: &BleEvent) -> Result<(), Unperformed> {
        let now = self.now;
        let connection = &mut self.connection;
        match event {
            BleEvent::Connected { peer, mtu } => connection.handle_connected(now, PeerId(*peer), *mtu),
            BleEvent::Discovered { peer, characteristics } => {
                let found = characteristics.iter().map(|name| named(name)).collect::<Result<Vec<_>, _>>()?;
                connection.handle_discovered(now, PeerId(*peer), found);
            }
            BleEvent::Read { peer, characteristic, value } => {
                connection.handle_read(now, PeerId(*peer), named(characteristic)?, &value.to_vec());
            }
            BleEvent::Subscribed { peer, characteristic } => {
                connection.handle_subscribed(now, PeerId(*peer), named(characteristic)?);
            }
            BleEvent::Value { peer, characteristic, value, times } => {
                let (characteristic, value) = (named(characteristic)?, value.to_vec());
                for _ in 0..times.unwrap_or(1) {
                    self.connection.handle_value(now, PeerId(*peer), characteristic, &value);
                    self.hear();
                }
            }
            BleEvent::Failed { peer } => connection.handle_failed(now, PeerId(*peer)),
            BleEvent::Disconnected { peer } => connection.handle_disconnected(now, PeerId(*peer)),
            BleEvent::ChannelOpened { peer } => connection.handle_channel_opened(now, PeerId(*peer)),
            BleEvent::ChannelBytes { peer, bytes } => {
                connection.handle_channel_bytes(now, PeerId(*peer), &bytes.to_vec());
            }
            BleEvent::ChannelClosed { peer } => connection.handle_channel_closed(now, PeerId(*peer)),
            BleEvent::Wait { ms } => {
                self.now = now.plus(Duration::from_millis(*ms));
                connection.handle_timeout(self.now);
            }
            // A session that is told of the end sends no more.
            BleEvent::Send { message } => drop(connection.send(now, message.to_vec())),
            BleEvent::End => connection.end(now, Farewell::State),
        }
        self.hear();
        Ok(())
    }

    /// Carries out what the connection wants; every value and every piece is taken at once.
    fn hear(&mut self) {
        loop {
            match self.connection.poll_output() {
                Output::Idle { .. } => return,
                Output::Started(..) => self.started = true,
                Output::Message(message) => self.messages.push(message),
                Output::Closed(reason) => self.closed = Some(reason),
                Output::Write { peer, characteristic, value } | Output::Notify { peer, characteristic, value } => {
                    self.sent.push(BleValue { characteristic: name(characteristic), value: value.into() });
                    self.connection.handle_sent(self.now, peer, 1);
                }
                Output::ChannelBytes { peer, bytes } => {
                    self.channel.extend(bytes);
                    self.connection.handle_sent(self.now, peer, 1);
                }
                _ => {}
            }
        }
    }
}
