//! Paths that were validated before: the same document signer comes by all day.

use core::fmt;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Path, Validation};
use crate::budget;
use crate::report::{Check, Profile, Report};
use crate::time::UnixTime;
use crate::x509::{Certificate, Purpose};

/// Paths that were validated, to be found again without a signature verified anew. It belongs to the caller, who hands it
/// to any number of configurations and threads; there is none unless there is one there.
///
/// It changes no verdict and no report, only what they cost. A path is found by everything that its checks depend on: the
/// bytes of all certificates received, the anchors offered (their bytes, in their order), the purpose, the profile and
/// the provider's name; and only while every certificate on it, the anchor included, is within its validity, without any
/// tolerance of the clock. What else may change is judged anew each time: which anchors may vouch, whether the list that
/// names them has ended, and whether a certificate was revoked. Bytes are compared with bytes, not digest with digest.
///
/// Only paths that hold are kept, so that nobody fills it whom no anchor vouches for, and at most
/// [`budget::KNOWN_PATHS`] of them: what has expired goes first, and then what was not used for longest.
#[derive(Default)]
pub struct PathCache {
    /// The one used last first.
    known: Mutex<VecDeque<Arc<Known>>>,
}

/// A path that holds, with what it depends on.
struct Known {
    provider: &'static str,
    profile: Profile,
    purpose: Purpose,
    anchors: Arc<[Certificate]>,
    /// Whether the anchor itself stood behind the path in the chain.
    has_anchor: bool,
    from: UnixTime,
    until: UnixTime,
    path: Path,
    checks: Vec<Check>,
}

impl PathCache {
    /// Nothing is known yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many paths are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known().len()
    }

    /// Whether no path is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all paths.
    pub fn clear(&self) {
        self.known().clear();
    }

    /// The path that answers the question, and its checks written to `report` as they were when it was validated.
    pub(super) fn find(
        &self,
        question: &Validation<'_>,
        chain: &[&[u8]],
        anchors: &[Certificate],
        report: &mut Report,
    ) -> Option<Path> {
        let found = {
            let mut known = self.known();
            let position = known.iter().position(|known| known.answers(question, chain, anchors))?;
            let found = known.remove(position)?;
            known.push_front(Arc::clone(&found));
            found
        };
        report.extend(&found.checks);
        Some(found.path.clone())
    }

    /// Keeps a path that was just validated, with its checks.
    pub(super) fn keep(
        &self,
        question: &Validation<'_>,
        chain: &[&[u8]],
        anchors: &[Certificate],
        path: &Path,
        checks: &[Check],
    ) {
        let certificates = || path.issued().map(|(certificate, _)| certificate).chain([&path.anchor]);
        let from = certificates().map(Certificate::not_before).max();
        let until = certificates().map(Certificate::not_after).min();
        let (Some(from), Some(until)) = (from, until) else { return };
        let has_anchor = chain.len() > path.intermediates.len().saturating_add(1);
        let mut known = self.known();
        let shared = known.front().filter(|latest| same(&latest.anchors, anchors));
        let kept = Known {
            provider: question.provider.name,
            profile: question.profile,
            purpose: question.purpose.clone(),
            anchors: shared.map_or_else(|| Arc::from(anchors), |latest| Arc::clone(&latest.anchors)),
            has_anchor,
            from,
            until,
            path: path.clone(),
            checks: checks.to_vec(),
        };
        // Not where somebody else put it meanwhile, nor what would never be found: outside its validity, or with
        // certificates behind it that are none of the path's.
        if known.iter().any(|known| known.answers(question, chain, anchors)) || !kept.answers(question, chain, anchors)
        {
            return;
        }
        if known.len() >= budget::KNOWN_PATHS {
            known.retain(|known| known.until >= question.at);
            known.truncate(budget::KNOWN_PATHS.saturating_sub(1));
        }
        known.push_front(Arc::new(kept));
    }

    /// A thread that panicked while it held the lock left whole entries, if any.
    fn known(&self) -> MutexGuard<'_, VecDeque<Arc<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn answers(&self, question: &Validation<'_>, chain: &[&[u8]], anchors: &[Certificate]) -> bool {
        let Path { leaf, intermediates, anchor, .. } = &self.path;
        let received = core::iter::once(leaf).chain(intermediates).chain(self.has_anchor.then_some(anchor));
        (self.from..=self.until).contains(&question.at)
            && received.map(Certificate::der).eq(chain.iter().copied())
            && self.profile == question.profile
            && self.provider == question.provider.name
            && self.purpose == *question.purpose
            && same(&self.anchors, anchors)
    }
}

/// Whether these are the same certificates in the same order.
fn same(one: &[Certificate], other: &[Certificate]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is(other))
}

impl fmt::Debug for PathCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathCache({} paths)", self.len())
    }
}
