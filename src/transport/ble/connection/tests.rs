use core::time::Duration;

use super::*;
use crate::budget;
use crate::transport::ble::{Ident, Mode, Psm, Role};

mod client;
mod ending;
mod hostile;
mod server;
mod started;

use Characteristic::{ClientToServer, L2cap as L2capValue, ServerToClient, State};

pub(super) const A: PeerId = PeerId(1);
pub(super) const B: PeerId = PeerId(2);

pub(super) fn at(seconds: f64) -> Monotonic {
    Monotonic::new(Duration::from_secs_f64(seconds))
}

pub(super) fn ident() -> Ident {
    Ident::derive(&crate::crypto::DEFAULT_PROVIDER, b"EDeviceKeyBytes").unwrap()
}

/// Everything the connection wants up to its next rest, and the deadline of that.
pub(super) fn drain(connection: &mut Connection) -> (Vec<Output>, Option<Monotonic>) {
    let mut outputs = Vec::new();
    loop {
        match connection.poll_output() {
            Output::Idle { deadline } => return (outputs, deadline),
            output => outputs.push(output),
        }
    }
}

/// As [`drain`], reporting every value as sent at once.
pub(super) fn drain_sent(connection: &mut Connection, now: Monotonic) -> Vec<Output> {
    let mut outputs = Vec::new();
    loop {
        let (more, _) = drain(connection);
        if more.is_empty() {
            return outputs;
        }
        for output in &more {
            if let Output::Write { peer, .. } | Output::Notify { peer, .. } | Output::ChannelBytes { peer, .. } = output
            {
                connection.handle_sent(now, *peer, 1);
            }
        }
        outputs.extend(more);
    }
}

pub(super) fn write(characteristic: Characteristic, value: &[u8]) -> Output {
    Output::Write { peer: A, characteristic, value: value.to_vec() }
}

pub(super) fn notify(characteristic: Characteristic, value: &[u8]) -> Output {
    Output::Notify { peer: A, characteristic, value: value.to_vec() }
}

pub(super) fn away(peer: PeerId, why: CloseReason) -> Output {
    Output::Disconnect { peer, why }
}

pub(super) fn closed(reason: CloseReason) -> Vec<Output> {
    vec![Output::Closed(reason), away(A, reason)]
}

pub(super) fn misuse(misuse: Misuse) -> Vec<Output> {
    closed(CloseReason::Misuse(misuse))
}

/// A client that wrote Start at 1 s and has been told that it is sent.
pub(super) fn started_client(config: Config) -> Connection {
    let mut client = Connection::new(config, at(0.0));
    client.handle_connected(at(1.0), A, 23);
    client.handle_discovered(at(1.0), A, client.config().mode.characteristics().iter().copied());
    if let Some(ident) = config.ident {
        client.handle_read(at(1.0), A, Characteristic::Ident, ident.as_bytes());
    }
    client.handle_subscribed(at(1.0), A, State);
    client.handle_subscribed(at(1.0), A, ServerToClient);
    client.handle_sent(at(1.0), A, 1);
    let (outputs, _) = drain(&mut client);
    assert_eq!(outputs.last(), Some(&Output::Started(A, Bearer::Gatt)));
    client
}

/// A server that was started by [`A`] at 1 s.
pub(super) fn started_server(config: Config) -> Connection {
    let mut server = Connection::new(config, at(0.0));
    server.handle_connected(at(1.0), A, 23);
    server.handle_subscribed(at(1.0), A, State);
    server.handle_subscribed(at(1.0), A, ServerToClient);
    server.handle_value(at(1.0), A, State, &[1]);
    let (outputs, deadline) = drain(&mut server);
    assert_eq!(outputs, [Output::Advertise, Output::StopAdvertising, Output::Started(A, Bearer::Gatt)]);
    assert_eq!(deadline, None);
    server
}

pub(super) fn client_config() -> Config {
    Config::new(Mode::PeripheralServer, Role::Reader)
}

pub(super) fn server_config() -> Config {
    Config::new(Mode::PeripheralServer, Role::Mdoc)
}

/// Both ends after Start, with the characteristic each receives on.
pub(super) fn both() -> [(Connection, Characteristic); 2] {
    [(started_client(client_config()), ServerToClient), (started_server(server_config()), ClientToServer)]
}

/// An L2CAP connection, from either end.
pub(super) fn both_channels() -> [Connection; 2] {
    let psm = Psm::new(0x90).unwrap();
    let mut client = Connection::new(Config { l2cap: L2cap::Preferred(Some(psm)), ..client_config() }, at(0.0));
    client.handle_connected(at(1.0), A, 23);
    client.handle_channel_opened(at(1.0), A);
    let opened = [Output::Connect, Output::OpenChannel(A, psm), Output::Started(A, Bearer::L2cap)];
    assert_eq!(drain(&mut client).0, opened);
    let mut server = Connection::new(Config { l2cap: L2cap::Offered(psm), ..server_config() }, at(0.0));
    server.handle_channel_opened(at(1.0), A);
    let opened = [Output::Advertise, Output::StopAdvertising, Output::Started(A, Bearer::L2cap)];
    assert_eq!(drain(&mut server).0, opened);
    [client, server]
}

#[test]
fn what_a_server_serves() {
    let served = |config| {
        let connection = Connection::new(config, at(0.0));
        connection.characteristics().map(|served| (served, connection.attribute(served))).collect::<Vec<_>>()
    };
    let three = [(State, None), (ClientToServer, None), (ServerToClient, None)];
    assert_eq!(served(server_config()), three);
    let psm = Psm::new(0x80).unwrap();
    let channel = (L2capValue, Some(vec![0, 0, 0, 0x80]));
    let with_channel = Config { l2cap: L2cap::Offered(psm), ..server_config() };
    assert_eq!(served(with_channel), [&three[..], std::slice::from_ref(&channel)].concat());
    let mut reader = Config { ident: Some(ident()), ..Config::new(Mode::CentralClient, Role::Reader) };
    let own = (Characteristic::Ident, Some(ident().as_bytes().to_vec()));
    assert_eq!(served(reader), [&three[..], std::slice::from_ref(&own)].concat());
    reader.l2cap = L2cap::Offered(psm);
    assert_eq!(served(reader), [&three[..], &[own, channel]].concat());
    // In the other mode there is no Ident, and a client serves nothing.
    assert_eq!(served(Config { ident: Some(ident()), ..server_config() }), three);
    let client = Connection::new(Config { ident: Some(ident()), ..client_config() }, at(0.0));
    assert_eq!(client.attribute(Characteristic::Ident), None);
}

#[test]
fn no_bytes_are_shown() {
    let mut server = started_server(server_config());
    server.send(at(1.0), vec![251, 252]).unwrap();
    let output = server.poll_output();
    assert_eq!(
        format!("{output:?} {server:?}"),
        "Notify(peer 1, Server2Client, 3 bytes) Connection(mdoc peripheral server mode, Server, open)"
    );
    assert_eq!(format!("{:?}", Output::Message(vec![251, 252])), "Message(2 bytes)");
}
