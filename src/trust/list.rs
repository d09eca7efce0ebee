//! What a VICAL and a RICAL have in common: a signed list of certificates and of what somebody says about each.

mod dates;
mod envelope;
mod head;
mod rules;
mod said;

use core::fmt;
use core::time::Duration;

pub(super) use envelope::{Opened, open};
pub(super) use rules::{RICAL, VICAL};
pub(super) use said::{Said, names};

use crate::crypto::CryptoProvider;
use crate::report::{Profile, Report};
use crate::time::UnixTime;
use crate::trust::{Origin, Revocation, TrustAnchors};
use crate::x509::Certificate;

/// A VICAL or RICAL that cannot be relied upon, with the checks that say why.
#[derive(Debug, Clone)]
pub struct ListError {
    /// The checks made, at least one failed.
    pub report: Report,
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list cannot be relied upon: ")?;
        let details: Vec<&str> = self.report.failures().map(|check| check.detail.as_str()).collect();
        f.write_str(&details.join("; "))
    }
}

impl core::error::Error for ListError {}

/// What became of one entry of a list.
#[derive(Debug, Clone)]
pub struct EntryReport {
    /// The entry's place in the list, from 0.
    pub position: usize,
    /// The certificate, where the entry holds one that can be read.
    pub certificate: Option<Certificate>,
    /// What the list makes of it.
    pub standing: EntryStanding,
    /// The checks made of the entry and of the certificate as an anchor.
    pub report: Report,
}

/// What an entry of a list is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryStanding {
    /// The certificate is an anchor, as far as the list says.
    Anchor,
    /// The certificate may stand in a path, and no path may end there.
    Intermediate,
    /// It is good for nothing; at least one check of the report failed.
    Refused,
}

/// The circumstances a list is verified under.
pub(super) struct Circumstances<'c> {
    pub(super) provider: &'c CryptoProvider,
    pub(super) roots: &'c TrustAnchors,
    pub(super) revocation: &'c Revocation,
    pub(super) at: UnixTime,
    pub(super) skew: Duration,
    pub(super) profile: Profile,
}

impl Opened<'_> {
    /// The list, as what it vouches for remembers it.
    pub(super) fn origin(&self) -> Origin {
        let issue = self.head.issue.map(|issue| format!(" (issue {issue})")).unwrap_or_default();
        let name = format!("the {} of {}{issue}", self.rules.name, crate::report::shown(self.head.provider));
        Origin { name: name.into(), until: self.not_after }
    }
}
