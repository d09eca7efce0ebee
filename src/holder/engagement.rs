//! The holder's engagement: one ephemeral key, offered by QR code, by NFC, or by both at once.

use core::fmt;

use crate::budget;
use crate::cbor;
use crate::cose::encode_key_bytes;
use crate::crypto::{AgreementKey, CryptoError, CryptoRng};
use crate::holder::{Config, Session};
use crate::model::engagement::EngagementTemplate;
use crate::model::retrieval::RetrievalMethod;
use crate::model::transcript::{Handover, SessionTranscript};
use crate::time::Now;
use crate::transport::nfc;
use crate::transport::nfc::ndef::NdefError;
use crate::transport::qr;

/// Why an engagement cannot be offered so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferError {
    /// A QR code must offer at least one retrieval method (edition 2, 9.1).
    NoMethod,
    /// The Handover Select message is not readable.
    Ndef(NdefError),
    /// The Handover Select message carries another engagement than this one.
    ForeignEngagement,
    /// The session has been opened or closed already.
    TooLate,
    /// More than [`OFFERS`](crate::budget::OFFERS) different offers, each of which a reader's first message is tried with.
    TooMany,
}

impl fmt::Display for OfferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMethod => f.write_str("a QR code must offer at least one retrieval method"),
            Self::Ndef(error) => write!(f, "the Handover Select message is not readable: {error}"),
            Self::ForeignEngagement => f.write_str("the Handover Select message carries another engagement"),
            Self::TooLate => f.write_str("the session is open or closed already"),
            Self::TooMany => f.write_str("the engagement has been offered in too many ways already"),
        }
    }
}

impl core::error::Error for OfferError {}

/// One way the engagement reaches a reader, with everything its transcript needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Offer {
    Qr { engagement: Vec<u8> },
    Nfc { engagement: Vec<u8>, select: Vec<u8>, request: Option<Vec<u8>> },
}

impl Offer {
    /// Adds it to these, where it is not among them: a reader may begin the same handover again and again.
    pub(crate) fn add_to(self, offers: &mut Vec<Self>) -> Result<(), OfferError> {
        if offers.contains(&self) {
            return Ok(());
        }
        if offers.len() >= budget::OFFERS {
            return Err(OfferError::TooMany);
        }
        offers.push(self);
        Ok(())
    }

    pub(crate) fn transcript(&self, e_reader_key_bytes: &[u8]) -> SessionTranscript {
        match self {
            Self::Qr { engagement } => SessionTranscript::proximity(engagement, e_reader_key_bytes, Handover::Qr),
            Self::Nfc { engagement, select, request } => {
                let handover = Handover::Nfc { select, request: request.as_deref() };
                SessionTranscript::proximity(engagement, e_reader_key_bytes, handover)
            }
        }
    }
}

/// A fresh ephemeral key (EDeviceKey) and what was offered with it. It opens one session, by value.
pub struct Engagement {
    pub(crate) config: Config,
    pub(crate) key: Box<dyn AgreementKey>,
    pub(crate) e_device_key_bytes: Vec<u8>,
    pub(crate) offers: Vec<Offer>,
}

impl Engagement {
    /// A fresh engagement. It may be made ahead of time, before anything is shown.
    ///
    /// # Errors
    /// [`CryptoError::UnsupportedCurve`] when the provider does not have the configured curve.
    pub fn new(config: &Config, rng: &mut dyn CryptoRng) -> Result<Self, CryptoError> {
        let keys = config.provider.keys;
        Self::with_key(config, keys.agreement_key(&keys.generate(config.curve, rng)?)?)
    }

    /// An engagement with an EDeviceKey that was made elsewhere, as by other hardware or for vectors. It must be fresh:
    /// a key that serves two engagements links them, and may repeat the keys of a session.
    ///
    /// # Errors
    /// [`CryptoError::CurveMismatch`] when the key is not on the configured curve.
    pub fn with_key(config: &Config, key: Box<dyn AgreementKey>) -> Result<Self, CryptoError> {
        let found = key.public_key().curve();
        if found != config.curve {
            return Err(CryptoError::CurveMismatch { expected: config.curve, found });
        }
        let e_device_key_bytes = encode_key_bytes(key.public_key());
        Ok(Self { config: config.clone(), key, e_device_key_bytes, offers: Vec::new() })
    }

    /// `EDeviceKeyBytes = #6.24(bstr .cbor COSE_Key)`, from which BLE and Wi-Fi Aware derive their identifiers.
    #[must_use]
    pub fn e_device_key_bytes(&self) -> &[u8] {
        &self.e_device_key_bytes
    }

    /// Offers the engagement as a QR code and returns its text, `mdoc:` and base64url (edition 1 8.2.2.3, edition 2
    /// 9.3).
    ///
    /// # Errors
    /// [`OfferError::NoMethod`].
    pub fn offer_qr(&mut self, methods: &[RetrievalMethod]) -> Result<String, OfferError> {
        if methods.is_empty() {
            return Err(OfferError::NoMethod);
        }
        let engagement = encode(&self.config, &self.e_device_key_bytes, methods);
        let uri = qr::to_uri(&engagement);
        Offer::Qr { engagement }.add_to(&mut self.offers)?;
        Ok(uri)
    }

    /// The DeviceEngagement for the NFC record: without retrieval methods, which the handover's carriers stand for.
    #[must_use]
    pub fn nfc_device_engagement(&self) -> Vec<u8> {
        encode(&self.config, &self.e_device_key_bytes, &[])
    }

    /// Offers the engagement by an NFC handover that has happened: the complete Handover Select message and, when
    /// negotiated, the Handover Request message, both without the 2-byte length.
    ///
    /// # Errors
    /// [`OfferError::Ndef`], [`OfferError::ForeignEngagement`] or [`OfferError::TooMany`].
    pub fn offer_nfc(&mut self, select: &[u8], request: Option<&[u8]>) -> Result<(), OfferError> {
        nfc_offer(&self.nfc_device_engagement(), select, request)?.add_to(&mut self.offers)
    }

    /// Waits for a reader. The first one that opens the session under any of the offers wins.
    #[must_use]
    pub fn into_session(self, now: Now) -> Session {
        Session::new(self, now)
    }
}

/// The DeviceEngagement with these methods; the one for NFC has none.
pub(crate) fn encode(config: &Config, e_device_key_bytes: &[u8], methods: &[RetrievalMethod]) -> Vec<u8> {
    cbor::to_vec(&EngagementTemplate {
        e_device_key_bytes,
        retrieval_methods: methods,
        capabilities: config.capabilities,
    })
}

pub(crate) fn nfc_offer(expected: &[u8], select: &[u8], request: Option<&[u8]>) -> Result<Offer, OfferError> {
    let engagement = nfc::device_engagement(select).map_err(OfferError::Ndef)?;
    if engagement != expected {
        return Err(OfferError::ForeignEngagement);
    }
    Ok(Offer::Nfc { engagement: engagement.to_vec(), select: select.to_vec(), request: request.map(<[u8]>::to_vec) })
}

impl fmt::Debug for Engagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engagement({}, {} offers)", self.config.curve, self.offers.len())
    }
}
