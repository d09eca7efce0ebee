use super::*;
use crate::transport::ble::ValueSize;
use crate::transport::ble::l2cap::{FrameError, encode};
use crate::transport::ble::reassembly::FragmentError;
use crate::transport::ble::state::StateError;

#[test]
fn messages_go_both_ways_at_once() {
    for (mut connection, incoming) in both() {
        connection.send(at(2.0), (0..50).collect()).unwrap();
        let outgoing = if incoming == ClientToServer { ServerToClient } else { ClientToServer };
        let mut sent = Vec::new();
        for byte in 0..3 {
            for output in drain(&mut connection).0 {
                match output {
                    Output::Write { characteristic, value, .. } | Output::Notify { characteristic, value, .. } => {
                        assert_eq!(characteristic, outgoing);
                        sent.push(value);
                    }
                    other => panic!("{other:?}"),
                }
            }
            connection.handle_value(at(2.0), A, incoming, &[1, byte]);
            connection.handle_sent(at(2.0), A, 1);
        }
        connection.handle_value(at(2.0), A, incoming, &[0, 3]);
        assert_eq!(drain(&mut connection), (vec![Output::Message(vec![0, 1, 2, 3])], None));
        let all: Vec<u8> = sent.iter().flat_map(|value| value[1..].to_vec()).collect();
        assert_eq!(sent.iter().map(|value| value[0]).collect::<Vec<_>>(), [1, 1, 0]);
        assert_eq!(all, (0..50).collect::<Vec<u8>>());
    }
}

#[test]
fn t01_t04_values_that_no_message_has() {
    for value in [&[][..], &[2, 0], &[0], &[0xff]] {
        let error = match value {
            [] => FragmentError::NoPrefix,
            [0] => FragmentError::EmptyMessage,
            [prefix, ..] => FragmentError::Prefix(*prefix),
        };
        for (mut connection, incoming) in both() {
            connection.handle_value(at(2.0), A, incoming, &[1, 7]);
            connection.handle_value(at(2.0), A, incoming, value);
            if value == [0] {
                // Behind another value it ends the message.
                assert_eq!(drain(&mut connection).0, [Output::Message(vec![7])]);
                connection.handle_value(at(2.0), A, incoming, value);
            }
            assert_eq!(drain(&mut connection), (misuse(Misuse::Fragment(error)), None));
        }
    }
    for (value, error) in [
        (&[3][..], StateError::Unknown(3)),
        (&[0], StateError::Unknown(0)),
        (&[2, 2], StateError::Length(2)),
        (&[], StateError::Length(0)),
    ] {
        for (mut connection, _) in both() {
            connection.handle_value(at(2.0), A, State, value);
            assert_eq!(drain(&mut connection).0, misuse(Misuse::State(error)));
        }
    }
}

#[test]
fn values_in_the_wrong_direction() {
    for (mut connection, incoming) in both() {
        let outgoing = if incoming == ClientToServer { ServerToClient } else { ClientToServer };
        connection.handle_value(at(2.0), A, outgoing, &[0, 1]);
        assert_eq!(drain(&mut connection).0, misuse(Misuse::Direction(outgoing)));
    }
    for (mut connection, _) in both() {
        connection.handle_value(at(2.0), A, Characteristic::Ident, &[0, 1]);
        assert_eq!(drain(&mut connection).0, misuse(Misuse::Direction(Characteristic::Ident)));
    }
}

#[test]
fn t08_the_reassembled_size_is_limited() {
    for (mut connection, incoming) in both() {
        let value = [&[1][..], &vec![0; 1 << 20]].concat();
        for _ in 0..16 {
            connection.handle_value(at(2.0), A, incoming, &value);
            assert_eq!(drain(&mut connection).0, []);
        }
        connection.handle_value(at(2.0), A, incoming, &[1, 0]);
        assert_eq!(drain(&mut connection).0, misuse(Misuse::Fragment(FragmentError::TooLong)));
    }
}

#[test]
fn messages_that_nobody_takes_end_it() {
    for (mut connection, incoming) in both() {
        for _ in 0..=budget::BLE_QUEUED_MESSAGES {
            connection.handle_value(at(2.0), A, incoming, &[0, 1]);
        }
        let mut expected = vec![Output::Message(vec![1]); budget::BLE_QUEUED_MESSAGES];
        expected.extend(misuse(Misuse::Flood));
        assert_eq!(drain(&mut connection).0, expected);
        assert_eq!(connection.outbox.len(), 0);
    }
}

#[test]
fn only_a_window_of_values_is_out() {
    for window in [0, 1, 3] {
        let mut server = started_server(Config { window, ..server_config() });
        let window = window.max(1);
        server.send(at(2.0), vec![0; 19 * 20]).unwrap();
        server.send(at(2.0), vec![1]).unwrap();
        assert_eq!(drain(&mut server).0.len(), window);
        assert_eq!(drain(&mut server).0.len(), 0);
        server.handle_sent(at(2.0), A, 1);
        assert_eq!(drain(&mut server).0.len(), 1);
        server.handle_sent(at(2.0), A, window);
        assert_eq!(drain(&mut server).0.len(), window);
        // A report of more than there was gives no more room.
        server.handle_sent(at(2.0), A, 1000);
        assert_eq!(drain(&mut server).0.len(), window);
    }
}

#[test]
fn a_new_mtu_counts_from_the_next_value() {
    let size = |output: Vec<Output>| match &output[..] {
        [Output::Notify { value, .. }] => value.len(),
        other => panic!("{other:?}"),
    };
    let mut server = started_server(Config { value_size: ValueSize::new(5, 510), ..server_config() });
    server.send(at(2.0), vec![0; 5000]).unwrap();
    assert_eq!(size(drain(&mut server).0), 18);
    for (mtu, expected) in [(185, 180), (517, 510), (64, 59)] {
        server.handle_mtu(A, mtu);
        server.handle_sent(at(2.0), A, 1);
        assert_eq!(size(drain(&mut server).0), expected);
    }
}

#[test]
fn a_message_must_come_in_time() {
    for (mut connection, incoming) in both() {
        connection.handle_value(at(2.0), A, incoming, &[1, 1]);
        assert_eq!(connection.deadline(), Some(at(34.0)));
        connection.handle_value(at(34.0), A, incoming, &[1, 1]);
        assert_eq!(drain(&mut connection).0, closed(CloseReason::TimedOut(Wait::Fragment)));
    }
    // A trickle has an end too.
    for (mut connection, incoming) in both() {
        let mut now = 2.0;
        while connection.closed().is_none() {
            connection.handle_value(at(now), A, incoming, &[1, 1]);
            now += 30.0;
        }
        assert_eq!((now, connection.closed()), (332.0, Some(CloseReason::TimedOut(Wait::Message))));
    }
    // Between messages there is no deadline here: that is the session's.
    for (mut connection, incoming) in both() {
        connection.handle_value(at(2.0), A, incoming, &[0, 1]);
        connection.handle_timeout(at(100_000.0));
        assert_eq!(drain(&mut connection), (vec![Output::Message(vec![1])], None));
    }
}

#[test]
fn a_value_must_be_sent_in_time() {
    for (mut connection, _) in both() {
        connection.send(at(2.0), vec![0; 100]).unwrap();
        drain(&mut connection);
        connection.handle_sent(at(33.0), A, 1);
        drain(&mut connection);
        assert_eq!(connection.deadline(), Some(at(65.0)));
        connection.handle_timeout(at(65.0));
        assert_eq!(drain(&mut connection).0, closed(CloseReason::TimedOut(Wait::Sending)));
    }
}

#[test]
fn progress_is_told() {
    for (mut connection, incoming) in both() {
        assert_eq!(connection.progress(), Progress::default());
        connection.send(at(2.0), vec![0; 100]).unwrap();
        drain(&mut connection);
        connection.handle_sent(at(2.0), A, 1);
        drain(&mut connection);
        connection.handle_value(at(2.0), A, incoming, &[1, 7, 7, 7]);
        assert_eq!(connection.progress(), Progress { sending: Some((38, 100)), received: 3, expected: None });
    }
    for mut connection in both_channels() {
        connection.handle_channel_bytes(at(2.0), A, &[0, 0, 1, 0, 9, 9]);
        assert_eq!(connection.progress(), Progress { sending: None, received: 2, expected: Some(256) });
    }
}

#[test]
fn t12_t13_frames_that_no_message_has() {
    for mut connection in both_channels() {
        connection.handle_channel_bytes(at(2.0), A, &[0xff; 4]);
        let length = u32::MAX as usize;
        assert_eq!(drain(&mut connection).0, misuse(Misuse::Frame(FrameError::TooLong { length })));
    }
    for mut connection in both_channels() {
        connection.handle_channel_bytes(at(2.0), A, &[0, 0, 0, 1, 5, 0, 0, 0, 0]);
        let expected = [vec![Output::Message(vec![5])], misuse(Misuse::Frame(FrameError::Empty))].concat();
        assert_eq!(drain(&mut connection).0, expected);
    }
}

#[test]
fn a_channel_carries_frames_in_pieces() {
    for mut connection in both_channels() {
        connection.config.chunk = 10;
        connection.send(at(2.0), (0..17).collect()).unwrap();
        connection.send(at(2.0), vec![9]).unwrap();
        let pieces = drain_sent(&mut connection, at(2.0));
        let expected = [encode(&(0..17).collect::<Vec<u8>>()).unwrap(), encode(&[9]).unwrap()].concat();
        let mut stream = Vec::new();
        for piece in &pieces {
            let Output::ChannelBytes { peer: A, bytes } = piece else { panic!("{piece:?}") };
            assert!(bytes.len() <= 10);
            stream.extend_from_slice(bytes);
        }
        assert_eq!((stream, pieces.len()), (expected, 4));
        // And takes them, however they are cut; State has no place there.
        for byte in encode(&[1, 2]).unwrap() {
            connection.handle_channel_bytes(at(2.0), A, &[byte]);
            connection.handle_channel_bytes(at(2.0), A, &[]);
        }
        connection.handle_channel_bytes(at(2.0), A, &[0, 0, 0, 1, 3, 0, 0, 0, 1, 4, 0]);
        assert_eq!(drain(&mut connection).0, [vec![1, 2], vec![3], vec![4]].map(Output::Message));
    }
}

#[test]
fn what_cannot_be_sent() {
    for (mut connection, _) in both() {
        assert_eq!(connection.send(at(2.0), vec![]), Err(SendError::Message(FrameError::Empty)));
        let length = budget::MESSAGE_BYTES + 1;
        assert_eq!(connection.send(at(2.0), vec![0; length]), Err(SendError::Message(FrameError::TooLong { length })));
        for _ in 0..budget::BLE_QUEUED_MESSAGES {
            connection.send(at(2.0), vec![1]).unwrap();
        }
        assert_eq!(connection.send(at(2.0), vec![1]), Err(SendError::Full));
    }
}

#[test]
fn round_trips_are_timed_and_the_peer_is_heard() {
    for (mut connection, incoming) in both() {
        connection.handle_rssi(B, -90);
        assert_eq!(connection.rssi(), None);
        connection.handle_rssi(A, -42);
        assert_eq!(connection.rssi(), Some(-42));
        // What comes first answers nothing.
        connection.handle_value(at(2.0), A, incoming, &[0, 1]);
        assert_eq!(connection.round_trips(), []);
        connection.send(at(3.0), vec![0; 20]).unwrap();
        drain(&mut connection);
        connection.handle_sent(at(3.1), A, 1);
        drain(&mut connection);
        connection.handle_sent(at(3.2), A, 1);
        connection.handle_value(at(4.2), A, incoming, &[1, 1]);
        connection.handle_value(at(4.5), A, incoming, &[0, 1]);
        connection.handle_value(at(4.6), A, incoming, &[0, 1]);
        let [trip] = connection.round_trips() else { panic!() };
        assert_eq!(*trip, RoundTrip { sent: at(3.2), answered: at(4.2), complete: Some(at(4.5)) });
        assert_eq!(trip.waiting(), Duration::from_secs(1));
    }
}

#[test]
fn a_value_that_cannot_be_sent_ends_it_before_the_next_one_goes() {
    for (mut connection, _) in both() {
        connection.send(at(2.0), vec![7; 90]).unwrap();
        assert_eq!(drain(&mut connection).0.len(), 1);
        connection.handle_failed(at(2.0), B);
        assert_eq!(connection.closed(), None, "another peer's");
        connection.handle_failed(at(2.0), A);
        assert_eq!(drain(&mut connection), (closed(CloseReason::Failed(Step::Send)), None));
    }
}
