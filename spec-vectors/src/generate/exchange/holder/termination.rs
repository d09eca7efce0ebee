//! How a session ends (H30 to H34).

use super::super::ask::{self, Ask};
use super::super::draft::{Draft, answer, closed, licence, one_of, open};
use super::super::stage::{bytes, session_data, text, uint};
use super::{ASKED, Holder, SESSION, TWO_REQUESTS, usual_request};
use crate::format::{Case, HolderReply, Outcome};
use crate::generate::scene::Members;

pub(super) fn cases() -> Vec<Case> {
    let holder = Holder::new();
    let second = ask::request(&[Ask::licence(&["birth_date"])]);
    let data = holder.stage.keys().by_reader(2, &second);
    let case = |id, title, message: Vec<u8>, outcomes: Vec<Outcome>| {
        let draft = Draft::negative(id, SESSION, (TWO_REQUESTS, "messages[1]"), title);
        holder.hears(draft, [holder.stage.establishment(&usual_request()), message], one_of(outcomes))
    };
    let silent = || vec![after(HolderReply::Silence)];
    let members = |members: &[(&str, Vec<u8>)]| {
        let mut all = Members::default();
        members.iter().for_each(|(name, value)| all.push(name, value.clone()));
        all.to_vec()
    };
    let undecodable = || vec![after(HolderReply::Status { status: 11 })];
    let request_behind = holder.hears(
        Draft::negative(
            "h30-status-20-then-a-request",
            SESSION,
            (TWO_REQUESTS, "messages[1]"),
            "A request behind the end",
        ),
        [holder.stage.establishment(&usual_request()), session_data(None, Some(20)), session_data(Some(&data), None)],
        one_of(silent()),
    );
    let truncated = session_data(Some(&data), None);
    let mut ignored = vec![after(HolderReply::Status { status: 20 }), after(HolderReply::Silence)];
    ignored.push(open([answer([licence(ASKED)]), HolderReply::Silence]));
    ignored.push(after(HolderReply::Status { status: 11 }));
    vec![
        case("h30-status-20", "The reader ends the session", session_data(None, Some(20)), silent()),
        request_behind,
        case(
            "h31-request-with-status-20",
            "A request that comes with the end is not answered",
            session_data(Some(&data), Some(20)),
            silent(),
        ),
        case("h32-status-10", "The reader could not decrypt", session_data(None, Some(10)), silent()),
        case("h32-status-11", "The reader could not decode", session_data(None, Some(11)), silent()),
        case("h33-status-99", "A status nobody knows", session_data(None, Some(99)), silent()),
        case(
            "h33-status-99-with-a-request",
            "A request with a status nobody knows",
            session_data(Some(&data), Some(99)),
            silent(),
        ),
        case("h33-status-of-64-bits", "The largest status there can be", session_data(None, Some(u64::MAX)), silent()),
        case("h34-empty-map", "SessionData with nothing in it", vec![0xa0], ignored.clone()),
        case(
            "h34-nulls",
            "SessionData with null for both members",
            members(&[("data", vec![0xf6]), ("status", vec![0xf6])]),
            ignored,
        ),
        case(
            "h01-truncated-later",
            "The last byte of a later message is missing",
            truncated[..truncated.len() - 1].to_vec(),
            undecodable(),
        ),
        case("h02-array-later", "A later message is an array", [&[0x81][..], &bytes(&data)].concat(), undecodable()),
        case(
            "h08-data-twice-later",
            "Two data in a later message",
            members(&[("data", bytes(&data)), ("data", bytes(&data))]),
            undecodable(),
        ),
        case(
            "h04-data-text-later",
            "The data of a later message are a text",
            members(&[("data", text("?"))]),
            undecodable(),
        ),
        case("h33-status-text", "The status is a text", members(&[("status", text("20"))]), undecodable()),
        case("h33-status-negative", "The status is negative", members(&[("status", vec![0x33])]), undecodable()),
        holder.hears(
            Draft::positive("h35-unknown-member-later", SESSION, "A member of SessionData nobody knows is passed over"),
            [
                holder.stage.establishment(&usual_request()),
                members(&[("later", uint(1)), ("data", bytes(&data)), ("status", vec![0xf6])]),
            ],
            one_of([open([answer([licence(ASKED)]), answer([licence(&["birth_date"])])])]),
        ),
    ]
}

fn after(second: HolderReply) -> Outcome {
    closed([answer([licence(ASKED)]), second])
}
