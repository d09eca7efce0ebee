//! Reader certificate authority lists (edition 2 Annex F, as drafted).

mod constraint;
mod entry;

use core::time::Duration;
use std::sync::Arc;

pub use constraint::TrustConstraint;
pub use entry::RicalEntry;

use crate::crypto::CryptoProvider;
use crate::report::{Profile, Report};
use crate::time::UnixTime;
use crate::trust::list::{self, Circumstances, ListError, RICAL};
use crate::trust::{Origin, Revocation, TrustAnchors};
use crate::x509::{Certificate, Path};

/// A RICAL whose signature, signer and dates were verified: a list of reader CAs, each with constraints on the readers
/// it may vouch for.
///
/// ```cddl
/// RICAL = {
///   "version": tstr, "provider": tstr, "date": tdate, ? "nextUpdate": tdate, ? "notAfter": tdate,
///   "certificateInfos": [ + RICALCertificateInfo ], ? "id": uint, ? "latestRicalUrl": tstr,
///   ? "extensions": { * tstr => any }, "type": tstr, * tstr => any
/// }
/// ```
///
/// It is read and verified once, and cheap to clone: certificates and entries are shared. Only
/// [`TrustAnchors::add_rical`] makes anchors of it. What it vouches for ends with its notAfter, also where the list was
/// verified before.
#[derive(Debug, Clone)]
pub struct Rical {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    provider: String,
    id: Option<u64>,
    url: Option<String>,
    date: Option<UnixTime>,
    next_update: Option<UnixTime>,
    not_after: Option<UnixTime>,
    path: Path,
    entries: Vec<RicalEntry>,
    origin: Origin,
    report: Report,
}

impl Rical {
    /// Reads and verifies a RICAL: an untagged COSE_Sign1 whose payload is the list itself, its signer's certificates in
    /// a protected x5chain (an unprotected one is a deviation).
    ///
    /// The list must be of type `org.iso.18013.5.1.reader_authentication` and not empty. The signer's path must end at
    /// one of `signer_roots` that was [added by hand](TrustAnchors::add), and none of its certificates may be known to be
    /// revoked. A nextUpdate in the past is reported under both profiles and is no failure. Entries are not judged here;
    /// one that cannot be read spoils no other.
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
        let Some(opened) = list::open(&RICAL, &circumstances, bytes, &mut report) else {
            return Err(ListError { report });
        };
        let inner = Inner {
            provider: opened.head.provider.to_owned(),
            id: opened.head.issue,
            url: opened.head.url.map(str::to_owned),
            date: opened.date,
            next_update: opened.next_update,
            not_after: opened.not_after,
            origin: opened.origin(),
            entries: opened.head.entries.iter().map(RicalEntry::read).collect(),
            path: opened.path,
            report,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// `provider`.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.inner.provider
    }

    /// `id` of this issue.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        self.inner.id
    }

    /// `latestRicalUrl`, where the next issue is found.
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

    /// `notAfter`, after which this list vouches for nothing.
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
    pub fn entries(&self) -> &[RicalEntry] {
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
