//! VICALs and RICALs: as lists, entry by entry, and as what a reader trusts.

mod gate;
mod provider;
mod rical;
mod signers;
mod vical;

use mdoc_proximity::issuer::RicalBuilder;

use crate::format::{Case, Expect, Input, Outcome, ReadList, Role, TrustList, Twin};
use crate::generate::label::{clause_of, numbers};
use crate::generate::world::NOW;

/// A RICAL of the reader CA, after a change, and the root of its signer.
pub(in crate::generate) fn rical(change: impl FnOnce(&mut RicalBuilder)) -> TrustList {
    let mut list = rical::listing();
    change(&mut list);
    let signer_roots = vec![provider::root().certificate().der().into()];
    TrustList { list: provider::Signer::rical().sign_rical(&list).into(), signer_roots }
}

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [vical::cases(), rical::cases(), signers::cases(), gate::cases()].concat()
}

/// What must come of a list: what fails, what deviates, and how many anchors there are where it is accepted.
#[derive(Clone, Copy)]
struct Expected<'e> {
    failing: &'e [&'e str],
    deviations: &'e [&'e str],
    anchors: Option<usize>,
}

const ACCEPTED: Expected<'_> = Expected { failing: &[], deviations: &[], anchors: Some(1) };

/// A list about to be judged: a case that lacks only its expectation.
struct Draft {
    /// `vical` or `rical`.
    kind: &'static str,
    /// The id of a good one.
    twin: &'static str,
    id: String,
    title: String,
    /// In what it differs from that; in nothing that matters where this is empty.
    differs: String,
    list: Vec<u8>,
    signer_roots: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    skew: u64,
}

impl Draft {
    /// A good list of its own, which differs in nothing that matters.
    fn good(self) -> Self {
        Self { differs: String::new(), ..self }
    }

    /// Another twin than the good list alone, and in what it differs from that.
    fn differing_from(self, twin: &'static str, differs: &str) -> Self {
        Self { twin, differs: differs.to_owned(), ..self }
    }

    /// Accepted under both profiles, and its one entry is an anchor.
    fn accepted(&self) -> Vec<Case> {
        self.both(ACCEPTED, ACCEPTED)
    }

    /// Accepted under both profiles, with these deviations.
    fn noted(&self, deviations: &[&str]) -> Vec<Case> {
        let noted = Expected { deviations, ..ACCEPTED };
        self.both(noted, noted)
    }

    /// Refused under both profiles by exactly these checks.
    fn refused(&self, failing: &[&str]) -> Vec<Case> {
        let refused = Expected { failing, anchors: None, ..ACCEPTED };
        self.both(refused, refused)
    }

    /// Refused under the strict profile by exactly these checks, which are deviations in the field.
    fn tolerated(&self, failing: &[&str]) -> Vec<Case> {
        let strict = Expected { failing, anchors: None, ..ACCEPTED };
        self.both(strict, Expected { deviations: failing, ..ACCEPTED })
    }

    /// The list stands, and its one entry is no anchor, under both profiles.
    fn entry_refused(&self, failing: &[&str]) -> Vec<Case> {
        let refused = Expected { failing, anchors: Some(0), ..ACCEPTED };
        self.both(refused, refused)
    }

    /// The list stands, and its one entry is an anchor in the field, with these deviations, and not under the strict
    /// profile.
    fn entry_tolerated(&self, failing: &[&str]) -> Vec<Case> {
        let strict = Expected { failing, anchors: Some(0), ..ACCEPTED };
        self.both(strict, Expected { deviations: failing, ..ACCEPTED })
    }

    fn both(&self, strict: Expected<'_>, field: Expected<'_>) -> Vec<Case> {
        vec![self.case("strict", strict), self.case("field", field)]
    }

    fn case(&self, profile: &str, expected: Expected<'_>) -> Case {
        let suffix = if profile == "strict" { "" } else { "-field" };
        let owned = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect());
        let about = [expected.failing, expected.deviations].concat();
        let structure = format!("{}.structure", self.kind);
        let about = if about.is_empty() { vec![structure.as_str()] } else { about };
        let twin = Twin::differing(format!("{}{suffix}", self.twin), self.differs.clone());
        Case {
            id: format!("{}{suffix}", self.id),
            tests: numbers(&self.id),
            title: self.title.clone(),
            clause: clause_of(None, &about),
            role: if self.kind == "vical" { Role::Reader } else { Role::Holder },
            twin: (!self.differs.is_empty()).then_some(twin),
            input: Input::ReadList(ReadList {
                kind: self.kind.to_owned(),
                list: self.list.clone().into(),
                signer_roots: self.signer_roots.iter().map(|root| root.as_slice().into()).collect(),
                crls: self.crls.iter().map(|list| list.as_slice().into()).collect(),
                at: NOW.to_owned(),
                skew: self.skew,
                profile: profile.to_owned(),
            }),
            expect: Expect::Is(Outcome::Trust {
                accepted: expected.anchors.is_some(),
                failing: owned(expected.failing),
                deviations: owned(expected.deviations),
                anchors: expected.anchors,
            }),
        }
    }
}
