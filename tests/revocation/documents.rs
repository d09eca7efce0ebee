//! Documents whose signer was revoked, as the reader's verdict shows them.

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::RevocationListSpec;
use mdoc_proximity::reader::{Config, verify};
use mdoc_proximity::report::{Check, CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Crls, Revocation, Undetermined};
use mdoc_proximity::x509::Certificate;

use crate::bench::{Bench, MDL, at, signing_key};
use crate::harness::PROFILES;

const ID: CheckId = CheckId::RevocationCertificate;

fn list() -> RevocationListSpec {
    RevocationListSpec::new(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"))
}

fn revocation(lists: &[Vec<u8>], undetermined: Undetermined) -> Revocation {
    let mut crls = Crls::new();
    lists.iter().for_each(|list| crls.add(list).unwrap());
    Revocation { crls, undetermined, ..Revocation::default() }
}

fn signer(bench: &Bench) -> Certificate {
    Certificate::from_der(&bench.x5chain[0]).unwrap()
}

/// Whether the bench's good document is verified, and the one line about its signer's revocation.
fn judge(bench: &Bench, config: &Config) -> (bool, Vec<CheckId>, Check) {
    let response = bench.present(&bench.document());
    let verdict = verify(&response, &bench.verification(config, None)).unwrap();
    let report = verdict.documents()[0].report();
    let lines: Vec<_> = report.checks().iter().filter(|check| check.id == ID).collect();
    assert_eq!(lines.len(), 1, "{report:#?}");
    (verdict.document(MDL).is_ok(), report.failures().map(|check| check.id).collect(), lines[0].clone())
}

fn by(bench: &Bench, lists: &[Vec<u8>], undetermined: Undetermined, profile: Profile) -> (bool, Vec<CheckId>, Check) {
    judge(bench, &bench.builder().profile(profile).revocation(revocation(lists, undetermined)).build().unwrap())
}

#[test]
fn r61_revoked_signer() {
    let bench = Bench::new();
    let good = bench.iaca.revoke(&list()).unwrap();
    let naming = bench.iaca.revoke(&list().naming(&signer(&bench))).unwrap();
    for profile in PROFILES {
        for undetermined in [Undetermined::Report, Undetermined::Reject] {
            let (verified, failed, line) = by(&bench, std::slice::from_ref(&good), undetermined, profile);
            assert!(verified && failed.is_empty(), "{failed:?}");
            assert_eq!(line.outcome, Outcome::Pass);
            let (verified, failed, line) = by(&bench, std::slice::from_ref(&naming), undetermined, profile);
            assert!(!verified);
            assert_eq!(failed, [ID]);
            assert!(line.detail.starts_with("revoked as of 2026-05-01"), "{line}");
        }
    }
}

#[test]
fn r62_undetermined() {
    let (bench, other) = (Bench::new(), Bench::with_seed(9));
    let mut expired = list();
    expired.next_update = Some(at("2026-05-31T00:00:00Z"));
    let mut flipped = bench.iaca.revoke(&list()).unwrap();
    *flipped.last_mut().unwrap() ^= 1;
    // The other CA has the name of ours.
    let cases = [
        (vec![], Outcome::Skipped, None),
        (vec![bench.iaca.revoke(&expired).unwrap()], Outcome::Deviation, Some(CheckId::CrlCurrent)),
        (vec![flipped], Outcome::Deviation, Some(CheckId::CrlSignature)),
        (vec![other.iaca.revoke(&list()).unwrap()], Outcome::Deviation, Some(CheckId::CrlSignature)),
    ];
    for (lists, outcome, blamed) in cases {
        for profile in PROFILES {
            let (verified, failed, line) = by(&bench, &lists, Undetermined::Report, profile);
            assert!(verified && failed.is_empty(), "{failed:?}");
            assert_eq!(line.outcome, outcome);
            let (verified, failed, line) = by(&bench, &lists, Undetermined::Reject, profile);
            assert!(!verified && failed.contains(&ID), "{failed:?}");
            assert!(blamed.is_none_or(|blamed| failed.contains(&blamed)), "{failed:?}");
            assert!(line.detail.starts_with("undetermined"), "{line}");
        }
    }
}

#[test]
fn without_a_path_or_with_a_pinned_key_nobody_asks() {
    let bench = Bench::new();
    let naming = bench.iaca.revoke(&list().naming(&signer(&bench))).unwrap();
    let revocation = revocation(&[naming], Undetermined::Reject);
    let pinned = vec![*signing_key(&bench.signer_secret).public_key()];
    let config = Config::builder(PROVIDER).pinned_signers(pinned).revocation(revocation.clone()).build().unwrap();
    let (verified, _, line) = judge(&bench, &config);
    assert!(verified);
    assert_eq!(line.outcome, Outcome::Skipped);
    let stranger = Bench::with_seed(9);
    let config = stranger.builder().revocation(revocation).build().unwrap();
    let (verified, _, line) = judge(&bench, &config);
    assert!(!verified);
    assert_eq!(line.outcome, Outcome::Skipped);
}
