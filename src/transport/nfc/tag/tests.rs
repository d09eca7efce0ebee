//! T15 to T17 and T23 to T25, and readers that do not behave.

use super::*;
use crate::model::retrieval::BleOptions;
use crate::transport::nfc::handover::{Request, RequestOptions};
use crate::transport::nfc::tnep;

const ENGAGEMENT: &[u8] = &[0xa0];
const UUID: [u8; 16] = [7; 16];

const SELECT_APPLICATION: &[u8] = b"\x00\xa4\x04\x00\x07\xd2\x76\x00\x00\x85\x01\x01\x00";
const SELECT_CONTAINER: &[u8] = b"\x00\xa4\x00\x0c\x02\xe1\x03";
const SELECT_NDEF: &[u8] = b"\x00\xa4\x00\x0c\x02\xe1\x04";

fn central() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some(UUID), ..BleOptions::default() })
}

fn select_message() -> Vec<u8> {
    Select::message(ENGAGEMENT, &[central()]).unwrap()
}

fn request_message() -> Vec<u8> {
    Request::message(&RequestOptions { ble_peripheral: Some(UUID), ..RequestOptions::default() }).unwrap()
}

fn fixed() -> Tag {
    Tag::fixed(&select_message()).unwrap()
}

fn negotiating() -> Tag {
    Tag::negotiated(ENGAGEMENT, &[central()]).unwrap()
}

/// The tag with its NDEF file selected.
fn opened(mut tag: Tag) -> Tag {
    for command in [SELECT_APPLICATION, SELECT_NDEF] {
        assert_eq!(tag.command(command), [0x90, 0]);
    }
    tag
}

fn status(answer: &[u8]) -> u16 {
    let [high, low] = answer.last_chunk::<2>().unwrap();
    u16::from_be_bytes([*high, *low])
}

fn update(offset: usize, data: &[u8]) -> Vec<u8> {
    let parameters = u16::try_from(offset).unwrap().to_be_bytes();
    Command::new(0, UPDATE_BINARY, parameters).data(data).to_vec().unwrap()
}

fn read(offset: u16, length: u32) -> Vec<u8> {
    Command::new(0, READ_BINARY, offset.to_be_bytes()).expecting(length).to_vec().unwrap()
}

/// The message the tag holds.
fn held(tag: &mut Tag) -> Vec<u8> {
    let length = tag.command(&read(0, 2));
    let length = u16::from_be_bytes([length[0], length[1]]);
    if length == 0 {
        return Vec::new();
    }
    let mut message = tag.command(&read(2, u32::from(length)));
    assert_eq!(status(&message), 0x9000);
    message.truncate(message.len() - 2);
    assert_eq!(message.len(), usize::from(length));
    message
}

/// Writes a message in one command.
fn write(tag: &mut Tag, message: &[u8]) -> u16 {
    let length = u16::try_from(message.len()).unwrap().to_be_bytes();
    status(&tag.command(&update(0, &[&length, message].concat())))
}

fn selected_service(mut tag: Tag) -> Tag {
    assert_eq!(write(&mut tag, &tnep::service_select().unwrap()), 0x9000);
    assert_eq!(held(&mut tag), tnep::status_message(0).unwrap());
    tag
}

#[test]
fn static_handover() {
    let mut tag = fixed();
    assert_eq!(tag.command(SELECT_APPLICATION), [0x90, 0]);
    assert_eq!(tag.command(SELECT_CONTAINER), [0x90, 0]);
    let container = tag.command(&read(0, 15));
    assert_eq!(container, b"\x00\x0f\x20\x7f\xff\x7f\xff\x04\x06\xe1\x04\x7f\xff\x00\xff\x90\x00");
    assert_eq!(tag.command(SELECT_NDEF), [0x90, 0]);
    assert_eq!(tag.take_handover(), None);
    assert_eq!(held(&mut tag), select_message());
    let handed_over = tag.take_handover().unwrap();
    assert_eq!(handed_over.handover, Handover { select: select_message(), request: None });
    // Once; and a second reader, or the same again, learns nothing new.
    tag.deactivated();
    assert_eq!(held(&mut opened(tag.clone())), select_message());
    assert_eq!(tag.take_handover(), None);
}

#[test]
fn negotiated_handover_written_at_once_or_in_parts() {
    for part in [1000_usize, 13, 1] {
        let mut tag = opened(negotiating());
        assert!(tnep::negotiates(&held(&mut tag)));
        let mut tag = selected_service(tag);
        let request = request_message();
        if part > request.len() {
            assert_eq!(write(&mut tag, &request), 0x9000);
        } else {
            assert_eq!(status(&tag.command(&update(0, &[0, 0]))), 0x9000);
            for (index, bytes) in request.chunks(part).enumerate() {
                assert_eq!(held(&mut tag), b"", "while it is written there is no message");
                assert_eq!(status(&tag.command(&update(2 + index * part, bytes))), 0x9000);
            }
            let length = u16::try_from(request.len()).unwrap().to_be_bytes();
            assert_eq!(status(&tag.command(&update(0, &length))), 0x9000);
        }
        assert_eq!(tag.take_handover(), None, "nobody has read it");
        let select = held(&mut tag);
        let handed_over = tag.take_handover().unwrap();
        assert_eq!(handed_over.handover, Handover { select, request: Some(request) });
        assert_eq!(handed_over.method, Some(central()));
    }
}

#[test]
fn an_answer_that_is_not_ready_has_the_length_0() {
    let mut tag = selected_service(opened(Tag::by_hand(&ServiceParameters::default()).unwrap()));
    assert_eq!(tag.answer(&select_message()), Err(TagError::NotPending));
    assert_eq!(write(&mut tag, &request_message()), 0x9000);
    for _ in 0..3 {
        assert_eq!(held(&mut tag), b"");
    }
    assert_eq!(tag.request(), Some(&request_message()[..]));
    let two = [central(), RetrievalMethod::Nfc(crate::transport::nfc::transfer::SHORT)];
    assert!(matches!(tag.answer(&Select::message(ENGAGEMENT, &two).unwrap()), Err(TagError::Ndef(_))));
    tag.answer(&select_message()).unwrap();
    assert_eq!(held(&mut tag), select_message());
    assert_eq!(tag.take_handover().unwrap().method, Some(central()));
    assert_eq!(tag.refuse(), Err(TagError::NotPending));

    let mut tag = selected_service(opened(Tag::by_hand(&ServiceParameters::default()).unwrap()));
    assert_eq!(write(&mut tag, &request_message()), 0x9000);
    tag.refuse().unwrap();
    assert_eq!((held(&mut tag), tag.take_handover()), (tnep::status_message(1).unwrap(), None));
}

#[test]
fn t15_and_t17_selecting() {
    let selecting = |name: &[u8], p2: u8, le: bool| {
        let command = Command::new(0, SELECT, [BY_NAME, p2]).data(name);
        status(&fixed().command(&if le { command.expecting(256) } else { command }.to_vec().unwrap()))
    };
    for (p2, le) in [(0, true), (0x0c, false), (0, false), (0x0c, true)] {
        assert_eq!(selecting(&APPLICATION, p2, le), 0x9000);
        assert_eq!(selecting(&crate::transport::nfc::transfer::APPLICATION, p2, le), 0x6a82);
        assert_eq!(selecting(&APPLICATION[..6], p2, le), 0x6a82);
    }
    assert_eq!(selecting(&APPLICATION, 2, true), 0x6a86);
    // A file before its application, another file, and no file id.
    assert_eq!(status(&fixed().command(SELECT_NDEF)), 0x6a82);
    assert_eq!(status(&opened(fixed()).command(b"\x00\xa4\x00\x0c\x02\xe1\x05")), 0x6a82);
    assert_eq!(status(&opened(fixed()).command(b"\x00\xa4\x00\x0c\x01\xe1")), 0x6700);
    assert_eq!(status(&opened(fixed()).command(b"\x00\xa4\x08\x0c\x02\xe1\x03")), 0x6a86);
}

#[test]
fn t16_instructions_and_classes() {
    for (command, expected) in [
        (&b"\x00\xca\x00\x00\x00"[..], 0x6d00),
        (b"\x80\xb0\x00\x00\x02", 0x6e00),
        (b"\x00\xb0\x00", 0x6700),
        (b"", 0x6700),
        (b"\x00\xb0\x00\x00\x05\x01", 0x6700),
    ] {
        assert_eq!(status(&opened(fixed()).command(command)), expected, "{command:?}");
    }
}

#[test]
fn t23_reads_beyond_the_end_and_writes_to_a_static_tag() {
    let mut tag = opened(fixed());
    let end = u16::try_from(select_message().len() + 2).unwrap();
    assert_eq!(tag.command(&read(end, 1)), [0x6b, 0]);
    assert_eq!(tag.command(&read(0x7fff, 1)), [0x6b, 0]);
    assert_eq!(tag.command(&read(0x8000, 1)), [0x6a, 0x86]);
    assert_eq!(tag.command(b"\x00\xb0\x00\x00"), [0x67, 0]);
    assert_eq!(tag.command(&read(end - 1, 255)), [0xa0, 0x90, 0]);
    assert_eq!(tag.command(&update(0, &[0, 0])), [0x69, 0x82]);
    assert_eq!(held(&mut tag), select_message());
    tag.command(SELECT_CONTAINER);
    assert_eq!(status(&tag.command(&read(0, 16))), 0x6282);
    assert_eq!(status(&tag.command(&read(0, 256))), 0x9000);
    assert_eq!(tag.command(&read(15, 1)), [0x6b, 0]);
    assert_eq!(tag.command(&update(0, &[0, 0])), [0x69, 0x82]);
    // Neither is a file selected by the application alone.
    tag.command(SELECT_APPLICATION);
    assert_eq!(tag.command(&read(0, 2)), [0x69, 0x86]);
    assert_eq!(tag.command(&update(0, &[0, 0])), [0x69, 0x86]);
}

#[test]
fn reads_and_writes_keep_to_the_limits() {
    let mut tag = opened(negotiating().with_limits(20, 16, 64).unwrap());
    assert_eq!(tag.command(&read(0, 256)).len(), 22);
    assert_eq!(status(&tag.command(&update(2, &[0; 17]))), 0x6700);
    assert_eq!(status(&tag.command(&Command::new(0, UPDATE_BINARY, [0, 0]).to_vec().unwrap())), 0x6700);
    assert_eq!(tag.command(&update(0, &[0, 0])), [0x90, 0]);
    for at in (2..64).step_by(16) {
        let expected = if at + 16 > 64 { 0x6a84 } else { 0x9000 };
        assert_eq!(status(&tag.command(&update(at, &[0; 16]))), expected, "{at}");
    }
    assert!(matches!(fixed().with_limits(15, 13, 20), Err(TagError::TooLong)));
}

#[test]
fn lengths_that_lie_and_gaps() {
    let mut tag = opened(negotiating());
    for (offset, data, expected) in [
        (0_usize, &[0, 9, 1, 2, 3][..], 0x6a80),
        (0, &[0xff, 0xff], 0x6a80),
        (0, &[0], 0x6b00),
        (1, &[0, 0], 0x6b00),
        (3, &[0], 0x6b00),
        (0x7fff, &[0], 0x6b00),
    ] {
        assert_eq!(status(&tag.command(&update(offset, data))), expected, "{offset} {data:?}");
        // It begins anew.
        assert!(tnep::negotiates(&held(&mut tag)));
    }
}

#[test]
fn t24_another_service() {
    let mut tag = opened(negotiating());
    assert_eq!(write(&mut tag, b"\xd1\x02\x14Ts\x13urn:nfc:sn:handoves"), 0x9000);
    assert_eq!(held(&mut tag), tnep::status_message(1).unwrap());
    // And then no request either.
    assert_eq!(write(&mut tag, &request_message()), 0x6a80);
    // The service may be ended.
    let mut tag = selected_service(tag);
    assert_eq!(write(&mut tag, b"\xd1\x02\x01Ts\x00"), 0x9000);
    assert_eq!(write(&mut tag, &request_message()), 0x6a80);
}

#[test]
fn t25_requests_that_cannot_be_answered() {
    let mut version = request_message();
    version[5] = 0x14;
    let other = Request::message(&RequestOptions { nfc: true, ..RequestOptions::default() }).unwrap();
    for (request, expected) in
        [(&version[..], 0x6a80), (&other, 0x6985), (b"", 0x9000), (b"junk", 0x6a80), (&select_message(), 0x6a80)]
    {
        let mut tag = selected_service(opened(negotiating()));
        assert_eq!(write(&mut tag, request), expected, "{request:?}");
        assert_ne!(held(&mut tag).get(3..5), Some(&b"Hs"[..]));
        assert_eq!(tag.take_handover(), None);
    }
    // Before the service, and behind an answer.
    assert_eq!(write(&mut opened(negotiating()), &request_message()), 0x6a80);
    let mut tag = selected_service(opened(negotiating()));
    assert_eq!(write(&mut tag, &request_message()), 0x9000);
    assert_eq!(write(&mut tag, &request_message()), 0x6a80);
}

#[test]
fn only_so_many_different_requests_are_answered() {
    let mut tag = opened(negotiating());
    for round in 0..=crate::budget::HANDOVERS {
        let uuid = [u8::try_from(round).unwrap(); 16];
        let options = RequestOptions { ble_peripheral: Some(uuid), ..RequestOptions::default() };
        let request = Request::message(&options).unwrap();
        tag = selected_service(tag);
        let expected = if round == crate::budget::HANDOVERS { 0x6985 } else { 0x9000 };
        assert_eq!(write(&mut tag, &request), expected);
        if expected == 0x9000 {
            // The same again is no other.
            tag = selected_service(tag);
            assert_eq!(write(&mut tag, &request), 0x9000);
        }
    }
}

#[test]
fn a_half_written_request_does_not_outlive_the_field() {
    let mut tag = selected_service(opened(negotiating()));
    let request = request_message();
    tag.command(&update(0, &[0, 0]));
    tag.command(&update(2, &request));
    tag.deactivated();
    let mut tag = opened(tag);
    let length = u16::try_from(request.len()).unwrap().to_be_bytes();
    assert_eq!(status(&tag.command(&update(0, &length))), 0x6a80);
}

#[test]
fn any_bytes_get_an_answer() {
    let mut seed = 1_u64;
    let mut byte = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 56) as u8
    };
    let mut tag = negotiating();
    for round in 0..20_000 {
        let heads = [[0, 0xa4, 4, 0], [0, 0xa4, 0, 12], [0, 0xb0, 0, 0], [0, 0xd6, 0, 0], [byte(), byte(), 0, 0]];
        let mut command = heads[usize::from(byte()) % 5].to_vec();
        for _ in 0..byte() % 24 {
            command.push(byte() % 32);
        }
        if round % 3 == 0 {
            command = [SELECT_APPLICATION, SELECT_NDEF][usize::from(byte() % 2)].to_vec();
        }
        assert!(tag.command(&command).len() >= 2);
    }
}

/// What the tag has to say must fit its file: the reader is told, or the wallet, and can go on.
#[test]
fn an_answer_that_the_file_cannot_hold() {
    let tag = Tag::negotiated(&[0xa5; 300], &[central()]).unwrap().with_limits(255, 255, 200).unwrap();
    let mut tag = selected_service(opened(tag));
    assert_eq!(write(&mut tag, &request_message()), 0x6a84);
    assert!(tag.take_handover().is_none());
    let mut tag = selected_service(tag);
    assert_eq!(write(&mut tag, &request_message()), 0x6a84);

    let tag = Tag::by_hand(&tnep::ServiceParameters::default()).unwrap().with_limits(255, 255, 200).unwrap();
    let mut tag = selected_service(opened(tag));
    assert_eq!(write(&mut tag, &request_message()), 0x9000);
    let long = Select::message(&[0xa5; 300], &[central()]).unwrap();
    assert_eq!(tag.answer(&long), Err(TagError::TooLong));
    assert_eq!(tag.request(), Some(&request_message()[..]));
    tag.answer(&select_message()).unwrap();
    assert_eq!(held(&mut tag), select_message());
}
