use super::*;
use crate::transport::ble::state::StateError;

const ALL: [Characteristic; 5] = [State, ClientToServer, ServerToClient, Characteristic::Ident, L2capValue];

fn connected(config: Config) -> Connection {
    let mut client = Connection::new(config, at(0.0));
    assert_eq!(drain(&mut client), (vec![Output::Connect], None));
    client.handle_connected(at(1.0), A, 517);
    client
}

fn mdoc() -> Config {
    Config { ident: Some(ident()), ..Config::new(Mode::CentralClient, Role::Mdoc) }
}

fn next(client: &mut Connection) -> Vec<Output> {
    drain(client).0
}

#[test]
fn the_way_to_start_is_the_standards() {
    let mut client = connected(mdoc());
    assert_eq!(next(&mut client), [Output::Discover(A)]);
    client.handle_discovered(at(1.1), A, ALL);
    assert_eq!(next(&mut client), [Output::Read(A, Characteristic::Ident)]);
    client.handle_read(at(1.2), A, Characteristic::Ident, ident().as_bytes());
    assert_eq!(next(&mut client), [Output::Subscribe(A, State)]);
    client.handle_subscribed(at(1.3), A, State);
    assert_eq!(next(&mut client), [Output::Subscribe(A, ServerToClient)]);
    client.handle_subscribed(at(1.4), A, ServerToClient);
    assert_eq!(drain(&mut client), (vec![write(State, &[1])], Some(at(16.0))));
    client.handle_sent(at(1.5), A, 1);
    assert_eq!(drain(&mut client), (vec![Output::Started(A, Bearer::Gatt)], None));
}

#[test]
fn messages_wait_for_start() {
    let mut client = Connection::new(client_config(), at(0.0));
    client.send(at(0.0), vec![7; 30]).unwrap();
    client.handle_connected(at(1.0), A, 23);
    client.handle_discovered(at(1.0), A, ALL);
    client.handle_subscribed(at(1.0), A, State);
    client.handle_subscribed(at(1.0), A, ServerToClient);
    let before = drain(&mut client).0;
    assert_eq!(before.last(), Some(&write(State, &[1])));
    client.handle_sent(at(1.0), A, 1);
    let first = [&[1][..], &[7; 19]].concat();
    assert_eq!(next(&mut client), [Output::Started(A, Bearer::Gatt), write(ClientToServer, &first)]);
    client.handle_sent(at(1.0), A, 1);
    let second = [&[0][..], &[7; 11]].concat();
    assert_eq!(next(&mut client), [write(ClientToServer, &second)]);
}

#[test]
fn a_server_that_answers_has_been_started() {
    let mut client = connected(client_config());
    client.handle_discovered(at(1.0), A, ALL);
    client.handle_subscribed(at(1.0), A, State);
    client.handle_subscribed(at(1.0), A, ServerToClient);
    next(&mut client);
    client.send(at(1.0), vec![5]).unwrap();
    client.handle_value(at(1.1), A, ServerToClient, &[0, 9]);
    // This side's own message waits until Start is reported as sent.
    assert_eq!(next(&mut client), [Output::Started(A, Bearer::Gatt), Output::Message(vec![9])]);
    client.handle_sent(at(1.2), A, 1);
    assert_eq!(next(&mut client), [write(ClientToServer, &[0, 5])]);
}

#[test]
fn t05_t06_another_ident_ends_it() {
    let good = *ident().as_bytes();
    let mut flipped = good;
    flipped[15] ^= 1;
    for bad in [&flipped[..], &good[..15], &[&good[..], &[0]].concat(), &[]] {
        let mut client = connected(mdoc());
        client.handle_discovered(at(1.0), A, ALL);
        next(&mut client);
        client.handle_read(at(1.0), A, Characteristic::Ident, bad);
        assert_eq!(drain(&mut client), (misuse(Misuse::Ident), None));
        assert_eq!(client.closed(), Some(CloseReason::Misuse(Misuse::Ident)));
    }
}

#[test]
fn a_service_without_what_is_needed() {
    for missing in [State, ClientToServer, ServerToClient, Characteristic::Ident] {
        let mut client = connected(mdoc());
        next(&mut client);
        client.handle_discovered(at(1.0), A, ALL.into_iter().filter(|known| *known != missing));
        assert_eq!(next(&mut client), closed(CloseReason::NotOffered(missing)));
    }
    // Without an Ident to compare none is asked for; in the other mode there is none.
    for config in [Config { ident: None, ..mdoc() }, Config { ident: Some(ident()), ..client_config() }] {
        let mut client = connected(config);
        next(&mut client);
        client.handle_discovered(at(1.0), A, Characteristic::REQUIRED);
        assert_eq!(next(&mut client), [Output::Subscribe(A, State)]);
    }
}

#[test]
fn a_server_that_speaks_before_start() {
    for (characteristic, value) in [(ServerToClient, &[0, 1][..]), (State, &[2])] {
        let mut client = connected(client_config());
        client.handle_discovered(at(1.0), A, ALL);
        next(&mut client);
        client.handle_value(at(1.0), A, characteristic, value);
        assert_eq!(next(&mut client), misuse(Misuse::BeforeStart(characteristic)));
    }
}

#[test]
fn a_server_cannot_start() {
    let mut client = started_client(client_config());
    client.handle_value(at(2.0), A, State, &[1]);
    assert_eq!(next(&mut client), misuse(Misuse::StartByServer));
    let mut client = started_client(client_config());
    client.handle_value(at(2.0), A, State, &[7]);
    assert_eq!(next(&mut client), misuse(Misuse::State(StateError::Unknown(7))));
}

#[test]
fn a_connection_lost_before_start_is_made_again() {
    let mut client = connected(client_config());
    next(&mut client);
    client.handle_disconnected(at(2.0), A);
    assert_eq!(drain(&mut client), (vec![Output::Connect], None));
    // What the old one still says is passed over.
    client.handle_discovered(at(2.0), A, ALL);
    client.handle_value(at(2.0), A, State, &[2]);
    assert_eq!(next(&mut client), []);
    client.handle_connected(at(3.0), B, 100);
    assert_eq!(next(&mut client), [Output::Discover(B)]);
    // A second one at the same time is not.
    client.handle_connected(at(3.0), A, 100);
    assert_eq!(next(&mut client), [away(A, CloseReason::Misuse(Misuse::Foreign))]);
}

#[test]
fn attempts_end() {
    let mut client = Connection::new(client_config(), at(0.0));
    for attempt in 1..=budget::BLE_ATTEMPTS {
        assert_eq!(next(&mut client), [Output::Connect], "attempt {attempt}");
        client.handle_connect_failed(at(1.0));
    }
    assert_eq!(drain(&mut client), (vec![Output::Closed(CloseReason::Failed(Step::Connect))], None));

    let mut client = Connection::new(client_config(), at(0.0));
    for attempt in 1..=u64::from(budget::BLE_ATTEMPTS) {
        assert_eq!(next(&mut client), [Output::Connect]);
        client.handle_connected(at(1.0), PeerId(attempt), 23);
        assert_eq!(next(&mut client), [Output::Discover(PeerId(attempt))]);
        client.handle_failed(at(1.0), PeerId(attempt));
        assert_eq!(client.poll_output(), away(PeerId(attempt), CloseReason::Failed(Step::Discover)));
    }
    assert_eq!(next(&mut client), [Output::Closed(CloseReason::Failed(Step::Discover))]);
}

#[test]
fn a_way_to_start_that_takes_too_long_is_begun_again() {
    let mut client = connected(client_config());
    assert_eq!(drain(&mut client).1, Some(at(16.0)));
    client.handle_discovered(at(15.9), A, ALL);
    assert_eq!(drain(&mut client), (vec![Output::Subscribe(A, State)], Some(at(16.0))));
    client.handle_subscribed(at(16.0), A, State);
    assert_eq!(next(&mut client), [away(A, CloseReason::TimedOut(Wait::Start)), Output::Connect]);
}

#[test]
fn every_step_that_fails_is_named() {
    type Reach = fn(&mut Connection);
    let steps: [(Step, Reach); 4] = [
        (Step::Read(Characteristic::Ident), |_| {}),
        (Step::Subscribe(State), |client| client.handle_read(at(1.0), A, Characteristic::Ident, ident().as_bytes())),
        (Step::Subscribe(ServerToClient), |client| client.handle_subscribed(at(1.0), A, State)),
        (Step::Start, |client| client.handle_subscribed(at(1.0), A, ServerToClient)),
    ];
    for failing in 0..steps.len() {
        let mut client = connected(mdoc());
        client.handle_discovered(at(1.0), A, ALL);
        for (_, reach) in &steps[..=failing] {
            reach(&mut client);
        }
        next(&mut client);
        client.handle_failed(at(1.0), A);
        assert_eq!(next(&mut client), [away(A, CloseReason::Failed(steps[failing].0)), Output::Connect]);
    }
}

#[test]
fn the_channel_of_an_engagement_needs_no_gatt() {
    let psm = Psm::new(0x85).unwrap();
    let mut client = connected(Config { l2cap: L2cap::Preferred(Some(psm)), ..client_config() });
    assert_eq!(next(&mut client), [Output::OpenChannel(A, psm)]);
    client.handle_channel_opened(at(1.0), A);
    assert_eq!(next(&mut client), [Output::Started(A, Bearer::L2cap)]);
    // An mdoc that has an Ident to compare does so first.
    let mut client = connected(Config { l2cap: L2cap::Preferred(Some(psm)), ..mdoc() });
    assert_eq!(next(&mut client), [Output::Discover(A)]);
    client.handle_discovered(at(1.0), A, ALL);
    assert_eq!(next(&mut client), [Output::Read(A, Characteristic::Ident)]);
    client.handle_read(at(1.0), A, Characteristic::Ident, ident().as_bytes());
    assert_eq!(next(&mut client), [Output::OpenChannel(A, psm)]);
}

#[test]
fn the_psm_is_read_from_its_characteristic() {
    let config = Config { l2cap: L2cap::Preferred(None), ..client_config() };
    let reading = || {
        let mut client = connected(config);
        client.handle_discovered(at(1.0), A, ALL);
        assert_eq!(next(&mut client), [Output::Discover(A), Output::Read(A, L2capValue)]);
        client
    };
    for value in [&[0, 0, 0, 0x81][..], &[0x81, 0], &[0, 0x81]] {
        let mut client = reading();
        client.handle_read(at(1.0), A, L2capValue, value);
        assert_eq!(next(&mut client), [Output::OpenChannel(A, Psm::new(0x81).unwrap())]);
        client.handle_channel_opened(at(1.0), A);
        assert_eq!(next(&mut client), [Output::Started(A, Bearer::L2cap)]);
    }
    // Without one that can be used it is GATT.
    let mut client = reading();
    client.handle_read(at(1.0), A, L2capValue, &[0, 0, 0, 1]);
    assert_eq!(next(&mut client), [Output::Subscribe(A, State)]);
    let mut client = reading();
    client.handle_failed(at(1.0), A);
    assert_eq!(next(&mut client), [Output::Subscribe(A, State)]);
    let mut client = connected(config);
    client.handle_discovered(at(1.0), A, Characteristic::REQUIRED);
    assert_eq!(next(&mut client), [Output::Discover(A), Output::Subscribe(A, State)]);
}

#[test]
fn a_channel_that_does_not_open_is_replaced_by_gatt() {
    let psm = Psm::new(0x85).unwrap();
    let mut client = connected(Config { l2cap: L2cap::Preferred(Some(psm)), ..client_config() });
    assert_eq!(next(&mut client), [Output::OpenChannel(A, psm)]);
    client.handle_failed(at(1.0), A);
    assert_eq!(next(&mut client), [Output::Discover(A)]);
    // And is not tried again, nor taken when it opens late.
    client.handle_channel_opened(at(1.0), A);
    client.handle_discovered(at(1.0), A, ALL);
    assert_eq!(next(&mut client), [Output::Subscribe(A, State)]);
    client.handle_disconnected(at(2.0), A);
    client.handle_connected(at(2.0), B, 23);
    assert_eq!(next(&mut client), [Output::Connect, Output::Discover(B)]);
}

#[test]
fn a_channel_that_hangs_or_takes_the_connection_along_is_replaced_by_gatt() {
    let psm = Psm::new(0x85).unwrap();
    for (known, lost) in [(Some(psm), false), (Some(psm), true), (None, false), (None, true)] {
        let mut client = connected(Config { l2cap: L2cap::Preferred(known), ..client_config() });
        client.handle_discovered(at(1.0), A, ALL);
        if known.is_none() {
            assert_eq!(next(&mut client).last(), Some(&Output::Read(A, L2capValue)));
            client.handle_read(at(1.0), A, L2capValue, &psm.to_bytes());
        }
        assert_eq!(next(&mut client).last(), Some(&Output::OpenChannel(A, psm)));
        if lost {
            client.handle_disconnected(at(2.0), A);
        } else {
            client.handle_timeout(at(16.0));
        }
        assert_eq!(next(&mut client).last(), Some(&Output::Connect));
        client.handle_connected(at(17.0), B, 185);
        client.handle_discovered(at(17.0), B, ALL);
        assert_eq!(next(&mut client), [Output::Discover(B), Output::Subscribe(B, State)]);
    }
}
