//! What a check is about.

use core::fmt;

use serde::Serialize;

use super::{Text, shown};

/// What a check is about: never a value, and every name as it may be [shown].
///
/// It serializes as `{"kind", "name"}`, an element as `{"kind": "element", "nameSpace", "identifier"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Subject {
    /// A document, by its type.
    Document {
        /// The document type.
        name: Text,
    },
    /// A namespace.
    NameSpace {
        /// The namespace.
        name: Text,
    },
    /// An element.
    Element {
        /// The namespace.
        name_space: Text,
        /// The element identifier.
        identifier: Text,
    },
    /// A member of a structure, such as `validUntil`.
    Member {
        /// The member.
        name: Text,
    },
    /// A certificate, by its subject.
    Certificate {
        /// The subject, as RFC 4514 text of at most 80 characters.
        name: Text,
    },
    /// A list of certificates or of what is revoked, by its issuer or URI.
    List {
        /// The issuer or URI.
        name: Text,
    },
}

impl Subject {
    /// A document, by its type.
    #[must_use]
    pub fn document(doc_type: &str) -> Self {
        Self::Document { name: shown(doc_type) }
    }

    /// A namespace.
    #[must_use]
    pub fn name_space(name_space: &str) -> Self {
        Self::NameSpace { name: shown(name_space) }
    }

    /// An element.
    #[must_use]
    pub fn element(name_space: &str, element_identifier: &str) -> Self {
        Self::Element { name_space: shown(name_space), identifier: shown(element_identifier) }
    }

    /// A member of a structure.
    #[must_use]
    pub fn member(name: &str) -> Self {
        Self::Member { name: shown(name) }
    }

    /// A certificate, by its subject as RFC 4514 text.
    #[must_use]
    pub fn certificate(subject: impl Into<Text>) -> Self {
        Self::Certificate { name: subject.into() }
    }

    /// A list, by its issuer or URI.
    #[must_use]
    pub fn list(name: &str) -> Self {
        Self::List { name: shown(name) }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element { name_space, identifier } => write!(f, "{name_space} / {identifier}"),
            Self::Document { name }
            | Self::NameSpace { name }
            | Self::Member { name }
            | Self::Certificate { name }
            | Self::List { name } => f.write_str(name),
        }
    }
}
