//! `mdoc inspect` on field samples, NFC traces, engagements and certificates.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "support/shared.rs"]
mod shared;

use std::fs;

use serde_json::Value;
use shared::{mdoc, vectors};

/// The exit code, the structure's name and the whole tree as text.
fn inspect(input: &[u8]) -> (i32, String, String) {
    let output = mdoc(&["inspect", "-"], input);
    let text = String::from_utf8(output.stdout).unwrap();
    let name = text.lines().next().unwrap_or_default().split(" (").next().unwrap_or_default().to_owned();
    (output.status.code().unwrap(), name, text)
}

#[test]
fn every_field_sample_is_recognised() {
    let Some(vectors) = vectors() else { return };
    let mut samples = 0;
    for entry in fs::read_dir(vectors.join("field")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "hex") {
            continue;
        }
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let expected: &[&str] = match file.split('_').nth(1).unwrap() {
            "devicerequest" => &["DeviceRequest"],
            "sessionestablishment" => &["SessionEstablishment"],
            "sessiondata" => &["SessionData"],
            _ => &["DeviceResponse", "IssuerSigned", "Document"],
        };
        let (code, name, text) = inspect(&fs::read(&path).unwrap());
        assert!(code == 0 && expected.contains(&name.as_str()), "{file}: {code} {name}");
        assert!(text.lines().count() >= 2, "{file}");
        samples += 1;
    }
    assert_eq!(samples, 18);
}

#[test]
fn the_flaws_of_two_samples_are_named() {
    let Some(vectors) = vectors() else { return };
    for (file, word) in [("049_mdoc_a48238fb7bbf.hex", "byte string"), ("083_mdoc_914f14bdad90.hex", "x5chain")] {
        let (_, _, text) = inspect(&fs::read(vectors.join("field").join(file)).unwrap());
        let note = text.lines().find(|line| line.starts_with("note: not a valid")).unwrap();
        assert!(note.contains(word) && note.contains("at byte"), "{note}");
    }
}

#[test]
fn the_handovers_of_the_nfc_traces_are_opened() {
    let Some(vectors) = vectors() else { return };
    let text = fs::read_to_string(vectors.join("nfc-traces.json")).unwrap();
    let traces: Value = serde_json::from_str(&text).unwrap();
    let mut messages = vec![traces["apple_wallet_Hs_NDEF"].as_str().unwrap()];
    for (_, answers) in traces["rapdu_sequences"].as_object().unwrap() {
        messages.push(answers.as_array().unwrap().last().unwrap().as_str().unwrap());
    }
    assert_eq!(messages.len(), 5);
    for message in messages {
        let (code, name, text) = inspect(message.as_bytes());
        assert_eq!((code, name.as_str()), (0, "NFC Handover Select message"), "{message}");
        for part in ["security", "EDeviceKey", "P-256"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn every_step_of_the_nfc_traces_is_recognised() {
    let Some(vectors) = vectors() else { return };
    let text = fs::read_to_string(vectors.join("nfc-traces.json")).unwrap();
    let traces: Value = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for list in ["rapdu_sequences", "command_apdu_samples"] {
        let apdus = traces[list].as_object().unwrap().values().flat_map(|apdus| apdus.as_array().into_iter().flatten());
        for apdu in apdus {
            let (code, name, _) = inspect(apdu.as_str().unwrap().as_bytes());
            assert!(code == 0 && name.starts_with("NFC "), "{apdu}: {code} {name}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn annex_d_is_recognised() {
    let Some(vectors) = vectors() else { return };
    let text = fs::read_to_string(vectors.join("annex-d.json")).unwrap();
    let annex: Value = serde_json::from_str(&text).unwrap();
    for (vector, expected) in [
        ("D.3.1 DeviceEngagement (QR)", "DeviceEngagement"),
        ("D.3.2 NFC Handover Request message", "NFC Handover Request message"),
        ("D.3.3 NFC Handover Select message", "NFC Handover Select message"),
        ("D.5.1 SessionEstablishment", "SessionEstablishment"),
        ("D.5.1 SessionData (termination)", "SessionData"),
        ("D.5.1 SessionTranscriptBytes", "SessionTranscript"),
        ("D.5.2 IACA certificate", "X.509 certificate"),
        ("D.5.2 IssuerAuth", "IssuerAuth (COSE_Sign1)"),
        ("D.5.2 IssuerAuth Sig_structure", "Sig_structure (COSE_Sign1)"),
        ("D.5.3 DeviceAuth", "DeviceAuth"),
        ("D.5.3 DeviceAuthenticationBytes", "DeviceAuthentication"),
        ("D.5.3 MAC_structure", "MAC_structure (COSE_Mac0)"),
        ("D.5.4 ReaderAuthenticationBytes", "ReaderAuthentication"),
    ] {
        let found = annex["vectors"].as_array().unwrap().iter().find(|entry| entry["name"] == vector).unwrap();
        let (code, name, text) = inspect(found["hex"].as_str().unwrap().as_bytes());
        assert_eq!((code, text.starts_with(&format!("{expected} ("))), (0, true), "{vector}: {name}");
        assert!(!text.contains("no CBOR") && !text.contains("note:"), "{vector}: {text}");
    }
}

#[test]
fn certificates_are_summarised() {
    let Some(vectors) = vectors() else { return };
    let (code, _, text) = inspect(&fs::read(vectors.join("trust/iaca-roots.pem")).unwrap());
    assert_eq!((code, text.matches("subject").count()), (0, 19));
    for entry in fs::read_dir(vectors.join("trust/reader_ca")).unwrap() {
        let path = entry.unwrap().path();
        let (code, name, _) = inspect(&fs::read(&path).unwrap());
        assert!(code == 0 && name.starts_with("X.509 certificate"), "{}: {name}", path.display());
    }
}

#[test]
fn what_is_no_structure_is_exit_2() {
    for input in [
        &b"hello, world"[..],
        b"",
        b"ff",
        b"mdoc:!",
        b"a101",
        b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----",
    ] {
        assert_eq!(inspect(input).0, 2, "{}", String::from_utf8_lossy(input));
    }
}

#[test]
fn json_has_the_tree() {
    let output = mdoc(&["inspect", "--format", "json"], b"a16673746174757314");
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["structure"], "SessionData");
    assert_eq!(value["tree"]["children"][0]["text"], "20 (session termination)");
}

/// `levels` of tag 24 around a zero.
fn nested(levels: usize) -> Vec<u8> {
    // Built from the inside: the bytes are turned round at the end.
    let mut reversed = vec![0_u8];
    for _ in 0..levels {
        let length = reversed.len();
        match u32::try_from(length).unwrap() {
            short @ 0..24 => reversed.push(0x40 | u8::try_from(short).unwrap()),
            byte @ 24..256 => reversed.extend([u8::try_from(byte).unwrap(), 0x58]),
            word @ 256..65_536 => {
                reversed.extend([u16::try_from(word).unwrap().to_le_bytes().as_slice(), &[0x59]].concat())
            }
            long => reversed.extend([long.to_le_bytes().as_slice(), &[0x5a]].concat()),
        }
        reversed.extend([0x18, 0xd8]);
    }
    reversed.reverse();
    reversed
}

#[test]
fn nesting_is_bounded() {
    for input in [&[0xc1; 2_000_000][..], &[0x81; 2_000_000], &[0xd8, 0x18].repeat(1_000_000)] {
        assert_eq!(inspect(input).0, 2);
    }
    // Every level is well-formed CBOR in a byte string of its own.
    let (code, _, text) = inspect(&nested(100_000));
    assert!(code == 0 && text.contains("nested too deeply to be opened") && text.len() < 10_000, "{code} {text:.2000}");
    // A signature over a signature over a signature.
    let mut signed = vec![0xa0];
    for _ in 0..50 {
        let length = u16::try_from(signed.len()).unwrap().to_be_bytes();
        signed = [&[0x84, 0x40, 0xa0, 0x59][..], &length, &signed, &[0x40]].concat();
    }
    assert_eq!(inspect(&signed).0, 0);
}

#[test]
fn the_tree_is_bounded() {
    // A million items on two levels.
    let inner = [&[0x99, 0x27, 0x10][..], &[0; 10_000]].concat();
    let (code, _, text) = inspect(&[&[0x98, 100][..], &inner.repeat(100)].concat());
    assert!(code == 0 && text.contains("too many to be shown"), "{code}");
    assert!(text.lines().count() < 101_000, "{}", text.lines().count());
}

#[test]
fn an_input_cannot_steer_the_terminal() {
    // Dates of escape sequences, bare and as the value of a key.
    for input in ["c0641b5b324a", "d903ec641b5b324a", "a1641b5b324ac0641b5b324a"] {
        let (code, _, text) = inspect(input.as_bytes());
        assert!(code == 0 && !text.contains('\u{1b}') && text.contains("\\u{1b}[2J"), "{text}");
    }
}

/// An engagement with all that there is, and a key that nobody should have shown.
#[test]
fn members_known_by_a_number_are_named() {
    use mdoc_proximity::cbor::Writer;
    let mut security = Writer::new();
    security.map(5).int(1).int(1).int(2).bytes(b"k1").int(-1).int(4).int(-2).bytes(&[9; 32]).int(-4).bytes(&[8; 32]);
    let mut writer = Writer::new();
    writer.map(6).uint(0).text("1.1");
    writer.uint(1).array(2).uint(1).embedded(security.as_slice());
    writer.uint(2).array(4);
    writer.array(3).uint(2).uint(1).map(3).uint(0).bool(false).uint(1).bool(true).uint(21).uint(192);
    writer.array(3).uint(1).uint(1).map(2).uint(0).uint(255).uint(1).uint(256);
    writer.array(3).uint(3).uint(1).map(3).uint(0).text("pass").uint(1).uint(81).uint(2).uint(6);
    writer.array(3).uint(4).uint(1).map(0);
    writer.uint(3).map(0);
    writer.uint(5).array(0);
    writer.uint(6).map(3).uint(0).bool(true).uint(3).bool(true).uint(4).bool(false);
    let (code, name, text) = inspect(hex::encode(writer.as_slice()).as_bytes());
    assert_eq!((code, name.as_str()), (0, "DeviceEngagement"), "{text}");
    for part in [
        "(OKP)",
        "kid",
        "X25519",
        "d (private!)",
        "(BLE)",
        "peripheral server mode",
        "L2CAP PSM",
        "(NFC)",
        "longest command",
        "longest response",
        "(Wi-Fi Aware)",
        "pass-phrase",
        "operating class",
        "channel",
        "(website)",
        "serverRetrievalMethods",
        "originInfos",
        "macKeysSupport",
        "readerAuthAllSupport",
        "extendedRequestSupport",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// A status that is no success is said in words.
#[test]
fn statuses_are_said_in_words() {
    for (hex, words) in [
        ("a166737461747573 0a", "session encryption error"),
        ("a166737461747573 0b", "CBOR decoding error"),
        ("a166737461747573 14", "session termination"),
        ("a26776657273696f6e63312e3066737461747573 0a", "general error"),
        ("a26776657273696f6e63312e3066737461747573 0b", "CBOR decoding error"),
        ("a26776657273696f6e63312e3066737461747573 0c", "CBOR validation error"),
    ] {
        let (code, _, text) = inspect(hex.replace(' ', "").as_bytes());
        assert!(code == 0 && text.contains(words), "{words}: {code} {text}");
    }
}
