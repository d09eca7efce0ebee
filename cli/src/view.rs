//! A verdict for a person.

use mdoc_proximity::reader::{DocumentVerdict, Request, Verdict, VerifiedDocument};
use mdoc_proximity::report::{Check, Outcome};

use crate::terminal::{BAD, FAINT, GOOD, ODD, STRONG, safe, styled};
use crate::{names, value};

/// How much is shown of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// All of them.
    All,
    /// Those that did not pass.
    Notable,
}

/// The verdict as lines: every document with its elements and checks, then the response's own checks, then one word.
pub fn verdict(verdict: &Verdict<'_>, request: Option<&Request>, checks: Checks) -> String {
    let mut lines = Vec::new();
    for document in verdict.documents() {
        lines.push(heading(document));
        if let Some(verified) = document.verified() {
            verified_lines(verified, request, &mut lines);
        }
        check_lines(document.report().checks(), checks, &mut lines);
        lines.push(String::new());
    }
    for (doc_type, code) in verdict.document_errors() {
        lines.push(format!("{} {}: not returned (code {code})", styled(FAINT, "–"), names::titled(doc_type)));
    }
    lines.push(styled(STRONG, "The response"));
    check_lines(verdict.report().checks(), checks, &mut lines);
    lines.push(String::new());
    lines.push(conclusion(verdict));
    lines.join("\n")
}

fn heading(document: &DocumentVerdict<'_>) -> String {
    let name = document.doc_type().map_or("a document of an unknown type".to_owned(), names::titled);
    let (style, mark, word) = match document.verified() {
        Some(_) => (GOOD, "✓", "verified"),
        None if document.report().has_failed() => (BAD, "✗", "rejected"),
        None => (ODD, "–", "not verified"),
    };
    format!("{} {} {}", styled(style, mark), styled(STRONG, name), styled(style, word))
}

fn verified_lines(document: &VerifiedDocument<'_>, request: Option<&Request>, lines: &mut Vec<String>) {
    let signer = match document.signer().certificate() {
        Some(certificate) => safe(&certificate.subject()),
        None => "a pinned key".to_owned(),
    };
    lines.push(format!("  signed by {signer}"));
    if let Some(anchor) = document.signer().anchor() {
        lines.push(format!("  trusted by {}", safe(&anchor.subject())));
    }
    let validity = document.validity();
    lines.push(format!("  valid from {} until {}", validity.valid_from, validity.valid_until));
    element_lines("elements", document.elements().collect(), lines);
    element_lines("elements the device signed", document.device_elements().collect(), lines);
    if let Some(request) = request {
        missing_lines(document, request, lines);
    }
}

fn element_lines(
    title: &str,
    elements: Vec<(&str, &str, mdoc_proximity::cbor::RawValue<'_>)>,
    lines: &mut Vec<String>,
) {
    if elements.is_empty() {
        return;
    }
    lines.push(format!("  {title}"));
    let width = elements.iter().map(|(_, identifier, _)| safe(identifier).chars().count()).max().unwrap_or_default();
    let mut last = "";
    for (name_space, identifier, element) in elements {
        if name_space != last {
            lines.push(format!("    {}", styled(FAINT, safe(name_space))));
            last = name_space;
        }
        lines.push(format!("      {:<width$}  {}", safe(identifier), value::shown(element)));
    }
}

/// What was asked for and is not there, nor answered by another age.
fn missing_lines(document: &VerifiedDocument<'_>, request: &Request, lines: &mut Vec<String>) {
    let is_age = |identifier: &str| mdoc_proximity::datamodel::age::age_over(identifier).is_some();
    let has_age = document.elements().any(|(_, identifier, _)| is_age(identifier));
    let missing: Vec<String> = request
        .elements_of(document.doc_type())
        .filter(|(name_space, identifier)| {
            document.element(name_space, identifier).is_none()
                && document.device_element(name_space, identifier).is_none()
                && !(is_age(identifier) && has_age)
        })
        .map(|(_, identifier)| safe(identifier))
        .collect();
    if !missing.is_empty() {
        lines.push(format!("  not returned: {}", missing.join(", ")));
    }
}

fn check_lines(checks: &[Check], which: Checks, lines: &mut Vec<String>) {
    let shown: Vec<&Check> =
        checks.iter().filter(|check| which == Checks::All || check.outcome != Outcome::Pass).collect();
    if which == Checks::Notable {
        let passed = checks.len().saturating_sub(shown.len());
        lines.push(format!("  {} {passed} checks passed", styled(GOOD, "✓")));
    } else if !shown.is_empty() {
        lines.push("  checks".to_owned());
    }
    let mut shown = shown.as_slice();
    while let Some((check, rest)) = shown.split_first() {
        let alike = rest.iter().take_while(|other| is_same_skip(check, other)).count();
        let (style, mark) = mark(check.outcome);
        let subject =
            check.subject.as_ref().map(|subject| format!(" {}:", brief(&subject.to_string()))).unwrap_or_default();
        let offset = check.offset.map(|offset| styled(FAINT, format!(" @{offset}"))).unwrap_or_default();
        let name = match alike {
            0 => check.id.as_str().to_owned(),
            more => format!("{} and {more} more", check.id.as_str()),
        };
        let detail = safe(&check.detail);
        lines.push(format!("    {} {name:<26}{subject} {detail}{offset}", styled(style, mark)));
        shown = rest.get(alike..).unwrap_or_default();
    }
}

/// Whether two checks were skipped for one reason, and can share a line.
fn is_same_skip(one: &Check, other: &Check) -> bool {
    one.outcome == Outcome::Skipped
        && other.outcome == Outcome::Skipped
        && one.subject.is_none()
        && other.subject.is_none()
        && one.detail == other.detail
}

/// A certificate's subject by its common name; everything else as it is.
fn brief(subject: &str) -> String {
    let common_name = subject.strip_prefix("CN=").and_then(|rest| rest.split_once(','));
    safe(common_name.map_or(subject, |(name, _)| name))
}

/// ✓ pass, ✗ fail, ~ deviation, – skipped.
fn mark(outcome: Outcome) -> (anstyle::Style, &'static str) {
    match outcome {
        Outcome::Pass => (GOOD, "✓"),
        Outcome::Fail => (BAD, "✗"),
        Outcome::Deviation => (ODD, "~"),
        Outcome::Skipped => (FAINT, "–"),
    }
}

/// One line: verified, or why not.
fn conclusion(verdict: &Verdict<'_>) -> String {
    if verdict.is_verified() {
        return styled(GOOD, "✓ verified");
    }
    let reports = verdict.documents().iter().map(DocumentVerdict::report).chain([verdict.report()]);
    let mut failed: Vec<&str> = reports.flat_map(|report| report.failures().map(|check| check.id.as_str())).collect();
    failed.dedup();
    match failed.as_slice() {
        [] if verdict.documents().is_empty() => format!("{}: there is no document", styled(ODD, "– not verified")),
        [] => format!("{}: nothing failed, but not everything could be checked", styled(ODD, "– not verified")),
        failed => format!("{}: {}", styled(BAD, "✗ rejected"), failed.join(", ")),
    }
}
