//! Other people's certificates: Annex D, published IACA roots, interop reader CAs, production VICALs, wallets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::arithmetic_side_effects, missing_docs)]

use std::path::PathBuf;
use std::time::Duration;

use data_encoding::HEXLOWER_PERMISSIVE;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, SecretKey};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{Certificate, KeyUsage, Path, Purpose, validate};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::Value;

#[path = "trust_vectors/profiles.rs"]
mod profiles;

fn vectors() -> Option<PathBuf> {
    let shared = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let vectors = shared.join("vectors");
    if !vectors.is_dir() {
        println!("skipped: ../shared/vectors is absent");
        return None;
    }
    Some(vectors)
}

/// All certificates of a PEM file.
fn pem(path: PathBuf) -> Vec<Vec<u8>> {
    const END: &str = "-----END CERTIFICATE-----";
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    text.split_inclusive(END)
        .filter_map(|part| part.find("-----BEGIN CERTIFICATE-----").map(|start| &part[start..]))
        .map(|block| {
            // Line lengths vary in the field: wrap anew.
            let body: String = block.lines().filter(|line| !line.starts_with("-----")).collect();
            data_encoding::BASE64.decode(body.trim().as_bytes()).unwrap()
        })
        .collect()
}

fn annex_d(vectors: &std::path::Path) -> Value {
    serde_json::from_slice(&std::fs::read(vectors.join("annex-d.json")).unwrap()).unwrap()
}

fn vector(annex_d: &Value, name: &str) -> Vec<u8> {
    let vectors = annex_d["vectors"].as_array().unwrap();
    let found = vectors.iter().find(|vector| vector["name"] == name).unwrap();
    HEXLOWER_PERMISSIVE.decode(found["hex"].as_str().unwrap().as_bytes()).unwrap()
}

fn document_signer() -> Purpose {
    Purpose::document_signer(vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()])
}

fn strict(chain: &[&[u8]], anchors: &TrustAnchors, purpose: &Purpose, at: &str) -> (Option<Path>, Report) {
    let mut report = Report::new();
    let at = UnixTime::from_rfc3339(at).unwrap();
    let anchors = anchors.certificates();
    let path = validate(&PROVIDER, chain, anchors, purpose, at, Duration::ZERO, Profile::Strict, &mut report);
    (path, report)
}

#[test]
fn annex_d_certificates_form_two_clean_paths() {
    let Some(vectors) = vectors() else { return };
    let annex_d = annex_d(&vectors);
    let paths = [
        ("D.5.2 IACA certificate", "D.5 DS certificate (extracted)", document_signer(), TrustAnchors::issuers()),
        (
            "D.5.4 Reader root certificate",
            "D.5 Reader certificate (extracted)",
            Purpose::reader(),
            TrustAnchors::readers(),
        ),
    ];
    for (anchor, leaf, purpose, mut anchors) in paths {
        let (anchor, leaf) = (vector(&annex_d, anchor), vector(&annex_d, leaf));
        let loaded = anchors.add(&PROVIDER, &anchor, Profile::Strict).unwrap();
        assert_eq!(loaded.outcome(CheckId::PathSignature), Some(Outcome::Pass));
        assert!(loaded.checks().iter().all(|check| check.outcome == Outcome::Pass), "{loaded:#?}");
        let (path, report) = strict(&[&leaf], &anchors, &purpose, "2021-01-01T00:00:00Z");
        assert!(path.is_some(), "{report:#?}");
        assert!(report.checks().iter().all(|check| check.outcome != Outcome::Deviation));
        let (_, report) = strict(&[&leaf], &anchors, &purpose, "2024-01-01T00:00:00Z");
        assert_eq!(report.outcome(CheckId::PathValidity), Some(Outcome::Fail));
    }
}

#[test]
fn annex_d_certificates_read_as_published() {
    let Some(vectors) = vectors() else { return };
    let annex_d = annex_d(&vectors);
    for (published, name) in [
        ("IACA", "D.5.2 IACA certificate"),
        ("DS", "D.5 DS certificate (extracted)"),
        ("reader_root", "D.5.4 Reader root certificate"),
        ("reader", "D.5 Reader certificate (extracted)"),
    ] {
        let published = &annex_d["certificates"][published];
        let certificate = Certificate::from_der(&vector(&annex_d, name)).unwrap();
        assert_eq!(certificate.serial(), published["serial"].as_str().unwrap());
        for (found, member) in [(certificate.not_before(), "notBefore"), (certificate.not_after(), "notAfter")] {
            assert_eq!(found, UnixTime::from_rfc3339(published[member].as_str().unwrap()).unwrap());
        }
        assert_eq!(certificate.subject(), published["subject"].as_str().unwrap());
        assert_eq!(certificate.issuer(), published["issuer"].as_str().unwrap());
        let extensions = published["extensions"].as_array().unwrap();
        assert_eq!(certificate.extensions().len(), extensions.len());
        for (found, published) in certificate.extensions().iter().zip(extensions) {
            assert_eq!(found.oid(), published["oid"].as_str().unwrap());
            assert_eq!(found.is_critical(), published["critical"].as_bool().unwrap());
        }
    }
    let signer = Certificate::from_der(&vector(&annex_d, "D.5 DS certificate (extracted)")).unwrap();
    let iaca = Certificate::from_der(&vector(&annex_d, "D.5.2 IACA certificate")).unwrap();
    assert_eq!(signer.country().as_deref(), Some("US"));
    assert_eq!(signer.common_name().as_deref(), Some("utopia ds"));
    assert_eq!(signer.state_or_province(), None);
    assert_eq!(signer.extended_key_usage(), [Purpose::MDL_DOCUMENT_SIGNER]);
    assert_eq!(signer.key_usage(), Some(KeyUsage::DIGITAL_SIGNATURE));
    assert_eq!(signer.authority_key_identifier(), iaca.subject_key_identifier());
    assert_eq!(iaca.basic_constraints().unwrap().path_length, Some(0));
}

#[test]
fn the_annex_d_iaca_issues_a_signer_of_ours() {
    let Some(vectors) = vectors() else { return };
    let annex_d = annex_d(&vectors);
    let iaca = Certificate::from_der(&vector(&annex_d, "D.5.2 IACA certificate")).unwrap();
    let scalar = HEXLOWER_PERMISSIVE.decode(annex_d["keys"]["iaca_key"]["d"].as_str().unwrap().as_bytes()).unwrap();
    let key = PROVIDER.keys.signing_key(&SecretKey::from_bytes(Curve::P256, scalar.into())).unwrap();
    assert!(iaca.public_key(&PROVIDER).unwrap() == *key.public_key());

    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let spec = CertificateSpec::document_signer(
        SubjectName { country: Some("US".to_owned()), common_name: "utopia ds 2".to_owned(), ..Default::default() },
        Validity {
            not_before: UnixTime::from_rfc3339("2020-10-01T00:00:00Z").unwrap(),
            not_after: UnixTime::from_rfc3339("2021-10-01T00:00:00Z").unwrap(),
        },
        AlternativeName::Email("example@example.com".to_owned()),
        "https://example.com/crl",
        &[Purpose::MDL_DOCUMENT_SIGNER],
    );
    let leaf = Authority::new(iaca.clone(), key).issue(&mut rng, &spec, &iaca.public_key(&PROVIDER).unwrap()).unwrap();
    assert_eq!(leaf.authority_key_identifier(), iaca.subject_key_identifier());
    // The published key identifier is made as ours are.
    assert_eq!(leaf.subject_key_identifier(), iaca.subject_key_identifier());
    let mut anchors = TrustAnchors::issuers();
    anchors.add(&PROVIDER, iaca.der(), Profile::Strict).unwrap();
    let purpose = document_signer();
    let (path, report) = strict(&[leaf.der()], &anchors, &purpose, "2021-01-01T00:00:00Z");
    assert!(path.is_some(), "{report:#?}");
}

#[test]
fn published_iaca_roots_fall_into_clean_deviating_and_refused() {
    let Some(vectors) = vectors() else { return };
    let roots = pem(vectors.join("trust/iaca-roots.pem"));
    assert_eq!(roots.len(), 19);
    let (mut clean, mut deviating, mut refused) = (0, 0, 0);
    let mut anchors = TrustAnchors::issuers();
    for der in &roots {
        let certificate = Certificate::from_der(der).unwrap();
        assert_eq!(certificate.der(), der);
        let strict = TrustAnchors::issuers().add(&PROVIDER, der, Profile::Strict);
        match anchors.add(&PROVIDER, der, Profile::Field) {
            Ok(report) if report.checks().iter().any(|check| check.outcome == Outcome::Deviation) => {
                let broken: Vec<_> = strict.unwrap_err().report.failures().map(|check| check.id).collect();
                assert!(broken.contains(&CheckId::ProfileBasicConstraints), "{}", certificate.subject());
                assert!(broken.iter().all(|id| id.as_str().starts_with("profile.")), "{}", certificate.subject());
                deviating += 1;
            }
            Ok(_) => {
                assert!(strict.is_ok());
                clean += 1;
            }
            Err(error) => {
                assert_eq!(error.report.outcome(CheckId::PathCa), Some(Outcome::Fail));
                assert_eq!(certificate.extended_key_usage(), [Purpose::MDL_DOCUMENT_SIGNER]);
                assert!(strict.is_err());
                refused += 1;
            }
        }
    }
    assert_eq!((clean, deviating, refused), (8, 9, 2));
    assert_eq!(anchors.certificates().len(), 17);
}

#[test]
fn a_published_signer_leads_to_its_published_root() {
    let Some(vectors) = vectors() else { return };
    let roots = pem(vectors.join("trust/iaca-roots.pem"));
    let mut anchors = TrustAnchors::issuers();
    roots.iter().for_each(|der| drop(anchors.add(&PROVIDER, der, Profile::Field)));
    let signer = |name: &str| {
        let found = |der: &&Vec<u8>| Certificate::from_der(der).unwrap().common_name().as_deref() == Some(name);
        roots.iter().find(found).unwrap()
    };
    let purpose = document_signer();
    // P-256 signer, P-521 root, ecdsa-with-SHA512.
    let (path, report) = strict(&[signer("Payground Document Signer")], &anchors, &purpose, "2025-06-01T00:00:00Z");
    assert!(path.is_some(), "{report:#?}");
    let (_, report) = strict(&[signer("UL TESTING Staging DS")], &anchors, &purpose, "2024-06-01T00:00:00Z");
    assert_eq!(report.failures().map(|check| check.id).collect::<Vec<_>>(), [CheckId::PathAnchor]);
}

#[test]
fn interop_reader_cas_parse() {
    let Some(vectors) = vectors() else { return };
    let mut files: Vec<_> =
        std::fs::read_dir(vectors.join("trust/reader_ca")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 10);
    let mut accepted = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for der in pem(path) {
            Certificate::from_der(&der).unwrap();
            match TrustAnchors::readers().add(&PROVIDER, &der, Profile::Field) {
                Ok(_) => accepted.push(name.clone()),
                Err(error) => println!("{name}: {error}"),
            }
        }
    }
    // Animo's is no CA, Bundesdruckerei's is a reader, and Fime's second is on a curve the provider may lack.
    accepted.retain(|name| name != "Fime_Reader_CA_2");
    assert_eq!(
        accepted,
        [
            "Fime_Reader_CA_1",
            "Google_Reader_CA",
            "Idemia_Reader_CA",
            "MATTR_Reader_CA",
            "SpruceID_Reader_CA",
            "Thales_Reader_CA_1",
            "Thales_Reader_CA_2",
        ]
    );
}

#[test]
fn the_aamva_issuing_ca_is_signed_by_its_root() {
    let Some(vectors) = vectors() else { return };
    let read = |name: &str| Certificate::from_der(&pem(vectors.join("trust").join(name))[0]).unwrap();
    let (root, issuing) = (read("aamva-ca-root.crt"), read("aamva-ca-issuing.crt"));
    let key = root.public_key(&PROVIDER).unwrap();
    root.verify_signature(&PROVIDER, &key).unwrap();
    issuing.verify_signature(&PROVIDER, &key).unwrap();
    assert_eq!(issuing.issuer_der(), root.subject_der());
    assert!(root.verify_signature(&PROVIDER, &issuing.public_key(&PROVIDER).unwrap()).is_err());
}

/// Every CBOR byte string of 256 or more bytes that holds a DER sequence as long as itself.
fn certificates_in(bytes: &[u8]) -> Vec<&[u8]> {
    let is_start = |window: &[u8]| window[0] == 0x59 && window[3..5] == [0x30, 0x82];
    let mut found = Vec::new();
    for (start, window) in bytes.windows(7).enumerate().filter(|(_, window)| is_start(window)) {
        let length = |at: usize| usize::from(u16::from_be_bytes([window[at], window[at + 1]]));
        if length(1) == length(5) + 4 {
            found.extend(bytes.get(start + 3..start + 3 + length(1)));
        }
    }
    found
}

#[test]
fn vical_certificates_parse_and_are_classified() {
    let Some(vectors) = vectors() else { return };
    for name in ["aamva-2025-11-18.vical.cbor", "aamva-2026-01-02.vical.cbor"] {
        let bytes = std::fs::read(vectors.join("trust").join(name)).unwrap();
        let found = certificates_in(&bytes);
        // 14 entries and the signer's chain of three.
        assert_eq!(found.len(), 17);
        let mut anchors = TrustAnchors::issuers();
        for der in found {
            let certificate = Certificate::from_der(der).unwrap();
            if let Err(error) = anchors.add(&PROVIDER, der, Profile::Field) {
                println!("{}: {error}", certificate.subject());
            }
        }
        // All but the signer itself.
        assert_eq!(anchors.certificates().len(), 16);
    }
}

#[test]
fn wallet_signers_parse_and_are_judged() {
    let Some(vectors) = vectors() else { return };
    let text = std::fs::read(vectors.join("wallets/responses.json")).unwrap();
    let responses: Value = serde_json::from_slice(&text).unwrap();
    for response in responses.as_array().unwrap() {
        let mdoc = response["mdoc"].as_str().unwrap();
        let bytes = HEXLOWER_PERMISSIVE.decode(mdoc.as_bytes()).unwrap();
        let found = certificates_in(&bytes);
        assert!(!found.is_empty(), "{}", response["index"]);
        let signer = Certificate::from_der(found[0]).unwrap();
        let key = signer.public_key(&PROVIDER).unwrap();
        let pinned = |member: &str| {
            let text = response[member].as_str().unwrap();
            HEXLOWER_PERMISSIVE.decode(text.trim_start_matches("0x").as_bytes()).unwrap()
        };
        assert_eq!((key.x(), key.y()), (pinned("issuer_pk_x").as_slice(), Some(pinned("issuer_pk_y").as_slice())));
        // None of them chains to an anchor we have: the report says so, and why else not.
        let anchors = TrustAnchors::issuers();
        let now = response["now"].as_str().unwrap();
        let (path, report) = strict(&[found[0]], &anchors, &document_signer(), now);
        assert!(path.is_none());
        assert_eq!(report.outcome(CheckId::PathAnchor), Some(Outcome::Fail));
        let failed: Vec<_> = report.failures().map(|check| check.detail.as_str()).collect();
        println!("{}: {failed:?}", response["index"]);
    }
}
