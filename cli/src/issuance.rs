//! What an issuer delivered, judged before it is kept or shown.

use std::time::Duration;

use mdoc_proximity::auth::Policy;
use mdoc_proximity::auth::issuer::SignerTrust;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::PublicKey;
use mdoc_proximity::holder::{VerifiedCredential, verify_issuance};
use mdoc_proximity::report::{Outcome, Profile, Report};
use mdoc_proximity::trust::{Revocation, TrustAnchors};

use crate::failure::Failure;
use crate::terminal::{note, safe};
use crate::verify;

/// Judges a credential by the roots that came along. What real life tolerates is told as a note.
pub fn check(
    issuer_signed: Vec<u8>,
    device_key: &PublicKey,
    doc_type: &str,
    roots: &TrustAnchors,
) -> Result<VerifiedCredential, Failure> {
    let revocation = Revocation::default();
    let policy = Policy {
        provider: &PROVIDER,
        profile: Profile::Field,
        at: verify::now(),
        skew: Duration::ZERO,
        revocation: &revocation,
        known_paths: None,
    };
    let trust = SignerTrust::Roots { anchors: roots, purposes: &[] };
    let verified = verify_issuance(issuer_signed, device_key, doc_type, &policy, &trust);
    let verified = verified.map_err(|report| refused(&report))?;
    for check in verified.report().checks().iter().filter(|check| check.outcome == Outcome::Deviation) {
        note!("note: {}", safe(&check.to_string()));
    }
    Ok(verified)
}

fn refused(report: &Report) -> Failure {
    let why: Vec<String> = report.failures().map(|check| format!("{}: {}", check.id, check.detail)).collect();
    Failure::Refused(format!("the credential does not verify: {}", safe(&why.join("; "))))
}
