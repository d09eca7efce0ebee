//! First messages with one thing wrong (H01 to H26, H29, H35): the status on the wire, and that the session is over.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{Curve, HashAlgorithm};
use mdoc_proximity::holder::{Engagement, Event};
use mdoc_proximity::model::session::{encode_data, encode_establishment};
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::reader;
use mdoc_proximity::session::CloseReason;

use crate::hostile::{Bench, HostileReader, MDOC, READER, device_request, embed, ended, generate, iv, seal, silent};
use crate::offers::handover_select;
use crate::wire::{VirtualClock, drain};
use crate::world::{PROVIDER, World};

/// A fault: its number, what is wrong, the first message that has it.
type Fault = (&'static str, &'static str, Vec<u8>);

/// `{"eReaderKey": key, "data": data}` of encoded members.
fn members(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(members.len());
    for (name, member) in members {
        writer.text(name).raw(member);
    }
    writer.into_vec()
}

fn bytes(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.bytes(content);
    writer.into_vec()
}

/// `{1: 2, -1: crv, -2: x, -3: y}` of any widths.
fn ec2(crv: i64, x: &[u8], y: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(4).int(1).int(2).int(-1).int(crv).int(-2).bytes(x).int(-3).bytes(y);
    writer.into_vec()
}

fn okp(crv: i64, x: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3).int(1).int(1).int(-1).int(crv).int(-2).bytes(x);
    writer.into_vec()
}

/// The content of the P-256 EReaderKeyBytes as its coordinates.
fn coordinates(reader: &HostileReader) -> ([u8; 32], [u8; 32]) {
    // D8 18 58 4B, A4 01 02 20 01 21 58 20 x, 22 58 20 y
    let key = &reader.key_bytes;
    assert_eq!((key.len(), key[..4].to_vec()), (79, vec![0xd8, 0x18, 0x58, 0x4b]));
    (key[12..44].try_into().unwrap(), key[47..79].try_into().unwrap())
}

/// Puts each fault to a holder of its own: the status and nothing else, then the end, and then deaf to a message that
/// would have been right.
fn refuse(curve: Curve, status: u64, faults: impl Fn(&mut Bench) -> Vec<Fault>) -> Vec<CloseReason> {
    let count = faults(&mut Bench::new(curve)).len();
    let refuse = |index| {
        // The same seed, so that every bench has the same keys.
        let mut bench = Bench::new(curve);
        let (number, wrong, message) = faults(&mut bench).swap_remove(index);
        let what = format!("{number} {wrong}");
        let mut bench = Bench::new(curve);
        let said = bench.tell(&message);
        let reason = ended(&what, &said, Some(status));
        let right = bench.reader.establish(&device_request());
        silent(&what, &bench.tell(&right));
        assert!(matches!(Bench::new(curve).tell(&right).events[..], [Event::Established(_), Event::Request(_)]));
        reason
    };
    (0..count).map(refuse).collect()
}

#[test]
fn h01_to_h09_and_h29_what_is_no_session_establishment_is_status_11() {
    let reasons = refuse(Curve::P256, 11, |bench| {
        let reader = &bench.reader;
        let data = bytes(&reader.seal(1, &device_request()));
        let key = reader.key_bytes.as_slice();
        let content = &key[4..];
        let right = reader.establish(&device_request());
        let array = [&[0x82][..], key, &data].concat();
        let indefinite_map = [&[0xbf][..], &right[1..], &[0xff]].concat();
        let indefinite_data = [&[0x5f][..], &data, &[0xff]].concat();
        vec![
            ("H01", "not CBOR", vec![0xff]),
            ("H01", "empty", vec![]),
            ("H01", "text cut short", b"hello".to_vec()),
            ("H01", "cut short", right[..right.len() - 1].to_vec()),
            ("H02", "an array", array),
            ("H03", "no eReaderKey", members(&[("data", &data)])),
            ("H04", "no data", members(&[("eReaderKey", key)])),
            ("H05", "a bare map", members(&[("eReaderKey", content), ("data", &data)])),
            ("H05", "an untagged byte string", members(&[("eReaderKey", &key[2..]), ("data", &data)])),
            ("H05", "another tag", members(&[("eReaderKey", &[&[0xd8, 0x19], &key[2..]].concat()), ("data", &data)])),
            ("H06", "tag 24 around no CBOR", members(&[("eReaderKey", &embed(&[0xff])), ("data", &data)])),
            ("H06", "tag 24 around nothing", members(&[("eReaderKey", &embed(&[])), ("data", &data)])),
            (
                "H06",
                "tag 24 around two items",
                members(&[("eReaderKey", &embed(&[content, &[0]].concat())), ("data", &data)]),
            ),
            ("H07", "a trailing byte", [&right[..], &[0]].concat()),
            ("H08", "data twice", members(&[("eReaderKey", key), ("data", &data), ("data", &data)])),
            ("H09", "an indefinite map", indefinite_map),
            ("H09", "an indefinite byte string", members(&[("eReaderKey", key), ("data", &indefinite_data)])),
            ("H29", "a SessionData", encode_data(Some(&reader.seal(1, &device_request())), None)),
        ]
    });
    assert!(reasons.iter().all(|reason| matches!(reason, CloseReason::Undecodable(_))), "{reasons:?}");
}

#[test]
fn h10_to_h15_an_unusable_reader_key_is_status_10() {
    let reasons = refuse(Curve::P256, 10, |bench| {
        let data = bench.reader.seal(1, &device_request());
        let (x, y) = coordinates(&bench.reader);
        let mut off_curve = y;
        off_curve[31] ^= 1;
        let (p384, x25519) = [Curve::P384, Curve::X25519].map(|curve| generate(curve, &mut bench.world.rng)).into();
        let mut compressed = Writer::new();
        compressed.map(4).int(1).int(2).int(-1).int(1).int(-2).bytes(&x).int(-3).bool(y[31] & 1 == 1);
        let keys = [
            ("H10", "P-384", crate::hostile::cose_key(&*p384)),
            ("H10", "X25519", crate::hostile::cose_key(&*x25519)),
            ("H10", "an unknown curve", ec2(99, &x, &y)),
            ("H10", "P-256 as an OKP key", okp(1, &x)),
            ("H11", "off the curve", ec2(1, &x, &off_curve)),
            ("H11", "x beyond the field", ec2(1, &[0xff; 32], &y)),
            ("H12", "all zero", ec2(1, &[0; 32], &[0; 32])),
            ("H13", "compressed", compressed.into_vec()),
            ("H14", "x short", ec2(1, &x[1..], &y)),
            ("H14", "x long", ec2(1, &[&[0], &x[..]].concat(), &y)),
            ("H14", "y short", ec2(1, &x, &y[..31])),
            ("H14", "y long", ec2(1, &x, &[&y[..], &[0]].concat())),
            ("H14", "both empty", ec2(1, &[], &[])),
            ("H15", "Ed25519", okp(6, &[&[0x58][..], &[0x66; 31]].concat())),
        ];
        let message = |key: &[u8]| encode_establishment(&embed(key), &data);
        keys.iter().map(|(number, wrong, key)| (*number, *wrong, message(key))).collect()
    });
    assert!(reasons.iter().all(|reason| matches!(reason, CloseReason::PeerKey(_))), "{reasons:?}");
}

#[test]
fn h12_and_h15_on_x25519_a_low_order_point_and_a_signing_curve_are_status_10() {
    refuse(Curve::X25519, 10, |bench| {
        let data = bench.reader.seal(1, &device_request());
        let one = [&[1][..], &[0; 31]].concat();
        let order_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
        let order_8 = data_encoding::HEXLOWER.decode(order_8.as_bytes()).unwrap();
        let keys = [
            ("H12", "zero", okp(4, &[0; 32])),
            ("H12", "one", okp(4, &one)),
            ("H12", "a point of order 8", okp(4, &order_8)),
            ("H14", "31 bytes", okp(4, &[9; 31])),
            ("H15", "Ed25519", okp(6, &[&[0x58][..], &[0x66; 31]].concat())),
        ];
        keys.iter().map(|(number, wrong, key)| (*number, *wrong, encode_establishment(&embed(key), &data))).collect()
    });
}

#[test]
fn h18_to_h25_what_does_not_decrypt_is_status_10() {
    let reasons = refuse(Curve::P256, 10, |bench| {
        let reader = &bench.reader;
        let request = device_request();
        let right = reader.seal(1, &request);
        let flip = |at: usize| {
            let mut data = right.clone();
            data[at] ^= 0x80;
            data
        };
        let key = &reader.keys.sk_reader;
        let with_aad = Aes256Gcm::new_from_slice(&key[..])
            .unwrap()
            .encrypt((&iv(READER, 1)).into(), Payload { msg: &request, aad: b"x" })
            .unwrap();
        let transcript = SessionTranscript::proximity(&reader.engagement, &reader.key_bytes, Handover::Qr);
        let bare_salt = {
            let salt = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[transcript.bytes()]);
            let mut key = [0; 32];
            PROVIDER.kdf.hkdf_sha256(reader.zab.expose(), salt.as_bytes(), b"SKReader", &mut key).unwrap();
            seal(&key, READER, 1, &request)
        };
        let data = [
            ("H18", "the first bit flipped", flip(0)),
            ("H18", "a bit of the tag flipped", flip(right.len() - 1)),
            ("H19", "a tag of 12 bytes", right[..right.len() - 4].to_vec()),
            ("H19", "15 bytes", right[..15].to_vec()),
            ("H19", "no bytes", vec![]),
            ("H20", "under SKDevice", seal(&reader.keys.sk_device, READER, 1, &request)),
            ("H21", "counter 0", seal(key, READER, 0, &request)),
            ("H21", "counter 2", seal(key, READER, 2, &request)),
            ("H22", "the mdoc's identifier", seal(key, MDOC, 1, &request)),
            ("H23", "additional data", with_aad),
            ("H24", "salt of the bare transcript", bare_salt),
            ("H25", "members in another order", under_another_engagement(reader, |members| members.reverse())),
            ("H25", "key 2 dropped", under_another_engagement(reader, |members| drop(members.pop()))),
        ];
        data.into_iter()
            .map(|(number, wrong, data)| (number, wrong, encode_establishment(&reader.key_bytes, &data)))
            .collect()
    });
    assert!(reasons.iter().all(|reason| matches!(reason, CloseReason::Channel(_))), "{reasons:?}");
}

/// The right request under the keys of an engagement that was decoded, changed and encoded again.
fn under_another_engagement(
    reader: &HostileReader,
    change: impl FnOnce(&mut Vec<(ciborium::Value, ciborium::Value)>),
) -> Vec<u8> {
    let mut value: ciborium::Value = ciborium::from_reader(reader.engagement.as_slice()).unwrap();
    change(value.as_map_mut().unwrap());
    let mut engagement = Vec::new();
    ciborium::into_writer(&value, &mut engagement).unwrap();
    assert_ne!(engagement, reader.engagement);
    let transcript = SessionTranscript::proximity(&engagement, &reader.key_bytes, Handover::Qr);
    reader.with_transcript(reader.key_bytes.clone(), &transcript).seal(1, &device_request())
}

/// H26, the reverse of `a_qr_engagement_with_an_nfc_transcript_is_status_10`.
#[test]
fn h26_an_nfc_engagement_with_a_qr_transcript_is_status_10() {
    let mut world = World::new(41);
    let clock = VirtualClock::new();
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    let select = handover_select(&engagement.nfc_device_engagement());
    engagement.offer_nfc(&select, None).unwrap();
    let mut holder = engagement.into_session(clock.now());
    // The hostile reader always makes the QR transcript.
    let reader = HostileReader::scan(&reader::Engagement::from_nfc(&select, None).unwrap(), &mut world.rng);
    mdoc_proximity::session::Endpoint::handle_message(&mut holder, clock.now(), reader.establish(&device_request()));
    ended("H26", &drain(&mut holder), Some(10));
}

#[test]
fn h16_h17_and_h35_what_is_to_be_ignored_is_ignored() {
    let private = [0xd5; 32];
    let with_extras = |extras: &dyn Fn(&mut Writer)| {
        let mut bench = Bench::new(Curve::P256);
        let (x, y) = coordinates(&bench.reader);
        let mut key = Writer::new();
        key.map(5).int(1).int(2).int(-1).int(1).int(-2).bytes(&x).int(-3).bytes(&y);
        extras(&mut key);
        let reader = bench.reader.rewritten(embed(key.as_slice()));
        let said = bench.tell(&reader.establish(&device_request()));
        assert!(matches!(said.events[..], [Event::Established(_), Event::Request(_)]), "{said:?}");
        assert!(said.messages.is_empty());
    };
    with_extras(&|key| {
        key.int(2).bytes(b"kid");
    });
    with_extras(&|key| {
        key.int(3).int(-7);
    });
    with_extras(&|key| {
        key.int(4).array(1).int(7);
    });
    with_extras(&|key| {
        key.int(-4).bytes(&private);
    });

    let mut bench = Bench::new(Curve::P256);
    let data = bytes(&bench.reader.seal(1, &device_request()));
    let message = members(&[("x-new", &[0x81, 0xa0]), ("eReaderKey", &bench.reader.key_bytes), ("data", &data)]);
    let said = bench.tell(&message);
    assert!(matches!(said.events[..], [Event::Established(_), Event::Request(_)]), "H35: {said:?}");
}
