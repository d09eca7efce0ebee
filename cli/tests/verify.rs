//! `mdoc verify` on responses of real wallets, as they are and with one byte changed.

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
use std::path::Path;

use mdoc_proximity::cbor::{self, Encoding};
use mdoc_proximity::model::response::{DeviceResponse, Document};
use serde_json::Value;
use shared::{mdoc, mdoc_json, vectors};
use tempfile::TempDir;

/// One wallet's response with all that is known about it.
#[derive(Clone)]
struct Wallet {
    index: u64,
    response: Vec<u8>,
    transcript: Vec<u8>,
    signer: String,
    at: String,
}

fn wallets(vectors: &Path) -> Vec<Wallet> {
    let text = fs::read_to_string(vectors.join("wallets/responses.json")).unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    let entries = list.as_array().unwrap().iter().map(|entry| {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let bytes = |name: &str| hex::decode(text(name)).unwrap();
        Wallet {
            index: entry["index"].as_u64().unwrap(),
            response: bytes("mdoc"),
            transcript: bytes("transcript"),
            signer: format!("{},{}", text("issuer_pk_x"), text("issuer_pk_y")),
            at: text("now"),
        }
    });
    let wallets: Vec<_> = entries.collect();
    assert_eq!(wallets.len(), 6);
    wallets
}

/// The one item at the start: response 0 comes with zeros behind it.
fn stripped(response: &[u8]) -> Vec<u8> {
    let mut reader = cbor::Reader::new(response, Encoding::Field);
    reader.raw().unwrap().bytes().to_vec()
}

impl Wallet {
    fn verify(&self, response: &[u8], transcript: &[u8], further: &[&str]) -> (i32, Value) {
        let directory = TempDir::new().unwrap();
        let (response_path, transcript_path) = (directory.path().join("r"), directory.path().join("t"));
        fs::write(&response_path, response).unwrap();
        fs::write(&transcript_path, hex::encode(transcript)).unwrap();
        let (response, transcript) = (response_path.to_str().unwrap(), transcript_path.to_str().unwrap());
        let mut arguments = vec!["verify", "--format", "json", "--profile", "field", "--at", &self.at];
        arguments.extend(["--response", response, "--transcript", transcript, "--signer-key", &self.signer]);
        arguments.extend(further);
        mdoc_json(&arguments)
    }
}

/// The ids of the checks that came out so, over all documents and the response.
fn checks(verdict: &Value, outcome: &str) -> Vec<String> {
    let documents = verdict["documents"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|document| &document["checks"].as_array().unwrap()[..]);
    let response = verdict["checks"].as_array().into_iter().flatten();
    let found = documents.chain(response).filter(|check| check["outcome"] == outcome);
    found.map(|check| check["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_six_wallets_are_verified() {
    let Some(vectors) = vectors() else { return };
    for wallet in wallets(&vectors) {
        let (code, verdict) = wallet.verify(&stripped(&wallet.response), &wallet.transcript, &["--claims"]);
        assert_eq!((code, &verdict["verdict"]), (0, &Value::from("verified")), "{}: {verdict:#}", wallet.index);
        let documents = verdict["documents"].as_array().unwrap();
        assert_eq!(documents.len(), 1);
        assert!(documents[0]["docType"].is_string() && documents[0]["verdict"] == "verified");
        assert!(documents[0]["elements"].as_object().is_some_and(|elements| !elements.is_empty()));
        assert!(documents[0]["deviceElements"].is_object());
        for check in documents[0]["checks"].as_array().unwrap() {
            for member in ["id", "clause", "outcome", "detail"] {
                assert!(check[member].is_string(), "{check}");
            }
        }
        let skipped = checks(&verdict, "skipped");
        for id in ["path.anchor", "mso.signed", "mso.within-signer"] {
            assert!(skipped.iter().any(|skipped| skipped == id), "{id} of {}", wallet.index);
        }
    }
}

/// All the texts of a CBOR item that are long enough to be told from others.
fn texts(value: mdoc_proximity::cbor::RawValue<'_>) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(value.as_text().or_else(|| value.as_tagged_text().map(|(_, text)| text)).map(str::to_owned));
    found.retain(|text| text.len() > 3);
    found
}

#[test]
fn values_are_printed_where_they_are_asked_for() {
    let Some(vectors) = vectors() else { return };
    let mut seen = 0;
    for wallet in wallets(&vectors) {
        let response = stripped(&wallet.response);
        let (decoded, _) = cbor::from_slice::<DeviceResponse<'_>>(&response, Encoding::Field).unwrap();
        let document = decoded.documents[0].as_ref().unwrap();
        let items = document.issuer_signed.name_spaces.iter().flat_map(|(_, items)| items);
        let values: Vec<String> = items.flat_map(|item| texts(item.element_value)).collect();
        let directory = TempDir::new().unwrap();
        let path = |name: &str, bytes: &[u8]| {
            let path = directory.path().join(name);
            fs::write(&path, hex::encode(bytes)).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (response, transcript) = (path("r", &response), path("t", &wallet.transcript));
        let arguments = ["verify", "--profile", "field", "--at", &wallet.at, "--signer-key", &wallet.signer];
        let arguments = [&arguments[..], &["--response", &response, "--transcript", &transcript]].concat();
        for format in ["text", "json"] {
            let run = |further: &[&str]| {
                let output = mdoc(&[&arguments[..], &["--format", format], further].concat(), b"");
                assert_eq!(output.status.code(), Some(0));
                String::from_utf8(output.stdout).unwrap()
            };
            let (without, with) = (run(&[]), run(&["--claims"]));
            for value in &values {
                assert!(!without.contains(value.as_str()), "{format} of {}: {value}", wallet.index);
                assert!(with.contains(value.as_str()), "{format} of {}: {value}", wallet.index);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn the_text_puts_what_is_wrong_first_with_clause_and_place() {
    let Some(vectors) = vectors() else { return };
    let mut samples = fs::read_dir(vectors.join("field")).unwrap().map(|entry| entry.unwrap().path());
    let path = samples.find(|path| path.to_string_lossy().contains("/084_mdoc")).unwrap();
    let run = |columns: &str| {
        let mut command = assert_cmd::Command::cargo_bin("mdoc").unwrap();
        command.env("COLUMNS", columns).args(["verify", "--profile", "field", "--at", "2024-07-01T00:00:00Z"]);
        let output = command.arg("--response").arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = run("0");
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(at("✗ EU PID") < at("✗ path.anchor") && at("✗ path.anchor") < at("~ mso.dates"), "{text}");
    assert!(at("~ data.types") < at("✓ document.structure") && at("✓ mso.random") < at("The response"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    for (index, _) in
        lines.iter().enumerate().filter(|(_, line)| line.starts_with("    ~") || line.starts_with("    ✗"))
    {
        assert!(lines[index + 2].trim_start().starts_with("clause ed1 "), "{}", lines[index]);
    }
    assert!(text.contains("clause ed1 9.1.2.4, ed2 12.3.4, at byte "), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours where nobody looks");
    let narrow = run("72");
    assert!(narrow.lines().filter(|line| line.chars().count() > 72).count() < 8, "{narrow}");
    assert!(narrow.lines().count() > text.lines().count());
}

#[test]
fn nothing_returned_is_told_as_such() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("response");
    fs::write(&path, "a26776657273696f6e63312e306673746174757300").unwrap();
    let output = mdoc(&["verify", "--response", path.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("nothing returned"));
}

#[test]
fn bytes_behind_the_response_are_malformed() {
    let Some(vectors) = vectors() else { return };
    let padded = &wallets(&vectors)[0];
    assert_ne!(stripped(&padded.response), padded.response);
    let (code, verdict) = padded.verify(&padded.response, &padded.transcript, &[]);
    assert_eq!(code, 2);
    assert_eq!(verdict["verdict"], "malformed");
    assert!(verdict["error"].as_str().unwrap().contains("bytes follow"));
    assert_eq!(
        (&verdict["checks"][0]["id"], verdict["checks"].as_array().unwrap().len()),
        (&"response.encoding".into(), 1)
    );
    assert_eq!(verdict["documents"], Value::Array(Vec::new()));
}

/// The offset in `whole` of a slice of it.
fn offset(whole: &[u8], part: &[u8]) -> usize {
    part.as_ptr().addr() - whole.as_ptr().addr()
}

#[test]
fn one_changed_byte_is_found_and_named() {
    let Some(vectors) = vectors() else { return };
    for wallet in wallets(&vectors) {
        let response = stripped(&wallet.response);
        let (decoded, _) = cbor::from_slice::<DeviceResponse<'_>>(&response, Encoding::Field).unwrap();
        let document: &Document<'_> = decoded.documents[0].as_ref().unwrap();
        let issuer_auth = &document.issuer_signed.issuer_auth;
        let item = &document.issuer_signed.name_spaces[0].1[0];
        let digest = {
            use mdoc_proximity::crypto::{DEFAULT_PROVIDER as PROVIDER, HashAlgorithm};
            let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[item.bytes()]);
            let digest: &[u8] = digest.as_bytes();
            response.windows(32).position(|window| window == digest).unwrap()
        };
        let device_signature = document.device_signed.device_auth.device_signature.as_ref().unwrap();
        let places = [
            ("item", offset(&response, item.value().random), "mso.digests"),
            ("MSO", digest, "issuer.signature"),
            ("issuer's signature", offset(&response, issuer_auth.signature) + 7, "issuer.signature"),
            ("device's signature", offset(&response, device_signature.signature) + 40, "device.authentication"),
        ];
        for (what, at, check) in places {
            let mut changed = response.clone();
            changed[at] ^= 1;
            let (code, verdict) = wallet.verify(&changed, &wallet.transcript, &[]);
            assert_eq!((code, &verdict["verdict"]), (1, &Value::from("rejected")), "{what} of {}", wallet.index);
            assert!(checks(&verdict, "fail").iter().any(|id| id == check), "{what} of {}: {verdict:#}", wallet.index);
            assert!(verdict["documents"][0].get("elements").is_none(), "{what} of {}", wallet.index);
        }
        let mut transcript = wallet.transcript.clone();
        // What is no transcript any more is a wrong one.
        transcript[0] ^= 1;
        let (code, verdict) = wallet.verify(&response, &transcript, &[]);
        assert_eq!((code, checks(&verdict, "fail")), (1, vec!["device.authentication".to_owned()]), "{}", wallet.index);
        transcript[0] ^= 1;
        *transcript.last_mut().unwrap() ^= 1;
        let (code, verdict) = wallet.verify(&response, &transcript, &[]);
        assert_eq!((code, checks(&verdict, "fail")), (1, vec!["device.authentication".to_owned()]), "{}", wallet.index);
    }
}

#[test]
fn every_form_of_input_gives_the_same_verdict() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let Some(vectors) = vectors() else { return };
    let wallet = &wallets(&vectors)[1];
    let (response, transcript) = (&wallet.response, &wallet.transcript);
    let expected = wallet.verify(response, transcript, &[]);
    let forms = [hex::encode(response), STANDARD.encode(response), URL_SAFE_NO_PAD.encode(response)];
    for form in forms {
        assert_eq!(wallet.verify(form.as_bytes(), transcript, &[]), expected);
    }
}

#[test]
fn without_a_transcript_nothing_is_verified() {
    let Some(vectors) = vectors() else { return };
    let wallet = &wallets(&vectors)[1];
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("response.hex");
    fs::write(&path, hex::encode(&wallet.response)).unwrap();
    let arguments =
        ["verify", "--response", path.to_str().unwrap(), "--at", &wallet.at, "--signer-key", &wallet.signer];
    let (code, verdict) = mdoc_json(&[&arguments[..], &["--profile", "field", "--format", "json"]].concat());
    assert_eq!((code, &verdict["verdict"]), (1, &Value::from("rejected")));
    assert_eq!(checks(&verdict, "fail"), Vec::<String>::new());
    assert!(checks(&verdict, "skipped").contains(&"device.authentication".to_owned()));
}

#[test]
fn an_issuer_signed_is_judged_on_its_own() {
    let Some(vectors) = vectors() else { return };
    let path = vectors.join("field/034_mdoc_20516efa26cc.hex");
    let arguments = ["verify", "--response", path.to_str().unwrap(), "--at", "2025-02-10T00:00:00Z"];
    let (code, verdict) = mdoc_json(&[&arguments[..], &["--profile", "field", "--format", "json"]].concat());
    assert_eq!((code, &verdict["verdict"]), (1, &Value::from("rejected")));
    assert!(checks(&verdict, "pass").contains(&"mso.digests".to_owned()));
    // Nobody was trusted.
    assert!(checks(&verdict, "fail").contains(&"path.anchor".to_owned()));
}

#[test]
fn another_signer_and_another_time_are_refused() {
    let Some(vectors) = vectors() else { return };
    let wallets = wallets(&vectors);
    let (one, other) = (&wallets[1], &wallets[2]);
    let stranger = Wallet { signer: other.signer.clone(), ..one.clone() };
    let (code, verdict) = stranger.verify(&one.response, &one.transcript, &[]);
    assert_eq!(code, 1);
    assert!(checks(&verdict, "fail").contains(&"issuer.signature".to_owned()));
    // Of two keys one is enough.
    let (code, _) = one.verify(&one.response, &one.transcript, &["--signer-key", &other.signer]);
    assert_eq!(code, 0);
    let late = Wallet { at: "2040-01-01T00:00:00Z".to_owned(), ..one.clone() };
    let (code, verdict) = late.verify(&one.response, &one.transcript, &[]);
    assert_eq!((code, checks(&verdict, "fail")), (1, vec!["mso.valid-until".to_owned()]));
}

#[test]
fn the_annex_d_response_needs_its_readers_key() {
    let Some(vectors) = vectors() else { return };
    let text = fs::read_to_string(vectors.join("annex-d.json")).unwrap();
    let annex: Value = serde_json::from_str(&text).unwrap();
    let named = |word: &str| {
        let found =
            annex["vectors"].as_array().unwrap().iter().find(|vector| vector["name"].as_str().unwrap().contains(word));
        found.unwrap_or_else(|| panic!("{word}"))["hex"].as_str().unwrap().to_owned()
    };
    let directory = TempDir::new().unwrap();
    let write = |name: &str, content: &str| {
        let path = directory.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let response = write("response", &named("D.4.1.2"));
    let request = write("request", &named("D.4.1.1"));
    let transcript = write("transcript", &named("SessionTranscriptBytes"));
    let root = write("iaca.der", &named("IACA certificate"));
    let scalar = annex["keys"]["ephemeral_reader_key"]["d"].as_str().unwrap();
    let arguments = ["verify", "--format", "json", "--response", &response, "--request", &request];
    let arguments = [&arguments[..], &["--transcript", &transcript, "--at", "2021-01-01T00:00:00Z"]].concat();
    let arguments = [&arguments[..], &["--trust", &root, "--profile", "field"]].concat();
    let outcome = |key: &[&str]| {
        let (code, verdict) = mdoc_json(&[&arguments[..], key].concat());
        let checks = verdict["documents"][0]["checks"].as_array().unwrap().clone();
        let check = checks.into_iter().find(|check| check["id"] == "device.authentication").unwrap();
        (code, check["outcome"].as_str().unwrap().to_owned())
    };
    assert_eq!(outcome(&["--reader-key", scalar]), (0, "pass".to_owned()));
    assert_eq!(outcome(&["--reader-key", &format!("P-256:{scalar}")]), (0, "pass".to_owned()));
    assert_eq!(outcome(&[]), (1, "fail".to_owned()));
}

#[test]
fn what_cannot_be_read_is_exit_2() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("x");
    fs::write(&path, "a0").unwrap();
    let path = path.to_str().unwrap();
    let at = ["--at", "2025-01-01T00:00:00Z"];
    for arguments in [
        vec!["verify", "--response", "/nonexistent"],
        vec!["verify", "--response", path],
        vec!["verify", "--response", path, "--signer-key", "zz"],
        vec!["verify", "--response", path, "--transcript", path],
        vec!["verify", "--response", path, "--request", path],
        vec!["verify", "--response", path, "--reader-key", "0011"],
        vec!["verify", "--response", path, "--trust", path],
        vec!["verify", "--response", "-"],
    ] {
        let output = mdoc(&[&arguments[..], &at].concat(), b"hello, world!");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = mdoc(&["verify", "--response", path, "--at", "yesterday"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("RFC 3339"));
}

#[test]
fn json_is_written_for_inputs_that_cannot_be_read_too() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("x");
    fs::write(&path, "a0").unwrap();
    let path = path.to_str().unwrap();
    for further in [vec!["--transcript", path], vec!["--request", path], vec!["--at", "noon"], vec!["--trust", "/none"]]
    {
        let (code, verdict) = mdoc_json(&[&["verify", "--format", "json", "--response", path], &further[..]].concat());
        assert_eq!((code, &verdict["verdict"]), (2, &Value::from("malformed")), "{further:?}");
        assert!(verdict["error"].is_string() && verdict["documents"].as_array().unwrap().is_empty());
    }
}

#[test]
fn a_key_may_be_given_as_the_text_of_a_pem_file() {
    let pem = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUTMdsLBiU1hec+oUP32NgXJkU1UP
DSdk7NFxsfXuymKrOu/JueGpL02VXJaU1SGQSU/QNyQjOPxAeE0wUDcW7A==
-----END PUBLIC KEY-----
";
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("response");
    // A response without documents: the key is read, and there is nothing to use it for.
    fs::write(&path, "a26776657273696f6e63312e306673746174757300").unwrap();
    let arguments = ["verify", "--format", "json", "--response", path.to_str().unwrap(), "--signer-key", pem];
    let (code, verdict) = mdoc_json(&arguments);
    assert_eq!((code, &verdict["verdict"]), (1, &Value::from("empty")));
    let private = ["--reader-key", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----"];
    let output = mdoc(&[&arguments[..], &private].concat(), b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("private key"));
}
