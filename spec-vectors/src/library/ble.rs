//! BLE connections by GATT.

use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::connection::{CloseReason, Config, Farewell, Output, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Connection, GattSide, Ident, Mode, Role};

use super::case;
use crate::format::{BleConnection, BleEvent, BleValue, Bytes, Outcome};
use crate::run::Unperformed;

/// No time passes: deadlines are not what these cases are about.
const NOW: Monotonic = Monotonic::new(core::time::Duration::ZERO);

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

/// What is seen of a connection from outside.
#[derive(Default)]
struct Seen {
    started: bool,
    messages: Vec<Bytes>,
    sent: Vec<BleValue>,
    closed: Option<CloseReason>,
}

pub(super) fn perform(input: &BleConnection) -> Result<Outcome, Unperformed> {
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
        Some(key) => Some(Ident::derive(&PROVIDER, &key.to_vec()).map_err(case)?),
        None => None,
    };
    let mut connection = Connection::new(config, NOW);
    let mut seen = Seen::default();
    for event in &input.events {
        happen(&mut connection, event, &mut seen)?;
    }
    let end = match seen.closed {
        None => "open",
        Some(CloseReason::Local | CloseReason::Peer) => "ended",
        Some(_) => "broken",
    };
    Ok(Outcome::BleConnection { started: seen.started, messages: seen.messages, sent: seen.sent, end: end.to_owned() })
}

fn happen(connection: &mut Connection, event: &BleEvent, seen: &mut Seen) -> Result<(), Unperformed> {
    match event {
        BleEvent::Connected { peer, mtu } => connection.handle_connected(NOW, PeerId(*peer), *mtu),
        BleEvent::Discovered { peer, characteristics } => {
            let found = characteristics.iter().map(|name| named(name)).collect::<Result<Vec<_>, _>>()?;
            connection.handle_discovered(NOW, PeerId(*peer), found);
        }
        BleEvent::Read { peer, characteristic, value } => {
            connection.handle_read(NOW, PeerId(*peer), named(characteristic)?, &value.to_vec());
        }
        BleEvent::Subscribed { peer, characteristic } => {
            connection.handle_subscribed(NOW, PeerId(*peer), named(characteristic)?);
        }
        BleEvent::Value { peer, characteristic, value, times } => {
            let (characteristic, value) = (named(characteristic)?, value.to_vec());
            for _ in 0..times.unwrap_or(1) {
                connection.handle_value(NOW, PeerId(*peer), characteristic, &value);
                hear(connection, seen);
            }
        }
        BleEvent::Disconnected { peer } => connection.handle_disconnected(NOW, PeerId(*peer)),
        // A session that is told of the end sends no more.
        BleEvent::Send { message } => drop(connection.send(NOW, message.to_vec())),
        BleEvent::End => connection.end(NOW, Farewell::State),
    }
    hear(connection, seen);
    Ok(())
}

/// Carries out what the connection wants; every value is taken at once.
fn hear(connection: &mut Connection, seen: &mut Seen) {
    loop {
        match connection.poll_output() {
            Output::Idle { .. } => return,
            Output::Started(..) => seen.started = true,
            Output::Message(message) => seen.messages.push(message.into()),
            Output::Closed(reason) => seen.closed = Some(reason),
            Output::Write { peer, characteristic, value } | Output::Notify { peer, characteristic, value } => {
                seen.sent.push(BleValue { characteristic: name(characteristic), value: value.into() });
                connection.handle_sent(NOW, peer, 1);
            }
            _ => {}
        }
    }
}
