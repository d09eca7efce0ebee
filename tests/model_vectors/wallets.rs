//! Responses of real wallets: issuer signature, digests and device signature hold over the exact bytes received.

use mdoc_proximity::cbor::{Embedded, Encoding, from_slice};
use mdoc_proximity::cose::Form;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, HashAlgorithm};
use mdoc_proximity::model::authentication::device_authentication_bytes;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::transcript::SessionTranscript;
use serde_json::Value;

use crate::shared::{hex, is_slice_of, json, key, path};

fn coordinate(value: &Value) -> Vec<u8> {
    hex(&format!("{:0>64}", value.as_str().unwrap().trim_start_matches("0x")))
}

#[test]
fn wallets_verify_over_their_own_bytes() {
    let Some(path) = path("wallets/responses.json") else { return };
    let wallets = json(&path);
    let wallets = wallets.as_array().unwrap();
    assert_eq!(wallets.len(), 6);
    for wallet in wallets {
        let index = &wallet["index"];
        let mut bytes = hex(wallet["mdoc"].as_str().unwrap());
        if *index == 0 {
            // Zeros pad this one behind its end.
            assert!(from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Strict).unwrap_err().is_not_cbor());
            while from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Strict).is_err() {
                assert_eq!(bytes.pop(), Some(0));
            }
        }
        let (response, _) = from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Strict).unwrap();
        let [Ok(document)] = response.documents.as_slice() else { panic!("{index}: one document") };
        assert_eq!(document.doc_type, wallet["docType"].as_str().unwrap());

        let issuer_auth = &document.issuer_signed.issuer_auth;
        let issuer = key(Curve::P256, &coordinate(&wallet["issuer_pk_x"]), &coordinate(&wallet["issuer_pk_y"]));
        issuer_auth.verify_attached(&PROVIDER, &issuer).unwrap();
        let payload = issuer_auth.payload.unwrap();
        assert!(is_slice_of(&bytes, payload));
        let (mso, _) = from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Strict).unwrap();
        assert_eq!(mso.doc_type, document.doc_type);

        let algorithm = HashAlgorithm::from_name(mso.digest_algorithm).unwrap();
        let mut compared = 0;
        for (name_space, items) in &document.issuer_signed.name_spaces {
            for item in items {
                let digest = PROVIDER.hash.digest(algorithm, &[item.bytes()]);
                assert!(digest.matches(mso.digest(name_space, item.digest_id).unwrap()), "{index}");
                compared += 1;
            }
        }
        assert!(compared > 0);

        let transcript = SessionTranscript::from_bytes(&hex(wallet["transcript"].as_str().unwrap())).unwrap();
        let device_signed = &document.device_signed;
        let signed = device_authentication_bytes(&transcript, document.doc_type, device_signed.name_spaces.bytes());
        let device_key = mso.device_key_info.device_key.validate(&PROVIDER, Form::Any).unwrap();
        let signature = device_signed.device_auth.device_signature.as_ref().unwrap();
        signature.verify_detached(&PROVIDER, &device_key, &[&signed]).unwrap();
    }
}
