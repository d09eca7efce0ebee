//! The Annex D response, verified from the IACA root to the device MAC.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "reader_support/vectors.rs"]
mod vectors;

use core::time::Duration;

use mdoc_proximity::auth::device;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{AgreementKey, Curve, SecretKey};
use mdoc_proximity::datamodel::{age::AgeAnswer, mdl};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::reader::{Config, ConfigBuilder, IssuerTrust, Request, Retain, Signer, Verification, verify};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use serde_json::Value;
use vectors::{flipped, unhex};

struct AnnexD {
    file: Value,
    response: Vec<u8>,
    request: Vec<u8>,
    iaca: Vec<u8>,
    transcript: SessionTranscript,
    e_reader_key: Box<dyn AgreementKey>,
    e_device_key: Box<dyn AgreementKey>,
}

impl AnnexD {
    fn load() -> Option<Self> {
        let file = vectors::vectors("annex-d.json")?;
        let vector = |name: &str| {
            let found = file["vectors"].as_array().unwrap().iter().find(|entry| entry["name"] == name);
            unhex(&found.unwrap_or_else(|| panic!("no vector {name}"))["hex"])
        };
        let key = |name: &str| -> Box<dyn AgreementKey> {
            let entry: &Value = &file["keys"][name];
            let secret = SecretKey::from_bytes(Curve::P256, unhex(&entry["d"]).into());
            PROVIDER.keys.agreement_key(&secret).unwrap()
        };
        let response = vector("D.4.1.2 DeviceResponse");
        let request = vector("D.4.1.1 DeviceRequest");
        let iaca = vector("D.5.2 IACA certificate");
        let transcript = SessionTranscript::from_bytes(&vector("D.5.1 SessionTranscriptBytes")).unwrap();
        let (e_reader_key, e_device_key) = (key("ephemeral_reader_key"), key("ephemeral_device_key"));
        Some(Self { response, request, iaca, transcript, e_reader_key, e_device_key, file })
    }

    fn config(&self) -> ConfigBuilder<IssuerTrust> {
        let mut roots = TrustAnchors::issuers();
        roots.add(&PROVIDER, &self.iaca, Profile::Strict).unwrap();
        Config::builder(PROVIDER).issuer_roots(roots)
    }

    fn verification<'c>(&'c self, config: &'c Config, request: Option<&'c Request>, at: &str) -> Verification<'c> {
        Verification {
            config,
            transcript: Some(&self.transcript),
            e_reader_key: Some(&*self.e_reader_key),
            request,
            at: UnixTime::from_rfc3339(at).unwrap(),
        }
    }

    /// The report on the one document at another time, with the outcome.
    fn at(&self, at: &str, skew: u64) -> (bool, Report) {
        let config = self.config().skew(Duration::from_secs(skew)).build().unwrap();
        let verdict = verify(&self.response, &self.verification(&config, None, at)).unwrap();
        (verdict.is_verified(), verdict.documents()[0].report().clone())
    }
}

const NOW: &str = "2021-01-01T00:00:00Z";

#[test]
fn the_response_is_verified_under_both_profiles() {
    let Some(annex) = AnnexD::load() else { return };
    let request = Request::from_device_request(&annex.request).unwrap();
    for profile in [Profile::Strict, Profile::Field] {
        let config = annex.config().profile(profile).build().unwrap();
        let verdict = verify(&annex.response, &annex.verification(&config, Some(&request), NOW)).unwrap();
        let report = verdict.documents()[0].report();
        assert!(verdict.is_verified(), "{report:#?}");
        // It is valid for half a day longer than its signer, which edition 1 does not forbid.
        let deviations: Vec<_> = report.checks().iter().filter(|check| check.outcome == Outcome::Deviation).collect();
        assert_eq!(deviations.len(), 1, "{deviations:#?}");
        assert_eq!(deviations[0].id, CheckId::MsoWithinSigner);

        let document = verdict.document(mdl::DOCTYPE).unwrap();
        assert_eq!(document.elements().count(), 6);
        assert_eq!(document.get(&mdl::FAMILY_NAME), Ok(Some("Doe")));
        assert_eq!(document.age_at_least(18), AgeAnswer::Unproven);
        let Signer::Certified(path) = document.signer() else { panic!("not by certificate") };
        assert_eq!(path.leaf.country().as_deref(), Some("US"));
        assert_eq!(document.validity().signed, UnixTime::from_rfc3339("2020-10-01T13:30:02Z").unwrap());
        assert!(!format!("{document:?} {verdict:?}").contains("Doe"));
    }
}

#[test]
fn every_check_is_listed() {
    let Some(annex) = AnnexD::load() else { return };
    let config = annex.config().build().unwrap();
    let verdict = verify(&annex.response, &annex.verification(&config, None, NOW)).unwrap();
    for id in CheckId::ALL {
        let report = match id.as_str().split_once('.').unwrap().0 {
            "response" => verdict.report(),
            // Judged by a holder, or only where a list is handed in.
            "reader" | "issuance" | "crl" | "status-list" | "vical" | "rical" => continue,
            _ => verdict.documents()[0].report(),
        };
        // Of readers, of CAs, or of certificates that have the extension.
        const ELSEWHERE: [CheckId; 7] = [
            CheckId::PathConstraints,
            CheckId::ProfileIssuer,
            CheckId::ProfileLink,
            CheckId::ProfileKeyUsage,
            CheckId::ProfileBasicConstraints,
            CheckId::ProfileInformationAccess,
            CheckId::ProfileAlgorithm,
        ];
        assert!(report.outcome(*id).is_some() || ELSEWHERE.contains(id), "{id} is not reported");
    }
}

#[test]
fn the_verdict_as_json() {
    let Some(annex) = AnnexD::load() else { return };
    let config = annex.config().build().unwrap();
    let verdict = verify(&annex.response, &annex.verification(&config, None, NOW)).unwrap();
    let json = serde_json::to_value(verdict.with_claims()).unwrap();
    assert_eq!(json["verdict"], "verified");
    let document = &json["documents"][0];
    assert_eq!(document["docType"], mdl::DOCTYPE);
    let elements = &document["elements"]["org.iso.18013.5.1"];
    assert_eq!(elements["family_name"], "Doe");
    assert_eq!(elements["issue_date"], "2019-10-20");
    assert_eq!(elements["driving_privileges"][0]["vehicle_category_code"], "A");
    assert!(elements["portrait"].as_str().unwrap().starts_with("_9j_4AAQ"));
    assert_eq!(document["deviceElements"], serde_json::json!({}));
    let digests = document["checks"].as_array().unwrap().iter().find(|check| check["id"] == "mso.digests").unwrap();
    assert_eq!(digests["clause"], "ed1 9.3.1, ed2 12.8.1");
    assert_eq!(digests["outcome"], "pass");
}

#[test]
fn the_mac_needs_this_session() {
    let Some(annex) = AnnexD::load() else { return };
    let config = annex.config().build().unwrap();
    let good = annex.verification(&config, None, NOW);
    let refused = |verification: &Verification<'_>, outcome: Outcome| {
        let verdict = verify(&annex.response, verification).unwrap();
        assert!(!verdict.is_verified());
        assert!(verdict.document(mdl::DOCTYPE).is_err());
        let report = verdict.documents()[0].report();
        assert_eq!(report.outcome(CheckId::DeviceAuthentication), Some(outcome), "{report:#?}");
        assert_eq!(report.failures().filter(|check| check.id != CheckId::DeviceAuthentication).count(), 0);
    };
    refused(&Verification { transcript: None, ..good }, Outcome::Skipped);
    refused(&Verification { e_reader_key: None, ..good }, Outcome::Fail);
    // R83: a key of the session, but the other one.
    refused(&Verification { e_reader_key: Some(&*annex.e_device_key), ..good }, Outcome::Fail);
    let bytes = annex.transcript.bytes();
    let other = SessionTranscript::from_bytes(&flipped(bytes, bytes.len() - 1)).unwrap();
    refused(&Verification { transcript: Some(&other), ..good }, Outcome::Fail);
    // R84: another curve.
    let secret = SecretKey::from_bytes(Curve::P384, vec![7; 48].into());
    let p384 = PROVIDER.keys.agreement_key(&secret).unwrap();
    refused(&Verification { e_reader_key: Some(&*p384), ..good }, Outcome::Fail);
}

#[test]
fn the_device_mac_is_made_again() {
    let Some(annex) = AnnexD::load() else { return };
    let hex = |value: &Value| unhex(value);
    let secret = SecretKey::from_bytes(Curve::P256, hex(&annex.file["keys"]["static_device_key"]["d"]).into());
    let device_key = PROVIDER.keys.agreement_key(&secret).unwrap();
    let zab = device_key.agree(annex.e_reader_key.public_key()).unwrap();
    assert_eq!(zab.expose(), hex(&annex.file["intermediate"]["EMacKey Zab"]));
    let key = device::mac_key(&PROVIDER, &zab, &annex.transcript).unwrap();
    assert_eq!(key.as_slice(), hex(&annex.file["intermediate"]["EMacKey key"]));
    let mac = device::mac(&PROVIDER, &zab, &annex.transcript, mdl::DOCTYPE, &[0xd8, 0x18, 0x41, 0xa0]).unwrap();
    let sent = annex.file["vectors"].as_array().unwrap().iter().find(|entry| entry["name"] == "D.5.3 DeviceAuth");
    let sent = hex(&sent.unwrap()["hex"]);
    assert!(sent.ends_with(&mac), "{}", data_encoding::HEXLOWER.encode(&mac));
}

#[test]
fn boundary_instants_are_within() {
    let Some(annex) = AnnexD::load() else { return };
    assert!(annex.at("2020-10-01T13:30:02Z", 0).0);
    let (verified, report) = annex.at("2020-10-01T13:30:01Z", 0);
    assert!(!verified);
    assert_eq!(report.outcome(CheckId::MsoValidFrom), Some(Outcome::Fail));
    // A tolerance that decides is reported.
    let (verified, report) = annex.at("2020-10-01T13:30:01Z", 1);
    assert!(verified);
    assert_eq!(report.outcome(CheckId::MsoValidFrom), Some(Outcome::Deviation));
    // The signer's certificate ends before the attestation does.
    assert!(annex.at("2021-10-01T00:00:00Z", 0).0);
    let (verified, report) = annex.at("2021-10-01T13:30:03Z", 0);
    assert!(!verified);
    assert_eq!(report.outcome(CheckId::MsoValidUntil), Some(Outcome::Fail));
    assert_eq!(report.outcome(CheckId::PathValidity), Some(Outcome::Fail));
    assert_eq!(report.outcome(CheckId::IssuerSignature), Some(Outcome::Skipped));
    let (_, report) = annex.at("2021-10-01T13:30:02Z", 0);
    assert_eq!(report.outcome(CheckId::MsoValidUntil), Some(Outcome::Pass));
}

#[test]
fn only_what_was_asked_for_is_handed_on() {
    let Some(annex) = AnnexD::load() else { return };
    let config = annex.config().build().unwrap();
    let request = Request::builder().document(mdl::DOCTYPE).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap();
    let verdict = verify(&annex.response, &annex.verification(&config, Some(&request), NOW)).unwrap();
    assert!(verdict.is_verified());
    let document = verdict.document(mdl::DOCTYPE).unwrap();
    assert_eq!(document.elements().map(|(_, id, _)| id).collect::<Vec<_>>(), ["family_name"]);
    let unrequested = document.report().checks().iter().filter(|check| check.id == CheckId::DocumentUnrequested);
    assert!(unrequested.clone().all(|check| check.outcome == Outcome::Deviation));
    assert_eq!(unrequested.count(), 5);
    let with_claims = serde_json::to_string(&verdict.with_claims()).unwrap();
    assert!(!with_claims.contains("_9j_4AAQ"), "the portrait was not asked for");

    let other = Request::builder().document("org.example.card").element("org.example", "name", Retain::No);
    let other = other.build().unwrap();
    let verdict = verify(&annex.response, &annex.verification(&config, Some(&other), NOW)).unwrap();
    assert!(!verdict.is_verified());
    let report = verdict.documents()[0].report();
    assert_eq!(report.failures().map(|check| check.id).collect::<Vec<_>>(), [CheckId::DocumentRequested]);
}

#[test]
fn an_issuer_not_trusted_is_refused() {
    let Some(annex) = AnnexD::load() else { return };
    let config = Config::builder(PROVIDER).issuer_roots(TrustAnchors::issuers()).build().unwrap();
    let verdict = verify(&annex.response, &annex.verification(&config, None, NOW)).unwrap();
    assert!(!verdict.is_verified());
    let report = verdict.documents()[0].report();
    assert_eq!(report.outcome(CheckId::PathAnchor), Some(Outcome::Fail));
    assert_eq!(report.outcome(CheckId::IssuerSignature), Some(Outcome::Skipped));
}
