//! Paths to anchors that may vouch for what is at hand: not every anchor may vouch for everything.

use crate::report::{Check, CheckId, Outcome, Report, Subject};
use crate::trust::Ruling;
use crate::x509::{Certificate, Path};

/// How many checks a good path of one certificate below its anchor takes, and what follows it about the issuer: lists of
/// this size are made once.
const PATH_CHECKS: usize = 32;
const ISSUER_CHECKS: usize = 56;

/// Looks for a path to the anchors of each of `tiers` in turn, each of which holds those of the one before. Writes the
/// checks of the path that was found, or else of the last attempt, to `report`, and behind them `id`: whether the anchor
/// may vouch by `rule`. The path is there where none of all that failed.
///
/// Of several anchors with one name, or even one key, one that may not vouch must not stand in the way of one that may.
pub(super) fn find(
    id: CheckId,
    tiers: &[Vec<Certificate>],
    validate: impl Fn(&[Certificate], &mut Report) -> Option<Path>,
    rule: impl Fn(&Path) -> Ruling,
    report: &mut Report,
) -> Option<Path> {
    let mut denied = None;
    let mut last = Report::new();
    for (position, anchors) in tiers.iter().enumerate() {
        let next = tiers.get(position.saturating_add(1));
        if next.is_some_and(|next| anchors.is_empty() || next.len() == anchors.len()) {
            continue;
        }
        let mut attempt = Report::with_room(if report.checks().is_empty() { ISSUER_CHECKS } else { PATH_CHECKS });
        match validate(anchors, &mut attempt).map(|path| (rule(&path), path)) {
            Some((Ok(why), path)) => {
                report.append(attempt);
                let anchor = Subject::certificate(path.anchor.subject_text());
                report.push(Check::new(id, Outcome::Pass, why).about(anchor));
                return Some(path);
            }
            Some((Err(why), path)) if denied.is_none() => denied = Some((path, why, attempt)),
            Some(_) => {}
            None => last = attempt,
        }
    }
    if let Some((path, why, attempt)) = denied {
        report.append(attempt);
        report.push(Check::new(id, Outcome::Fail, why).about(Subject::certificate(path.anchor.subject_text())));
    } else {
        report.append(last);
        report.skip(id, "there is no valid path to a trust anchor");
    }
    None
}
