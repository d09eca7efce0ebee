//! `--fetch`: lists that are missing, fetched by a command of the user's. The library fetches nothing.

mod command;

use std::collections::BTreeSet;

use mdoc_proximity::reader::{Signer, Verdict, VerifiedDocument};
use mdoc_proximity::report::{Check, CheckId, Outcome, Report, Subject};
use mdoc_proximity::trust::{Revocation, Undetermined};
use mdoc_proximity::x509::Path;

use crate::failure::Failure;
use crate::terminal::{note, safe, size};
use crate::trust::revocation;

/// How many URIs are fetched in all: two documents and a VICAL have five or six.
const URIS: usize = 16;

/// The command that fetches.
#[derive(Debug)]
pub struct Fetcher {
    command: Vec<String>,
    /// What was fetched, or could not be.
    tried: BTreeSet<Published>,
}

/// What is published somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Published {
    /// A certificate revocation list.
    Crl(String),
    /// A token status list or identifier list.
    StatusList(String),
}

impl Fetcher {
    /// Splits a command line as a shell would, and runs none.
    pub fn new(command: &str) -> Result<Self, Failure> {
        let command = shell_words::split(command).map_err(|error| Failure::unreadable("--fetch", error))?;
        if command.is_empty() {
            return Err(Failure::unreadable("--fetch", "there is no command"));
        }
        Ok(Self { command, tried: BTreeSet::new() })
    }

    /// What is known, with what could be fetched of what is not. `judge` gives the verdict by any lists.
    ///
    /// Only what a verified document and its signer's path say is fetched. Whoever could have anything else fetched would
    /// send requests in our name, to wherever he likes.
    pub fn completed<'r>(
        &mut self,
        mut known: Revocation,
        judge: impl Fn(Revocation) -> Option<Verdict<'r>>,
    ) -> Revocation {
        // Revocation aside, so that a list which is too old does not keep a newer one from being fetched.
        let Some(otherwise) = judge(Revocation::default()) else { return known };
        if !otherwise.documents().iter().any(|document| document.verified().is_some()) {
            note!("note: nothing is fetched, for no document verifies in every other respect");
            return known;
        }
        let Some(so_far) = judge(reporting(&known)) else { return known };
        let documents = otherwise.documents().iter().zip(so_far.documents());
        let documents = documents.filter_map(|(document, so_far)| Some((document.verified()?, so_far.report())));
        let wanted: BTreeSet<Published> = documents.flat_map(|(document, report)| missing(document, report)).collect();
        self.fetch_all(wanted, &mut known);
        known
    }

    /// Fetches the lists of a path that was validated, as far as its report leaves open what they say.
    pub fn complete_path(&mut self, path: &Path, report: &Report, known: &mut Revocation) {
        self.fetch_all(missing_of_path(path, report).collect(), known);
    }

    fn fetch_all(&mut self, mut wanted: BTreeSet<Published>, known: &mut Revocation) {
        wanted.retain(|published| !self.tried.contains(published));
        let room = URIS.saturating_sub(self.tried.len());
        for published in wanted.iter().take(room) {
            let uri = published.uri();
            match self.fetch(published, known) {
                Ok(length) => note!("note: fetched {} ({})", safe(uri), size(length)),
                Err(why) => note!("note: {} was not fetched, so what it tells is undetermined: {why}", safe(uri)),
            }
        }
        if let Some(more) = wanted.len().checked_sub(room).filter(|more| *more > 0) {
            note!("note: {more} more URIs were not fetched; {URIS} are the most");
        }
        self.tried.extend(wanted);
    }

    /// Fetches one list and adds it. Returns its length in bytes.
    fn fetch(&self, published: &Published, known: &mut Revocation) -> Result<usize, String> {
        let uri = published.uri();
        // Nothing else is a place to fetch from: no file here, and no option of the command.
        if !["http://", "https://"].iter().any(|scheme| starts_with(uri, scheme)) {
            return Err("it is neither an http nor an https URI".to_owned());
        }
        let bytes = command::run(&self.command, uri)?;
        match published {
            Published::Crl(_) => revocation::add_crls(known, &bytes)?,
            Published::StatusList(uri) => {
                known.status_lists.add_from(uri, &bytes).map_err(|error| error.to_string())?;
            }
        }
        Ok(bytes.len())
    }
}

impl Published {
    fn uri(&self) -> &str {
        match self {
            Self::Crl(uri) | Self::StatusList(uri) => uri,
        }
    }
}

fn starts_with(uri: &str, scheme: &str) -> bool {
    uri.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// The lists, with what is open reported and not refused.
pub fn reporting(known: &Revocation) -> Revocation {
    Revocation { undetermined: Undetermined::Report, ..known.clone() }
}

/// Where the lists are that could tell what a report leaves open about a document.
fn missing(document: &VerifiedDocument<'_>, report: &Report) -> Vec<Published> {
    let certain = [CheckId::RevocationCertificate, CheckId::RevocationMso];
    // Revoked is revoked.
    if certain.iter().any(|id| report.outcome(*id) == Some(Outcome::Fail)) {
        return Vec::new();
    }
    let mut missing = Vec::new();
    if let Signer::Certified(path) = document.signer() {
        missing.extend(missing_of_path(path, report));
    }
    for uri in document.published_status().iter().flat_map(|status| status.uris()) {
        if is_open(report, CheckId::RevocationMso, &Subject::list(uri)) {
            missing.push(Published::StatusList(uri.to_owned()));
        }
    }
    missing
}

/// Where the lists of a path's CAs are, as far as it is open what they say.
fn missing_of_path(path: &Path, report: &Report) -> impl Iterator<Item = Published> {
    let open = path.issued().filter(|(certificate, _)| {
        is_open(report, CheckId::RevocationCertificate, &Subject::certificate(certificate.subject()))
    });
    open.flat_map(|(certificate, _)| certificate.crl_uris()).map(Published::Crl)
}

/// Whether nobody knows yet.
fn is_open(report: &Report, id: CheckId, subject: &Subject) -> bool {
    let about = |check: &&Check| check.id == id && check.subject.as_ref() == Some(subject);
    !report.checks().iter().filter(about).any(|check| matches!(check.outcome, Outcome::Pass | Outcome::Fail))
}

#[cfg(all(test, unix))]
mod tests;
