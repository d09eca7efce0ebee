//! L2CAP channels.

use mdoc_proximity::transport::ble::l2cap::{Decoder, FrameError, encode};

use crate::format::{Bytes, L2cap, Outcome};
use crate::run::Unperformed;

/// Takes the stream apart, and puts the messages together again: what went through whole must look the same.
pub(super) fn perform(input: &L2cap) -> Result<Outcome, Unperformed> {
    let mut messages = Vec::new();
    let refused = decode(input, &mut messages).is_err();
    let stream: Vec<u8> = input.chunks.iter().flat_map(Bytes::to_vec).collect();
    let sent: Vec<u8> = messages.iter().map(|message| encode(message).unwrap_or_default()).collect::<Vec<_>>().concat();
    if !stream.starts_with(&sent) {
        return Err(Unperformed::Broken("the messages are framed otherwise than they came".to_owned()));
    }
    Ok(Outcome::Messages { messages: messages.into_iter().map(Bytes::from).collect(), refused })
}

fn decode(input: &L2cap, messages: &mut Vec<Vec<u8>>) -> Result<(), FrameError> {
    let mut decoder = Decoder::new();
    for chunk in &input.chunks {
        let chunk = chunk.to_vec();
        let mut rest = chunk.as_slice();
        while let Some(message) = decoder.take(&mut rest)? {
            messages.push(message);
        }
    }
    if input.ends { decoder.end() } else { Ok(()) }
}
