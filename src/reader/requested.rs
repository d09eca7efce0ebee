//! Whether what came was asked for: exactly, or as an answer to an age question (edition 1 7.2.5, edition 2 13.4.6).

use std::collections::{BTreeMap, BTreeSet};

use crate::cbor::RawValue;
use crate::datamodel::age::{age_over, applies};
use crate::datamodel::mdl;
use crate::reader::{Request, RequestedDocument, Retain};
use crate::report::{Check, CheckId, Outcome, Report, Subject, shown, text};

#[cfg(test)]
mod tests;

/// An element as it came: namespace, identifier, value.
pub(super) type Returned<'r> = (&'r str, &'r str, RawValue<'r>);

/// Up to here, to look at each is faster than to sort them.
const FEW: usize = 16;

/// What was asked of one document type.
pub(super) struct Asked<'q> {
    /// Sorted, where there are more than a [`FEW`].
    elements: Vec<(&'q str, &'q str)>,
    /// Where the next is looked for first: what comes is in the order of what was asked, as a rule.
    next: usize,
    ages: Vec<(&'q str, u8)>,
}

impl<'q> Asked<'q> {
    pub(super) fn of(request: &'q Request, doc_type: &str) -> Self {
        let mut elements = Vec::with_capacity(request.elements_of(doc_type).count());
        elements.extend(request.elements_of(doc_type));
        if elements.len() > FEW {
            elements.sort_unstable();
        }
        let ages = elements.iter().filter(|(name_space, _)| applies(name_space));
        let ages = ages.filter_map(|(name_space, identifier)| age_over(identifier).map(|age| (*name_space, age)));
        Self { ages: ages.collect(), elements, next: 0 }
    }

    fn has(&mut self, element: &(&str, &str)) -> bool {
        // The identifier first: it is what tells two elements apart.
        let is_it = |(name_space, identifier): &(&str, &str)| *identifier == element.1 && *name_space == element.0;
        if self.elements.get(self.next).is_some_and(is_it) {
            self.next = self.next.saturating_add(1);
            true
        } else if self.elements.len() > FEW {
            self.elements.binary_search(element).is_ok()
        } else {
            self.elements.iter().any(is_it)
        }
    }

    /// Whether the element was asked for by name, or answers an age question that was asked.
    fn covers(&mut self, (name_space, identifier, value): &Returned<'_>) -> bool {
        if self.has(&(*name_space, *identifier)) {
            return true;
        }
        let (Some(age), Some(over)) = (age_over(identifier), value.as_bool()) else { return false };
        let mut asked = self.ages.iter().filter(|(of, _)| of == name_space);
        // True proves every lower age, false disproves every higher one.
        asked.any(|(_, wanted)| if over { age >= *wanted } else { age <= *wanted })
    }
}

/// What was asked of documents of this type with the intent to retain: of what was asked for several times, only what
/// was to be retained each time.
pub(super) fn to_retain(request: Option<&Request>, doc_type: &str) -> Vec<(String, String)> {
    let documents =
        || request.into_iter().flat_map(Request::documents).filter(|document| document.doc_type() == doc_type);
    if !documents().flat_map(RequestedDocument::elements).any(|(_, _, retain)| retain == Retain::Yes) {
        return Vec::new();
    }
    let mut asked: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for (name_space, identifier, retain) in documents().flat_map(RequestedDocument::elements) {
        *asked.entry((name_space, identifier)).or_insert(true) &= retain == Retain::Yes;
    }
    let retained = asked.into_iter().filter(|(_, retain)| *retain);
    retained.map(|((name_space, identifier), _)| (name_space.to_owned(), identifier.to_owned())).collect()
}

/// Judges whether the document's type was asked for.
pub(super) fn judge_document(request: Option<&Request>, doc_type: &str, report: &mut Report) {
    const ID: CheckId = CheckId::DocumentRequested;
    match request {
        None => report.skip(ID, "what was asked for is not known"),
        Some(request) if request.asks_for(doc_type) => report.pass(ID, "the document type was asked for"),
        Some(_) => report.fail(ID, text!("nobody asked for a document of type {}", shown(doc_type))),
    }
}

/// Reports elements that were not asked for, and drops them: what was not asked for is not handed on.
pub(super) fn drop_unrequested(
    request: Option<&Request>,
    doc_type: &str,
    elements: &mut Vec<Returned<'_>>,
    device_elements: &mut Vec<Returned<'_>>,
    report: &mut Report,
) {
    const ID: CheckId = CheckId::DocumentUnrequested;
    let Some(request) = request else { return report.skip(ID, "what was asked for is not known") };
    let mut asked = Asked::of(request, doc_type);
    let mut sound = true;
    let mut keep = |returned: &Returned<'_>| {
        let covered = asked.covers(returned);
        if !covered {
            sound = false;
            let (name_space, identifier, value) = returned;
            let detail = "the element was not asked for, and is not handed on";
            let check = Check::new(ID, Outcome::Deviation, detail).about(Subject::element(name_space, identifier));
            report.push_one_of_many(check.at(value.offset()));
        }
        covered
    };
    elements.retain(&mut keep);
    device_elements.retain(&mut keep);
    // A driving licence of which anything is returned comes with its portrait, where that was asked for.
    let portrait = (mdl::NAMESPACE, mdl::PORTRAIT.identifier);
    let returned = |elements: &[Returned<'_>]| elements.iter().any(|(ns, id, _)| (*ns, *id) == portrait);
    let any = !elements.is_empty() || !device_elements.is_empty();
    if any && asked.has(&portrait) && !returned(elements) && !returned(device_elements) {
        sound = false;
        let detail = "the portrait was asked for, but is not among the elements returned";
        report.push(Check::new(ID, Outcome::Deviation, detail).about(Subject::element(portrait.0, portrait.1)));
    }
    if sound {
        report.pass(ID, "nothing was returned but what was asked for");
    }
}

/// Judges that no element stands twice, whoever signed it.
pub(super) fn judge_unique(elements: &[Returned<'_>], device_elements: &[Returned<'_>], report: &mut Report) {
    const ID: CheckId = CheckId::DocumentElementsUnique;
    let all = || elements.iter().chain(device_elements);
    let names = || all().map(|(name_space, identifier, _)| (*identifier, *name_space));
    let once = if all().count() > FEW {
        let mut names: Vec<_> = names().collect();
        names.sort_unstable();
        names.iter().zip(names.iter().skip(1)).all(|(one, next)| one != next)
    } else {
        names().enumerate().all(|(position, name)| names().take(position).all(|before| before != name))
    };
    if once {
        return report.pass(ID, "no element stands twice");
    }
    let mut seen = BTreeSet::new();
    for (name_space, identifier, value) in all() {
        if !seen.insert((*name_space, *identifier)) {
            let check = Check::new(ID, Outcome::Fail, "the element stands twice in the document");
            report.push_one_of_many(check.about(Subject::element(name_space, identifier)).at(value.offset()));
        }
    }
}
