//! What the holder consented to, to be authenticated by the device.

use std::collections::BTreeMap;

use core::fmt;

use crate::cbor::{RawValue, Writer};
use crate::datamodel::mdl;
use crate::holder::credential::Source;
use crate::holder::exchange::Exchange;
use crate::holder::proposal::Candidate;
use crate::holder::{
    AuthMethod, Credential, DeviceKey, Item, KeyError, Proposal, Response, Signing, SigningError, Step,
};

/// What was permitted of a proposal. It becomes a response by being signed, or declined.
pub struct Disclosure {
    pub(super) exchange: Box<Exchange>,
    pub(super) documents: Vec<Selected>,
}

/// One document to be shown: a credential, and what of it. DocRequests answered by one credential share one document,
/// so that no element leaves twice.
pub(super) struct Selected {
    pub(super) credential_index: usize,
    pub(super) credential: Credential,
    /// In the issuer's order, whatever the order asked; none twice.
    pub(super) sources: Vec<Source>,
}

impl Selected {
    /// The issuer-signed items that are shown, as the issuer made them.
    pub(super) fn issuer_name_spaces(&self) -> Vec<(&str, Vec<&[u8]>)> {
        let mut name_spaces = Vec::new();
        for sources in self.sources.chunk_by(|source, next| source.name_space() == next.name_space()) {
            let (mut of, mut items) = (None, Vec::with_capacity(sources.len()));
            for (name_space, item) in sources.iter().filter_map(|source| self.credential.issuer_item(*source)) {
                of = Some(name_space);
                items.push(item);
            }
            name_spaces.extend(of.map(|name_space| (name_space, items)));
        }
        name_spaces
    }

    /// What is shown, by namespace and identifier.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&str, &str)> {
        let elements = self.sources.iter().filter_map(|source| self.credential.element(*source));
        elements.map(|(name_space, identifier, _)| (name_space, identifier))
    }

    /// `DeviceNameSpacesBytes`: the device-signed values that are shown, most often none.
    pub(super) fn device_name_spaces_bytes(&self) -> Vec<u8> {
        /// `#6.24(<< {} >>)`.
        const NONE: [u8; 4] = [0xd8, 24, 0x41, 0xa0];
        let mut name_spaces: BTreeMap<&str, Vec<(&str, RawValue<'_>)>> = BTreeMap::new();
        for source in self.sources.iter().filter(|source| matches!(source, Source::Device { .. })) {
            if let Some((name_space, identifier, value)) = self.credential.element(*source) {
                name_spaces.entry(name_space).or_default().push((identifier, value));
            }
        }
        if name_spaces.is_empty() {
            return NONE.to_vec();
        }
        let mut content = Writer::new();
        content.map(name_spaces.len());
        for (name_space, elements) in name_spaces {
            content.text(name_space).map(elements.len());
            for (identifier, value) in elements {
                content.text(identifier).value(&value);
            }
        }
        let mut bytes = Writer::new();
        bytes.embedded(content.as_slice());
        bytes.into_vec()
    }
}

impl Disclosure {
    pub(super) fn new(proposal: Proposal, mut permit: impl FnMut(&Item<'_>) -> bool) -> Self {
        let Proposal { exchange, documents } = proposal;
        let mut selected: Vec<Selected> = Vec::new();
        // Credentials whose portrait must come along, with where it is.
        let mut portraits: Vec<(usize, Source)> = Vec::new();
        for document in &documents {
            let Some(candidate) = document.candidate() else { continue };
            let mut sources = Vec::with_capacity(candidate.plan_count());
            for item in document.items() {
                if is_mdl_portrait(&item) {
                    portraits.push((candidate.index, item.source()));
                }
                if permit(&item) {
                    sources.push(item.source());
                }
            }
            select(&mut selected, candidate, sources);
        }
        selected.retain(|it| {
            let mut its = portraits.iter().filter(|(credential, _)| *credential == it.credential_index);
            its.all(|(_, portrait)| it.sources.contains(portrait))
        });
        for Selected { sources, .. } in &mut selected {
            sources.sort_unstable();
            sources.dedup();
        }
        Self { exchange, documents: selected }
    }

    /// Whether nothing is disclosed; it can be signed all the same, without using a key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The credentials that will be shown, by their place in the list that was proposed from: one document each, and
    /// one use of the credential's key.
    pub fn credentials(&self) -> impl Iterator<Item = usize> {
        self.documents.iter().map(|document| document.credential_index)
    }

    /// Authenticates with a local key, the one key of all the documents.
    ///
    /// # Errors
    /// [`SigningError`], from which the disclosure can be taken back or declined. A key that is not the credential's, or
    /// cannot make a MAC for this reader, is found out before anything is signed.
    pub fn sign(self, key: &dyn DeviceKey) -> Result<Response, SigningError> {
        self.sign_with(|_| key)
    }

    /// Authenticates with local keys, one for each credential by its place in the list that was proposed from.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub fn sign_with<'k>(self, mut key_of: impl FnMut(usize) -> &'k dyn DeviceKey) -> Result<Response, SigningError> {
        let mut signing = self.into_signing_with(|credential| key_of(credential).method())?;
        if !signing.keys().all(|(credential, key)| key_of(credential).public_key() == key) {
            return Err(signing.fail(KeyError::NotTheCredentials));
        }
        loop {
            signing = match signing.next() {
                Step::Done(response) => return Ok(response),
                Step::Sign(step) => {
                    let key = key_of(step.credential_index());
                    match key.sign(step.message()) {
                        Ok(signature) if key.is_sure() => step.surely_signed(&signature)?,
                        Ok(signature) => step.signed(&signature)?,
                        Err(error) => return Err(step.fail(error)),
                    }
                }
                Step::Agree(step) => match key_of(step.credential_index()).agree(step.e_reader_key()) {
                    Ok(secret) => step.agreed(&secret)?,
                    Err(error) => return Err(step.fail(error)),
                },
            };
        }
    }

    /// Authenticates step by step, for keys in secure hardware, behind a prompt or on another machine, all of which
    /// use one method.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub fn into_signing(self, method: AuthMethod) -> Result<Signing, SigningError> {
        self.into_signing_with(|_| method)
    }

    /// The same, with a method for each credential by its place in the list that was proposed from.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    pub fn into_signing_with(self, method: impl FnMut(usize) -> AuthMethod) -> Result<Signing, SigningError> {
        Signing::new(self, method)
    }

    /// Answers with nothing, exactly as if nothing of what was asked existed.
    #[must_use]
    pub fn decline(self) -> Response {
        Response::declined(self.exchange)
    }
}

fn is_mdl_portrait(item: &Item<'_>) -> bool {
    item.identifier() == mdl::PORTRAIT.identifier
        && item.name_space() == mdl::NAMESPACE
        && item.doc_type() == mdl::DOCTYPE
}

/// Adds what is shown of a credential in answer to one DocRequest.
fn select(selected: &mut Vec<Selected>, candidate: &Candidate, sources: Vec<Source>) {
    if sources.is_empty() {
        return;
    }
    match selected.iter_mut().find(|it| it.credential_index == candidate.index) {
        Some(it) => it.sources.extend(sources),
        None => {
            let (credential_index, credential) = (candidate.index, candidate.credential.clone());
            selected.push(Selected { credential_index, credential, sources });
        }
    }
}

impl fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disclosure").field("documents", &self.documents.len()).finish_non_exhaustive()
    }
}
