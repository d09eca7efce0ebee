//! Whether the issuer revoked a mobile security object, by the lists that were handed in (edition 2 12.3.6). Nothing is
//! fetched.

mod list;

use crate::auth::Policy;
use crate::auth::issuer::Signer;
use crate::model::mso::MobileSecurityObject;
use crate::model::mso::status::{IdentifierReference, Status, StatusReference};
use crate::report::{Check, CheckId, Outcome, Report, Subject, Text, text};
use crate::trust::{ListKind, StatusList, Undetermined};

/// What is known of a mobile security object's revocation, the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MsoStatus {
    /// The issuer publishes nothing about it.
    Unpublished,
    /// Not revoked, by every list that the issuer publishes it in.
    Valid,
    /// Nobody knows: no list was handed in, or none that could be used.
    Undetermined,
    /// Revoked, which is for good.
    Revoked,
}

/// Judges whether the mobile security object was revoked and writes every check to `report`.
///
/// Only what an issuer's signature covers says where and by whom that is published, so `mso` counts where `signer`, who
/// signed it, is trusted. A list that was handed in and is broken fails; one that was not handed in is a matter of
/// [`Undetermined`].
pub fn judge(
    policy: &Policy<'_>,
    mso: Option<&MobileSecurityObject<'_>>,
    signer: Option<&Signer>,
    report: &mut Report,
) -> MsoStatus {
    let (Some(mso), Some(signer)) = (mso, signer) else {
        report.skip(ID, "there is no trusted mobile security object that could say where this is published");
        return MsoStatus::Undetermined;
    };
    let Some(status) = mso.status else {
        report.skip(ID, "the issuer publishes no status");
        return MsoStatus::Unpublished;
    };
    let status = match status.decode::<Status<'_>>() {
        Ok(status) => status,
        Err(error) => {
            let why = text!("the status does not fit its structure: {error}");
            return undetermined(policy, policy.profile.deviation(), None, why, report);
        }
    };
    let entries = [status.identifier_list.map(Entry::from), status.status_list.map(Entry::from)];
    let judged = entries.iter().flatten().map(|entry| by_list(policy, entry, signer, report));
    judged.max().unwrap_or_else(|| {
        let why = "the issuer publishes the status in a way that is not known here";
        undetermined(policy, Outcome::Skipped, None, why, report)
    })
}

const ID: CheckId = CheckId::RevocationMso;

/// Where one list has it.
struct Entry<'a> {
    place: Place<'a>,
    uri: &'a str,
    certificate: Option<&'a [u8]>,
}

#[derive(Clone, Copy)]
enum Place<'a> {
    Index(u64),
    Identifier(&'a [u8]),
}

impl<'a> From<IdentifierReference<'a>> for Entry<'a> {
    fn from(IdentifierReference { id, uri, certificate }: IdentifierReference<'a>) -> Self {
        Self { place: Place::Identifier(id), uri, certificate }
    }
}

impl<'a> From<StatusReference<'a>> for Entry<'a> {
    fn from(StatusReference { idx, uri, certificate }: StatusReference<'a>) -> Self {
        Self { place: Place::Index(idx), uri, certificate }
    }
}

impl Entry<'_> {
    /// What kind of list it refers to.
    const fn kind(&self) -> ListKind {
        match self.place {
            Place::Index(_) => ListKind::Status,
            Place::Identifier(_) => ListKind::Identifiers,
        }
    }

    /// Whether the list has it revoked; `None` where it does not reach so far.
    fn revoked_by(&self, list: &StatusList) -> Option<bool> {
        match self.place {
            Place::Index(index) => list.is_set(index),
            Place::Identifier(identifier) => list.lists(identifier),
        }
    }
}

/// Of the lists handed in for the entry's URI, the latest that verifies tells.
fn by_list(policy: &Policy<'_>, entry: &Entry<'_>, signer: &Signer, report: &mut Report) -> MsoStatus {
    let mut lists = policy.revocation.status_lists.of(entry.uri).peekable();
    if lists.peek().is_none() {
        let why = text!("no {} was handed in for this URI", entry.kind().name());
        return undetermined(policy, Outcome::Skipped, Some(entry), why, report);
    }
    let Some(trust) = list::Trust::of(entry.certificate, signer) else {
        let why = "the document signer's key is pinned, so there is no CA that the list's signer could lead to";
        return undetermined(policy, Outcome::Deviation, Some(entry), why, report);
    };
    let mut refused: Option<Report> = None;
    for list in lists {
        let mut checks = Report::new();
        list::judge(policy, entry, trust, list, &mut checks);
        if checks.has_failed() {
            refused.get_or_insert(checks);
            continue;
        }
        if let Some(check) = refused.as_ref().and_then(|refused| refused.failures().next()) {
            let detail = text!("a list issued later was passed over, by {}: {}", check.id, check.detail);
            report.push(Check::new(ID, Outcome::Deviation, detail).about(Subject::list(entry.uri)));
        }
        report.append(checks);
        return by_content(policy, entry, list, report);
    }
    report.append(refused.unwrap_or_default());
    skip_content(entry, report);
    undetermined(policy, Outcome::Skipped, Some(entry), "no list handed in for this URI can be relied on", report)
}

fn skip_content(entry: &Entry<'_>, report: &mut Report) {
    let detail = "the list cannot be relied on, so it is not looked into";
    let check = Check::new(CheckId::StatusListContent, Outcome::Skipped, detail);
    report.push(check.about(Subject::list(entry.uri)));
}

/// What a list that verifies says.
fn by_content(policy: &Policy<'_>, entry: &Entry<'_>, list: &StatusList, report: &mut Report) -> MsoStatus {
    let subject = || Subject::list(entry.uri);
    let content = |outcome, detail: Text| Check::new(CheckId::StatusListContent, outcome, detail).about(subject());
    let unreadable = |detail: Text, report: &mut Report| {
        report.push(content(Outcome::Fail, detail));
        undetermined(policy, Outcome::Skipped, Some(entry), "the list does not tell", report)
    };
    if let Some(error) = list.unreadable() {
        return unreadable(error.to_string().into(), report);
    }
    let Some(revoked) = entry.revoked_by(list) else {
        return unreadable("the list does not reach to the index of the mobile security object".into(), report);
    };
    report.push(content(Outcome::Pass, text!("the {} can be read", entry.kind().name())));
    let (outcome, detail, status) = if revoked {
        (Outcome::Fail, "the issuer has revoked it", MsoStatus::Revoked)
    } else {
        (Outcome::Pass, "the issuer's list does not have it revoked", MsoStatus::Valid)
    };
    report.push(Check::new(ID, outcome, detail).about(subject()));
    status
}

/// Nobody knows: `reported` where the policy reports that.
fn undetermined(
    policy: &Policy<'_>,
    reported: Outcome,
    entry: Option<&Entry<'_>>,
    why: impl Into<Text>,
    report: &mut Report,
) -> MsoStatus {
    let outcome = match policy.revocation.undetermined {
        Undetermined::Report => reported,
        Undetermined::Reject => Outcome::Fail,
    };
    let detail = text!("whether it is revoked is undetermined: {}", why.into());
    let check = Check::new(ID, outcome, detail);
    report.push(match entry {
        Some(entry) => check.about(Subject::list(entry.uri)),
        None => check,
    });
    MsoStatus::Undetermined
}
