//! What an anchor may vouch for.

use core::time::Duration;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::report::{Text, text};
use crate::time::UnixTime;
use crate::trust::TrustConstraint;

/// Where a grant comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The list, as reports name it: "the VICAL of AAMVA (issue 1)".
    pub(crate) name: Arc<str>,
    /// When the list ends, and the grant with it.
    pub(crate) until: Option<UnixTime>,
}

/// What one list lets an anchor vouch for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) origin: Origin,
    pub(super) to: Granted,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Granted {
    /// Document signers of these document types.
    DocTypes(BTreeSet<String>),
    /// Readers that fulfil one of these constraints, or any where there are none.
    Readers(Option<Vec<TrustConstraint>>),
}

/// What an anchor may vouch for: anything where it was added by hand, and else what lists say, each for itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    by_hand: bool,
    grants: Vec<Grant>,
}

/// Whether an anchor may vouch for something, and why, in a sentence.
pub(crate) type Ruling = Result<Text, Text>;

impl Scope {
    pub(super) fn by_hand() -> Self {
        Self { by_hand: true, grants: Vec::new() }
    }

    pub(super) fn granted(grant: Grant) -> Self {
        Self { by_hand: false, grants: vec![grant] }
    }

    pub(super) fn is_by_hand(&self) -> bool {
        self.by_hand
    }

    /// Whether it may vouch for readers at all, constraints and the end of lists aside.
    pub(super) fn is_for_readers(&self) -> bool {
        self.by_hand || self.grants.iter().any(|grant| matches!(grant.to, Granted::Readers(_)))
    }

    /// Whether the caller or a list that has not ended names it for readers, constraints aside.
    pub(super) fn names_readers(&self, at: UnixTime, skew: Duration) -> bool {
        let current = |grant: &Grant| ended(grant.origin.until, at, skew).is_none();
        self.by_hand || self.grants.iter().any(|grant| matches!(grant.to, Granted::Readers(_)) && current(grant))
    }

    /// Adds what `other` allows; what an issue of a list says twice is kept once.
    pub(super) fn merge(&mut self, other: Self) {
        self.by_hand |= other.by_hand;
        for grant in other.grants {
            if !self.grants.contains(&grant) {
                self.grants.push(grant);
            }
        }
    }

    /// The document types that lists name it for.
    pub(super) fn doc_types(&self) -> impl Iterator<Item = &str> {
        self.grants.iter().flat_map(|grant| match &grant.to {
            Granted::DocTypes(types) => types.iter().map(String::as_str).collect(),
            Granted::Readers(_) => Vec::new(),
        })
    }

    /// Whether it may vouch for document signers of this type.
    pub(super) fn rules_doc_type(&self, doc_type: &str, at: UnixTime, skew: Duration) -> Ruling {
        if self.by_hand {
            return Ok(BY_HAND.into());
        }
        let mut refused = Text::from("no list names it for document signers");
        for Grant { origin: Origin { name, until }, to } in &self.grants {
            let Granted::DocTypes(types) = to else { continue };
            if !types.contains(doc_type) {
                refused = text!("{name} names it for other document types");
            } else if let Some(until) = ended(*until, at, skew) {
                refused = text!("{name} names it for this document type, and ended at {until}");
            } else {
                return Ok(text!("{name} names it for this document type"));
            }
        }
        Err(refused)
    }

    /// Whether it may vouch for readers.
    pub(super) fn rules_readers(&self, at: UnixTime, skew: Duration) -> Ruling {
        if self.by_hand {
            return Ok(BY_HAND.into());
        }
        let mut refused = Text::from("no list names it for readers");
        for Grant { origin: Origin { name, until }, to } in &self.grants {
            let Granted::Readers(constraints) = to else { continue };
            if let Some(until) = ended(*until, at, skew) {
                refused = text!("{name} names it for readers, and ended at {until}");
                continue;
            }
            match constraints {
                None => return Ok(text!("{name} names it without constraints")),
                Some(constraints) if constraints.iter().any(TrustConstraint::is_satisfied) => {
                    return Ok(text!("a constraint that {name} sets is satisfied"));
                }
                Some(constraints) => {
                    let unknown: BTreeSet<&str> =
                        constraints.iter().flat_map(TrustConstraint::unknown).map(String::as_str).collect();
                    let unknown: Vec<&str> = unknown.into_iter().take(8).collect();
                    refused =
                        text!("none of the constraints that {name} sets is satisfied; unknown: {}", unknown.join(", "));
                }
            }
        }
        Err(refused)
    }
}

const BY_HAND: &str = "it was added by hand and may vouch for any";

/// When a list ended, where it did.
fn ended(until: Option<UnixTime>, at: UnixTime, skew: Duration) -> Option<UnixTime> {
    until.filter(|until| *until < at.minus(skew))
}
