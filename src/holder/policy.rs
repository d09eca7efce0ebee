//! Which elements only some readers get (edition 1 7.2.1 and 9.1.4, edition 2 13.4.2 and 12.5.4).

use core::fmt;
use std::sync::Arc;

use crate::auth::reader::{ReaderAuth, ReaderIdentity};
use crate::datamodel::mdl;
use crate::x509::Certificate;

/// Some readers, every one of them authenticated.
#[derive(Clone)]
pub struct Readers(Arc<dyn Fn(&ReaderIdentity) -> bool + Send + Sync>);

impl Readers {
    /// Every reader that a trusted reader CA vouches for.
    #[must_use]
    pub fn authenticated() -> Self {
        Self::such_that(|_| true)
    }

    /// The readers whose certificate leads to one of these of the trusted reader CAs.
    #[must_use]
    pub fn under(authorities: impl IntoIterator<Item = Certificate>) -> Self {
        let authorities: Vec<_> = authorities.into_iter().collect();
        Self::such_that(move |reader| authorities.iter().any(|authority| authority.der() == reader.anchor().der()))
    }

    /// The authenticated readers that `includes` says yes to.
    #[must_use]
    pub fn such_that(includes: impl Fn(&ReaderIdentity) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(includes))
    }

    fn include(&self, reader: &ReaderAuth) -> bool {
        reader.identity().is_some_and(|identity| (self.0)(identity))
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Readers")
    }
}

/// Which elements only some readers get. The default lets everybody ask for everything; consent is asked for all the
/// same.
///
/// Each DocRequest is judged by its own reader. What the policy keeps from a reader is left out of the answer without a
/// word, and shown to the holder as [withheld](crate::holder::ProposedDocument::withheld). An age question is judged by
/// the attestation that would answer it.
///
/// The [mandatory elements](mdl::MANDATORY) of an mDL are never kept from a reader, whatever the policy says: the
/// standard forbids to demand reader authentication for them (edition 1 7.2.1, edition 2 13.4.2).
///
/// ```
/// use mdoc_proximity::datamodel::mdl;
/// use mdoc_proximity::holder::{ReaderPolicy, Readers};
///
/// let policy = ReaderPolicy::new()
///     .limit_document(mdl::DOCTYPE, Readers::authenticated())
///     .limit_element(mdl::DOCTYPE, mdl::NAMESPACE, "resident_address", Readers::such_that(|reader| {
///         reader.certificate().organization().as_deref() == Some("Posten")
///     }));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ReaderPolicy {
    limits: Arc<Vec<Limit>>,
}

/// What is limited: a document type, and of it all, a namespace or an element.
#[derive(Debug, Clone)]
struct Limit {
    doc_type: String,
    name_space: Option<String>,
    identifier: Option<String>,
    to: Readers,
}

impl ReaderPolicy {
    /// No limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives the elements of a document type to these readers only. Where several limits are about an element, the
    /// reader must be within all of them.
    #[must_use]
    pub fn limit_document(self, doc_type: &str, to: Readers) -> Self {
        self.limit(doc_type, None, None, to)
    }

    /// Gives the elements of a namespace to these readers only.
    #[must_use]
    pub fn limit_name_space(self, doc_type: &str, name_space: &str, to: Readers) -> Self {
        self.limit(doc_type, Some(name_space), None, to)
    }

    /// Gives an element to these readers only.
    #[must_use]
    pub fn limit_element(self, doc_type: &str, name_space: &str, identifier: &str, to: Readers) -> Self {
        self.limit(doc_type, Some(name_space), Some(identifier), to)
    }

    fn limit(mut self, doc_type: &str, name_space: Option<&str>, identifier: Option<&str>, to: Readers) -> Self {
        let (name_space, identifier) = (name_space.map(str::to_owned), identifier.map(str::to_owned));
        let limit = Limit { doc_type: doc_type.to_owned(), name_space, identifier, to };
        Arc::make_mut(&mut self.limits).push(limit);
        self
    }

    pub(super) fn has_no_limits(&self) -> bool {
        self.limits.is_empty()
    }

    /// Whether a reader may be offered an element.
    #[must_use]
    pub fn permits(&self, reader: &ReaderAuth, doc_type: &str, name_space: &str, identifier: &str) -> bool {
        let mut limits = self.limits.iter().filter(|limit| limit.is_about(doc_type, name_space, identifier));
        // The one place where a limit takes effect, so that none can be put on these.
        limits.all(|limit| limit.to.include(reader)) || mdl::is_mandatory(doc_type, name_space, identifier)
    }
}

impl Limit {
    fn is_about(&self, doc_type: &str, name_space: &str, identifier: &str) -> bool {
        self.doc_type == doc_type
            && self.name_space.as_deref().is_none_or(|limited| limited == name_space)
            && self.identifier.as_deref().is_none_or(|limited| limited == identifier)
    }
}
