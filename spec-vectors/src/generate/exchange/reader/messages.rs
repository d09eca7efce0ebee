//! Messages of holders that a reader must not be taken in by.

use mdoc_proximity::cbor;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::model::engagement::{Capabilities, EngagementTemplate};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};

use super::super::draft::Draft;
use super::super::stage::{Keys, Stage, bytes, session_data, text, uint};
use super::{Asking, ENCRYPTION, SESSION, TWIN, TWIN_FIELD, TWO_REQUESTS, closed, nothing, open};
use crate::format::{Case, Outcome, ReaderReply};
use crate::generate::scene::Members;
use crate::generate::world::{cose_key, engagement, key, public_key};
use crate::wire;

pub(super) fn cases() -> Vec<Case> {
    [undecodable(), undecrypted(), endings(), out_of_turn(), engagements()].concat()
}

fn status(status: u64) -> ReaderReply {
    ReaderReply::Status { status }
}

/// The session ends with one of these statuses, after these replies.
fn ended<'s>(before: &'s [ReaderReply], statuses: &'s [u64]) -> Vec<Outcome> {
    statuses.iter().map(|code| closed(before.iter().cloned().chain([status(*code)]))).collect()
}

/// Members of a SessionData.
fn members(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut all = Members::default();
    members.iter().for_each(|(name, value)| all.push(name, value.clone()));
    all.to_vec()
}

/// R21 and what is decrypted but is no response (R30).
fn undecodable() -> Vec<Case> {
    let asking = Asking::qr();
    let (response, reply) = asking.licence();
    let keys = asking.stage.keys();
    let data = keys.by_mdoc(1, &response);
    let whole = session_data(Some(&data), None);
    let case = |id, differs, title, message: Vec<u8>, statuses: &[u64]| {
        asking.hears(Draft::negative(id, SESSION, (TWIN, differs), title), [message], ended(&[], statuses))
    };
    let message = |id, title, message| case(id, "messages[0]", title, message, &[11]);
    let within = |plaintext: &[u8]| session_data(Some(&keys.by_mdoc(1, plaintext)), None);
    let long_head = [&[0xb8, 0x01][..], &whole[1..]].concat();
    let field = Asking { profile: "field", ..Asking::qr() };
    let title = "The map's head is longer than needed";
    let mut cases = vec![
        message("r21-truncated", "The last byte is missing", whole[..whole.len() - 1].to_vec()),
        message("r21-no-cbor", "A text that is no CBOR", b"\xffhello".to_vec()),
        message("r21-no-bytes", "A message of no bytes", Vec::new()),
        message("r21-array", "An array instead of a map", [&[0x81][..], &bytes(&data)].concat()),
        message("r21-followed", "A byte follows the message", [&whole[..], &[0]].concat()),
        message(
            "r21-data-twice",
            "The data stand there twice",
            members(&[("data", bytes(&data)), ("data", bytes(&data))]),
        ),
        message("r21-data-text", "The data are a text", members(&[("data", text("?"))])),
        message("r21-status-text", "The status is a text", members(&[("status", text("20"))])),
        message("r21-indefinite-map", "A map of indefinite length", [&[0xbf][..], &whole[1..], &[0xff]].concat()),
        message("r21-long-head", title, long_head.clone()),
        case(
            "r30-response-truncated",
            "response",
            "The response's last byte is missing",
            within(&response[..response.len() - 1]),
            &[11],
        ),
        case(
            "r30-response-followed",
            "response",
            "A byte follows the response",
            within(&[&response[..], &[0]].concat()),
            &[11],
        ),
        case(
            "r30-response-without-version",
            "response.version",
            "The response has no version",
            within(b"\xa1\x66status\x00"),
            &[11],
        ),
    ];
    let draft = Draft::negative("r21-long-head-field", SESSION, (TWIN_FIELD, "messages[0]"), title);
    cases.push(field.hears(draft, [long_head], [open([reply.clone()])]));
    let unknown = members(&[("later", uint(1)), ("data", bytes(&data)), ("status", vec![0xf6])]);
    let draft = Draft::positive("reader-session-unknown-member", SESSION, "A member nobody knows is passed over");
    cases.push(asking.hears(draft, [unknown], [open([reply])]));
    cases
}

/// Ciphertexts of one plaintext that are wrong in one way each, as the holder's message of this number.
fn spoiled(keys: &Keys, counter: u32, plaintext: &[u8]) -> Vec<(&'static str, &'static str, &'static str, Vec<u8>)> {
    let good = keys.by_mdoc(counter, plaintext);
    let flipped = |at: usize| {
        let mut data = good.clone();
        data[at] ^= 1;
        data
    };
    let seal = |key: &[u8; 32], identifier, counter, aad: &[u8]| wire::seal(key, identifier, counter, plaintext, aad);
    let (reader, device) = (&keys.sk_reader, &keys.sk_device);
    vec![
        ("r22-bit-flipped", "data", "A bit of the ciphertext is flipped", flipped(0)),
        ("r22-tag-bit-flipped", "data", "A bit of the tag is flipped", flipped(good.len() - 1)),
        ("r22-tag-of-12-bytes", "data", "The tag is cut to 12 bytes", good[..good.len() - 4].to_vec()),
        ("r22-shorter-than-a-tag", "data", "Data of 15 bytes", good[..15].to_vec()),
        ("r22-empty", "data", "Data of no bytes", Vec::new()),
        ("r22-sk-reader", "data.key", "Encrypted with SKReader", seal(reader, wire::MDOC, counter, &[])),
        ("r22-counter-too-low", "data.iv", "The counter is one too low", seal(device, wire::MDOC, counter - 1, &[])),
        ("r22-counter-too-high", "data.iv", "The counter is one too high", seal(device, wire::MDOC, counter + 1, &[])),
        (
            "r22-identifier-of-the-reader",
            "data.iv",
            "The IV has the reader's identifier",
            seal(device, wire::READER, counter, &[]),
        ),
        (
            "r22-additional-data",
            "data.additionalData",
            "There are additional data",
            seal(device, wire::MDOC, counter, b"x"),
        ),
    ]
}

/// R22, R28, in the first answer and in the second.
fn undecrypted() -> Vec<Case> {
    let asking = Asking::qr();
    let twice = Asking { requests: [asking.requests.clone(), asking.requests.clone()].concat(), ..asking.clone() };
    let keys = asking.stage.keys();
    let (response, _) = nothing();
    let (first, reply) = nothing();
    let first = session_data(Some(&keys.by_mdoc(1, &first)), None);
    let mut cases = Vec::new();
    for (id, member, title, data) in spoiled(&keys, 1, &response) {
        let differs = format!("messages[0].{member}");
        let draft = Draft::negative(id, ENCRYPTION, ("reader-session-nothing-returned", &differs), title);
        cases.push(asking.hears(draft, [session_data(Some(&data), None)], ended(&[], &[10])));
    }
    for (id, member, title, data) in spoiled(&keys, 2, &response) {
        let (id, differs) = (format!("{id}-later"), format!("messages[1].{member}"));
        let draft = Draft::negative(&id, ENCRYPTION, (TWO_REQUESTS, &differs), title);
        let messages = [first.clone(), session_data(Some(&data), None)];
        cases.push(twice.hears(draft, messages, ended(core::slice::from_ref(&reply), &[10])));
    }
    // An earlier session of the same holder key, with another EReaderKey.
    let mut earlier = asking.stage.clone();
    earlier.e_reader_key = key("ephemeral reader of an earlier session", Curve::P256);
    let earlier = earlier.clone().with_cose_key(&cose_key(&public_key(&earlier.e_reader_key)));
    let replayed = session_data(Some(&earlier.keys().by_mdoc(1, &response)), None);
    let title = "The answer of an earlier session is replayed";
    let draft =
        Draft::negative("r28-replayed", ENCRYPTION, ("reader-session-nothing-returned", "messages[0].data"), title);
    cases.push(asking.hears(draft, [replayed], ended(&[], &[10])));
    let draft = Draft::negative(
        "r28-first-answer-again",
        ENCRYPTION,
        (TWO_REQUESTS, "messages[1].data"),
        "The first answer comes once more",
    );
    cases.push(twice.hears(draft, [first.clone(), first], ended(core::slice::from_ref(&reply), &[10])));
    // Keys from another transcript: the holder left the tag-24 form out.
    let bare = {
        use mdoc_proximity::crypto::HashAlgorithm;
        use mdoc_proximity::crypto::rustcrypto::PROVIDER;
        let salt = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[&asking.stage.transcript()]);
        asking.stage.keys_over(salt.as_bytes())
    };
    let draft = Draft::negative(
        "r22-salt-of-the-bare-transcript",
        ENCRYPTION,
        ("reader-session-nothing-returned", "messages[0].data.key.salt"),
        "The salt is that of the bare array",
    );
    cases.push(asking.hears(draft, [session_data(Some(&bare.by_mdoc(1, &response)), None)], ended(&[], &[10])));
    cases
}

/// R23, R25.
fn endings() -> Vec<Case> {
    let asking = Asking::qr();
    let (response, _) = asking.licence();
    let data = asking.stage.keys().by_mdoc(1, &response);
    let silent = || vec![closed([ReaderReply::Silence])];
    let case = |id, title, message: Vec<u8>, outcomes| {
        asking.hears(Draft::negative(id, SESSION, (TWIN, "messages[0]"), title), [message], outcomes)
    };
    let ignored = || vec![closed([status(20)]), closed([ReaderReply::Silence]), open([ReaderReply::Silence])];
    let then_data = [session_data(None, Some(20)), session_data(Some(&data), None)];
    let draft = Draft::negative("r23-status-20-then-data", SESSION, (TWIN, "messages"), "An answer behind the end");
    vec![
        case("r23-status-10", "The holder could not decrypt", session_data(None, Some(10)), silent()),
        case("r23-status-11", "The holder could not decode", session_data(None, Some(11)), silent()),
        case("r23-status-20", "The holder ends the session", session_data(None, Some(20)), silent()),
        case("r23-status-99", "A status nobody knows", session_data(None, Some(99)), silent()),
        asking.hears(draft, then_data, silent()),
        case(
            "r25-status-10-with-data",
            "Data that come with status 10 are not read",
            session_data(Some(&data), Some(10)),
            silent(),
        ),
        case(
            "r25-status-11-with-data",
            "Data that come with status 11 are not read",
            session_data(Some(&data), Some(11)),
            silent(),
        ),
        case(
            "r25-status-99-with-data",
            "Data that come with a status nobody knows are not read",
            session_data(Some(&data), Some(99)),
            silent(),
        ),
        case("r23-empty-map", "SessionData with nothing in it", vec![0xa0], ignored()),
        case(
            "r24-status-20-with-data-that-do-not-decrypt",
            "Data that come with status 20 do not decrypt",
            session_data(Some(&[0; 40]), Some(20)),
            [ended(&[], &[10]), silent()].concat(),
        ),
    ]
}

/// R27, R29.
fn out_of_turn() -> Vec<Case> {
    let asking = Asking::qr();
    let keys = asking.stage.keys();
    let (response, reply) = asking.licence();
    let first = session_data(Some(&keys.by_mdoc(1, &response)), None);
    let second = session_data(Some(&keys.by_mdoc(2, &response)), None);
    let title = "A second answer to one request";
    let draft = Draft::negative("r29-second-answer", SESSION, (TWIN, "messages"), title);
    let twice = asking.hears(draft, [first, second], ended(core::slice::from_ref(&reply), &[20, 10, 11]));
    // Nobody has EReaderKey before the request comes with it, so this is encrypted under keys of nobody.
    let early = session_data(Some(&keys_of_nobody().by_mdoc(1, &response)), None);
    let draft = Draft::negative(
        "r27-before-the-request",
        SESSION,
        (TWIN, "messages[0].data"),
        "Data of a holder that has not heard the request",
    );
    vec![twice, asking.hears(draft, [early], ended(&[], &[10, 20, 11]))]
}

fn keys_of_nobody() -> Keys {
    Stage::qr(Curve::P256).keys_over(&[0; 32])
}

/// R08, R17 and a session that nobody can have.
fn engagements() -> Vec<Case> {
    let e_device_key = key("ephemeral device", Curve::P256);
    let e_device_key_bytes = wire::embedded(&cose_key(&public_key(&e_device_key)));
    let capable = cbor::to_vec(&EngagementTemplate {
        e_device_key_bytes: &e_device_key_bytes,
        retrieval_methods: &[RetrievalMethod::Ble(BleOptions {
            central_client: Some([7; 16]),
            ..BleOptions::default()
        })],
        capabilities: Some(Capabilities::default()),
    });
    assert!(capable.ends_with(&[6, 0xa0]));
    // Key 3 is false, as nobody should write it.
    let capable = [&capable[..capable.len() - 1], &[0xa1, 3, 0xf4]].concat();
    let capable = Asking::new(Stage::by_qr(capable, Curve::P256));
    let (response, reply) = capable.licence();
    let message = session_data(Some(&capable.stage.keys().by_mdoc(1, &response)), None);
    let draft = Draft::positive(
        "r17-reader-auth-all-not-supported",
        ("-", "9.1"),
        "The holder does not support readerAuthAll, and the reader does not send it",
    );
    let mut off_curve = engagement(&e_device_key, true);
    let y = public_key(&e_device_key).y().unwrap().to_vec();
    let end = off_curve.windows(32).position(|window| window == y.as_slice()).unwrap() + 31;
    off_curve[end] ^= 1;
    let refused = Asking::new(Stage::by_qr(off_curve, Curve::P256));
    let good = Asking::qr();
    let of_the_twin = session_data(Some(&good.stage.keys().by_mdoc(1, &good.licence().0)), None);
    let title = "No session is begun with a key that is no point";
    vec![
        capable.hears(draft, [message], [open([reply])]),
        refused.hears(
            Draft::negative(
                "r08-no-session-with-a-key-off-the-curve",
                ENCRYPTION,
                (TWIN, "engagement.security[1][-3]"),
                title,
            ),
            [of_the_twin],
            [Outcome::NoSession { reason: "device-key".to_owned() }],
        ),
    ]
}
