//! Every sample of wallets and of the field under both profiles: what one accepts and the other does not, the reports
//! explain check by check.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "it serves the library's tests, too")]
#[path = "../../tests/reader_hostile/bench.rs"]
mod bench;
#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bench::{Bench, name, signer_spec};
use mdoc_proximity::cbor::{Embedded, Encoding, Reader, from_slice};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::{DeviceResponse, IssuerSigned};
use mdoc_proximity::x509::{Certificate, Purpose};
use serde_json::Value;
use shared::{mdoc_json, vectors};
use tempfile::TempDir;

/// A sample with whatever is known about it.
struct Sample {
    name: String,
    bytes: Vec<u8>,
    transcript: Option<Vec<u8>>,
    /// As `--signer-key` takes it.
    signer: Option<String>,
    at: String,
}

/// The six responses of wallets, with the signers that their collection names.
fn wallets(vectors: &Path) -> Vec<Sample> {
    let text = fs::read_to_string(vectors.join("wallets/responses.json")).unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    let read = |entry: &Value| {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let padded = hex::decode(text("mdoc")).unwrap();
        Sample {
            name: format!("wallet {}", entry["index"]),
            // The zeros behind the item are the collection's.
            bytes: Reader::new(&padded, Encoding::Field).raw().unwrap().bytes().to_vec(),
            transcript: Some(hex::decode(text("transcript")).unwrap()),
            signer: Some(format!("{},{}", text("issuer_pk_x"), text("issuer_pk_y"))),
            at: text("now"),
        }
    };
    list.as_array().unwrap().iter().map(read).collect()
}

/// All samples of the field, those that are no documents too. A document's signer is the one in its own certificate, and
/// the time its last moment.
fn field(vectors: &Path) -> Vec<Sample> {
    let files = fs::read_dir(vectors.join("field")).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<Sample> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "hex"))
        .map(|path| {
            let bytes = hex::decode(fs::read_to_string(&path).unwrap().trim()).unwrap();
            let (signer, at) = signer(&bytes).unzip();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            Sample { name, bytes, transcript: None, signer, at: at.unwrap_or("2025-01-01T00:00:00Z".to_owned()) }
        })
        .collect();
    samples.sort_by(|one, other| one.name.cmp(&other.name));
    samples
}

fn signer(bytes: &[u8]) -> Option<(String, String)> {
    let response = from_slice::<DeviceResponse<'_>>(bytes, Encoding::Field).ok().map(|(response, _)| response);
    let document = response.and_then(|response| response.documents.into_iter().next()).and_then(Result::ok);
    let alone = || from_slice::<IssuerSigned<'_>>(bytes, Encoding::Field).ok().map(|(alone, _)| alone);
    let issuer_signed = document.map(|document| document.issuer_signed).or_else(alone)?;
    let leaf = Certificate::from_der(issuer_signed.issuer_auth.x5chain().first()?).ok()?;
    let (mso, _) =
        from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(issuer_signed.issuer_auth.payload?, Encoding::Field)
            .ok()?;
    let key = leaf.public_key(&PROVIDER).ok()?;
    let point = hex::encode(key.to_sec1());
    Some((format!("{}:{point}", key.curve()), mso.validity_info.valid_until.at?.to_string()))
}

impl Sample {
    fn verify(&self, profile: &str, trust: &[&str]) -> (i32, Value) {
        let directory = TempDir::new().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = directory.path().join(name);
            fs::write(&path, hex::encode(bytes)).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (response, transcript) = (file("r", &self.bytes), self.transcript.as_ref().map(|bytes| file("t", bytes)));
        let mut arguments = vec!["verify", "--format", "json", "--profile", profile, "--at", &self.at];
        arguments.extend(["--response", &response]);
        arguments.extend(transcript.iter().flat_map(|transcript| ["--transcript", transcript]));
        arguments.extend(trust);
        mdoc_json(&arguments)
    }
}

/// A check that did not pass: id, subject, detail and place.
type Finding = (String, String, String, String);

/// The checks that came out so, over the documents and the response, each with its clause.
fn findings(verdict: &Value, outcome: &str) -> BTreeSet<Finding> {
    let documents = verdict["documents"].as_array().unwrap().iter().map(|document| &document["checks"]);
    let checks = documents.chain([&verdict["checks"]]).flat_map(|checks| checks.as_array().unwrap());
    let found = checks.filter(|check| check["outcome"] == outcome).map(|check| {
        let clause = check["clause"].as_str().unwrap();
        let (first, second) = clause.strip_prefix("ed1 ").unwrap().split_once(", ed2 ").unwrap();
        assert!(first.len() + second.len() > 2 && !check["detail"].as_str().unwrap().is_empty(), "{check}");
        let text = |member: &str| check[member].to_string();
        (text("id"), text("subject"), text("detail"), text("offset"))
    });
    found.collect()
}

/// Whether it was accepted; rejected or malformed otherwise.
fn is_accepted((code, verdict): &(i32, Value)) -> bool {
    let expected = match verdict["verdict"].as_str().unwrap() {
        "verified" => 0,
        "rejected" => 1,
        "malformed" => 2,
        other => panic!("{other}"),
    };
    assert_eq!(*code, expected);
    expected == 0
}

/// What both profiles make of a sample is consistent: the strict one fails nothing that the field profile does not name.
fn compare(sample: &Sample, trust: &[&str]) -> [bool; 2] {
    let name = &sample.name;
    let [strict, field] = ["strict", "field"].map(|profile| sample.verify(profile, trust));
    let [failed, tolerated] = [findings(&strict.1, "fail"), findings(&strict.1, "deviation")];
    let [field_failed, field_tolerated] = [findings(&field.1, "fail"), findings(&field.1, "deviation")];
    let of = |findings: &BTreeSet<Finding>| findings.iter().map(|(id, ..)| id.clone()).collect::<BTreeSet<_>>();
    match [&strict, &field].map(|(_, verdict)| verdict["verdict"] == "malformed") {
        [false, false] => {
            // Rule by rule and place by place: what the strict profile fails, the other fails or names as tolerated.
            let named: BTreeSet<_> = field_failed.union(&field_tolerated).cloned().collect();
            for finding in failed.union(&tolerated) {
                // How many anchors there are is the profile's doing, too.
                let anchors = finding.0 == "\"path.anchor\"" && of(&field_failed).contains(&finding.0);
                assert!(named.contains(finding) || anchors, "{name}: strict has {finding:?}, field {named:#?}");
            }
            assert!(of(&field_failed).is_subset(&of(&failed)), "{name}: {field_failed:#?} {failed:#?}");
        }
        // Nothing is read from what is malformed, so that one check stands for all.
        [true, false] => {
            assert_eq!(of(&failed), of(&failed).intersection(&of(&field_tolerated)).cloned().collect(), "{name}");
            assert_eq!(failed.len(), 1, "{name}");
        }
        [true, true] => {
            assert_eq!((failed, strict.1["error"].to_string()), (field_failed, field.1["error"].to_string()))
        }
        [false, true] => panic!("{name}: malformed in the field only"),
    }
    let accepted = [is_accepted(&strict), is_accepted(&field)];
    if accepted[0] != accepted[1] {
        assert!(accepted[1], "{name} is accepted by the strict profile only");
        let because = of(&findings(&strict.1, "fail"));
        assert!(!because.is_empty() && because.is_subset(&of(&field_tolerated)), "{name}: {because:?}");
    }
    accepted
}

#[test]
fn what_only_the_field_profile_accepts_is_named_by_both() {
    let mut spec = signer_spec(name("Test DS", "NO", None), &[Purpose::MDL_DOCUMENT_SIGNER]);
    spec.crl_distribution_point = None;
    let (good, odd) = (Bench::new(), Bench::with_signer(1, Curve::P256, &spec));
    for (bench, expected) in [(good, [true, true]), (odd, [false, true])] {
        let directory = TempDir::new().unwrap();
        let root = directory.path().join("root.der");
        fs::write(&root, bench.iaca.certificate().der()).unwrap();
        let sample = Sample {
            name: "a licence".to_owned(),
            bytes: bench.present(&bench.document()),
            transcript: Some(bench.transcript.bytes().to_vec()),
            signer: None,
            at: bench.now.to_string(),
        };
        assert_eq!(compare(&sample, &["--trust", root.to_str().unwrap()]), expected);
    }
}

#[test]
fn no_verdict_differs_for_a_reason_that_is_not_named() {
    let Some(vectors) = vectors() else { return };
    let roots = vectors.join("trust/iaca-roots.pem");
    let (wallets, field) = (wallets(&vectors), field(&vectors));
    assert_eq!((wallets.len(), field.len()), (6, 18));
    let mut pinned = 0;
    for sample in wallets.iter().chain(&field) {
        compare(sample, &[]);
        compare(sample, &["--trust", roots.to_str().unwrap()]);
        if let Some(key) = &sample.signer {
            let [_, in_the_field] = compare(sample, &["--signer-key", key]);
            assert_eq!(in_the_field, sample.transcript.is_some(), "{}", sample.name);
            pinned += 1;
        }
    }
    assert_eq!(pinned, 15);
}
