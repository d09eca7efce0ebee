//! Two sides and what is between them: keys, engagement, messages.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{Curve, SecretKey};

use super::ndef;
use crate::format::Handover;
use crate::generate::scene::Members;
use crate::generate::world::{agreement_key, cose_key, engagement, key, public_key};
use crate::wire;

/// Both ephemeral keys, and how the engagement is handed over.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) e_device_key: SecretKey,
    pub(super) e_reader_key: SecretKey,
    /// DeviceEngagement.
    pub(super) engagement: Vec<u8>,
    pub(super) handover: Handover,
    /// EReaderKeyBytes.
    pub(super) e_reader_key_bytes: Vec<u8>,
}

/// What both sides derive.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub(super) zab: Vec<u8>,
    pub(super) sk_reader: [u8; 32],
    pub(super) sk_device: [u8; 32],
}

impl Stage {
    /// Engagement by QR code, all keys on this curve.
    pub(super) fn qr(curve: Curve) -> Self {
        Self::by_qr(engagement(&key("ephemeral device", curve), true), curve)
    }

    /// This engagement of the same key, by QR code.
    pub(super) fn by_qr(engagement: Vec<u8>, curve: Curve) -> Self {
        let handover = Handover::Qr(uri(&engagement));
        Self::new(engagement, handover, curve)
    }

    /// Engagement by NFC, with static or negotiated handover.
    pub(super) fn nfc(curve: Curve, negotiated: bool) -> Self {
        let engagement = engagement(&key("ephemeral device", curve), false);
        let select = ndef::handover_select(&engagement, negotiated).into();
        let request = negotiated.then(|| ndef::handover_request().into());
        Self::new(engagement, Handover::Nfc { select, request }, curve)
    }

    fn new(engagement: Vec<u8>, handover: Handover, curve: Curve) -> Self {
        let e_reader_key = key("ephemeral reader", curve);
        let e_reader_key_bytes = wire::embedded(&cose_key(&public_key(&e_reader_key)));
        Self { e_device_key: key("ephemeral device", curve), e_reader_key, engagement, handover, e_reader_key_bytes }
    }

    /// The same, with EReaderKey written otherwise.
    pub(super) fn with_cose_key(self, cose_key: &[u8]) -> Self {
        Self { e_reader_key_bytes: wire::embedded(cose_key), ..self }
    }

    /// SessionTranscript.
    pub(super) fn transcript(&self) -> Vec<u8> {
        wire::transcript(&self.engagement, &self.e_reader_key_bytes, &self.handover)
    }

    pub(super) fn keys(&self) -> Keys {
        self.keys_over(&wire::salt(&self.transcript()))
    }

    /// The keys with another salt.
    pub(super) fn keys_over(&self, salt: &[u8]) -> Keys {
        let zab = agreement_key(&self.e_reader_key).agree(&public_key(&self.e_device_key)).unwrap();
        let zab = zab.expose().to_vec();
        let (sk_reader, sk_device) = (wire::derive(&zab, salt, "SKReader"), wire::derive(&zab, salt, "SKDevice"));
        Keys { zab, sk_reader, sk_device }
    }

    /// SessionEstablishment with this request.
    pub(super) fn establishment(&self, request: &[u8]) -> Vec<u8> {
        self.members(&self.keys().by_reader(1, request)).to_vec()
    }

    /// The members of a SessionEstablishment with these data.
    pub(super) fn members(&self, data: &[u8]) -> Members {
        let mut members = Members::default();
        members.set("eReaderKey", self.e_reader_key_bytes.clone());
        members.set("data", bytes(data));
        members
    }
}

impl Keys {
    /// What the reader encrypts as its message of this number, from 1.
    pub(super) fn by_reader(&self, counter: u32, plaintext: &[u8]) -> Vec<u8> {
        wire::seal(&self.sk_reader, wire::READER, counter, plaintext, &[])
    }

    /// What the mdoc encrypts as its message of this number, from 1.
    pub(super) fn by_mdoc(&self, counter: u32, plaintext: &[u8]) -> Vec<u8> {
        wire::seal(&self.sk_device, wire::MDOC, counter, plaintext, &[])
    }
}

/// SessionData.
pub(super) fn session_data(data: Option<&[u8]>, status: Option<u64>) -> Vec<u8> {
    let mut members = Members::default();
    if let Some(data) = data {
        members.set("data", bytes(data));
    }
    if let Some(status) = status {
        members.set("status", uint(status));
    }
    members.to_vec()
}

/// A byte string, as a value.
pub(super) fn bytes(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.bytes(content);
    writer.into_vec()
}

/// An unsigned integer, as a value.
pub(super) fn uint(number: u64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(number);
    writer.into_vec()
}

/// Text, as a value.
pub(super) fn text(text: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.text(text);
    writer.into_vec()
}

/// The text of a QR code.
pub(super) fn uri(engagement: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = "mdoc:".to_owned();
    for group in engagement.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| (bits << 8) | u32::from(group.get(at).copied().unwrap_or_default()));
        for digit in 0..=group.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * digit)) as usize & 63]));
        }
    }
    text
}
