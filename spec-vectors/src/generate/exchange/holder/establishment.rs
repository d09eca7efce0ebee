//! The first message (H01 to H09, H29, H35).

use super::super::draft::{Draft, answer, closed, ended, licence, one_of, open};
use super::super::stage::{bytes, session_data, text, uint};
use super::{ASKED, Holder, LICENCE, LICENCE_FIELD, SESSION, usual_request};
use crate::format::{Case, HolderReply};
use crate::generate::scene::Members;
use crate::generate::world::{cose_key, public_key};
use crate::wire;

pub(super) fn cases() -> Vec<Case> {
    [undecodable(), lengths(), tolerated(), given_up()].concat()
}

/// The twin's first message, changed.
fn first(change: impl FnOnce(&mut Members)) -> Vec<u8> {
    let stage = Holder::new().stage;
    let mut members = stage.members(&stage.keys().by_reader(1, &usual_request()));
    change(&mut members);
    members.to_vec()
}

fn undecodable() -> Vec<Case> {
    let holder = Holder::new();
    let whole = first(|_| {});
    let e_reader_key = cose_key(&public_key(&holder.stage.e_reader_key));
    let data = holder.stage.keys().by_reader(1, &usual_request());
    let case = |id, differs, title, message: Vec<u8>, statuses: &[u64]| {
        holder.hears(Draft::negative(id, SESSION, (LICENCE, differs), title), [message], ended(statuses))
    };
    let cut = whole[..whole.len() - 1].to_vec();
    let twice = first(|message| message.push("data", bytes(&data)));
    let array = [&[0x82][..], &holder.stage.e_reader_key_bytes, &bytes(&data)].concat();
    let with_key = |key: Vec<u8>| first(move |message| message.set("eReaderKey", key));
    vec![
        case("h01-truncated", "messages[0]", "The last byte is missing", cut, &[11]),
        case("h01-no-bytes", "messages[0]", "A message of no bytes", Vec::new(), &[11]),
        case("h01-no-cbor", "messages[0]", "A text that is no CBOR", b"\xffhello".to_vec(), &[11]),
        case("h02-array", "messages[0]", "An array of key and data instead of a map", array, &[11]),
        case(
            "h03-without-key",
            "messages[0].eReaderKey",
            "There is no eReaderKey",
            first(|message| message.remove("eReaderKey")),
            &[11, 10],
        ),
        case(
            "h04-without-data",
            "messages[0].data",
            "There are no data",
            first(|message| message.remove("data")),
            &[11],
        ),
        case(
            "h04-data-null",
            "messages[0].data",
            "The data are null",
            first(|message| message.set("data", [0xf6])),
            &[11],
        ),
        case(
            "h04-data-text",
            "messages[0].data",
            "The data are a text",
            first(|message| message.set("data", text("?"))),
            &[11],
        ),
        case(
            "h05-key-bare",
            "messages[0].eReaderKey",
            "eReaderKey is the bare map",
            with_key(e_reader_key.clone()),
            &[11],
        ),
        case(
            "h05-key-untagged",
            "messages[0].eReaderKey",
            "eReaderKey is a byte string without tag 24",
            with_key(bytes(&e_reader_key)),
            &[11],
        ),
        case(
            "h05-key-tag-25",
            "messages[0].eReaderKey",
            "eReaderKey is a byte string behind tag 25",
            with_key([&[0xd8, 25][..], &bytes(&e_reader_key)].concat()),
            &[11],
        ),
        case(
            "h06-key-no-cbor",
            "messages[0].eReaderKey",
            "The byte string behind tag 24 is no CBOR",
            with_key(wire::embedded(&e_reader_key[..e_reader_key.len() - 1])),
            &[11, 10],
        ),
        case(
            "h06-key-followed",
            "messages[0].eReaderKey",
            "Something follows the key inside the byte string",
            with_key(wire::embedded(&[&e_reader_key[..], &[0]].concat())),
            &[11, 10],
        ),
        case("h07-followed", "messages[0]", "A byte follows the message", [&whole[..], &[0]].concat(), &[11]),
        case("h08-data-twice", "messages[0].data", "The data stand there twice", twice, &[11]),
        case(
            "h08-unknown-member-twice",
            "messages[0]",
            "A member nobody knows stands there twice",
            first(|message| {
                message.push("later", uint(1));
                message.push("later", uint(1));
            }),
            &[11],
        ),
        case(
            "h29-session-data-first",
            "messages[0]",
            "SessionData comes first",
            session_data(Some(&data), None),
            &[11, 10],
        ),
        case("h29-empty-map-first", "messages[0]", "An empty map comes first", vec![0xa0], &[11, 10]),
    ]
}

/// Lengths that are indefinite, or longer than needed.
fn lengths() -> Vec<Case> {
    let holder = Holder::new();
    let whole = first(|_| {});
    let data = holder.stage.keys().by_reader(1, &usual_request());
    let indefinite_map = [&[0xbf][..], &whole[1..], &[0xff]].concat();
    let indefinite = first(|message| message.set("data", [&[0x5f][..], &bytes(&data), &[0xff]].concat()));
    let long_head = [&[0xb8, 0x02][..], &whole[1..]].concat();
    let mut cases = Vec::new();
    for (holder, suffix, twin) in [(Holder::new(), "", LICENCE), (Holder::new().field(), "-field", LICENCE_FIELD)] {
        let case = |id: &str, title, message: &Vec<u8>, expect| {
            let id = format!("{id}{suffix}");
            holder.hears(Draft::negative(&id, ("8.1", "8.3"), (twin, "messages[0]"), title), [message.clone()], expect)
        };
        cases.push(case("h09-indefinite-map", "A map of indefinite length", &indefinite_map, ended(&[11])));
        cases.push(case("h09-indefinite-data", "Data of indefinite length", &indefinite, ended(&[11])));
        let shown = one_of([open([answer([licence(ASKED)])])]);
        let expect = if suffix.is_empty() { ended(&[11]) } else { shown };
        cases.push(case("h09-long-head", "The map's head is longer than needed", &long_head, expect));
    }
    cases
}

fn tolerated() -> Vec<Case> {
    let title = "A member nobody knows is passed over";
    let message = first(|message| message.push("later", text("whatever")));
    let shown = one_of([open([answer([licence(ASKED)])])]);
    let reordered = first(|message| message.0.reverse());
    vec![
        Holder::new().hears(Draft::positive("h35-unknown-member", SESSION, title), [message], shown.clone()),
        Holder::new().hears(
            Draft::positive("holder-members-reordered", SESSION, "The data stand before the key"),
            [reordered],
            shown,
        ),
    ]
}

/// A reader that says no more than a status. Nobody waits for an answer any more.
fn given_up() -> Vec<Case> {
    let case = |(id, status): (&str, u64)| {
        let expect = one_of([
            closed([HolderReply::Silence]),
            closed([HolderReply::Status { status: 11 }]),
            closed([HolderReply::Status { status: 10 }]),
        ]);
        let draft = Draft::negative(id, SESSION, (LICENCE, "messages[0]"), "The reader gives up before it began");
        Holder::new().hears(draft, [session_data(None, Some(status))], expect)
    };
    vec![case(("h30-status-20-first", 20)), case(("h32-status-10-first", 10))]
}
