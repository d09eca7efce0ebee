//! What a reader asked, kept for the screen and for the result.

use mdoc_proximity::holder::{Item, Proposal, ReaderAuth, Request, RequestedDocument};
use mdoc_proximity::reader;
use serde::Serialize;

use crate::terminal::{BAD, FAINT, GOOD, ODD, STRONG, column, safe, styled};
use crate::{names, value};

/// One DocRequest.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AskedDocument {
    /// The document type.
    pub doc_type: String,
    /// Who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<AskedBy>,
    /// What is asked.
    pub elements: Vec<AskedElement>,
    /// Why it is not answered, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restriction: Option<String>,
}

/// One element.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AskedElement {
    /// The namespace.
    pub name_space: String,
    /// The element identifier.
    pub identifier: String,
    /// Whether the reader means to keep it.
    pub intent_to_retain: bool,
}

/// Who asks, as far as it is proven.
#[derive(Debug, Clone, Serialize)]
pub struct AskedBy {
    /// `authenticated`, `anonymous`, `untrusted` or `invalid`.
    pub status: &'static str,
    /// The name, only where it is proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// One element that left the holder's device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisclosedElement {
    /// The document type.
    pub doc_type: String,
    /// The namespace.
    pub name_space: String,
    /// The element identifier.
    pub identifier: String,
}

impl AskedBy {
    /// The judgement of one readerAuth.
    pub fn of(reader: &ReaderAuth) -> Self {
        let status = match reader {
            ReaderAuth::Valid(_) => "authenticated",
            ReaderAuth::Absent => "anonymous",
            ReaderAuth::Untrusted(_) => "untrusted",
            ReaderAuth::Invalid(_) => "invalid",
        };
        Self { status, name: reader.identity().map(|identity| identity.display_name()) }
    }

    /// A line for the consent screen.
    pub fn line(&self) -> String {
        match (self.status, &self.name) {
            ("authenticated", Some(name)) => {
                format!("{} {}", styled(STRONG, safe(name)), styled(GOOD, "✓ proven by its certificate"))
            }
            ("anonymous", _) => styled(ODD, "an anonymous reader: it does not say who it is"),
            ("untrusted", _) => styled(ODD, "an unknown reader: nobody you trust vouches for its certificate"),
            _ => styled(BAD, "✗ somebody whose proof of identity is false"),
        }
    }
}

impl AskedDocument {
    fn of(document: &RequestedDocument) -> Self {
        let elements = document.items().iter().map(|item| AskedElement {
            name_space: item.name_space().to_owned(),
            identifier: item.identifier().to_owned(),
            intent_to_retain: item.intent_to_retain(),
        });
        Self {
            doc_type: document.doc_type().to_owned(),
            reader: Some(AskedBy::of(document.reader())),
            elements: elements.collect(),
            restriction: document.restriction().map(|restriction| restriction.to_string()),
        }
    }
}

/// What the holder was asked.
pub fn by_reader(request: &Request) -> Vec<AskedDocument> {
    request.documents().iter().map(AskedDocument::of).collect()
}

/// What the reader is about to ask.
pub fn of_request(request: &reader::Request) -> Vec<AskedDocument> {
    let documents = request.documents().iter().map(|document| {
        let elements = document.elements().map(|(name_space, identifier, retain)| AskedElement {
            name_space: name_space.to_owned(),
            identifier: identifier.to_owned(),
            intent_to_retain: retain == reader::Retain::Yes,
        });
        let doc_type = document.doc_type().to_owned();
        AskedDocument { doc_type, reader: None, elements: elements.collect(), restriction: None }
    });
    documents.collect()
}

/// The consent screen: per DocRequest who asks, what, whether it is kept, and what would really be shown.
pub fn screen(asked: &[AskedDocument], proposal: &Proposal) -> String {
    let mut lines = vec![styled(STRONG, "A reader asks for your ID")];
    let mut last_reader = String::new();
    for (index, document) in asked.iter().enumerate() {
        let reader = document.reader.as_ref().map(AskedBy::line).unwrap_or_default();
        if reader != last_reader {
            lines.push(format!("  who   {reader}"));
            last_reader = reader;
        }
        lines.push(format!("  what  {}", names::titled(&document.doc_type)));
        let proposed = proposal.documents().iter().find(|proposed| proposed.request_index() == index);
        let items: Vec<Item<'_>> = proposed.map(|proposed| proposed.items().collect()).unwrap_or_default();
        let width = column(items.iter().map(|item| safe(item.identifier())));
        let values: Vec<String> = items.iter().map(|item| value::shown(item.value())).collect();
        let widest = column(&values);
        for (item, value) in items.iter().zip(&values) {
            let name = safe(item.identifier());
            lines.push(format!("          {name:<width$}  {value:<widest$}  {}", remarks(item)));
        }
        let withheld: Vec<Item<'_>> = proposed.map(|proposed| proposed.withheld().collect()).unwrap_or_default();
        if !withheld.is_empty() {
            let names: Vec<String> = withheld.iter().map(|item| safe(item.identifier())).collect();
            lines.push(format!("          {}", styled(ODD, format!("kept from this reader: {}", names.join(", ")))));
        }
        let answered = |element: &&AskedElement| {
            !items.iter().chain(&withheld).any(|item| {
                item.name_space() == element.name_space && item.requested().any(|asked| asked == element.identifier)
            })
        };
        let missing: Vec<String> =
            document.elements.iter().filter(answered).map(|element| safe(&element.identifier)).collect();
        if let Some(restriction) = &document.restriction {
            lines.push(format!("          {}", styled(ODD, format!("not answered: {restriction}"))));
        } else if items.is_empty() && withheld.is_empty() {
            lines.push(format!("          {}", styled(FAINT, "you have nothing to show for this")));
        } else if !missing.is_empty() {
            lines.push(format!("          {}", styled(FAINT, format!("not there: {}", missing.join(", ")))));
        }
    }
    lines.join("\n")
}

/// Whether it is kept, and what question it answers where that has another name.
fn remarks(item: &Item<'_>) -> String {
    let kept = match item.intent_to_retain() {
        true => styled(ODD, "will be kept by the reader"),
        false => styled(FAINT, "not kept"),
    };
    let others: Vec<String> = item.requested().filter(|asked| *asked != item.identifier()).map(safe).collect();
    if others.is_empty() {
        kept
    } else {
        format!("{kept}, {}", styled(FAINT, format!("answers {}", others.join(", "))))
    }
}
