//! Engagements, transcripts and requests.

use mdoc_proximity::cbor;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{Curve, SecretKey};
use mdoc_proximity::model::engagement::EngagementTemplate;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::reader::{Request, Retain};

use super::{DocumentPlan, cose_key, embedded, key, public_key};

/// How an engagement reaches the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandoverKind {
    /// By QR code.
    Qr,
    /// By NFC: the whole Handover Select message and, where negotiated, the Handover Request message.
    Nfc {
        /// Handover Select.
        select: Vec<u8>,
        /// Handover Request.
        request: Option<Vec<u8>>,
    },
}

/// Both ephemeral keys and what the two sides say of each other.
#[derive(Debug, Clone)]
pub struct Session {
    /// EDeviceKey.
    pub e_device_key: SecretKey,
    /// EReaderKey.
    pub e_reader_key: SecretKey,
    /// DeviceEngagement.
    pub engagement: Vec<u8>,
    /// How it was handed over.
    pub handover: HandoverKind,
}

/// A DeviceEngagement of version 1.0 for an EDeviceKey; for a QR code with BLE in central client mode.
#[must_use]
pub fn engagement(e_device_key: &SecretKey, with_method: bool) -> Vec<u8> {
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let e_device_key_bytes = embedded(&cose_key(&public_key(e_device_key)));
    let methods: &[RetrievalMethod] = if with_method { &[ble] } else { &[] };
    cbor::to_vec(&EngagementTemplate {
        e_device_key_bytes: &e_device_key_bytes,
        retrieval_methods: methods,
        capabilities: None,
    })
}

impl Session {
    /// A session by QR code, its ephemeral keys on this curve.
    #[must_use]
    pub fn qr(curve: Curve) -> Self {
        let e_device_key = key("ephemeral device", curve);
        let engagement = engagement(&e_device_key, true);
        Self { e_device_key, e_reader_key: key("ephemeral reader", curve), engagement, handover: HandoverKind::Qr }
    }

    /// A session by NFC, static or negotiated.
    #[must_use]
    pub fn nfc(curve: Curve, negotiated: bool) -> Self {
        let e_device_key = key("ephemeral device", curve);
        let engagement = engagement(&e_device_key, false);
        // Hr: a Handover Request record of version 1.5 with nothing behind.
        let request = negotiated.then(|| vec![0xd1, 0x02, 0x01, b'H', b'r', 0x15]);
        let handover = HandoverKind::Nfc { select: handover_select(&engagement), request };
        Self { e_device_key, e_reader_key: key("ephemeral reader", curve), engagement, handover }
    }

    /// EReaderKeyBytes.
    #[must_use]
    pub fn e_reader_key_bytes(&self) -> Vec<u8> {
        embedded(&cose_key(&public_key(&self.e_reader_key)))
    }

    /// SessionTranscript.
    #[must_use]
    pub fn transcript(&self) -> SessionTranscript {
        let handover = match &self.handover {
            HandoverKind::Qr => Handover::Qr,
            HandoverKind::Nfc { select, request } => Handover::Nfc { select, request: request.as_deref() },
        };
        SessionTranscript::proximity(&self.engagement, &self.e_reader_key_bytes(), handover)
    }
}

/// A Handover Select message: version 1.5, no alternative carrier, and the engagement as an auxiliary record.
fn handover_select(engagement: &[u8]) -> Vec<u8> {
    const KIND: &[u8] = b"iso.org:18013:deviceengagement";
    let length = u8::try_from(engagement.len()).unwrap();
    let kind = u8::try_from(KIND.len()).unwrap();
    [&[0x91, 0x02, 0x01, b'H', b's', 0x15][..], &[0x5c, kind, length, 4], KIND, b"mdoc", engagement].concat()
}

/// A transcript of OpenID4VP 1.0.
#[must_use]
pub fn openid4vp() -> SessionTranscript {
    SessionTranscript::openid4vp(
        &PROVIDER,
        "x509_san_dns:verifier.example",
        "nonce-of-the-case",
        Some(&[9; 32]),
        "https://verifier.example/response",
    )
}

/// A DeviceRequest for these elements of one document, nothing of which is to be kept.
#[must_use]
pub fn request<'a>(doc_type: &str, elements: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let builder = elements.into_iter().fold(Request::builder().document(doc_type), |builder, (space, identifier)| {
        builder.element(space, identifier, Retain::No)
    });
    let transcript = Session::qr(Curve::P256).transcript();
    builder.build().unwrap().encode(None, &transcript).unwrap()
}

impl DocumentPlan {
    /// The DeviceRequest that asks for everything in it.
    #[must_use]
    pub fn request(&self) -> Vec<u8> {
        let elements =
            self.elements.iter().map(|(name_space, identifier, _)| (name_space.as_str(), identifier.as_str()));
        request(&self.doc_type, elements)
    }
}
