//! The reader who hears the answers: opens them with keys of its own making, and says what was returned.

use std::collections::BTreeMap;

use mdoc_proximity::cbor::{self, Embedded, Encoding};
use mdoc_proximity::cose::Form;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{AgreementKey, PublicKey};
use mdoc_proximity::model::authentication::device_authentication_bytes;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::{DeviceResponse, Document};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment};
use mdoc_proximity::model::transcript::SessionTranscript;

use super::super::case;
use crate::format::{Credential, Handover, HolderReply, HolderSession, Returned};
use crate::run::Unperformed;
use crate::wire;

pub(super) struct Listener<'c> {
    key: Box<dyn AgreementKey>,
    e_device_key: PublicKey,
    engagement: Vec<u8>,
    handover: &'c Handover,
    credentials: &'c [Credential],
    session: Option<Session>,
}

/// What the first message made.
struct Session {
    transcript: Vec<u8>,
    sk_device: [u8; 32],
    /// How many answers with data there were.
    heard: u32,
}

fn broken(problem: impl core::fmt::Display) -> Unperformed {
    Unperformed::Broken(problem.to_string())
}

impl<'c> Listener<'c> {
    pub(super) fn new(
        input: &'c HolderSession,
        e_device_key: PublicKey,
        engagement: Vec<u8>,
    ) -> Result<Self, Unperformed> {
        let key = input.e_reader_key.agreement_key(&PROVIDER).map_err(case)?;
        let (handover, credentials) = (&input.handover, input.credentials.as_slice());
        Ok(Self { key, e_device_key, engagement, handover, credentials, session: None })
    }

    /// Takes note of a message to the holder. The first one with EReaderKey makes the keys.
    pub(super) fn hear(&mut self, message: &[u8]) {
        if self.session.is_some() {
            return;
        }
        let Ok((establishment, _)) = cbor::from_slice::<SessionEstablishment<'_>>(message, Encoding::Field) else {
            return;
        };
        let Ok(zab) = self.key.agree(&self.e_device_key) else { return };
        let transcript = wire::transcript(&self.engagement, establishment.e_reader_key.bytes(), self.handover);
        let sk_device = wire::derive(zab.expose(), &wire::salt(&transcript), "SKDevice");
        self.session = Some(Session { transcript, sk_device, heard: 0 });
    }

    /// What a message of the holder says.
    pub(super) fn reply(&mut self, message: &[u8], readers: Option<Vec<String>>) -> Result<HolderReply, Unperformed> {
        let (message, _) = cbor::from_slice::<SessionData<'_>>(message, Encoding::Strict).map_err(broken)?;
        let (data, session) = match (message, &mut self.session) {
            (SessionData { data: Some(data), status: None }, Some(session)) => (data, session),
            (SessionData { data: None, status: Some(status) }, _) => return Ok(HolderReply::Status { status }),
            _ => return Err(broken("neither a status nor an answer was sent")),
        };
        session.heard = session.heard.saturating_add(1);
        let plaintext = wire::open(&session.sk_device, wire::MDOC, session.heard, data)
            .ok_or_else(|| broken("the answer does not decrypt"))?;
        let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(&plaintext, Encoding::Strict).map_err(broken)?;
        let documents = response.documents.iter().map(|document| match document {
            Ok(document) => self.returned(document),
            Err(malformed) => Err(broken(malformed.error)),
        });
        Ok(HolderReply::Response { status: response.status, documents: documents.collect::<Result<_, _>>()?, readers })
    }

    fn returned(&self, document: &Document<'_>) -> Result<Returned, Unperformed> {
        let mut elements: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name_space, items) in &document.issuer_signed.name_spaces {
            let identifiers = items.iter().map(|item| item.element_identifier.to_owned());
            elements.entry((*name_space).to_owned()).or_default().extend(identifiers);
        }
        let mut device_elements: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name_space, values) in &document.device_signed.name_spaces.name_spaces {
            let identifiers = values.iter().map(|(identifier, _)| (*identifier).to_owned());
            device_elements.entry((*name_space).to_owned()).or_default().extend(identifiers);
        }
        elements.values_mut().chain(device_elements.values_mut()).for_each(|identifiers| identifiers.sort_unstable());
        let authentic = self.is_the_issuers(document) && self.is_authenticated(document).unwrap_or(false);
        let method = match (&document.device_signed.device_auth.device_signature, authentic) {
            (_, false) => "invalid",
            (Some(_), true) => "signature",
            (None, true) => "mac",
        };
        Ok(Returned { doc_type: document.doc_type.to_owned(), elements, device_elements, method: method.to_owned() })
    }

    /// Whether issuerAuth and every item are those of one credential, byte for byte, and every value is the one that
    /// the device was given.
    fn is_the_issuers(&self, document: &Document<'_>) -> bool {
        let issued = &document.issuer_signed;
        let items = issued.name_spaces.iter().flat_map(|(_, items)| items.iter().map(Embedded::bytes));
        let parts: Vec<&[u8]> = items.chain([issued.issuer_auth.bytes]).collect();
        self.credentials.iter().any(|credential| {
            let bytes = credential.issuer_signed.to_vec();
            let mut signed = document.device_signed.name_spaces.name_spaces.iter().flat_map(|(name_space, values)| {
                values.iter().map(move |(identifier, value)| (*name_space, *identifier, value.bytes()))
            });
            parts.iter().all(|part| bytes.windows(part.len()).any(|window| window == *part))
                && signed.all(|(name_space, identifier, value)| {
                    credential.device_elements.iter().any(|element| {
                        element.name_space == name_space
                            && element.identifier == identifier
                            && element.value.to_vec() == value
                    })
                })
        })
    }

    /// Whether the device key of the mobile security object authenticated the document; `None` where that cannot be
    /// found out.
    fn is_authenticated(&self, document: &Document<'_>) -> Option<bool> {
        let session = self.session.as_ref()?;
        let payload = document.issuer_signed.issuer_auth.payload?;
        let (mso, _) = cbor::from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Field).ok()?;
        let device_key = mso.device_key_info.device_key.validate(&PROVIDER, Form::Any).ok()?;
        let transcript = SessionTranscript::from_bytes(&session.transcript).ok()?;
        let signed = &document.device_signed;
        let payload = device_authentication_bytes(&transcript, document.doc_type, signed.name_spaces.bytes());
        match (&signed.device_auth.device_signature, &signed.device_auth.device_mac) {
            (Some(signature), None) => Some(signature.verify_detached(&PROVIDER, &device_key, &[&payload]).is_ok()),
            (None, Some(mac)) => {
                let zab = self.key.agree(&device_key).ok()?;
                let e_mac_key = wire::derive(zab.expose(), &wire::salt(&session.transcript), "EMacKey");
                Some(mac.verify_detached(&PROVIDER, &e_mac_key, &[&payload]).is_ok())
            }
            _ => Some(false),
        }
    }
}
