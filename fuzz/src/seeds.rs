//! Inputs to begin with, made from real structures of the fixed world.

use core::time::Duration;

use mdoc_proximity::auth::reader::sign;
use mdoc_proximity::cbor::{Writer, to_vec};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::issuer::{
    IdentifierListBuilder, ListDates, ListedCertificate, RevocationListSpec, RevokedEntry, RicalBuilder,
    StatusListBuilder, VicalBuilder,
};
use mdoc_proximity::model::authentication::reader_authentication_all_bytes;
use mdoc_proximity::model::engagement::{Capabilities, EngagementTemplate};
use mdoc_proximity::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use mdoc_proximity::model::session::{encode_data, encode_establishment};
use mdoc_proximity::session::Side;
use mdoc_proximity::transport::ble::fragment::fragments;
use mdoc_proximity::transport::nfc::apdu::Command;
use mdoc_proximity::transport::nfc::handover::{Request, RequestOptions, Select, negotiate};
use mdoc_proximity::transport::nfc::tag::APPLICATION;
use mdoc_proximity::transport::nfc::tnep::{ServiceParameters, service_select, status_message};
use mdoc_proximity::transport::nfc::transfer::do53;
use mdoc_proximity::transport::{ble::l2cap, qr};
use mdoc_proximity::x509::Certificate;

use super::cursor::piece;
use super::holder_session::REQUEST;
use super::peers::Peer;
use super::providers::maker;
use super::world::{NOW, STATUS_INDEX, STATUS_URI, WORLD, bare, key_bytes, request};

/// A seed: its target, its name, its bytes.
pub type Seed = (&'static str, &'static str, Vec<u8>);

/// All of them.
pub fn all() -> Vec<Seed> {
    let mut seeds = Vec::new();
    structures(&mut seeds);
    requests(&mut seeds);
    responses(&mut seeds);
    certificates(&mut seeds);
    lists(&mut seeds);
    radios(&mut seeds);
    nfc(&mut seeds);
    sessions(&mut seeds);
    seeds
}

fn with(choices: &[u8], bytes: &[u8]) -> Vec<u8> {
    [choices, bytes].concat()
}

fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_vec()
}

fn tagged(content: &[u8]) -> Vec<u8> {
    written(|writer| {
        writer.embedded(content);
    })
}

fn structures(seeds: &mut Vec<Seed>) {
    let response = WORLD.response(false);
    seeds.push(("cbor", "response", response));
    seeds.push(("cbor", "mso", bare(&WORLD.unsigned.mso)));
    let all = written(|writer| {
        writer.array(12).uint(u64::MAX).int(i64::MIN).bytes(&[1, 2]).text("æ").bool(true).null().undefined();
        writer.float(1.5).float(f64::MAX).float(f64::NAN).tag(2).bytes(&[9; 9]).map(2).int(-1).text("a").text("b");
        writer.array(0);
    });
    seeds.push(("cbor", "every_type", all));
    seeds.push(("cbor", "long_heads", vec![0x98, 2, 0x18, 1, 0xfa, 0x3f, 0x80, 0, 0]));
    seeds.push(("cbor", "indefinite", vec![0x9f, 0x7f, 0x61, b'a', 0xff, 0xff]));
    seeds.push(("cbor", "simple", vec![0x82, 0xe0, 0xf8, 0xff]));

    let nfc = RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 });
    let server = BleOptions {
        peripheral_server: Some([8; 16]),
        central_client: Some([9; 16]),
        address: Some(vec![1, 2, 3, 4, 5, 6]),
        psm: Some(0x81),
    };
    let rich = to_vec(&EngagementTemplate {
        e_device_key_bytes: &key_bytes(&WORLD.e_device_key),
        retrieval_methods: &[RetrievalMethod::Ble(server), nfc, RetrievalMethod::WifiAware],
        capabilities: Some(Capabilities {
            handover_session_establishment: true,
            reader_auth_all: true,
            extended_request: true,
        }),
    });
    for (name, bytes) in [("plain", WORLD.engagement.clone()), ("rich", rich)] {
        let uri = qr::to_uri(&bytes).into_bytes();
        seeds.push(("cbor", name, bytes.clone()));
        seeds.push(("engagement", name, bytes));
        seeds.push(("engagement", if name == "plain" { "plain_uri" } else { "rich_uri" }, uri));
    }

    let mut peer = Peer::new(maker(), Side::Reader);
    seeds.push(("session_messages", "establishment", peer.establishment(b"request")));
    seeds.push(("session_messages", "data", encode_data(Some(&[7; 20]), None)));
    seeds.push(("session_messages", "status", encode_data(None, Some(20))));
    seeds.push(("session_messages", "both", encode_data(Some(&[7; 20]), Some(20))));
    let other = super::world::Shared::on(mdoc_proximity::crypto::Curve::X25519, 82);
    seeds.push(("session_messages", "x25519", encode_establishment(&key_bytes(&other), &[1; 20])));
}

fn requests(seeds: &mut Vec<Seed>) {
    let anonymous = request().encode(None, &WORLD.transcript).expect("a request");
    seeds.push(("device_request", "anonymous", with(&[2], &anonymous)));
    seeds.push(("device_request", "authenticated", with(&[0], &REQUEST)));
    seeds.push(("device_request", "trusted", with(&[3], &REQUEST)));
    seeds.push(("device_request", "second_edition", with(&[1], &second_edition())));
}

/// A request of the second edition, with all that it brings.
fn second_edition() -> Vec<u8> {
    let items = written(|writer| {
        writer.map(3).text("docType").text(mdl::DOCTYPE).text("nameSpaces").map(1).text(mdl::NAMESPACE).map(3);
        writer.text("family_name").bool(true).text("age_over_18").bool(false).text("portrait").bool(false);
        writer.text("requestInfo").map(4).text("issuerIdentifiers").array(1).bytes(&[5; 20]);
        writer.text("uniqueDocSetRequired").bool(false).text("maximumResponseSize").uint(100_000);
        writer.text("alternativeDataElements").array(0);
    });
    let items = tagged(&items);
    let info = written(|writer| {
        writer.map(1).text("useCases").array(1).map(2).text("mandatory").bool(true);
        writer.text("documentSets").array(1).array(1).uint(0);
    });
    let info = tagged(&info);
    let key = WORLD.reader.key();
    let chain = WORLD.reader.x5chain();
    let one = sign(key, &chain, &items, &WORLD.transcript).expect("a signature");
    let to_be_signed = reader_authentication_all_bytes(&WORLD.transcript, &[&items], Some(&info));
    let all = mdoc_proximity::cose::sign1(key, &chain, to_be_signed, false).expect("a signature");
    written(|writer| {
        writer.map(4).text("version").text("1.1").text("docRequests").array(1).map(2);
        writer.text("itemsRequest").raw(&items).text("readerAuth").raw(&one);
        writer.text("deviceRequestInfo").raw(&info).text("readerAuthAll").array(1).raw(&all);
    })
}

fn responses(seeds: &mut Vec<Seed>) {
    let (signed, by_mac) = (WORLD.response(false), WORLD.response(true));
    seeds.push(("device_response", "verifies_signed_roots", with(&[4, 0], &signed)));
    seeds.push(("device_response", "verifies_signed_pinned", with(&[2, 0], &signed)));
    seeds.push(("device_response", "verifies_mac_roots", with(&[12, 0], &by_mac)));
    seeds.push(("device_response", "verifies_mac_pinned", with(&[2, 0], &by_mac)));
    seeds.push(("device_response", "trusted_roots", with(&[5, 0], &signed)));
    seeds.push(("device_response", "trusted_pinned", with(&[3, 0], &signed)));
    seeds.push(("device_response", "keyless", with(&[3, 1], &by_mac)));
    let refused = written(|writer| {
        writer.map(3).text("version").text("1.1").text("documentErrors").array(1).map(1).text(mdl::DOCTYPE).int(0);
        writer.text("status").uint(0);
    });
    seeds.push(("device_response", "document_errors", with(&[4, 0], &refused)));

    seeds.push(("mso", "issuer_signed", with(&[2], &WORLD.issuer_signed)));
    let mut mso = WORLD.unsigned.mso.clone();
    seeds.push(("mso", "roots", with(&[3], &bare(&mso))));
    seeds.push(("mso", "pinned", with(&[1], &bare(&mso))));
    mso.expected_update = Some(NOW.into());
    mso.authorizations = Some(mdoc_proximity::issuer::Authorizations {
        name_spaces: vec!["com.example".into()],
        data_elements: vec![(mdl::NAMESPACE.into(), vec!["portrait".into()])],
    });
    seeds.push(("mso", "authorizations", with(&[1], &bare(&mso))));
    let status = WORLD.unsigned.mso.status.clone().unwrap_or_default();
    seeds.push(("mso", "status", with(&[0], &status)));
}

fn certificates(seeds: &mut Vec<Seed>) {
    let mut chain = |name, choice: u8, certificates: &[&[u8]]| {
        let pieces: Vec<u8> = certificates.iter().flat_map(|der| piece(der)).collect();
        seeds.push(("certificate", name, with(&[choice], &pieces)));
    };
    let signer = WORLD.signer.chain()[0].as_slice();
    let iaca = WORLD.iaca.certificate().der();
    chain("signer", 0, &[signer]);
    chain("signer_and_root", 1 | 2 << 4, &[signer, iaca]);
    chain("root", 1, &[iaca]);
    chain("reader", 2 | 3 << 4, &WORLD.reader.x5chain());
    chain("reader_and_root", 3 | 3 << 4, &[WORLD.reader.x5chain()[0], WORLD.reader_ca.certificate().der()]);
    chain("vical_signer", 4 | 5 << 4, &[WORLD.vical_signer.der()]);
    chain("rical_signer", 6 | 6 << 4, &[WORLD.rical_signer.der()]);
    chain("status_signer", 1 | 7 << 4, &[WORLD.status_signer.der()]);
}

fn dates() -> ListDates {
    ListDates {
        issued: NOW,
        expires: Some(NOW.plus(Duration::from_secs(86_400))),
        time_to_live: Some(Duration::from_secs(3600)),
    }
}

fn lists(seeds: &mut Vec<Seed>) {
    let (iaca, readers) = (WORLD.iaca.certificate(), WORLD.reader_ca.certificate());
    let mut vical = VicalBuilder::new("Fuzz", NOW);
    vical.entries.push(ListedCertificate::vical(iaca, &[mdl::DOCTYPE]));
    (vical.issue_id, vical.url) = (Some(7), Some("https://lists.example/vical".into()));
    vical.next_update = Some(NOW.plus(Duration::from_secs(86_400)).into());
    let mut rical = RicalBuilder::new("Fuzz", NOW);
    rical.entries.push(ListedCertificate::rical(readers, true));
    let key = &*WORLD.list_key;
    let signed = |certificate: &Certificate| vec![certificate.der().to_vec()];
    let chain = signed(&WORLD.vical_signer);
    seeds.push(("trust_list", "vical", with(&[0], &vical.sign(key, &[&chain[0]]).expect("a list"))));
    seeds.push(("trust_list", "vical_trusted", with(&[4], &vical.sign(key, &[&chain[0]]).expect("a list"))));
    seeds.push(("trust_list", "vical_content", with(&[2], &vical.to_bytes())));
    let chain = signed(&WORLD.rical_signer);
    seeds.push(("trust_list", "rical", with(&[1], &rical.sign(key, &[&chain[0]]).expect("a list"))));
    seeds.push(("trust_list", "rical_content", with(&[3], &rical.to_bytes())));

    let until = NOW.plus(Duration::from_secs(30 * 86_400));
    let empty = RevocationListSpec::new(NOW, until);
    let signer = Certificate::from_der(&WORLD.signer.chain()[0]).expect("our own certificate");
    let mut full = RevocationListSpec::new(NOW, until).naming(&signer);
    for serial in 1..4 {
        let entry = RevokedEntry { serial: vec![serial; 8], reason: Some(1), ..RevokedEntry::new(&signer, NOW) };
        full.revoked.get_or_insert_default().push(entry);
    }
    for (name, choice, spec) in [("empty", 0, &empty), ("revoked", 0, &full), ("revoked_trusted", 1, &full)] {
        seeds.push(("crl", name, with(&[choice], &WORLD.iaca.revoke(spec).expect("a list"))));
    }

    let mut statuses = StatusListBuilder::new(STATUS_URI, dates(), 1000);
    statuses.revoke(usize::try_from(STATUS_INDEX).expect("an index"));
    let mut identifiers = IdentifierListBuilder::new(STATUS_URI, dates());
    identifiers.revoke(&[0xab, 0xcd]);
    let (algorithm, chain) = (key.algorithm(), [WORLD.status_signer.der()]);
    let token = statuses.token(algorithm, &chain).sign(key).expect("a token");
    let of_identifiers = identifiers.token(algorithm, &chain).sign(key).expect("a token");
    seeds.push(("status_list", "statuses", with(&[0], &token)));
    seeds.push(("status_list", "statuses_trusted", with(&[4], &token)));
    seeds.push(("status_list", "identifiers", with(&[0], &of_identifiers)));
    seeds.push(("status_list", "identifiers_trusted", with(&[4], &of_identifiers)));
    seeds.push(("status_list", "claim", with(&[6], &statuses.claim())));
    // An empty ZLIB stream, and one that is stored uncompressed.
    seeds.push(("status_list", "empty_stream", with(&[7, 1], &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1])));
    let stored = [0x78, 0x01, 0x01, 4, 0, 0xfb, 0xff, 1, 2, 3, 4, 0, 0x18, 0, 0x0b];
    seeds.push(("status_list", "stored_stream", with(&[7, 1], &stored)));
}

fn radios(seeds: &mut Vec<Seed>) {
    seeds.push(("ble_fragments", "standard", with(&[23, 0, 0], &[7; 100])));
    let values: Vec<u8> = fragments(&[5; 50], 20)
        .flat_map(|(prefix, part)| {
            let length = u8::try_from(part.len() + 1).expect("a short value");
            [&[length, prefix], part].concat()
        })
        .collect();
    seeds.push(("ble_fragments", "values", with(&[255, 1, 0], &values)));
    seeds.push(("ble_fragments", "psm", vec![0, 0, 0, 0x81]));
    seeds.push(("ble_fragments", "state", vec![1]));

    let frame = l2cap::encode(b"a message").expect("a frame");
    seeds.push(("l2cap", "messages", [vec![1, 3], piece(b"one"), piece(b"another one")].concat()));
    seeds.push(("l2cap", "stream", [vec![0, 2], frame.clone(), frame].concat()));
    seeds.push(("l2cap", "too_long", vec![0, 9, 0xff, 0xff, 0xff, 0xff, 0]));

    // Characteristics of `ble_connection::CHARACTERISTICS`, in the upper half of the second byte.
    let value = |of: u8, bytes: &[u8]| [vec![12, of << 4], piece(bytes)].concat();
    let server: Vec<Vec<u8>> = vec![
        vec![0, 0, 8],
        vec![2, 0, 0, 2],
        vec![6, 0],
        vec![6, 2 << 4],
        vec![14, 0, 1],
        value(1, &[1, 1, 2, 3]),
        value(1, &[0, 4]),
        [vec![18, 0], piece(&[6; 600])].concat(),
        vec![15, 0, 1],
        vec![15, 0, 1],
        vec![17, 0, 1, 5],
        vec![14, 0, 2],
        vec![16, 0],
    ];
    let client: Vec<Vec<u8>> = vec![
        vec![6, 0, 8],
        vec![0, 0, 100, 0],
        vec![4, 0, 0],
        vec![5, 3 << 4, 0],
        vec![6, 0],
        vec![6, 2 << 4],
        vec![15, 0, 1],
        value(2, &[0, 9, 9]),
        [vec![18, 0], piece(b"answer")].concat(),
        vec![15, 0, 1],
        vec![19, 0, 1],
        vec![15, 0, 1],
        vec![17, 0, 3, 200],
    ];
    let channel: Vec<Vec<u8>> = vec![
        vec![2 | 2 << 3, 0x80, 8],
        vec![0, 0, 100, 0],
        vec![4, 0, 0],
        vec![5, 4 << 4, 1],
        vec![9, 0],
        [vec![10, 0], piece(&l2cap::encode(b"over the channel").expect("a frame"))].concat(),
        [vec![18, 0], piece(b"answer")].concat(),
        vec![15, 0, 1],
        vec![11, 0],
    ];
    seeds.push(("ble_connection", "server", server.concat()));
    seeds.push(("ble_connection", "client", client.concat()));
    seeds.push(("ble_connection", "channel", channel.concat()));
}

fn nfc(seeds: &mut Vec<Seed>) {
    let ble = BleOptions { peripheral_server: Some([3; 16]), ..BleOptions::default() };
    let methods = [RetrievalMethod::Ble(ble), RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 })];
    let select = Select::message(&WORLD.engagement, &methods).expect("a message");
    let options = RequestOptions {
        ble_peripheral: Some([9; 16]),
        ble_central: true,
        ble_address: Some(vec![1, 2, 3, 4, 5, 6]),
        nfc: true,
        collision: Some([1, 2]),
        reader_engagement: true,
    };
    let asked = Request::message(&options).expect("a message");
    let answer = negotiate(&WORLD.engagement, &methods, &asked).expect("a request").expect("a carrier").handover.select;
    seeds.push(("ndef", "select", select.clone()));
    let own = own_select(&methods);
    seeds.push(("ndef", "own_select", own.clone()));
    // Another engagement of the same length: it ends the message.
    let mut foreign = own.clone();
    if let Some(last) = foreign.last_mut() {
        *last ^= 1;
    }
    seeds.push(("ndef", "foreign_select", foreign));
    seeds.push(("ndef", "own_select_negotiated", [piece(&own), asked.clone()].concat()));
    seeds.push(("holder_session", "handed_over", [vec![0, 14], piece(&own), vec![0, 2, 15, 0]].concat()));
    seeds.push(("ndef", "request", asked.clone()));
    seeds.push(("ndef", "answer", answer));
    seeds.push(("ndef", "service_parameter", ServiceParameters::default().message().expect("a message")));
    seeds.push(("ndef", "service_select", service_select().expect("a message")));
    seeds.push(("ndef", "service_status", status_message(0).expect("a message")));

    let command = |command: Command<'_>| command.to_vec().expect("a command");
    let application = command(Command::new(0, 0xa4, [4, 0]).data(&APPLICATION).expecting(256));
    let file = |id: [u8; 2]| command(Command::new(0, 0xa4, [0, 0x0c]).data(&id));
    let read = |at: u8, count| command(Command::new(0, 0xb0, [0, at]).expecting(count));
    seeds.push(("apdu", "command", with(&[0], &application)));
    seeds.push(("apdu", "object", with(&[0], &do53::wrap(b"message"))));
    let tap: Vec<u8> = [application, file([0xe1, 3]), read(0, 15), file([0xe1, 4]), read(0, 2), read(2, 100)]
        .iter()
        .flat_map(|command| with(&[5], &piece(command)))
        .collect();
    seeds.push(("apdu", "tag_static", with(&[1, 0], &with(&[255, 0, 0, 1], &tap))));
    seeds.push(("apdu", "tag_negotiated", with(&[1, 1], &with(&[255, 0, 0, 1], &tap))));
    let mdoc = [0xa0, 0, 0, 2, 0x48, 4, 0];
    let envelope = do53::wrap(b"a message");
    let transfer: Vec<u8> = [
        command(Command::new(0, 0xa4, [4, 0]).data(&mdoc).expecting(256)),
        command(Command::new(0x10, 0xc3, [0, 0]).data(&envelope[..4])),
        command(Command::new(0, 0xc3, [0, 0]).data(&envelope[4..]).expecting(256)),
    ]
    .iter()
    .flat_map(|command| with(&[5], &piece(command)))
    .chain(with(&[1], &piece(b"an answer")))
    .collect();
    seeds.push(("apdu", "picc", with(&[1, 0], &with(&[255, 0, 0, 1], &transfer))));
    seeds.push(("apdu", "reader", [vec![2, 0], piece(&[]), vec![0], piece(&[])].concat()));
    let held = do53::wrap(&[7; 20]);
    let answers = [with(&[2], &piece(&[0x90, 0])), with(&[0], &piece(b"asked"))].concat();
    let answers = [answers, with(&[2], &piece(&with(&held, &[0x90, 0])))].concat();
    seeds.push(("apdu", "pcd", with(&[3, 255, 0, 0, 1, 255, 0, 0, 1], &answers)));
    seeds.push(("apdu", "transfer", [vec![4, 255, 0, 0, 1, 255, 0, 0, 1], piece(&[1; 700]), vec![2; 900]].concat()));
    seeds.push(("apdu", "tap_static", vec![5, 0, 255]));
    seeds.push(("apdu", "tap_negotiated", vec![5, 1, 255]));
    seeds.push(("apdu", "tap_by_hand", vec![5, 2, 3, 1, 0, 1, 0]));
}

/// A handover with the engagement that our wallet hands out over NFC.
fn own_select(methods: &[RetrievalMethod]) -> Vec<u8> {
    let engagement = to_vec(&EngagementTemplate {
        e_device_key_bytes: &key_bytes(&WORLD.e_device_key),
        retrieval_methods: &[],
        capabilities: None,
    });
    Select::message(&engagement, methods).expect("a message")
}

fn sessions(seeds: &mut Vec<Seed>) {
    let session: &[(&str, &[u8])] = &[
        ("disclosed", &[0, 2, 15, 0, 7, 20]),
        ("declined", &[1, 2, 16, 0, 4, 16, 0, 13]),
        ("answered_and_closed", &[0, 2, 15, 1]),
        ("not_a_request", &[0, 3, 1, 0, 0xff, 5, 1, 0, 0xa0]),
        ("out_of_turn", &[0, 2, 4]),
        ("spoilt", &[0, 9, 1, 5, 0, 1, 0]),
        ("too_late", &[0, 2, 17, 18, 4, 17, 0, 5, 200, 18]),
        ("links", &[0, 10, 1, 1, 10, 2, 1, 12, 2, 12, 1]),
        ("nobody_comes", &[0, 0, 5, 200, 0, 5, 200]),
    ];
    seeds.extend(session.iter().map(|(name, calls)| ("holder_session", *name, calls.to_vec())));
    let session: &[(&str, &[u8])] = &[
        ("verifies_signed", &[0, 2, 14, 11]),
        ("verifies_mac", &[2, 3, 14, 12, 2, 15]),
        ("with_status", &[1, 4, 20, 14]),
        ("not_a_response", &[0, 5, 1, 0, 0xa0]),
        ("spoilt_inside", &[0, 6, 1, 100, 0, 1, 0, 14]),
        ("spoilt", &[0, 7, 1, 10, 0, 1, 0]),
        ("late", &[0, 0, 5, 200, 2]),
        ("status", &[0, 8, 20]),
        ("lost", &[0, 10]),
    ];
    seeds.extend(session.iter().map(|(name, calls)| ("reader_session", *name, calls.to_vec())));
    let session: &[(&str, &[u8])] = &[
        ("verifies_signed", &[0, 0, 4, 0, 2, 7, 136, 0]),
        ("verifies_authenticated", &[4, 0, 4, 1, 2, 7]),
        ("asked_twice", &[0, 0, 5, 0, 2, 6, 0, 4, 0, 2, 7, 8, 2]),
        ("spoilt", &[0, 11, 1, 1, 20, 0, 3, 0, 0]),
        ("repeated", &[0, 10, 1, 0, 4, 0, 0, 2, 2]),
        ("reflected", &[0, 13, 1, 2]),
        ("slow", &[0, 14, 0, 5, 200, 0, 2]),
        ("cut", &[0, 0, 15, 1, 4, 0, 2]),
    ];
    seeds.extend(session.iter().map(|(name, calls)| ("pair", *name, calls.to_vec())));
}
