//! Engagement, transcript, session keys and the two encrypted messages.

use mdoc_proximity::auth::device;
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::cose::Form;
use mdoc_proximity::crypto::{PublicKey, SharedSecret};
use mdoc_proximity::model::engagement::DeviceEngagement;
use mdoc_proximity::model::session::{SessionData, SessionEstablishment};
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::session::{Channel, SessionKeys, Side};
use mdoc_proximity::transport::{nfc, qr};

use crate::Check;
use crate::data::{AnnexD, PROVIDER};

pub const CHECKS: &[(&str, Check)] = &[
    ("ECDH Zab (session)", |annex| zab(annex).expose() == annex.hex("/intermediate/SKReader Zab")),
    ("SKReader", |annex| *keys(annex).sk_reader == *annex.hex("/intermediate/SKReader key")),
    ("SKDevice", |annex| *keys(annex).sk_device == *annex.hex("/intermediate/SKDevice key")),
    ("SessionEstablishment decrypts to D.4.1.1 (IV id 0, counter 1)", |annex| {
        let message = annex.vector("D.5.1 SessionEstablishment");
        let (message, _) = from_slice::<SessionEstablishment<'_>>(&message, Encoding::Strict).unwrap();
        let mut channel = Channel::new(PROVIDER, keys(annex), Side::Mdoc);
        *channel.open(message.data.to_vec(), 0..message.data.len()).unwrap() == annex.vector("D.4.1.1 DeviceRequest")
    }),
    ("SessionData decrypts to D.4.1.2 (IV id 1, counter 1)", |annex| {
        let message = annex.vector("D.5.1 SessionData");
        let (message, _) = from_slice::<SessionData<'_>>(&message, Encoding::Strict).unwrap();
        let mut channel = Channel::new(PROVIDER, keys(annex), Side::Reader);
        let data = message.data.unwrap();
        *channel.open(data.to_vec(), 0..data.len()).unwrap() == annex.vector("D.4.1.2 DeviceResponse")
    }),
    ("SessionTranscript[2]==[Hs,Hr]", |annex| {
        // Rebuilding the transcript around both messages gives the published bytes.
        transcript(annex).embedded_bytes() == annex.vector("D.5.1 SessionTranscriptBytes")
    }),
    ("SessionTranscript[1]==eReaderKey bytes", |annex| {
        let message = annex.vector("D.5.1 SessionEstablishment");
        let (message, _) = from_slice::<SessionEstablishment<'_>>(&message, Encoding::Strict).unwrap();
        let transcript = annex.vector("D.5.1 SessionTranscriptBytes");
        let key = message.e_reader_key.bytes();
        transcript.windows(key.len()).filter(|window| *window == key).count() == 1
    }),
    ("DeviceEngagement bytes embedded in Hs", |annex| {
        let select = annex.vector("D.3.3");
        let engagement = nfc::device_engagement(&select).unwrap();
        let (engagement, _) = from_slice::<DeviceEngagement<'_>>(engagement, Encoding::Strict).unwrap();
        engagement.e_device_key.bytes() == annex.hex("/derived_by_us/EDeviceKeyBytes")
    }),
    ("same EDeviceKeyBytes in QR engagement", |annex| {
        let bytes = annex.vector("D.3.1");
        let (engagement, _) = from_slice::<DeviceEngagement<'_>>(&bytes, Encoding::Strict).unwrap();
        assert_eq!(qr::to_uri(&bytes), annex.text("/derived_by_us/QR URI"));
        engagement.e_device_key.bytes() == annex.hex("/derived_by_us/EDeviceKeyBytes")
    }),
    ("EMacKey Zab", |annex| device_zab(annex).expose() == annex.hex("/intermediate/EMacKey Zab")),
    ("EMacKey", |annex| mac_key(annex)[..] == annex.hex("/intermediate/EMacKey key")[..]),
];

/// The transcript, built from the messages as exchanged.
pub fn transcript(annex: &AnnexD) -> SessionTranscript {
    let (select, request) = (annex.vector("D.3.3"), annex.vector("D.3.2"));
    let establishment = annex.vector("D.5.1 SessionEstablishment");
    let (establishment, _) = from_slice::<SessionEstablishment<'_>>(&establishment, Encoding::Strict).unwrap();
    let handover = Handover::Nfc { select: &select, request: Some(&request) };
    let engagement = nfc::device_engagement(&select).unwrap();
    SessionTranscript::proximity(engagement, establishment.e_reader_key.bytes(), handover)
}

/// EReaderKey as the holder validates it.
pub fn e_reader_key(annex: &AnnexD) -> PublicKey {
    let establishment = annex.vector("D.5.1 SessionEstablishment");
    let (establishment, _) = from_slice::<SessionEstablishment<'_>>(&establishment, Encoding::Strict).unwrap();
    establishment.e_reader_key.validate(&PROVIDER, Form::Uncompressed).unwrap()
}

fn zab(annex: &AnnexD) -> SharedSecret {
    annex.agreement_key("ephemeral_device_key").agree(&e_reader_key(annex)).unwrap()
}

fn keys(annex: &AnnexD) -> SessionKeys {
    SessionKeys::derive(&PROVIDER, &zab(annex), &transcript(annex)).unwrap()
}

fn device_zab(annex: &AnnexD) -> SharedSecret {
    annex.agreement_key("static_device_key").agree(&e_reader_key(annex)).unwrap()
}

pub fn mac_key(annex: &AnnexD) -> [u8; 32] {
    *device::mac_key(&PROVIDER, &device_zab(annex), &transcript(annex)).unwrap()
}
