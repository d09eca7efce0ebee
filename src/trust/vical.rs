//! Verified issuer certificate authority lists (edition 1 and 2 Annex C).

mod entry;

use core::time::Duration;
use std::sync::Arc;

pub use entry::VicalEntry;

use crate::crypto::CryptoProvider;
use crate::report::{Profile, Report};
use crate::time::UnixTime;
use crate::trust::list::{self, Circumstances, ListError, VICAL};
use crate::trust::{Origin, Revocation, TrustAnchors};
use crate::x509::{Certificate, Path};

/// A VICAL whose signature, signer and dates were verified: a list of IACA certificates, each with the document types
/// that it may vouch for.
///
/// ```cddl
/// VICAL = {
///   "version": tstr, "vicalProvider": tstr, ? "vicalIssueID": uint, "date": tdate, ? "nextUpdate": tdate,
///   ? "notAfter": tdate, "certificateInfos": [ * CertificateInfo ], ? "extensions": { * tstr => any },
///   ? "vicalURL": tstr, * tstr => any
/// }
/// ```
///
/// It is read and verified once, and cheap to clone: certificates and entries are shared. Only
/// [`TrustAnchors::add_vical`] makes anchors of it. What it vouches for ends with its notAfter, also where the list was
/// verified before.
#[derive(Debug, Clone)]
pub struct Vical {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    provider: String,
    issue: Option<u64>,
    url: Option<String>,
    date: Option<UnixTime>,
    next_update: Option<UnixTime>,
    not_after: Option<UnixTime>,
    path: Path,
    entries: Vec<VicalEntry>,
    origin: Origin,
    report: Report,
}

impl Vical {
    /// Reads and verifies a VICAL: an untagged COSE_Sign1 whose payload is the list itself, its signer's certificates in
    /// x5chain.
    ///
    /// The signer's path must end at one of `signer_roots` that was [added by hand](TrustAnchors::add); whoever is an
    /// anchor by a list alone vouches for no other list. None of its certificates may be known to be revoked (edition 2
    /// 12.8.3). A nextUpdate in the past is reported under both profiles and is no failure: fetch a newer list. A
    /// notAfter in the past is one. Entries are not judged here; one that cannot be read spoils no other.
    ///
    /// # Errors
    /// [`ListError`] with all checks made.
    pub fn verify(
        provider: &CryptoProvider,
        bytes: &[u8],
        signer_roots: &TrustAnchors,
        revocation: &Revocation,
        at: UnixTime,
        skew: Duration,
        profile: Profile,
    ) -> Result<Self, ListError> {
        let mut report = Report::new();
        let circumstances = Circumstances { provider, roots: signer_roots, revocation, at, skew, profile };
        let Some(opened) = list::open(&VICAL, &circumstances, bytes, &mut report) else {
            return Err(ListError { report });
        };
        let inner = Inner {
            provider: opened.head.provider.to_owned(),
            issue: opened.head.issue,
            url: opened.head.url.map(str::to_owned),
            date: opened.date,
            next_update: opened.next_update,
            not_after: opened.not_after,
            origin: opened.origin(),
            entries: opened.head.entries.iter().map(VicalEntry::read).collect(),
            path: opened.path,
            report,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// `vicalProvider`.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.inner.provider
    }

    /// `vicalIssueID`, which rises with every issue.
    #[must_use]
    pub fn issue_id(&self) -> Option<u64> {
        self.inner.issue
    }

    /// `vicalURL` or `vicalURI`, where the next issue is found (edition 2).
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.inner.url.as_deref()
    }

    /// `date`, when the list was issued.
    #[must_use]
    pub fn date(&self) -> Option<UnixTime> {
        self.inner.date
    }

    /// `nextUpdate`, from when on there is a newer list.
    #[must_use]
    pub fn next_update(&self) -> Option<UnixTime> {
        self.inner.next_update
    }

    /// `notAfter`, after which this list vouches for nothing (edition 2).
    #[must_use]
    pub fn not_after(&self) -> Option<UnixTime> {
        self.inner.not_after
    }

    /// The signer's certificate.
    #[must_use]
    pub fn signer(&self) -> &Certificate {
        &self.inner.path.leaf
    }

    /// The signer's path to the root.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The entries, in the list's order.
    #[must_use]
    pub fn entries(&self) -> &[VicalEntry] {
        &self.inner.entries
    }

    /// The checks made of the list and its signer, none of them failed.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.inner.report
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.inner.origin
    }
}
