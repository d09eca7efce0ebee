//! From a presentation to its cases.

use std::collections::BTreeMap;

use super::{Played, Scene};
use crate::format::{Case, DocumentOutcome, Expect, Input, Outcome, ResponseOutcome, Twin};
use crate::generate::label::{clause_of, numbers};

/// A case that lacks only its expectation.
#[derive(Debug)]
pub struct Draft {
    scene: Scene,
    id: String,
    title: String,
    twin: Option<(String, String)>,
    clause: Option<(String, String)>,
    only: Option<Vec<String>>,
    doc_type: Option<Option<String>>,
    ages: BTreeMap<u8, String>,
}

impl Scene {
    /// A case in which all is well.
    #[must_use]
    pub fn positive(self, id: &str, title: &str) -> Draft {
        Draft {
            scene: self,
            id: id.to_owned(),
            title: title.to_owned(),
            twin: None,
            clause: None,
            only: None,
            doc_type: None,
            ages: BTreeMap::new(),
        }
    }

    /// A case that differs from `twin` in one field.
    #[must_use]
    pub fn negative(self, id: &str, twin: &str, differs: &str, title: &str) -> Draft {
        Draft { twin: Some((twin.to_owned(), differs.to_owned())), ..self.positive(id, title) }
    }
}

impl Draft {
    /// Where the rule stands, where not where the first failing check has it.
    #[must_use]
    pub fn clause(mut self, ed1: &str, ed2: &str) -> Self {
        self.clause = Some((ed1.to_owned(), ed2.to_owned()));
        self
    }

    /// Of the elements that were signed, only these are handed out.
    #[must_use]
    pub fn only(mut self, identifiers: &[&str]) -> Self {
        self.only = Some(identifiers.iter().map(ToString::to_string).collect());
        self
    }

    /// The document's type, where it is not the mobile security object's.
    #[must_use]
    pub fn doc_type(mut self, doc_type: Option<&str>) -> Self {
        self.doc_type = Some(doc_type.map(str::to_owned));
        self
    }

    /// What a verified document says about these ages, each of which is asked.
    #[must_use]
    pub fn ages(mut self, answers: &[(u8, &str)]) -> Self {
        self.ages = answers.iter().map(|(age, answer)| (*age, (*answer).to_owned())).collect();
        let ages: Vec<u8> = self.ages.keys().copied().collect();
        self.scene = self.scene.input(move |input| input.ages.clone_from(&ages));
        self
    }

    /// Verified under the strict profile.
    #[must_use]
    pub fn accepted(self) -> Vec<Case> {
        self.judged(&[], &[])
    }

    /// Verified under both profiles: the twin of cases that differ between them.
    #[must_use]
    pub fn accepted_by_both(self) -> Vec<Case> {
        self.by_profile((&[], &[]), (&[], &[]))
    }

    /// Verified under the strict profile, with these deviations.
    #[must_use]
    pub fn deviates(self, deviations: &[&str]) -> Vec<Case> {
        self.judged(&[], deviations)
    }

    /// Rejected under the strict profile by exactly these checks.
    #[must_use]
    pub fn refused(self, failing: &[&str]) -> Vec<Case> {
        assert!(!failing.is_empty());
        self.judged(failing, &[])
    }

    /// Rejected under both profiles by exactly these checks.
    #[must_use]
    pub fn refused_by_both(self, failing: &[&str]) -> Vec<Case> {
        assert!(!failing.is_empty());
        self.by_profile((failing, &[]), (failing, &[]))
    }

    /// Rejected under the strict profile by exactly these checks, which are deviations in the field.
    #[must_use]
    pub fn tolerated(self, failing: &[&str]) -> Vec<Case> {
        assert!(!failing.is_empty());
        self.by_profile((failing, &[]), (&[], failing))
    }

    /// The one document under the strict profile: its failing and its deviating checks.
    #[must_use]
    pub fn judged(self, failing: &[&str], deviations: &[&str]) -> Vec<Case> {
        let played = self.scene.play();
        vec![self.verdict(&played, "strict", failing, deviations)]
    }

    /// The one document's failing and deviating checks under the strict profile and in the field.
    #[must_use]
    pub fn by_profile(self, strict: (&[&str], &[&str]), field: (&[&str], &[&str])) -> Vec<Case> {
        let played = self.scene.play();
        vec![self.verdict(&played, "strict", strict.0, strict.1), self.verdict(&played, "field", field.0, field.1)]
    }

    /// No DeviceResponse at all.
    #[must_use]
    pub fn malformed(self) -> Vec<Case> {
        vec![self.case(self.scene.play(), "strict", Expect::Is(MALFORMED), &[])]
    }

    /// No DeviceResponse at all, under both profiles.
    #[must_use]
    pub fn malformed_by_both(self) -> Vec<Case> {
        let played = self.scene.play();
        vec![
            self.case(played.clone(), "strict", Expect::Is(MALFORMED), &[]),
            self.case(played, "field", Expect::Is(MALFORMED), &[]),
        ]
    }

    /// Another expectation, under a profile.
    #[must_use]
    pub fn expect(self, profile: &str, expect: impl FnOnce(&Self, &Played) -> Expect) -> Vec<Case> {
        let played = self.scene.play();
        let expect = expect(&self, &played);
        vec![self.case(played, profile, expect, &[])]
    }

    /// The outcome of the one document of this presentation.
    #[must_use]
    pub fn document(&self, played: &Played, failing: &[&str], deviations: &[&str]) -> DocumentOutcome {
        let doc_type = self.doc_type.clone().unwrap_or_else(|| Some(played.unsigned.mso.doc_type.clone()));
        let mut outcome = rejected(doc_type.as_deref(), failing, deviations);
        if failing.is_empty() {
            let handed_out = |identifier: &str| match &self.only {
                Some(only) => only.iter().any(|one| one == identifier),
                None => true,
            };
            "verified".clone_into(&mut outcome.verdict);
            for (name_space, items) in &played.unsigned.items {
                for item in items.iter().filter(|item| handed_out(&item.element_identifier)) {
                    let elements = outcome.elements.entry(name_space.clone()).or_default();
                    elements.insert(item.element_identifier.clone(), item.element_value.clone().into());
                }
            }
            for (name_space, identifier, value) in &played.device_elements {
                if handed_out(identifier) {
                    let elements = outcome.device_elements.entry(name_space.clone()).or_default();
                    elements.insert(identifier.clone(), value.clone().into());
                }
            }
            outcome.ages.clone_from(&self.ages);
        }
        outcome
    }

    fn verdict(&self, played: &Played, profile: &str, failing: &[&str], deviations: &[&str]) -> Case {
        let document = self.document(played, failing, deviations);
        let outcome = response(&[], &[], vec![document]);
        let about: Vec<&str> = failing.iter().chain(deviations).copied().collect();
        self.case(played.clone(), profile, Expect::Is(outcome), &about)
    }

    fn case(&self, played: Played, profile: &str, expect: Expect, about: &[&str]) -> Case {
        let suffix = if profile == "strict" { "" } else { "-field" };
        let mut input = played.input;
        profile.clone_into(&mut input.profile);
        Case {
            id: format!("{}{suffix}", self.id),
            tests: numbers(&self.id),
            title: self.title.clone(),
            clause: clause_of(self.clause.as_ref(), about),
            role: crate::format::Role::Reader,
            twin: self.twin.clone().map(|(id, differs)| Twin::differing(format!("{id}{suffix}"), differs)),
            input: Input::VerifyResponse(Box::new(input)),
            expect,
        }
    }
}

/// What a session answers with status 11 and ends.
pub const MALFORMED: Outcome = Outcome::Malformed { status: 11 };

/// A rejected document.
#[must_use]
pub fn rejected(doc_type: Option<&str>, failing: &[&str], deviations: &[&str]) -> DocumentOutcome {
    DocumentOutcome {
        doc_type: doc_type.map(str::to_owned),
        verdict: "rejected".to_owned(),
        failing: Some(sorted(failing)),
        deviations: Some(sorted(deviations)),
        elements: BTreeMap::new(),
        device_elements: BTreeMap::new(),
        ages: BTreeMap::new(),
    }
}

/// The verdict on a response: its own failing and deviating checks, and each document's outcome.
#[must_use]
pub fn response(failing: &[&str], deviations: &[&str], documents: Vec<DocumentOutcome>) -> Outcome {
    let verified =
        failing.is_empty() && !documents.is_empty() && documents.iter().all(|document| document.verdict == "verified");
    Outcome::Verdict(ResponseOutcome {
        verdict: match verified {
            true => "verified",
            false if failing.is_empty() && documents.is_empty() => "empty",
            false => "rejected",
        }
        .to_owned(),
        failing: Some(sorted(failing)),
        deviations: Some(sorted(deviations)),
        documents,
    })
}

fn sorted(ids: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
