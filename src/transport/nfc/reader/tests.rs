//! R18 and R19: handovers with this library's tag, and with tags that lie.

use super::file::MOST_WAIT;
use super::*;
use crate::model::retrieval::{BleOptions, RetrievalMethod};
use crate::transport::nfc::apdu::ApduError;
use crate::transport::nfc::ndef::NdefErrorKind;
use crate::transport::nfc::tag::{READ_BINARY, Tag};

const UUID: [u8; 16] = [7; 16];

fn central() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some(UUID), ..BleOptions::default() })
}

fn reader() -> HandoverReader {
    HandoverReader::new(&RequestOptions { ble_peripheral: Some(UUID), ..RequestOptions::default() }).unwrap()
}

/// Runs the reader against `tag`, at most so many steps; the time waited comes back too.
fn run(mut reader: HandoverReader, mut tag: impl FnMut(&[u8]) -> Vec<u8>) -> (Result<Handover, ReadError>, Duration) {
    let mut waited = Duration::ZERO;
    let mut step = reader.start();
    for _ in 0..10_000 {
        step = match step {
            Ok(Step::Transmit(command)) => reader.answer(&tag(&command)),
            Ok(Step::Wait(time)) => {
                waited += time;
                reader.waited()
            }
            Ok(Step::Done(handover)) => return (Ok(handover), waited),
            Err(error) => {
                assert_eq!(reader.answer(&[0x90, 0]), Err(ReadError::OutOfOrder));
                return (Err(error), waited);
            }
        };
    }
    panic!("the reader does not end");
}

#[test]
fn both_handovers_with_every_limit() {
    let engagement = [0xa5; 700];
    for (max_read, max_write) in [(15, 13), (255, 255), (0x7fff, 0x7fff), (16, 0x7fff)] {
        let select = Select::message(&engagement, &[central()]).unwrap();
        let mut tag = Tag::fixed(&select).unwrap().with_limits(max_read, max_write, 0x7fff).unwrap();
        let read = run(reader(), |command| tag.command(command)).0.unwrap();
        assert_eq!(read, Handover { select, request: None });
        assert_eq!(tag.take_handover().unwrap().handover, read);

        let mut tag = Tag::negotiated(&engagement, &[central()]).unwrap();
        tag = tag.with_limits(max_read, max_write, 0x7fff).unwrap();
        let read = run(reader(), |command| tag.command(command)).0.unwrap();
        assert!(read.request.is_some());
        assert_eq!(tag.take_handover().unwrap().handover, read);
    }
}

#[test]
fn an_answer_that_takes_its_time() {
    let mut tag = Tag::by_hand(&ServiceParameters::default()).unwrap();
    let select = Select::message(&[0xa0], &[central()]).unwrap();
    let mut polls = 0;
    let (read, waited) = run(reader(), |command| {
        let answer = tag.command(command);
        if tag.request().is_some() {
            polls += 1;
            if polls == 50 {
                tag.answer(&select).unwrap();
            }
        }
        answer
    });
    assert_eq!(read.unwrap().select, select);
    assert!(waited > Duration::from_millis(900) && waited < Duration::from_millis(1100), "{waited:?}");
}

#[test]
fn r19_a_length_of_0_for_ever() {
    for (waiting_time, extensions) in [(0, 0), (16, 15), (63, 15)] {
        let parameters = ServiceParameters { waiting_time, extensions, ..ServiceParameters::default() };
        let mut tag = Tag::by_hand(&parameters).unwrap();
        let (read, waited) = run(reader(), |command| tag.command(command));
        assert_eq!(read, Err(ReadError::NotReady));
        assert!(waited <= budget::HANDOVER_WAIT + MOST_WAIT);
        let (_, waited) = run(reader().with_patience(Duration::from_secs(1)), |command| tag.command(command));
        assert!(waited <= Duration::from_secs(2));
    }
}

/// A tag whose NDEF file holds `message`, that says of its writes what `write` says.
fn holding(message: Vec<u8>, container: [u8; 15]) -> impl FnMut(&[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    move |command: &[u8]| {
        let command = Command::read(command).unwrap();
        let data = match command.instruction {
            SELECT => {
                file = match command.data {
                    [0xe1, 3] => container.to_vec(),
                    _ => [&u16::try_from(message.len()).unwrap().to_be_bytes(), &message[..]].concat(),
                };
                Vec::new()
            }
            READ_BINARY => {
                let at = usize::from(u16::from_be_bytes(command.parameters));
                let left = file.get(at..).unwrap_or_default();
                left[..left.len().min(command.expected.unwrap() as usize)].to_vec()
            }
            _ => Vec::new(),
        };
        [data, vec![0x90, 0]].concat()
    }
}

const CONTAINER: [u8; 15] = [0, 15, 0x20, 0, 0x3b, 0, 0x34, 4, 6, 0xe1, 4, 0x04, 0, 0, 0];

#[test]
fn r18_and_r19_messages_that_end_it() {
    let kind = |message: &[u8]| match run(reader(), holding(message.to_vec(), CONTAINER)).0 {
        Err(ReadError::Ndef(error)) => error.kind(),
        other => panic!("{other:?}"),
    };
    let select = Select::message(&[0xa0], &[central()]).unwrap();
    assert!(run(reader(), holding(select.clone(), CONTAINER)).0.is_ok());
    assert_eq!(kind(b"\xd1\x02\x1aTp\x10\x13urn:nfc:sn:handoves\x00\x10\x0f\xff\xff"), NdefErrorKind::Service);
    assert_eq!(kind(&select[..select.len() - 1]), NdefErrorKind::UnexpectedEnd);
    assert_eq!(kind(b"\xd1\x02\x01Te\x00"), NdefErrorKind::NotHandoverSelect);
    // A tag that never takes a write holds the parameters where the status should be.
    assert_eq!(kind(&ServiceParameters::default().message().unwrap()), NdefErrorKind::Service);
}

#[test]
fn r19_a_refusal() {
    let mut tag = Tag::negotiated(&[0xa0], &[RetrievalMethod::Nfc(crate::transport::nfc::transfer::SHORT)]).unwrap();
    let (read, _) = run(reader(), |command| tag.command(command));
    assert_eq!(read, Err(ReadError::Status(StatusWord::CONDITIONS)));
    let mut tag = Tag::by_hand(&ServiceParameters::default()).unwrap();
    let (read, _) = run(reader(), |command| {
        let answer = tag.command(command);
        if tag.request().is_some() {
            tag.refuse().unwrap();
        }
        answer
    });
    assert_eq!(read, Err(ReadError::Refused(1)));
}

#[test]
fn containers_and_lengths_that_lie() {
    let select = Select::message(&[0xa0], &[central()]).unwrap();
    let with = |at: usize, byte: u8| {
        let mut container = CONTAINER;
        container[at] = byte;
        run(reader(), holding(select.clone(), container)).0
    };
    assert!(matches!(with(2, 0x10), Err(ReadError::Container(_))));
    // A file that is smaller than the message in it.
    let mut small = CONTAINER;
    small[11..13].copy_from_slice(&16_u16.to_be_bytes());
    assert_eq!(run(reader(), holding(select.clone(), small)).0, Err(ReadError::TooLong));
    // One that negotiates and cannot be written.
    let mut closed = CONTAINER;
    closed[14] = 0xff;
    let parameters = ServiceParameters::default().message().unwrap();
    assert_eq!(run(reader(), holding(parameters, closed)).0, Err(ReadError::NotWritable));
    let little = ServiceParameters { max_message: 20, ..ServiceParameters::default() }.message().unwrap();
    assert_eq!(run(reader(), holding(little, CONTAINER)).0, Err(ReadError::NotWritable));
}

#[test]
fn answers_that_are_none() {
    // From the n-th command on, the tag answers so.
    let spoiled = |from: usize, answer: &'static [u8]| {
        let select = Select::message(&[0xa0; 300], &[central()]).unwrap();
        let mut tag = Tag::fixed(&select).unwrap();
        let mut count = 0;
        let spoil = |command: &[u8]| {
            count += 1;
            if count > from { answer.to_vec() } else { tag.command(command) }
        };
        run(reader(), spoil).0
    };
    for from in 0..7 {
        // A card that refuses the application is none of ours; one that has it is a tag.
        let refused = if from == 0 { ReadError::NotATag } else { ReadError::Status };
        assert_eq!(spoiled(from, &[]), Err(ReadError::Apdu(ApduError::TooShort)));
        assert_eq!(spoiled(from, &[0x6f, 0]), Err(refused(StatusWord::UNKNOWN)));
        assert_eq!(spoiled(from, &[0x61, 5]), Err(refused(StatusWord(0x6105))));
    }
    // No bytes of a length, of a part; and more than were asked for.
    assert_eq!([spoiled(5, &[0x90, 0]), spoiled(6, &[0x90, 0])], [Err(ReadError::Length), Err(ReadError::Length)]);
    assert_eq!(spoiled(5, &[0, 1, 2, 0x90, 0]), Err(ReadError::Length));
    assert_eq!(spoiled(6, &[0; 300]), Err(ReadError::Status(StatusWord(0))));
}

#[test]
fn a_tag_that_gives_byte_after_byte_comes_to_an_end() {
    let select = Select::message(&[0xa0; 300], &[central()]).unwrap();
    let mut tag = Tag::fixed(&select).unwrap();
    let (read, _) = run(reader(), |command| {
        let answer = tag.command(command);
        if command[1] == READ_BINARY && (command[2] > 0 || command[3] > 1) {
            return vec![answer[0], 0x90, 0];
        }
        answer
    });
    assert_eq!(read.unwrap().select, select);
}

#[test]
fn steps_in_another_order() {
    assert_eq!(reader().answer(&[0x90, 0]), Err(ReadError::OutOfOrder));
    assert_eq!(reader().waited(), Err(ReadError::OutOfOrder));
    let mut started = reader();
    started.start().unwrap();
    assert_eq!(started.start(), Err(ReadError::OutOfOrder));
}

/// What the tag's file or its commands have no room for is not begun.
#[test]
fn a_tag_that_cannot_be_written() {
    let by_hand = |max_file| Tag::by_hand(&ServiceParameters::default()).unwrap().with_limits(255, 255, max_file);
    let request = Request::message(&RequestOptions { ble_peripheral: Some(UUID), ..RequestOptions::default() });
    let room = u16::try_from(request.unwrap().len()).unwrap() + 2;
    for (room, expected) in [(room, ReadError::NotReady), (room - 1, ReadError::NotWritable)] {
        let mut tag = by_hand(room).unwrap();
        assert_eq!(run(reader(), |command| tag.command(command)).0, Err(expected), "{room} bytes");
    }
    // One byte to a command is less than a length.
    let parameters = ServiceParameters::default().message().unwrap();
    for (most, expected) in
        [(1, ReadError::NotWritable), (2, ReadError::Ndef(NdefError::new(NdefErrorKind::Service, 0)))]
    {
        let mut container = CONTAINER;
        container[6] = most;
        assert_eq!(run(reader(), holding(parameters.clone(), container)).0, Err(expected), "{most} bytes");
    }
}

#[test]
fn nothing_is_begun_twice() {
    let mut reader = reader();
    assert!(matches!(reader.start(), Ok(Step::Transmit(_))));
    assert_eq!(reader.start(), Err(ReadError::OutOfOrder));
    assert_eq!(reader.waited(), Err(ReadError::OutOfOrder));
    assert_eq!(reader.answer(&[0x90, 0]), Err(ReadError::OutOfOrder));
}
