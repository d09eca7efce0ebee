use data_encoding::HEXLOWER;

use super::*;
use crate::cbor::{Encoding, Error, ErrorKind, Writer, from_slice};
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::crypto::{CryptoError, Curve, Point, PublicKey, SecretKey, SignatureAlgorithm, SigningKey};

mod headers;
mod keys;
mod writing;

const PAYLOAD: &[u8] = b"payload";

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.replace(' ', "").as_bytes()).unwrap()
}

fn secret(curve: Curve) -> SecretKey {
    let mut bytes = vec![7; curve.width()];
    bytes[0] = 0;
    SecretKey::from_bytes(curve, bytes.into())
}

fn signing_key(curve: Curve) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(&secret(curve)).unwrap()
}

fn read(bytes: &[u8]) -> Result<Sign1<'_>, Error> {
    from_slice(bytes, Encoding::Strict).map(|(message, _)| message)
}

/// `[bstr protected, unprotected, payload, bstr signature]`, the first three as given.
fn message(protected: &str, unprotected: &str, payload: Option<&[u8]>, signature: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(4).bytes(&hex(protected)).raw(&hex(unprotected));
    match payload {
        Some(payload) => writer.bytes(payload),
        None => writer.null(),
    };
    writer.bytes(signature);
    writer.into_vec()
}

/// A message of ours with these header buckets, signed over the protected one by P-256.
fn signed(protected: &str, unprotected: &str) -> Vec<u8> {
    let key = signing_key(Curve::P256);
    let signature = key.sign(&[&sig_structure(&hex(protected), PAYLOAD)]).unwrap();
    message(protected, unprotected, Some(PAYLOAD), &signature)
}

fn verify(bytes: &[u8]) -> Result<(), CoseError> {
    read(bytes).unwrap().verify_attached(&PROVIDER, signing_key(Curve::P256).public_key())
}

#[test]
fn a_signature_by_every_curve_verifies() {
    let mut curves = 0;
    for curve in Curve::ALL {
        let Ok(key) = PROVIDER.keys.signing_key(&secret(curve)) else { continue };
        curves += 1;
        let chain: [&[u8]; 2] = [&[1, 2], &[3]];
        let bytes = sign1(key.as_ref(), &chain, PAYLOAD.to_vec(), true).unwrap();
        let read = read(&bytes).unwrap();
        assert_eq!(read.algorithm(key.public_key()), Ok(key.algorithm()));
        assert_eq!((read.x5chain(), read.payload, read.tagged), (&chain[..], Some(PAYLOAD), false));
        read.verify_attached(&PROVIDER, key.public_key()).unwrap();
        assert_eq!(read.verify_detached(&PROVIDER, key.public_key(), &[]), Err(CoseError::PayloadAttached));

        let bytes = sign1(key.as_ref(), &[], PAYLOAD.to_vec(), false).unwrap();
        let read = self::read(&bytes).unwrap();
        assert_eq!((read.x5chain(), read.payload), (&[][..], None));
        read.verify_detached(&PROVIDER, key.public_key(), &[b"pay", b"", b"load"]).unwrap();
        let other = read.verify_detached(&PROVIDER, key.public_key(), &[b"payloaf"]);
        assert_eq!(other, Err(CoseError::Crypto(CryptoError::BadSignature)), "{curve}");
        assert_eq!(read.verify_attached(&PROVIDER, key.public_key()), Err(CoseError::PayloadMissing));
    }
    // AWS-LC has the NIST curves and Ed25519; brainpool is rustcrypto's, and Ed448 another feature's.
    let brainpool = if cfg!(feature = "rustcrypto") { 4 } else { 0 };
    assert_eq!(curves, 4 + brainpool + u32::from(cfg!(feature = "prerelease-curves")));
}

#[test]
fn signing_has_the_shape_of_annex_d() {
    let input = SigningInput::new(SignatureAlgorithm::Es256, &[&[0xaa; 3]], vec![1, 2], true);
    assert_eq!(input.to_be_signed(), hex("84 6a 5369676e617475726531 43a10126 40 420102"));
    assert_eq!(input.to_be_signed(), sig_structure(&hex("a10126"), &[1, 2]));
    assert_eq!(input.finish(&[5; 2]), hex("84 43a10126 a1 1821 43aaaaaa 420102 420505"));
    let input = SigningInput::new(SignatureAlgorithm::Es384, &[&[1], &[2]], vec![1, 2], false);
    assert_eq!(input.to_be_signed(), hex("84 6a 5369676e617475726531 44a1013822 40 420102"));
    assert_eq!(input.finish(&[]), hex("84 44a1013822 a1 1821 82 4101 4102 f6 40"));
    let mac = Mac0::create_detached(&PROVIDER, &[1; 32], &[b"x"]);
    assert_eq!(mac[..9], hex("84 43a10105 a0 f6 5820 ")[..]);
}

#[test]
fn structures_announce_the_payload_in_the_shortest_form() {
    for length in [0, 23, 24, 255, 256, 65_535, 65_536] {
        let payload = vec![9; length];
        let mut expected = Writer::new();
        expected.array(4).text("Signature1").bytes(&[0xa0]).bytes(&[]).bytes(&payload);
        assert_eq!(sig_structure(&[0xa0], &payload), expected.as_slice());
        let mut expected = Writer::new();
        expected.array(4).text("MAC0").bytes(&[]).bytes(&[]).bytes(&payload);
        assert_eq!(mac_structure(&[], &payload), expected.as_slice());
    }
}

/// R52, H66: what counts is the protected algorithm, and only one that fits the key.
#[test]
fn r52_algorithms() {
    assert_eq!(verify(&signed("a10126", "a0")), Ok(()));
    assert_eq!(verify(&signed("", "a0")), Err(CoseError::AlgorithmMissing));
    assert_eq!(verify(&signed("a0", "a10126")), Err(CoseError::AlgorithmMissing));
    assert_eq!(verify(&signed("a10122", "a0")), Err(CoseError::AlgorithmNotPermitted(Some(-3))));
    assert_eq!(verify(&signed("a10105", "a0")), Err(CoseError::AlgorithmNotPermitted(Some(5))));
    assert_eq!(verify(&signed("a1013903e6", "a0")), Err(CoseError::AlgorithmNotPermitted(Some(-999))));
    assert_eq!(verify(&signed("a101390100", "a0")), Err(CoseError::AlgorithmNotPermitted(Some(-257))));
    assert_eq!(verify(&signed("a1016545533235 36", "a0")), Err(CoseError::AlgorithmNotPermitted(None)));
    assert_eq!(verify(&signed("a1013822", "a0")), Err(CoseError::AlgorithmCurve(Curve::P256)));
    assert_eq!(verify(&signed("a10127", "a0")), Err(CoseError::AlgorithmCurve(Curve::P256)));
    let p384 = *signing_key(Curve::P384).public_key();
    let es256 = signed("a10126", "a0");
    let refused = read(&es256).unwrap().verify_attached(&PROVIDER, &p384);
    assert_eq!(refused, Err(CoseError::AlgorithmCurve(Curve::P384)));
}

#[test]
fn r53_critical_headers_are_refused() {
    assert_eq!(verify(&signed("a2012602811863", "a0")), Err(CoseError::Critical));
    assert_eq!(verify(&signed("a2012602811821", "a0")), Err(CoseError::Critical));
    assert_eq!(verify(&signed("a10126", "a102811863")), Err(CoseError::Critical));
}

#[test]
fn r54_the_payload_must_be_there() {
    let bytes = message("a10126", "a0", None, &[1; 64]);
    assert_eq!(verify(&bytes), Err(CoseError::PayloadMissing));
}

/// R55: the tag is tolerated, and told.
#[test]
fn r55_tag_18_is_seen() {
    let untagged = signed("a10126", "a0");
    let tagged = [&[0xd2], untagged.as_slice()].concat();
    let read = read(&tagged).unwrap();
    assert!(read.tagged);
    assert_eq!((read.bytes, read.offset), (untagged.as_slice(), 1));
    assert_eq!(verify(&tagged), Ok(()));
    let twice = [&[0xd2, 0xd2], untagged.as_slice()].concat();
    assert!(self::read(&twice).is_err());
    let as_mac = [&[0xd1], untagged.as_slice()].concat();
    let expected = ErrorKind::WrongTag { expected: 18, found: 17 };
    assert_eq!(self::read(&as_mac).unwrap_err().kind(), expected);
}

#[test]
fn r56_signatures_of_another_shape() {
    for length in [0, 63, 65, 70, 96] {
        let bytes = message("a10126", "a0", Some(PAYLOAD), &vec![0x30; length]);
        assert_eq!(verify(&bytes), Err(CoseError::SignatureLength { expected: 64, found: length }));
    }
    let good = signed("a10126", "a0");
    for half in 0..2 {
        let mut zero = good.clone();
        let start = good.len() - 64 + 32 * half;
        zero[start..start + 32].fill(0);
        assert_eq!(verify(&zero), Err(CoseError::Crypto(CryptoError::BadSignature)));
    }
}

/// R106: what was signed counts, in whatever form it was encoded; only the strict reader refuses it.
#[test]
fn r106_long_heads_verify_over_the_bytes_received() {
    let bytes = signed("b9000101 26", "a0");
    assert_eq!(read(&bytes).unwrap_err().kind(), ErrorKind::NonPreferred);
    let (read, long) = from_slice::<Sign1<'_>>(&bytes, Encoding::Field).unwrap();
    assert_eq!(long.count, 1);
    assert_eq!(read.verify_attached(&PROVIDER, signing_key(Curve::P256).public_key()), Ok(()));
}

#[test]
fn r82_macs() {
    let key = [3; 32];
    let mac = |protected: &str, payload: Option<&[u8]>, tag: &[u8]| message(protected, "a0", payload, tag);
    let check = |bytes: &[u8]| {
        let (read, _) = from_slice::<Mac0<'_>>(bytes, Encoding::Strict).unwrap();
        read.verify_detached(&PROVIDER, &key, &[b"pay", b"load"])
    };
    let tag_of = |protected: &str| PROVIDER.mac.hmac_sha256(&key, &[&mac_structure(&hex(protected), PAYLOAD)]);
    let tag = tag_of("a10105");
    assert_eq!(check(&mac("a10105", None, &tag)), Ok(()));
    assert_eq!(check(&Mac0::create_detached(&PROVIDER, &key, &[PAYLOAD])), Ok(()));
    assert_eq!(check(&Mac0::create_detached(&PROVIDER, &[4; 32], &[PAYLOAD])), Err(CoseError::BadTag));
    assert_eq!(check(&mac("a10105", Some(PAYLOAD), &tag)), Err(CoseError::PayloadAttached));
    assert_eq!(check(&mac("a10105", None, &tag[..8])), Err(CoseError::BadTag));
    assert_eq!(check(&mac("a10105", None, &[&tag[..], &[0]].concat())), Err(CoseError::BadTag));
    assert_eq!(check(&mac("a10105", None, &[])), Err(CoseError::BadTag));
    for (protected, id) in [("a10104", 4), ("a10106", 6), ("a10126", -7)] {
        let refused = check(&mac(protected, None, &tag_of(protected)));
        assert_eq!(refused, Err(CoseError::AlgorithmNotPermitted(Some(id))));
    }
    assert_eq!(check(&mac("", None, &tag_of(""))), Err(CoseError::AlgorithmMissing));
    let critical = "a2010502811863";
    assert_eq!(check(&mac(critical, None, &tag_of(critical))), Err(CoseError::Critical));
    let flipped: Vec<u8> = tag.iter().map(|byte| byte ^ 1).collect();
    assert_eq!(check(&mac("a10105", None, &flipped)), Err(CoseError::BadTag));
}

#[test]
fn tag_17_is_seen() {
    let tagged = [&[0xd1], Mac0::create_detached(&PROVIDER, &[0; 32], &[]).as_slice()].concat();
    let (read, _) = from_slice::<Mac0<'_>>(&tagged, Encoding::Strict).unwrap();
    assert!(read.tagged && read.offset == 1);
}

#[test]
fn messages_are_arrays_of_four() {
    let kind = |bytes: &str| read(&hex(bytes)).unwrap_err().kind();
    assert_eq!(kind("83 40 a0 f6"), ErrorKind::WrongLength { expected: 4 });
    assert_eq!(kind("85 40 a0 f6 40 40"), ErrorKind::WrongLength { expected: 4 });
    assert!(matches!(kind("a0"), ErrorKind::WrongType { .. }));
    assert!(matches!(kind("84 a0 a0 f6 40"), ErrorKind::WrongType { .. }));
    assert!(matches!(kind("84 40 40 f6 40"), ErrorKind::WrongType { .. }));
    assert!(matches!(kind("84 40 a0 d81840 40"), ErrorKind::WrongType { .. }));
    assert!(matches!(kind("84 40 a0 f6 f6"), ErrorKind::WrongType { .. }));
    assert!(read(&hex("84 40 a0 f6 40")).is_ok());
}

#[test]
fn errors_are_sentences() {
    let all = [
        CoseError::AlgorithmMissing,
        CoseError::AlgorithmNotPermitted(Some(-257)),
        CoseError::AlgorithmNotPermitted(None),
        CoseError::AlgorithmCurve(Curve::P384),
        CoseError::Critical,
        CoseError::PayloadAttached,
        CoseError::PayloadMissing,
        CoseError::SignatureLength { expected: 64, found: 71 },
        CoseError::BadTag,
        CoseError::Crypto(CryptoError::BadSignature),
        CoseError::UnknownCurve(99),
        CoseError::CompressedKey,
    ];
    let sentences: std::collections::BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!(sentences.len(), all.len());
    assert_eq!(
        CoseError::SignatureLength { expected: 64, found: 71 }.to_string(),
        "the signature has 71 bytes instead of 64"
    );
}

/// Offsets of what is inside a payload count from the start of the message; `Debug` tells its length only.
#[test]
fn the_payloads_place_is_known() {
    let bytes = signed("a1 01 26", "a0");
    let content = read(&bytes).unwrap().content.unwrap();
    assert_eq!(&bytes[content.offset()..][..PAYLOAD.len()], content.bytes());
    assert_eq!((content.bytes(), format!("{content:?}").as_str()), (PAYLOAD, "Content(7 bytes)"));
}
