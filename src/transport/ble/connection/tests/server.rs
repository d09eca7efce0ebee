use super::*;
use crate::transport::ble::state::StateError;

fn waiting() -> Connection {
    let mut server = Connection::new(server_config(), at(0.0));
    assert_eq!(drain(&mut server), (vec![Output::Advertise], None));
    server
}

fn refused(peer: PeerId, misuse: Misuse) -> Vec<Output> {
    vec![away(peer, CloseReason::Misuse(misuse))]
}

#[test]
fn t02_what_comes_before_start_sends_its_peer_away_and_nobody_else() {
    let early: [(Characteristic, &[u8], Misuse); 6] = [
        (ClientToServer, &[0, 1], Misuse::BeforeStart(ClientToServer)),
        (ClientToServer, &[], Misuse::BeforeStart(ClientToServer)),
        (State, &[2], Misuse::BeforeStart(State)),
        (State, &[3], Misuse::State(StateError::Unknown(3))),
        (State, &[1, 1], Misuse::State(StateError::Length(2))),
        (ServerToClient, &[0, 1], Misuse::Direction(ServerToClient)),
    ];
    for (characteristic, value, misuse) in early {
        let mut server = waiting();
        server.handle_subscribed(at(1.0), A, State);
        server.handle_value(at(1.0), B, characteristic, value);
        assert_eq!(drain(&mut server).0, refused(B, misuse));
        server.handle_subscribed(at(1.0), A, ServerToClient);
        server.handle_value(at(1.0), A, State, &[1]);
        assert_eq!(drain(&mut server).0, [Output::StopAdvertising, Output::Started(A, Bearer::Gatt)]);
        // Nothing of the other peer is in the owner's message.
        server.handle_value(at(1.0), A, ClientToServer, &[0, 5]);
        assert_eq!(drain(&mut server).0, [Output::Message(vec![5])]);
    }
}

#[test]
fn who_was_sent_away_starts_nothing_before_it_has_gone() {
    let psm = Psm::new(0x80).unwrap();
    let mut server = Connection::new(Config { l2cap: L2cap::Offered(psm), ..server_config() }, at(0.0));
    drain(&mut server);
    server.handle_value(at(1.0), A, State, &[2]);
    assert_eq!(drain(&mut server).0, refused(A, Misuse::BeforeStart(State)));
    // The radio takes its time, and the peer goes on.
    server.handle_subscribed(at(1.1), A, State);
    server.handle_subscribed(at(1.1), A, ServerToClient);
    server.handle_value(at(1.1), A, State, &[1]);
    server.handle_channel_opened(at(1.1), A);
    assert_eq!(drain(&mut server).0, refused(A, Misuse::Foreign));
    // Another one is not kept from starting, nor is the same device when it comes again, as a new peer.
    server.handle_disconnected(at(1.2), A);
    server.handle_subscribed(at(1.3), B, State);
    server.handle_value(at(1.3), B, State, &[1]);
    assert_eq!(drain(&mut server).0, [Output::StopAdvertising, Output::Started(B, Bearer::Gatt)]);
}

#[test]
fn subscribing_again_and_again_buys_no_time() {
    let mut server = waiting();
    server.handle_value(at(1.0), A, State, &[1]);
    // Who never took anything has not left by saying so once more.
    server.handle_unsubscribed(at(1.0), A, ServerToClient);
    assert_eq!(server.closed(), None);
    server.send(at(1.0), vec![7; 100]).unwrap();
    server.handle_subscribed(at(20.0), A, ServerToClient);
    drain(&mut server);
    let deadline = server.deadline();
    assert_eq!(deadline, Some(at(52.0)));
    for second in 21..52 {
        server.handle_subscribed(at(f64::from(second)), A, State);
        server.handle_unsubscribed(at(f64::from(second)), A, ServerToClient);
        server.handle_subscribed(at(f64::from(second)), A, ServerToClient);
    }
    assert_eq!((server.deadline(), server.closed()), (deadline, None));
    server.handle_timeout(at(52.0));
    assert_eq!(server.closed(), Some(CloseReason::TimedOut(Wait::Sending)));
}

#[test]
fn t11_a_second_central_changes_nothing() {
    let mut server = started_server(server_config());
    server.handle_value(at(2.0), A, ClientToServer, &[1, 1]);
    server.handle_connected(at(2.0), B, 23);
    assert_eq!(drain(&mut server).0, []);
    for (characteristic, value) in
        [(State, &[1][..]), (State, &[2]), (ClientToServer, &[1, 66]), (ClientToServer, &[0, 66])]
    {
        server.handle_value(at(2.0), B, characteristic, value);
        assert_eq!(drain(&mut server).0, refused(B, Misuse::Foreign));
    }
    server.handle_subscribed(at(2.0), B, ServerToClient);
    assert_eq!(drain(&mut server).0, refused(B, Misuse::Foreign));
    server.handle_unsubscribed(at(2.0), B, ServerToClient);
    server.handle_mtu(B, 517);
    server.handle_sent(at(2.0), B, 9);
    server.handle_disconnected(at(2.0), B);
    server.handle_value(at(2.0), A, ClientToServer, &[0, 2]);
    assert_eq!(drain(&mut server).0, [Output::Message(vec![1, 2])]);
    // Answers go to the owner, at its MTU.
    server.send(at(2.0), vec![9; 20]).unwrap();
    assert_eq!(drain(&mut server).0, [notify(ServerToClient, &[&[1][..], &[9; 19]].concat())]);
}

#[test]
fn a_peer_is_sent_away_once_however_often_it_writes() {
    let mut server = started_server(server_config());
    for _ in 0..10_000 {
        server.handle_value(at(2.0), B, ClientToServer, &[0, 1]);
    }
    for peer in 3..10_000 {
        server.handle_value(at(2.0), PeerId(peer), ClientToServer, &[0, 1]);
    }
    assert!(server.outbox.len() <= 4 * budget::BLE_PEERS);
    assert!(server.candidates.is_empty());
}

/// The service is no longer told of when its connection is over before the driver came to hear that it had begun.
#[test]
fn advertising_stops_however_short_the_connection_was() {
    let mut server = waiting();
    server.handle_connected(at(1.0), A, 100);
    server.handle_subscribed(at(1.0), A, State);
    server.handle_subscribed(at(1.0), A, ServerToClient);
    server.handle_value(at(1.0), A, State, &[1]);
    server.handle_disconnected(at(1.0), A);
    let told = drain(&mut server).0;
    assert!(told.contains(&Output::StopAdvertising), "{told:?}");
}

#[test]
fn the_first_that_starts_owns_it() {
    let mut server = waiting();
    for peer in [A, B] {
        server.handle_connected(at(1.0), peer, 100);
        server.handle_subscribed(at(1.0), peer, State);
        server.handle_subscribed(at(1.0), peer, ServerToClient);
    }
    server.handle_value(at(1.0), A, State, &[1]);
    server.handle_value(at(1.0), B, State, &[1]);
    let expected = [Output::StopAdvertising, Output::Started(A, Bearer::Gatt)].to_vec();
    assert_eq!(drain(&mut server).0, [expected, refused(B, Misuse::Foreign)].concat());
}

#[test]
fn start_twice() {
    let mut server = started_server(server_config());
    server.handle_value(at(2.0), A, State, &[1]);
    assert_eq!(drain(&mut server), (misuse(Misuse::StartTwice), None));
}

#[test]
fn a_subscription_that_comes_late_is_waited_for() {
    let mut server = waiting();
    server.handle_value(at(1.0), A, State, &[1]);
    server.handle_value(at(1.0), A, ClientToServer, &[0, 5]);
    server.send(at(2.0), vec![9]).unwrap();
    let expected = [Output::StopAdvertising, Output::Started(A, Bearer::Gatt), Output::Message(vec![5])];
    assert_eq!(drain(&mut server), (expected.to_vec(), Some(at(34.0))));
    server.handle_subscribed(at(3.0), A, ServerToClient);
    assert_eq!(drain(&mut server).0, [notify(ServerToClient, &[0, 9])]);
    server.handle_sent(at(3.0), A, 1);
    // One that does not take State is not told of the end by it.
    server.end(at(3.0), Farewell::State);
    assert_eq!(drain(&mut server).0, [Output::Closed(CloseReason::Local)]);

    let mut server = waiting();
    server.handle_value(at(1.0), A, State, &[1]);
    server.send(at(2.0), vec![9]).unwrap();
    drain(&mut server);
    server.handle_timeout(at(34.0));
    assert_eq!(drain(&mut server).0, closed(CloseReason::TimedOut(Wait::Sending)));
}

#[test]
fn who_uses_the_service_and_does_not_start_is_sent_away() {
    let mut server = waiting();
    // A mere connection is perhaps somebody's headphones.
    server.handle_connected(at(1.0), B, 23);
    assert_eq!(drain(&mut server).1, None);
    server.handle_subscribed(at(2.0), A, State);
    assert_eq!(drain(&mut server).1, Some(at(17.0)));
    server.handle_timeout(at(16.9));
    assert_eq!(drain(&mut server).0, []);
    server.handle_timeout(at(17.0));
    assert_eq!(drain(&mut server), (vec![away(A, CloseReason::TimedOut(Wait::Start))], None));
    // The connection waits on.
    assert_eq!(server.closed(), None);
}

#[test]
fn before_start_a_peer_may_go_and_come_again() {
    let mut server = waiting();
    server.handle_subscribed(at(1.0), A, State);
    server.handle_disconnected(at(2.0), A);
    assert_eq!(drain(&mut server), (vec![], None));
    server.handle_subscribed(at(3.0), B, State);
    server.handle_subscribed(at(3.0), B, ServerToClient);
    server.handle_value(at(3.0), B, State, &[1]);
    assert_eq!(drain(&mut server).0, [Output::StopAdvertising, Output::Started(B, Bearer::Gatt)]);
}

#[test]
fn only_so_many_peers_are_kept_and_idle_ones_make_room() {
    let mut server = waiting();
    for peer in 0..1000 {
        server.handle_connected(at(1.0), PeerId(peer), 23);
    }
    assert_eq!(server.candidates.len(), budget::BLE_PEERS);
    for peer in 1000..1000 + budget::BLE_PEERS as u64 {
        server.handle_subscribed(at(1.0), PeerId(peer), State);
    }
    assert_eq!(drain(&mut server).0, []);
    server.handle_subscribed(at(1.0), A, State);
    // The one that has been at it for longest goes.
    assert_eq!(drain(&mut server).0, [away(PeerId(1000), CloseReason::TimedOut(Wait::Start))]);
    server.handle_value(at(15.0), A, State, &[1]);
    assert_eq!(drain(&mut server).0, [Output::StopAdvertising, Output::Started(A, Bearer::Gatt)]);
}

#[test]
fn t07_after_a_loss_nobody_goes_on() {
    let mut server = started_server(server_config());
    server.handle_value(at(2.0), A, ClientToServer, &[1, 1, 2, 3]);
    server.send(at(2.0), vec![0; 50]).unwrap();
    drain(&mut server);
    server.handle_disconnected(at(3.0), A);
    let lost = CloseReason::Lost(Cut { received: 3, unsent: 31 });
    assert_eq!(drain(&mut server), (vec![Output::Closed(lost)], None));
    for peer in [A, B] {
        server.handle_connected(at(4.0), peer, 23);
        assert_eq!(drain(&mut server).0, []);
        server.handle_subscribed(at(4.0), peer, State);
        assert_eq!(drain(&mut server).0, [away(peer, lost)]);
        server.handle_value(at(4.0), peer, State, &[1]);
        assert_eq!(drain(&mut server).0, [away(peer, lost)]);
        server.handle_value(at(4.0), peer, ClientToServer, &[0, 4]);
        assert_eq!(drain(&mut server).0, [away(peer, lost)]);
    }
    assert_eq!(server.send(at(4.0), vec![1]), Err(SendError::Ended));
}

#[test]
fn a_channel_is_taken_where_it_is_offered() {
    let mut server = waiting();
    server.handle_channel_opened(at(1.0), A);
    assert_eq!(drain(&mut server).0, refused(A, Misuse::Channel));
    let [_, mut server] = both_channels();
    server.handle_channel_opened(at(2.0), B);
    server.handle_channel_bytes(at(2.0), B, &[0, 0, 0, 1, 7]);
    server.handle_channel_closed(at(2.0), B);
    assert_eq!(drain(&mut server).0, refused(B, Misuse::Foreign));
    server.handle_channel_bytes(at(2.0), A, &[0, 0, 0, 1, 8]);
    assert_eq!(drain(&mut server).0, [Output::Message(vec![8])]);
    // A channel beside a connection that has started.
    let mut server = started_server(Config { l2cap: L2cap::Offered(Psm::new(0x80).unwrap()), ..server_config() });
    server.handle_channel_opened(at(2.0), A);
    assert_eq!(drain(&mut server).0, misuse(Misuse::Channel));
}
