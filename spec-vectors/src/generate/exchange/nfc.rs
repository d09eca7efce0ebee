//! NFC: tags, readers of tags, and data transfer (T14 to T26, R18, R19).

use mdoc_proximity::cbor;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};

use super::draft::{Draft, one_of};
use super::ndef::{Record, handover_request, handover_select, message, select_records};
use crate::format::{Bytes, CardTag, Case, Input, NfcCard, Outcome, ReadTag, Role};
use crate::generate::world::{engagement, key};

mod transfer;

const CLAUSE: (&str, &str) = ("8.2.2.1", "9.2.1");
const STATIC: &str = "nfc-tag-static";
const SERVICE: &str = "nfc-tag-service";
const REQUEST: &str = "nfc-tag-request";
const READ_STATIC: &str = "nfc-read-static";
const READ_NEGOTIATED: &str = "nfc-read-negotiated";

const OK: &[u8] = &[0x90, 0];
const SELECT_TAG: &[u8] = b"\x00\xa4\x04\x00\x07\xd2\x76\x00\x00\x85\x01\x01\x00";
const SELECT_CONTAINER: &[u8] = b"\x00\xa4\x00\x0c\x02\xe1\x03";
const SELECT_NDEF: &[u8] = b"\x00\xa4\x00\x0c\x02\xe1\x04";
const READ_LENGTH: &[u8] = b"\x00\xb0\x00\x00\x02";

/// A capability container; the NDEF file may be written where the tag negotiates.
const CONTAINER: [u8; 14] = [0, 15, 0x20, 0x7f, 0xff, 0x7f, 0xff, 4, 6, 0xe1, 4, 0x7f, 0xff, 0];

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [statics(), negotiations(), requests(), readers(), transfer::cases()].concat()
}

/// The engagement of an NFC record: without methods.
fn inner() -> Vec<u8> {
    engagement(&key("ephemeral device", Curve::P256), false)
}

fn container(write: u8) -> Vec<u8> {
    [&CONTAINER[..], &[write]].concat()
}

/// A message behind its length of two bytes.
fn measured(message: &[u8]) -> Vec<u8> {
    [&u16::try_from(message.len()).unwrap().to_be_bytes()[..], message].concat()
}

fn answer(data: &[u8]) -> Vec<u8> {
    [data, OK].concat()
}

fn read_message(length: usize) -> Vec<u8> {
    vec![0, 0xb0, 0, 2, u8::try_from(length).unwrap()]
}

/// UPDATE BINARY from the file's start.
fn write(message: &[u8]) -> Vec<u8> {
    let data = measured(message);
    [&[0, 0xd6, 0, 0, u8::try_from(data.len()).unwrap()][..], &data].concat()
}

fn bytes(all: &[Vec<u8>]) -> Vec<Bytes> {
    all.iter().map(|one| Bytes::from(one.clone())).collect()
}

fn responses(all: &[Vec<u8>]) -> Outcome {
    Outcome::Responses { responses: bytes(all), messages: Vec::new() }
}

/// Commands to a tag, and the responses, of which the last may be any of these.
fn tag(draft: Draft<'_>, tag: CardTag, commands: &[Vec<u8>], before: &[Vec<u8>], last: &[&[u8]]) -> Case {
    let outcomes = last.iter().map(|last| responses(&[before, &[last.to_vec()]].concat()));
    let input = NfcCard { tag: Some(tag), lengths: None, commands: bytes(commands), answers: Vec::new() };
    draft.case(Role::Holder, Input::NfcCard(input), one_of(outcomes))
}

fn statics() -> Vec<Case> {
    let select = handover_select(&inner(), false);
    let opening = [SELECT_TAG, SELECT_CONTAINER, b"\x00\xb0\x00\x00\x0f", SELECT_NDEF, READ_LENGTH].map(<[u8]>::to_vec);
    let length = measured(&select)[..2].to_vec();
    let before = [OK.to_vec(), OK.to_vec(), answer(&container(0xff)), OK.to_vec(), answer(&length)];
    let case = |draft: Draft<'_>, last: Vec<u8>, answers: &[&[u8]]| {
        tag(draft, CardTag::Static(select.clone().into()), &[&opening[..], &[last]].concat(), &before, answers)
    };
    let no =
        |id: &'static str, title: &'static str| Draft::negative(id, ("-", "9.2.1"), (STATIC, "commands[5]"), title);
    let end = u8::try_from(select.len() + 2).unwrap();
    let whole = read_message(select.len());
    vec![
        case(
            Draft::positive(STATIC, CLAUSE, "A reader reads a tag with a static handover"),
            whole,
            &[&answer(&select)],
        ),
        case(
            no("t23-read-behind-the-end", "A read from behind the end of the file"),
            vec![0, 0xb0, 0, end, 1],
            &[&[0x6b, 0], &[0x67, 0], &[0x6a, 0x86], &[0x6f, 0]],
        ),
        case(
            no("t23-write-to-a-static-tag", "A write to a tag with a static handover"),
            vec![0, 0xd6, 0, 0, 2, 0, 0],
            &[&[0x69, 0x82], &[0x69, 0x85], &[0x69, 0x86], &[0x6d, 0], &[0x6f, 0]],
        ),
    ]
}

fn negotiated() -> CardTag {
    let central = BleOptions { central_client: Some([7; 16]), ..BleOptions::default() };
    let methods = vec![cbor::to_vec(&RetrievalMethod::Ble(central)).into()];
    CardTag::Negotiated { engagement: inner().into(), methods }
}

/// A message of one well-known record.
fn well_known(kind: &[u8], payload: &[u8]) -> Vec<u8> {
    message(&[Record::new(1, kind, b"", payload)])
}

fn service_select(name: &[u8]) -> Vec<u8> {
    well_known(b"Ts", &[&[u8::try_from(name.len()).unwrap()][..], name].concat())
}

fn parameters(name: &[u8]) -> Vec<u8> {
    let length = u8::try_from(name.len()).unwrap();
    well_known(b"Tp", &[&[0x10, length][..], name, &[0, 16, 15, 0xff, 0xff]].concat())
}

const HANDOVER: &[u8] = b"urn:nfc:sn:handover";
const ANOTHER: &[u8] = b"urn:nfc:sn:handoveR";

fn status(code: u8) -> Vec<u8> {
    well_known(b"Te", &[code])
}

fn negotiations() -> Vec<Case> {
    let opening = |name: &[u8]| {
        let selected = [SELECT_TAG.to_vec(), SELECT_NDEF.to_vec(), write(&service_select(name))];
        [&selected[..], &[READ_LENGTH.to_vec(), read_message(6)]].concat()
    };
    let ok = OK.to_vec();
    let before = [ok.clone(), ok.clone(), ok.clone(), answer(&[0, 6])];
    let whole_before =
        [&before[..], &[answer(&status(0)), ok, answer(&measured(&handover_select(&inner(), true))[..2])]].concat();
    let select = handover_select(&inner(), true);
    let further = [write(&handover_request()), READ_LENGTH.to_vec(), read_message(select.len())];
    let whole = [&opening(HANDOVER)[..], &further].concat();
    let title = "A negotiated handover: the reader's service UUID counts, and the answer has one carrier";
    vec![
        tag(
            Draft::positive("nfc-tag-negotiated", CLAUSE, title),
            negotiated(),
            &whole,
            &whole_before,
            &[&answer(&select)],
        ),
        tag(
            Draft::positive(SERVICE, CLAUSE, "A reader selects the service of connection handover"),
            negotiated(),
            &opening(HANDOVER),
            &before,
            &[&answer(&status(0))],
        ),
        tag(
            Draft::negative("t24-another-service", CLAUSE, (SERVICE, "commands[2].name"), "A service nobody has"),
            negotiated(),
            &opening(ANOTHER),
            &before,
            &[&answer(&status(1)), &answer(&status(2))],
        ),
    ]
}

fn requests() -> Vec<Case> {
    let case = |draft: Draft<'_>, request: &[u8], last: &[&[u8]]| {
        let service = write(&service_select(HANDOVER));
        let commands = [SELECT_TAG.to_vec(), SELECT_NDEF.to_vec(), service, write(request)];
        tag(draft, negotiated(), &commands, &[OK.to_vec(), OK.to_vec(), OK.to_vec()], last)
    };
    let no = |id: &'static str, differs: &'static str, title: &'static str, request: &[u8]| {
        let draft = Draft::negative(id, CLAUSE, (REQUEST, differs), title);
        case(draft, request, &[&[0x6a, 0x80], &[0x69, 0x85], &[0x6f, 0]])
    };
    let good = handover_request();
    let version = |version: u8| {
        let mut request = good.clone();
        // Behind flags, lengths and the type of two letters.
        request[5] = version;
        request
    };
    let carrier = |data: &[u8]| {
        let alternative = Record::new(1, b"ac", b"", &[1, 1, b'0', 0]);
        let collision = Record::new(1, b"cr", b"", &[0x01, 0x02]);
        message(&[
            Record::new(1, b"Hr", b"", &[&[0x15][..], &message(&[collision, alternative])].concat()),
            Record::new(2, b"application/vnd.bluetooth.le.oob", b"0", data),
        ])
    };
    let with_uuid = |rest: &[u8]| [&[0x02, 0x1c, 0x02][..], rest].concat();
    let of_15 = [&[0x10, 0x07][..], &[7; 15]].concat();
    let of_16 = [&[0x11, 0x07][..], &[7; 16]].concat();
    let not_first = {
        let engagement = Record::new(4, b"iso.org:18013:readerengagement", b"mdocreader", &[0xa0]);
        let alternative = Record::new(1, b"ac", b"", &[1, 1, b'0', 0]);
        message(&[engagement, Record::new(1, b"Hr", b"", &[&[0x15][..], &message(&[alternative])].concat())])
    };
    vec![
        case(Draft::positive(REQUEST, CLAUSE, "A reader writes its request"), &good, &[OK]),
        no("t25-version-1-4", "commands[3].version", "A request of version 1.4, before there was TNEP", &version(0x14)),
        no("t25-version-2-5", "commands[3].version", "A request of version 2.5", &version(0x25)),
        no("t25-request-not-first", "commands[3].records", "The Hr record is not the first", &not_first),
        no(
            "t25-no-common-carrier",
            "commands[3].records[1].role",
            "The reader can only be the central, as the mdoc can",
            &carrier(&[&[0x02, 0x1c, 0x01][..], &of_16].concat()),
        ),
        no(
            "t26-structure-of-length-0",
            "commands[3].records[1].payload",
            "An AD structure has the length 0",
            &carrier(&with_uuid(&[&[0][..], &of_16].concat())),
        ),
        no(
            "t26-structure-beyond-the-record",
            "commands[3].records[1].payload[1].length",
            "An AD structure ends behind the record",
            &carrier(&with_uuid(&[&[0x12, 0x07][..], &[7; 16]].concat())),
        ),
        no("t26-uuid-of-15-bytes", "commands[3].records[1].uuid", "A UUID of 15 bytes", &carrier(&with_uuid(&of_15))),
    ]
}

fn readers() -> Vec<Case> {
    let case = |draft: Draft<'_>, write: u8, messages: &[Vec<u8>], negotiated: bool, accepted: bool| {
        let request = handover_request();
        let input =
            ReadTag { container: container(write).into(), messages: bytes(messages), request: request.clone().into() };
        let select = messages.last().filter(|_| accepted).map(|message| Bytes::from(message.clone()));
        let request = Some(request).filter(|_| accepted && negotiated).map(Bytes::from);
        draft.case(Role::Reader, Input::ReadTag(input), one_of([Outcome::Handover { select, request }]))
    };
    let select = handover_select(&inner(), false);
    let dialogue = [parameters(HANDOVER), status(0), handover_select(&inner(), true)];
    let changed = |at: usize, message: Vec<u8>| {
        let mut dialogue = dialogue.to_vec();
        dialogue[at] = message;
        dialogue
    };
    let no = |id: &'static str, differs: &'static str, title: &'static str, messages: &[Vec<u8>]| {
        case(Draft::negative(id, CLAUSE, (READ_NEGOTIATED, differs), title), 0, messages, true, false)
    };
    let without = {
        let mut records = select_records(&inner(), false);
        records[0].payload.truncate(1);
        message(&records)
    };
    let two = {
        let mut records = select_records(&inner(), true);
        let alternative = Record::new(1, b"ac", b"", &[&[1, 1, b'0', 1, 4][..], b"mdoc"].concat());
        records[0].payload = [&[0x15][..], &message(&[alternative.clone(), alternative])].concat();
        message(&records)
    };
    vec![
        case(
            Draft::positive(READ_STATIC, CLAUSE, "A tag with a static handover is read"),
            0xff,
            std::slice::from_ref(&select),
            false,
            true,
        ),
        case(Draft::positive(READ_NEGOTIATED, CLAUSE, "A reader negotiates with a tag"), 0, &dialogue, true, true),
        case(
            Draft::negative(
                "r18-without-alternative-carrier",
                CLAUSE,
                (READ_STATIC, "messages[0].records[0].payload"),
                "A static handover offers no carrier",
            ),
            0xff,
            &[without],
            false,
            false,
        ),
        no(
            "r18-two-carriers-after-negotiation",
            "messages[2].records[0].payload",
            "A negotiation ends with two carriers",
            &changed(2, two),
        ),
        no("r19-another-service", "messages[0].name", "The tag has another service", &changed(0, parameters(ANOTHER))),
        no("r19-service-refused", "messages[1].status", "The tag refuses the service", &changed(1, status(1))),
        no("r19-length-0-for-ever", "messages[2]", "The answer is never ready", &changed(2, Vec::new())),
    ]
}
