//! Who looks at what the reader sends, with keys of its own making.

use mdoc_proximity::cbor::{self, Encoding, Writer};
use mdoc_proximity::cose::encode_key;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{AgreementKey, PublicKey};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment};
use mdoc_proximity::reader::Engagement;

use super::broken;
use crate::format::{EngagementInput, ReaderReply};
use crate::run::Unperformed;
use crate::wire;

pub(super) struct Observer {
    e_reader_key_bytes: Vec<u8>,
    sk_reader: [u8; 32],
    /// How many requests there were.
    seen: u32,
}

impl Observer {
    pub(super) fn new(
        key: Box<dyn AgreementKey>,
        engagement: &Engagement,
        input: &EngagementInput,
    ) -> Result<Self, Unperformed> {
        let e_device_key = engagement.device_key(&PROVIDER).map_err(broken)?;
        let e_reader_key_bytes = key_bytes(key.public_key());
        let transcript = wire::transcript(engagement.bytes(), &e_reader_key_bytes, input);
        let zab = key.agree(&e_device_key).map_err(broken)?;
        let sk_reader = wire::derive(zab.expose(), &wire::salt(&transcript), "SKReader");
        Ok(Self { e_reader_key_bytes, sk_reader, seen: 0 })
    }

    /// The SessionEstablishment brings EReaderKey and this request.
    pub(super) fn expect_establishment(&mut self, message: &[u8], request: &[u8]) -> Result<(), Unperformed> {
        let (message, _) = cbor::from_slice::<SessionEstablishment<'_>>(message, Encoding::Strict).map_err(broken)?;
        if message.e_reader_key.bytes() != self.e_reader_key_bytes {
            return Err(broken("another EReaderKey was sent"));
        }
        self.expect(message.data, request)
    }

    /// The SessionData brings this request.
    pub(super) fn expect_request(&mut self, message: &[u8], request: &[u8]) -> Result<(), Unperformed> {
        match cbor::from_slice::<SessionData<'_>>(message, Encoding::Strict).map_err(broken)? {
            (SessionData { data: Some(data), status: None }, _) => self.expect(data, request),
            _ => Err(broken("no request was sent")),
        }
    }

    fn expect(&mut self, data: &[u8], request: &[u8]) -> Result<(), Unperformed> {
        self.seen = self.seen.saturating_add(1);
        match wire::open(&self.sk_reader, wire::READER, self.seen, data) {
            None => Err(broken("what was sent does not decrypt")),
            Some(sent) if sent == request => Ok(()),
            Some(_) => Err(broken("another request was sent")),
        }
    }
}

/// The status that a message is.
pub(super) fn status(message: &[u8]) -> Result<ReaderReply, Unperformed> {
    match cbor::from_slice::<SessionData<'_>>(message, Encoding::Strict).map_err(broken)? {
        (SessionData { data: None, status: Some(status) }, _) => Ok(ReaderReply::Status { status }),
        _ => Err(broken("something else than a status was sent")),
    }
}

/// `EReaderKeyBytes`.
fn key_bytes(key: &PublicKey) -> Vec<u8> {
    let mut cose_key = Writer::new();
    encode_key(key, &mut cose_key);
    wire::embedded(cose_key.as_slice())
}
