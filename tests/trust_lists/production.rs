//! The two production lists of AAMVA. Skipped, with one line said, where the shared vectors are absent.

use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{Authority, SubjectName};
use mdoc_proximity::reader::{Config, verify};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{EntryReport, EntryStanding, ListError, Revocation, TrustAnchors, Vical};
use mdoc_proximity::x509::{Certificate, Purpose};

use crate::bench::{Bench, signer_spec};
use crate::support::vectors;
use crate::world::{MDL, PHOTO_ID, PROFILES, at, key, rng, verdict};

const LISTS: [(&str, &str); 2] =
    [("aamva-2025-11-18.vical.cbor", "2025-11-19T00:00:00Z"), ("aamva-2026-01-02.vical.cbor", "2026-01-02T14:00:00Z")];

fn file(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(vectors()?.join("trust").join(name)).unwrap())
}

fn certificate(name: &str) -> Option<Vec<u8>> {
    let text = String::from_utf8(file(name)?).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    Some(data_encoding::BASE64.decode(body.trim().as_bytes()).unwrap())
}

fn roots(name: &str) -> Option<TrustAnchors> {
    let mut roots = TrustAnchors::list_signers();
    roots.add(&PROVIDER, &certificate(name)?, Profile::Field).unwrap();
    Some(roots)
}

fn open(bytes: &[u8], roots: &TrustAnchors, at: UnixTime, profile: Profile) -> Result<Vical, ListError> {
    Vical::verify(&PROVIDER, bytes, roots, &Revocation::default(), at, Duration::ZERO, profile)
}

/// The list of that name, verified in the field at its clock.
fn list(name: &str, clock: &str) -> Option<Vical> {
    Some(open(&file(name)?, &roots("aamva-ca-root.crt")?, at(clock), Profile::Field).unwrap())
}

fn by_subject<'r>(reports: &'r [EntryReport], part: &str) -> Vec<&'r EntryReport> {
    let of = |report: &&EntryReport| report.certificate.as_ref().unwrap().subject().contains(part);
    reports.iter().filter(of).collect()
}

#[test]
fn signature_and_path_verify_at_their_clocks() {
    for (name, clock) in LISTS {
        let Some(bytes) = file(name) else { return };
        // The signer was issued by the issuing CA; either CA is root enough.
        for root in ["aamva-ca-root.crt", "aamva-ca-issuing.crt"] {
            let roots = roots(root).unwrap();
            let list = open(&bytes, &roots, at(clock), Profile::Field).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((list.provider(), list.url(), list.not_after()), ("AAMVA", None, None));
            assert_eq!(list.signer().common_name().as_deref(), Some("AAMVA Prod Vical-Signer-01"));
            let issuing = usize::from(root == "aamva-ca-root.crt");
            assert_eq!((list.path().leaf.der(), list.path().intermediates.len()), (list.signer().der(), issuing));
            assert_eq!(list.path().anchor.der(), certificate(root).unwrap());
            // Beside the directory's name, a URI.
            let published = list.signer().crl_uris();
            assert_eq!(published, ["http://aamvadtscrl.dts.aamva.org/CRLs/AAMVADTSIssuingCA.crl"]);
            for id in [CheckId::VicalStructure, CheckId::VicalSignature, CheckId::VicalDate, CheckId::VicalNextUpdate] {
                assert_eq!(list.report().outcome(id), Some(Outcome::Pass), "{id}");
            }
            assert_eq!(list.report().outcome(CheckId::VicalNotAfter), Some(Outcome::Skipped));
            // Whatever the strict profile makes of the certificates, it has nothing to say about the list itself.
            if let Err(error) = open(&bytes, &roots, at(clock), Profile::Strict) {
                let certificates =
                    |id: &CheckId| id.as_str().starts_with("path.") || id.as_str().starts_with("profile.");
                assert!(verdict(&error.report).0.iter().all(certificates), "{error}");
            }
        }
        for wrong in ["aamva-ca-root.crt", "aamva-ca-issuing.crt"] {
            let mut bad = bytes.clone();
            *bad.last_mut().unwrap() ^= 1;
            let error = open(&bad, &roots(wrong).unwrap(), at(clock), Profile::Field).unwrap_err();
            assert_eq!(verdict(&error.report).0, [CheckId::VicalSignature]);
        }
    }
}

#[test]
fn every_entry_is_classified() {
    for (name, clock) in LISTS {
        let Some(list) = list(name, clock) else { return };
        for profile in PROFILES {
            let mut anchors = TrustAnchors::issuers();
            let reports = anchors.add_vical(&PROVIDER, &list, profile);
            let usable = reports.iter().filter(|report| report.standing == EntryStanding::Anchor).count();
            println!("{name}, {profile:?}: {usable} of {} entries are anchors", reports.len());
            for report in &reports {
                let subject = report.certificate.as_ref().unwrap().subject();
                let (failed, deviated) = verdict(&report.report);
                println!(
                    "  {} {:?} {subject}: failed {failed:?}, deviated {deviated:?}",
                    report.position, report.standing
                );
                assert_eq!(report.standing == EntryStanding::Refused, report.report.has_failed());
            }
            assert_eq!((reports.len(), anchors.certificates().len()), (14, usable));
            // Six entries give afternoon times on a clock of twelve hours.
            let off: Vec<usize> = reports
                .iter()
                .filter(|report| report.report.outcome(CheckId::VicalEntry) == Some(profile.deviation()))
                .map(|report| report.position)
                .collect();
            assert_eq!(off, [2, 3, 6, 9, 10, 11]);
            let right =
                reports.iter().filter(|report| report.report.outcome(CheckId::VicalEntry) == Some(Outcome::Pass));
            assert_eq!(right.count(), 8);
            if profile == Profile::Field {
                assert_eq!(usable, 14);
            }
            for anchor in anchors.certificates() {
                assert_eq!(anchors.doc_types(anchor).unwrap(), [MDL]);
            }
        }
        let profiles: Vec<_> = list.entries().iter().flat_map(|entry| entry.certificate_profiles()).collect();
        assert_eq!(profiles, ["https://dmv.virginia.gov"]);
    }
}

#[test]
fn a_list_that_is_due_still_verifies_and_an_expired_signer_does_not() {
    let (name, _) = LISTS[0];
    let Some(bytes) = file(name) else { return };
    let roots = roots("aamva-ca-root.crt").unwrap();
    let late = open(&bytes, &roots, at("2025-12-24T00:00:00Z"), Profile::Field).unwrap();
    assert_eq!(late.report().outcome(CheckId::VicalNextUpdate), Some(Outcome::Deviation));
    let error = open(&bytes, &roots, at("2026-05-01T00:00:00Z"), Profile::Field).unwrap_err();
    assert_eq!(verdict(&error.report).0, [CheckId::PathValidity]);
    let error = open(&bytes, &roots, at("2025-11-18T18:00:00Z"), Profile::Field).unwrap_err();
    assert_eq!(verdict(&error.report).0, [CheckId::VicalDate]);
}

#[test]
fn the_signers_distribution_points_hold_a_directory_name() {
    let (name, clock) = LISTS[0];
    let Some(list) = list(name, clock) else { return };
    let points = list.signer().extensions().iter().find(|extension| extension.oid() == "2.5.29.31").unwrap();
    // [4] of GeneralName: directoryName.
    assert!(points.value().contains(&0xa4));
    assert_eq!(list.report().outcome(CheckId::PathExtensions), Some(Outcome::Pass));
}

#[test]
fn roots_of_one_name_are_all_tried_and_vouch_for_licences_only() {
    let (name, clock) = LISTS[0];
    let Some(list) = list(name, clock) else { return };
    let mut anchors = TrustAnchors::issuers();
    let reports = anchors.add_vical(&PROVIDER, &list, Profile::Field);
    for (part, state, count) in [("IACA-UTAH-USA", "US-UT", 2), ("MVMProdCA", "US-AZ", 3)] {
        let namesakes = by_subject(&reports, part);
        assert_eq!(namesakes.len(), count);
        let keys: Vec<_> = namesakes
            .iter()
            .map(|report| report.certificate.as_ref().unwrap().public_key(&PROVIDER).unwrap().to_sec1())
            .collect();
        assert!(keys.iter().enumerate().all(|(position, key)| !keys[..position].contains(key)));
        for namesake in namesakes {
            let root = namesake.certificate.as_ref().unwrap();
            assert_eq!(anchors.doc_types(root).unwrap(), [MDL]);
            impostor(&anchors, root, state, count);
        }
    }
    // The state's own key is not ours to sign with: that a listed root is accepted is shown with lists of our own.
    assert!(
        !anchors
            .doc_types(&by_subject(&reports, "IACA-UTAH-USA")[0].certificate.clone().unwrap())
            .unwrap()
            .contains(&PHOTO_ID)
    );
}

/// A signer that claims to be of `root`, which did not sign it: all roots of the name are tried.
fn impostor(anchors: &TrustAnchors, root: &Certificate, state: &str, count: usize) {
    let subject = SubjectName {
        country: Some("US".to_owned()),
        state_or_province: Some(state.to_owned()),
        common_name: "Impostor".to_owned(),
        ..SubjectName::default()
    };
    let mut bench = Bench::new();
    let spec = signer_spec(subject, &[Purpose::MDL_DOCUMENT_SIGNER]);
    let signer = Authority::new(root.clone(), key(900));
    let leaf = signer.issue(&mut rng(901), &spec, bench.signer_key().public_key()).unwrap();
    bench.x5chain = vec![leaf.der().to_vec()];
    let config = Config::builder(PROVIDER).issuer_roots(anchors.clone()).profile(Profile::Field).build().unwrap();
    let response = bench.present(&bench.document());
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    let report = verdict.documents()[0].report();
    assert!(!verdict.is_verified());
    assert_eq!(report.outcome(CheckId::PathAnchor), Some(Outcome::Pass));
    let signature = report.failures().find(|check| check.id == CheckId::PathSignature).unwrap();
    assert!(signature.detail.starts_with(&format!("none of the {count} trust anchors")), "{}", signature.detail);
    assert_eq!(report.outcome(CheckId::PathDocType), Some(Outcome::Skipped));
}

#[test]
fn damaged_production_lists_never_verify() {
    let (name, clock) = LISTS[1];
    let Some(bytes) = file(name) else { return };
    let roots = roots("aamva-ca-root.crt").unwrap();
    for position in (0..bytes.len()).step_by(41) {
        let mut bad = bytes.clone();
        bad[position] ^= 1 << (position % 8);
        // The root at the end of the chain is the caller's own; what was sent of it is not looked at.
        if let Ok(list) = open(&bad, &roots, at(clock), Profile::Field) {
            let Some(root) = certificate("aamva-ca-root.crt") else { return };
            let sent = bytes.windows(root.len()).position(|window| window == root).unwrap();
            assert!((sent..sent + root.len()).contains(&position), "byte {position} of {name}");
            assert_eq!(list.entries().len(), 14);
        }
        assert!(open(&bytes[..position], &roots, at(clock), Profile::Field).is_err());
    }
}
