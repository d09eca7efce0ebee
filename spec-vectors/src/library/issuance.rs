//! `receive-credential`.

use core::time::Duration;

use mdoc_proximity::auth::Policy;
use mdoc_proximity::auth::issuer::SignerTrust;
use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::holder::verify_issuance;
use mdoc_proximity::report::Outcome as CheckOutcome;
use mdoc_proximity::trust::TrustAnchors;

use super::verify::revocation;
use super::{case, ids, instant, profile};
use crate::format::{Outcome, ReceiveCredential};
use crate::run::Unperformed;

/// Judges what an issuer delivers, as the case says.
pub(super) fn perform(provider: &CryptoProvider, input: &ReceiveCredential) -> Result<Outcome, Unperformed> {
    let (profile, at) = (profile(&input.profile)?, instant(&input.at)?);
    let mut anchors = TrustAnchors::issuers();
    for root in &input.trust.roots {
        drop(anchors.add(provider, &root.to_vec(), profile));
    }
    let revocation = revocation(&input.trust);
    let policy = Policy { provider, profile, at, skew: Duration::ZERO, revocation: &revocation, known_paths: None };
    let trust = SignerTrust::Roots { anchors: &anchors, purposes: &[] };
    let key = *input.device_key.signing_key(provider).map_err(case)?.public_key();
    let judged = verify_issuance(input.issuer_signed.to_vec(), &key, &input.doc_type, &policy, &trust);
    let accepted = judged.is_ok();
    let report = judged.map_or_else(|report| report, |credential| credential.report().clone());
    Ok(Outcome::Trust {
        accepted,
        failing: Some(ids([&report], CheckOutcome::Fail)),
        deviations: Some(ids([&report], CheckOutcome::Deviation)),
        anchors: None,
    })
}
