//! Decrypted requests that are none (H36 to H44, H49), and such as are one all the same (H40).

use mdoc_proximity::cbor::Writer;

use super::super::ask::{self, Ask, not_kept};
use super::super::draft::{Draft, answer, answer_to, licence, one_of, open, refusal, refused};
use super::super::stage::{bytes, text, uint};
use super::{ASKED, Holder, LICENCE, LICENCE_FIELD, REQUEST, usual_request};
use crate::format::{Case, Expect};
use crate::generate::scene::Members;
use crate::generate::world::{MDL, MDL_NAME_SPACE};
use crate::wire;

pub(super) fn cases() -> Vec<Case> {
    [no_cbor(), versions(), shapes(), items(), many()].concat()
}

/// The twin's holder is asked this.
fn asked(id: &str, differs: &str, title: &str, request: Vec<u8>, expect: Expect) -> Case {
    let differs = if differs.is_empty() { "request".to_owned() } else { format!("request.{differs}") };
    Holder::new().asked(Draft::negative(id, REQUEST, (LICENCE, &differs), title), &[request], expect)
}

fn shown() -> Expect {
    one_of([open([answer([licence(ASKED)])])])
}

/// The usual request, its members changed.
fn changed(change: impl FnOnce(&mut Members)) -> Vec<u8> {
    let mut members = ask::members(&[Ask::licence(ASKED)]);
    change(&mut members);
    members.to_vec()
}

fn no_cbor() -> Vec<Case> {
    let whole = usual_request();
    let refused = || refused(&[11, 10]);
    let twice = changed(|request| request.push("version", text("1.0")));
    let mut cases = vec![
        asked("h36-truncated", "", "The request's last byte is missing", whole[..whole.len() - 1].to_vec(), refused()),
        asked("h36-no-cbor", "", "The request is a text that is no CBOR", b"\xffhello".to_vec(), refused()),
        asked("h36-no-bytes", "", "The request has no bytes", Vec::new(), refused()),
        asked("h36-followed", "", "A byte follows the request", [&whole[..], &[0]].concat(), refused()),
        asked("h36-version-twice", "version", "The version stands there twice", twice, refused()),
        asked(
            "h36-indefinite-map",
            "",
            "A map of indefinite length",
            [&[0xbf][..], &whole[1..], &[0xff]].concat(),
            refused(),
        ),
    ];
    let long_head = [&[0xb8, 0x02][..], &whole[1..]].concat();
    let title = "The map's head is longer than needed";
    cases.push(asked("h36-long-head", "", title, long_head.clone(), refused()));
    let draft = Draft::negative("h36-long-head-field", REQUEST, (LICENCE_FIELD, "request"), title);
    cases.push(Holder::new().field().asked(draft, &[long_head], shown()));
    // The session goes on.
    let title = "A request that is no CBOR, and a good one behind it";
    let draft = Draft::negative("h36-then-a-good-request", REQUEST, (super::TWO_REQUESTS, "requests[0]"), title);
    let requests = [b"\xffhello".to_vec(), ask::request(&[Ask::licence(&["birth_date"])])];
    let behind = |status| open([refusal(status), answer([licence(&["birth_date"])])]);
    cases.push(Holder::new().asked(draft, &requests, one_of([behind(11), behind(10)])));
    cases
}

fn versions() -> Vec<Case> {
    let version = |value: Vec<u8>| changed(|request| request.set("version", value));
    let invalid = |id, title, value| asked(id, "version", title, version(value), refused(&[12, 10]));
    let minor = changed(|request| {
        request.set("version", text("1.7"));
        request.push("later", text("whatever"));
    });
    let title = "Version 1.7 with a member nobody knows";
    vec![
        asked("h39-version-2-0", "version", "Version 2.0", version(text("2.0")), refused(&[10, 12])),
        asked("h39-version-0-9", "version", "Version 0.9", version(text("0.9")), refused(&[10, 12])),
        Holder::new().asked(Draft::positive("h40-version-1-7", REQUEST, title), &[minor], shown()),
        invalid("h41-version-integer", "The version is an integer", uint(1)),
        invalid("h41-version-without-minor", "The version is 1", text("1")),
        invalid("h41-version-in-words", "The version is a word", text("one")),
        invalid("h41-version-without-number", "The version has no minor number behind the dot", text("1.")),
        invalid("h41-version-null", "The version is null", vec![0xf6]),
    ]
}

fn shapes() -> Vec<Case> {
    let refused = || refused(&[12, 10]);
    let usual = Ask::licence(ASKED);
    let one = |ask: Ask| ask::request(&[ask]);
    let items = usual.items.to_vec();
    let without = |name: &str| changed(|request| request.remove(name));
    let doc_request = |members: &[(&str, Vec<u8>)]| {
        let mut all = Members::default();
        members.iter().for_each(|(name, value)| all.push(name, value.clone()));
        changed(|request| request.set("docRequests", [&[0x81][..], &all.to_vec()].concat()))
    };
    vec![
        asked("h37-without-version", "version", "There is no version", without("version"), refused()),
        asked("h37-without-doc-requests", "docRequests", "There are no docRequests", without("docRequests"), refused()),
        asked("h37-array", "", "An array instead of a map", [&[0x81][..], &usual_request()].concat(), refused()),
        asked(
            "h37-doc-requests-map",
            "docRequests",
            "docRequests is a map",
            changed(|it| it.set("docRequests", [0xa0])),
            refused(),
        ),
        asked(
            "h37-without-items-request",
            "docRequests[0].itemsRequest",
            "A DocRequest without itemsRequest",
            doc_request(&[("later", uint(1))]),
            refused(),
        ),
        asked(
            "h38-no-doc-request",
            "docRequests",
            "docRequests is empty",
            changed(|it| it.set("docRequests", [0x80])),
            refused(),
        ),
        asked(
            "h42-items-request-bare",
            "docRequests[0].itemsRequest",
            "itemsRequest is the bare map",
            one(usual.clone().items_request(items.clone())),
            refused(),
        ),
        asked(
            "h42-items-request-untagged",
            "docRequests[0].itemsRequest",
            "itemsRequest is a byte string without tag 24",
            one(usual.clone().items_request(bytes(&items))),
            refused(),
        ),
        asked(
            "h42-items-request-tag-25",
            "docRequests[0].itemsRequest",
            "itemsRequest is behind tag 25",
            one(usual.clone().items_request([&[0xd8, 25][..], &bytes(&items)].concat())),
            refused(),
        ),
        asked(
            "h42-items-request-no-cbor",
            "docRequests[0].itemsRequest",
            "The byte string behind tag 24 is no CBOR",
            one(usual.clone().items_request(wire::embedded(&items[..items.len() - 1]))),
            super::super::draft::refused(&[11, 12, 10]),
        ),
        Holder::new().asked(
            Draft::positive("h40-unknown-members", REQUEST, "Members of DocRequest and ItemsRequest nobody knows"),
            &[one(usual.with("later", uint(1)).item("later", uint(1)))],
            shown(),
        ),
    ]
}

fn items() -> Vec<Case> {
    const ITEMS: &str = "docRequests[0].itemsRequest";
    let usual = || Ask::licence(ASKED);
    let (invalid, twice) = (|| refused(&[12, 10]), || refused(&[11, 12, 10]));
    let one = |ask: Ask| ask::request(&[ask]);
    let case = |id, member: &str, title, ask, expect| asked(id, &format!("{ITEMS}{member}"), title, one(ask), expect);
    let elements = |write: &dyn Fn(&mut Writer)| {
        let mut writer = Writer::new();
        writer.map(1).text(MDL_NAME_SPACE);
        write(&mut writer);
        usual().item("nameSpaces", writer.into_vec())
    };
    let retain = |value: &[u8]| {
        elements(&|writer| {
            writer.map(2).text("age_over_18").raw(value).text("family_name").bool(false);
        })
    };
    let mut name_space_twice = Members::default();
    name_space_twice.push(MDL_NAME_SPACE, not_kept(&["age_over_18"]));
    name_space_twice.push(MDL_NAME_SPACE, not_kept(&["family_name"]));
    let without = |name: &str| {
        let mut ask = usual();
        ask.items.remove(name);
        ask
    };
    let mut doc_type_twice = usual();
    doc_type_twice.items.push("docType", text(MDL));
    let empty_name_space = usual().item("nameSpaces", [&[0xa1][..], &text(""), &not_kept(ASKED)].concat());
    vec![
        case("h43-intent-to-retain-integer", ".nameSpaces", "An intent to retain is 0", retain(&[0]), invalid()),
        case("h43-intent-to-retain-null", ".nameSpaces", "An intent to retain is null", retain(&[0xf6]), invalid()),
        case(
            "h43-intent-to-retain-undefined",
            ".nameSpaces",
            "An intent to retain is undefined",
            retain(&[0xf7]),
            invalid(),
        ),
        case(
            "h44-no-name-space",
            ".nameSpaces",
            "nameSpaces is empty",
            usual().item("nameSpaces", vec![0xa0]),
            invalid(),
        ),
        case(
            "h44-no-element",
            ".nameSpaces",
            "A namespace without elements",
            elements(&|writer| {
                writer.map(0);
            }),
            invalid(),
        ),
        case("h44-without-name-spaces", ".nameSpaces", "There are no nameSpaces", without("nameSpaces"), invalid()),
        case(
            "h44-name-spaces-array",
            ".nameSpaces",
            "nameSpaces is an array",
            usual().item("nameSpaces", vec![0x80]),
            invalid(),
        ),
        case(
            "h44-name-space-empty",
            ".nameSpaces",
            "A namespace of no letters",
            empty_name_space,
            one_of([open([refusal(12)]), open([answer([])])]),
        ),
        case(
            "h44-element-empty",
            ".nameSpaces",
            "An element of no letters",
            Ask::licence(&[""]),
            one_of([open([refusal(12)]), open([answer([])])]),
        ),
        case("h45-without-doc-type", ".docType", "There is no docType", without("docType"), invalid()),
        case(
            "h45-doc-type-integer",
            ".docType",
            "The docType is an integer",
            usual().item("docType", uint(1)),
            invalid(),
        ),
        case(
            "h49-element-twice",
            ".nameSpaces",
            "An element is asked for twice in one namespace",
            Ask::licence(&["family_name", "family_name"]),
            twice(),
        ),
        case(
            "h49-name-space-twice",
            ".nameSpaces",
            "A namespace stands there twice",
            usual().item("nameSpaces", name_space_twice.to_vec()),
            twice(),
        ),
        case("h49-doc-type-twice", ".docType", "The docType stands there twice", doc_type_twice, twice()),
        Holder::new().asked(
            Draft::positive("holder-intent-to-retain", REQUEST, "The reader will keep one of the elements"),
            &[one(retain(&[0xf5]))],
            shown(),
        ),
    ]
}

/// As many DocRequests and elements as this library answers, and one more. Others may draw the line elsewhere.
fn many() -> Vec<Case> {
    let asks = |count: usize| vec![Ask::licence(ASKED); count];
    let answered = |count: usize| open([answer_to(&vec!["absent"; count], [licence(ASKED)])]);
    let (most, too_many) = (ask::request(&asks(12)), ask::request(&asks(13)));
    let title = "13 DocRequests, more than anybody needs";
    let names: Vec<String> = (0..1025).map(|number| format!("{number:x}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let elements = |count: usize| ask::request(&[Ask::licence(&names[..count])]);
    let nothing = || open([answer([])]);
    let most_elements = Draft::positive("holder-1024-elements", REQUEST, "1,024 elements that nobody knows");
    vec![
        Holder::new().asked(
            Draft::positive("holder-12-doc-requests", REQUEST, "12 DocRequests for the same elements"),
            &[most],
            one_of([answered(12)]),
        ),
        Holder::new().asked(most_elements, &[elements(1024)], one_of([nothing()])),
        asked(
            "holder-1025-elements",
            "docRequests[0].itemsRequest.nameSpaces",
            "1,025 elements, more than anybody needs",
            elements(1025),
            one_of([open([refusal(12)]), open([refusal(10)]), nothing()]),
        ),
        asked(
            "holder-13-doc-requests",
            "docRequests",
            title,
            too_many,
            one_of([open([refusal(12)]), open([refusal(10)]), answered(13)]),
        ),
    ]
}
