use super::*;
use crate::cbor::ErrorKind;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;

const ENGAGEMENT: &[u8] = &[0xa1, 0, 1];
const KEY: &[u8] = &[0xd8, 24, 0x41, 0xa0];
const SELECT: &[u8] = &[1, 2, 3];
const REQUEST: &[u8] = &[4, 5];

fn proximity(handover: Handover<'_>) -> SessionTranscript {
    SessionTranscript::proximity(ENGAGEMENT, KEY, handover)
}

fn array(handover: &[u8]) -> Vec<u8> {
    [&[0x83, 0xd8, 24, 0x43], ENGAGEMENT, KEY, handover].concat()
}

#[test]
fn the_three_proximity_handovers() {
    assert_eq!(proximity(Handover::Qr).bytes(), array(&[0xf6]));
    let fixed = Handover::Nfc { select: SELECT, request: None };
    assert_eq!(proximity(fixed).bytes(), array(&[0x82, 0x43, 1, 2, 3, 0xf6]));
    let negotiated = Handover::Nfc { select: SELECT, request: Some(REQUEST) };
    assert_eq!(proximity(negotiated).bytes(), array(&[0x82, 0x43, 1, 2, 3, 0x42, 4, 5]));
}

#[test]
fn h26_another_handover_is_another_salt() {
    let fixed = Handover::Nfc { select: SELECT, request: None };
    let negotiated = Handover::Nfc { select: SELECT, request: Some(REQUEST) };
    let salts = [Handover::Qr, fixed, negotiated].map(|handover| proximity(handover).salt(&PROVIDER));
    assert!(!salts[0].matches(salts[1].as_bytes()));
    assert!(!salts[0].matches(salts[2].as_bytes()));
    assert!(!salts[1].matches(salts[2].as_bytes()));
}

#[test]
fn the_salt_is_over_the_tagged_form() {
    let transcript = proximity(Handover::Qr);
    let tagged = [&[0xd8, 24, 0x4c], transcript.bytes()].concat();
    assert_eq!(transcript.embedded_bytes(), tagged);
    let expected = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[&tagged]);
    assert!(transcript.salt(&PROVIDER).matches(expected.as_bytes()));
}

#[test]
fn a_given_transcript_is_kept_as_given() {
    for original in [proximity(Handover::Qr), proximity(Handover::Nfc { select: &[7; 300], request: None })] {
        assert_eq!(SessionTranscript::from_bytes(original.bytes()).unwrap(), original);
        assert_eq!(SessionTranscript::from_bytes(original.embedded_bytes()).unwrap(), original);
    }
    // Heads longer than needed, outside and inside.
    let odd = [0xd8, 24, 0x58, 5, 0x83, 0xf6, 0xf6, 0x18, 1];
    let read = SessionTranscript::from_bytes(&odd).unwrap();
    assert_eq!((read.bytes(), read.embedded_bytes()), (&odd[4..], &odd[..]));
    let read = SessionTranscript::from_bytes(&odd[4..]).unwrap();
    assert_eq!(read.bytes(), &odd[4..]);
}

#[test]
fn what_is_no_transcript() {
    let refused = |bytes: &[u8]| SessionTranscript::from_bytes(bytes).unwrap_err().kind();
    assert_eq!(refused(&[]), ErrorKind::UnexpectedEnd);
    assert_eq!(refused(&[0x82, 0xf6, 0xf6]), ErrorKind::WrongLength { expected: 3 });
    assert_eq!(refused(&[0x84, 0xf6, 0xf6, 0xf6, 0xf6]), ErrorKind::WrongLength { expected: 3 });
    assert_eq!(refused(&[0x83, 0xf6, 0xf6]), ErrorKind::UnexpectedEnd);
    assert_eq!(refused(&[0x83, 0xf6, 0xf6, 0xf6, 0]), ErrorKind::TrailingBytes);
    assert_eq!(refused(&[0x83, 0xf6, 0xf6, 0xa2, 0, 0, 0, 0]), ErrorKind::DuplicateKey);
    assert_eq!(refused(&[0xd8, 24, 0x45, 0x83, 0xf6, 0xf6, 0xf6, 0]), ErrorKind::TrailingBytes);
    assert_eq!(refused(&[0xd8, 24, 0x44, 0x83, 0xf6, 0xf6, 0xf6, 0]), ErrorKind::TrailingBytes);
    assert_eq!(refused(&[0xd8, 25, 0x44, 0x83, 0xf6, 0xf6, 0xf6]), ErrorKind::WrongTag { expected: 24, found: 25 });
    assert!(SessionTranscript::from_bytes(b"transcript").is_err());
    assert!(SessionTranscript::from_bytes(&[0xa0]).is_err());
}

#[test]
fn online_handovers_differ_by_every_input() {
    let thumbprint = [5; 32];
    let transcripts = [
        SessionTranscript::openid4vp(&PROVIDER, "client", "nonce", None, "uri"),
        SessionTranscript::openid4vp(&PROVIDER, "client", "nonce", Some(&thumbprint), "uri"),
        SessionTranscript::openid4vp(&PROVIDER, "client2", "nonce", None, "uri"),
        SessionTranscript::openid4vp(&PROVIDER, "client", "nonce2", None, "uri"),
        SessionTranscript::openid4vp(&PROVIDER, "client", "nonce", None, "uri2"),
        SessionTranscript::openid4vp_dc_api(&PROVIDER, "client", "nonce", None),
        SessionTranscript::openid4vp_dc_api(&PROVIDER, "client", "nonce", Some(&thumbprint)),
        SessionTranscript::iso_dc_api(&PROVIDER, "client", "nonce"),
        SessionTranscript::iso_dc_api(&PROVIDER, "nonce", "client"),
    ];
    for (index, transcript) in transcripts.iter().enumerate() {
        assert_eq!(SessionTranscript::from_bytes(transcript.bytes()).as_ref(), Ok(transcript));
        assert!(!transcripts[..index].contains(transcript), "{index}");
    }
}

#[test]
fn the_iso_dc_api_transcript_by_hand() {
    // [ "Zm9v", "https://a.example" ]
    let info = [&[0x82, 0x64][..], b"Zm9v", &[0x71], b"https://a.example"].concat();
    let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[&info]);
    let expected = [&[0x83, 0xf6, 0xf6, 0x82, 0x65][..], b"dcapi", &[0x58, 32], digest.as_bytes()].concat();
    assert_eq!(SessionTranscript::iso_dc_api(&PROVIDER, "Zm9v", "https://a.example").bytes(), expected);
}

#[test]
fn debug_shows_no_content() {
    assert_eq!(format!("{:?}", proximity(Handover::Qr)), "SessionTranscript(12 bytes)");
}
