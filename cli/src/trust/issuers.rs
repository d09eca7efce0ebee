//! Whose documents are accepted: IACA roots added by hand, and those that VICALs list.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mdoc_proximity::cbor::{self, Encoding};
use mdoc_proximity::cose::Sign1;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::report::{Check, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{EntryReport, EntryStanding, ListError, Revocation, TrustAnchors, Vical};

use super::{Kind, revocation};
use crate::args::TrustArgs;
use crate::failure::{self, Failure};
use crate::fetch::{self, Fetcher};
use crate::input;
use crate::terminal::{note, safe};

/// How many entries of a list that were not taken are named; the rest are counted.
const NAMED: usize = 32;

/// How, and as of when, lists are judged: as the documents are.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// How strictly.
    pub profile: Profile,
    /// When.
    pub at: UnixTime,
    /// What clocks may differ by.
    pub skew: Duration,
}

/// What is known to be revoked, and what fetches the rest.
pub struct Known {
    /// The lists, to which those are added that were fetched for the signers of VICALs.
    pub revocation: Revocation,
    /// Where `--fetch` is given.
    pub fetcher: Option<Fetcher>,
}

impl Known {
    /// What the command line says.
    pub fn load(lists: &TrustArgs) -> Result<Self, Failure> {
        let fetcher = lists.fetch.as_deref().map(Fetcher::new).transpose()?;
        Ok(Self { revocation: revocation::load(lists)?, fetcher })
    }
}

/// The roots in `trust`, and what the VICALs add to them. There may be none at all.
pub fn load(
    trust: &[PathBuf],
    lists: &TrustArgs,
    known: &mut Known,
    circumstances: Circumstances,
) -> Result<TrustAnchors, Failure> {
    let mut anchors = super::load(trust, Kind::Issuers, circumstances.profile)?;
    if lists.vical.is_empty() {
        return Ok(anchors);
    }
    let signers = super::load_some(&lists.vical_root, Kind::ListSigners, circumstances.profile)?;
    for path in &lists.vical {
        let vical = vical(path, &signers, known, circumstances)?;
        let entries = anchors.add_vical(&PROVIDER, &vical, circumstances.profile);
        tell(path, &vical, &entries);
    }
    Ok(anchors)
}

/// The same, but no anchors at all is a failure: nobody would ever be trusted.
pub fn load_some(
    trust: &[PathBuf],
    lists: &TrustArgs,
    known: &mut Known,
    circumstances: Circumstances,
) -> Result<TrustAnchors, Failure> {
    let anchors = load(trust, lists, known, circumstances)?;
    super::some(&anchors, &[trust, &lists.vical].concat())?;
    Ok(anchors)
}

fn vical(
    path: &Path,
    signers: &TrustAnchors,
    known: &mut Known,
    circumstances: Circumstances,
) -> Result<Vical, Failure> {
    let bytes = input::load(path)?;
    let Circumstances { profile, at, skew } = circumstances;
    let by = |revocation: &Revocation| Vical::verify(&PROVIDER, &bytes, signers, revocation, at, skew, profile);
    let Known { revocation, fetcher } = known;
    if let Some(fetcher) = fetcher
        && let Ok(vical) = by(&fetch::reporting(revocation))
    {
        fetcher.complete_path(vical.path(), vical.report(), revocation);
    }
    by(revocation).map_err(|ListError { report }| match cbor::from_slice::<Sign1<'_>>(&bytes, Encoding::Field) {
        Ok(_) => Failure::untrusted(format!("{}: the VICAL cannot be relied on", path.display()), report),
        Err(error) => Failure::unreadable(path.display(), format!("no VICAL: {error}")),
    })
}

/// What was taken from a list, what was not and why, and what was tolerated in the list itself: a line each.
fn tell(path: &Path, vical: &Vical, entries: &[EntryReport]) {
    let file = path.display();
    for check in vical.report().of(Outcome::Deviation) {
        note!("note: {file}: tolerated: {}", line(check));
    }
    let taken = entries.iter().filter(|entry| entry.standing == EntryStanding::Anchor).count();
    let issue = vical.issue_id().map(|issue| format!(", issue {issue}")).unwrap_or_default();
    let date = vical.date().map(|date| format!(" of {date}")).unwrap_or_default();
    let provider = safe(vical.provider());
    note!("note: {file}: the VICAL of {provider}{issue}{date}: {taken} of {} entries taken", entries.len());
    let refused: Vec<&EntryReport> = entries.iter().filter(|entry| entry.standing == EntryStanding::Refused).collect();
    for entry in refused.iter().take(NAMED) {
        let name = entry.certificate.as_ref().map(|certificate| format!(" ({})", safe(&certificate.subject())));
        note!("note: {file}: entry {}{} not taken: {}", entry.position, name.unwrap_or_default(), why(&entry.report));
    }
    if let Some(more) = refused.len().checked_sub(NAMED).filter(|more| *more > 0) {
        note!("note: {file}: {more} more entries were not taken");
    }
}

/// What failed, in one line.
fn why(report: &Report) -> String {
    report.failures().map(line).collect::<Vec<_>>().join("; ")
}

fn line(check: &Check) -> String {
    safe(&failure::line(check))
}
