//! What a device says about what it did not return (edition 1 8.3.2.1.2.3, edition 2 10.3.7). Nothing of it breaks a
//! document: the values are judged on their own.

use std::collections::BTreeSet;

use crate::model::response::{DeviceResponse, ElementError};
use crate::reader::Request;
use crate::reader::requested::Returned;
use crate::report::{Check, CheckId, Outcome, Report, Subject, Text, text};

const ID: CheckId = CheckId::DocumentErrors;

/// Code 0 gives no reason and negative codes are the application's; all others are reserved.
fn is_reserved(code: i64) -> bool {
    code > 0
}

/// Judges the errors of one document. A message has room for millions, so each kind of breach is told once.
pub(super) fn judge(
    errors: &[ElementError<'_>],
    elements: &[Returned<'_>],
    device_elements: &[Returned<'_>],
    report: &mut Report,
) {
    if errors.is_empty() {
        return report.pass(ID, "the device tells no error");
    }
    let returned: BTreeSet<_> = elements.iter().chain(device_elements).map(|(ns, id, _)| (*ns, *id)).collect();
    let is_returned = |error: &&ElementError<'_>| returned.contains(&(error.name_space, error.element_identifier));
    let reserved: Vec<_> = errors.iter().filter(|error| is_reserved(error.code)).collect();
    let contradicted: Vec<_> = errors.iter().filter(is_returned).collect();
    let mut told = |of: &[&ElementError<'_>], what: &'static str| {
        let Some(first) = of.first() else { return };
        let detail = match of.len() {
            1 => Text::from(what),
            count => text!("{what}; {count} errors are like this, and this is the first"),
        };
        let subject = Subject::element(first.name_space, first.element_identifier);
        report.push(Check::new(ID, Outcome::Deviation, detail).about(subject).at(first.offset));
    };
    told(&reserved, "the device gives a reason by an error code that is reserved");
    told(&contradicted, "the device tells an error about an element that it also returned");
    match (reserved.len().saturating_add(contradicted.len()), errors.len()) {
        (0, 1) => {
            report.pass(ID, "the device tells an error, by a permitted code, about an element that is not returned")
        }
        (0, count) => {
            report.pass(ID, text!("the device tells {count} errors, by permitted codes, about what is absent"))
        }
        _ => {}
    }
}

/// Judges documentErrors. That a type is also returned is a contradiction only where one document of it was asked for: the
/// member cannot tell several apart.
pub(super) fn judge_documents(response: &DeviceResponse<'_>, request: Option<&Request>, report: &mut Report) {
    if response.document_errors.is_empty() {
        return;
    }
    let at = response.offsets.document_errors.unwrap_or_default();
    let returned: BTreeSet<_> = response
        .documents
        .iter()
        .filter_map(|document| match document {
            Ok(document) => Some(document.doc_type),
            Err(malformed) => malformed.doc_type,
        })
        .collect();
    let asked_once = |doc_type: &str| {
        request.is_some_and(|request| {
            request.documents().iter().filter(|document| document.doc_type() == doc_type).count() == 1
        })
    };
    let errors = &response.document_errors;
    let reserved = errors.iter().find(|(_, code)| is_reserved(*code));
    let contradicted = errors.iter().find(|(doc_type, _)| returned.contains(doc_type) && asked_once(doc_type));
    let mut told = |doc_type: &str, detail: &'static str| {
        report.push(Check::new(ID, Outcome::Deviation, detail).about(Subject::document(doc_type)).at(at));
    };
    if let Some((doc_type, _)) = reserved {
        told(doc_type, "the device gives a reason by an error code that is reserved");
    }
    if let Some((doc_type, _)) = contradicted {
        told(doc_type, "the device tells an error about a document that it also returned");
    }
    if reserved.is_none() && contradicted.is_none() {
        let detail = text!("documents that the device says it does not return, by permitted codes: {}", errors.len());
        report.push(Check::new(ID, Outcome::Pass, detail).at(at));
    }
}
