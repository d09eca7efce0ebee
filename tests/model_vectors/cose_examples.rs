//! The examples of the COSE working group, `pass` and `fail` as marked where they fit the profile of ISO/IEC 18013-5,
//! and refused for the named reason where they do not: external data, an unprotected algorithm, another message type.

use std::collections::BTreeMap;
use std::fs;

use mdoc_proximity::cbor::{Encoding, Error, ErrorKind, from_slice};
use mdoc_proximity::cose::{CoseError, Mac0, Sign1, mac_structure, sig_structure};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{CryptoError, Curve, HashAlgorithm, PublicKey, SignatureScheme};
use serde_json::Value;

use crate::shared::{base64url, hex, json, key, path};

#[derive(Debug, PartialEq)]
enum Outcome {
    Verifies,
    Refused(CoseError),
    NoMessage(ErrorKind),
}

use Outcome::{NoMessage, Refused, Verifies};

const BAD_SIGNATURE: Outcome = Refused(CoseError::Crypto(CryptoError::BadSignature));

const fn other_tag(expected: u64, found: u64) -> Outcome {
    NoMessage(ErrorKind::WrongTag { expected, found })
}

fn no_message(error: Error) -> Outcome {
    NoMessage(error.kind())
}

fn sign1_key(input: &Value) -> PublicKey {
    let signed = &input["sign0"];
    let of = if signed.is_null() { &input["sign"]["signers"][0]["key"] } else { &signed["key"] };
    let curve = Curve::from_name(of["crv"].as_str().unwrap()).unwrap();
    key(curve, &base64url(&of["x"]), &base64url(&of["y"]))
}

fn sign1(vector: &Value, message: &[u8]) -> Outcome {
    let (message, _) = match from_slice::<Sign1<'_>>(message, Encoding::Strict) {
        Ok(read) => read,
        Err(error) => return no_message(error),
    };
    match message.verify_attached(&PROVIDER, &sign1_key(&vector["input"])) {
        Ok(()) => {
            let signed = sig_structure(message.protected_bytes, message.payload.unwrap());
            assert_eq!(signed, hex(vector["intermediates"]["ToBeSign_hex"].as_str().unwrap()));
            Verifies
        }
        Err(error) => Refused(error),
    }
}

fn mac0(vector: &Value, message: &[u8]) -> Outcome {
    let (message, _) = match from_slice::<Mac0<'_>>(message, Encoding::Strict) {
        Ok(read) => read,
        Err(error) => return no_message(error),
    };
    let of = &vector["input"]["mac0"]["recipients"][0]["key"]["k"];
    // Longer keys belong to algorithms that are refused before a key is used.
    let key: [u8; 32] = base64url(of)[..32].try_into().unwrap();
    let payload = message.payload.unwrap();
    // The standard detaches the payload, these examples attach it.
    assert_eq!(message.verify_detached(&PROVIDER, &key, &[payload]), Err(CoseError::PayloadAttached));
    let detached = Mac0 { payload: None, ..message };
    let (first, second) = payload.split_at(7);
    match detached.verify_detached(&PROVIDER, &key, &[first, second]) {
        Ok(()) => {
            let authenticated = mac_structure(detached.protected_bytes, payload);
            assert_eq!(authenticated, hex(vector["intermediates"]["ToMac_hex"].as_str().unwrap()));
            Verifies
        }
        Err(error) => Refused(error),
    }
}

/// Runs every file of a folder; the table and the folder must name the same files.
fn run(folder: &str, outcome: fn(&Value, &[u8]) -> Outcome, table: &[(&str, Outcome)]) {
    let Some(folder) = path("cose").map(|cose| cose.join(folder)) else { return };
    let mut expected: BTreeMap<&str, &Outcome> = table.iter().map(|(name, outcome)| (*name, outcome)).collect();
    for file in fs::read_dir(&folder).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap();
        let vector = json(&file);
        let found = outcome(&vector, &hex(vector["output"]["cbor"].as_str().unwrap()));
        assert_eq!(Some(&found), expected.remove(name), "{name}");
        if vector["fail"] == true {
            assert_ne!(found, Verifies, "{name} is marked as one to fail");
        }
    }
    assert!(expected.is_empty(), "no file for {expected:?}");
}

#[test]
fn sign1_examples() {
    run(
        "sign1-tests",
        sign1,
        &[
            ("sign-fail-01", other_tag(18, 998)),
            ("sign-fail-02", BAD_SIGNATURE),
            ("sign-fail-03", Refused(CoseError::AlgorithmNotPermitted(Some(-999)))),
            ("sign-fail-04", Refused(CoseError::AlgorithmNotPermitted(None))),
            ("sign-fail-06", BAD_SIGNATURE),
            ("sign-fail-07", BAD_SIGNATURE),
            // Marked as one to pass, but its algorithm is unprotected.
            ("sign-pass-01", Refused(CoseError::AlgorithmMissing)),
            // Marked as one to pass, but over external data: see below.
            ("sign-pass-02", BAD_SIGNATURE),
            ("sign-pass-03", Verifies),
        ],
    );
}

#[test]
fn ecdsa_examples() {
    run(
        "ecdsa-examples",
        sign1,
        &[
            // COSE_Sign, with several signers.
            ("ecdsa-01", other_tag(18, 98)),
            ("ecdsa-02", other_tag(18, 98)),
            ("ecdsa-03", other_tag(18, 98)),
            ("ecdsa-04", other_tag(18, 98)),
            ("ecdsa-sig-01", Verifies),
            ("ecdsa-sig-02", Verifies),
            ("ecdsa-sig-03", Verifies),
            // ES512 with a key on P-256: RFC 9053 allows it, the standard pairs each curve with one algorithm.
            ("ecdsa-sig-04", Refused(CoseError::AlgorithmCurve(Curve::P256))),
        ],
    );
}

#[test]
fn mac0_examples() {
    run(
        "mac0-tests",
        mac0,
        &[
            ("HMac-01", Verifies),
            ("mac-fail-01", other_tag(17, 992)),
            ("mac-fail-02", Refused(CoseError::BadTag)),
            ("mac-fail-03", Refused(CoseError::AlgorithmNotPermitted(Some(-999)))),
            ("mac-fail-04", Refused(CoseError::AlgorithmNotPermitted(None))),
            ("mac-fail-06", Refused(CoseError::BadTag)),
            ("mac-fail-07", Refused(CoseError::BadTag)),
            // Marked as ones to pass, but their algorithm is unprotected.
            ("mac-pass-01", Refused(CoseError::AlgorithmMissing)),
            ("mac-pass-02", Refused(CoseError::AlgorithmMissing)),
            ("mac-pass-03", Refused(CoseError::AlgorithmMissing)),
        ],
    );
}

#[test]
fn hmac_examples() {
    run(
        "hmac-examples",
        mac0,
        &[
            // COSE_Mac, with recipients.
            ("HMac-01", other_tag(17, 97)),
            ("HMac-02", other_tag(17, 97)),
            ("HMac-03", other_tag(17, 97)),
            ("HMac-04", other_tag(17, 97)),
            ("HMac-05", other_tag(17, 97)),
            ("HMac-enc-01", Verifies),
            // HS384, HS512 and HS256/64: the standard has HMAC 256/256 only.
            ("HMac-enc-02", Refused(CoseError::AlgorithmNotPermitted(Some(6)))),
            ("HMac-enc-03", Refused(CoseError::AlgorithmNotPermitted(Some(7)))),
            ("HMac-enc-04", Refused(CoseError::BadTag)),
            ("HMac-enc-05", Refused(CoseError::AlgorithmNotPermitted(Some(4)))),
        ],
    );
}

/// The example with external data is sound: it is the empty external_aad of the standard that refuses it.
#[test]
fn external_data_alone_refuses_sign_pass_02() {
    let Some(file) = path("cose/sign1-tests/sign-pass-02.json") else { return };
    let vector = json(&file);
    let bytes = hex(vector["output"]["cbor"].as_str().unwrap());
    let (message, _) = from_slice::<Sign1<'_>>(&bytes, Encoding::Strict).unwrap();
    let signed = hex(vector["intermediates"]["ToBeSign_hex"].as_str().unwrap());
    assert_ne!(signed, sig_structure(message.protected_bytes, message.payload.unwrap()));
    let key = sign1_key(&vector["input"]);
    let scheme = SignatureScheme::Ecdsa(HashAlgorithm::Sha256);
    assert_eq!(PROVIDER.verifier.verify(scheme, &key, &[&signed], message.signature), Ok(()));
}
