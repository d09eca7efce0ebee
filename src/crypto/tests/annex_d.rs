//! The keys and derived values of ISO/IEC 18013-5 Annex D.

use std::path::PathBuf;

use serde_json::Value;

use super::{HashAlgorithm, Point, Suite, hex, secret};
use crate::crypto::{Curve, PublicKey};

fn annex_d() -> Option<Value> {
    let shared = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let text = std::fs::read_to_string(shared.join("vectors/annex-d.json"));
    if text.is_err() {
        println!("skipped: ../shared/vectors is absent");
    }
    Some(serde_json::from_str(&text.ok()?).unwrap())
}

fn bytes(value: &Value) -> Vec<u8> {
    hex(value.as_str().unwrap())
}

fn public(suite: Suite, key: &Value) -> PublicKey {
    let (x, y) = (bytes(&key["x"]), bytes(&key["y"]));
    suite.public_key(Curve::P256, Point::Uncompressed { x: &x, y: &y }).unwrap()
}

fn derive(suite: Suite, ikm: &[u8], salt: &[u8], info: &str) -> [u8; 32] {
    let mut key = [0; 32];
    suite.0.kdf.hkdf_sha256(ikm, salt, info.as_bytes(), &mut key).unwrap();
    key
}

fn key_pairs_match(suite: Suite) {
    let Some(annex) = annex_d() else { return };
    for name in ["ephemeral_device_key", "ephemeral_reader_key", "static_device_key", "iaca_key"] {
        let key = &annex["keys"][name];
        let own = suite.agreement_key(&secret(Curve::P256, &bytes(&key["d"])));
        assert_eq!(*own.public_key(), public(suite, key), "{name}");
    }
}

fn vector(annex: &Value, name: &str) -> Vec<u8> {
    let vectors = annex["vectors"].as_array().unwrap();
    bytes(&vectors.iter().find(|vector| vector["name"] == name).unwrap()["hex"])
}

fn derived_keys_open_the_session_and_the_device_mac(suite: Suite) {
    let Some(annex) = annex_d() else { return };
    let (keys, expected) = (&annex["keys"], &annex["intermediate"]);
    let device = suite.agreement_key(&secret(Curve::P256, &bytes(&keys["ephemeral_device_key"]["d"])));
    let reader = suite.agreement_key(&secret(Curve::P256, &bytes(&keys["ephemeral_reader_key"]["d"])));
    let zab = device.agree(&public(suite, &keys["ephemeral_reader_key"])).unwrap();
    assert_eq!(zab.expose(), bytes(&expected["SKReader Zab"]));
    assert_eq!(zab.expose(), bytes(&expected["SKDevice Zab"]));
    assert_eq!(reader.agree(device.public_key()).unwrap().expose(), zab.expose());

    let transcript = vector(&annex, "D.5.1 SessionTranscriptBytes");
    let salt = suite.0.hash.digest(HashAlgorithm::Sha256, &[&transcript]);
    let sk_reader = derive(suite, zab.expose(), salt.as_bytes(), "SKReader");
    let sk_device = derive(suite, zab.expose(), salt.as_bytes(), "SKDevice");
    assert_eq!(sk_reader.as_slice(), bytes(&expected["SKReader key"]));
    assert_eq!(sk_device.as_slice(), bytes(&expected["SKDevice key"]));

    for (key, identifier, message, plaintext) in [
        (sk_reader, 0, "D.5.1 SessionEstablishment", "D.4.1.1 DeviceRequest"),
        (sk_device, 1, "D.5.1 SessionData", "D.4.1.2 DeviceResponse"),
    ] {
        let (message, plaintext) = (vector(&annex, message), vector(&annex, plaintext));
        // `data` is the last member of both messages.
        let data = &message[message.len() - plaintext.len() - 16..];
        let iv = [0, 0, 0, 0, 0, 0, 0, identifier, 0, 0, 0, 1];
        let mut buffer = data.to_vec();
        let opened = suite.0.aead.open(&key, &iv, &mut buffer).unwrap();
        assert!(opened == plaintext);
        let tag = suite.0.aead.seal(&key, &iv, opened).unwrap();
        assert!(buffer.starts_with(&data[..plaintext.len()]) && data.ends_with(&tag));
    }

    let zab = reader.agree(&public(suite, &keys["static_device_key"])).unwrap();
    assert_eq!(zab.expose(), bytes(&expected["EMacKey Zab"]));
    let e_mac_key = derive(suite, zab.expose(), salt.as_bytes(), "EMacKey");
    assert_eq!(e_mac_key.as_slice(), bytes(&expected["EMacKey key"]));
    let structure = vector(&annex, "D.5.3 MAC_structure");
    let (first, second) = structure.split_at(100);
    let tag = suite.0.mac.hmac_sha256(&e_mac_key, &[first, second]);
    assert_eq!(tag.as_slice(), bytes(&expected["MAC tag"]));
}

on_every_provider! {
    key_pairs_match,
    derived_keys_open_the_session_and_the_device_mac,
}
