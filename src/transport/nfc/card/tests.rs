use super::*;
use crate::model::retrieval::RetrievalMethod;
use crate::transport::nfc::handover::Select;
use crate::transport::nfc::transfer::SHORT;

const TAG: &[u8] = b"\x00\xa4\x04\x00\x07\xd2\x76\x00\x00\x85\x01\x01\x00";
const TRANSFER: &[u8] = b"\x00\xa4\x04\x0c\x07\xa0\x00\x00\x02\x48\x04\x00";
const NDEF: &[u8] = b"\x00\xa4\x00\x0c\x02\xe1\x04";

fn card() -> Card {
    let select = Select::message(&[0xa0], &[RetrievalMethod::Nfc(SHORT)]).unwrap();
    Card::new(Some(Tag::fixed(&select).unwrap()), Some(Picc::new(SHORT)))
}

fn status(card: &mut Card, command: &[u8]) -> u16 {
    match card.command(command) {
        Reaction::Answer(answer) => u16::from_be_bytes(*answer.last_chunk().unwrap()),
        Reaction::Message(_) => 0,
    }
}

#[test]
fn applications_take_turns() {
    let mut card = card();
    assert_eq!(status(&mut card, TAG), 0x9000);
    assert_eq!(status(&mut card, NDEF), 0x9000);
    assert_eq!(status(&mut card, b"\x00\xb0\x00\x00\x02"), 0x9000);
    assert!(card.take_handover().is_some() && !card.is_transferring());
    assert_eq!(status(&mut card, b"\x00\xc3\x00\x00\x01\x53"), 0x6d00);
    assert_eq!(status(&mut card, TRANSFER), 0x9000);
    assert!(card.is_transferring());
    assert_eq!(status(&mut card, b"\x00\xb0\x00\x00\x02"), 0x6d00);
    assert_eq!(card.command(b"\x00\xc3\x00\x00\x03\x53\x01\x07\x00"), Reaction::Message(vec![7]));
    assert_eq!(card.respond(&[9]), Some(vec![0x53, 1, 9, 0x90, 0]));
    assert_eq!(status(&mut card, TAG), 0x9000);
    assert_eq!(status(&mut card, b"\x00\xb0\x00\x00\x02"), 0x6986);
    assert!(!card.is_transferring());
}

#[test]
fn t15_another_application_breaks_a_chain_and_selects_nothing() {
    let mut card = card();
    let other = b"\x00\xa4\x04\x00\x07\xa0\x00\x00\x02\x48\x04\x01";
    assert_eq!(status(&mut card, other), 0x6a82);
    assert_eq!(status(&mut card, TRANSFER), 0x9000);
    assert_eq!(status(&mut card, b"\x10\xc3\x00\x00\x02\x53\x02"), 0x9000);
    assert_eq!(status(&mut card, other), 0x6a82);
    assert_eq!(status(&mut card, b"\x00\xc3\x00\x00\x02\x07\x07\x00"), 0x6a80);
    assert!(card.is_broken());
    // Whether a message waits or another application is asked for in a way that none is: the session goes on.
    let mut card = self::card();
    assert_eq!(status(&mut card, TRANSFER), 0x9000);
    assert_eq!(card.command(b"\x00\xc3\x00\x00\x03\x53\x01\x07\x00"), Reaction::Message(vec![7]));
    assert_eq!(status(&mut card, other), 0x6a82);
    assert_eq!(card.respond(&[9]), None, "the command that waited has been overtaken");
    assert_eq!(status(&mut card, b"\x00\xa4\x04\x02\x07\xd2\x76\x00\x00\x85\x01\x01\x00"), 0x6a86);
    assert!(card.is_transferring());
    let mut tag_only = Card::new(Some(Tag::negotiated(&[0xa0], &[]).unwrap()), None);
    assert_eq!(status(&mut tag_only, TRANSFER), 0x6a82);
    assert_eq!((tag_only.respond(b""), tag_only.refuse(StatusWord::OK)), (None, None));
}

#[test]
fn before_any_application() {
    for (command, expected) in [
        (&b"\x00\xc3\x00\x00\x01\x53"[..], 0x6985),
        (b"\x10\xc3\x00\x00\x01\x53", 0x6985),
        (b"\x00\xb0\x00\x00\x02", 0x6985),
        (b"\x00\xc0\x00\x00\x00", 0x6985),
        (NDEF, 0x6a82),
        (b"\x00\xca\x00\x00\x00", 0x6d00),
        (b"\x80\xca\x00\x00\x00", 0x6e00),
        (b"\x00\xca", 0x6700),
    ] {
        assert_eq!(status(&mut card(), command), expected, "{command:?}");
    }
}

#[test]
fn t22_the_field_goes_and_comes() {
    let mut card = card();
    status(&mut card, TRANSFER);
    assert!(matches!(card.command(b"\x00\xc3\x00\x00\x03\x53\x01\x07\x00"), Reaction::Message(_)));
    card.deactivated();
    assert_eq!(card.respond(&[9]), None);
    assert_eq!(status(&mut card, b"\x00\xc3\x00\x00\x03\x53\x01\x07\x00"), 0x6985);
}
