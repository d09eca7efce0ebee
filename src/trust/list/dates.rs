//! Whether a list is of today.

use core::time::Duration;

use super::Circumstances;
use super::head::Head;
use super::rules::Rules;
use crate::cbor::Tdate;
use crate::report::{CheckId, Outcome};
use crate::time::UnixTime;

/// How old the newest list may be (C.1.2).
const PERIOD: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// One finding: the check, its outcome and its sentence.
type Finding = (CheckId, Outcome, String);

/// Judges date, nextUpdate and notAfter.
pub(super) fn judge(rules: &Rules, head: &Head<'_>, circumstances: &Circumstances<'_>) -> [Finding; 3] {
    let (date, date_sentence) = date(&head.date, circumstances);
    let (next, next_sentence) = next_update(head, circumstances);
    let (end, end_sentence) = not_after(head.not_after.as_ref(), circumstances);
    [(rules.date, date, date_sentence), (rules.next_update, next, next_sentence), (rules.not_after, end, end_sentence)]
}

/// Not in the future, and a `tdate`, as all other dates of the list.
fn date(date: &Tdate<'_>, circumstances: &Circumstances<'_>) -> (Outcome, String) {
    let Circumstances { at, skew, profile, .. } = circumstances;
    let Some(issued) = date.at else { return (Outcome::Fail, "the date cannot be read".to_owned()) };
    if issued > at.plus(*skew) {
        (Outcome::Fail, format!("issued at {issued}, in the future"))
    } else if !date.is_conformant() {
        (
            profile.deviation(),
            "the date has no tag 0, a fraction of a second, or is not given in UTC as \"Z\"".to_owned(),
        )
    } else if issued > *at {
        (Outcome::Deviation, tolerated(&format!("issued at {issued}"), *skew))
    } else {
        (Outcome::Pass, format!("issued at {issued}"))
    }
}

/// That there is a newer list does not make this one wrong (C.1.8): never a failure.
fn next_update(head: &Head<'_>, circumstances: &Circumstances<'_>) -> (Outcome, String) {
    const FETCH: &str = "fetch a newer list";
    let Circumstances { at, skew, .. } = circumstances;
    let Some(next) = head.next_update else {
        return match head.date.at {
            Some(issued) if issued.plus(PERIOD) < *at => {
                (Outcome::Deviation, format!("older than 90 days, and silent about the next update: {FETCH}"))
            }
            _ => (Outcome::Skipped, "the list does not say when the next one comes".to_owned()),
        };
    };
    match next.at {
        None => (Outcome::Deviation, format!("the time of the next update cannot be read: {FETCH}")),
        Some(next) if next < at.minus(*skew) => {
            (Outcome::Deviation, format!("the next update was due at {next}: {FETCH}"))
        }
        Some(_) if !next.is_conformant() => (Outcome::Deviation, "the next update is not a tdate".to_owned()),
        Some(next) => (Outcome::Pass, format!("the next update is due at {next}")),
    }
}

/// Past notAfter the list is void (edition 2 C.1.8).
fn not_after(end: Option<&Tdate<'_>>, circumstances: &Circumstances<'_>) -> (Outcome, String) {
    let Circumstances { at, skew, profile, .. } = circumstances;
    let Some(date) = end else { return (Outcome::Skipped, "the list sets itself no end".to_owned()) };
    match date.at {
        None => (Outcome::Fail, "the end of the list cannot be read".to_owned()),
        Some(end) if end < at.minus(*skew) => (Outcome::Fail, format!("the list ended at {end}")),
        Some(_) if !date.is_conformant() => (profile.deviation(), "the end of the list is not a tdate".to_owned()),
        Some(end) if end < *at => (Outcome::Deviation, tolerated(&format!("ended at {end}"), *skew)),
        Some(end) => (Outcome::Pass, format!("the list ends at {end}")),
    }
}

fn tolerated(what: &str, skew: Duration) -> String {
    format!("{what}, and accepted because the clock may be {} s off", skew.as_secs())
}

/// The list's end, as what it vouches for remembers it.
pub(super) fn end(head: &Head<'_>) -> Option<UnixTime> {
    head.not_after.and_then(|date| date.at)
}
