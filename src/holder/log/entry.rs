//! The entries.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::auth::reader::ReaderAuth;
use crate::budget;
use crate::holder::disclosure::Selected;
use crate::holder::{EngagedBy, Request, RequestedDocument};
use crate::report::shown;
use crate::time::UnixTime;

/// One line of a log: `{"at", "event", ...}`, the time as RFC 3339 text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// The wall clock when it happened, as the session knew it last.
    #[serde(serialize_with = "as_text", deserialize_with = "of_text")]
    pub at: UnixTime,
    /// What happened.
    #[serde(flatten)]
    pub event: LoggedEvent,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
#[non_exhaustive]
pub enum LoggedEvent {
    /// An engagement was shown, and a reader is waited for.
    Engagement,
    /// A reader opened the session.
    Established {
        /// By which engagement.
        by: LoggedEngagement,
    },
    /// A reader asked.
    Requested {
        /// What, by whom: one entry for each DocRequest.
        documents: Vec<LoggedRequest>,
    },
    /// A reader sent something that is no request, and was told so.
    Refused {
        /// The status it was told.
        status: u64,
    },
    /// Documents were released. It is written before they leave.
    Released {
        /// What of which.
        documents: Vec<LoggedDocument>,
    },
    /// A request was answered with nothing: declined, or there was nothing to show.
    Declined,
    /// The session ended.
    Closed {
        /// Why.
        reason: String,
    },
}

/// How a reader was engaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoggedEngagement {
    /// By QR code.
    Qr,
    /// By NFC.
    Nfc,
}

/// Who asked, as far as it is proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoggedReader {
    /// Proven, by this name.
    Authenticated(String),
    /// It did not say.
    Absent,
    /// Nobody that is trusted vouches for it.
    Untrusted,
    /// Its proof does not hold.
    Invalid,
}

/// One DocRequest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    /// The document type.
    pub doc_type: String,
    /// Who asked.
    pub reader: LoggedReader,
    /// What was asked.
    pub elements: Vec<LoggedElement>,
    /// How many elements more were asked than are named here.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// One document that was released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedDocument {
    /// The document type.
    pub doc_type: String,
    /// What was released of it.
    pub elements: Vec<LoggedElement>,
}

/// An element, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedElement {
    /// The namespace.
    pub name_space: String,
    /// The element identifier.
    pub identifier: String,
    /// Whether the reader said that it will keep it; not said again of what was released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent_to_retain: Option<bool>,
}

impl LoggedEvent {
    /// Names are a stranger's: cut, without control characters, and only so many.
    pub(super) fn requested(request: &Request) -> Self {
        let mut left = budget::LOGGED_ELEMENTS;
        let documents = request.documents().iter().map(|document| {
            let elements = document.items().iter().take(left).map(|item| LoggedElement {
                name_space: shown(item.name_space()).into(),
                identifier: shown(item.identifier()).into(),
                intent_to_retain: Some(item.intent_to_retain()),
            });
            let elements: Vec<_> = elements.collect();
            left = left.saturating_sub(elements.len());
            let more = document.items().len().saturating_sub(elements.len());
            LoggedRequest { doc_type: shown(document.doc_type()).into(), reader: reader(document), elements, more }
        });
        Self::Requested { documents: documents.collect() }
    }

    pub(super) fn released(documents: &[Selected]) -> Self {
        if documents.is_empty() {
            return Self::Declined;
        }
        let documents = documents.iter().map(|document| {
            let elements = document.shown().map(|(name_space, identifier)| LoggedElement {
                name_space: name_space.to_owned(),
                identifier: identifier.to_owned(),
                intent_to_retain: None,
            });
            LoggedDocument { doc_type: document.credential.doc_type().to_owned(), elements: elements.collect() }
        });
        Self::Released { documents: documents.collect() }
    }
}

fn reader(document: &RequestedDocument) -> LoggedReader {
    match document.reader() {
        ReaderAuth::Valid(identity) => LoggedReader::Authenticated(shown(&identity.display_name()).into()),
        ReaderAuth::Absent => LoggedReader::Absent,
        ReaderAuth::Untrusted(_) => LoggedReader::Untrusted,
        ReaderAuth::Invalid(_) => LoggedReader::Invalid,
    }
}

impl From<EngagedBy> for LoggedEngagement {
    fn from(by: EngagedBy) -> Self {
        match by {
            EngagedBy::Qr => Self::Qr,
            EngagedBy::Nfc => Self::Nfc,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde wants")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn as_text<S: Serializer>(at: &UnixTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

fn of_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<UnixTime, D::Error> {
    UnixTime::from_rfc3339(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}
