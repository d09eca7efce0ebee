//! Messages without measure (H78).

use super::super::draft::{Draft, ended, refused};
use super::{Holder, LICENCE, REQUEST, SESSION, TWO_REQUESTS, usual_request};
use crate::format::{Bytes, Case, HolderReply};
use crate::generate::exchange::draft::{answer, closed, licence, one_of};
use crate::generate::world::value;

/// 10 MB.
const MUCH: u32 = 10_000_000;

pub(super) fn cases() -> Vec<Case> {
    let holder = Holder::new();
    let first = |id, title, message: Bytes, statuses: &[u64]| {
        holder.hears(Draft::negative(id, SESSION, (LICENCE, "messages[0]"), title), [message], ended(statuses))
    };
    let within = |id, title, request: Vec<u8>| {
        holder.asked(Draft::negative(id, REQUEST, (LICENCE, "request"), title), &[request], refused(&[11, 10, 12]))
    };
    // {"eReaderKey": .., "data": 10 MB of zeros}.
    let mut long = holder.stage.members(&[]).to_vec();
    long.pop();
    long.push(0x5a);
    long.extend(MUCH.to_be_bytes());
    let nested = |depth: usize| [vec![0x81; depth], vec![0]].concat();
    let announced = [&[0xbb][..], &(1_u64 << 32).to_be_bytes()].concat();
    let announced_members = value(|writer| {
        writer.map(2).text("version").text("1.0").text("docRequests").raw(&[0x9b]).raw(&(1_u64 << 32).to_be_bytes());
    });
    let long_later = [&[0xa1][..], b"\x64data\x5a", &MUCH.to_be_bytes()].concat();
    let draft =
        Draft::negative("h78-data-of-10-mb-later", SESSION, (TWO_REQUESTS, "messages[1]"), "A later message of 10 MB");
    let later = |status| closed([answer([licence(super::ASKED)]), HolderReply::Status { status }]);
    vec![
        first(
            "h78-data-of-10-mb",
            "A first message with 10 MB of data",
            Bytes::with_tail(long, [0], MUCH as usize),
            &[10, 11],
        ),
        first(
            "h78-17-mb",
            "A first message of 17 MB",
            Bytes::with_tail([0x5a, 1, 3, 0x66, 0x40], [0], 17_000_000),
            &[11, 10],
        ),
        first("h78-nesting", "10,000 arrays in each other", Bytes::with_tail(Vec::new(), [0x81], 10_000), &[11, 10]),
        first("h78-map-of-2-32-members", "A map that announces 2^32 members", announced.clone().into(), &[11, 10]),
        first(
            "h78-data-of-2-63-bytes",
            "Data that announce 2^63 bytes",
            [&[0xa1][..], b"\x64data\x5b", &[0x80, 0, 0, 0, 0, 0, 0, 0]].concat().into(),
            &[11, 10],
        ),
        holder.hears(
            draft,
            [holder.stage.establishment(&usual_request()).into(), Bytes::with_tail(long_later, [0], MUCH as usize)],
            one_of([later(10), later(11)]),
        ),
        within("h78-request-nesting", "A request of 10,000 arrays in each other", nested(10_000)),
        within("h78-request-map-of-2-32-members", "A request that announces 2^32 members", announced),
        within("h78-request-of-2-32-documents", "A request that announces 2^32 DocRequests", announced_members),
    ]
}
