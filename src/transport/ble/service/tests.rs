use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::*;

fn text(uuid: [u8; 16]) -> String {
    let hex = data_encoding::HEXUPPER.encode(&uuid);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[test]
fn the_services_are_those_of_the_tables() {
    let table = |mode: Mode| -> Vec<String> {
        let known = mode.characteristics().iter();
        known.map(|known| format!("{known} {}", text(known.uuid(mode).unwrap()))).collect()
    };
    assert_eq!(
        table(Mode::PeripheralServer),
        [
            "State 00000001-A123-48CE-896B-4C76973373E6",
            "Client2Server 00000002-A123-48CE-896B-4C76973373E6",
            "Server2Client 00000003-A123-48CE-896B-4C76973373E6",
            "L2CAP 0000000A-A123-48CE-896B-4C76973373E6",
        ]
    );
    assert_eq!(
        table(Mode::CentralClient),
        [
            "State 00000005-A123-48CE-896B-4C76973373E6",
            "Client2Server 00000006-A123-48CE-896B-4C76973373E6",
            "Server2Client 00000007-A123-48CE-896B-4C76973373E6",
            "Ident 00000008-A123-48CE-896B-4C76973373E6",
            "L2CAP 0000000B-A123-48CE-896B-4C76973373E6",
        ]
    );
    assert_eq!(Characteristic::Ident.uuid(Mode::PeripheralServer), None);
}

#[test]
fn a_uuid_is_known_in_its_own_service_only() {
    for (mode, other) in [(Mode::PeripheralServer, Mode::CentralClient), (Mode::CentralClient, Mode::PeripheralServer)]
    {
        for known in mode.characteristics() {
            let uuid = known.uuid(mode).unwrap();
            assert_eq!(Characteristic::from_uuid(mode, &uuid), Some(*known));
            assert_eq!(Characteristic::from_uuid(other, &uuid), None);
        }
    }
    assert_eq!(Characteristic::from_uuid(Mode::PeripheralServer, &[0; 16]), None);
}

#[test]
fn what_clients_may_do() {
    let properties = |known: Characteristic| {
        let Properties { read, write_without_response, notify } = known.properties();
        (read, write_without_response, notify)
    };
    assert_eq!(properties(Characteristic::State), (false, true, true));
    assert_eq!(properties(Characteristic::ClientToServer), (false, true, false));
    assert_eq!(properties(Characteristic::ServerToClient), (false, false, true));
    assert_eq!(properties(Characteristic::Ident), (true, false, false));
    assert_eq!(properties(Characteristic::L2cap), (true, false, false));
}

#[test]
fn who_serves_in_which_mode() {
    for mode in [Mode::PeripheralServer, Mode::CentralClient] {
        let other = if mode.server() == Role::Mdoc { Role::Reader } else { Role::Mdoc };
        assert_eq!((mode.side(mode.server()), mode.side(other)), (GattSide::Server, GattSide::Client));
    }
    assert_eq!(Mode::PeripheralServer.server(), Role::Mdoc);
    assert_eq!(Mode::CentralClient.server(), Role::Reader);
}

#[test]
fn a_reader_takes_the_central_client_mode_first() {
    let offered = |peripheral_server, central_client| {
        let options = BleOptions { peripheral_server, central_client, ..BleOptions::default() };
        Mode::offered(&options).collect::<Vec<_>>()
    };
    let (server, client) = ([1; 16], [2; 16]);
    assert_eq!(offered(Some(server), Some(client)), [(Mode::CentralClient, client), (Mode::PeripheralServer, server)]);
    assert_eq!(offered(Some(server), None), [(Mode::PeripheralServer, server)]);
    assert_eq!(offered(None, Some(client)), [(Mode::CentralClient, client)]);
    assert_eq!(offered(None, None), []);
}

#[test]
fn h83_service_uuids_are_random_and_fresh() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let uuids: std::collections::BTreeSet<_> = (0..64).map(|_| fresh_uuid(&mut rng)).collect();
    assert_eq!(uuids.len(), 64);
    for uuid in uuids {
        assert_eq!((uuid[6] >> 4, uuid[8] >> 6), (4, 0b10), "{}", text(uuid));
    }
}
