//! Layer 0: the vocabulary of a verdict. Every rule that is checked has an id, a clause and an outcome.

mod check;
mod display;
mod subject;
#[cfg(test)]
mod tests;
mod text;
mod treatment;

use crate::budget;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

pub use check::CheckId;
pub use subject::Subject;
pub use text::Text;
pub(crate) use text::{made, text};
pub use treatment::Treatment;

/// How strictly rules are applied.
///
/// Under both, broken cryptography, a broken binding and expired trust fail. They differ in what real issuers get
/// wrong: [`Strict`](Self::Strict) fails it, [`Field`](Self::Field) reports a deviation. docs/CONFORMANCE.md lists
/// each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// For certification: every rule of the standard.
    #[default]
    Strict,
    /// For real life: named deviations are reported and the document may still verify.
    Field,
}

/// The outcome of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The rule holds.
    Pass,
    /// The rule is broken, and the document with it.
    Fail,
    /// The rule is broken in a way the profile tolerates.
    Deviation,
    /// The rule could not be checked or did not apply, as the detail says.
    Skipped,
}

/// Where a rule stands in both editions; a dash where an edition does not have it.
///
/// It shows as in `ed1 9.3.1, ed2 12.8.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// In ISO/IEC 18013-5:2021.
    pub ed1: &'static str,
    /// In the second edition's draft.
    pub ed2: &'static str,
}

/// One rule, judged.
///
/// It serializes as `{"id", "clause", "outcome", ? "subject", "detail", ? "offset"}`; the clause names both editions, and
/// the subject is a [`Subject`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which rule.
    pub id: CheckId,
    /// How it went.
    pub outcome: Outcome,
    /// The clauses, those of `id` unless a narrower one applies, as for a kind of certificate.
    pub clause: &'static Clause,
    /// What was judged. No values.
    pub subject: Option<Subject>,
    /// What was found, for a person: lower case, without a full stop. No personal data.
    pub detail: Text,
    /// Where it starts in the response (or in the IssuerSigned that was judged alone), in bytes from its first, where
    /// there is such a place: certificates of the caller's, for one, have none.
    ///
    /// It is the first byte of the item's head: of the IssuerSignedItemBytes for what is about digests, of the value for
    /// what is about the value, of the member for what is about a member, of the signature or tag for what is about it.
    pub offset: Option<usize>,
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut check = serializer.serialize_struct("Check", 6)?;
        check.serialize_field("id", self.id.as_str())?;
        check.serialize_field("clause", &Shown(self.clause))?;
        check.serialize_field("outcome", &self.outcome)?;
        match &self.subject {
            Some(subject) => check.serialize_field("subject", subject)?,
            None => check.skip_field("subject")?,
        }
        check.serialize_field("detail", &self.detail)?;
        match &self.offset {
            Some(offset) => check.serialize_field("offset", offset)?,
            None => check.skip_field("offset")?,
        }
        check.end()
    }
}

/// A value that serializes as it is shown.
struct Shown<T>(T);

impl<T: core::fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The checks made, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Report {
    checks: Vec<Check>,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The checks, in the order made.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Whether any check failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.failures().next().is_some()
    }

    /// Whether any check failed behind the first `count`.
    pub(crate) fn has_failed_since(&self, count: usize) -> bool {
        self.checks.iter().skip(count).any(|check| check.outcome == Outcome::Fail)
    }

    /// Whether no check failed or found a deviation. What was skipped does not count.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        !self.has_failed() && self.deviations().next().is_none()
    }

    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.of(Outcome::Fail)
    }

    /// The checks that found a rule broken in a way the profile tolerates.
    pub fn deviations(&self) -> impl Iterator<Item = &Check> {
        self.of(Outcome::Deviation)
    }

    /// The checks that came out so.
    pub fn of(&self, outcome: Outcome) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(move |check| check.outcome == outcome)
    }

    /// How many checks came out so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.of(outcome).count()
    }

    /// The outcome of a check, the gravest where it was made several times; `None` where it was not made.
    #[must_use]
    pub fn outcome(&self, id: CheckId) -> Option<Outcome> {
        let made = self.checks.iter().filter(|check| check.id == id).map(|check| check.outcome);
        made.max_by_key(|outcome| match outcome {
            Outcome::Skipped => 0,
            Outcome::Pass => 1,
            Outcome::Deviation => 2,
            Outcome::Fail => 3,
        })
    }

    /// Whether each of `ids` was judged: made, and not skipped each time.
    pub(crate) fn has_judged<'i>(&self, ids: impl IntoIterator<Item = &'i CheckId>) -> bool {
        let judged = self.checks.iter().filter(|check| check.outcome != Outcome::Skipped);
        let judged = judged.fold(0, |set, check| set | check.id.bit());
        ids.into_iter().all(|id| judged & id.bit() != 0)
    }

    /// Adds a check.
    pub fn push(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Adds a check of one of many things whose number the peer chooses. Behind [`budget::CHECKS_ALIKE`] of the same rule
    /// and outcome, one says that there are more, and those are left out.
    pub(crate) fn push_one_of_many(&mut self, check: Check) {
        let alike = |made: &&Check| made.id == check.id && made.outcome == check.outcome;
        let listed = self.checks.iter().rev().filter(alike).take(budget::CHECKS_ALIKE.saturating_add(1)).count();
        if listed < budget::CHECKS_ALIKE {
            self.push(check);
        } else if listed == budget::CHECKS_ALIKE {
            self.push(Check::new(check.id, check.outcome, "there are more of these, which are not listed"));
        }
    }

    /// The checks, to be completed by who knows more about what they are about.
    pub(crate) fn checks_mut(&mut self) -> impl Iterator<Item = &mut Check> {
        self.checks.iter_mut()
    }

    /// Adds all checks of `other`.
    pub fn append(&mut self, mut other: Self) {
        if self.checks.is_empty() {
            *self = other;
        } else {
            self.checks.append(&mut other.checks);
        }
    }

    /// An empty report with room for so many checks.
    pub(crate) fn with_room(checks: usize) -> Self {
        Self { checks: Vec::with_capacity(checks) }
    }

    /// Gives back the room for further checks.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.checks.shrink_to_fit();
    }

    /// Adds copies of checks.
    pub(crate) fn extend(&mut self, checks: &[Check]) {
        self.checks.extend_from_slice(checks);
    }

    /// Records that a rule holds.
    pub fn pass(&mut self, id: CheckId, detail: impl Into<Text>) {
        self.push(Check::new(id, Outcome::Pass, detail));
    }

    /// Records that a rule is broken.
    pub fn fail(&mut self, id: CheckId, detail: impl Into<Text>) {
        self.push(Check::new(id, Outcome::Fail, detail));
    }

    /// Records that a rule could not be checked or does not apply.
    pub fn skip(&mut self, id: CheckId, detail: impl Into<Text>) {
        self.push(Check::new(id, Outcome::Skipped, detail));
    }

    /// Records that a rule is broken which breaks the document under no profile, as where a reader merely may reject.
    pub fn note(&mut self, id: CheckId, detail: impl Into<Text>) {
        self.push(Check::new(id, Outcome::Deviation, detail));
    }

    /// Records that a rule is broken which `profile` decides about.
    pub fn deviate(&mut self, profile: Profile, id: CheckId, detail: impl Into<Text>) {
        self.push(Check::new(id, profile.deviation(), detail));
    }
}

/// A name that a peer sent (a document type, namespace, identifier or algorithm), fit to be shown to a person: control
/// characters escaped and cut to 80 characters.
#[must_use]
pub fn shown(name: &str) -> Text {
    if name.len() <= LENGTH && name.bytes().all(is_plain) {
        return Text::copied(name);
    }
    made(|shown| {
        name.chars().take(LENGTH).flat_map(char::escape_debug).try_for_each(|letter| shown.write_char(letter))?;
        if name.chars().nth(LENGTH).is_some() { shown.write_char('\u{2026}') } else { Ok(()) }
    })
}

/// The longest name that is shown whole, in characters.
const LENGTH: usize = 80;

/// A name that is to be shown, cut to 80 characters.
pub(crate) fn cut(mut name: String) -> String {
    if let Some((end, _)) = name.char_indices().nth(LENGTH) {
        name.truncate(end);
        name.push('\u{2026}');
    }
    name
}

/// Letters that are shown as they are, whatever stands around them.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\'' | b'\\')
}

impl Profile {
    /// What a tolerable breach counts as.
    #[must_use]
    pub const fn deviation(self) -> Outcome {
        match self {
            Self::Strict => Outcome::Fail,
            Self::Field => Outcome::Deviation,
        }
    }
}

impl Check {
    /// A check without subject and offset.
    pub fn new(id: CheckId, outcome: Outcome, detail: impl Into<Text>) -> Self {
        Self { id, outcome, clause: id.clauses(), subject: None, detail: detail.into(), offset: None }
    }

    /// The same, about `subject`.
    #[must_use]
    pub fn about(self, subject: Subject) -> Self {
        Self { subject: Some(subject), ..self }
    }

    /// The same, by a narrower clause.
    #[must_use]
    pub fn by(self, clause: &'static Clause) -> Self {
        Self { clause, ..self }
    }

    /// The same, at byte `offset`.
    #[must_use]
    pub fn at(self, offset: usize) -> Self {
        Self { offset: Some(offset), ..self }
    }
}

impl Outcome {
    /// The outcome's name, as reports have it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Deviation => "deviation",
            Self::Skipped => "skipped",
        }
    }
}
