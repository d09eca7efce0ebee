//! `read-list`.

use core::time::Duration;

use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::report::{Outcome as CheckOutcome, Report};
use mdoc_proximity::trust::{EntryStanding, TrustAnchors, Vical};

use super::{case, ids, instant, profile};
use crate::format::{Outcome, ReadList};
use crate::run::Unperformed;

/// Judges a VICAL as the case says, and its entries as anchors.
pub(super) fn perform(input: &ReadList) -> Result<Outcome, Unperformed> {
    if input.kind != "vical" {
        return Err(Unperformed::Unsupported(format!("no list of the kind {:?} is read yet", input.kind)));
    }
    let profile = profile(&input.profile)?;
    let mut roots = TrustAnchors::new();
    for root in &input.signer_roots {
        roots.add(&PROVIDER, &root.to_vec(), profile).map_err(case)?;
    }
    let at = instant(&input.at)?;
    let list = match Vical::verify(&PROVIDER, &input.list.to_vec(), &roots, at, Duration::ZERO, profile) {
        Ok(list) => list,
        Err(error) => return Ok(outcome(false, &[&error.report], None)),
    };
    let entries = TrustAnchors::new().add_vical(&PROVIDER, &list, profile);
    let anchors = entries.iter().filter(|entry| entry.standing == EntryStanding::Anchor).count();
    let reports: Vec<&Report> =
        core::iter::once(list.report()).chain(entries.iter().map(|entry| &entry.report)).collect();
    Ok(outcome(true, &reports, Some(anchors)))
}

fn outcome(accepted: bool, reports: &[&Report], anchors: Option<usize>) -> Outcome {
    Outcome::Trust {
        accepted,
        failing: Some(ids(reports.iter().copied(), CheckOutcome::Fail)),
        deviations: Some(ids(reports.iter().copied(), CheckOutcome::Deviation)),
        anchors,
    }
}
