//! A verdict for a person.

mod checks;
mod lines;

use mdoc_proximity::cbor::RawValue;
use mdoc_proximity::reader::{Conclusion, DocumentVerdict, Request, Verdict, VerifiedDocument};

use crate::terminal::{self, BAD, FAINT, GOOD, ODD, STRONG, safe, styled};
use crate::{names, value};
use lines::Lines;

/// How much is shown of the checks. What failed or deviated is always shown, and first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// All of them.
    All,
    /// Those that did not pass.
    Notable,
}

/// How a verdict is shown.
#[derive(Debug, Clone, Copy)]
pub struct View<'v> {
    /// What was asked, where it is known: what is missing is told.
    pub request: Option<&'v Request>,
    /// How much is shown of the checks.
    pub checks: Checks,
    /// Whether element values are shown, or only which elements there are.
    pub claims: bool,
}

type Element<'r> = (&'r str, &'r str, RawValue<'r>);

impl View<'_> {
    /// The verdict as lines: every document with its checks and elements, then the response's own checks, then one word.
    pub fn of(&self, verdict: &Verdict<'_>) -> String {
        let mut lines = Lines::new(terminal::width());
        for document in verdict.documents() {
            self.document(document, &mut lines);
        }
        for (doc_type, code) in verdict.document_errors() {
            lines.push(0, format!("{} {}: not returned (code {code})", styled(FAINT, "–"), names::titled(doc_type)));
        }
        lines.push(0, styled(STRONG, "The response"));
        checks::show(verdict.report(), self.checks, &mut lines);
        lines.gap();
        conclude(verdict, &mut lines);
        lines.into_text()
    }

    fn document(&self, document: &DocumentVerdict<'_>, lines: &mut Lines) {
        let name = document.doc_type().map_or("a document of an unknown type".to_owned(), names::titled);
        let (style, mark, word) = match document.verified() {
            Some(_) => (GOOD, "✓", "verified"),
            None if document.report().has_failed() => (BAD, "✗", "rejected"),
            None => (ODD, "–", "not verified"),
        };
        lines.push(0, format!("{} {} {}", styled(style, mark), styled(STRONG, name), styled(style, word)));
        if let Some(verified) = document.verified() {
            self.verified(verified, lines);
        }
        checks::show(document.report(), self.checks, lines);
        lines.gap();
    }

    fn verified(&self, document: &VerifiedDocument<'_>, lines: &mut Lines) {
        let signer = match document.signer().certificate() {
            Some(certificate) => safe(&certificate.subject()),
            None => "a pinned key".to_owned(),
        };
        lines.fact("signed by", &signer);
        if let Some(anchor) = document.signer().anchor() {
            lines.fact("trusted by", &safe(&anchor.subject()));
        }
        let validity = document.validity();
        lines.fact("valid", &format!("{} until {}", validity.valid_from, validity.valid_until));
        self.elements("elements", &document.elements().collect::<Vec<_>>(), lines);
        let by_device = document.device_elements();
        let by_device = by_device.map(|(name_space, id, element)| (name_space, id, element.asserted_by_device()));
        self.elements("elements the device alone signed", &by_device.collect::<Vec<_>>(), lines);
        let missing = self.request.map(|request| missing(document, request)).unwrap_or_default();
        if !missing.is_empty() {
            lines.fact("not returned", &missing.join(", "));
        }
    }

    fn elements(&self, title: &str, elements: &[Element<'_>], lines: &mut Lines) {
        if elements.is_empty() {
            return;
        }
        let hint = if self.claims { "" } else { " (--claims shows their values)" };
        lines.push(2, format!("{title}{}", styled(FAINT, hint)));
        let width = terminal::column(elements.iter().map(|(_, identifier, _)| safe(identifier)));
        for of_one in elements.chunk_by(|(one, _, _), (other, _, _)| one == other) {
            let Some((name_space, _, _)) = of_one.first() else { continue };
            lines.push(4, styled(FAINT, safe(name_space)));
            if self.claims {
                for (_, identifier, element) in of_one {
                    lines.hanging(6, &format!("{:<width$}  ", safe(identifier)), &value::shown(*element));
                }
            } else {
                let identifiers: Vec<String> = of_one.iter().map(|(_, identifier, _)| safe(identifier)).collect();
                lines.hanging(6, "", &identifiers.join(", "));
            }
        }
    }
}

/// What was asked for and is not there, nor answered by another age.
fn missing(document: &VerifiedDocument<'_>, request: &Request) -> Vec<String> {
    let is_age = |identifier: &str| mdoc_proximity::datamodel::age::age_over(identifier).is_some();
    let has_age = document.elements().any(|(_, identifier, _)| is_age(identifier));
    let mut missing: Vec<String> = request
        .elements_of(document.doc_type())
        .filter(|(name_space, identifier)| {
            document.element(name_space, identifier).is_none()
                && document.device_element(name_space, identifier).is_none()
                && !(is_age(identifier) && has_age)
        })
        .map(|(_, identifier)| safe(identifier))
        .collect();
    missing.dedup();
    missing
}

/// One line: verified, or why not.
fn conclude(verdict: &Verdict<'_>, lines: &mut Lines) {
    let reports = verdict.documents().iter().map(DocumentVerdict::report).chain([verdict.report()]);
    let mut failed: Vec<&str> = reports.flat_map(|report| report.failures().map(|check| check.id.as_str())).collect();
    failed.dedup();
    match (verdict.conclusion(), failed.as_slice()) {
        (Conclusion::Verified, _) => lines.push(0, styled(GOOD, "✓ verified")),
        (Conclusion::Empty, _) => {
            let empty = styled(ODD, "– nothing returned");
            lines.push(0, format!("{empty}: the holder refused, or has nothing of the kind"));
        }
        (Conclusion::Rejected, []) => {
            let open = styled(ODD, "– not verified");
            lines.push(0, format!("{open}: nothing failed, but not everything could be checked"));
        }
        (Conclusion::Rejected, failed) => {
            lines.push(0, format!("{}: {}", styled(BAD, "✗ rejected"), failed.join(", ")));
        }
    }
}
