//! Cases and what is expected of them.

use std::collections::BTreeMap;

use crate::format::{Case, Clause, Expect, HolderReply, Input, Outcome, Returned, Role, Twin};
use crate::generate::label::numbers;
use crate::generate::world::{MDL, MDL_NAME_SPACE};

/// A case that lacks its input and its expectation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft<'t> {
    pub(super) id: &'t str,
    pub(super) title: &'t str,
    /// Clauses of both editions.
    pub(super) clause: (&'t str, &'t str),
    /// The twin's id, and in what the case differs from it.
    pub(super) twin: Option<(&'t str, &'t str)>,
}

impl<'t> Draft<'t> {
    /// A case in which all is well.
    pub(super) fn positive(id: &'t str, clause: (&'t str, &'t str), title: &'t str) -> Self {
        Self { id, title, clause, twin: None }
    }

    /// A case that differs from `twin` in `differs`.
    pub(super) fn negative(
        id: &'t str,
        clause: (&'t str, &'t str),
        (twin, differs): (&'t str, &'t str),
        title: &'t str,
    ) -> Self {
        Self { id, title, clause, twin: Some((twin, differs)) }
    }

    pub(super) fn case(self, role: Role, input: Input, expect: Expect) -> Case {
        let (ed1, ed2) = self.clause;
        Case {
            id: self.id.to_owned(),
            tests: numbers(self.id),
            title: self.title.to_owned(),
            clause: Clause { ed1: ed1.to_owned(), ed2: ed2.to_owned() },
            role,
            twin: self.twin.map(|(id, differs)| Twin::differing(id.to_owned(), differs.to_owned())),
            input,
            expect,
        }
    }
}

/// One of several outcomes; one alone is the outcome.
pub(super) fn one_of(outcomes: impl IntoIterator<Item = Outcome>) -> Expect {
    let mut one_of: Vec<Outcome> = outcomes.into_iter().collect();
    if one_of.len() == 1 { Expect::Is(one_of.remove(0)) } else { Expect::OneOf { one_of } }
}

/// What a holder answered, and the session goes on.
pub(super) fn open(replies: impl IntoIterator<Item = HolderReply>) -> Outcome {
    Outcome::HolderSession { replies: replies.into_iter().collect(), closed: false }
}

/// What a holder answered until the session ended.
pub(super) fn closed(replies: impl IntoIterator<Item = HolderReply>) -> Outcome {
    Outcome::HolderSession { replies: replies.into_iter().collect(), closed: true }
}

/// The session ended with one of these statuses and no other answer.
pub(super) fn ended(statuses: &[u64]) -> Expect {
    one_of(statuses.iter().map(|status| closed([HolderReply::Status { status: *status }])))
}

/// The request was refused with one of these statuses of DeviceResponse, and the session goes on.
pub(super) fn refused(statuses: &[u64]) -> Expect {
    one_of(statuses.iter().map(|status| open([refusal(*status)])))
}

/// A DeviceResponse that says no more than why the request is none.
pub(super) fn refusal(status: u64) -> HolderReply {
    HolderReply::Response { status, documents: Vec::new(), readers: None }
}

/// A DeviceResponse to anonymous readers.
pub(super) fn answer(documents: impl IntoIterator<Item = Returned>) -> HolderReply {
    answer_to(&["absent"], documents)
}

/// A DeviceResponse to these readers, one per DocRequest.
pub(super) fn answer_to(readers: &[&str], documents: impl IntoIterator<Item = Returned>) -> HolderReply {
    let readers = Some(readers.iter().map(ToString::to_string).collect());
    HolderReply::Response { status: 0, documents: documents.into_iter().collect(), readers }
}

/// Elements of the driving licence, with a MAC.
pub(super) fn licence(identifiers: &[&str]) -> Returned {
    returned(MDL, &[(MDL_NAME_SPACE, identifiers)])
}

/// Elements of a document, with a MAC.
pub(super) fn returned(doc_type: &str, elements: &[(&str, &[&str])]) -> Returned {
    Returned {
        doc_type: doc_type.to_owned(),
        elements: names(elements),
        device_elements: BTreeMap::new(),
        method: "mac".to_owned(),
    }
}

/// Identifiers by namespace, sorted.
pub(super) fn names(elements: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    let sorted = |identifiers: &[&str]| {
        let mut identifiers: Vec<String> = identifiers.iter().map(ToString::to_string).collect();
        identifiers.sort_unstable();
        identifiers
    };
    elements.iter().map(|(name_space, identifiers)| ((*name_space).to_owned(), sorted(identifiers))).collect()
}
