//! Issuer, device and reader authentication, and the age table.

use mdoc_proximity::cbor::Embedded;
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::cose::{Sign1, mac_structure, sig_structure};
use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::datamodel::age;
use mdoc_proximity::model::authentication::{device_authentication_bytes, reader_authentication_bytes};
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::request::DeviceRequest;
use mdoc_proximity::model::response::{DeviceResponse, Document};

use crate::Check;
use crate::data::{AnnexD, PROVIDER};
use crate::keys::{reader, signer};
use crate::session::{mac_key, transcript};

pub const CHECKS: &[(&str, Check)] = &[
    ("IssuerAuth == D.5.2", |annex| {
        with_document(annex, |document| document.issuer_signed.issuer_auth.bytes == annex.vector("D.5.2 IssuerAuth"))
    }),
    ("Sig_structure issuerAuth", |annex| {
        with_document(annex, |document| {
            let message = &document.issuer_signed.issuer_auth;
            let structure = sig_structure(message.protected_bytes, message.payload.unwrap());
            structure == annex.vector("D.5.2 IssuerAuth Sig_structure")
        })
    }),
    ("issuerAuth signature", |annex| {
        with_document(annex, |document| {
            let key = signer(annex).public_key(&PROVIDER).unwrap();
            assert_eq!(document.issuer_signed.issuer_auth.x5chain(), [signer(annex).der()]);
            document.issuer_signed.issuer_auth.verify_attached(&PROVIDER, &key).is_ok()
        })
    }),
    ("6 IssuerSignedItemBytes digests match MSO", |annex| {
        with_document(annex, |document| {
            let payload = document.issuer_signed.issuer_auth.payload.unwrap();
            let (mso, _) = from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Strict).unwrap();
            let algorithm = HashAlgorithm::from_name(mso.digest_algorithm).unwrap();
            let mut matching = 0;
            for (name_space, items) in &document.issuer_signed.name_spaces {
                for item in items {
                    let digest = PROVIDER.hash.digest(algorithm, &[item.bytes()]);
                    matching += usize::from(digest.matches(mso.digest(name_space, item.digest_id).unwrap()));
                }
            }
            matching == 6
        })
    }),
    ("MAC_structure", |annex| {
        with_document(annex, |document| {
            let mac = document.device_signed.device_auth.device_mac.as_ref().unwrap();
            let payload = device_authentication(annex, document);
            mac_structure(mac.protected_bytes, &payload) == annex.vector("D.5.3 MAC_structure")
        })
    }),
    ("deviceMac tag", |annex| {
        with_document(annex, |document| {
            let mac = document.device_signed.device_auth.device_mac.as_ref().unwrap();
            assert_eq!(mac.tag, annex.hex("/intermediate/MAC tag"));
            mac.verify_detached(&PROVIDER, &mac_key(annex), &[&device_authentication(annex, document)]).is_ok()
        })
    }),
    ("DeviceAuthentication content", |annex| {
        with_document(annex, |document| {
            device_authentication(annex, document) == annex.vector("D.5.3 DeviceAuthenticationBytes")
        })
    }),
    ("ReaderAuth == request", |annex| {
        with_reader_auth(annex, |message, _| message.bytes == annex.vector("D.5.4 ReaderAuth"))
    }),
    ("Sig_structure readerAuth", |annex| {
        with_reader_auth(annex, |message, items| {
            let payload = reader_authentication_bytes(&transcript(annex), items);
            assert_eq!(payload, annex.vector("D.5.4 ReaderAuthenticationBytes"));
            sig_structure(message.protected_bytes, &payload) == annex.vector("D.5.4 ReaderAuth Sig_structure")
        })
    }),
    ("readerAuth signature", |annex| {
        with_reader_auth(annex, |message, items| {
            let payload = reader_authentication_bytes(&transcript(annex), items);
            let key = reader(annex).public_key(&PROVIDER).unwrap();
            message.verify_detached(&PROVIDER, &key, &[&payload]).is_ok()
        })
    }),
    ("age_over table (D.2.2) equals the selection rule", |annex| {
        let table = annex.value("/age_over/result_per_holder_age").as_object().unwrap();
        let mut rows = 0;
        for (holder, row) in table {
            let holder: u8 = holder.parse().unwrap();
            let stored = [21, 60].map(|limit| (limit, holder >= limit));
            for (wanted, expected) in row.as_object().unwrap() {
                let answer = age::nearest(stored.into_iter(), wanted.parse().unwrap());
                let expected = expected
                    .as_array()
                    .map(|pair| (u8::try_from(pair[0].as_u64().unwrap()).unwrap(), pair[1].as_bool().unwrap()));
                assert_eq!(answer, expected, "a holder of {holder} asked for {wanted}");
                rows += 1;
            }
        }
        rows == 55
    }),
];

fn with_document(annex: &AnnexD, check: impl FnOnce(&Document<'_>) -> bool) -> bool {
    let bytes = annex.vector("D.4.1.2 DeviceResponse");
    let (response, _) = from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Strict).unwrap();
    check(response.documents[0].as_ref().unwrap())
}

fn with_reader_auth(annex: &AnnexD, check: impl FnOnce(&Sign1<'_>, &[u8]) -> bool) -> bool {
    let bytes = annex.vector("D.4.1.1 DeviceRequest");
    let (request, _) = from_slice::<DeviceRequest<'_>>(&bytes, Encoding::Strict).unwrap();
    let asked = &request.doc_requests[0];
    check(asked.reader_auth.as_ref().unwrap().as_ref().unwrap(), asked.items_request.bytes())
}

fn device_authentication(annex: &AnnexD, document: &Document<'_>) -> Vec<u8> {
    device_authentication_bytes(&transcript(annex), document.doc_type, document.device_signed.name_spaces.bytes())
}
