//! `load-anchor`.

use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::report::Outcome as CheckOutcome;
use mdoc_proximity::trust::TrustAnchors;

use super::{case, ids, profile};
use crate::format::{Anchor, LoadAnchor, Outcome};
use crate::run::Unperformed;

/// Loads an anchor as the case says.
pub(super) fn perform(provider: &CryptoProvider, input: &LoadAnchor) -> Result<Outcome, Unperformed> {
    let mut anchors = match input.anchor {
        Anchor::Iaca => TrustAnchors::issuers(),
        Anchor::ReaderCa => TrustAnchors::readers(),
    };
    let (profile, certificate) = (profile(&input.profile)?, input.certificate.to_vec());
    let loaded = match &input.old_root {
        None => anchors.add(provider, &certificate, profile),
        Some(old) => {
            anchors.add(provider, &old.to_vec(), profile).map_err(case)?;
            anchors.add_link(provider, &certificate, profile)
        }
    };
    let accepted = loaded.is_ok();
    let report = loaded.unwrap_or_else(|error| error.report);
    Ok(Outcome::Trust {
        accepted,
        failing: Some(ids([&report], CheckOutcome::Fail)),
        deviations: Some(ids([&report], CheckOutcome::Deviation)),
        anchors: None,
    })
}
