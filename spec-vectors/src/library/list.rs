//! `read-list`.

use core::time::Duration;

use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::report::{Outcome as CheckOutcome, Report};
use mdoc_proximity::trust::{EntryReport, EntryStanding, Revocation, Rical, TrustAnchors, Vical};

use super::verify::{crls, list_signers};
use super::{ids, instant, profile};
use crate::format::{Outcome, ReadList};
use crate::run::Unperformed;

/// Judges a VICAL or RICAL, and each of its entries, as the case says.
pub(super) fn perform(provider: &CryptoProvider, input: &ReadList) -> Result<Outcome, Unperformed> {
    let (profile, at) = (profile(&input.profile)?, instant(&input.at)?);
    let (list, signers) = (input.list.to_vec(), list_signers(provider, &input.signer_roots, profile));
    let (revocation, skew) =
        (Revocation { crls: crls(&input.crls), ..Revocation::default() }, Duration::from_secs(input.skew));
    let judged = match input.kind.as_str() {
        "vical" => Vical::verify(provider, &list, &signers, &revocation, at, skew, profile)
            .map(|list| (list.report().clone(), TrustAnchors::issuers().add_vical(provider, &list, profile))),
        "rical" => Rical::verify(provider, &list, &signers, &revocation, at, skew, profile)
            .map(|list| (list.report().clone(), TrustAnchors::readers().add_rical(provider, &list, profile))),
        other => return Err(Unperformed::Case(format!("{other} is no kind of list"))),
    };
    Ok(match judged {
        Ok((report, entries)) => outcome(true, &report, &entries),
        Err(error) => outcome(false, &error.report, &[]),
    })
}

fn outcome(accepted: bool, report: &Report, entries: &[EntryReport]) -> Outcome {
    let reports = || core::iter::once(report).chain(entries.iter().map(|entry| &entry.report));
    let anchors = entries.iter().filter(|entry| entry.standing == EntryStanding::Anchor).count();
    Outcome::Trust {
        accepted,
        failing: Some(ids(reports(), CheckOutcome::Fail)),
        deviations: Some(ids(reports(), CheckOutcome::Deviation)),
        anchors: accepted.then_some(anchors),
    }
}
