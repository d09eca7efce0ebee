use super::*;

#[test]
fn an_end_cuts_no_message_and_overtakes_none() {
    for (mut connection, incoming) in both() {
        connection.send(at(2.0), vec![7; 30]).unwrap();
        connection.end(at(2.0), Farewell::State);
        assert_eq!(connection.send(at(2.0), vec![1]), Err(SendError::Ended));
        let mut values = Vec::new();
        for step in 0..3 {
            let outputs = drain(&mut connection).0;
            let [Output::Write { characteristic, value, .. } | Output::Notify { characteristic, value, .. }] =
                &outputs[..]
            else {
                panic!("{step} {outputs:?}")
            };
            values.push((*characteristic, value.clone()));
            assert_eq!(connection.closed(), None);
            connection.handle_sent(at(2.0 + f64::from(step)), A, 1);
        }
        let outgoing = if incoming == ClientToServer { ServerToClient } else { ClientToServer };
        let parts = [(outgoing, [&[1][..], &[7; 19]].concat()), (outgoing, [&[0][..], &[7; 11]].concat())];
        assert_eq!(values, [&parts[..], &[(State, vec![2])]].concat());
        // Then the session knows, and a little later the connection ends.
        let later = if connection.side == GattSide::Client { 4.5 } else { 7.0 };
        assert_eq!(drain(&mut connection), (vec![Output::Closed(CloseReason::Local)], Some(at(later))));
        connection.handle_timeout(at(later));
        assert_eq!(drain(&mut connection), (vec![away(A, CloseReason::Local)], None));
    }
}

#[test]
fn with_a_window_the_end_waits_for_every_report() {
    let mut server = started_server(Config { window: 8, ..server_config() });
    server.send(at(2.0), vec![7; 100]).unwrap();
    server.end(at(2.0), Farewell::State);
    assert_eq!(drain(&mut server).0.len(), 6);
    for _ in 0..5 {
        server.handle_sent(at(2.0), A, 1);
        assert_eq!(drain(&mut server).0, []);
    }
    server.handle_sent(at(2.0), A, 1);
    assert_eq!(drain(&mut server).0, [notify(State, &[2])]);
}

#[test]
fn an_end_without_state_writes_none_and_cuts_nothing() {
    for (mut connection, incoming) in both() {
        connection.send(at(2.0), vec![7; 30]).unwrap();
        connection.end(at(2.0), Farewell::Status);
        // The first end counts.
        connection.end(at(2.0), Farewell::State);
        assert_eq!(connection.send(at(2.0), vec![1]), Err(SendError::Ended));
        for sent in [2.0, 3.0] {
            let outputs = drain(&mut connection).0;
            let [Output::Write { characteristic, .. } | Output::Notify { characteristic, .. }] = &outputs[..] else {
                panic!("{outputs:?}")
            };
            assert_ne!(*characteristic, State);
            assert_eq!((connection.closed(), connection.is_sent()), (None, false));
            connection.handle_sent(at(sent), A, 1);
        }
        let later = if connection.side == GattSide::Client { 3.5 } else { 6.0 };
        assert_eq!(drain(&mut connection), (vec![Output::Closed(CloseReason::Local)], Some(at(later))));
        assert!(connection.is_sent());
        // What the peer says meanwhile is passed over, its going is not.
        connection.handle_value(at(3.1), A, incoming, &[0, 1]);
        connection.handle_value(at(3.1), A, State, &[2]);
        assert_eq!(drain(&mut connection), (vec![], Some(at(later))));
        connection.handle_timeout(at(later));
        assert_eq!(drain(&mut connection), (vec![away(A, CloseReason::Local)], None));
    }
    for (mut connection, _) in both() {
        connection.end(at(2.0), Farewell::Status);
        assert_eq!(drain(&mut connection).0, [Output::Closed(CloseReason::Local)]);
        connection.handle_disconnected(at(2.1), A);
        assert_eq!(drain(&mut connection), (vec![], None));
    }
    // A radio that takes nothing does not hold it up for ever.
    for (mut connection, _) in both() {
        connection.send(at(2.0), vec![7; 30]).unwrap();
        connection.end(at(2.0), Farewell::Status);
        drain(&mut connection);
        connection.handle_timeout(at(34.0));
        assert_eq!(drain(&mut connection).0, closed(CloseReason::TimedOut(Wait::Sending)));
        assert!(!connection.is_sent());
    }
}

#[test]
fn what_is_sent() {
    for (mut connection, incoming) in both() {
        assert!(connection.is_sent());
        connection.send(at(2.0), vec![7; 10]).unwrap();
        assert!(!connection.is_sent());
        drain(&mut connection);
        // Handed out, and not reported.
        assert_eq!((connection.progress().sending, connection.is_sent()), (None, false));
        connection.handle_sent(at(2.0), A, 1);
        assert!(connection.is_sent());
        connection.handle_value(at(2.0), A, incoming, &[0, 1]);
        assert!(connection.is_sent());
    }
    for (end, sent) in [(CloseReason::Peer, true), (CloseReason::Lost(Cut::default()), false)] {
        for (mut connection, _) in both() {
            connection.send(at(2.0), vec![7; 10]).unwrap();
            drain(&mut connection);
            match end {
                CloseReason::Peer => connection.handle_value(at(2.0), A, State, &[2]),
                _ => connection.handle_disconnected(at(2.0), A),
            }
            assert_eq!((connection.closed(), connection.is_sent()), (Some(end), sent));
        }
    }
}

#[test]
fn the_peer_that_goes_first_is_no_loss() {
    for (mut connection, _) in both() {
        connection.end(at(2.0), Farewell::State);
        drain(&mut connection);
        // State 0x02 is out, and the peer acts on it before the driver reports.
        connection.handle_disconnected(at(2.1), A);
        assert_eq!(drain(&mut connection), (vec![Output::Closed(CloseReason::Local)], None));
    }
    for (mut connection, _) in both() {
        connection.end(at(2.0), Farewell::State);
        drain_sent(&mut connection, at(2.0));
        connection.handle_disconnected(at(2.1), A);
        assert_eq!(drain(&mut connection), (vec![], None));
    }
}

#[test]
fn the_peer_ends_between_messages() {
    for (mut connection, incoming) in both() {
        connection.handle_value(at(2.0), A, incoming, &[0, 1]);
        connection.handle_value(at(2.0), A, State, &[2]);
        let (outputs, deadline) = drain(&mut connection);
        assert_eq!(outputs[..2], [Output::Message(vec![1]), Output::Closed(CloseReason::Peer)]);
        match connection.side {
            // The client is who disconnects.
            GattSide::Client => assert_eq!((&outputs[2..], deadline), (&[away(A, CloseReason::Peer)][..], None)),
            GattSide::Server => {
                assert_eq!((outputs.len(), deadline), (2, Some(at(5.0))));
                // A second end, or whatever it says now, is passed over.
                connection.handle_value(at(2.1), A, State, &[2]);
                connection.handle_value(at(2.1), A, incoming, &[9]);
                connection.handle_unsubscribed(at(2.1), A, State);
                assert_eq!(drain(&mut connection).0, []);
                connection.handle_timeout(at(5.0));
                assert_eq!(drain(&mut connection), (vec![away(A, CloseReason::Peer)], None));
            }
        }
    }
}

#[test]
fn who_takes_nothing_any_more_has_left() {
    for order in [[State, ServerToClient], [ServerToClient, State]] {
        for inside in [false, true] {
            let mut server = started_server(server_config());
            if inside {
                server.handle_value(at(2.0), A, ClientToServer, &[1, 1, 2]);
            }
            // Others may take what they like, and one of the two is not all.
            server.handle_unsubscribed(at(2.0), B, State);
            server.handle_unsubscribed(at(2.0), B, ServerToClient);
            server.handle_unsubscribed(at(2.0), A, order[0]);
            assert_eq!((drain(&mut server).0, server.closed()), (vec![], None));
            server.handle_unsubscribed(at(2.0), A, order[1]);
            let left = if inside { CloseReason::CutOff(Cut { received: 2, unsent: 0 }) } else { CloseReason::Peer };
            assert_eq!(drain(&mut server), (vec![Output::Closed(left)], Some(at(5.0))));
            server.handle_timeout(at(5.0));
            assert_eq!(drain(&mut server).0, [away(A, left)]);
        }
    }
    // On a channel nobody subscribes.
    let [_, mut server] = both_channels();
    server.handle_unsubscribed(at(2.0), A, State);
    server.handle_unsubscribed(at(2.0), A, ServerToClient);
    assert_eq!(server.closed(), None);
}

#[test]
fn t03_the_peer_ends_inside_a_message() {
    for (mut connection, incoming) in both() {
        connection.handle_value(at(2.0), A, incoming, &[1, 1, 2]);
        connection.handle_value(at(2.0), A, State, &[2]);
        let cut = CloseReason::CutOff(Cut { received: 2, unsent: 0 });
        assert_eq!(drain(&mut connection).0[0], Output::Closed(cut));
    }
    for (mut connection, _) in both() {
        connection.send(at(2.0), vec![0; 100]).unwrap();
        drain(&mut connection);
        connection.handle_value(at(2.0), A, State, &[2]);
        let cut = CloseReason::CutOff(Cut { received: 0, unsent: 81 });
        assert_eq!(drain(&mut connection).0[0], Output::Closed(cut));
    }
    // The whole message is out, and its last value not reported: the peer has it, so nothing is cut.
    for (mut connection, _) in both() {
        connection.send(at(2.0), vec![0; 10]).unwrap();
        drain(&mut connection);
        connection.handle_value(at(2.0), A, State, &[2]);
        assert_eq!(drain(&mut connection).0[0], Output::Closed(CloseReason::Peer));
    }
}

#[test]
fn both_end_at_once() {
    for (mut connection, _) in both() {
        connection.end(at(2.0), Farewell::State);
        assert_eq!(drain(&mut connection).0.len(), 1);
        connection.handle_value(at(2.0), A, State, &[2]);
        assert_eq!(drain(&mut connection).0[0], Output::Closed(CloseReason::Peer));
        connection.handle_sent(at(2.0), A, 1);
        assert_eq!(drain(&mut connection).0, []);
    }
}

#[test]
fn after_its_own_end_a_side_takes_no_message() {
    for (mut connection, incoming) in both() {
        connection.handle_value(at(2.0), A, incoming, &[1, 1]);
        connection.send(at(2.0), vec![0; 100]).unwrap();
        connection.end(at(2.0), Farewell::State);
        drain(&mut connection);
        connection.handle_value(at(2.0), A, incoming, &[0, 2]);
        connection.handle_value(at(2.0), A, incoming, &[0xff]);
        assert_eq!(drain(&mut connection).0, []);
        assert_eq!(connection.closed(), None);
    }
}

#[test]
fn an_end_that_the_radio_does_not_take_has_an_end() {
    for (mut connection, _) in both() {
        connection.end(at(2.0), Farewell::State);
        drain(&mut connection);
        connection.handle_timeout(at(34.0));
        assert_eq!(drain(&mut connection).0, closed(CloseReason::TimedOut(Wait::Sending)));
    }
}

#[test]
fn a_loss_after_start_is_told_with_what_it_cut() {
    for (mut connection, incoming) in both() {
        connection.handle_value(at(2.0), A, incoming, &[1, 1, 2]);
        connection.send(at(2.0), vec![0; 100]).unwrap();
        connection.end(at(2.0), Farewell::State);
        drain(&mut connection);
        connection.handle_disconnected(at(2.0), A);
        let lost = CloseReason::Lost(Cut { received: 2, unsent: 81 });
        assert_eq!(drain(&mut connection), (vec![Output::Closed(lost)], None));
    }
}

#[test]
fn a_channel_ends_without_state() {
    for mut connection in both_channels() {
        connection.send(at(2.0), vec![7]).unwrap();
        connection.end(at(2.0), Farewell::State);
        let outputs = drain_sent(&mut connection, at(2.0));
        assert_eq!(
            outputs,
            [Output::ChannelBytes { peer: A, bytes: vec![0, 0, 0, 1, 7] }, Output::Closed(CloseReason::Local)]
        );
        connection.handle_timeout(at(10.0));
        assert_eq!(drain(&mut connection), (vec![away(A, CloseReason::Local)], None));
    }
    for mut connection in both_channels() {
        connection.handle_channel_closed(at(2.0), A);
        assert_eq!(drain(&mut connection).0, closed(CloseReason::Peer));
    }
    for (bytes, received) in [(&[0, 0][..], 0), (&[0, 0, 0, 9, 1, 2], 2)] {
        for mut connection in both_channels() {
            connection.handle_channel_bytes(at(2.0), A, bytes);
            connection.handle_channel_closed(at(2.0), A);
            assert_eq!(drain(&mut connection).0, closed(CloseReason::CutOff(Cut { received, unsent: 0 })));
        }
    }
}

#[test]
fn an_end_before_start() {
    for config in [client_config(), server_config()] {
        let mut connection = Connection::new(config, at(0.0));
        drain(&mut connection);
        connection.end(at(1.0), Farewell::State);
        let stop = (config.side() == GattSide::Server).then_some(Output::StopAdvertising);
        let expected: Vec<_> = stop.into_iter().chain([Output::Closed(CloseReason::Local)]).collect();
        assert_eq!(drain(&mut connection), (expected, None));
    }
    let mut client = Connection::new(client_config(), at(0.0));
    client.handle_connected(at(1.0), A, 23);
    drain(&mut client);
    client.end(at(1.0), Farewell::State);
    assert_eq!(drain(&mut client).0, closed(CloseReason::Local));
    // A message that waits for a start is not sent, and that is told.
    let mut server = Connection::new(server_config(), at(0.0));
    server.send(at(0.0), vec![5; 3]).unwrap();
    server.end(at(0.0), Farewell::State);
    let cut = CloseReason::Cancelled(Cut { received: 0, unsent: 3 });
    assert_eq!(drain(&mut server), (vec![Output::StopAdvertising, Output::Closed(cut)], None));
}

#[test]
fn what_is_given_up_ends_at_once() {
    for (mut connection, incoming) in both() {
        connection.handle_value(at(2.0), A, incoming, &[1, 1]);
        connection.send(at(2.0), vec![0; 100]).unwrap();
        drain(&mut connection);
        connection.cancel(at(2.0));
        let cut = Cut { received: 1, unsent: 81 };
        assert_eq!(drain(&mut connection), (closed(CloseReason::Cancelled(cut)), None));
        connection.cancel(at(2.0));
        connection.end(at(2.0), Farewell::State);
        assert_eq!(drain(&mut connection), (vec![], None));
    }
    // Also where it only waits for the peer to go.
    for (mut connection, _) in both() {
        connection.end(at(2.0), Farewell::State);
        drain_sent(&mut connection, at(2.0));
        connection.cancel(at(2.0));
        assert_eq!(drain(&mut connection), (vec![away(A, CloseReason::Local)], None));
    }
}
