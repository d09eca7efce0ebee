//! Messages to a reader with one thing wrong (R21 to R29).

use data_encoding::BASE64URL_NOPAD;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{AgreementKey, CryptoError, Curve, PROVIDERS, PublicKey, SharedSecret};
use mdoc_proximity::model::response::encode_response;
use mdoc_proximity::model::session::{encode_data, encode_establishment};
use mdoc_proximity::reader::{self, Engagement, EngagementError, Event, SendError, StartError};
use mdoc_proximity::session::{ChannelError, CloseReason, Endpoint, Status};

use crate::hostile::{HostileHolder, MDOC, READER, cose_key, ended, generate, seal, silent};
use crate::presentation::names_and_age;
use crate::wire::{VirtualClock, drain, response};
use crate::world::World;

/// A DeviceResponse without documents.
fn nothing() -> Vec<u8> {
    encode_response(&[], &[], 0)
}

/// A reader that has its answer and has not asked again.
fn answered() -> HostileHolder {
    let mut peer = HostileHolder::asked(60);
    let said = peer.tell(&peer.message(1, &nothing()));
    assert!(matches!(said.events[..], [Event::Response(_)]) && said.messages.is_empty());
    peer
}

/// Puts a message to a reader that waits for its answer: the farewell, the end, then deaf to the right answer.
fn refuse(what: &str, status: Option<u64>, message: impl Fn(&HostileHolder) -> Vec<u8>) -> CloseReason {
    let mut peer = HostileHolder::asked(60);
    let wrong = message(&peer);
    let reason = ended(what, &peer.tell(&wrong), status);
    silent(what, &peer.tell(&peer.message(1, &nothing())));
    assert!(peer.reader.transcript().is_none());
    assert_eq!(peer.reader.request(peer.clock.now(), names_and_age()), Err(SendError::Closed), "{what}");
    silent(what, &drain(&mut peer.reader));
    reason
}

#[test]
fn r21_an_undecodable_message_is_status_11() {
    let duplicate = |peer: &HostileHolder| {
        let data = peer.seal(1, &nothing());
        let mut writer = Writer::new();
        writer.map(2).text("data").bytes(&data).text("data").bytes(&data);
        writer.into_vec()
    };
    let status_as_text = |_: &HostileHolder| {
        let mut writer = Writer::new();
        writer.map(1).text("status").text("20");
        writer.into_vec()
    };
    for reason in [
        refuse("R21 not CBOR", Some(11), |_| vec![0xff]),
        refuse("R21 empty", Some(11), |_| vec![]),
        refuse("R21 an array", Some(11), |_| vec![0x80]),
        refuse("R21 cut short", Some(11), |peer| peer.message(1, &nothing())[..20].to_vec()),
        refuse("R21 trailing", Some(11), |peer| [peer.message(1, &nothing()), vec![0]].concat()),
        refuse("R21 duplicate data", Some(11), duplicate),
        refuse("R21 status as text", Some(11), status_as_text),
        refuse("R21 negative status", Some(11), |_| b"\xa1\x66status\x33".to_vec()),
        refuse("R21 indefinite", Some(11), |_| vec![0xbf, 0xff]),
        refuse("R21 in the clear", Some(11), |peer| peer.message(1, &[0xff])),
        refuse("R21 no DeviceResponse", Some(11), |peer| peer.message(1, &[0xa0])),
        refuse("R21 2^32 entries", Some(11), |_| vec![0xbb, 0, 0, 0, 1, 0, 0, 0, 0]),
        refuse("R21 depth 10,000", Some(11), |_| [&b"\xa1\x61x"[..], &[0x81; 10_000], &[0]].concat()),
    ] {
        assert!(matches!(reason, CloseReason::Undecodable(_)), "{reason:?}");
    }
}

#[test]
fn r22_what_does_not_decrypt_is_status_10() {
    let flip = |peer: &HostileHolder| {
        let mut data = peer.seal(1, &nothing());
        data[0] ^= 1;
        data
    };
    for reason in [
        refuse("R22 a bit", Some(10), |peer| encode_data(Some(&flip(peer)), None)),
        refuse("R22 short", Some(10), |_| encode_data(Some(&[0; 15]), None)),
        refuse("R22 empty", Some(10), |_| encode_data(Some(&[]), None)),
        refuse("R22 counter 0", Some(10), |peer| peer.message(0, &nothing())),
        refuse("R22 counter 2", Some(10), |peer| peer.message(2, &nothing())),
        refuse("R22 identifier", Some(10), |peer| {
            encode_data(Some(&seal(&peer.keys.sk_device, READER, 1, &nothing())), None)
        }),
        refuse("R22 SKReader", Some(10), |peer| {
            encode_data(Some(&seal(&peer.keys.sk_reader, MDOC, 1, &nothing())), None)
        }),
        refuse("R22 with status 20", Some(10), |peer| encode_data(Some(&flip(peer)), Some(20))),
    ] {
        assert_eq!(reason, CloseReason::Channel(ChannelError::Decrypt));
    }
}

#[test]
fn r23_and_r25_a_status_ends_the_session_and_data_that_may_not_come_with_it_are_not_read() {
    for code in [10, 11, 20, 99] {
        let reason = refuse("R23", None, |_| encode_data(None, Some(code)));
        assert_eq!(reason, CloseReason::Peer(Status::from_code(code)));
    }
    for code in [10, 11, 99] {
        let reason = refuse("R25", None, |peer| encode_data(Some(&peer.seal(1, &nothing())), Some(code)));
        assert_eq!(reason, CloseReason::Peer(Status::from_code(code)));
    }
}

#[test]
fn r24_an_answer_that_comes_with_status_20_is_read_before_the_end() {
    let mut peer = HostileHolder::asked(60);
    let said = peer.tell(&encode_data(Some(&peer.seal(1, &nothing())), Some(20)));
    assert!(said.messages.is_empty() && said.deadline.is_none());
    assert!(matches!(said.events[..], [Event::Response(_), Event::Closed(CloseReason::Peer(Status::Termination))]));
    assert_eq!(response(said.events).verify(peer.clock.wall()).status(), 0);
    silent("R24", &peer.tell(&peer.message(2, &nothing())));
}

#[test]
fn r27_and_r29_an_answer_nobody_asked_for_ends_the_session() {
    let mut peer = answered();
    let reason = ended("R29", &peer.tell(&peer.message(2, &nothing())), Some(20));
    assert_eq!(reason, CloseReason::Unexpected);
    // With a farewell of its own it is no better.
    let mut peer = answered();
    let last = encode_data(Some(&peer.seal(2, &nothing())), Some(20));
    assert_eq!(ended("R27", &peer.tell(&last), Some(20)), CloseReason::Unexpected);
    // Before anything was sent, nobody can have the keys.
    let reason = refuse("R27", Some(10), |_| encode_data(Some(&[0; 64]), None));
    assert_eq!(reason, CloseReason::Channel(ChannelError::Decrypt));
}

#[test]
fn r28_a_replayed_answer_is_status_10() {
    let earlier = HostileHolder::asked(61);
    let replayed = earlier.message(1, &nothing());
    refuse("R28 of another session", Some(10), |_| replayed.clone());

    let mut peer = answered();
    let again = peer.message(1, &nothing());
    ended("R28 of the same session", &peer.tell(&again), Some(10));
    let mut peer = answered();
    peer.reader.request(peer.clock.now(), names_and_age()).unwrap();
    drain(&mut peer.reader);
    ended("R28 to the next request", &peer.tell(&again), Some(10));
}

#[test]
fn a_message_without_data_and_status_and_an_echo_end_the_session() {
    assert_eq!(refuse("empty", Some(20), |_| encode_data(None, None)), CloseReason::Unexpected);
    // The reader's own request, sent back.
    refuse("echo", Some(10), |peer| {
        encode_establishment(&[0xd8, 0x18, 0x41, 0xa0], &seal(&peer.keys.sk_reader, READER, 1, &nothing()))
    });
}

#[test]
fn members_to_come_are_passed_over() {
    let mut peer = HostileHolder::asked(60);
    let mut message = Writer::new();
    message.map(2).text("data").bytes(&peer.seal(1, &nothing())).text("x-new").array(1).null();
    assert!(matches!(peer.tell(message.as_slice()).events[..], [Event::Response(_)]));
}

#[test]
fn a_lost_link_ends_the_session_and_nothing_is_sent() {
    let mut peer = answered();
    peer.reader.request(peer.clock.now(), names_and_age()).unwrap();
    peer.reader.handle_link_closed();
    assert_eq!(ended("link lost", &drain(&mut peer.reader), None), CloseReason::LinkClosed);
    silent("link lost", &peer.tell(&peer.message(2, &nothing())));
}

/// An engagement with this COSE_Key, which is read before anybody looks whether the key is one.
fn engagement(cose_key: &[u8]) -> Engagement {
    let mut writer = Writer::new();
    writer.map(3).uint(0).text("1.0").uint(1).array(2).uint(1).embedded(cose_key).uint(2).array(1);
    writer.array(3).uint(2).uint(1).map(3).uint(0).bool(false).uint(1).bool(true).uint(11).bytes(&[7; 16]);
    Engagement::from_qr(&format!("mdoc:{}", BASE64URL_NOPAD.encode(writer.as_slice()))).unwrap()
}

fn ec2(crv: i64, x: &[u8], y: &[u8]) -> Vec<u8> {
    let mut key = Writer::new();
    key.map(4).int(1).int(2).int(-1).int(crv).int(-2).bytes(x).int(-3).bytes(y);
    key.into_vec()
}

fn okp(crv: i64, x: &[u8]) -> Vec<u8> {
    let mut key = Writer::new();
    key.map(3).int(1).int(1).int(-1).int(crv).int(-2).bytes(x);
    key.into_vec()
}

/// A device whose ephemeral key is none gets no session, whoever does the cryptography: the engagement is to blame.
#[test]
fn a_device_key_that_is_none_opens_no_session() {
    for provider in PROVIDERS {
        let mut world = World { reader_provider: *provider, ..World::new(62) };
        let (config, clock) = (world.reader_config(), VirtualClock::new());
        let mut start = |cose_key: &[u8]| {
            let started =
                reader::Session::new(&config, engagement(cose_key), names_and_age(), &mut world.rng, clock.now());
            started.map(drop).unwrap_err()
        };
        for (what, cose_key) in [
            ("no point of P-256", ec2(1, &[7; 32], &[7; 32])),
            ("the point at infinity", ec2(1, &[0; 32], &[0; 32])),
            ("a coordinate too long", ec2(1, &[0; 33], &[7; 32])),
            ("no point of P-521", ec2(3, &[1; 66], &[1; 66])),
            ("a curve that nobody knows", ec2(8, &[7; 32], &[7; 32])),
            ("X25519 as a point", ec2(4, &[7; 32], &[7; 32])),
            ("Ed25519, which agrees on nothing", okp(6, &[&[0x58][..], &[0x66; 31]].concat())),
        ] {
            let error = start(&cose_key);
            let told = error.to_string();
            assert!(matches!(error, StartError::Engagement(EngagementError::DeviceKey(_))), "{what}: {error:?}");
            assert!(told.contains("ephemeral device key"), "{what}: {told}");
        }
        // What is agreed on with a point of low order is no secret.
        for first in [0, 1] {
            let error = start(&okp(4, &[&[first][..], &[0; 31]].concat()));
            assert!(matches!(error, StartError::Crypto(CryptoError::WeakSharedSecret)), "{error:?}");
        }
    }
}

/// A key made elsewhere on another curve is the caller's fault.
#[test]
fn a_reader_key_on_another_curve_opens_no_session() {
    let mut world = World::new(63);
    let (config, clock) = (world.reader_config(), VirtualClock::new());
    let key = generate(Curve::P384, &mut world.rng);
    let device_key = generate(Curve::P256, &mut world.rng);
    let engagement = engagement(&cose_key(&*device_key));
    let refused = reader::Session::with_key(&config, engagement, names_and_age(), key, clock.now()).unwrap_err();
    assert!(matches!(refused, StartError::Crypto(CryptoError::CurveMismatch { .. })), "{refused:?}");
}

/// A key in hardware that is gone by the time it is needed.
struct Gone(Box<dyn AgreementKey>);

impl AgreementKey for Gone {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn agree(&self, _: &PublicKey) -> Result<SharedSecret, CryptoError> {
        Err(CryptoError::InvalidSecretKey)
    }
}

/// Nobody is told that the mdoc's key is at fault where the reader's own is.
#[test]
fn a_reader_key_that_fails_is_not_blamed_on_the_engagement() {
    let mut world = World::new(64);
    let (config, clock) = (world.reader_config(), VirtualClock::new());
    let key = Box::new(Gone(generate(Curve::P256, &mut world.rng)));
    let device_key = generate(Curve::P256, &mut world.rng);
    let engagement = engagement(&cose_key(&*device_key));
    let refused = reader::Session::with_key(&config, engagement, names_and_age(), key, clock.now()).unwrap_err();
    assert!(matches!(refused, StartError::Crypto(CryptoError::InvalidSecretKey)), "{refused:?}");
}

/// A device on a curve that this reader's provider lacks: the same is told as by the engagement alone.
#[test]
fn a_curve_that_the_provider_lacks_is_the_engagements() {
    for provider in PROVIDERS {
        let mut world = World { reader_provider: *provider, ..World::new(65) };
        let (config, clock) = (world.reader_config(), VirtualClock::new());
        for (curve, key) in [(Curve::X448, okp(5, &[9; 56])), (Curve::BrainpoolP256r1, ec2(256, &[7; 32], &[7; 32]))] {
            if provider.keys.generate(curve, &mut world.rng).is_ok() {
                continue;
            }
            let started = reader::Session::new(&config, engagement(&key), names_and_age(), &mut world.rng, clock.now());
            let error = started.map(drop).unwrap_err();
            assert!(matches!(error, StartError::Engagement(EngagementError::DeviceKey(_))), "{curve}: {error:?}");
        }
    }
}
