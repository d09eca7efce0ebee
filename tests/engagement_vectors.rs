//! Engagement, session messages and transcripts on other people's bytes: Annex D, OpenID4VP appendix B, and handover
//! messages captured from wallets.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use mdoc_proximity::cbor::{Encode, Encoding, RawValue, Reader, Writer, from_slice, to_vec};
use mdoc_proximity::cose::{CoseError, Form, encode_key};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{CryptoError, Curve, HashAlgorithm};
use mdoc_proximity::model::engagement::{CIPHER_SUITE, Capabilities, DeviceEngagement, EngagementTemplate};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment, encode_data, encode_establishment};
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::model::version::Version;
use mdoc_proximity::transport::{nfc, qr};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use serde_json::Value;

/// A file of the shared vectors; `None`, with a line that says so, where the folder is absent.
fn vectors(file: &str) -> Option<Value> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("MDOC_SHARED").map_or_else(beside, PathBuf::from).join("vectors");
    if !folder.is_dir() {
        println!("skipped: ../shared/vectors is absent");
        return None;
    }
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn unhex(value: &Value) -> Vec<u8> {
    HEX.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

/// Annex D and OpenID4VP, entries by name.
struct AnnexD(Value);

impl AnnexD {
    fn load() -> Option<Self> {
        vectors("annex-d.json").map(Self)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        let lists = ["vectors", "openid4vp_vectors"].into_iter().flat_map(|list| self.0[list].as_array().unwrap());
        let entry = lists.into_iter().find(|entry| entry["name"] == name).unwrap_or_else(|| panic!("no vector {name}"));
        unhex(&entry["hex"])
    }

    fn derived(&self, name: &str) -> &Value {
        &self.0["derived_by_us"][name]
    }

    fn input(&self, name: &str) -> &str {
        self.0["openid4vp_inputs"][name].as_str().unwrap()
    }
}

fn engagement(bytes: &[u8]) -> DeviceEngagement<'_> {
    let (engagement, non_preferred) = from_slice(bytes, Encoding::Strict).unwrap();
    assert_eq!(non_preferred.count, 0);
    engagement
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    PROVIDER.hash.digest(HashAlgorithm::Sha256, &[bytes]).as_bytes().to_vec()
}

#[test]
fn d_3_1_qr_engagement_reads_and_is_written_byte_for_byte() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.bytes("D.3.1 DeviceEngagement (QR)");
    let read = engagement(&bytes);
    assert_eq!((read.version, read.cipher_suite), (Version::V1_0, CIPHER_SUITE));
    assert_eq!(read.e_device_key.bytes(), unhex(annex.derived("EDeviceKeyBytes")));
    assert!(read.capabilities.is_none() && read.origin_infos.is_none());
    let key = read.e_device_key.validate(&PROVIDER, Form::Any).unwrap();
    assert_eq!(key.x(), unhex(&annex.0["keys"]["ephemeral_device_key"]["x"]));

    // The service UUID is the last member.
    let uuid: [u8; 16] = *bytes.last_chunk().unwrap();
    let method = RetrievalMethod::Ble(BleOptions { central_client: Some(uuid), ..BleOptions::default() });
    assert_eq!(read.usable_methods().collect::<Vec<_>>(), std::slice::from_ref(&method));
    let template = EngagementTemplate {
        e_device_key_bytes: read.e_device_key.bytes(),
        retrieval_methods: &[method],
        capabilities: None,
    };
    assert_eq!(to_vec(&template), bytes);
}

#[test]
fn d_3_1_qr_uri_both_ways() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.bytes("D.3.1 DeviceEngagement (QR)");
    let uri = annex.derived("QR URI").as_str().unwrap();
    assert_eq!(qr::to_uri(&bytes), uri);
    assert_eq!(qr::from_uri(uri).as_ref(), Ok(&bytes));
}

#[test]
fn d_3_3_the_engagement_inside_the_handover_select_message() {
    let Some(annex) = AnnexD::load() else { return };
    let select = annex.bytes("D.3.3 NFC Handover Select message");
    let bytes = nfc::device_engagement(&select).unwrap();
    let read = engagement(bytes);
    assert!(read.retrieval_methods.is_none());
    let template = EngagementTemplate {
        e_device_key_bytes: read.e_device_key.bytes(),
        retrieval_methods: &[],
        capabilities: None,
    };
    assert_eq!(to_vec(&template), bytes);
    // The Handover Request of the same pair is no Handover Select.
    assert!(nfc::device_engagement(&annex.bytes("D.3.2 NFC Handover Request message")).is_err());
}

#[test]
fn d_5_1_session_messages_both_ways() {
    let Some(annex) = AnnexD::load() else { return };
    let bytes = annex.bytes("D.5.1 SessionEstablishment");
    let (read, _) = from_slice::<SessionEstablishment<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(encode_establishment(read.e_reader_key.bytes(), read.data), bytes);
    let key = read.e_reader_key.validate(&PROVIDER, Form::Uncompressed).unwrap();
    assert_eq!(key.x(), unhex(&annex.0["keys"]["ephemeral_reader_key"]["x"]));

    let bytes = annex.bytes("D.5.1 SessionData");
    let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(read.status, None);
    assert_eq!(encode_data(read.data, read.status), bytes);

    let bytes = annex.bytes("D.5.1 SessionData (termination)");
    let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
    assert_eq!(read, SessionData { data: None, status: Some(20) });
    assert_eq!(encode_data(None, Some(20)), bytes);
}

#[test]
fn d_5_1_transcript_bytes_and_their_digest() {
    let Some(annex) = AnnexD::load() else { return };
    let select = annex.bytes("D.3.3 NFC Handover Select message");
    let request = annex.bytes("D.3.2 NFC Handover Request message");
    let establishment = annex.bytes("D.5.1 SessionEstablishment");
    let (establishment, _) = from_slice::<SessionEstablishment<'_>>(&establishment, Encoding::Strict).unwrap();
    let transcript = SessionTranscript::proximity(
        nfc::device_engagement(&select).unwrap(),
        establishment.e_reader_key.bytes(),
        Handover::Nfc { select: &select, request: Some(&request) },
    );
    let expected = annex.bytes("D.5.1 SessionTranscriptBytes");
    assert_eq!(transcript.embedded_bytes(), expected);
    let digest = unhex(&Value::from("f823ac566e22b2106c9b7c02fadc7482e559a1de8a809b56c828779e6d67570e"));
    assert_eq!(transcript.salt(&PROVIDER).as_bytes(), digest);
    assert_eq!(unhex(annex.derived("SHA-256(SessionTranscriptBytes)")), digest);
    for form in [transcript.bytes(), transcript.embedded_bytes()] {
        assert_eq!(SessionTranscript::from_bytes(form).as_ref(), Ok(&transcript));
    }

    // [Hs, Hr], in this order.
    let mut reader = Reader::new(transcript.bytes(), Encoding::Strict);
    let handover = reader.tuple(3, |reader| {
        reader.skip()?;
        reader.skip()?;
        reader.tuple(2, |reader| Ok((reader.bytes()?, reader.bytes()?)))
    });
    assert_eq!(handover, Ok((&select[..], &request[..])));
}

#[test]
fn h26_annex_d_with_another_handover_has_another_salt() {
    let Some(annex) = AnnexD::load() else { return };
    let select = annex.bytes("D.3.3 NFC Handover Select message");
    let key = unhex(annex.derived("EDeviceKeyBytes"));
    let by_nfc = nfc::device_engagement(&select).unwrap();
    let by_qr = annex.bytes("D.3.1 DeviceEngagement (QR)");
    let handover = Handover::Nfc { select: &select, request: None };
    let salt = |engagement, handover| {
        SessionTranscript::proximity(engagement, &key, handover).salt(&PROVIDER).as_bytes().to_vec()
    };
    let salts =
        [salt(&by_qr[..], Handover::Qr), salt(&by_qr, handover), salt(by_nfc, handover), salt(by_nfc, Handover::Qr)];
    for (index, salt) in salts.iter().enumerate() {
        assert!(!salts[..index].contains(salt), "{index}");
    }
}

#[test]
fn openid4vp_transcripts_byte_for_byte() {
    let Some(annex) = AnnexD::load() else { return };
    // RFC 7638: the required members in lexicographic order.
    let jwk = &annex.0["openid4vp_jwk"];
    let canonical = format!(r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#, jwk["crv"], jwk["kty"], jwk["x"], jwk["y"]);
    let thumbprint = sha256(canonical.as_bytes());

    let redirect = SessionTranscript::openid4vp(
        &PROVIDER,
        annex.input("client_id"),
        annex.input("nonce"),
        Some(&thumbprint),
        annex.input("response_uri"),
    );
    assert_eq!(redirect.bytes(), annex.bytes("OpenID4VP 1.0 B.2.6 SessionTranscript (redirect)"));
    let dc_api =
        SessionTranscript::openid4vp_dc_api(&PROVIDER, annex.input("origin"), annex.input("nonce"), Some(&thumbprint));
    assert_eq!(dc_api.bytes(), annex.bytes("OpenID4VP 1.0 B.2.6 SessionTranscript (DC API)"));
}

#[test]
fn transcripts_of_wallet_responses_are_kept_as_given() {
    let Some(responses) = vectors("wallets/responses.json") else { return };
    let responses = responses.as_array().unwrap();
    assert_eq!(responses.len(), 6);
    for response in responses {
        let bytes = unhex(&response["transcript"]);
        let transcript = SessionTranscript::from_bytes(&bytes).unwrap();
        assert_eq!(transcript.bytes(), bytes, "response {}", response["index"]);
    }
}

/// The Handover Select messages of the traces, with the wallet's name.
fn handover_selects(traces: &Value) -> Vec<(&str, Vec<u8>)> {
    let mut messages = vec![("apple_wallet", unhex(&traces["apple_wallet_Hs_NDEF"]))];
    for (wallet, answers) in traces["rapdu_sequences"].as_object().unwrap() {
        let mut message = unhex(answers.as_array().unwrap().last().unwrap());
        let status = message.split_off(message.len() - 2);
        assert_eq!(status, [0x90, 0x00]);
        messages.push((wallet, message));
    }
    messages
}

#[test]
fn engagements_of_wallets_are_found_in_their_handover_messages() {
    let Some(traces) = vectors("nfc-traces.json") else { return };
    let messages = handover_selects(&traces);
    assert_eq!(messages.len(), 5);
    for (wallet, message) in &messages {
        let bytes = nfc::device_engagement(message).unwrap_or_else(|error| panic!("{wallet}: {error}"));
        let decoded = traces["decoded_ndef"].as_object().unwrap();
        let expected =
            decoded.iter().filter(|(name, _)| name.starts_with(wallet)).flat_map(|(_, list)| list.as_array().unwrap());
        let expected = expected.into_iter().find(|record| record["id"] == "mdoc").unwrap();
        assert_eq!(bytes, unhex(&expected["payload"]), "{wallet}");
        let read = engagement(bytes);
        assert!(read.e_device_key.validate(&PROVIDER, Form::Any).is_ok(), "{wallet}");
        assert!(read.retrieval_methods.is_none(), "{wallet}");
        // The transcript holds the engagement as sent, keys 5 and 6 included.
        let handover = Handover::Nfc { select: message, request: None };
        let transcript = SessionTranscript::proximity(bytes, read.e_device_key.bytes(), handover);
        let mut reader = Reader::new(transcript.bytes(), Encoding::Strict);
        let first = reader.tuple(3, Reader::embedded::<RawValue<'_>>).unwrap();
        assert_eq!(first.content(), bytes, "{wallet}");
    }
}

#[test]
fn the_engagement_of_apple_wallet_is_version_1_1() {
    let Some(traces) = vectors("nfc-traces.json") else { return };
    let message = unhex(&traces["apple_wallet_Hs_NDEF"]);
    let bytes = nfc::device_engagement(&message).unwrap();
    let read = engagement(bytes);
    assert_eq!(read.version, Version::V1_1);
    let capabilities = Capabilities { reader_auth_all: true, extended_request: true, ..Capabilities::default() };
    assert_eq!(read.capabilities, Some(capabilities));
    assert_eq!(read.origin_infos.as_deref(), Some(&[][..]));
    let template = EngagementTemplate {
        e_device_key_bytes: read.e_device_key.bytes(),
        retrieval_methods: &[],
        capabilities: Some(capabilities),
    };
    assert_eq!(to_vec(&template), bytes);
}

/// An engagement around this COSE_Key.
fn with_key(key: &[u8]) -> Vec<u8> {
    let mut item = Writer::new();
    item.embedded(key);
    to_vec(&EngagementTemplate { e_device_key_bytes: item.as_slice(), retrieval_methods: &[], capabilities: None })
}

/// `{1: kty, -1: crv, -2: x, ? -3: y}`.
fn cose_key(kty: i64, crv: i64, x: &[u8], y: Option<&dyn Encode>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(if y.is_some() { 4 } else { 3 }).int(1).int(kty).int(-1).int(crv).int(-2).bytes(x);
    if let Some(y) = y {
        writer.int(-3);
        y.encode(&mut writer);
    }
    writer.into_vec()
}

struct Bytes<'a>(&'a [u8]);

impl Encode for Bytes<'_> {
    fn encode(&self, writer: &mut Writer) {
        writer.bytes(self.0);
    }
}

#[test]
fn r08_r09_device_keys_of_annex_d_altered() {
    let Some(annex) = AnnexD::load() else { return };
    let key = &annex.0["keys"]["ephemeral_device_key"];
    let (x, y) = (unhex(&key["x"]), unhex(&key["y"]));
    let validate = |key: Vec<u8>| engagement(&with_key(&key)).e_device_key.validate(&PROVIDER, Form::Any);
    let invalid = Err(CoseError::Crypto(CryptoError::InvalidPublicKey));

    let good = validate(cose_key(2, 1, &x, Some(&Bytes(&y)))).unwrap();
    // Compressed: the same key.
    assert_eq!(validate(cose_key(2, 1, &x, Some(&(y[31] & 1 == 1)))), Ok(good));
    // Not on the curve; one byte short; one byte long.
    assert_eq!(validate(cose_key(2, 1, &y, Some(&Bytes(&x)))), invalid);
    assert_eq!(validate(cose_key(2, 1, &x[1..], Some(&Bytes(&y)))), invalid);
    assert_eq!(validate(cose_key(2, 1, &x, Some(&Bytes(&[&[0], &y[..]].concat())))), invalid);
    assert_eq!(validate(cose_key(2, 99, &x, Some(&Bytes(&y)))), Err(CoseError::UnknownCurve(99)));
}

#[test]
fn r10_device_keys_on_every_curve_that_agrees() {
    let curves = [
        Curve::P256,
        Curve::P384,
        Curve::P521,
        Curve::X25519,
        Curve::X448,
        Curve::BrainpoolP256r1,
        Curve::BrainpoolP320r1,
        Curve::BrainpoolP384r1,
        Curve::BrainpoolP512r1,
    ];
    for curve in curves {
        match PROVIDER.keys.generate(curve, &mut ChaCha20Rng::seed_from_u64(1)) {
            Ok(secret) => {
                let public = *PROVIDER.keys.agreement_key(&secret).unwrap().public_key();
                let mut key = Writer::new();
                encode_key(&public, &mut key);
                let bytes = with_key(key.as_slice());
                assert_eq!(engagement(&bytes).e_device_key.validate(&PROVIDER, Form::Any), Ok(public), "{curve}");
            }
            Err(error) => {
                assert_eq!(error, CryptoError::UnsupportedCurve(curve));
                let coordinate = vec![1; curve.width()];
                let (kty, y) = (if curve.is_two_coordinate() { 2 } else { 1 }, Bytes(&coordinate));
                let y = curve.is_two_coordinate().then_some(&y as &dyn Encode);
                let bytes = with_key(&cose_key(kty, curve.cose_id(), &coordinate, y));
                let refused = engagement(&bytes).e_device_key.validate(&PROVIDER, Form::Any);
                assert_eq!(refused, Err(CoseError::Crypto(error)), "{curve}");
            }
        }
    }
}
