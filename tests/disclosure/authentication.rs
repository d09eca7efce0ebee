//! mdoc authentication: both methods, in one go and in steps.

use mdoc_proximity::cbor::{self, Encoding, Writer};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{CryptoError, Curve, PublicKey, SharedSecret};
use mdoc_proximity::holder::{
    AuthMethod, DeviceKey, KeyError, LocalMacKey, LocalSigningKey, Request, Response, Signing, Step,
};
use mdoc_proximity::model::authentication::device_authentication_bytes;
use mdoc_proximity::model::response::DeviceResponse;

use crate::support::*;

fn name(seed: u64, curve: Curve) -> Issued {
    Maker { seed, curve, ..Maker::mdl(&[("family_name", text("Nordmann"))]) }.make()
}

/// The device signature of every document verifies, by `keys` in order.
fn assert_signed(response: &Response, keys: &[&PublicKey]) {
    let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(response.as_bytes(), Encoding::Strict).unwrap();
    assert_eq!(response.documents.len(), keys.len());
    for (document, key) in response.documents.iter().zip(keys) {
        let document = document.as_ref().unwrap();
        let device_signed = &document.device_signed;
        let payload = device_authentication_bytes(&transcript(), document.doc_type, device_signed.name_spaces.bytes());
        assert!(device_signed.device_auth.device_mac.is_none());
        let signature = device_signed.device_auth.device_signature.as_ref().unwrap();
        signature.verify_detached(&PROVIDER, key, &[&payload]).unwrap();
    }
}

#[test]
fn signatures_verify_on_every_curve() {
    let supported =
        |curve: &Curve| curve.can_sign() && (cfg!(feature = "prerelease-curves") || !matches!(curve, Curve::Ed448));
    for curve in Curve::ALL.into_iter().filter(supported) {
        let issued = name(1, curve);
        let key = LocalSigningKey::new(issued.signing_key());
        let response = mdl_request(&["family_name"]).disclose(&[&issued.credential], |_| true).sign(&key).unwrap();
        assert_signed(&response, &[key.public_key()]);
    }
}

/// Says what it says of its signatures, which another key made.
struct Doubtful {
    public: PublicKey,
    key: LocalSigningKey,
    sure: bool,
    short: bool,
}

impl DeviceKey for Doubtful {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn method(&self) -> AuthMethod {
        AuthMethod::Signature
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = self.key.sign(message)?;
        signature.truncate(signature.len() - usize::from(self.short));
        Ok(signature)
    }

    fn agree(&self, _: &PublicKey) -> Result<SharedSecret, KeyError> {
        Err(KeyError::Method)
    }

    fn is_sure(&self) -> bool {
        self.sure
    }
}

/// Only a key made from its secret by a provider is taken at its word, and that it is costs no verification.
#[test]
fn what_is_not_sure_is_verified_before_it_leaves() {
    let (issued, other) = (name(1, Curve::P256), name(2, Curve::P256));
    let sure = LocalSigningKey::from_secret(&PROVIDER, &issued.device_key).unwrap();
    assert!(sure.is_sure() && !LocalSigningKey::new(issued.signing_key()).is_sure());
    assert!(!Untouchable(public(&issued.device_key), AuthMethod::Signature).is_sure());
    let sign = |key: &dyn DeviceKey| mdl_request(&["family_name"]).disclose(&[&issued.credential], |_| true).sign(key);
    assert_signed(&sign(&sure).unwrap(), &[sure.public_key()]);

    let doubtful = |sure, short| {
        let key = LocalSigningKey::new(other.signing_key());
        sign(&Doubtful { public: public(&issued.device_key), key, sure, short })
    };
    let bad = KeyError::Crypto(CryptoError::BadSignature);
    assert_eq!(doubtful(false, false).unwrap_err().error(), bad);
    assert_eq!(doubtful(true, true).unwrap_err().error(), bad);
    // It was not looked at.
    assert_eq!(doubtful(true, false).unwrap().document_count(), 1);
}

/// The credential of [`name`] with another COSE_Key in its mobile security object.
fn with_cose_key(cose_key: Vec<u8>) -> Issued {
    Maker { cose_key: Some(cose_key), ..Maker::mdl(&[("family_name", text("Nordmann"))]) }.make()
}

fn ec2(crv: i64, x: &[u8], y_is_odd: bool) -> Vec<u8> {
    let mut key = Writer::new();
    key.map(4).int(1).int(2).int(-1).int(crv).int(-2).bytes(x).int(-3).bool(y_is_odd);
    key.into_vec()
}

/// Some issuers write the device key compressed; it is one key all the same.
#[test]
fn a_compressed_device_key_is_the_same_key() {
    let key = LocalSigningKey::new(name(1, Curve::P256).signing_key());
    let y_is_odd = key.public_key().y().unwrap().last().unwrap() & 1 == 1;
    let sign = |y_is_odd| {
        let issued = with_cose_key(ec2(1, key.public_key().x(), y_is_odd));
        mdl_request(&["family_name"]).disclose(&[&issued.credential], |_| true).sign(&key)
    };
    assert_signed(&sign(y_is_odd).unwrap(), &[key.public_key()]);
    assert_eq!(sign(!y_is_odd).unwrap_err().error(), KeyError::NotTheCredentials);
}

/// A credential may be held whatever its key is; it is when it signs that the key must be one.
#[test]
fn a_device_key_that_is_none() {
    let key = LocalSigningKey::new(name(1, Curve::P256).signing_key());
    let refused = |cose_key| {
        let issued = with_cose_key(cose_key);
        let disclosure = mdl_request(&["family_name"]).disclose(&[&issued.credential], |_| true);
        let refused = disclosure.sign(&key).unwrap_err();
        assert!(!refused.to_string().is_empty());
        (refused.error(), refused.decline().is_empty())
    };
    // No point of the curve has this coordinate.
    assert_eq!(refused(ec2(1, &[0xff; 32], true)), (KeyError::Crypto(CryptoError::InvalidPublicKey), true));
    // secp256k1, which the standard does not know.
    assert_eq!(refused(ec2(8, &[7; 32], true)), (KeyError::NotTheCredentials, true));
}

/// Two documents, two keys.
fn two() -> (Issued, Issued, Request) {
    let pid = "eu.europa.ec.eudi.pid.1";
    let second = Maker { seed: 9, ..Maker::new(pid, vec![(pid, "family_name", text("Nordmann"))]) }.make();
    let request = open(device_request(&[
        items_request(MDL, &[(MDL_NS, "family_name", false)]),
        items_request(pid, &[(pid, "family_name", false)]),
    ]))
    .unwrap();
    (name(1, Curve::P256), second, request)
}

#[test]
fn each_credential_has_its_key() {
    let (first, second, request) = two();
    let keys = [LocalSigningKey::new(second.signing_key()), LocalSigningKey::new(first.signing_key())];
    let disclosure = request.disclose(&[&second.credential, &first.credential], |_| true);
    let response = disclosure.sign_with(|credential| &keys[credential]).unwrap();
    assert_signed(&response, &[keys[1].public_key(), keys[0].public_key()]);
}

/// A key that panics when used: nothing may be signed before it is known that everything can be.
struct Untouchable(PublicKey, AuthMethod);

impl DeviceKey for Untouchable {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn method(&self) -> AuthMethod {
        self.1
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        panic!("signed")
    }

    fn agree(&self, _: &PublicKey) -> Result<SharedSecret, KeyError> {
        panic!("agreed")
    }
}

#[test]
fn wrong_keys_are_found_before_anything_is_signed() {
    let (first, second, request) = two();
    let key = Untouchable(public(&first.device_key), AuthMethod::Signature);
    let refused = request.disclose(&[&first.credential, &second.credential], |_| true).sign(&key).unwrap_err();
    assert_eq!(refused.error(), KeyError::NotTheCredentials);
    // The consent is still there.
    let keys = [LocalSigningKey::new(first.signing_key()), LocalSigningKey::new(second.signing_key())];
    let response = refused.into_disclosure().sign_with(|credential| &keys[credential]).unwrap();
    assert_eq!(response.document_count(), 2);
}

#[test]
fn a_mac_needs_a_reader_key_on_its_curve() {
    let issued = name(1, Curve::P256);
    let reader = public(&name(2, Curve::P384).device_key);
    let bytes = || device_request(&[items_request(MDL, &[(MDL_NS, "family_name", false)])]);
    let ask = |e_reader_key| {
        let request = Request::outside_session(bytes(), &holder(), transcript(), e_reader_key, annex_d_time()).unwrap();
        let disclosure = request.disclose(&[&issued.credential], |_| true);
        disclosure.sign(&Untouchable(public(&issued.device_key), AuthMethod::Mac)).unwrap_err()
    };
    assert_eq!(ask(Some(reader)).error(), KeyError::MacCurve { device: Curve::P256, reader: Curve::P384 });
    let refused = ask(None);
    assert_eq!(refused.error(), KeyError::NoReaderKey);
    assert!(refused.decline().is_empty());
}

/// X25519 agrees and never signs; Ed25519 signs and never agrees.
#[test]
fn methods_fit_curves() {
    let issued = name(1, Curve::X25519);
    let disclosure = mdl_request(&["family_name"]).disclose(&[&issued.credential], |_| true);
    let refused = disclosure.into_signing(AuthMethod::Signature).unwrap_err();
    assert_eq!(refused.error(), KeyError::Method);

    let reader = name(2, Curve::X25519);
    let bytes = device_request(&[items_request(MDL, &[(MDL_NS, "family_name", false)])]);
    let request =
        Request::outside_session(bytes, &holder(), transcript(), Some(public(&reader.device_key)), annex_d_time())
            .unwrap();
    let response =
        request.disclose(&[&issued.credential], |_| true).sign(&LocalMacKey::new(issued.agreement_key())).unwrap();
    assert_eq!(response.document_count(), 1);
}

/// A local key does one of the two.
#[test]
fn one_key_one_method() {
    let issued = name(1, Curve::P256);
    let (signing, mac) = (LocalSigningKey::new(issued.signing_key()), LocalMacKey::new(issued.agreement_key()));
    assert_eq!(signing.agree(mac.public_key()).unwrap_err(), KeyError::Method);
    assert_eq!(mac.sign(b"message").unwrap_err(), KeyError::Method);
}

fn steps(mut signing: Signing, keys: &[&Issued]) -> Response {
    loop {
        signing = match signing.next() {
            Step::Sign(step) => {
                let key = keys[step.credential_index()].signing_key();
                assert_eq!((key.public_key(), key.algorithm()), (step.public_key(), step.algorithm()));
                // On another thread, as hardware or a remote signer would.
                let sign = move || {
                    let signature = key.sign(&[step.message()]).unwrap();
                    step.signed(&signature)
                };
                std::thread::spawn(sign).join().unwrap().unwrap()
            }
            Step::Agree(_) => panic!("only signatures were asked for"),
            Step::Done(response) => return response,
        };
    }
}

#[test]
fn steps_move_between_threads() {
    let (first, second, request) = two();
    let disclosure = request.disclose(&[&first.credential, &second.credential], |_| true);
    assert_eq!(disclosure.credentials().collect::<Vec<_>>(), [0, 1]);
    let response = steps(disclosure.into_signing(AuthMethod::Signature).unwrap(), &[&first, &second]);
    assert_signed(&response, &[&public(&first.device_key), &public(&second.device_key)]);
}

#[test]
fn a_wrong_signature_is_not_sent() {
    let (issued, other) = (name(1, Curve::P256), name(2, Curve::P256));
    let disclosure = mdl_request(&["family_name"]).disclose(&[&issued.credential], |_| true);
    let Step::Sign(step) = disclosure.into_signing(AuthMethod::Signature).unwrap().next() else { panic!() };
    let signature = other.signing_key().sign(&[step.message()]).unwrap();
    let refused = step.signed(&signature).unwrap_err();
    assert_eq!(refused.error(), KeyError::Crypto(CryptoError::BadSignature));
    let response = steps(refused.into_disclosure().into_signing(AuthMethod::Signature).unwrap(), &[&issued]);
    assert_signed(&response, &[&public(&issued.device_key)]);
}

/// The second document's key refuses: the user can still say no, or try again.
#[test]
fn a_refusing_key_leaves_a_way_out() {
    let (first, second, request) = two();
    let disclosure = request.disclose(&[&first.credential, &second.credential], |_| true);
    let Step::Sign(step) = disclosure.into_signing(AuthMethod::Signature).unwrap().next() else { panic!() };
    let signature = first.signing_key().sign(&[step.message()]).unwrap();
    let Step::Sign(step) = step.signed(&signature).unwrap().next() else { panic!() };
    assert_eq!(step.credential_index(), 1);
    let refused = step.fail(KeyError::Refused);
    assert_eq!(refused.to_string(), "the documents were not signed: the use of the device key was refused");
    assert!(refused.decline().is_empty());
}

/// A key whose user, or whose hardware, says no.
struct Refusing(PublicKey, AuthMethod);

impl DeviceKey for Refusing {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn method(&self) -> AuthMethod {
        self.1
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        Err(KeyError::Refused)
    }

    fn agree(&self, _: &PublicKey) -> Result<SharedSecret, KeyError> {
        Err(KeyError::Refused)
    }
}

/// A request of a reader whose ephemeral key is on P-256.
fn with_reader_key() -> Request {
    let reader = public(&name(2, Curve::P256).device_key);
    let bytes = device_request(&[items_request(MDL, &[(MDL_NS, "family_name", false)])]);
    Request::outside_session(bytes, &holder(), transcript(), Some(reader), annex_d_time()).unwrap()
}

/// Whoever says no may be asked again, by the same consent.
#[test]
fn a_refusal_keeps_the_consent() {
    let issued = name(1, Curve::P256);
    let (signing, mac) = (LocalSigningKey::new(issued.signing_key()), LocalMacKey::new(issued.agreement_key()));
    let keys: [&dyn DeviceKey; 2] = [&signing, &mac];
    for key in keys {
        let disclosure = with_reader_key().disclose(&[&issued.credential], |_| true);
        let refused = disclosure.sign(&Refusing(public(&issued.device_key), key.method())).unwrap_err();
        assert_eq!(refused.error(), KeyError::Refused);
        let response = refused.into_disclosure().sign(key).unwrap();
        assert_eq!((response.document_count(), response.is_empty()), (1, false));
    }
}

/// A prompt may be left on the way, either for another try or for good.
#[test]
fn a_step_may_be_left() {
    let issued = name(1, Curve::P256);
    let signing = LocalSigningKey::new(issued.signing_key());
    let step = |method| {
        let disclosure = with_reader_key().disclose(&[&issued.credential], |_| true);
        disclosure.into_signing(method).unwrap().next()
    };
    let Step::Sign(left) = step(AuthMethod::Signature) else { panic!("a signature was asked for") };
    assert_signed(&left.into_disclosure().sign(&signing).unwrap(), &[signing.public_key()]);
    let Step::Sign(left) = step(AuthMethod::Signature) else { panic!("a signature was asked for") };
    assert!(left.decline().is_empty());
    let Step::Agree(left) = step(AuthMethod::Mac) else { panic!("a MAC was asked for") };
    assert_signed(&left.into_disclosure().sign(&signing).unwrap(), &[signing.public_key()]);
    let Step::Agree(left) = step(AuthMethod::Mac) else { panic!("a MAC was asked for") };
    assert!(left.decline().is_empty());
}
