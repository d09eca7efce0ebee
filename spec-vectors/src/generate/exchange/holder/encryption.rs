//! What does not decrypt (H18 to H27), and what must not begin anew (H28).

use mdoc_proximity::cbor;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::model::engagement::{Capabilities, EngagementTemplate};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};

use super::super::ask::{self, Ask};
use super::super::draft::{Draft, answer, closed, ended, licence, one_of, open};
use super::super::stage::{Keys, Stage, session_data};
use super::{ASKED, ENCRYPTION, Holder, LICENCE, SESSION, TWO_REQUESTS, usual_request};
use crate::format::{Case, Expect, Handover, HolderReply, Outcome};
use crate::generate::world::{cose_key, key, public_key};
use crate::wire;

pub(super) fn cases() -> Vec<Case> {
    [first(), later(), transcripts(), anew()].concat()
}

/// The session ends behind the first answer, without another or with one of these statuses.
fn ended_later(statuses: &[u64]) -> Expect {
    one_of(statuses.iter().map(|status| after_first(HolderReply::Status { status: *status })))
}

fn after_first(second: HolderReply) -> Outcome {
    closed([answer([licence(ASKED)]), second])
}

/// Ciphertexts of one plaintext that are wrong in one way each, as the reader's message of this number.
fn spoiled(keys: &Keys, counter: u32, plaintext: &[u8]) -> Vec<(&'static str, &'static str, &'static str, Vec<u8>)> {
    let good = keys.by_reader(counter, plaintext);
    let flipped = |at: usize| {
        let mut data = good.clone();
        data[at] ^= 1;
        data
    };
    let seal = |key: &[u8; 32], identifier, counter, aad: &[u8]| wire::seal(key, identifier, counter, plaintext, aad);
    let (reader, device) = (&keys.sk_reader, &keys.sk_device);
    vec![
        ("h18-bit-flipped", "data", "A bit of the ciphertext is flipped", flipped(0)),
        ("h18-tag-bit-flipped", "data", "A bit of the tag is flipped", flipped(good.len() - 1)),
        ("h19-tag-of-12-bytes", "data", "The tag is cut to 12 bytes", good[..good.len() - 4].to_vec()),
        ("h19-shorter-than-a-tag", "data", "Data of 15 bytes", good[..15].to_vec()),
        ("h19-empty", "data", "Data of no bytes", Vec::new()),
        ("h20-sk-device", "data.key", "Encrypted with SKDevice", seal(device, wire::READER, counter, &[])),
        ("h21-counter-too-low", "data.iv", "The counter is one too low", seal(reader, wire::READER, counter - 1, &[])),
        (
            "h21-counter-too-high",
            "data.iv",
            "The counter is one too high",
            seal(reader, wire::READER, counter + 1, &[]),
        ),
        (
            "h22-identifier-of-the-mdoc",
            "data.iv",
            "The IV has the mdoc's identifier",
            seal(reader, wire::MDOC, counter, &[]),
        ),
        (
            "h23-additional-data",
            "data.additionalData",
            "There are additional data",
            seal(reader, wire::READER, counter, b"x"),
        ),
    ]
}

fn first() -> Vec<Case> {
    let holder = Holder::new();
    let case = |(id, differs, title, data): (&str, &str, &str, Vec<u8>)| {
        let differs = format!("messages[0].{differs}");
        let draft = Draft::negative(id, ENCRYPTION, (LICENCE, &differs), title);
        holder.hears(draft, [holder.stage.members(&data).to_vec()], ended(&[10]))
    };
    spoiled(&holder.stage.keys(), 1, &usual_request()).into_iter().map(case).collect()
}

/// The same in the second message, and the first once more.
fn later() -> Vec<Case> {
    let holder = Holder::new();
    let keys = holder.stage.keys();
    let second = ask::request(&[Ask::licence(&["birth_date"])]);
    let first = holder.stage.establishment(&usual_request());
    let case = |(id, differs, title, data): (&str, &str, &str, Vec<u8>)| {
        let (id, differs) = (format!("{id}-later"), format!("messages[1].{differs}"));
        let draft = Draft::negative(&id, ENCRYPTION, (TWO_REQUESTS, &differs), title);
        holder.hears(draft, [first.clone(), session_data(Some(&data), None)], ended_later(&[10]))
    };
    let mut cases: Vec<Case> = spoiled(&keys, 2, &second).into_iter().map(case).collect();
    let replayed = keys.by_reader(1, &usual_request());
    let title = "The first ciphertext comes once more";
    let draft = Draft::negative("h27-replayed", ENCRYPTION, (TWO_REQUESTS, "messages[1].data"), title);
    cases.push(holder.hears(draft, [first, session_data(Some(&replayed), None)], ended_later(&[10])));
    cases
}

/// Keys over another transcript than the holder's.
fn transcripts() -> Vec<Case> {
    let request = usual_request();
    let case = |id, holder: &Holder, twin, differs, title, theirs: &Keys| {
        let message = holder.stage.members(&theirs.by_reader(1, &request)).to_vec();
        holder.hears(Draft::negative(id, ENCRYPTION, (twin, differs), title), [message], ended(&[10]))
    };
    let salt = "messages[0].data.key.salt";
    let holder = Holder::new();
    let bare = holder.stage.keys_over(&sha256(&holder.stage.transcript()));
    let capable = Holder { stage: Stage::by_qr(capable_engagement(true), Curve::P256), ..Holder::new() };
    let dropped = Stage::by_qr(capable_engagement(false), Curve::P256);
    let reordered = Stage::by_qr(reordered(&holder.stage.engagement), Curve::P256);
    let nfc = Holder { stage: Stage::nfc(Curve::P256, false), ..Holder::new() };
    let negotiated = Holder { stage: Stage::nfc(Curve::P256, true), ..Holder::new() };
    let as_qr = Stage { handover: holder.stage.handover.clone(), ..nfc.stage.clone() };
    let as_nfc = Stage { handover: nfc.stage.handover.clone(), ..holder.stage.clone() };
    let without_request = match &negotiated.stage.handover {
        Handover::Nfc { select, .. } => Handover::Nfc { select: select.clone(), request: None },
        Handover::Qr(_) => unreachable!("engaged by NFC"),
    };
    let as_static = Stage { handover: without_request, ..negotiated.stage.clone() };
    let title = "A holder that announces capabilities: an engagement of version 1.1";
    let positive = Draft::positive("holder-engagement-1-1", ("-", "9.1"), title);
    vec![
        capable.asked(positive, core::slice::from_ref(&request), one_of([open([answer([licence(ASKED)])])])),
        case("h24-salt-of-the-bare-transcript", &holder, LICENCE, salt, "The salt is that of the bare array", &bare),
        case(
            "h25-keys-5-and-6-dropped",
            &capable,
            "holder-engagement-1-1",
            salt,
            "The reader wrote the engagement anew and lost keys 5 and 6",
            &dropped.keys(),
        ),
        case(
            "h25-engagement-reordered",
            &holder,
            LICENCE,
            salt,
            "The reader wrote the engagement anew in another order",
            &reordered.keys(),
        ),
        case(
            "h26-qr-as-nfc",
            &holder,
            LICENCE,
            salt,
            "Engaged by QR code, with an NFC handover in the transcript",
            &as_nfc.keys(),
        ),
        case(
            "h26-nfc-as-qr",
            &nfc,
            "holder-nfc-static",
            salt,
            "Engaged by NFC, with a QR handover in the transcript",
            &as_qr.keys(),
        ),
        case(
            "h26-negotiated-as-static",
            &negotiated,
            "holder-nfc-negotiated",
            salt,
            "The Handover Request message is not in the transcript",
            &as_static.keys(),
        ),
    ]
}

fn sha256(content: &[u8]) -> Vec<u8> {
    use mdoc_proximity::crypto::HashAlgorithm;
    use mdoc_proximity::crypto::rustcrypto::PROVIDER;
    PROVIDER.hash.digest(HashAlgorithm::Sha256, &[content]).as_bytes().to_vec()
}

/// The usual engagement, in version 1.1 with no capability, or without keys 5 and 6.
fn capable_engagement(whole: bool) -> Vec<u8> {
    let e_device_key_bytes = wire::embedded(&cose_key(&public_key(&key("ephemeral device", Curve::P256))));
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let mut engagement = cbor::to_vec(&EngagementTemplate {
        e_device_key_bytes: &e_device_key_bytes,
        retrieval_methods: &[ble],
        capabilities: Some(Capabilities::default()),
    });
    if !whole {
        assert!(engagement.ends_with(&[5, 0x80, 6, 0xa0]));
        engagement.truncate(engagement.len() - 4);
        engagement[0] = 0xa3;
    }
    engagement
}

/// Key 0 behind the others.
fn reordered(engagement: &[u8]) -> Vec<u8> {
    let version = &[0, 0x63, b'1', b'.', b'0'];
    assert_eq!(&engagement[1..6], version);
    [&engagement[..1], &engagement[6..], version].concat()
}

/// H28: the session keeps the keys it has.
fn anew() -> Vec<Case> {
    let holder = Holder::new();
    let first = holder.stage.establishment(&usual_request());
    let second = ask::request(&[Ask::licence(&["birth_date"])]);
    let other = Stage { e_reader_key: key("another reader", Curve::P256), ..holder.stage.clone() };
    let other = other.clone().with_cose_key(&cose_key(&public_key(&other.e_reader_key)));
    let keys = holder.stage.keys();
    let with_other_key = other.establishment(&second);
    let with_our_keys = other.members(&keys.by_reader(2, &second)).to_vec();
    let same_key = holder.stage.members(&keys.by_reader(2, &second)).to_vec();
    let silent = after_first(HolderReply::Silence);
    let case = |id, title, message: Vec<u8>| {
        let statuses = [20, 10, 11].map(|status| after_first(HolderReply::Status { status }));
        let expect = one_of(statuses.into_iter().chain([silent.clone()]));
        let draft = Draft::negative(id, SESSION, (TWO_REQUESTS, "messages[1].eReaderKey"), title);
        holder.hears(draft, [first.clone(), message], expect)
    };
    vec![
        case("h28-second-establishment", "A second SessionEstablishment with another key", with_other_key),
        case("h28-second-key-first-keys", "Another key, but encrypted under the session's keys", with_our_keys),
        case("h28-same-key-again", "The same key once more, encrypted under the session's keys", same_key),
    ]
}
