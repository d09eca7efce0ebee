//! What the holder has, and what its user permits.

use mdoc_proximity::crypto::{CryptoError, CryptoProvider};
use mdoc_proximity::holder::{
    Credential as Held, CredentialError, DeviceKey, LocalMacKey, LocalSigningKey, Request, Response,
};

use super::super::case;
use crate::format::{Consent, Credential, Method};
use crate::run::Unperformed;

pub(super) struct Wallet {
    credentials: Vec<Held>,
    keys: Vec<Box<dyn DeviceKey>>,
}

impl Wallet {
    pub(super) fn new(provider: &CryptoProvider, credentials: &[Credential]) -> Result<Self, Unperformed> {
        let mut wallet = Self { credentials: Vec::new(), keys: Vec::new() };
        for credential in credentials {
            wallet.credentials.push(read(credential).map_err(case)?);
            wallet.keys.push(key(provider, credential).map_err(case)?);
        }
        Ok(wallet)
    }

    /// The answer of a user who looks at everything; where a key cannot do what it must, nothing is shown.
    pub(super) fn answer(&self, request: Request, consent: &Consent) -> Response {
        let credentials: Vec<&Held> = self.credentials.iter().collect();
        let proposal = request.propose(&credentials);
        let (Some(first), false) = (self.keys.first(), *consent == Consent::Decline) else { return proposal.decline() };
        let disclosure = proposal.disclose(|item| match consent {
            Consent::All => true,
            Consent::Decline => false,
            Consent::Except(withheld) => !withheld.iter().any(|identifier| identifier == item.identifier()),
        });
        let signed = disclosure.sign_with(|index| self.keys.get(index).unwrap_or(first).as_ref());
        signed.unwrap_or_else(|error| error.decline())
    }
}

fn read(credential: &Credential) -> Result<Held, CredentialError> {
    let held = Held::from_issuer_signed(credential.issuer_signed.to_vec())?;
    credential.device_elements.iter().try_fold(held, |held, element| {
        held.with_device_element(&element.name_space, &element.identifier, element.value.to_vec())
    })
}

fn key(provider: &CryptoProvider, credential: &Credential) -> Result<Box<dyn DeviceKey>, CryptoError> {
    Ok(match credential.method {
        Method::Signature => Box::new(LocalSigningKey::new(credential.device_key.signing_key(provider)?)),
        Method::Mac => Box::new(LocalMacKey::new(credential.device_key.agreement_key(provider)?)),
    })
}
