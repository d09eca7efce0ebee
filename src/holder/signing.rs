//! mdoc authentication as owned steps (edition 1 9.1.3, edition 2 12.4).
//!
//! Each step owns everything that is left to do, so it can be sent to another thread or task, cannot be answered twice,
//! and cannot be skipped: the response appears behind the last one.

mod step;

use std::collections::VecDeque;

use core::fmt;

use crate::cose::{CoseError, Mac0, SigningInput};
use crate::crypto::{PublicKey, SignatureAlgorithm};
use crate::holder::disclosure::Selected;
use crate::holder::exchange::Exchange;
use crate::holder::{AuthMethod, Disclosure, KeyError, Response};
use crate::model::authentication::device_authentication_bytes;
use crate::model::response::{DocumentParts, encode_response};
use crate::redact::Wiped;

pub use step::{KeyAgreement, Step, ToBeSigned};

/// A disclosure on its way to a response.
pub struct Signing {
    disclosure: Disclosure,
    todo: VecDeque<Prepared>,
    /// With the encoded deviceSignature or deviceMac.
    done: Vec<(Prepared, Vec<u8>)>,
}

/// What the authentication of one document needs.
struct Prepared {
    /// Its place among the documents of the disclosure.
    document: usize,
    credential_index: usize,
    key: PublicKey,
    method: Method,
    device_name_spaces_bytes: Wiped,
    authentication_bytes: Wiped,
}

#[derive(Clone, Copy)]
enum Method {
    Signature(SignatureAlgorithm),
    /// With EReaderKey.
    Mac(PublicKey),
}

/// A disclosure that was not signed. The consent is not lost: the disclosure can be taken back and signed again, or
/// declined.
pub struct SigningError {
    error: KeyError,
    disclosure: Box<Disclosure>,
}

impl Signing {
    pub(super) fn new(
        disclosure: Disclosure,
        mut method: impl FnMut(usize) -> AuthMethod,
    ) -> Result<Self, SigningError> {
        let documents = disclosure.documents.iter().enumerate();
        let prepared = documents.map(|(index, document)| {
            Prepared::new(&disclosure.exchange, index, document, method(document.credential_index))
        });
        match prepared.collect() {
            Ok(todo) => {
                let todo: VecDeque<_> = todo;
                let done = Vec::with_capacity(todo.len());
                let mut signing = Self { disclosure, todo, done };
                signing.fit();
                Ok(signing)
            }
            Err(error) => Err(SigningError { error, disclosure: Box::new(disclosure) }),
        }
    }

    /// Leaves out documents, the last first, until the response is no larger than the reader takes. The length of a
    /// signature or MAC is known beforehand, so no key is used in vain.
    fn fit(&mut self) {
        let Some(limit) = self.disclosure.exchange.size_limit else { return };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let stand_ins: Vec<_> = self.todo.iter().map(|it| it.stand_in(&self.disclosure.exchange)).collect();
        while !self.todo.is_empty() {
            let documents = self.parts(self.todo.iter().zip(&stand_ins));
            if Wiped::new(encode_response(&documents, &[], 0)).len() <= limit {
                break;
            }
            self.todo.pop_back();
        }
    }

    /// The next step.
    #[must_use]
    pub fn next(mut self) -> Step {
        let Some(prepared) = self.todo.pop_front() else { return Step::Done(self.finish()) };
        match prepared.method {
            Method::Signature(algorithm) => Step::Sign(ToBeSigned::new(self, prepared, algorithm)),
            Method::Mac(e_reader_key) => Step::Agree(KeyAgreement::new(self, prepared, e_reader_key)),
        }
    }

    /// Answers with nothing, exactly as if nothing of what was asked existed.
    #[must_use]
    pub fn decline(self) -> Response {
        self.disclosure.decline()
    }

    /// The disclosure, to be signed anew; what was signed already is dropped.
    #[must_use]
    pub fn into_disclosure(self) -> Disclosure {
        self.disclosure
    }

    /// The keys to be used: place of the credential, public key.
    pub(super) fn keys(&self) -> impl Iterator<Item = (usize, &PublicKey)> {
        self.todo.iter().map(|prepared| (prepared.credential_index, &prepared.key))
    }

    pub(super) fn fail(self, error: KeyError) -> SigningError {
        SigningError { error, disclosure: Box::new(self.disclosure) }
    }

    fn finish(self) -> Response {
        let documents = self.parts(self.done.iter().map(|(prepared, device_auth)| (prepared, device_auth)));
        let envelope = Response::enclose(&documents, 0);
        drop(documents);
        let Self { disclosure: Disclosure { exchange, documents }, done, .. } = self;
        let is_shown = |index: usize| done.iter().any(|(prepared, _)| prepared.document == index);
        let shown = documents.into_iter().enumerate().filter(|(index, _)| is_shown(*index));
        let shown: Vec<_> = shown.map(|(_, document)| document).collect();
        let ages = shown.iter().flat_map(|it| it.sources.iter().filter_map(|source| it.credential.age_mark(*source)));
        exchange.ticket.record_ages(ages);
        Response::new(envelope, shown, exchange.ticket)
    }

    fn parts<'k>(&'k self, with: impl Iterator<Item = (&'k Prepared, &'k Vec<u8>)>) -> Vec<DocumentParts<'k>> {
        let parts = with.filter_map(|(prepared, device_auth)| {
            let document = self.disclosure.documents.get(prepared.document)?;
            Some(DocumentParts {
                doc_type: document.credential.doc_type(),
                issuer_name_spaces: document.issuer_name_spaces(),
                issuer_auth: &document.credential.issued.issuer_auth,
                device_name_spaces_bytes: &prepared.device_name_spaces_bytes,
                is_signature: matches!(prepared.method, Method::Signature(_)),
                device_auth,
            })
        });
        parts.collect()
    }
}

impl Prepared {
    fn new(exchange: &Exchange, index: usize, document: &Selected, method: AuthMethod) -> Result<Self, KeyError> {
        let key = document.credential.device_key(&exchange.provider).map_err(|error| match error {
            CoseError::Crypto(error) => KeyError::Crypto(error),
            _ => KeyError::NotTheCredentials,
        })?;
        let method = match method {
            AuthMethod::Signature => {
                Method::Signature(SignatureAlgorithm::for_curve(key.curve()).ok_or(KeyError::Method)?)
            }
            AuthMethod::Mac => {
                let reader = exchange.e_reader_key.ok_or(KeyError::NoReaderKey)?;
                if reader.curve() != key.curve() {
                    return Err(KeyError::MacCurve { device: key.curve(), reader: reader.curve() });
                }
                Method::Mac(reader)
            }
        };
        let device_name_spaces_bytes = Wiped::new(document.device_name_spaces_bytes());
        let doc_type = document.credential.doc_type();
        let authentication = device_authentication_bytes(&exchange.transcript, doc_type, &device_name_spaces_bytes);
        Ok(Self {
            document: index,
            credential_index: document.credential_index,
            key,
            method,
            device_name_spaces_bytes,
            authentication_bytes: Wiped::new(authentication),
        })
    }

    /// A deviceSignature or deviceMac of the right length and no worth.
    fn stand_in(&self, exchange: &Exchange) -> Vec<u8> {
        match self.method {
            Method::Signature(algorithm) => {
                // r || s, and EdDSA's R || S likewise: twice the width of the key.
                let length = self.key.curve().width().saturating_mul(2);
                SigningInput::new(algorithm, &[], Vec::new(), false).finish(&vec![0; length])
            }
            Method::Mac(_) => Mac0::create_detached(&exchange.provider, &[0; 32], &[&self.authentication_bytes]),
        }
    }
}

impl SigningError {
    /// What went wrong.
    #[must_use]
    pub fn error(&self) -> KeyError {
        self.error
    }

    /// The disclosure, to be signed anew.
    #[must_use]
    pub fn into_disclosure(self) -> Disclosure {
        *self.disclosure
    }

    /// Answers with nothing, exactly as if nothing of what was asked existed.
    #[must_use]
    pub fn decline(self) -> Response {
        self.disclosure.decline()
    }
}

impl fmt::Debug for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningError").field("error", &self.error).finish_non_exhaustive()
    }
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the documents were not signed: {}", self.error)
    }
}

impl core::error::Error for SigningError {}

impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signing({} of {} done)", self.done.len(), self.done.len().saturating_add(self.todo.len()))
    }
}
