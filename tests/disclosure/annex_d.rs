//! The example of Annex D, through the holder.

use mdoc_proximity::cbor::{self, Encoding, Reader};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{CryptoError, CryptoProvider, Kdf};
use mdoc_proximity::holder::{AuthMethod, Config, Credential, KeyError, LocalMacKey, ReaderAuth, Request, Step};
use mdoc_proximity::model::response::{DeviceResponse, encode_issuer_signed};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;

use crate::support::*;

fn credential(annex_d: &AnnexD) -> Credential {
    let bytes = annex_d.vector("D.4.1.2 DeviceResponse");
    let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Strict).unwrap();
    let issuer_signed = &response.documents[0].as_ref().unwrap().issuer_signed;
    let name_spaces = issuer_signed.name_spaces.iter();
    let name_spaces: Vec<_> =
        name_spaces.map(|(name, items)| (*name, items.iter().map(|item| item.bytes()).collect())).collect();
    Credential::from_issuer_signed(encode_issuer_signed(&name_spaces, issuer_signed.issuer_auth.bytes)).unwrap()
}

fn request(annex_d: &AnnexD, config: &Config, at: UnixTime) -> Request {
    let e_reader_key = public(&annex_d.secret("ephemeral_reader_key"));
    let bytes = annex_d.vector("D.4.1.1 DeviceRequest");
    Request::outside_session(bytes, config, annex_d.transcript(), Some(e_reader_key), at).unwrap()
}

fn anchored(annex_d: &AnnexD) -> Config {
    let mut anchors = TrustAnchors::readers();
    let root = annex_d.vector("D.5.4 Reader root certificate");
    anchors.add(&PROVIDER, &root, Profile::Field).unwrap();
    Config::builder(PROVIDER).reader_anchors(anchors).profile(Profile::Field).build().unwrap()
}

fn mac_key(annex_d: &AnnexD) -> LocalMacKey {
    LocalMacKey::new(PROVIDER.keys.agreement_key(&annex_d.secret("static_device_key")).unwrap())
}

#[test]
fn device_mac_is_reproduced() {
    let Some(annex_d) = AnnexD::load() else { return };
    let credential = credential(&annex_d);
    assert_eq!(credential.doc_type(), MDL);
    let request = request(&annex_d, &holder(), annex_d_time());
    let response = request.disclose(&[&credential], |_| true).sign(&mac_key(&annex_d)).unwrap();
    let expected = annex_d.vector("D.5.3 DeviceAuth");
    let (decoded, _) = cbor::from_slice::<DeviceResponse<'_>>(response.as_bytes(), Encoding::Strict).unwrap();
    let document = decoded.documents[0].as_ref().unwrap();
    let device_mac = document.device_signed.device_auth.device_mac.as_ref().unwrap();
    assert!(expected.ends_with(device_mac.bytes), "the deviceMac of D.5.3, byte for byte");
    assert_eq!(response.as_bytes(), annex_d.vector("D.4.1.2 DeviceResponse"), "the whole response, byte for byte");
}

#[test]
fn the_reader_is_named_when_its_root_is_known() {
    let Some(annex_d) = AnnexD::load() else { return };
    let request = request(&annex_d, &anchored(&annex_d), annex_d_time());
    let reader = request.documents()[0].reader();
    let identity = reader.identity().unwrap_or_else(|| panic!("{:?}", reader.report()));
    assert_eq!(identity.display_name(), "reader");
    assert_eq!(identity.report().outcome(CheckId::ReaderSignature), Some(Outcome::Pass));
}

#[test]
fn the_reader_is_untrusted_when_its_root_is_not() {
    let Some(annex_d) = AnnexD::load() else { return };
    let config = Config::builder(PROVIDER).trust_no_reader().profile(Profile::Field).build().unwrap();
    let request = request(&annex_d, &config, annex_d_time());
    let reader = request.documents()[0].reader();
    let ReaderAuth::Untrusted(report) = reader else { panic!("{reader:?}") };
    assert_eq!(report.outcome(CheckId::ReaderSignature), Some(Outcome::Pass));
    assert!(reader.identity().is_none());
}

/// H57, H58, H63: the reader is unauthenticated, the request can be answered all the same.
#[test]
fn the_reader_is_invalid_when_anything_else_fails() {
    let Some(annex_d) = AnnexD::load() else { return };
    let config = anchored(&annex_d);
    let late = UnixTime::from_rfc3339("2024-06-01T00:00:00Z").unwrap();
    assert!(matches!(request(&annex_d, &config, late).documents()[0].reader(), ReaderAuth::Invalid(_)));

    let mut forged = annex_d.vector("D.4.1.1 DeviceRequest");
    *forged.last_mut().unwrap() ^= 1; // the readerAuth's signature comes last
    let open = |bytes, transcript| Request::outside_session(bytes, &config, transcript, None, annex_d_time()).unwrap();
    let reader = |request: &Request| request.documents()[0].reader().clone();
    assert!(matches!(reader(&open(forged, annex_d.transcript())), ReaderAuth::Invalid(_)));
    let replayed = open(annex_d.vector("D.4.1.1 DeviceRequest"), transcript());
    assert!(matches!(reader(&replayed), ReaderAuth::Invalid(_)));
    assert!(!replayed.propose(&[&credential(&annex_d)]).is_empty());
}

#[test]
fn agreement_in_steps_gives_the_same_bytes() {
    let Some(annex_d) = AnnexD::load() else { return };
    let key = PROVIDER.keys.agreement_key(&annex_d.secret("static_device_key")).unwrap();
    let disclosure = request(&annex_d, &holder(), annex_d_time()).disclose(&[&credential(&annex_d)], |_| true);
    let Step::Agree(step) = disclosure.into_signing(AuthMethod::Mac).unwrap().next() else { panic!("a MAC agrees") };
    assert_eq!(step.public_key(), key.public_key());
    let zab = key.agree(step.e_reader_key()).unwrap();
    let Step::Done(response) = step.agreed(&zab).unwrap().next() else { panic!("there is one document") };
    assert_eq!(response.as_bytes(), annex_d.vector("D.4.1.2 DeviceResponse"));
}

struct NoKdf;

impl Kdf for NoKdf {
    fn hkdf_sha256(&self, _: &[u8], _: &[u8], _: &[u8], _: &mut [u8]) -> Result<(), CryptoError> {
        Err(CryptoError::Length)
    }
}

/// A provider that derives no key makes no MAC, and the consent is not lost.
#[test]
fn a_mac_without_a_key_is_not_made() {
    let Some(annex_d) = AnnexD::load() else { return };
    let provider = CryptoProvider { kdf: &NoKdf, ..PROVIDER };
    let config = Config::builder(provider).trust_no_reader().profile(Profile::Field).build().unwrap();
    let disclosure = request(&annex_d, &config, annex_d_time()).disclose(&[&credential(&annex_d)], |_| true);
    let refused = disclosure.sign(&mac_key(&annex_d)).unwrap_err();
    assert_eq!(refused.error(), KeyError::Crypto(CryptoError::Length));
    assert!(!refused.into_disclosure().is_empty());
}

/// Every item keeps the issuer's bytes; the offsets of values are right.
#[test]
fn the_credential_keeps_the_issuers_bytes() {
    let Some(annex_d) = AnnexD::load() else { return };
    let (bytes, credential) = (annex_d.vector("D.4.1.2 DeviceResponse"), credential(&annex_d));
    assert_eq!(credential.items().count(), 6);
    assert!(credential.items().all(|(_, _, item)| contains(&bytes, item)));
    let values: Vec<_> = credential.elements().map(|(_, identifier, value)| (identifier, value)).collect();
    assert!(values.iter().any(|(identifier, value)| *identifier == "family_name" && value.as_text() == Some("Doe")));
    for (_, value) in values {
        let mut reader = Reader::new(value.bytes(), Encoding::Strict);
        reader.skip().unwrap();
        reader.finish().unwrap();
    }
}
