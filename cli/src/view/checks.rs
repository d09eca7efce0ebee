//! The checks of one report: what failed, what deviated, then the rest.

use mdoc_proximity::report::{Check, Outcome, Report, Subject};

use super::{Checks, Lines};
use crate::terminal::{BAD, FAINT, GOOD, ODD, STRONG, safe, styled};

/// Shows a report. Failures and deviations stand first, each with its clause and its place in the response; skipped checks
/// share a line where they share the reason.
pub fn show(report: &Report, which: Checks, lines: &mut Lines) {
    lines.push(2, summary(report));
    for outcome in [Outcome::Fail, Outcome::Deviation] {
        report.of(outcome).for_each(|check| in_full(check, lines));
    }
    if which == Checks::All {
        report.of(Outcome::Pass).for_each(|check| in_short(check, lines));
    }
    skipped(&report.of(Outcome::Skipped).collect::<Vec<_>>(), lines);
}

/// `2 failed, 1 tolerated, 30 passed, 4 skipped`, without what there is none of.
fn summary(report: &Report) -> String {
    let words = [
        (Outcome::Fail, BAD, "failed"),
        (Outcome::Deviation, ODD, "tolerated"),
        (Outcome::Pass, GOOD, "passed"),
        (Outcome::Skipped, FAINT, "skipped"),
    ];
    let counts = words.into_iter().map(|(outcome, style, word)| (report.count(outcome), style, word));
    let shown: Vec<String> = counts
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, style, word)| styled(style, format!("{count} {word}")))
        .collect();
    format!("checks: {}", if shown.is_empty() { "none".to_owned() } else { shown.join(", ") })
}

/// Three lines: mark, id and subject; what was found; clause and place.
fn in_full(check: &Check, lines: &mut Lines) {
    let (style, mark) = mark(check.outcome);
    let subject = subject(check).map(|subject| format!("  {subject}")).unwrap_or_default();
    lines.push(4, format!("{} {}{subject}", styled(style, mark), styled(STRONG, check.id.as_str())));
    lines.hanging(6, "", &safe(&check.detail));
    let place = check.offset.map(|offset| format!(", at byte {offset}")).unwrap_or_default();
    lines.push(6, styled(FAINT, format!("clause {}{place}", check.clause)));
}

/// One line, and more where it does not fit: mark, id, subject and what was found.
fn in_short(check: &Check, lines: &mut Lines) {
    let (style, mark) = mark(check.outcome);
    let first = format!("{:<28} ", check.id.as_str());
    let taken = first.chars().count().saturating_add(2);
    // The id names the member already.
    let member = matches!(check.subject, Some(Subject::Member { .. }));
    let subject = subject(check).filter(|_| !member).map(|subject| format!("{subject}: ")).unwrap_or_default();
    let detail = format!("{subject}{}", safe(&check.detail));
    lines.hanging_styled(4, &format!("{} {first}", styled(style, mark)), taken, &detail);
}

fn skipped(checks: &[&Check], lines: &mut Lines) {
    // In the order of their first, each reason once.
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for check in checks {
        match reasons.iter_mut().find(|(detail, _)| *detail == check.detail) {
            Some((_, ids)) => ids.push(check.id.as_str()),
            None => reasons.push((&check.detail, vec![check.id.as_str()])),
        }
    }
    for (detail, mut ids) in reasons {
        ids.dedup();
        lines.hanging_styled(
            4,
            &format!("{} ", styled(FAINT, "–")),
            2,
            &format!("{}: {}", ids.join(", "), safe(detail)),
        );
    }
}

/// What a check is about, where the heading does not say it; a certificate by its common name.
fn subject(check: &Check) -> Option<String> {
    match check.subject.as_ref()? {
        Subject::Document { .. } => None,
        Subject::Certificate { name } => {
            let common_name = name.strip_prefix("CN=").and_then(|rest| rest.split_once(','));
            Some(safe(common_name.map_or(name, |(common_name, _)| common_name)))
        }
        other => Some(safe(&other.to_string())),
    }
}

/// ✓ pass, ✗ fail, ~ deviation, – skipped.
fn mark(outcome: Outcome) -> (anstyle::Style, &'static str) {
    match outcome {
        Outcome::Pass => (GOOD, "✓"),
        Outcome::Fail => (BAD, "✗"),
        Outcome::Deviation => (ODD, "~"),
        Outcome::Skipped => (FAINT, "–"),
    }
}
