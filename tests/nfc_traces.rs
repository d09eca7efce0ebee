//! NFC engagement as real wallets and readers do it (`nfc-traces.json`), and Annex D's handover.
//!
//! | trace | what is checked |
//! |---|---|
//! | `rapdu_sequences` | our reader, fed with the wallet's answers, ends with exactly the wallet's Handover Select, and asks as often as there are answers; our tag, with that message, gives the same answers byte for byte to our reader's commands |
//! | `command_apdu_samples` | our tag answers every command of the verifiers with 9000 (6A82 for the application it does not have), and what they read is the message |
//! | `apple_wallet_Hs_NDEF` | the message reads; the engagement is the exact slice |
//! | Annex D.3.2, D.3.3 | both messages read, and written again are the same bytes |
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use mdoc_proximity::model::retrieval::RetrievalMethod;
use mdoc_proximity::transport::nfc::apdu::Command;
use mdoc_proximity::transport::nfc::carrier::{Carrier, LeRole};
use mdoc_proximity::transport::nfc::device_engagement;
use mdoc_proximity::transport::nfc::handover::{Handover, Request, RequestOptions, Select};
use mdoc_proximity::transport::nfc::ndef;
use mdoc_proximity::transport::nfc::reader::{HandoverReader, Step};
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::tnep::ServiceParameters;
use serde_json::Value;

const READER_UUID: [u8; 16] = [7; 16];

fn vectors(file: &str) -> Option<Value> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("MDOC_SHARED").map_or_else(beside, PathBuf::from).join("vectors");
    if !folder.is_dir() {
        println!("skipped: ../shared/vectors is absent");
        return None;
    }
    Some(serde_json::from_str(&std::fs::read_to_string(folder.join(file)).unwrap()).unwrap())
}

fn unhex(value: &Value) -> Vec<u8> {
    HEX.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn list(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().unwrap().iter().map(unhex).collect()
}

fn reader() -> HandoverReader {
    let options = RequestOptions { ble_peripheral: Some(READER_UUID), ble_central: true, ..RequestOptions::default() };
    HandoverReader::new(&options).unwrap()
}

/// Runs our reader; the commands it sent come back beside the handover.
fn run(mut tag: impl FnMut(&[u8]) -> Vec<u8>) -> (Handover, Vec<Vec<u8>>) {
    let mut reader = reader();
    let mut commands = Vec::new();
    let mut step = reader.start().unwrap();
    loop {
        step = match step {
            Step::Transmit(command) => {
                let next = reader.answer(&tag(&command)).unwrap();
                commands.push(command);
                next
            }
            Step::Wait(_) => reader.waited().unwrap(),
            Step::Done(handover) => return (handover, commands),
        };
    }
}

/// The payload of the last answer of a trace, its Handover Select message.
fn select_of(answers: &[Vec<u8>]) -> Vec<u8> {
    let last = answers.last().unwrap();
    last[..last.len() - 2].to_vec()
}

#[test]
fn our_reader_reads_the_wallets_and_our_tag_answers_as_they_do() {
    let Some(traces) = vectors("nfc-traces.json") else { return };
    let sequences = traces["rapdu_sequences"].as_object().unwrap();
    assert_eq!(sequences.len(), 4);
    for (wallet, answers) in sequences {
        let answers = list(answers);
        let select = select_of(&answers);
        let negotiated = answers.len() > 6;
        let mut left = answers.iter();
        let (handover, commands) = run(|_| left.next().unwrap().clone());
        assert_eq!(left.len(), 0, "{wallet}: every answer was asked for");
        assert_eq!((&handover.select, handover.request.is_some()), (&select, negotiated), "{wallet}");
        let asked = handover.request.as_deref().map(|request| Request::read(request).unwrap());
        let methods = Select::read(&select).unwrap().methods(asked.as_ref());
        let [Ok(RetrievalMethod::Ble(ble))] = &methods[..] else { panic!("{wallet}: {methods:?}") };
        let expected = if negotiated { Some(READER_UUID) } else { ble.central_client.or(ble.peripheral_server) };
        assert!(expected.is_some());
        assert!(ble.central_client == expected || ble.peripheral_server == expected, "{wallet}: {ble:?}");

        // The other way round: our tag with the wallet's parameters.
        let mut tag = if negotiated {
            let parameters = ServiceParameters::read(&answers[5][..answers[5].len() - 2]).unwrap();
            Tag::by_hand(&parameters).unwrap()
        } else {
            Tag::fixed(&select).unwrap()
        };
        for (command, expected) in commands.iter().zip(&answers) {
            let answer = tag.command(command);
            if tag.request().is_some() {
                tag.answer(&select).unwrap();
            }
            assert_eq!(HEX.encode(&answer), HEX.encode(expected), "{wallet}");
        }
        assert_eq!(tag.take_handover().unwrap().handover, handover, "{wallet}");
    }
}

#[test]
fn our_tag_answers_the_verifiers() {
    let Some(traces) = vectors("nfc-traces.json") else { return };
    let samples = traces["command_apdu_samples"].as_object().unwrap();
    // A message of the length that the verifiers read.
    let google = list(&traces["rapdu_sequences"]["google_wallet"]);
    let select = select_of(&google);
    for (verifier, commands) in samples {
        let mut tag = Tag::fixed(&select).unwrap();
        let mut negotiating = Tag::by_hand(&ServiceParameters::default()).unwrap();
        let mut whole = 0;
        for bytes in list(commands) {
            let command = Command::read(&bytes).unwrap();
            // One length of data in the samples is cut; every command is written again as it was.
            assert_eq!(command.to_vec().unwrap(), bytes, "{verifier}");
            let write = command.instruction == 0xd6;
            let answer = tag.command(&bytes);
            let status = u16::from_be_bytes(*answer.last_chunk().unwrap());
            let expected = match command.data {
                [0xa0, ..] => 0x6a82,
                _ if write => 0x6982,
                _ => 0x9000,
            };
            assert_eq!(status, expected, "{verifier} {}", HEX.encode(&bytes));
            if command.parameters == [0, 2] {
                let read = &answer[..answer.len() - 2];
                assert_eq!(read, &select[..read.len()], "{verifier}");
                whole += usize::from(read == select);
            }
            let answer = negotiating.command(&bytes);
            if negotiating.request().is_some() {
                negotiating.answer(&select).unwrap();
            }
            if write {
                assert_eq!(answer, [0x90, 0], "{verifier} {}", HEX.encode(&bytes));
            }
        }
        assert!(whole > 0, "{verifier}");
        // The one that writes has negotiated: its request is in the handover.
        if verifier == "multipaz_tests_apdus" {
            let handed_over = negotiating.take_handover().unwrap();
            let request = handed_over.handover.request.unwrap();
            let asked = Request::read(&request).unwrap();
            assert_eq!(asked.ble().unwrap().role, LeRole::BothCentralPreferred);
            assert_eq!(asked.nfc().unwrap().options(), mdoc_proximity::transport::nfc::transfer::EXTENDED);
        }
    }
}

#[test]
fn apples_message_keeps_its_engagement() {
    let Some(traces) = vectors("nfc-traces.json") else { return };
    let message = unhex(&traces["apple_wallet_Hs_NDEF"]);
    let read = Select::read_answer(&message).unwrap();
    let printed = traces["decoded_ndef"]["apple_wallet_Hs_NDEF"].as_array().unwrap();
    assert_eq!(read.engagement, unhex(&printed[2]["payload"]));
    assert_eq!(device_engagement(&message), Ok(read.engagement));
    assert!(matches!(&read.alternatives[0].carrier, Ok(Carrier::Ble(oob)) if oob.role == LeRole::Central));
    // Our own message with the same parameters, which the tag negotiates, is the same.
    let options = RequestOptions { ble_peripheral: Some(READER_UUID), ..RequestOptions::default() };
    let request = Request::message(&options).unwrap();
    let central = mdoc_proximity::model::retrieval::BleOptions {
        central_client: Some([0; 16]),
        ..mdoc_proximity::model::retrieval::BleOptions::default()
    };
    let methods = [RetrievalMethod::Ble(central)];
    let ours = mdoc_proximity::transport::nfc::handover::negotiate(read.engagement, &methods, &request);
    assert_eq!(ours.unwrap().unwrap().handover.select, message);
}

#[test]
fn every_message_is_written_again_as_it_was() {
    let Some(traces) = vectors("nfc-traces.json") else { return };
    let annex = vectors("annex-d.json").unwrap();
    let of_annex = annex["vectors"].as_array().unwrap().iter().filter(|entry| {
        let name = entry["name"].as_str().unwrap();
        name.starts_with("D.3.2") || name.starts_with("D.3.3")
    });
    let mut messages: Vec<Vec<u8>> = of_annex.map(|entry| unhex(&entry["hex"])).collect();
    assert_eq!(messages.len(), 2);
    messages.push(unhex(&traces["apple_wallet_Hs_NDEF"]));
    messages.extend(traces["rapdu_sequences"].as_object().unwrap().values().map(|answers| select_of(&list(answers))));
    for message in messages {
        let records: Vec<_> = ndef::records(&message).map(Result::unwrap).collect();
        assert_eq!(ndef::message(&records).unwrap(), message);
        for record in records {
            if let Ok(Carrier::Ble(oob)) = Carrier::read(&record) {
                // What is written is what the standard has; names and the like are not kept.
                let written = oob.to_vec();
                assert!(record.payload.len() >= written.len());
                assert_eq!(mdoc_proximity::transport::nfc::carrier::BleOob::read(&written).unwrap(), oob);
            }
        }
    }
}

#[test]
fn annex_d_3_2_and_3_3() {
    let Some(annex) = vectors("annex-d.json") else { return };
    let entry = |name: &str| {
        let found = annex["vectors"].as_array().unwrap().iter().find(|entry| entry["name"] == name);
        unhex(&found.unwrap_or_else(|| panic!("{name}"))["hex"])
    };
    let request = entry("D.3.2 NFC Handover Request message");
    let select = entry("D.3.3 NFC Handover Select message");
    let asked = Request::read(&request).unwrap();
    assert_eq!(asked.alternatives.len(), 3);
    let ble = asked.ble().unwrap();
    assert_eq!(ble.role, LeRole::BothPeripheralPreferred);
    assert_eq!(ble.address.as_deref(), Some(&[0x28, 0x07, 0x80, 0x80, 0xbf, 0x28, 0x01][..]));
    // The reader sends the bare version.
    let nfc = asked.nfc().unwrap();
    assert_eq!((nfc.max_command, nfc.max_response), (None, None));
    assert!(asked.alternatives.iter().any(|carrier| carrier.carrier == Ok(Carrier::WifiAware)));
    let read = Select::read_answer(&select).unwrap();
    let methods = read.methods(Some(&asked));
    let [Ok(RetrievalMethod::Ble(chosen))] = &methods[..] else { panic!("{methods:?}") };
    assert_eq!((chosen.central_client, chosen.peripheral_server), (ble.uuid, None));
    assert_eq!(read.alternatives[0].auxiliaries, [b"mdoc"]);
}
