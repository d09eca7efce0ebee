//! T14 to T21, and the arithmetic of 61XX against a model of its own.

use super::do53::ObjectError;
use super::*;
use crate::transport::nfc::apdu::{Command, Response};

const SELECT_SHORT: &[u8] = b"\x00\xa4\x04\x0c\x07\xa0\x00\x00\x02\x48\x04\x00";
const SELECT_ASKING: &[u8] = b"\x00\xa4\x04\x00\x07\xa0\x00\x00\x02\x48\x04\x00\x00";

fn answer(reaction: Reaction) -> Vec<u8> {
    match reaction {
        Reaction::Answer(answer) => answer,
        Reaction::Message(message) => panic!("a message of {} bytes", message.len()),
    }
}

fn ready() -> Picc {
    let mut picc = Picc::new(EXTENDED);
    assert_eq!(answer(picc.command(SELECT_SHORT)), [0x90, 0]);
    picc
}

fn envelope(class: u8, data: &[u8], expected: Option<u32>) -> Vec<u8> {
    Command { expected, ..Command::new(class, ENVELOPE, [0, 0]).data(data) }.to_vec().unwrap()
}

/// A card that has `message` to answer, to a command with this Le.
fn answering(message: &[u8], expected: Option<u32>) -> (Picc, Vec<u8>) {
    let mut picc = ready();
    assert_eq!(picc.command(&envelope(0, &do53::wrap(b"?"), expected)), Reaction::Message(b"?".to_vec()));
    let answer = picc.respond(message).unwrap();
    (picc, answer)
}

fn get_response(picc: &mut Picc, expected: u32) -> Vec<u8> {
    answer(picc.command(&Command::new(0, GET_RESPONSE, [0, 0]).expecting(expected).to_vec().unwrap()))
}

#[test]
fn data_objects_of_every_form() {
    for (length, header) in [
        (0_usize, &[0x53, 0][..]),
        (1, &[0x53, 1]),
        (127, &[0x53, 127]),
        (128, &[0x53, 0x81, 128]),
        (255, &[0x53, 0x81, 255]),
        (256, &[0x53, 0x82, 1, 0]),
        (65_535, &[0x53, 0x82, 0xff, 0xff]),
        (65_536, &[0x53, 0x83, 1, 0, 0]),
        (0x0100_0000, &[0x53, 0x84, 1, 0, 0, 0]),
    ] {
        let message = vec![7; length];
        let object = do53::wrap(&message);
        assert_eq!((&object[..header.len()], object.len()), (header, header.len() + length));
        assert_eq!(do53::unwrap(&object), Ok(&message[..]));
        assert_eq!(do53::announced(header), Ok(Some(object.len())));
        for cut in 0..header.len() {
            assert_eq!(do53::announced(&object[..cut]), Ok(None));
            assert_eq!(do53::unwrap(&object[..cut]), Err(ObjectError::Incomplete));
        }
    }
}

#[test]
fn t18_data_objects_that_are_none() {
    for (object, expected) in [
        (&[0x54, 1, 7][..], ObjectError::Tag),
        (&[0x53, 2, 7], ObjectError::Incomplete),
        (&[0x53, 1, 7, 7], ObjectError::Excess),
        (&[0x53, 0x80, 0, 0], ObjectError::Length),
        (&[0x53, 0x81, 1, 7], ObjectError::Length),
        (&[0x53, 0x82, 0, 128], ObjectError::Length),
        (&[0x53, 0x83, 0, 1, 0], ObjectError::Length),
        (&[0x53, 0x85, 1, 0, 0, 0, 0], ObjectError::Length),
        (&[0x53, 0x84, 1, 0, 0, 1], ObjectError::TooLarge),
        (&[0x53, 0x84, 0xff, 0xff, 0xff, 0xff], ObjectError::TooLarge),
    ] {
        assert_eq!(do53::unwrap(object), Err(expected), "{object:?}");
        let mut picc = ready();
        let status = if expected == ObjectError::TooLarge { 0x6a84_u16 } else { 0x6a80 };
        assert_eq!(answer(picc.command(&envelope(0, object, Some(256)))), status.to_be_bytes());
        assert!(picc.is_broken());
        assert_eq!(answer(picc.command(&envelope(0, &do53::wrap(b"?"), None))), [0x69, 0x85]);
    }
}

#[test]
fn a_chain_without_end_is_stopped_where_its_object_ends() {
    let mut picc = ready();
    assert_eq!(answer(picc.command(&envelope(CHAINED, &[0x53, 5, 1, 2], None))), [0x90, 0]);
    assert_eq!(answer(picc.command(&envelope(CHAINED, &[3, 4, 5], None))), [0x90, 0]);
    assert_eq!(answer(picc.command(&envelope(CHAINED, &[6], None))), [0x6a, 0x80]);
    assert!(picc.is_broken());
}

#[test]
fn t14_t15_t16_t17_before_and_beside() {
    let mut picc = Picc::new(SHORT);
    assert_eq!(answer(picc.command(&envelope(0, &do53::wrap(b"?"), Some(256)))), [0x69, 0x85]);
    assert_eq!(answer(picc.command(b"\x00\xa4\x04\x0c\x07\xa0\x00\x00\x02\x48\x04\x01")), [0x6a, 0x82]);
    assert!(!picc.is_selected());
    for select in [SELECT_SHORT, SELECT_ASKING] {
        assert_eq!(answer(Picc::new(SHORT).command(select)), [0x90, 0]);
    }
    for (command, status) in [
        (&b"\x00\xb0\x00\x00\x00"[..], 0x6d00_u16),
        (b"\x10\xb0\x00\x00\x00", 0x6d00),
        (b"\x10\xa4\x04\x0c\x01\xa0", 0x6884),
        (b"\x80\xc3\x00\x00\x01\x53", 0x6e00),
        (b"\x00\xa4\x02\x0c\x01\xa0", 0x6a86),
        (b"\x00\xc3\x00\x01\x01\x53", 0x6a86),
        (b"\x00\xc3\x00\x00\x00", 0x6700),
        (b"\x00\xc3\x00", 0x6700),
    ] {
        assert_eq!(answer(ready().command(command)), status.to_be_bytes(), "{command:?}");
    }
}

#[test]
fn t19_a_broken_chain_is_discarded() {
    let object = do53::wrap(&[7; 20]);
    let (first, second) = object.split_at(10);
    for between in [&b"\x00\xb0\x00\x00\x00"[..], SELECT_SHORT, b"\x00\xc0\x00\x00\x00", b"\x00"] {
        let mut picc = ready();
        assert_eq!(answer(picc.command(&envelope(CHAINED, first, None))), [0x90, 0]);
        answer(picc.command(between));
        assert_eq!(answer(picc.command(&envelope(0, second, Some(256)))), [0x6a, 0x80]);
    }
    // A new chain from its start is another matter.
    let mut picc = ready();
    answer(picc.command(&envelope(CHAINED, first, None)));
    answer(picc.command(b"\x00\xb0\x00\x00\x00"));
    assert_eq!(picc.command(&envelope(0, &object, Some(256))), Reaction::Message(vec![7; 20]));
}

#[test]
fn t20_get_response_without_pending_data() {
    assert_eq!(get_response(&mut ready(), 256), [0x69, 0x85]);
    let (mut picc, answer) = answering(b"short", Some(256));
    assert_eq!(answer[answer.len() - 2..], [0x90, 0]);
    assert_eq!(get_response(&mut picc, 256), [0x69, 0x85]);
    // What is left of an answer does not outlive another command, nor the field.
    let (mut picc, _) = answering(&[7; 600], Some(256));
    picc.command(SELECT_SHORT);
    assert_eq!(get_response(&mut picc, 256), [0x69, 0x85]);
    let (mut picc, _) = answering(&[7; 600], Some(256));
    picc.deactivated();
    assert_eq!(get_response(&mut picc, 256), [0x69, 0x85]);
    let (mut picc, _) = answering(&[7; 600], Some(256));
    assert_eq!(self::answer(picc.command(b"\x00\xc0\x00\x00")), [0x67, 0]);
    assert_eq!(self::answer(picc.command(b"\x00\xc0\x00\x01\x00")), [0x6a, 0x86]);
}

#[test]
fn t21_what_remains_1_255_256() {
    // A message of n bytes and its object's header of 2, 3 or 4.
    for (message, expected, sent, status) in [
        (254_usize - 3, 255, 254_usize, 0x9000_u16),
        (256 - 4 + 1, 256, 256, 0x9000),
        (256 - 3, 255, 255, 0x6101),
        (257 - 4 + 1 - 1, 256, 256, 0x9000),
        (511 - 4, 256, 256, 0x61ff),
        (512 - 4, 256, 256, 0x6100),
        (513 - 4, 256, 256, 0x6100),
        (10, 1, 1, 0x610b),
    ] {
        let object = do53::wrap(&vec![7; message]);
        let (_, answer) = answering(&vec![7; message], Some(expected));
        let read = Response::read(&answer).unwrap();
        assert_eq!(read.data, &object[..sent], "{message} {expected}");
        assert_eq!(read.status, StatusWord(status), "{message} {expected}");
    }
    // Without an Le, the answer says only how much there is.
    assert_eq!(answering(&[7; 10], None).1, [0x61, 12]);
    assert_eq!(answering(&[7; 300], None).1, [0x61, 0]);
    // What was announced is never exceeded.
    let mut picc = Picc::new(SHORT);
    picc.command(SELECT_SHORT);
    picc.command(&envelope(0, &do53::wrap(b"?"), Some(65_536)));
    assert_eq!(picc.respond(&[7; 400]).unwrap().len(), 256 + 2);
}

/// The rule as it is printed (edition 2, 11.2), in signed numbers.
fn printed(left: i64, expected: i64) -> (i64, i64) {
    if left <= expected {
        return (left, 0x9000);
    }
    if expected < left && left <= expected + 255 {
        return (expected, 0x6100 + (left - expected));
    }
    (expected, 0x6100)
}

#[test]
fn the_arithmetic_agrees_with_the_model_for_every_le_and_length() {
    for expected in (1..=256_u32).chain([65_536]) {
        for left in 0..=70_000_usize {
            let (sent, status) = portion(left, expected);
            let modelled = printed(left as i64, i64::from(expected));
            assert_eq!((sent as i64, i64::from(status.0)), modelled, "{left} {expected}");
        }
    }
}

#[test]
fn every_le_fetches_the_whole_answer() {
    // The terminal asks as the model says: exactly XX, or with the same Le again.
    for (step, expected) in (1..=256_u32).chain([65_536]).enumerate() {
        for length in [0, 1, 100, 253, 254, 255, 256, 257, 510, 511, 512, 1000 + step] {
            let message: Vec<u8> = (0..length).map(|at| at as u8).collect();
            let (mut picc, mut answer) = answering(&message, Some(expected));
            let mut fetched = Vec::new();
            loop {
                let read = Response::read(&answer).unwrap();
                fetched.extend_from_slice(read.data);
                let Some(left) = read.status.left() else { break };
                answer = get_response(&mut picc, if left == 0 { expected } else { u32::from(left) });
            }
            assert_eq!(do53::unwrap(&fetched), Ok(&message[..]));
        }
    }
}

/// Sends `question` and gets `message` back; returns the commands it took.
fn exchange(pcd: &mut Pcd, picc: &mut Picc, question: &[u8], message: &[u8]) -> Vec<Vec<u8>> {
    let mut commands = vec![pcd.send(question).unwrap()];
    for _ in 0..100_000 {
        let reaction = picc.command(commands.last().unwrap());
        let answer = match reaction {
            Reaction::Answer(answer) => answer,
            Reaction::Message(arrived) => {
                assert_eq!(arrived, question);
                picc.respond(message).unwrap()
            }
        };
        match pcd.response(&answer).unwrap() {
            Progress::Transmit(command) => commands.push(command),
            Progress::Message(arrived) => {
                assert_eq!(arrived, message);
                return commands;
            }
            Progress::Selected => panic!("selected again"),
        }
    }
    panic!("no end");
}

fn connected(mdoc: NfcOptions, own: NfcOptions) -> (Pcd, Picc) {
    let (mut pcd, mut picc) = (Pcd::new(mdoc, own), Picc::new(mdoc));
    let selected = answer(picc.command(&pcd.select().unwrap()));
    assert_eq!(pcd.response(&selected), Ok(Progress::Selected));
    (pcd, picc)
}

#[test]
fn messages_of_every_length_both_ways() {
    let between = NfcOptions { max_command: 300, max_response: 1000 };
    for (mdoc, own) in [(SHORT, EXTENDED), (EXTENDED, SHORT), (EXTENDED, EXTENDED), (between, EXTENDED)] {
        let (mut pcd, mut picc) = connected(mdoc, own);
        for length in (0..1200).step_by(7).chain(247..262).chain([65_530, 65_536, 70_000]) {
            let message: Vec<u8> = (0..length).map(|at: usize| at as u8).collect();
            let commands = exchange(&mut pcd, &mut picc, &message, &message);
            let most = mdoc.max_command.min(own.max_command) as usize;
            let envelopes = do53::wrap(&message).len().div_ceil(most);
            for (index, command) in commands.iter().enumerate() {
                let command = Command::read(command).unwrap();
                let (class, le) = if index + 1 < envelopes { (CHAINED, false) } else { (0, true) };
                assert_eq!((command.class, command.expected.is_some()), (class, le));
                assert_eq!(command.instruction == ENVELOPE, index < envelopes);
                assert!(command.data.len() <= most);
            }
        }
    }
}

#[test]
fn short_apdus_stay_short() {
    let (mut pcd, mut picc) = connected(EXTENDED, SHORT);
    for command in exchange(&mut pcd, &mut picc, &[7; 1000], &[7; 3000]) {
        assert!(!Command::read(&command).unwrap().extended);
    }
}

#[test]
fn a_second_form_of_select_is_tried() {
    let mut pcd = Pcd::new(SHORT, SHORT);
    assert_eq!(pcd.select().unwrap(), SELECT_SHORT);
    assert_eq!(pcd.response(&[0x6a, 0x86]), Ok(Progress::Transmit(SELECT_ASKING.to_vec())));
    assert_eq!(pcd.response(&[0x6f, 0, 0x90, 0]), Ok(Progress::Selected));
    let mut pcd = Pcd::new(SHORT, SHORT);
    pcd.select().unwrap();
    pcd.response(&[0x6a, 0x82]).unwrap();
    assert_eq!(pcd.response(&[0x6a, 0x82]), Err(TransferError::Status(StatusWord::NOT_FOUND)));
    assert_eq!(pcd.send(b"?"), Err(TransferError::OutOfOrder));
}

#[test]
fn mdocs_that_do_not_keep_to_it() {
    let after = |answers: &[&[u8]]| {
        let mut pcd = connected(SHORT, SHORT).0;
        pcd.send(b"?").unwrap();
        let (last, before) = answers.split_last().unwrap();
        for answer in before {
            assert!(matches!(pcd.response(answer), Ok(Progress::Transmit(_))), "{answer:?}");
        }
        let error = pcd.response(last).unwrap_err();
        assert_eq!(pcd.response(&[0x90, 0]), Err(TransferError::OutOfOrder));
        error
    };
    use ObjectError::{Excess, Incomplete, Tag};
    use TransferError::{Length, Object, Status};
    assert_eq!(after(&[&[0x6f, 0]]), Status(StatusWord::UNKNOWN));
    assert_eq!(after(&[&[0x53, 5, 0x6f, 0]]), Status(StatusWord::UNKNOWN));
    assert_eq!(after(&[&[0x90, 0]]), Length);
    assert_eq!(after(&[&[0x54, 0, 0x90, 0]]), Object(Tag));
    assert_eq!(after(&[&[0x53, 5, 1, 0x90, 0]]), Object(Incomplete));
    assert_eq!(after(&[&[0x53, 1, 1, 2, 0x61, 0]]), Object(Excess));
    // More is announced for ever, with and without bytes.
    assert_eq!(after(&[&[0x61, 0], &[0x61, 0]]), Length);
    assert_eq!(after(&[&[0x53, 2, 1, 0x61, 0], &[2, 0x61, 0], &[3, 0x61, 0]]), Object(Excess));
    // More than was asked for.
    assert_eq!(after(&[&[0x53, 9, 1, 0x61, 2], &[2, 3, 4, 0x61, 0]]), Length);
    assert_eq!(after(&[&[7; 259]]), Status(StatusWord(0x0707)));
    assert_eq!(after(&[&[&[7; 257][..], &[0x90, 0]].concat()]), Length);
    // Bytes in answer to a part of a chain.
    let mut pcd = connected(SHORT, SHORT).0;
    pcd.send(&[7; 300]).unwrap();
    assert_eq!(pcd.clone().response(&[1, 0x90, 0]), Err(Length));
    assert_eq!(pcd.response(&[0x61, 3]), Err(Status(StatusWord(0x6103))));
}

#[test]
fn one_message_at_a_time() {
    let (mut pcd, mut picc) = connected(SHORT, SHORT);
    let command = pcd.send(b"?").unwrap();
    assert!(pcd.is_receiving());
    assert_eq!(pcd.send(b"?"), Err(TransferError::OutOfOrder));
    assert_eq!(picc.respond(b"!"), None);
    assert!(matches!(picc.command(&command), Reaction::Message(_)));
    // The reader gives the held answer up.
    assert_eq!(answer(picc.command(b"\x00\xc0\x00\x00\x00")), [0x69, 0x85]);
    assert_eq!((picc.respond(b"!"), picc.refuse(StatusWord::CONDITIONS)), (None, None));
    assert!(matches!(picc.command(&command), Reaction::Message(_)));
    assert_eq!(picc.refuse(StatusWord::CONDITIONS), Some(vec![0x69, 0x85]));
    // Also with bytes that are no command: they have had the only answer there can be.
    assert!(matches!(picc.command(&command), Reaction::Message(_)));
    assert_eq!(answer(picc.command(b"\x00")), [0x67, 0]);
    assert_eq!(picc.respond(b"!"), None);
}

#[test]
fn nothing_is_begun_twice_and_nothing_too_large() {
    let mut pcd = Pcd::new(SHORT, SHORT);
    assert_eq!(pcd.send(b"?"), Err(TransferError::OutOfOrder));
    assert_eq!(pcd.select().unwrap(), SELECT_SHORT);
    assert_eq!(pcd.select(), Err(TransferError::OutOfOrder));
    assert_eq!(pcd.response(&[0x90, 0]), Ok(Progress::Selected));
    let most = vec![7; crate::budget::MESSAGE_BYTES];
    assert_eq!(pcd.send(&[&most[..], &[7]].concat()), Err(TransferError::TooLarge));
    // It is still free for one that is not.
    assert!(pcd.send(&most).is_ok());
}
