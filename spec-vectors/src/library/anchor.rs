//! `load-anchor`.

use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::report::Outcome as CheckOutcome;
use mdoc_proximity::trust::TrustAnchors;

use super::{ids, profile};
use crate::format::{LoadAnchor, Outcome};
use crate::run::Unperformed;

/// Loads an anchor as the case says.
pub(super) fn perform(input: &LoadAnchor) -> Result<Outcome, Unperformed> {
    let loaded = TrustAnchors::new().add(&PROVIDER, &input.certificate.to_vec(), profile(&input.profile)?);
    let accepted = loaded.is_ok();
    let report = loaded.unwrap_or_else(|error| error.report);
    Ok(Outcome::Trust {
        accepted,
        failing: Some(ids([&report], CheckOutcome::Fail)),
        deviations: Some(ids([&report], CheckOutcome::Deviation)),
        anchors: None,
    })
}
