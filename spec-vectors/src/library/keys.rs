//! The keys of a session, derived on both sides.

use mdoc_proximity::auth::device;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::cose::encode_key;
use mdoc_proximity::crypto::{CryptoError, CryptoProvider, PublicKey};
use mdoc_proximity::model::transcript;
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::session;

use super::case;
use crate::format::{Bytes, Handover, Outcome, SessionKeys};
use crate::run::Unperformed;

pub(super) fn perform(provider: &CryptoProvider, input: &SessionKeys) -> Result<Outcome, Unperformed> {
    let broken = |error: CryptoError| Unperformed::Broken(error.to_string());
    let device = input.e_device_key.agreement_key(provider).map_err(case)?;
    let reader = input.e_reader_key.agreement_key(provider).map_err(case)?;
    let transcript = proximity(&input.engagement.to_vec(), &e_reader_key_bytes(reader.public_key()), &input.handover);
    let zab = device.agree(reader.public_key()).map_err(broken)?;
    if reader.agree(device.public_key()).map_err(broken)?.expose() != zab.expose() {
        return Err(Unperformed::Broken("the two sides do not agree".to_owned()));
    }
    let keys = session::SessionKeys::derive(provider, &zab, &transcript).map_err(broken)?;
    let e_mac_key = match &input.s_device_key {
        None => None,
        Some(key) => {
            let key = key.agreement_key(provider).map_err(case)?;
            let zab = reader.agree(key.public_key()).map_err(broken)?;
            Some(Bytes::from(device::mac_key(provider, &zab, &transcript).map_err(broken)?.to_vec()))
        }
    };
    Ok(Outcome::SessionKeys {
        transcript: transcript.bytes().into(),
        zab: zab.expose().into(),
        sk_reader: keys.sk_reader.to_vec().into(),
        sk_device: keys.sk_device.to_vec().into(),
        e_mac_key,
    })
}

/// `EReaderKeyBytes`, as the library writes a key of its own.
fn e_reader_key_bytes(key: &PublicKey) -> Vec<u8> {
    let (mut cose_key, mut embedded) = (Writer::new(), Writer::new());
    encode_key(key, &mut cose_key);
    embedded.embedded(cose_key.as_slice());
    embedded.into_vec()
}

fn proximity(engagement: &[u8], e_reader_key_bytes: &[u8], handover: &Handover) -> SessionTranscript {
    match handover {
        Handover::Qr(_) => SessionTranscript::proximity(engagement, e_reader_key_bytes, transcript::Handover::Qr),
        Handover::Nfc { select, request } => {
            let (select, request) = (select.to_vec(), request.as_ref().map(Bytes::to_vec));
            let handover = transcript::Handover::Nfc { select: &select, request: request.as_deref() };
            SessionTranscript::proximity(engagement, e_reader_key_bytes, handover)
        }
    }
}
