//! Streams of an L2CAP channel.

use super::draft::{Draft, one_of};
use super::stage::session_data;
use crate::format::{Bytes, Case, Input, L2cap, Outcome, Role};

const CLAUSE: (&str, &str) = ("-", "11.1.4");
const TWIN: &str = "l2cap-one-message";
/// The same, and the channel stays open.
const TWIN_OPEN: &str = "l2cap-open";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    let ending = session_data(None, Some(20));
    let frame = frame(&ending);
    let long: Vec<u8> = session_data(Some(&[0x5a; 300]), None);
    let both = [frame.clone(), self::frame(&long)].concat();
    let bytewise: Vec<&[u8]> = frame.chunks(1).collect();
    let unmeasured = [&[0xff; 4][..], &ending].concat();
    let empty = [&[0; 4][..], &frame].concat();
    let accepted = |id, title, chunks: &[&[u8]], messages: &[&[u8]]| {
        case(Draft::positive(id, CLAUSE, title), chunks, true, messages, false)
    };
    let negative = |id, differs, title, chunks: &[&[u8]], ends, messages: &[&[u8]]| {
        let twin = if ends { TWIN } else { TWIN_OPEN };
        case(Draft::negative(id, CLAUSE, (twin, differs), title), chunks, ends, messages, true)
    };
    vec![
        accepted(TWIN, "A message behind its length, in one piece", &[&frame], &[&ending]),
        case(
            Draft::positive(TWIN_OPEN, CLAUSE, "A message behind its length; the channel stays open"),
            &[&frame],
            false,
            &[&ending],
            false,
        ),
        accepted("l2cap-two-messages", "Two messages in one piece", &[&both], &[&ending, &long]),
        accepted("l2cap-byte-by-byte", "A message that arrives byte by byte", &bytewise, &[&ending]),
        accepted(
            "l2cap-cut-anywhere",
            "Two messages, cut inside the first and inside the length of the second",
            &[&both[..7], &both[7..16], &both[16..18], &both[18..]],
            &[&ending, &long],
        ),
        accepted("l2cap-length-of-two-bytes", "The length is big-endian", &[&self::frame(&long)], &[&long]),
        accepted("l2cap-nothing", "A channel that closes before anything came", &[], &[]),
        accepted("l2cap-empty-pieces", "Pieces of no bytes mean nothing", &[&[], &frame, &[]], &[&ending]),
        case(
            Draft::positive("l2cap-unfinished", CLAUSE, "The rest of the message may come yet"),
            &[&frame[..9]],
            false,
            &[],
            false,
        ),
        negative(
            "t12-length-without-measure",
            "chunks[0].length",
            "A length of 0xFFFFFFFF: the channel is closed, and nothing is allocated for it",
            &[&unmeasured],
            false,
            &[],
        ),
        negative(
            "t12-length-without-measure-behind-a-message",
            "chunks",
            "A good message is not lost because of the length behind it",
            &[&frame, &[0xff; 4]],
            false,
            &[&ending],
        ),
        negative("t13-length-0", "chunks[0].length", "A message of no bytes", &[&empty], true, &[]),
        negative(
            "t13-ends-inside-the-message",
            "chunks[0]",
            "The channel closes before the last byte of the message",
            &[&frame[..frame.len() - 1]],
            true,
            &[],
        ),
        negative(
            "t13-ends-inside-the-length",
            "chunks[0]",
            "The channel closes inside the length",
            &[&frame[..3]],
            true,
            &[],
        ),
        negative(
            "t13-ends-behind-the-length",
            "chunks[0]",
            "The channel closes where the message would begin",
            &[&frame[..4]],
            true,
            &[],
        ),
        negative(
            "t13-ends-inside-the-second-message",
            "chunks",
            "The first message is whole, the second is not",
            &[&frame, &frame[..6]],
            true,
            &[&ending],
        ),
    ]
}

/// 4 bytes of length, and the message.
fn frame(message: &[u8]) -> Vec<u8> {
    [&u32::try_from(message.len()).unwrap().to_be_bytes(), message].concat()
}

fn case(draft: Draft<'_>, chunks: &[&[u8]], ends: bool, messages: &[&[u8]], refused: bool) -> Case {
    let bytes = |all: &[&[u8]]| all.iter().map(|one| Bytes::from(*one)).collect();
    let outcome = Outcome::Messages { messages: bytes(messages), refused };
    draft.case(Role::Both, Input::L2cap(L2cap { chunks: bytes(chunks), ends }), one_of([outcome]))
}
