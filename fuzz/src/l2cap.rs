//! BLE over an L2CAP channel: messages behind their lengths in a stream of bytes.

use mdoc_proximity::budget;
use mdoc_proximity::transport::ble::l2cap::{Decoder, encode};

use super::cursor::Cursor;

/// * Messages in any chunks come out as they went in.
/// * Of any stream, what comes out and is encoded again is what was consumed; it does not depend on the chunks; a
///   length above the limit ends it before its bytes are waited for.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    if input.bit() {
        round_trip(input);
    } else {
        stream(input);
    }
}

fn round_trip(mut input: Cursor<'_>) {
    let chunk = usize::from(input.byte()) + 1;
    let (mut messages, mut wire) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        let message = input.piece();
        match encode(message) {
            Ok(frame) => {
                wire.extend(frame);
                messages.push(message.to_vec());
            }
            Err(_) => assert!(message.is_empty()),
        }
    }
    assert_eq!(read(&wire, chunk), (messages, true));
}

fn stream(mut input: Cursor<'_>) {
    let chunk = usize::from(input.byte()) + 1;
    let wire = input.0;
    let (messages, open) = read(wire, chunk);
    assert_eq!(read(wire, wire.len().max(1)), (messages.clone(), open));
    let consumed: Vec<_> = messages.iter().flat_map(|message| encode(message).expect("it came in a frame")).collect();
    assert!(wire.starts_with(&consumed));
    if open && messages.is_empty() && wire.len() >= 4 {
        let length = usize::try_from(u32::from_be_bytes([wire[0], wire[1], wire[2], wire[3]])).expect("32 bits fit");
        assert!(length > 0 && length <= budget::MESSAGE_BYTES && length > wire.len() - 4);
    }
}

/// The messages, and whether the stream could go on.
fn read(wire: &[u8], chunk: usize) -> (Vec<Vec<u8>>, bool) {
    let (mut decoder, mut messages) = (Decoder::new(), Vec::new());
    for mut part in wire.chunks(chunk) {
        while !part.is_empty() {
            match decoder.take(&mut part) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => assert!(part.is_empty(), "bytes were left though no message is complete"),
                Err(error) => {
                    assert_eq!(decoder.take(&mut part), Err(error));
                    assert_eq!(decoder.end(), Err(error));
                    return (messages, false);
                }
            }
            assert!(decoder.received() <= decoder.expected().unwrap_or(0));
            assert_eq!(decoder.end().is_ok(), !decoder.is_inside());
        }
    }
    (messages, true)
}
