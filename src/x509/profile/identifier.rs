//! The key identifiers: SHA-1 digests of keys. They identify, and protect nothing.

use sha1::{Digest, Sha1};

use super::Examination;
use crate::report::CheckId;
use crate::x509::extension::{AUTHORITY_KEY_IDENTIFIER, SUBJECT_KEY_IDENTIFIER};
use crate::x509::{Certificate, Judgement, Kind};

impl Examination<'_> {
    /// The digest of the key's bits.
    pub(super) fn subject_key_identifier(&mut self) {
        let id = CheckId::ProfileSubjectKeyId;
        if self.is_unreadable(SUBJECT_KEY_IDENTIFIER) {
            return self.skip(id, UNREADABLE);
        }
        let mut judgement = Judgement::new(id);
        match self.certificate.subject_key_identifier() {
            None => judgement.deviates("there is no subject key identifier"),
            Some(identifier) if !is_digest_of_key(identifier, self.certificate) => {
                judgement.deviates("the subject key identifier is not the SHA-1 digest of the key");
            }
            Some(_) => {}
        }
        self.record(judgement, "the subject key identifier is the SHA-1 digest of the key");
    }

    /// The issuer's subject key identifier. A root need not have one; where it has, it is its own.
    pub(super) fn authority_key_identifier(&mut self) {
        let id = CheckId::ProfileAuthorityKeyId;
        if self.kind.is_open() {
            return;
        }
        if self.is_unreadable(AUTHORITY_KEY_IDENTIFIER) {
            return self.skip(id, UNREADABLE);
        }
        let is_root = self.kind == Kind::Iaca;
        let issuer = if is_root { Some(self.certificate) } else { self.issuer };
        let mut judgement = Judgement::new(id);
        let holds = match (self.certificate.authority_key_identifier(), issuer) {
            (None, _) if is_root => "there is no authority key identifier, and a root need not have one",
            (None, _) => {
                judgement.deviates("there is no authority key identifier with a key's identifier");
                ""
            }
            (Some(_), None) => "there is an authority key identifier, and the issuer is not known",
            (Some(identifier), Some(issuer)) => {
                if !is_identifier_of(identifier, issuer) {
                    judgement.deviates("the authority key identifier is not the issuer's subject key identifier");
                }
                "the authority key identifier is the issuer's subject key identifier"
            }
        };
        self.record(judgement, holds);
    }
}

/// Why a rule about an extension is passed over.
pub(super) const UNREADABLE: &str = "the extension cannot be read, which is judged on its own";

/// An issuer that says nothing about its key is identified as it should have been.
fn is_identifier_of(identifier: &[u8], issuer: &Certificate) -> bool {
    match issuer.subject_key_identifier() {
        Some(own) => own == identifier,
        None => is_digest_of_key(identifier, issuer),
    }
}

/// Whether this is the SHA-1 digest of the BIT STRING's content, without the number of unused bits (RFC 5280 4.2.1.2).
fn is_digest_of_key(identifier: &[u8], certificate: &Certificate) -> bool {
    certificate.key_info().is_some_and(|info| Sha1::digest(&*info.bits).as_slice() == identifier)
}
