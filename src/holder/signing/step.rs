//! The steps.

use core::fmt;

use crate::auth::device;
use crate::cose::{Mac0, SigningInput};
use crate::crypto::{CryptoError, PublicKey, SharedSecret, SignatureAlgorithm};
use crate::holder::{Disclosure, KeyError, Response};
use crate::redact::Wiped;

use super::{Prepared, Signing, SigningError};

/// What is to be done next.
#[derive(Debug)]
pub enum Step {
    /// A device key has to sign.
    Sign(ToBeSigned),
    /// A device key has to agree with EReaderKey.
    Agree(KeyAgreement),
    /// All documents are authenticated.
    Done(Response),
}

/// A message for a device key to sign.
pub struct ToBeSigned {
    pending: Box<Pending>,
    input: SigningInput,
    message: Wiped,
    algorithm: SignatureAlgorithm,
}

/// A key for a device key to agree with.
pub struct KeyAgreement {
    pending: Box<Pending>,
    e_reader_key: PublicKey,
}

/// The document whose turn it is, and everything else.
struct Pending {
    prepared: Prepared,
    signing: Signing,
}

impl Pending {
    fn done(self, device_auth: Vec<u8>) -> Signing {
        let Self { prepared, mut signing } = self;
        signing.done.push((prepared, device_auth));
        signing
    }
}

impl ToBeSigned {
    pub(super) fn new(signing: Signing, mut prepared: Prepared, algorithm: SignatureAlgorithm) -> Self {
        // Nobody needs them afterwards.
        let payload = core::mem::take(&mut prepared.authentication_bytes).into_vec();
        let input = SigningInput::new(algorithm, &[], payload, false);
        let message = Wiped::new(input.to_be_signed());
        Self { pending: Box::new(Pending { prepared, signing }), input, message, algorithm }
    }

    /// The place of the credential, in the list that was proposed from.
    #[must_use]
    pub fn credential_index(&self) -> usize {
        self.pending.prepared.credential_index
    }

    /// The public part of the key that has to sign.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.pending.prepared.key
    }

    /// How to sign.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// What to sign: the encoded Sig_structure. The algorithm hashes it; it is no digest.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Takes the signature: `r || s` in fixed width, or the EdDSA signature.
    ///
    /// # Errors
    /// [`SigningError`] when it does not verify under the credential's key: another key made it, or it is of another
    /// form, such as DER.
    pub fn signed(self, signature: &[u8]) -> Result<Signing, SigningError> {
        let provider = self.pending.signing.disclosure.exchange.provider;
        let key = &self.pending.prepared.key;
        match provider.verifier.verify(self.algorithm.scheme(), key, &[&self.message], signature) {
            Ok(()) => Ok(self.pending.done(self.input.finish(signature))),
            Err(error) => Err(self.fail(KeyError::Crypto(error))),
        }
    }

    /// Takes the signature of a key that [is sure](crate::holder::DeviceKey::is_sure) of it, where it has its length.
    pub(in crate::holder) fn surely_signed(self, signature: &[u8]) -> Result<Signing, SigningError> {
        // r || s, and EdDSA's R || S likewise: twice the width of the key.
        if signature.len() != self.pending.prepared.key.curve().width().saturating_mul(2) {
            return Err(self.fail(KeyError::Crypto(CryptoError::BadSignature)));
        }
        Ok(self.pending.done(self.input.finish(signature)))
    }

    /// Reports that the key could not or would not sign.
    #[must_use]
    pub fn fail(self, error: KeyError) -> SigningError {
        self.pending.signing.fail(error)
    }

    /// Answers with nothing, exactly as if nothing of what was asked existed.
    #[must_use]
    pub fn decline(self) -> Response {
        self.pending.signing.decline()
    }

    /// The disclosure, to be signed anew.
    #[must_use]
    pub fn into_disclosure(self) -> Disclosure {
        self.pending.signing.into_disclosure()
    }
}

impl KeyAgreement {
    pub(super) fn new(signing: Signing, prepared: Prepared, e_reader_key: PublicKey) -> Self {
        Self { pending: Box::new(Pending { prepared, signing }), e_reader_key }
    }

    /// The place of the credential, in the list that was proposed from.
    #[must_use]
    pub fn credential_index(&self) -> usize {
        self.pending.prepared.credential_index
    }

    /// The public part of the key that has to agree.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.pending.prepared.key
    }

    /// The reader's ephemeral key, validated, on the same curve.
    #[must_use]
    pub fn e_reader_key(&self) -> &PublicKey {
        &self.e_reader_key
    }

    /// Takes the shared secret (`Zab`, the x-coordinate). Only the reader can tell whether it is right.
    ///
    /// # Errors
    /// [`SigningError`] when the provider does not derive a key from it, which none refuses.
    pub fn agreed(self, zab: &SharedSecret) -> Result<Signing, SigningError> {
        let exchange = &self.pending.signing.disclosure.exchange;
        let mac_key = match device::mac_key(&exchange.provider, zab, &exchange.transcript) {
            Ok(mac_key) => mac_key,
            Err(error) => return Err(self.fail(KeyError::Crypto(error))),
        };
        let payload: &[u8] = &self.pending.prepared.authentication_bytes;
        let mac0 = Mac0::create_detached(&exchange.provider, &mac_key, &[payload]);
        Ok(self.pending.done(mac0))
    }

    /// Reports that the key could not or would not agree.
    #[must_use]
    pub fn fail(self, error: KeyError) -> SigningError {
        self.pending.signing.fail(error)
    }

    /// Answers with nothing, exactly as if nothing of what was asked existed.
    #[must_use]
    pub fn decline(self) -> Response {
        self.pending.signing.decline()
    }

    /// The disclosure, to be signed anew.
    #[must_use]
    pub fn into_disclosure(self) -> Disclosure {
        self.pending.signing.into_disclosure()
    }
}

impl fmt::Debug for ToBeSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToBeSigned({}, {} bytes)", self.algorithm.name(), self.message.len())
    }
}

impl fmt::Debug for KeyAgreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyAgreement({})", self.e_reader_key.curve())
    }
}
