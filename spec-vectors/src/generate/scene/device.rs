//! The device's part.

use mdoc_proximity::auth::device::mac_key;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{PublicKey, SecretKey, SignatureAlgorithm};
use mdoc_proximity::model::authentication::device_authentication_bytes;
use mdoc_proximity::model::transcript::SessionTranscript;

use super::{Envelope, Members, Scene};
use crate::generate::world::{agreement_key, embedded, public_key};

/// COSE's HMAC 256/256.
const HMAC_256_256: i64 = 5;

/// How the device answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// deviceSignature.
    Signature,
    /// deviceMac.
    Mac,
}

/// What the device signs, and with what.
#[derive(Debug, Clone)]
pub struct Device {
    /// The key that it uses.
    pub key: SecretKey,
    /// How.
    pub how: How,
    /// The reader's key that a MAC's key is agreed on with.
    pub e_reader_key: PublicKey,
    /// The transcript that it signs.
    pub transcript: SessionTranscript,
    /// The document type that it signs.
    pub doc_type: String,
    /// The elements that it adds: namespace, identifier, value.
    pub elements: Vec<(String, String, Vec<u8>)>,
    /// DeviceNameSpaces that it signs, where they are not the ones that are sent.
    pub signed_name_spaces: Option<Vec<u8>>,
}

impl Device {
    pub(super) fn new(scene: &Scene, doc_type: &str) -> Self {
        Self {
            key: scene.device_key.clone(),
            how: scene.how,
            e_reader_key: public_key(&scene.session.e_reader_key),
            transcript: scene.transcript(),
            doc_type: doc_type.to_owned(),
            elements: Vec::new(),
            signed_name_spaces: None,
        }
    }

    /// DeviceNameSpaces, as sent.
    pub(super) fn name_spaces(&self) -> Vec<u8> {
        let mut spaces: Vec<(&str, Members)> = Vec::new();
        for (name_space, identifier, value) in &self.elements {
            let found = spaces.iter().position(|(name, _)| name == name_space);
            let index = found.unwrap_or_else(|| {
                spaces.push((name_space, Members::default()));
                spaces.len().saturating_sub(1)
            });
            spaces[index].1.push(identifier, value.clone());
        }
        let mut all = Members::default();
        spaces.iter().for_each(|(name_space, elements)| all.push(name_space, elements.to_vec()));
        all.to_vec()
    }

    pub(super) fn envelope(&self) -> Envelope {
        let name_spaces = embedded(&self.signed_name_spaces.clone().unwrap_or_else(|| self.name_spaces()));
        let signed = device_authentication_bytes(&self.transcript, &self.doc_type, &name_spaces);
        let algorithm = match self.how {
            How::Signature => SignatureAlgorithm::for_curve(self.key.curve()).unwrap().cose_id(),
            How::Mac => HMAC_256_256,
        };
        Envelope::new(algorithm, None, signed)
    }

    /// The member of DeviceAuth, and the message.
    pub(super) fn seal(&self, envelope: &Envelope) -> (&'static str, Vec<u8>) {
        match self.how {
            How::Signature => ("deviceSignature", envelope.sign1(&self.key)),
            How::Mac => {
                let zab = agreement_key(&self.key).agree(&self.e_reader_key).unwrap();
                let key = mac_key(&PROVIDER, &zab, &self.transcript).unwrap();
                ("deviceMac", envelope.mac0(key.as_slice()))
            }
        }
    }
}
