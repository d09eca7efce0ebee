//! Responses and issued documents from the field: judged without a panic, refused with a reason.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::path::{Path, PathBuf};

use mdoc_proximity::cbor::{Embedded, Encoding, from_slice};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::PublicKey;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::{DeviceResponse, IssuerSigned};
use mdoc_proximity::reader::{Config, Malformed, Verdict, Verification, verify, verify_issuer_signed};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::x509::Certificate;

/// The checks that do not pass under the field profile when the key of the document's own certificate is pinned, by the
/// number a file begins with.
const SAMPLES: &[(&str, Outcome, &[CheckId])] = &[
    ("034", Outcome::Deviation, &[CheckId::MsoDigestIds]),
    ("036", Outcome::Deviation, &[CheckId::MsoDates]),
    ("041", Outcome::Deviation, &[]),
    ("042", Outcome::Fail, &[CheckId::DeviceAlgorithm]),
    ("055", Outcome::Deviation, &[CheckId::DataTypes]),
    ("062", Outcome::Deviation, &[]),
    ("065", Outcome::Deviation, &[CheckId::RevocationMso, CheckId::DataTypes]),
    ("069", Outcome::Deviation, &[]),
    ("084", Outcome::Deviation, &[CheckId::MsoDates, CheckId::DataTypes]),
];

/// The samples that hold documents: number and bytes.
fn samples() -> Vec<(String, Vec<u8>)> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("MDOC_SHARED").map_or_else(beside, PathBuf::from).join("vectors");
    if !folder.is_dir() {
        println!("skipped: ../shared/vectors is absent");
        return Vec::new();
    }
    let files = std::fs::read_dir(folder.join("field")).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<_> = files
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("_mdoc_")))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy()[..3].to_owned();
            let hex = std::fs::read_to_string(&path).unwrap();
            (name, data_encoding::HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()).unwrap())
        })
        .collect();
    samples.sort();
    assert!(samples.len() > 5, "{}", samples.len());
    samples
}

/// The key of the certificate that came along, and a moment at which the document is valid.
fn signer(issuer_signed: &IssuerSigned<'_>) -> Option<(PublicKey, UnixTime)> {
    let leaf = Certificate::from_der(issuer_signed.issuer_auth.x5chain().first()?).ok()?;
    let payload = issuer_signed.issuer_auth.payload?;
    let (mso, _) = from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Field).ok()?;
    Some((leaf.public_key(&PROVIDER).ok()?, mso.validity_info.valid_until.at?))
}

fn judge<'r>(bytes: &'r [u8], config: &Config, at: UnixTime) -> Result<Verdict<'r>, Malformed> {
    let verification = Verification { config, transcript: None, e_reader_key: None, request: None, at };
    match verify(bytes, &verification) {
        Err(malformed) => verify_issuer_signed(bytes, &verification).map_err(|_| malformed),
        verdict => verdict,
    }
}

/// The issuer's part of the first document, or of the one document there is.
fn issuer_signed(bytes: &[u8]) -> Option<IssuerSigned<'_>> {
    let response = from_slice::<DeviceResponse<'_>>(bytes, Encoding::Field).ok().map(|(response, _)| response);
    let document = response.and_then(|response| response.documents.into_iter().next()).and_then(Result::ok);
    let alone = || from_slice::<IssuerSigned<'_>>(bytes, Encoding::Field).ok().map(|(alone, _)| alone);
    document.map(|document| document.issuer_signed).or_else(alone)
}

#[test]
fn what_the_issuers_part_is_worth() {
    let mut judged = Vec::new();
    for (number, bytes) in samples() {
        let Some((key, at)) = issuer_signed(&bytes).and_then(|issuer_signed| signer(&issuer_signed)) else { continue };
        let config = Config::builder(PROVIDER).pinned_signers(vec![key]).profile(Profile::Field).build().unwrap();
        let verdict = judge(&bytes, &config, at).unwrap();
        assert!(!verdict.is_verified(), "{number}: nothing is without a transcript");
        let report = verdict.documents()[0].report();
        for id in [CheckId::IssuerSignature, CheckId::MsoDigests, CheckId::MsoDocType, CheckId::MsoDeviceKey] {
            let outcome = report.outcome(id).unwrap();
            assert!(matches!(outcome, Outcome::Pass | Outcome::Skipped), "{number}: {id} {outcome}");
        }
        let (_, outcome, expected) = SAMPLES.iter().find(|(of, _, _)| *of == number).unwrap();
        let mut found: Vec<_> = report.checks().iter().filter(|check| check.outcome == *outcome).collect();
        found.dedup_by_key(|check| check.id);
        let found: Vec<_> = found.iter().map(|check| check.id).collect();
        assert_eq!(found, *expected, "{number}");
        assert_eq!(report.has_failed(), *outcome == Outcome::Fail, "{number}");
        judged.push(number);
    }
    let expected: Vec<_> = SAMPLES.iter().map(|(number, _, _)| *number).collect();
    assert!(judged.is_empty() || judged == expected, "{judged:?}");
}

#[test]
fn what_is_no_document_is_refused_by_name() {
    let samples = samples();
    let Some((_, annex_d)) = samples.iter().find(|(number, _)| number == "041") else { return };
    let (key, at) = issuer_signed(annex_d).and_then(|issuer_signed| signer(&issuer_signed)).unwrap();
    let config = Config::builder(PROVIDER).pinned_signers(vec![key]).profile(Profile::Field).build().unwrap();
    let refusal = |number: &str| {
        let (_, bytes) = samples.iter().find(|(of, _)| of == number).unwrap();
        let verdict = match judge(bytes, &config, at) {
            Err(malformed) => return malformed.to_string(),
            Ok(verdict) => verdict,
        };
        assert!(!verdict.is_verified());
        let report = verdict.documents()[0].report();
        report.failures().map(|check| check.to_string()).collect::<Vec<_>>().join("\n")
    };
    // A COSE message of another kind, and an x5chain of no certificates.
    for (number, named) in [("068", "issuer.payload"), ("083", "document.structure")] {
        let refusal = refusal(number);
        assert!(refusal.contains(named), "{number}: {refusal}");
    }
}
