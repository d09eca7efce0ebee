//! Handover Select messages (R18, R20, T26).

use mdoc_proximity::crypto::Curve;

use super::super::draft::Draft;
use super::super::ndef::{CHUNK, ENGAGEMENT, Record, SHORT, handover_request, message, select_records};
use super::{accepted, case, refused, usual_bytes, with};
use crate::format::{Case, EngagementInput, Outcome};
use crate::generate::exchange::stage::text;
use crate::generate::world::{engagement, key};

const CLAUSE: (&str, &str) = ("8.2.2.1", "9.2.1");
const TWIN: &str = "engagement-nfc-static";

pub(super) fn cases() -> Vec<Case> {
    [accepted_messages(), records(), flags()].concat()
}

/// The engagement of an NFC record: without methods.
fn inner() -> Vec<u8> {
    engagement(&key("ephemeral device", Curve::P256), false)
}

fn usual_records() -> Vec<Record> {
    select_records(&inner(), false)
}

/// The usual records, changed.
fn changed(change: impl FnOnce(&mut Vec<Record>)) -> Vec<u8> {
    let mut records = usual_records();
    change(&mut records);
    message(&records)
}

fn nfc(draft: Draft<'_>, select: Vec<u8>, request: Option<Vec<u8>>, outcome: Outcome) -> Case {
    case(draft, EngagementInput::Nfc { select: select.into(), request: request.map(Into::into) }, [outcome])
}

fn yes(id: &str, title: &str, select: Vec<u8>) -> Case {
    nfc(Draft::positive(id, CLAUSE, title), select, None, accepted(&["ble-central"]))
}

fn no(id: &str, differs: &str, title: &str, select: Vec<u8>) -> Case {
    nfc(Draft::negative(id, CLAUSE, (TWIN, differs), title), select, None, refused("nfc"))
}

fn accepted_messages() -> Vec<Case> {
    let request = Some(handover_request());
    let negotiated = message(&select_records(&inner(), true));
    let title = "Negotiated handover: BLE in central client mode, and the engagement";
    let with_methods = changed(|records| records[2].payload = usual_bytes());
    let in_another_order = changed(|records| records.swap(1, 2));
    let long = changed(|records| records[2].flags &= !SHORT);
    let further = changed(|records| {
        records.insert(1, Record::new(2, b"text/plain", b"x", b"whatever"));
        records.insert(1, Record::new(5, b"", b"", b"unknown"));
        records.insert(1, Record { kind: Vec::new(), ..Record::new(0, b"", b"", b"") });
        records.push(Record::new(4, ENGAGEMENT, b"other", b"whatever"));
        records.push(Record::new(3, b"https://holder.example", b"", b""));
    });
    vec![
        yes(TWIN, "Static handover: BLE in central client mode, and the engagement", message(&usual_records())),
        nfc(
            Draft::positive("engagement-nfc-negotiated", CLAUSE, title),
            negotiated,
            request,
            accepted(&["ble-central"]),
        ),
        yes(
            "r20-methods-in-nfc-engagement",
            "The engagement has retrieval methods, which are passed over",
            with_methods,
        ),
        yes("engagement-nfc-in-another-order", "The engagement stands before the carrier", in_another_order),
        yes("engagement-nfc-long-record", "The engagement's record counts its payload in four bytes", long),
        yes("engagement-nfc-further-records", "Records nobody knows, and an empty one", further),
    ]
}

fn records() -> Vec<Case> {
    let spoiled = |change: fn(&mut Record)| changed(|records| change(&mut records[2]));
    let malformed = |id, differs, title, payload: Vec<u8>, reason| {
        let select = changed(|records| records[2].payload = payload);
        nfc(Draft::negative(id, CLAUSE, (TWIN, differs), title), select, None, refused(reason))
    };
    let cut = {
        let mut inner = inner();
        inner.pop();
        inner
    };
    let version_2 = {
        let mut all = with(&[(0, text("2.0"))]);
        all.truncate(all.len());
        all
    };
    vec![
        no(
            "r18-without-engagement",
            "select.records[2]",
            "There is no engagement",
            changed(|records| drop(records.pop())),
        ),
        no(
            "r18-another-id",
            "select.records[2].id",
            "The engagement's id is not mdoc",
            spoiled(|record| record.id = b"mdod".to_vec()),
        ),
        no(
            "r18-id-in-capitals",
            "select.records[2].id",
            "The engagement's id is in capitals",
            spoiled(|record| record.id = b"MDOC".to_vec()),
        ),
        no(
            "r18-without-id",
            "select.records[2].id",
            "The engagement has no id",
            changed(|records| records[2] = Record::new(4, ENGAGEMENT, b"", &inner())),
        ),
        no(
            "r18-another-type",
            "select.records[2].type",
            "A reader engagement instead",
            spoiled(|record| record.kind = b"iso.org:18013:readerengagement".to_vec()),
        ),
        no(
            "r18-media-type",
            "select.records[2].tnf",
            "The engagement's type is a media type",
            spoiled(|record| record.format = 2),
        ),
        no(
            "r18-engagement-twice",
            "select.records",
            "Two engagements",
            changed(|records| records.push(records[2].clone())),
        ),
        no(
            "r18-handover-select-not-first",
            "select.records",
            "The Hs record is not the first",
            changed(|records| records.swap(0, 1)),
        ),
        no(
            "r18-handover-request",
            "select.records[0].type",
            "A Handover Request message",
            changed(|records| records[0].kind = b"Hr".to_vec()),
        ),
        no(
            "r18-hs-of-external-type",
            "select.records[0].tnf",
            "Hs is an external type",
            changed(|records| records[0].format = 4),
        ),
        malformed(
            "r03-nfc-truncated",
            "select.records[2].payload",
            "The engagement's last byte is missing",
            cut,
            "cbor",
        ),
        malformed(
            "r04-nfc-version-2-0",
            "select.records[2].payload[0]",
            "An engagement of version 2.0",
            version_2,
            "version",
        ),
    ]
}

fn flags() -> Vec<Case> {
    let whole = message(&usual_records());
    let second = message(&usual_records()[..1]).len();
    let third = message(&usual_records()[..2]).len();
    let spoiled = |at: usize, change: fn(u8) -> u8| {
        let mut select = whole.clone();
        select[at] = change(select[at]);
        select
    };
    // The payload of the third record announces four bytes of length.
    let mut long = usual_records();
    long[2].flags &= !SHORT;
    let mut long = message(&long);
    long[third + 2..third + 6].copy_from_slice(&[0xff; 4]);
    let of_empty = changed(|records| records.insert(1, Record { format: 0, ..Record::new(0, b"x", b"", b"") }));
    let payload_of_empty = changed(|records| records.insert(1, Record::new(0, b"", b"", b"x")));
    let id_of_empty = changed(|records| records.insert(1, Record::new(0, b"", b"x", b"")));
    let of_unknown = changed(|records| records.insert(1, Record::new(5, b"x", b"", b"")));
    let without_type = changed(|records| records.insert(1, Record::new(2, b"", b"", b"x")));
    let chunked = changed(|records| records[2].flags |= CHUNK);
    vec![
        no("r18-no-bytes", "select", "A message of no bytes", Vec::new()),
        no("r18-truncated", "select", "The last byte is missing", whole[..whole.len() - 1].to_vec()),
        no(
            "r18-truncated-in-a-head",
            "select",
            "The message ends inside the head of a record",
            whole[..=third].to_vec(),
        ),
        no("r18-followed", "select", "A byte follows the last record", [&whole[..], &[0]].concat()),
        no(
            "r18-without-end",
            "select.records[2].flags",
            "No record is marked as the last",
            spoiled(third, |flags| flags & !0x40),
        ),
        no(
            "r18-end-too-early",
            "select.records[1].flags",
            "The second of three records is marked as the last",
            spoiled(second, |flags| flags | 0x40),
        ),
        no(
            "r18-without-begin",
            "select.records[0].flags",
            "The first record is not marked as such",
            spoiled(0, |flags| flags & !0x80),
        ),
        no(
            "r18-begins-twice",
            "select.records[1].flags",
            "The second record is marked as the first",
            spoiled(second, |flags| flags | 0x80),
        ),
        no("r18-chunked", "select.records[2].flags", "The engagement comes in chunks", chunked),
        no("r18-length-without-measure", "select.records[2].payloadLength", "A record announces 4 GB", long),
        no(
            "r18-unchanged-type-format",
            "select.records[1].tnf",
            "A record of type format 6",
            spoiled(second, |flags| (flags & !7) | 6),
        ),
        no(
            "r18-reserved-type-format",
            "select.records[1].tnf",
            "A record of type format 7",
            spoiled(second, |flags| flags | 7),
        ),
        no("r18-empty-record-with-type", "select.records", "An empty record with a type", of_empty),
        no("r18-empty-record-with-payload", "select.records", "An empty record with a payload", payload_of_empty),
        no("r18-empty-record-with-id", "select.records", "An empty record with an id", id_of_empty),
        no("r18-unknown-record-with-type", "select.records", "A record of unknown type with a type", of_unknown),
        no("r18-media-record-without-type", "select.records", "A media record without a type", without_type),
    ]
}
