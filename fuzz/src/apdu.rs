//! NFC: commands and answers, the tag and its reader, the transfer of messages and both of its ends.

use core::time::Duration;

use mdoc_proximity::budget;
use mdoc_proximity::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use mdoc_proximity::transport::nfc::apdu::{Command, Response, StatusWord};
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::{RequestOptions, Select, negotiate};
use mdoc_proximity::transport::nfc::reader::{HandoverReader, Step};
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::tnep::ServiceParameters;
use mdoc_proximity::transport::nfc::transfer::{Pcd, Picc, Progress, Reaction, do53};

use super::cursor::Cursor;
use super::world::WORLD;

/// The first byte says what the rest is.
/// * Commands, responses and data objects that are read survive being written.
/// * A card answers every command with a status word, within what the command asked for.
/// * A reader that is told anything ends, and within its patience.
/// * A message that crosses from one end to the other arrives as it left, for any limits of either.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    match input.byte() % 6 {
        0 => codecs(input.0),
        1 => card(input),
        2 => handover_reader(input),
        3 => pcd(input),
        4 => transfer(input),
        _ => tap(input),
    }
}

fn codecs(data: &[u8]) {
    if let Ok(command) = Command::read(data) {
        let again = command.to_vec().expect("what was read can be written");
        assert_eq!(Command::read(&again), Ok(command));
        assert!(again.len() <= data.len() + 2);
    }
    if let Ok(response) = Response::read(data) {
        assert_eq!(response.to_vec(), data);
    }
    if let Ok(message) = do53::unwrap(data) {
        assert_eq!(do53::unwrap(&do53::wrap(message)), Ok(message));
        assert_eq!(do53::announced(data), Ok(Some(data.len())));
    }
    if let Ok(Some(length)) = do53::announced(data) {
        assert!(length <= budget::MESSAGE_BYTES + 16, "{length}");
    }
    assert_eq!(do53::unwrap(&do53::wrap(data)), Ok(data));
}

fn tag(choice: u8) -> Tag {
    let methods = methods();
    let tag = match choice % 3 {
        0 => Tag::fixed(&Select::message(&WORLD.engagement, &methods).expect("a message")),
        1 => Tag::negotiated(&WORLD.engagement, &methods),
        _ => Tag::by_hand(&ServiceParameters::default()),
    };
    tag.expect("a tag")
}

fn methods() -> [RetrievalMethod; 1] {
    let ble = BleOptions { peripheral_server: Some([3; 16]), ..BleOptions::default() };
    [RetrievalMethod::Ble(ble)]
}

fn nfc_options(input: &mut Cursor<'_>) -> NfcOptions {
    let (command, response) = (u32::from(input.u16()), u32::from(input.u16()));
    NfcOptions { max_command: command.clamp(255, 65_535), max_response: response.clamp(256, 65_536) }
}

fn card(mut input: Cursor<'_>) {
    let choice = input.byte();
    let mut tag = tag(choice);
    if choice & 4 == 4 {
        tag = match tag.clone().with_limits(input.u16(), input.u16(), input.u16()) {
            Ok(limited) => limited,
            Err(_) => tag,
        };
    }
    let options = nfc_options(&mut input);
    let mut card = Card::new((choice & 8 == 0).then_some(tag), (choice & 16 == 0).then(|| Picc::new(options)));
    for _ in 0..256 {
        if input.is_empty() {
            break;
        }
        match input.byte() % 10 {
            0 => card.deactivated(),
            1 => {
                if let Some(answer) = card.respond(input.piece()) {
                    assert!(Response::read(&answer).is_ok());
                }
            }
            2 => drop(card.refuse(StatusWord(input.u16()))),
            3 => drop(card.take_handover()),
            4 => {
                if let Some(tag) = card.tag() {
                    let _ = tag.answer(input.piece()).is_ok();
                }
            }
            _ => {
                let command = input.piece();
                match card.command(command) {
                    Reaction::Answer(answer) => answered(command, &answer),
                    Reaction::Message(message) => assert!(message.len() <= budget::MESSAGE_BYTES),
                }
            }
        }
        let _ = (card.is_transferring(), card.is_broken());
    }
}

fn answered(command: &[u8], answer: &[u8]) {
    let answer = Response::read(answer).expect("an answer has a status word");
    let expected = Command::read(command).ok().and_then(|command| command.expected);
    let most = usize::try_from(expected.unwrap_or(0)).expect("32 bits fit");
    assert!(answer.data.len() <= most, "{} bytes where {most} were asked for", answer.data.len());
}

/// A reader that is told whatever the input says.
fn handover_reader(mut input: Cursor<'_>) {
    let options = RequestOptions { ble_central: true, ble_peripheral: Some([9; 16]), ..RequestOptions::default() };
    let mut reader = HandoverReader::new(&options).expect("a reader").with_patience(Duration::from_secs(5));
    let mut step = reader.start();
    let mut waited = Duration::ZERO;
    for _ in 0..512 {
        step = match step {
            Ok(Step::Transmit(command)) => {
                assert!(Command::read(&command).is_ok(), "a command that is none");
                if input.is_empty() {
                    return;
                }
                let status = if input.bit() { input.u16() } else { 0x9000 };
                let answer = Response { data: input.piece(), status: StatusWord(status) }.to_vec();
                reader.answer(&answer)
            }
            Ok(Step::Wait(time)) => {
                waited += time;
                assert!(waited <= Duration::from_secs(60), "it waits for ever");
                reader.waited()
            }
            Ok(Step::Done(handover)) => {
                assert!(Select::read(&handover.select).is_ok() || Select::read_answer(&handover.select).is_ok());
                return;
            }
            Err(_) => {
                assert!(reader.answer(&[0x90, 0x00]).is_err(), "it goes on after its end");
                return;
            }
        };
    }
}

/// The reader's end of the transfer, told whatever the input says.
fn pcd(mut input: Cursor<'_>) {
    let mut pcd = Pcd::new(nfc_options(&mut input), nfc_options(&mut input));
    let _ = pcd.select();
    let mut received = 0;
    for _ in 0..512 {
        if input.is_empty() {
            return;
        }
        let result = match input.byte() % 8 {
            0 => pcd.send(input.piece()).map(Progress::Transmit),
            1 => pcd.select().map(Progress::Transmit),
            _ => {
                let answer = input.piece();
                received += answer.len();
                pcd.response(answer)
            }
        };
        match result {
            Ok(Progress::Transmit(command)) => assert!(Command::read(&command).is_ok(), "a command that is none"),
            Ok(Progress::Message(message)) => assert!(message.len() <= received),
            Ok(Progress::Selected) => {}
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// Both ends of the transfer, with a message each way.
fn transfer(mut input: Cursor<'_>) {
    let (mdoc, own) = (nfc_options(&mut input), nfc_options(&mut input));
    let (mut pcd, mut picc) = (Pcd::new(mdoc, own), Picc::new(mdoc));
    let asked = input.piece();
    let answer = input.0;
    let mut command = pcd.select().expect("it was not selected yet");
    let (mut arrived, mut sent) = (None, false);
    for _ in 0..4096 {
        assert!(Command::read(&command).expect("a command of ours").data.len() <= 65_535);
        let response = match picc.command(&command) {
            Reaction::Answer(response) => response,
            Reaction::Message(message) => {
                arrived = Some(message);
                picc.respond(answer).expect("it holds a message")
            }
        };
        match pcd.response(&response).expect("an answer of ours") {
            Progress::Transmit(next) => command = next,
            Progress::Selected => {
                assert!(!sent);
                sent = true;
                match pcd.send(asked) {
                    Ok(next) => command = next,
                    Err(_) => return,
                }
            }
            Progress::Message(message) => {
                assert_eq!(arrived.as_deref(), Some(asked));
                assert_eq!(message, answer);
                return;
            }
        }
    }
    panic!("the transfer does not end");
}

/// A tag and its reader, with one answer in the input's number changed.
fn tap(mut input: Cursor<'_>) {
    let mut tag = tag(input.byte());
    let changed = usize::from(input.byte());
    let options = RequestOptions { ble_central: true, ble_peripheral: Some([9; 16]), ..RequestOptions::default() };
    let mut reader = HandoverReader::new(&options).expect("a reader");
    let mut step = reader.start();
    let mut waited = Duration::ZERO;
    for number in 0..50_000 {
        step = match step {
            Ok(Step::Transmit(command)) => {
                let mut answer = tag.command(&command);
                answered(&command, &answer);
                if number == changed && !input.is_empty() {
                    let at = usize::from(input.u16()) % answer.len();
                    answer[at] ^= input.byte();
                    answer.truncate(answer.len() - usize::from(input.byte()) % (answer.len() + 1));
                }
                reader.answer(&answer)
            }
            Ok(Step::Wait(time)) => {
                waited += time;
                assert!(waited <= 4 * budget::HANDOVER_WAIT, "it waits for ever");
                if let Some(Ok(Some(chosen))) =
                    tag.request().map(|asked| negotiate(&WORLD.engagement, &methods(), asked))
                {
                    let _ = tag.answer(&chosen.handover.select).is_ok();
                }
                reader.waited()
            }
            Ok(Step::Done(_)) | Err(_) => return,
        };
    }
    panic!("the tap does not end");
}
