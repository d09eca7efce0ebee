//! What would really be disclosed: the request, matched with the credentials.

use std::collections::BTreeSet;

use core::fmt;

use crate::auth::reader::ReaderAuth;
use crate::cbor::RawValue;
use crate::holder::credential::Source;
use crate::holder::exchange::Exchange;
use crate::holder::request::RequestedDocument;
use crate::holder::{Credential, Disclosure, Request, RequestedItem, Response};

/// How many age attestations may leave in one retrieval (edition 1 7.2.5, edition 2 13.4.6).
const AGES: usize = 2;

/// A request matched with credentials, for the consent screen.
///
/// It holds exactly what can be disclosed: a requested element that is not held is not there, an age question shows the
/// element that would answer it. What a consent permits is taken from here, so nothing that was not asked for can be
/// disclosed.
pub struct Proposal {
    pub(super) exchange: Box<Exchange>,
    pub(super) documents: Vec<ProposedDocument>,
}

/// One DocRequest that can be answered.
pub struct ProposedDocument {
    requested: RequestedDocument,
    request_index: usize,
    candidates: Vec<Candidate>,
    chosen: usize,
}

/// A credential that can answer a DocRequest.
pub struct Candidate {
    pub(super) index: usize,
    pub(super) credential: Credential,
    /// What it has for this reader.
    plans: Vec<Plan>,
    /// What the reader policy keeps from this reader.
    withheld: Vec<Plan>,
}

/// One element to be disclosed, and what was asked that it answers.
struct Plan {
    source: Source,
    /// The place of the item in the DocRequest.
    requested: usize,
    /// The places of further items that it answers too.
    also: Vec<usize>,
    intent_to_retain: bool,
    /// Of the chosen candidate: whether the limit on ages leaves it out.
    over_limit: bool,
}

/// Who vouches for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedBy {
    /// The issuer.
    Issuer,
    /// The device.
    Device,
}

/// One element that would be disclosed, or is [withheld](ProposedDocument::withheld). Only a proposal makes one.
#[derive(Clone, Copy)]
pub struct Item<'p> {
    document: &'p ProposedDocument,
    plan: &'p Plan,
    name_space: &'p str,
    identifier: &'p str,
    value: RawValue<'p>,
}

impl Proposal {
    pub(super) fn new(request: Request, credentials: &[&Credential]) -> Self {
        let Request { documents, exchange } = request;
        let documents = documents.into_iter().enumerate().filter(|(_, requested)| requested.restriction().is_none());
        let documents = documents.filter_map(|(request_index, requested)| {
            let candidate = |(index, credential): (usize, &&Credential)| {
                let in_time = exchange.offers_expired || credential.validity().contains(exchange.at, exchange.skew);
                if credential.doc_type() != requested.doc_type || !in_time {
                    return None;
                }
                let (plans, withheld) = plans(&exchange, &requested, credential);
                let has_something = !(plans.is_empty() && withheld.is_empty());
                (has_something && credential.may_be_shown_in(&exchange.ticket)).then(|| Candidate {
                    index,
                    credential: (*credential).clone(),
                    plans,
                    withheld,
                })
            };
            let mut candidates: Vec<_> = credentials.iter().enumerate().filter_map(candidate).collect();
            // Where some have something for this reader, those that have nothing need not be chosen from.
            let offers = |candidate: &Candidate| !candidate.plans.is_empty();
            if candidates.iter().any(offers) {
                candidates.retain(offers);
            }
            let found = !candidates.is_empty();
            found.then_some(ProposedDocument { requested, request_index, candidates, chosen: 0 })
        });
        let documents = documents.collect();
        let mut proposal = Self { exchange, documents };
        proposal.plan();
        proposal
    }

    /// Works out the items of the chosen credentials; ages beyond the limit are left out, those asked for last first.
    fn plan(&mut self) {
        let mut ages = self.exchange.ticket.ages();
        let count = self.documents.iter().filter_map(ProposedDocument::candidate).map(Candidate::age_count);
        // Most often there are too few to tell apart.
        let all_within = count.fold(ages.len(), usize::saturating_add) <= AGES;
        for document in &mut self.documents {
            let chosen = document.candidates.get_mut(document.chosen);
            let Some(Candidate { credential, plans, .. }) = chosen else { continue };
            for plan in plans {
                plan.over_limit = !all_within && !within_limit(credential, plan.source, &mut ages);
            }
        }
    }

    /// The DocRequests that can be answered, in the order asked.
    #[must_use]
    pub fn documents(&self) -> &[ProposedDocument] {
        &self.documents
    }

    /// Whether nothing can be disclosed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items().next().is_none()
    }

    /// Everything that would be disclosed if all of it were permitted.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.documents.iter().flat_map(ProposedDocument::items)
    }

    /// Chooses among the [candidates](ProposedDocument::candidates) of a document, both by their place in the lists.
    /// Returns whether there is such a candidate; if not, nothing changes.
    pub fn choose(&mut self, document: usize, candidate: usize) -> bool {
        let Some(document) = self.documents.get_mut(document).filter(|it| candidate < it.candidates.len()) else {
            return false;
        };
        document.chosen = candidate;
        self.plan();
        true
    }

    /// Takes the consent: `permit` is asked once for each item, and what it permits will be disclosed.
    ///
    /// Portrait rule (edition 1 7.2.1, edition 2 13.4.2): when an mDL's portrait was asked for and is held, the mDL is
    /// shown with its portrait or not at all.
    #[must_use]
    pub fn disclose(self, permit: impl FnMut(&Item<'_>) -> bool) -> Disclosure {
        Disclosure::new(self, permit)
    }

    /// Answers with nothing, exactly as if nothing of what was asked existed.
    #[must_use]
    pub fn decline(self) -> Response {
        Response::declined(self.exchange)
    }
}

/// What a credential answers of a DocRequest, each element once: what this reader may have, and what the reader policy
/// keeps from it.
fn plans(exchange: &Exchange, requested: &RequestedDocument, credential: &Credential) -> (Vec<Plan>, Vec<Plan>) {
    let mut plans: Vec<Plan> = Vec::with_capacity(requested.items.len().min(credential.element_count()));
    let mut withheld: Vec<Plan> = Vec::new();
    // The namespace looked at last; the items of one share its name.
    let mut last = ("", None);
    for (place, item) in requested.items.iter().enumerate() {
        let name_space = item.name_space();
        if !core::ptr::eq(last.0, name_space) {
            last = (name_space, credential.name_space(name_space));
        }
        let Some(source) = credential.answer(last, item.identifier()) else { continue };
        // Only an age can be the answer to several questions.
        let mut before = plans.iter_mut().chain(&mut withheld).filter(|plan| plan.source == source);
        match credential.is_age(source).then(|| before.next()).flatten() {
            Some(plan) => {
                plan.also.push(place);
                plan.intent_to_retain |= item.intent_to_retain;
            }
            None => {
                let permitted = permits(exchange, requested, credential, source);
                let intent_to_retain = item.intent_to_retain;
                let plan = Plan { source, requested: place, also: Vec::new(), intent_to_retain, over_limit: false };
                if permitted { plans.push(plan) } else { withheld.push(plan) }
            }
        }
    }
    (plans, withheld)
}

/// Whether the reader policy lets this reader have the element that would really leave.
fn permits(exchange: &Exchange, requested: &RequestedDocument, credential: &Credential, source: Source) -> bool {
    exchange.reader_policy.has_no_limits()
        || credential.element(source).is_some_and(|(name_space, identifier, _)| {
            exchange.reader_policy.permits(requested.reader(), requested.doc_type(), name_space, identifier)
        })
}

/// Whether an element may leave beside the `ages`; an age that may is added to them.
fn within_limit(credential: &Credential, source: Source, ages: &mut BTreeSet<Vec<u8>>) -> bool {
    let Some(age) = credential.age_mark(source) else { return true };
    let within = ages.contains(&age) || ages.len() < AGES;
    if within {
        ages.insert(age);
    }
    within
}

impl Credential {
    /// What tells an age attestation from every other one, of other credentials too; `None` for other elements.
    pub(super) fn age_mark(&self, source: Source) -> Option<Vec<u8>> {
        if !self.is_age(source) {
            return None;
        }
        let (name_space, identifier, _) = self.element(source)?;
        let what = match self.issuer_item(source) {
            // Its random makes it unique.
            Some((_, bytes)) => bytes,
            None => identifier.as_bytes(),
        };
        Some([self.doc_type().as_bytes(), b"/", name_space.as_bytes(), b"/", what].concat())
    }
}

impl ProposedDocument {
    /// The place of its DocRequest in the request.
    #[must_use]
    pub fn request_index(&self) -> usize {
        self.request_index
    }

    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        self.requested.doc_type()
    }

    /// Who asks, as far as it is proven.
    #[must_use]
    pub fn reader(&self) -> &ReaderAuth {
        self.requested.reader()
    }

    /// The credentials that can answer, at least one; the first is chosen at the start.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The place of the chosen credential among the candidates.
    #[must_use]
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// What would be disclosed of the chosen credential. Empty only where the limit on ages or the [reader
    /// policy](crate::holder::ReaderPolicy) took everything.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let plans: &[Plan] = self.candidate().map_or(&[], |candidate| &candidate.plans);
        self.items_of(plans.iter().filter(|plan| !plan.over_limit))
    }

    /// What is asked for and held, but kept from this reader by the [reader policy](crate::holder::ReaderPolicy): for
    /// the holder to know. No consent discloses it, and the reader cannot tell it from what is not there.
    pub fn withheld(&self) -> impl Iterator<Item = Item<'_>> {
        self.items_of(self.candidate().map_or(&[][..], |candidate| &candidate.withheld).iter())
    }

    fn items_of<'p>(&'p self, plans: impl Iterator<Item = &'p Plan>) -> impl Iterator<Item = Item<'p>> {
        let credential = self.candidate().map(|candidate| &candidate.credential);
        plans.filter_map(move |plan| {
            let (name_space, identifier, value) = credential?.element(plan.source)?;
            Some(Item { document: self, plan, name_space, identifier, value })
        })
    }

    pub(super) fn candidate(&self) -> Option<&Candidate> {
        self.candidates.get(self.chosen)
    }
}

impl Candidate {
    fn age_count(&self) -> usize {
        self.plans.iter().filter(|plan| self.credential.is_age(plan.source)).count()
    }

    /// How many elements it could disclose to this reader.
    pub(super) fn plan_count(&self) -> usize {
        self.plans.len()
    }

    /// The place of the credential in the list that was proposed from.
    #[must_use]
    pub fn credential_index(&self) -> usize {
        self.index
    }

    /// The credential's name for the consent screen.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.credential.label()
    }
}

impl<'p> Item<'p> {
    /// The document it belongs to, with its reader.
    #[must_use]
    pub fn document(&self) -> &'p ProposedDocument {
        self.document
    }

    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &'p str {
        self.document.doc_type()
    }

    /// The namespace.
    #[must_use]
    pub fn name_space(&self) -> &'p str {
        self.name_space
    }

    /// The identifier of the element that is disclosed.
    #[must_use]
    pub fn identifier(&self) -> &'p str {
        self.identifier
    }

    /// The identifiers that were asked for and are answered by this element: another one, or several, for ages.
    pub fn requested(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        let (plan, items) = (self.plan, self.document.requested.items());
        let places = core::iter::once(plan.requested).chain(plan.also.iter().copied());
        places.filter_map(|place| items.get(place)).map(RequestedItem::identifier)
    }

    /// Whether the reader will keep the element for longer than the transaction needs.
    #[must_use]
    pub fn intent_to_retain(&self) -> bool {
        self.plan.intent_to_retain
    }

    /// The value, as it will be disclosed.
    #[must_use]
    pub fn value(&self) -> RawValue<'p> {
        self.value
    }

    /// Who vouches for the value.
    #[must_use]
    pub fn signed_by(&self) -> SignedBy {
        match self.plan.source {
            Source::Issuer { .. } => SignedBy::Issuer,
            Source::Device { .. } => SignedBy::Device,
        }
    }

    pub(super) fn source(&self) -> Source {
        self.plan.source
    }
}

impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("name_space", &self.name_space)
            .field("identifier", &self.identifier)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ProposedDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (doc_type, items) = (self.doc_type(), self.items().count());
        f.debug_struct("ProposedDocument").field("doc_type", &doc_type).field("items", &items).finish_non_exhaustive()
    }
}

impl fmt::Debug for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proposal").field("documents", &self.documents).finish_non_exhaustive()
    }
}
